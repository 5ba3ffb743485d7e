package consult

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/clause"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/secret"
	"gongkai.example/gongkai/internal/platform/session"
)

// An OpinionID names an opinion.
type OpinionID int64

// An Opinion is what one person says about a draft.
type Opinion struct {
	ID       OpinionID       `db:"id" json:"id"`
	Rev      int64           `db:"rev" json:"rev"`
	Consult  ID              `db:"consult_id" json:"consult_id"`
	UnitID   int64           `db:"unit_id" json:"unit_id"`
	Number   string          `db:"number" json:"number"`
	Code     string          `db:"code" json:"-"`
	Token    string          `db:"token" json:"-"`
	Channel  Channel         `db:"channel" json:"channel"`
	Clause   int             `db:"clause" json:"clause,omitempty"` // of the draft, from 1; 0: the whole text
	Sender   string          `db:"sender" json:"-"`                // sealed
	Shown    string          `db:"shown" json:"sender,omitempty"`  // masked
	Body     string          `db:"body" json:"-"`                  // sealed
	Received calendar.Day    `db:"received" json:"received"`
	Status   Status          `db:"state" json:"state"`
	Cause    Cause           `db:"cause" json:"cause,omitempty"`
	Said     string          `db:"said" json:"said,omitempty"`
	Group    OpinionID       `db:"group_id" json:"group,omitempty"`
	Alone    bool            `db:"alone" json:"alone,omitempty"`
	Decision DecisionID      `db:"decision_id" json:"decision,omitempty"`
	Gone     calendar.Day    `db:"forgotten" json:"forgotten,omitempty"`
	By       flow.Hands[Act] `db:"by_whom,json" json:"-"`

	note string // for the journal
}

// OpinionRef names an opinion in the journal.
func OpinionRef(id OpinionID) string { return fmt.Sprintf("consult/opinion/%d", id) }

// Ref names the opinion in the journal.
func (o *Opinion) Ref() string { return OpinionRef(o.ID) }

// Owner is the unit that decides on it.
func (o *Opinion) Owner() int64 { return o.UnitID }

// State is where the opinion stands in OpinionFlow.
func (o *Opinion) State() Status { return o.Status }

// Move sets where the opinion stands; only flow.Do calls it.
func (o *Opinion) Move(to Status) { o.Status = to }

// DoneBy is who did an act last.
func (o *Opinion) DoneBy(act Act) int64 { return o.By[act] }

// An OpinionBrief is what the journal keeps of a step: nothing of the sender, nothing that was
// written but the reasons of staff.
type OpinionBrief struct {
	Consult ID      `json:"consult_id"`
	Status  Status  `json:"state"`
	Channel Channel `json:"channel"`
	Note    string  `json:"note,omitempty"`
}

// Entry is what the journal keeps of the step just made.
func (o *Opinion) Entry() any { return OpinionBrief{o.Consult, o.Status, o.Channel, o.note} }

// A Filed opinion is what its sender keeps: number and code together open its receipt. The
// code is told when it is sent, and stored nowhere.
type Filed struct {
	ID      OpinionID `json:"-"`
	Consult ID        `json:"consult_id"`
	Title   string    `json:"title"`
	Number  string    `json:"number"`
	Code    string    `json:"code"`
	Again   bool      `json:"again,omitempty"` // it was sent before: the same one
}

// Groups parts the code into fours.
func (f Filed) Groups() []string { return secret.Groups(f.Code) }

// mostOfClient is how much one network sends in an hour: a service hall has one address for
// everybody in it.
const mostOfClient = 200

// Send takes an opinion from the portal. Nobody has to sign in. trap is what stands in the
// field that nobody sees: who fills it in is a program, and sends nothing. The clock of the
// server decides: on the day after the last one nothing is taken, whatever the form was drawn on.
//
// Errors: Invalid with the fields at fault; Conflict after the last day; TooMany for a network
// that sends too much.
func (s *Service) Send(ctx context.Context, id ID, in Sending, trap, client string) (out Filed, err error) {
	defer fault.Wrap(&err, "consult.Send(%d)", id)
	if err := in.Check(); err != nil {
		return out, err
	}
	if trap != "" {
		return out, fault.Field("website", "consult.trapped")
	}
	who := s.Box.Mark(session.Network(client), "consult.client")
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := session.Few(tx, []string{who}, mostOfClient); err != nil {
			return err
		}
		if err := tx.Business(); err != nil {
			return err
		}
		c, err := shown(tx, id, tx.Lock())
		if err != nil {
			return err
		}
		if !c.Takes(tx.Today) {
			return fault.New(fault.Conflict, "consult.over", c.Until)
		}
		if out, err = s.take(tx, c, &Opinion{Channel: Web, Received: tx.Today}, in, ActSend, cmp.Or(digits(in.Phone), session.Network(client))); err != nil {
			return err
		}
		return session.NoteTry(tx, who)
	})
	return out, err
}

