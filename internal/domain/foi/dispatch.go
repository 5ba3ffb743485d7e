package foi

import (
	"context"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/profile"
)

// ruleChase has the office look after a posted letter that nobody has signed for:
// until then no time runs, for anybody.
const ruleChase = "foi.chase"

// answerable are the letters after which something runs from the day of their receipt:
// the time of somebody whom the office waits for, or that to go against the reply.
var answerable = []string{letterClarify, letterFee, letterAsk, letterMaker, letterHelp, letterReply}

// Ref names the letter.
func (m *Mailed) Ref() string { return RefOf(m.Request) + "/" + m.key() }

// key names it in the entries of its request.
func (m *Mailed) key() string { return "letter/" + itoa(m.ID) }

// Dispatch notes how a letter went out that was made and not sent yet, or that came
// back. The reply has steps of its own, Serve and Resend.
//
// Errors: Conflict for a letter that is out, or is a reply; Invalid for a day before it
// was made or came back, and for a way that the applicant did not choose.
func (s *Service) Dispatch(ctx context.Context, id ID, of int64, in Serve) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.onLetter(ctx, id, of, "foi.dispatch", On{Rev: in.Rev, Day: in.Day}, func(tx *db.Tx, r *Request, m *Mailed) error {
		switch {
		case m.Kind == letterReply || m.Sent != "" && m.Back == "":
			return fault.New(fault.Conflict, "foi.is_out")
		case in.Day < m.Back:
			return fault.Field("day", "foi.bad.before", m.Back)
		}
		if m.Kind == letterOverrule {
			if err := s.mayTell(tx, r, m, in.How); err != nil {
				return err
			}
		}
		if err := s.goesOut(tx, r, m, in.Sending); err != nil {
			return err
		}
		m.How, m.Tracking, m.Sent, m.Got, m.Back = in.How, strings.TrimSpace(in.Tracking), in.Day, "", ""
		if err := s.duties.CountOpen(tx, ruleServe, m.Ref(), in.Day); err != nil {
			return err
		}
		if err := s.chase(tx, r, m); err != nil {
			return err
		}
		if got := in.got(); got != "" {
			return s.arrived(tx, r, m, got)
		}
		return nil
	})
}

// Back notes that a posted letter other than the reply came back: it has to be served
// again, and no time runs until it is.
//
// Errors: Conflict for a letter that was not posted or that was signed for.
func (s *Service) Back(ctx context.Context, id ID, of int64, in On) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.onLetter(ctx, id, of, "foi.back", in, func(tx *db.Tx, r *Request, m *Mailed) error {
		switch {
		case m.Kind == letterReply || m.How != PostalMail:
			return fault.New(fault.Conflict, "foi.not_posted")
		case m.Sent == "" || m.Got != "" || m.Back != "":
			return fault.New(fault.Conflict, "foi.got_already")
		case in.Day < m.Sent || in.Day > tx.Today:
			return fault.Field("day", "foi.bad.got", m.Sent, tx.Today)
		}
		m.Back = in.Day
		if err := s.duties.CountOpen(tx, ruleChase, m.Ref(), in.Day); err != nil {
			return err
		}
		settings, err := unit.Settings(tx)
		if err != nil {
			return err
		}
		return s.oweLetter(tx, r, owedLetter{ruleServe, "foi.owe.letter", in.Day, settings.Int(profile.FOIServe)}, m)
	})
}

// allOut refuses a step while a letter to the applicant has not gone out.
func allOut(tx *db.Tx, r *Request) error {
	letters, err := lettersOf(tx, r.ID)
	for i := range letters {
		if m := &letters[i]; err == nil && m.Kind != letterReply && m.ToApplicant() && (m.Sent == "" || m.Back != "") {
			err = fault.New(fault.Conflict, "foi.letter_unsent", m.Number)
		}
	}
	return err
}

// onLetter changes a letter of a request and what follows from it, and notes it.
func (s *Service) onLetter(ctx context.Context, id ID, of int64, act string, in On, change func(*db.Tx, *Request, *Mailed) error) (r *Request, err error) {
	defer fault.Wrap(&err, "%s(%d)", act, of)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if r, err = load(tx, id); err != nil {
			return err
		}
		if !tx.Actor.CanAt(Handle, r.UnitID) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		if r.cal, err = s.holidays.In(tx); err != nil {
			return err
		}
		m, err := db.Get[Mailed](tx, "FROM foi_letter WHERE id = ? AND request_id = ?", of, r.ID)
		if err != nil {
			return err
		}
		r.Rev = in.Rev
		r.settle()
		if err := db.Update(tx, table, r); err != nil {
			return err
		}
		if err := change(tx, r, &m); err != nil {
			return err
		}
		if err := db.Update(tx, letterTable, &m); err != nil {
			return err
		}
		return journal.Add(tx, act, r.Ref(), Brief{Status: r.Status, Unit: r.UnitID, Day: in.Day, Key: m.key(), Note: in.Note})
	})
	return r, err
}

