package foi

import (
	"cmp"
	"context"
	"strings"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/platform/profile"
)

// ConsultID names somebody who is asked.
type ConsultID int64

// An Asked is who is asked, which says what silence means.
type Asked string

// Who may be asked.
const (
	Third Asked = "third" // a third party, Article 32: silence is not consent
	Maker Asked = "maker" // an organ that made it too, Article 34: silence is consent
	Organ Asked = "organ" // another organ, Articles 11 and 33(3): the office sets a term
)

// An Answer is where a question stands.
type Answer string

// Where a question may stand.
const (
	Sent    Answer = "asked"
	Reached Answer = "reached" // the letter came, and the fifteen working days run
	Heard   Answer = "heard"
	Silent  Answer = "silent" // they are over
	Void    Answer = "void"   // the request ended

	Unreached Answer = "unreached" // no letter reaches them
)

// An Opinion is what somebody who was asked says.
type Opinion string

// The opinions.
const (
	Agrees  Opinion = "agree"
	Objects Opinion = "object"
	Partly  Opinion = "part" // 部分同意公开: the reason says what to and what not
)

// A Consult is one question to somebody. While it is open the clock stands still
// (Article 33(3)); several at once are counted out once.
type Consult struct {
	ID      ConsultID    `db:"id" json:"id"`
	Rev     int64        `db:"rev" json:"rev"`
	Request ID           `db:"request_id" json:"request_id"`
	Item    ItemID       `db:"item_id" json:"item,omitempty"` // that they are asked about; 0 is all
	Label   string       `db:"label" json:"label"`            // what the clock of the request calls it: names nobody
	Kind    Asked        `db:"kind" json:"kind"`
	Party   string       `db:"party" json:"-"`     // sealed
	Shown   string       `db:"shown" json:"party"` // masked, but for an organ
	Subject string       `db:"subject" json:"subject"`
	Answer  Answer       `db:"state" json:"state"`
	Sent    calendar.Day `db:"sent" json:"sent"`
	Got     calendar.Day `db:"got" json:"got,omitempty"`
	Until   calendar.Day `db:"until_day" json:"until,omitempty"`
	Heard   calendar.Day `db:"heard" json:"heard,omitempty"`
	Opinion Opinion      `db:"opinion" json:"opinion,omitempty"`
	Reason  string       `db:"reason" json:"reason,omitempty"`
}

const (
	consultTable = "foi_consult"
	consultNoun  = "foi_consult" // whose the evidence is of an opinion that is noted late
)

func (c *Consult) open() bool { return c.Answer == Sent || c.Answer == Reached }

// Key names the question in the journal and in its letters.
func (c *Consult) Key() string { return "consult/" + itoa(int64(c.ID)) }

// term is the time to answer. For another organ the law has none, and the office sets
// one: a clock that stands still has to have an end.
func (c *Consult) term(tx *db.Tx) (law.Term, error) {
	switch c.Kind {
	case Third:
		return termAsk, nil
	case Maker:
		return termOrgan, nil
	case Organ:
	}
	settings, err := unit.Settings(tx)
	return law.Term{N: settings.Int(profile.FOIOrgan), Unit: law.Workday, Basis: paused}, err
}

func consultsOf(tx *db.Tx, id ID) ([]Consult, error) {
	return partsBy[Consult](tx, id, "foi_consult")
}

// evidenceOf adds to a view what proves when an opinion came, and that letters did not.
func evidenceOf(tx *db.Tx, v *View) error {
	for _, q := range v.Asked {
		all, err := files.Locked(tx, consultNoun, int64(q.ID))
		if err != nil {
			return err
		}
		if len(all) > 0 {
			if v.Evidence == nil {
				v.Evidence = map[ConsultID][]files.File{}
			}
			v.Evidence[q.ID] = all
		}
	}
	return nil
}