// Take takes an opinion that staff type in as it came by post, at the counter or in the
// hearing, until the outcome is handed in: what counts is the day on which it came.
//
// Errors: Invalid with the fields at fault, a day outside of the consultation among them.
func (s *Service) Take(ctx context.Context, id ID, in Receipt) (out Filed, err error) {
	defer fault.Wrap(&err, "consult.Take(%d)", id)
	if err := in.Check(); err != nil {
		return out, err
	}
	regroup := false
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Business(); err != nil {
			return err
		}
		c, err := read(tx, id, tx.Lock())
		switch {
		case err != nil:
			return err
		case c.Status != Open && c.Status != Closed:
			return fault.New(fault.Conflict, "flow.no_step")
		}
		if err := inTime(tx, c, in); err != nil {
			return err
		}
		regroup = c.Status == Closed
		out, err = s.take(tx, c, &Opinion{Channel: in.Channel, Received: in.Day}, in.Sending, ActTake, cmp.Or(in.Token, fmt.Sprint(digits(in.Phone), in.Day)))
		return err
	})
	if err == nil && regroup {
		err = s.Regroup(ctx, id)
	}
	return out, err
}

// inTime asks that an opinion came within the term of a consultation, or was said at a hearing
// of it, which may be held after the term.
func inTime(tx *db.Tx, c *Consult, in Receipt) error {
	if in.Channel != AtHearing {
		last := min(c.Until, tx.Today)
		if in.Day < c.Opened || in.Day > last {
			return fault.Field("day", "consult.bad.day", c.Opened, last)
		}
		return nil
	}
	n, err := db.One[int](tx, "SELECT count(*) FROM consult_hearing WHERE consult_id = ? AND on_day = ? AND on_day <= ? AND state IN (?, ?)", c.ID, in.Day, tx.Today, Delivered, Held)
	if err == nil && n == 0 {
		err = fault.Field("day", "consult.bad.hearing_said")
	}
	return err
}

func (s *Service) take(tx *db.Tx, c *Consult, o *Opinion, in Sending, act Act, who string) (out Filed, err error) {
	in.Text, in.Name, in.Phone = tidied(in.Text), tidied(in.Name), tidied(in.Phone)
	if in.Clause < 0 || in.Clause > len(clause.Parse(c.Draft).Clauses) {
		return out, fault.Field("clause", "consult.bad.clause")
	}
	content, err := json.Marshal([]any{c.ID, in.Clause, in.Text, in.Name, who})
	if err != nil {
		return out, err
	}
	code := s.Box.Code(string(content), "consult.code_of")
	o.Token = s.Box.Mark(string(content), "consult.token")
	old, err := db.Get[Opinion](tx, "FROM consult_opinion WHERE token = ?", o.Token)
	if err == nil {
		return Filed{old.ID, c.ID, c.Title, old.Number, code, true}, nil
	}
	if fault.Of(err) != fault.NotFound {
		return out, err
	}
	o.ID, o.Rev, o.Consult, o.UnitID, o.Clause = OpinionID(tx.ID()), 1, c.ID, c.UnitID, in.Clause
	o.Code, o.Shown = s.Box.Mark(code, aboutCode), masked(in.Sender).Name
	if o.Sender, err = s.Box.SealJSON(in.Sender, aboutSender); err != nil {
		return out, err
	}
	if o.Body, err = s.Box.SealJSON(in.Text, aboutText); err != nil {
		return out, err
	}
	if o.Number, err = serial(tx); err != nil {
		return out, err
	}
	o.Group = o.ID
	if err := flow.Do(tx, OpinionFlow, o, act, func() error { o.By.Did(act, tx.Actor.Who()); return nil }); err != nil {
		return out, err
	}
	return Filed{o.ID, c.ID, c.Title, o.Number, code, false}, db.Insert(tx, opinionTable, o)
}