// arrived notes that a letter came, and has run what runs from then on: the time of who
// is asked, or that of the applicant. The caller saves the letter.
func (s *Service) arrived(tx *db.Tx, r *Request, m *Mailed, on calendar.Day) error {
	m.Got = on
	if err := s.duties.CountOpen(tx, ruleChase, m.Ref(), on); err != nil {
		return err
	}
	if q, asks, err := askedBy(tx, r, m); err != nil || asks {
		if err != nil || q.Answer != Sent {
			return err
		}
		return s.reach(tx, r, &q, on)
	}
	if r.Until != "" {
		return nil
	}
	if err := s.awaitsFrom(tx, r, m.Kind, on); err != nil {
		return err
	}
	r.settle()
	return db.Update(tx, table, r)
}

// askedBy is the question that a letter asks; false if it asks none.
func askedBy(tx *db.Tx, r *Request, m *Mailed) (q Consult, asks bool, err error) {
	if !slices.Contains([]string{letterAsk, letterMaker, letterHelp}, m.Kind) {
		return q, false, nil
	}
	q, err = db.Get[Consult](tx, "FROM foi_consult WHERE request_id = ? AND 'consult/' || id = ?", r.ID, m.About)
	if fault.Of(err) == fault.NotFound {
		return q, false, nil
	}
	return q, err == nil, err
}

// chase opens the duty to look after a letter that went by the post.
func (s *Service) chase(tx *db.Tx, r *Request, m *Mailed) error {
	if m.How != PostalMail || m.Sent == "" || !slices.Contains(answerable, m.Kind) {
		return nil
	}
	settings, err := unit.Settings(tx)
	if err != nil {
		return err
	}
	return s.oweLetter(tx, r, owedLetter{ruleChase, "foi.owe.chase", m.Sent, settings.Int(profile.FOIChase)}, m)
}

// owedLetter is what is owed about a letter, by the words of its title, within how
// many working days after a day.
type owedLetter struct {
	rule, title string
	from        calendar.Day
	days        int
}

func (s *Service) oweLetter(tx *db.Tx, r *Request, o owedLetter, m *Mailed) error {
	_, err := s.duties.Open(tx, duty.Owed{
		UnitID: r.UnitID, Rule: o.rule, Ref: m.Ref(), Under: "foi", Title: s.words(o.title, r.Number, m.Number), Basis: law.Title(term),
		From: o.from, Term: law.Term{N: o.days, Unit: law.Workday, Basis: term}, Again: r.Rev,
	})
	return err
}

// unchase ends the chase of the letters of a kind, or about something: who answers them
// has got them.
func (s *Service) unchase(tx *db.Tx, r *Request, on calendar.Day, is func(*Mailed) bool) error {
	letters, err := lettersOf(tx, r.ID)
	for i := range letters {
		if err == nil && is(&letters[i]) {
			err = s.duties.CountOpen(tx, ruleChase, letters[i].Ref(), on)
		}
	}
	return err
}

// letterOf is the newest letter that asks a question; false if there is none.
func letterOf(tx *db.Tx, r *Request, about string) (m Mailed, there bool, err error) {
	m, err = db.Get[Mailed](tx, "FROM foi_letter WHERE request_id = ? AND about = ? AND kind IN (?, ?, ?) ORDER BY id DESC LIMIT 1", r.ID, about, letterAsk, letterMaker, letterHelp)
	if fault.Of(err) == fault.NotFound {
		return m, false, nil
	}
	return m, err == nil, err
}

// An Unreach ends a question to somebody whom no letter reaches.
type Unreach struct {
	Rev    int64  `form:"rev" type:"hidden" json:"rev"`
	Reason string `form:"reason" json:"reason" label:"foi.unreach_reason" hint:"foi.unreach_reason_hint" type:"textarea" rows:"3" required:"true" max:"500"`
}

// Check says which fields break a rule.
func (in Unreach) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	checkReason(&c, in.Reason)
	return c.Err()
}

// Unreach closes a question that came back, with the reason and the evidence that
// service was tried. The clock goes on with the day after; the organ then decides under
// the law, as when somebody is silent: it is neither consent nor objection.
//
// Errors: Conflict while the letter has not come back.
func (s *Service) Unreach(ctx context.Context, id ID, about ConsultID, in Unreach, evidence ...files.Upload) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	if len(evidence) == 0 {
		return nil, fault.Field("scans", "foi.need.evidence")
	}
	return s.withNew(ctx, id, func(tx *db.Tx, r *Request) (step, error) {
		q, err := consult(tx, r, about)
		if err != nil {
			return step{}, err
		}
		m, there, err := letterOf(tx, r, q.Key())
		if err != nil {
			return step{}, err
		}
		if q.Answer != Sent || !there || m.Back == "" {
			return step{}, fault.New(fault.Conflict, "foi.not_back")
		}
		st := step{act: ActUnreach, rev: in.Rev, key: q.Key(), note: strings.TrimSpace(in.Reason)}
		st.move.Key = q.Label
		st.then = func(tx *db.Tx, r *Request) error {
			if err := s.saveSealed(tx, consultNoun, int64(q.ID), evidence); err != nil {
				return err
			}
			if err := s.duties.CountOpen(tx, ruleServe, m.Ref(), tx.Today); err != nil {
				return err
			}
			q.Answer, q.Reason = Unreached, strings.TrimSpace(in.Reason)
			return db.Update(tx, consultTable, q)
		}
		return st, nil
	})
}