// An Ask asks somebody (征求意见).
type Ask struct {
	Rev     int64  `form:"rev" type:"hidden" json:"rev"`
	Kind    Asked  `form:"kind" json:"kind" label:"foi.ask_kind" hint:"foi.ask_kind_hint" type:"radio" options:"third,maker,organ" required:"true"`
	Party   string `form:"party" json:"party" label:"foi.party" hint:"foi.party_hint" required:"true" max:"100"`
	Address string `form:"address" json:"address" label:"foi.party_address" hint:"foi.party_address_hint" max:"200"`
	Item    ItemID `form:"item" json:"item" label:"foi.ask_item" hint:"foi.ask_item_hint" type:"select"`
	Subject string `form:"subject" json:"subject" label:"foi.subject" hint:"foi.subject_hint" type:"textarea" rows:"4" required:"true" max:"1000"`
	Harm    string `form:"harm" json:"harm" label:"foi.harm" hint:"foi.harm_hint" max:"200"`
	Sending
}

// Check says which fields break a rule.
func (in Ask) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	c.That(in.Kind == Third || in.Kind == Maker || in.Kind == Organ, "kind", "foi.need.ask_kind")
	c.That(strings.TrimSpace(in.Party) != "", "party", "foi.need.party")
	c.That(strings.TrimSpace(in.Subject) != "", "subject", "foi.need.subject")
	c.That(in.Kind != Third || strings.TrimSpace(in.Harm) != "", "harm", "foi.need.harm")
	in.check(&c)
	return c.Err()
}

// partySealed is what is sealed of somebody who is asked.
type partySealed struct {
	Name    string `json:"name"`
	Address string `json:"address,omitempty"`
}

// Ask sends a 征求意见书, which does not say who the applicant is, and tells the
// applicant that the time does not count.
func (s *Service) Ask(ctx context.Context, id ID, in Ask) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	in.Party, in.Subject = strings.TrimSpace(in.Party), strings.TrimSpace(in.Subject)
	q := &Consult{Rev: 1, Request: id, Kind: in.Kind, Item: in.Item, Shown: in.Party, Subject: in.Subject, Answer: Sent, Sent: in.Day}
	if in.Kind == Third {
		q.Shown = mask(in.Party)
	}
	return s.withNew(ctx, id, func(tx *db.Tx, r *Request) (st step, err error) {
		q.ID = ConsultID(tx.ID())
		if q.Party, err = s.box.SealJSON(partySealed{in.Party, in.Address}, aboutThird); err != nil {
			return st, err
		}
		if err := aboutOne(tx, r, in.Item); err != nil {
			return st, err
		}
		before, err := consultsOf(tx, r.ID)
		if err != nil {
			return st, err
		}
		q.Label = s.words("foi.asked_as."+string(q.Kind), len(before)+1)
		st = step{act: ActAsk, rev: in.Rev, day: in.Day, key: q.Key()}
		st.move.Key = q.Label
		st.then = func(tx *db.Tx, r *Request) error {
			if err := db.Insert(tx, consultTable, q); err != nil {
				return err
			}
			if err := s.lettersOfAsking(tx, r, q, in); err != nil {
				return err
			}
			if got := in.got(); got != "" {
				return s.reach(tx, r, q, got)
			}
			return nil
		}
		return st, nil
	})
}

// aboutOne refuses a question about a thing that the request does not ask for.
func aboutOne(tx *db.Tx, r *Request, of ItemID) error {
	if of == 0 {
		return nil
	}
	_, err := itemOf(tx, r.ID, of)
	if fault.Of(err) == fault.NotFound {
		err = fault.Field("item", "not_found")
	}
	return err
}

// consultRows is each question as the reply tells of it: when it went out, to whom by kind,
// for a third party is not named to the applicant, and when it ended. An answer ends it,
// whenever the term would have.
func (s *Service) consultRows(tx *db.Tx, r *Request) (rows []map[string]string, err error) {
	asked, err := consultsOf(tx, r.ID)
	for _, q := range asked {
		if q.Answer != Void {
			rows = append(rows, map[string]string{"sent": s.Date(q.Sent), "of": s.words("foi.ask_kind." + string(q.Kind)), "end": s.Date(cmp.Or(q.Heard, q.Until))})
		}
	}
	return rows, err
}