// masked is who sent something, as staff see it.
func masked(in Sender) Sender {
	a := foi.Applicant{Kind: foi.Citizen, Name: in.Name, Phone: in.Phone}.Masked()
	return Sender{Name: a.Name, Phone: a.Phone}
}

func digits(phone string) string { return secret.Digits(phone) }

// An OpinionRow is an opinion as lists show it.
type OpinionRow struct {
	Opinion
	Text    string  `json:"text,omitempty"`
	About   string  `json:"about"` // the clause by its name; "" is the whole text
	Verdict Verdict `json:"verdict,omitempty"`
	No      int     `json:"decision_no,omitempty"`
}

// An OpinionView is an opinion as the desk shows it.
type OpinionView struct {
	OpinionRow
	Title   string  `json:"title"`
	Contact Sender  `json:"contact"` // masked
	Acts    []Act   `json:"acts"`
	Judged  *Judged `json:"judged,omitempty"`
}

// Opinions lists the opinions of a consultation that the actor may know of, as they came.
func (s *Service) Opinions(ctx context.Context, q OpinionFind, p db.Page) (rows db.Rows[OpinionRow], err error) {
	defer fault.Wrap(&err, "consult.Opinions(%d)", q.ID)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		c, err := read(tx, q.ID, "")
		if err != nil {
			return err
		}
		found, err := db.List[Opinion](tx, p, db.Query{From: opinionTable, Where: q.where(), Order: []string{"id"}})
		if err != nil {
			return err
		}
		of, err := decisionsOf(tx, c.ID)
		if err != nil {
			return err
		}
		text := clause.Parse(c.Draft)
		rows, err = db.TryMap(found, func(o Opinion) (OpinionRow, error) { return s.row(&o, text, of) })
		return err
	})
	return rows, err
}

func (q OpinionFind) where() (w db.Where) {
	w.And("consult_id = ?", q.ID)
	for _, c := range []struct {
		on   bool
		cond string
		arg  any
	}{
		{q.Status != "", "state = ?", q.Status},
		{q.Channel != "", "channel = ?", q.Channel},
		{q.Group != 0, "group_id = ?", q.Group},
		{q.Decision != 0, "decision_id = ?", q.Decision},
		{q.Verdict != "", "decision_id IN (SELECT d.id FROM consult_decision d WHERE d.verdict = ?)", q.Verdict},
	} {
		if c.on {
			w.And(c.cond, c.arg)
		}
	}
	if q.Waiting {
		w.And(waiting)
	}
	return w
}

func (s *Service) row(o *Opinion, text clause.Text, of []Decision) (r OpinionRow, err error) {
	r = OpinionRow{Opinion: *o, About: nameOf(text, o.Clause)}
	for _, d := range of {
		if d.ID == o.Decision {
			r.Verdict, r.No = d.Verdict, d.No
		}
	}
	if o.Gone == "" {
		err = s.Box.OpenJSON(o.Body, aboutText, &r.Text)
	}
	return r, err
}

// nameOf is a clause by its name, n counted from 1; "" is the whole text.
func nameOf(text clause.Text, n int) string {
	if n < 1 || n > len(text.Clauses) {
		return ""
	}
	return calledOf(text, n-1)
}

// Opinion returns an opinion that the actor may know of.
func (s *Service) Opinion(ctx context.Context, id OpinionID) (v OpinionView, err error) {
	defer fault.Wrap(&err, "consult.Opinion(%d)", id)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		o, err := readOpinion(tx, id, "")
		if err != nil {
			return err
		}
		c, err := read(tx, o.Consult, "")
		if err != nil {
			return err
		}
		of, err := judged(tx, c)
		if err != nil {
			return err
		}
		plain := make([]Decision, len(of))
		for i := range of {
			plain[i] = of[i].Decision
			if of[i].ID == o.Decision {
				v.Judged = &of[i]
			}
		}
		if v.OpinionRow, err = s.row(o, clause.Parse(c.Draft), plain); err != nil {
			return err
		}
		v.Title, v.Acts = c.Title, opinionActs(tx, c, o)
		who, err := s.sender(o)
		v.Contact = masked(who)
		return err
	})
	return v, err
}

