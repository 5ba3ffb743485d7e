package foi

import (
	"context"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/secret"
)

// A Redo has a request answered anew: a review annulled the reply, a court ordered
// another, a complaint was founded, or the office found the fault itself.
type Redo struct {
	Rev    int64        `form:"rev" type:"hidden" json:"rev"`
	Reason string       `form:"reason" json:"reason" label:"foi.redo_reason" hint:"foi.redo_reason_hint" type:"textarea" rows:"3" required:"true" max:"500"`
	Day    calendar.Day `form:"day" json:"day" label:"foi.redo_day" hint:"foi.redo_day_hint" type:"date" required:"true"`
	Days   int          `form:"days" json:"days" label:"foi.redo_days" hint:"foi.redo_days_hint" required:"true"`
	Count  law.Unit     `form:"count" json:"count" label:"foi.redo_count" type:"radio" options:"workday,day" required:"true"`
	Order
}

// UsualRedo is the term where the decision gives none: 法释〔2025〕8号, Article 11.
var UsualRedo = law.MustTerm("court.disclose")

// mostRedo is more days than any decision gives.
const mostRedo = 365

// Check says which fields break a rule.
func (in Redo) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	checkReason(&c, in.Reason)
	c.That(in.Day.Valid(), "day", "foi.need.day")
	c.That(in.Days >= 1 && in.Days <= mostRedo, "days", "foi.bad.redo_days", mostRedo)
	c.That(in.Count == law.Workday || in.Count == law.CalDay, "count", "foi.need.redo_count")
	in.check(&c)
	return c.Err()
}

// Redo makes the request that is answered anew: of the same applicant, for the
// same things, followed with the same code, with a clock from the day of the
// decision for the days that it gives. The earlier one stays as it is, with its
// reply and its place in table 3, where the new one counts nowhere: a request
// counts once, in the year in which it was first ended (年报30号).
//
// Errors: Conflict while one is open, or before the request was answered.
func (s *Service) Redo(ctx context.Context, id ID, in Redo) (made *Request, err error) {
	defer fault.Wrap(&err, "foi.Redo(%d)", id)
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error { made, err = s.RedoIn(tx, id, in); return err })
	return made, err
}

// RedoIn is Redo in the transaction of the noun that ordered it, which looks after the
// version itself: then in has none.
func (s *Service) RedoIn(tx *db.Tx, id ID, in Redo) (made *Request, err error) {
	old, err := load(tx, id)
	if err != nil {
		return nil, err
	}
	if err := old.redoable(tx, in); err != nil {
		return nil, err
	}
	if made, err = s.redo(tx, old); err != nil {
		return nil, err
	}
	if made.Ordered, err = orderedFor(tx, old, in.Order); err != nil {
		return nil, err
	}
	st := step{act: ActRedo, day: in.Day, note: strings.TrimSpace(in.Reason), key: old.Number}
	st.change = func(_ *db.Tx, r *Request) error { r.Received = in.Day; return nil }
	st.move.Term = law.Term{N: in.Days, Unit: in.Count, Roll: in.Count == law.CalDay, Basis: redone}
	if err := s.enter(tx, made, st); err != nil {
		return nil, err
	}
	made.settle()
	if err := db.Insert(tx, table, made); err != nil {
		return nil, err
	}
	if err := copyItems(tx, old.ID, made.ID); err != nil {
		return nil, err
	}
	if in.Rev != 0 {
		old.Rev = in.Rev // a stale one is refused
	}
	if err := db.Update(tx, table, old); err != nil {
		return nil, err
	}
	return made, s.owe(tx, made)
}

// redoable says why a request cannot be answered anew now.
func (r *Request) redoable(tx *db.Tx, in Redo) error {
	switch {
	case r.Answered == "" || !slices.Contains([]Status{Answered, Bounced, Archived}, r.Status):
		return fault.New(fault.Conflict, "foi.not_answered")
	case in.Day > tx.Today:
		return fault.Field("day", "foi.bad.future", tx.Today)
	case in.Got > tx.Today:
		return fault.Field("got", "foi.bad.future", tx.Today)
	case in.Decided != "" && in.Decided < r.Answered:
		return fault.Field("decided", "foi.bad.redo_before", r.Answered)
	case in.Day < r.Answered:
		return fault.Field("day", "foi.bad.redo_before", r.Answered)
	}
	open, err := RedoOpen(tx, r.ID)
	if err == nil && open != "" {
		err = fault.New(fault.Conflict, "foi.redo_open", open)
	}
	return err
}

// redo is the new request, not yet begun.
func (s *Service) redo(tx *db.Tx, old *Request) (*Request, error) {
	series, err := seriesOf(tx, old.UnitID)
	if err != nil {
		return nil, err
	}
	year := tx.Today.Year()
	n, err := serial(tx, old.UnitID, "request", year)
	if err != nil {
		return nil, err
	}
	_, token := s.codeOf("")
	r := &Request{
		ID: ID(tx.ID()), Rev: 1, UnitID: old.UnitID, FirstID: old.FirstID, Number: number(year, series, n), Year: year,
		Code: old.Code, Token: token, Kind: old.Kind, Person: old.Person, ByPhone: old.ByPhone, ByMail: old.ByMail, Sealed: old.Sealed, Shown: old.Shown, Want: old.Want,
		Form: old.Form, Way: old.Way, Facts: old.Facts, Handler: old.Handler, Pieces: old.Pieces, RedoOf: old.ID,
	}
	r.Received = old.Received
	return r, nil
}