// lettersOfAsking writes to who is asked, and once to the applicant.
func (s *Service) lettersOfAsking(tx *db.Tx, r *Request, q *Consult, in Ask) error {
	kind, values := letterAsk, map[string]string{"third": in.Party, "asked": in.Subject, "harm": in.Harm}
	switch q.Kind {
	case Maker:
		kind, values = letterMaker, map[string]string{"organ": in.Party, "info": in.Subject}
	case Organ:
		t, err := q.term(tx)
		if err != nil {
			return err
		}
		last, err := r.lastDay(in.Day, t)
		if err != nil {
			return err
		}
		kind, values = letterHelp, map[string]string{"helper": in.Party, "task": in.Subject, "task_due": s.Date(last)}
	case Third:
	}
	if _, err := s.issue(tx, r, paper{kind: kind, about: q.Key(), send: in.Sending, values: letter.Values{Text: values}}); err != nil {
		return err
	}
	if q.Kind != Third {
		return nil
	}
	var told Sending // on paper: it still has to go out
	if r.Way.How() == Electronic {
		told = Sending{How: Electronic, Day: in.Day}
	}
	_, err := s.issue(tx, r, paper{kind: letterAsking, about: q.Key(), send: told, values: letter.Values{Text: map[string]string{"consulted": s.Date(in.Day)}}})
	return err
}

// withNew is do for a step that needs the transaction to be made.
func (s *Service) withNew(ctx context.Context, id ID, make func(*db.Tx, *Request) (step, error)) (r *Request, err error) {
	defer fault.Wrap(&err, "foi(%d)", id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if r, err = load(tx, id); err != nil {
			return err
		}
		st, err := make(tx, r)
		if err != nil {
			return err
		}
		return s.step(tx, r, st)
	})
	return r, err
}

// consult loads a question of a request that the actor may know of.
func consult(tx *db.Tx, r *Request, id ConsultID) (*Consult, error) {
	q, err := db.Get[Consult](tx, "FROM foi_consult WHERE id = ? AND request_id = ?"+tx.Lock(), id, r.ID)
	return &q, err
}

// Reach notes on which day the letter came to who is asked; the term to answer
// runs from it, and silence after it ends the pause.
func (s *Service) Reach(ctx context.Context, id ID, about ConsultID, in On) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.withNew(ctx, id, func(tx *db.Tx, r *Request) (step, error) {
		q, err := consult(tx, r, about)
		if err != nil {
			return step{}, err
		}
		r.Rev = in.Rev
		m, there, err := letterOf(tx, r, q.Key())
		if err != nil {
			return step{}, err
		}
		st, err := s.reaching(tx, q, in.Day)
		if err != nil || !there {
			return st, err
		}
		switch {
		case m.Back != "" || m.Sent == "":
			return st, fault.New(fault.Conflict, "foi.not_served")
		case in.Day < m.Sent:
			return st, fault.Field("day", "foi.bad.before", m.Sent)
		}
		then := st.then
		st.then = func(tx *db.Tx, r *Request) error {
			if err := s.duties.CountOpen(tx, ruleChase, m.Ref(), in.Day); err != nil {
				return err
			}
			m.Got = in.Day
			if err := db.Update(tx, letterTable, &m); err != nil {
				return err
			}
			return then(tx, r)
		}
		return st, nil
	})
}

// reach is Reach within the step that sent the letter.
func (s *Service) reach(tx *db.Tx, r *Request, q *Consult, on calendar.Day) error {
	st, err := s.reaching(tx, q, on)
	if err != nil {
		return err
	}
	return s.step(tx, r, st)
}

func (s *Service) reaching(tx *db.Tx, q *Consult, on calendar.Day) (step, error) {
	t, err := q.term(tx)
	if err != nil {
		return step{}, err
	}
	if q.Answer != Sent {
		return step{}, fault.New(fault.Conflict, "foi.no_reach")
	}
	if on < q.Sent {
		return step{}, fault.Field("day", "foi.bad.before", q.Sent)
	}
	st := step{act: ActReach, day: on, key: q.Key()}
	st.move.Key, st.move.Term = q.Label, t
	st.then = func(tx *db.Tx, r *Request) (err error) {
		q.Answer, q.Got = Reached, on
		if q.Until, err = r.lastDay(on, t); err != nil {
			return err
		}
		return db.Update(tx, consultTable, q)
	}
	return st, nil
}