// opinionActs is what the actor may do with an opinion now.
func opinionActs(tx *db.Tx, c *Consult, o *Opinion) []Act {
	if o.Decision != 0 || c.Status != Open && c.Status != Closed {
		return nil
	}
	return slices.DeleteFunc(OpinionFlow.Next(tx.Actor, o), func(a Act) bool {
		return a == ActWithdraw || a == ActApart && (c.Status != Closed || o.Alone)
	})
}

func (s *Service) sender(o *Opinion) (who Sender, err error) {
	return who, s.Box.OpenJSON(o.Sender, aboutSender, &who)
}

// Unmask opens how the sender of an opinion is reached. That it was looked at, by whom and
// why, stays in the journal.
func (s *Service) Unmask(ctx context.Context, id OpinionID, in Unseal) (who Sender, err error) {
	defer fault.Wrap(&err, "consult.Unmask(%d)", id)
	if err := in.Check(); err != nil {
		return who, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		o, err := readOpinion(tx, id, "")
		switch {
		case err != nil:
			return err
		case !tx.Actor.CanAt(Unmask, o.UnitID):
			return fault.New(fault.Forbidden, "not_allowed")
		case o.Gone != "":
			return fault.New(fault.Conflict, "foi.is_forgotten", o.Gone)
		}
		if who, err = s.sender(o); err != nil {
			return err
		}
		return journal.Add(tx, "consult.unmask", o.Ref(), OpinionBrief{o.Consult, o.Status, o.Channel, in.Reason})
	})
	return who, err
}

// onOpinion makes a step on an opinion that waits for a decision, while one may be made.
func (s *Service) onOpinion(ctx context.Context, id OpinionID, act Act, rev int64, note string, change func(*db.Tx, *Consult, *Opinion) error) (o *Opinion, err error) {
	defer fault.Wrap(&err, "%s(%d)", act, id)
	regroup := false
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Business(); err != nil {
			return err
		}
		if o, err = readOpinion(tx, id, tx.Lock()); err != nil {
			return err
		}
		c, err := read(tx, o.Consult, tx.Lock())
		if err != nil {
			return err
		}
		if o.Decision != 0 || c.Status != Open && c.Status != Closed {
			return fault.New(fault.Conflict, "flow.no_step")
		}
		regroup, o.Rev, o.note = c.Status == Closed && act != ActApart, rev, note
		err = flow.Do(tx, OpinionFlow, o, act, func() error {
			o.By.Did(act, tx.Actor.Who())
			return change(tx, c, o)
		})
		if err != nil {
			return err
		}
		return db.Update(tx, opinionTable, o)
	})
	if err == nil && regroup {
		err = s.Regroup(ctx, o.Consult)
	}
	return o, err
}

// SetAside sets an opinion aside, for a reason of the list that its sender reads: it is no
// opinion to decide on, and is counted as what it is.
func (s *Service) SetAside(ctx context.Context, id OpinionID, in Setting) (*Opinion, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.onOpinion(ctx, id, ActAside, in.Rev, in.Said, func(tx *db.Tx, _ *Consult, o *Opinion) error {
		o.Cause, o.Said = in.Cause, tidied(in.Said)
		return s.mayShow(tx, map[string]string{"said": in.Said})
	})
}

// Restore makes an opinion of what was set aside: by another person, with a reason.
func (s *Service) Restore(ctx context.Context, id OpinionID, in Because) (*Opinion, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.onOpinion(ctx, id, ActRestore, in.Rev, in.Reason, func(_ *db.Tx, _ *Consult, o *Opinion) error {
		o.Cause, o.Said = "", ""
		return nil
	})
}

// Apart takes an opinion out of the group of its copies, for good: it says more than they do.
func (s *Service) Apart(ctx context.Context, id OpinionID, in Seen) (*Opinion, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	o, err := s.onOpinion(ctx, id, ActApart, in.Rev, "", func(_ *db.Tx, c *Consult, o *Opinion) error {
		if c.Status != Closed || o.Alone {
			return fault.New(fault.Conflict, "flow.no_step")
		}
		o.Alone, o.Group = true, o.ID
		return nil
	})
	if err == nil {
		err = s.Regroup(ctx, o.Consult)
	}
	return o, err
}

// passLives is how long a page stands for the number and code that opened it.
const passLives = 30 * time.Minute
