package consult

import (
	"context"
	"crypto/subtle"
	"errors"
	"slices"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/clause"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/secret"
	"gongkai.example/gongkai/internal/platform/session"
)

// How many wrong codes are taken in an hour: for one number from one network, from one
// network, and for one number from anywhere.
var tries = []int{10, 30, 200}

// An Asking is a consultation as everybody sees it.
type Asking struct {
	Consult   Consult       `json:"consult"`
	Unit      string        `json:"unit"`
	Takes     bool          `json:"takes"` // opinions, today
	Left      int           `json:"left"`  // days until the last one
	Term      int           `json:"term"`  // days that the rule of its kind has
	Clauses   []Numbered    `json:"-"`     // of the draft
	Received  int           `json:"received"`
	Counts    *Counts       `json:"counts,omitempty"`    // once the outcome is public
	Decisions []Judged      `json:"decisions,omitempty"` // likewise
	Edits     []Edited      `json:"edits,omitempty"`     // likewise
	Hearings  []HearingView `json:"hearings,omitempty"`
}

// A Numbered is a clause of the draft: an opinion may be about it.
type Numbered struct {
	N          int
	Name, Text string // the text with its number
	Head       bool   // a title or a heading, which nobody has an opinion about alone
}

// Clauses is a draft by clause.
func Clauses(draft string) []Numbered {
	text := clause.Parse(draft)
	lines := text.Lines()
	out := make([]Numbered, len(lines))
	for i, c := range text.Clauses {
		out[i] = Numbered{i + 1, calledOf(text, i), lines[i], slices.Contains([]clause.Kind{clause.Title, clause.Subtitle, clause.Chapter, clause.Section, clause.Contents, clause.Signature, clause.Date, clause.Mark, clause.Serial}, c.Kind)}
	}
	return out
}

// Shown lists the consultations that everybody may know of, the newest first.
func (s *Service) Shown(ctx context.Context, p db.Page) (rows db.Rows[Consult], err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		var w db.Where
		w.In("state", db.Anys(Public)...)
		rows, err = db.List[Consult](tx, p, db.Query{From: table, Where: w, Order: []string{"opened", "id"}, Desc: true})
		return err
	})
	for i := range rows.Items {
		rows.Items[i] = rows.Items[i].open()
	}
	return rows, err
}

// open is the consultation without what is not public yet.
func (c Consult) open() Consult {
	if c.Status != Told {
		c.Final, c.Findings = "", ""
	}
	if c.Status == Found { // that an outcome is being looked at is the office's own business
		c.Status = Closed
	}
	c.Reason, c.Document = "", 0
	return c
}

// Show returns a consultation that everybody may know of; its outcome once that is public.
//
// Errors: NotFound.
func (s *Service) Show(ctx context.Context, id ID) (out Asking, err error) {
	defer fault.Wrap(&err, "consult.Show(%d)", id)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		c, err := shown(tx, id, "")
		if err != nil {
			return err
		}
		out = Asking{Consult: c.open(), Takes: c.Takes(tx.Today), Clauses: Clauses(c.Draft)}
		out.Left = c.Until.Sub(tx.Today)
		u, err := unit.Get(tx, c.UnitID)
		if err != nil {
			return err
		}
		out.Unit = u.Short
		if out.Term, _, err = term(tx, c.Kind); err != nil {
			return err
		}
		n, err := count(tx, id)
		if err != nil {
			return err
		}
		out.Received = n.Received
		if out.Hearings, err = s.hearingsOf(tx, id); err != nil || c.Status != Told {
			return err
		}
		out.Counts, out.Edits = &n, edits(c)
		out.Decisions, err = judged(tx, c)
		return err
	})
	return out, err
}

// A pass stands for number and code.
type pass struct {
	ID    OpinionID `json:"id"`
	Until time.Time `json:"until"`
}