// A Hear notes what somebody who was asked answered.
type Hear struct {
	Rev     int64        `form:"rev" type:"hidden" json:"rev"`
	Day     calendar.Day `form:"day" json:"day" label:"foi.heard_on" hint:"foi.heard_on_hint" type:"date" required:"true"`
	Opinion Opinion      `form:"opinion" json:"opinion" label:"foi.opinion" type:"radio" options:"agree,part,object" required:"true"`
	Reason  string       `form:"reason" json:"reason" label:"foi.opinion_reason" hint:"foi.opinion_reason_hint" type:"textarea" max:"2000"`
	Late    string       `form:"late" json:"late" label:"foi.heard_late" hint:"foi.heard_late_hint" type:"textarea" rows:"2" max:"500"`
}

// Check says which fields break a rule.
func (in Hear) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	c.That(in.Day.Valid(), "day", "foi.need.day")
	c.That(in.Opinion == Agrees || in.Opinion == Objects || in.Opinion == Partly, "opinion", "foi.need.opinion")
	c.That(in.Opinion == Agrees || strings.TrimSpace(in.Reason) != "", "reason", "foi.need.opinion_reason")
	return c.Err()
}

// Hear ends a question; the clock goes on with the day after. An opinion that came up
// to the last day is heard when silence has been noted already, with the reason why it
// was not noted before, and evidence of the day: nobody's objection is lost because
// the office noted it late. A draft that does not know of it goes back.
func (s *Service) Hear(ctx context.Context, id ID, about ConsultID, in Hear, evidence ...files.Upload) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.withNew(ctx, id, func(tx *db.Tx, r *Request) (step, error) {
		q, err := consult(tx, r, about)
		if err != nil {
			return step{}, err
		}
		st := step{act: ActHear, rev: in.Rev, day: in.Day, key: q.Key(), note: s.words("foi.opinion." + string(in.Opinion))}
		st.move.Key = q.Label
		st.change = func(_ *db.Tx, r *Request) error {
			if err := q.hears(in, len(evidence)); err != nil {
				return err
			}
			if q.Answer == Silent {
				r.Hash = ""
				r.brief.Last, r.brief.Note = q.Until, r.brief.Note+" "+strings.TrimSpace(in.Late)
			}
			return nil
		}
		st.then = func(tx *db.Tx, r *Request) error {
			if err := s.saveSealed(tx, consultNoun, int64(q.ID), evidence); err != nil {
				return err
			}
			if err := s.unchase(tx, r, in.Day, func(m *Mailed) bool { return m.About == q.Key() }); err != nil {
				return err
			}
			q.Answer, q.Heard, q.Opinion, q.Reason = Heard, in.Day, in.Opinion, strings.TrimSpace(in.Reason)
			return db.Update(tx, consultTable, q)
		}
		return st, nil
	})
}

// hears says why an opinion cannot be noted.
func (c *Consult) hears(in Hear, evidence int) error {
	if c.open() {
		return nil
	}
	var check fault.Check
	switch {
	case c.Answer != Silent:
		return fault.New(fault.Conflict, "foi.heard_already")
	case in.Day > c.Until:
		return fault.Field("day", "foi.bad.heard_late", c.Until)
	}
	check.That(strings.TrimSpace(in.Late) != "", "late", "foi.need.heard_late")
	check.That(evidence > 0, "scans", "foi.need.evidence")
	return check.Err()
}

// noneAsked refuses a step while somebody is being asked.
func (s *Service) noneAsked(tx *db.Tx, r *Request) error {
	n, err := db.One[int](tx, "SELECT count(*) FROM foi_consult WHERE request_id = ? AND state IN (?, ?)", r.ID, Sent, Reached)
	if err == nil && n > 0 {
		err = fault.New(fault.Conflict, "foi.still_asking", n)
	}
	return err
}

// voidAsking ends the questions of a request that has ended.
func (s *Service) voidAsking(tx *db.Tx, r *Request) error {
	_, err := tx.Exec("UPDATE foi_consult SET state = ?, rev = rev + 1 WHERE request_id = ? AND state IN (?, ?)", Void, r.ID, Sent, Reached)
	return err
}
