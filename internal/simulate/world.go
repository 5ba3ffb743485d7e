package simulate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Life is what is to be lived through.
type Life struct {
	Year  int     `json:"year"`  // the year that is accounted for in the end
	Seed  uint64  `json:"seed"`  // the same seed, year and scale are the same life
	Scale float64 `json:"scale"` // 1 is a district's year: 20,000 items, 1,000 requests and 20,000 letters
}

// What a year brings at scale 1.
const (
	itemsAYear    = 20_000
	requestsAYear = 1_000
)

// A World is a district with everybody who lives and works in it. Nobody in it
// remembers anything: what somebody does follows from what the services show them, the
// day, and the seed. So a world that was killed goes on as if it had not been.
type World struct {
	District
	*Cast
	Life

	// Noted gets what was seen on a day; nil keeps none.
	Noted func(Evening) error
	// Told gets every act as soon as somebody is told that it is done.
	Told func(Ack) error
	// Texted is the code that was sent to a telephone last; nil: nothing can be sent to one.
	Texted func(phone string) string
	// Weather is what goes wrong; an act that it spoils is tried again later, as people
	// do when a page does not answer. nil is fair weather: no error passes.
	Weather *Weather

	tally    Tally
	cal      *calendar.Calendar
	columns  []column.Column
	asked    []unit.Unit                     // whom a request may be addressed to
	filed    map[calendar.Day][]int          // errands by the day on which they begin
	errandOf map[string]int                  // by the number of the request
	access   map[int]foi.Access              // what a citizen has in hand, by errand
	penned   map[calendar.Day][]int          // letters by the day on which they are written
	receipts map[int]foi.Access              // what a sender has in hand, by letter
	heard    map[calendar.Day][]*message.Row // letters that were answered, by the day on which their senders say something
	inquired []inquiry                       // of the year
	spoke    map[int]foi.Access              // what a person has in hand, by opinion
	polled   []poll                          // of the year
	codes    map[int]string                  // what admits somebody to a survey, by voice
	invited  []happening                     // of the year
	tickets  map[int]foi.Access              // what a guest has in hand
	worried  []worry                         // of the year
	decreed  []decree                        // normative documents of the year
	library  column.ID                       // where they appear
	charge   unit.Unit                       // the office that passes letters on
	issueOn  calendar.Day                    // of the circular; "" without one
	settled  bool                            // the catalogues are all in force
	again    bool                            // what was done today is not known: after a start, and after a hitch
}

// A Tally is what people have done and seen done.
type Tally struct {
	Acts    int `json:"acts"`    // that were acknowledged
	Refused int `json:"refused"` // unlawful ones that were tried, each refused
	Hitches int `json:"hitches"` // acts that were not acknowledged, and were tried again
}

// Enter makes a world of a district. Whoever is missing in it is hired.
func (l Life) Enter(ctx context.Context, d District) (*World, error) {
	cast, err := d.Hire(ctx, l.Seed)
	if err != nil {
		return nil, fmt.Errorf("hiring: %w", err)
	}
	w := &World{District: d, Cast: cast, Life: l, again: true, errandOf: map[string]int{}, access: map[int]foi.Access{}, receipts: map[int]foi.Access{}, spoke: map[int]foi.Access{}, codes: map[int]string{}, tickets: map[int]foi.Access{}, heard: map[calendar.Day][]*message.Row{}}
	for _, u := range cast.Desks {
		if u.Kind.Organ() {
			w.asked = append(w.asked, u)
		}
	}
	if err := d.DB.Read(ctx, func(tx *db.Tx) (err error) { w.charge, err = unit.InCharge(tx); return err }); err != nil {
		return nil, err
	}
	if w.cal, err = d.Holidays.Current(ctx); err != nil {
		return nil, err
	}
	if text, err := w.Circular(); err != nil {
		return nil, err
	} else if text != nil {
		w.issueOn, _ = w.cal.OnOrAfter(calendar.Date(l.Year, time.August, 14))
	}
	tree, err := d.Columns.Tree(w.as(ctx, w.Office))
	if err != nil {
		return nil, err
	}
	for _, c := range tree {
		if c.Leaf() && c.Live() {
			w.columns = append(w.columns, c)
		}
		if c.Leaf() && c.Live() && w.library == 0 || c.Code == normative {
			w.library = c.ID
		}
	}
	return w, nil
}

// normative is the code of the column of normative documents in the reference district; in
// another they appear in its first.
const normative = "zcwj-gfxwj"

func (w *World) luck(about ...any) luck { return Luck(w.Seed, about...) }

func (w *World) as(ctx context.Context, who auth.Actor) context.Context { return auth.With(ctx, who) }