// A Mine is a receipt: what its sender sees of an opinion, and what became of it.
type Mine struct {
	Number    string       `json:"number"`
	Consult   ID           `json:"consult_id"`
	Title     string       `json:"title"`
	Unit      string       `json:"unit"`
	Stage     Status       `json:"consultation"` // where it stands
	Until     calendar.Day `json:"until"`
	About     string       `json:"about,omitempty"` // the clause by its name; "" is the whole text
	Text      string       `json:"text,omitempty"`
	Shown     Sender       `json:"sender"` // masked
	Received  calendar.Day `json:"received"`
	Status    Status       `json:"state"`
	Cause     Cause        `json:"cause,omitempty"`
	Said      string       `json:"said,omitempty"`
	Judged    *Judged      `json:"decision,omitempty"` // once the outcome is public
	Gone      calendar.Day `json:"forgotten,omitempty"`
	May       []Act        `json:"may,omitempty"`
	Pass      string       `json:"pass,omitempty"`
	Enrolment *Enrolment   `json:"enrolment,omitempty"` // the receipt is of an enrolment to a hearing
	Hearing   *HearingView `json:"hearing,omitempty"`
}

// Track shows a receipt to whoever has its number and code: of an opinion, or of an enrolment.
//
// Errors: Invalid for a number and code that do not fit; TooMany after ten wrong ones in an hour.
func (s *Service) Track(ctx context.Context, in By, client string) (m Mine, err error) {
	defer fault.Wrap(&err, "consult.Track")
	if err := in.Check(); err != nil {
		return m, err
	}
	if in.Pass != "" {
		var p pass
		if err := s.Box.OpenJSON(in.Pass, aboutPass, &p); err != nil || s.DB.Now().After(p.Until) {
			return m, fault.New(fault.Invalid, "message.pass_over")
		}
		err = s.DB.Read(ctx, func(tx *db.Tx) error { m, err = s.mine(tx, p.ID); return err })
		return m, err
	}
	typed, network := secret.Digits(in.Number), session.Network(client)
	marks := []string{s.Box.Mark(typed+"/"+network, "consult.try"), s.Box.Mark(network, "consult.from"), s.Box.Mark(typed, "consult.try")}
	fits := false
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		m, fits = Mine{}, false
		if err := session.Few(tx, marks, tries...); err != nil {
			return err
		}
		m, err = s.enter(tx, typed, s.Box.Mark(secret.Digits(in.Code), aboutCode))
		if fits = err == nil; fits || fault.Of(err) != fault.NotFound {
			return err
		}
		return session.NoteTry(tx, marks...)
	})
	if err == nil && !fits {
		err = fault.Field("code", "foi.wrong_code")
	}
	return m, err
}

// enter finds the receipt with a number and a keyed hash of its code. A wrong number and a
// wrong code are one answer: NotFound.
func (s *Service) enter(tx *db.Tx, typed, code string) (m Mine, err error) {
	number, err := dashed(typed)
	if err != nil {
		return m, err
	}
	same := func(stored string) bool { return subtle.ConstantTimeCompare([]byte(stored), []byte(code)) == 1 }
	o, err := db.Get[Opinion](tx, "FROM consult_opinion WHERE number = ?", number)
	if err == nil && same(o.Code) {
		return s.mine(tx, o.ID)
	}
	if err != nil && fault.Of(err) != fault.NotFound {
		return m, err
	}
	e, err := db.Get[Enrolment](tx, "FROM consult_enrolment WHERE number = ?", number)
	if err == nil && !same(e.Code) {
		err = fault.New(fault.NotFound, "not_found")
	}
	if err != nil {
		return m, err
	}
	return s.enrolled(tx, &e)
}