// barred reports whether an act is not for a request that is answered anew: the
// term is that of the decision, nobody is charged, asked once more or sent on.
func (r *Request) barred(act Act) bool {
	return r.RedoOf != 0 && slices.Contains([]Act{ActClarify, ActPropose, ActExtend, ActDelay, ActProposeFee, ActCharge, ActTransfer, ActClose}, act)
}

// copyItems gives a request the things that another asks for, with nothing decided.
func copyItems(tx *db.Tx, from, to ID) error {
	items, err := itemsOf(tx, from)
	for _, it := range items {
		if err == nil {
			err = db.Insert(tx, itemTable, Item{ID: ItemID(tx.ID()), Rev: 1, Request: to, Sort: it.Sort, Text: it.Text})
		}
	}
	return err
}

// related are the requests before and after a new answer.
func (r *Request) related(tx *db.Tx, v *View) (err error) {
	if r.RedoOf != 0 {
		before, err := db.Get[Row](tx, "FROM foi_request WHERE id = ?", r.RedoOf)
		if err != nil {
			return err
		}
		v.RedoOf = &before
	}
	v.Redone, err = db.All[Row](tx, "FROM foi_request WHERE redo_of = ? ORDER BY id", r.ID)
	return err
}

// RedoOpen is the number of the request that answers id anew and is not answered
// yet; "" if there is none.
func RedoOpen(tx *db.Tx, id ID) (string, error) {
	n, err := db.One[string](tx, "SELECT number FROM foi_request WHERE redo_of = ? AND sort_day < ? ORDER BY id", id, never)
	if fault.Of(err) == fault.NotFound {
		return "", nil
	}
	return n, err
}

// A Disputed request is what a noun about remedies may know of it.
type Disputed struct {
	ID       ID
	Number   string
	UnitID   int64
	Answered calendar.Day
	Got      calendar.Day // the applicant got the reply, from which the terms run; "" while that is not known
	Due      calendar.Day
	Overdue  bool         // no reply was served, and the last day is past
	Remedies []law.Remedy // of its items, as the reply has them; none before it is answered
	Hands    []int64      // who had a hand in it, but for taking it in and passing it on
}

// passing are the acts of who only takes a request in or passes it on.
var passing = []Act{ActFile, ActReceive, ActConfirm, ActAssign, ActTransfer}

// hands are the people who worked on a request.
func (r *Request) hands() []int64 {
	out := []int64{r.Handler}
	for act, who := range r.By {
		if !slices.Contains(passing, act) {
			out = append(out, who)
		}
	}
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(who int64) bool { return who == 0 })
}

// DisputedOf is a request that somebody is not content with. Who may know of it is
// for the caller to ask.
func DisputedOf(tx *db.Tx, id ID) (Disputed, error) {
	r, err := anyones(tx, id)
	if err != nil {
		return Disputed{}, err
	}
	d := Disputed{ID: r.ID, Number: r.Number, UnitID: r.UnitID, Answered: r.Answered, Due: r.Due, Overdue: Row{Status: r.Status, Sort: r.Sort, Due: r.Due, Answered: r.Answered}.Lamp(tx.Today, tx.Today) == Overdue, Hands: r.hands()}
	if r.Answered == "" {
		return d, nil
	}
	if d.Got, err = gotReply(tx, &r); err != nil {
		return d, err
	}
	items, err := itemsOf(tx, id)
	for i := range items {
		if way := items[i].Remedy(); way.Paragraph() != "" && !slices.Contains(d.Remedies, way) {
			d.Remedies = append(d.Remedies, way)
		}
	}
	return d, err
}

// gotReply is the day on which the reply came to its applicant: of one that was posted
// the day of the signature, "" until there is one; of one that was given on paper before,
// the day that was noted.
func gotReply(tx *db.Tx, r *Request) (calendar.Day, error) {
	m, err := newestReply(tx, r.ID)
	switch {
	case fault.Of(err) == fault.NotFound:
		return r.Answered, nil
	case err != nil || r.Status == Bounced || m.Back != "":
		return "", err
	}
	return m.Got, nil
}

// Numbered is DisputedOf by the number of a request of the units that the actor
// may see requests of.
func Numbered(tx *db.Tx, no string) (Disputed, error) {
	r, err := byNumber(tx, secret.Digits(no))
	if err != nil {
		return Disputed{}, err
	}
	if !tx.Actor.Over(See).All && !tx.Actor.CanAt(See, r.UnitID) {
		return Disputed{}, fault.New(fault.NotFound, "not_found")
	}
	return DisputedOf(tx, r.ID)
}