// pause is how long an act of somebody takes: one second, so that a day has room for
// what the largest district does.
const pause = time.Second

// all is every row of a list, page by page, as whoever ctx is of sees it.
func all[Q, T any](ctx context.Context, find func(context.Context, Q, db.Page) (db.Rows[T], error), q Q) (out []T, err error) {
	for page := (db.Page{Size: 200}); ; {
		rows, err := find(ctx, q, page)
		if err != nil {
			return nil, err
		}
		out = append(out, rows.Items...)
		if page.After = rows.Next; page.After == "" {
			return out, nil
		}
	}
}

// eachPlan has something done about each plan of the year that is due, with what is there of it
// by its title; nil, if it is not there yet.
func eachPlan[P, T any](ctx context.Context, plans []P, due func(*P) bool, there func(context.Context) (map[string]*T, error), title func(*P) string, do func(*P, *T) error) error {
	var now []*P
	for i := range plans {
		if p := &plans[i]; due(p) {
			now = append(now, p)
		}
	}
	if len(now) == 0 {
		return nil
	}
	things, err := there(ctx)
	if err != nil {
		return err
	}
	for _, p := range now {
		if err := passing(do(p, things[title(p)])); err != nil {
			return fmt.Errorf("%s: %w", title(p), err)
		}
	}
	return nil
}

// act has somebody do something. An error that is a hitch is none: whoever it was
// looks again later.
func (w *World) act(ctx context.Context, who auth.Actor, what Ack, f func(ctx context.Context) error) error {
	err := w.does(ctx, who, f)
	if passing(err) != nil {
		return fmt.Errorf("%s %s: %w", what.Act, what.About, err)
	}
	if err != nil {
		return err
	}
	return w.acked(what)
}

// submits is act for a form. Sent again, it is the same one: nobody is told that it is another.
func (w *World) submits(ctx context.Context, who auth.Actor, send func(ctx context.Context) (what Ack, again bool, err error)) error {
	var what Ack
	var again bool
	err := w.does(ctx, who, func(ctx context.Context) (err error) { what, again, err = send(ctx); return err })
	switch {
	case passing(err) != nil:
		return fmt.Errorf("%s %s: %w", what.Act, what.About, err)
	case err != nil || again:
		return err
	}
	return w.acked(what)
}

// acked notes that somebody was told that something is done.
func (w *World) acked(what Ack) error {
	w.tally.Acts++
	if w.Told == nil {
		return nil
	}
	return w.Told(what)
}

// does is act without a word: of what comes by mail, or may be there already.
func (w *World) does(ctx context.Context, who auth.Actor, f func(ctx context.Context) error) error {
	w.Clock.Add(pause)
	err := f(w.as(ctx, who))
	if err != nil && ctx.Err() == nil && w.hitch(err) {
		w.tally.Hitches++
		w.again = true
		return errHitch
	}
	return err
}

// A stepper has somebody with a permission over the unit of a thing, who is none of those,
// do something with it.
type stepper[A ~string] func(perm auth.Perm, act A, not []int64, f func(context.Context) error) error

// steps are those of the thing about at a unit.
func steps[A ~string](ctx context.Context, w *World, unitID int64, about string) stepper[A] {
	return func(perm auth.Perm, act A, not []int64, f func(context.Context) error) error {
		who, err := w.Holder(unitID, perm, not...)
		if err != nil {
			return err
		}
		return w.act(ctx, who, told(act, about), f)
	}
}

// insists tries what cannot wait until no hitch is in its way.
func insists(f func() error) error {
	for range patience {
		if err := f(); err == nil || passing(err) != nil {
			return err
		}
	}
	return nil
}

// told is what somebody is told is done.
func told[A ~string](act A, about string) Ack { return Ack{string(act), about} }

// errHitch ends what somebody was at, for today.
var errHitch = errors.New("simulate: a hitch")

// passing lets a hitch pass.
func passing(err error) error {
	if err == errHitch { //nolint:errorlint // act returns it bare
		return nil
	}
	return err
}

// refused has somebody try what may not be done. It is an error if it is let pass.
func (w *World) refused(ctx context.Context, who auth.Actor, what string, f func(ctx context.Context) error) error {
	err := f(w.as(ctx, who))
	if err == nil {
		return fmt.Errorf("%s: was let pass", what)
	}
	if slices.Contains([]fault.Kind{fault.Forbidden, fault.Conflict, fault.Invalid, fault.NotFound}, fault.Of(err)) {
		w.tally.Refused++
		return nil
	}
	if w.hitch(err) {
		w.tally.Hitches++
		return errHitch
	}
	return fmt.Errorf("%s: %w", what, err)
}

func (w *World) hitch(err error) bool { return w.Weather != nil && w.Weather.Hitch(err) }