func (s *Service) mine(tx *db.Tx, id OpinionID) (m Mine, err error) {
	o, err := db.Get[Opinion](tx, "FROM consult_opinion WHERE id = ?", id)
	if err != nil {
		return m, err
	}
	c, err := db.Get[Consult](tx, "FROM consult_consult WHERE id = ?", o.Consult)
	if err != nil {
		return m, err
	}
	u, err := unit.Get(tx, c.UnitID)
	if err != nil {
		return m, err
	}
	m = Mine{
		Number: o.Number, Consult: c.ID, Title: c.Title, Unit: u.Short, Stage: c.open().Status, Until: c.Until, About: nameOf(clause.Parse(c.Draft), o.Clause),
		Received: o.Received, Status: o.Status, Cause: o.Cause, Said: o.Said, Gone: o.Gone,
	}
	if o.Gone == "" {
		who, err := s.sender(&o)
		if err != nil {
			return m, err
		}
		m.Shown = masked(who)
		if err := s.Box.OpenJSON(o.Body, aboutText, &m.Text); err != nil {
			return m, err
		}
	}
	if c.Status == Told && o.Decision != 0 {
		of, err := judged(tx, &c)
		if err != nil {
			return m, err
		}
		if i := slices.IndexFunc(of, func(j Judged) bool { return j.ID == o.Decision }); i >= 0 {
			m.Judged = &of[i]
		}
	}
	if o.Status == Received && c.Takes(tx.Today) {
		m.May = []Act{ActWithdraw}
	}
	m.Pass, err = s.Box.SealJSON(pass{o.ID, tx.Now.Add(passLives)}, aboutPass)
	return m, err
}

// Withdraw takes an opinion back, for its sender, while opinions are taken.
func (s *Service) Withdraw(ctx context.Context, in By, client string) (m Mine, err error) {
	if m, err = s.Track(ctx, in, client); err != nil {
		return m, err
	}
	defer fault.Wrap(&err, "consult.Withdraw")
	var p pass
	if m.Pass == "" || s.Box.OpenJSON(m.Pass, aboutPass, &p) != nil {
		return m, fault.New(fault.Conflict, "message.not_now")
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Business(); err != nil {
			return err
		}
		o, err := db.Get[Opinion](tx, "FROM consult_opinion WHERE id = ?"+tx.Lock(), p.ID)
		if err != nil {
			return err
		}
		c, err := shown(tx, o.Consult, "")
		if err != nil {
			return err
		}
		if !c.Takes(tx.Today) {
			return fault.New(fault.Conflict, "message.not_now")
		}
		if err := flow.Do(tx, OpinionFlow, &o, ActWithdraw, func() error { o.Token = o.Ref(); return nil }); err != nil { // the same may be sent anew
			return err
		}
		if err := db.Update(tx, opinionTable, &o); err != nil {
			return err
		}
		m, err = s.mine(tx, o.ID)
		return err
	})
	return m, err
}

// Forget takes away who sent opinions, and what they wrote, when a consultation was concluded
// longer ago than the district keeps that, and returns how many. What was decided stays.
func (s *Service) Forget(ctx context.Context) (n int, err error) {
	defer fault.Wrap(&err, "consult.Forget")
	var due []Opinion
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		settings, err := unit.Settings(tx)
		if err != nil {
			return err
		}
		before := tx.Today.AddMonths(-12 * settings.Int(profile.ConsultKeep))
		due, err = db.All[Opinion](tx, "FROM consult_opinion WHERE forgotten = '' AND consult_id IN (SELECT c.id FROM consult_consult c WHERE c.told <> '' AND c.told < ?) ORDER BY id", before)
		return err
	})
	for _, old := range due {
		failed := s.DB.Write(ctx, func(tx *db.Tx) error {
			if err := tx.Business(); err != nil {
				return err
			}
			o, err := db.Get[Opinion](tx, "FROM consult_opinion WHERE id = ?"+tx.Lock(), old.ID)
			if err != nil || o.Gone != "" {
				return err
			}
			o.Sender, o.Body, o.Code, o.Shown, o.Gone = "", "", "", strings.TrimSpace(s.Words("foi.forgotten")), tx.Today
			if err := db.Update(tx, opinionTable, &o); err != nil {
				return err
			}
			return journal.Add(tx, "consult.forget", o.Ref(), o.Entry())
		})
		if err = errors.Join(err, failed); failed == nil {
			n++
		}
	}
	return n, err
}
