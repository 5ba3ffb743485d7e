// Package flow runs life cycles that are tables. A noun lists its steps as
// data; Do refuses everything that is not in the table, moves the clock, and
// writes the journal; screens ask Next which buttons to show; the pages in
// docs/states are made from the same rows.
package flow

import (
	"fmt"
	"maps"
	"slices"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
)

// A Step is one row of a state table.
type Step[S, A ~string] struct {
	From  []S // nil: the thing is made by this step
	Act   A
	To    S
	Perm  auth.Perm       // who may, over the unit of the thing
	NotBy []A             // four eyes: who did one of these acts last may not do this one
	Clock deadline.Effect // what it does to the clock of the thing
	Basis law.Ref         // the article that the step rests on; a step that moves a clock needs one
	Shown bool            // a public act: its content stands in the public log
}

// A Table is the whole life of one kind of thing.
type Table[S, A ~string] []Step[S, A]

// A Thing is what a table moves.
type Thing[S, A ~string] interface {
	Ref() string        // "plan/17", for the journal
	Owner() int64       // the unit over which the permission is asked
	State() S           // "" before it is made
	DoneBy(act A) int64 // the person (auth.Actor.Who) who did act last; 0 if nobody did, or if it is not kept
	Move(to S)
}

// Hands is who did each act last (auth.Actor.Who): what DoneBy answers from. A thing keeps it as JSON.
type Hands[A ~string] map[A]int64

// Did notes who did an act. The map is a new one: a write may run again, and what it began with stays.
func (h *Hands[A]) Did(act A, who int64) {
	all := Hands[A]{act: who}
	for a, w := range *h {
		if a != act {
			all[a] = w
		}
	}
	*h = all
}

// Clocked is a Thing that has a clock. A table that moves one asks for it.
type Clocked interface {
	Tick(e deadline.Effect, on calendar.Day) error
}

// Shown is a Thing with public acts. Public is what anybody may know of it, with
// nothing personal in it; its hashes stay in the log for ever.
type Shown interface {
	Public() any
}

// Entered is a Thing of which the journal keeps less than the whole: a text of
// two hundred pages is not written down once more with each step.
type Entered interface {
	Entry() any
}

// Find returns the step that act makes from a state, or a Conflict fault.
func (t Table[S, A]) Find(from S, act A) (Step[S, A], error) {
	for _, s := range t {
		if s.Act == act && (slices.Contains(s.From, from) || s.From == nil && from == "") {
			return s, nil
		}
	}
	return Step[S, A]{}, fault.New(fault.Conflict, "flow.no_step")
}

// allowed says whether a may make the step on x.
func (s Step[S, A]) allowed(a auth.Actor, x Thing[S, A]) error {
	if !a.CanAt(s.Perm, x.Owner()) {
		return fault.New(fault.Forbidden, "not_allowed")
	}
	for _, act := range s.NotBy {
		if by := x.DoneBy(act); by != 0 && by == a.Who() && a.Kind != auth.System {
			return fault.New(fault.Forbidden, "flow.four_eyes")
		}
	}
	return nil
}

// Next returns what a may do to x now, in table order: the buttons to show.
func (t Table[S, A]) Next(a auth.Actor, x Thing[S, A]) []A {
	var out []A
	for _, s := range t {
		if slices.Contains(s.From, x.State()) && s.allowed(a, x) == nil {
			out = append(out, s.Act)
		}
	}
	return out
}

// Do makes one step within tx: it finds the row, asks the permission and the
// four eyes, lets change edit the thing (nil changes nothing more), moves the
// clock and the state, and writes the journal with the thing as it is then.
// The caller saves the thing.
//
// Errors: Conflict when the table has no such step from here, Forbidden when
// the actor may not, and whatever change or the clock return.
func Do[S, A ~string](tx *db.Tx, t Table[S, A], x Thing[S, A], act A, change func() error) error {
	s, err := t.Find(x.State(), act)
	if err != nil {
		return err
	}
	if err := s.allowed(tx.Actor, x); err != nil {
		return err
	}
	if change != nil {
		if err := change(); err != nil {
			return err
		}
	}
	if s.Clock != deadline.None {
		c, ok := any(x).(Clocked)
		if !ok {
			return fmt.Errorf("flow: %s moves the clock of %s, which has none", act, x.Ref())
		}
		if err := c.Tick(s.Clock, tx.Today); err != nil {
			return err
		}
	}
	x.Move(s.To)
	if !s.Shown {
		if brief, is := any(x).(Entered); is {
			return journal.Add(tx, string(act), x.Ref(), brief.Entry())
		}
		return journal.Add(tx, string(act), x.Ref(), x)
	}
	p, ok := any(x).(Shown)
	if !ok {
		return fmt.Errorf("flow: %s is public, and %s shows nothing", act, x.Ref())
	}
	return journal.Public(tx, string(act), x.Ref(), p.Public())
}

// Check reports rows that clash, states that nothing leads to, and clock moves
// without a basis. final lists the states in which a life may end; every other
// state must have a way out.
func (t Table[S, A]) Check(final ...S) error {
	to, from, acts := map[S]bool{}, map[S]bool{}, map[A]bool{}
	seen := map[string]bool{}
	for _, s := range t {
		to[s.To], acts[s.Act] = true, true
		if s.Clock != deadline.None && s.Basis == "" {
			return fmt.Errorf("%s moves a clock with no basis", s.Act)
		}
		for _, f := range s.From {
			from[f] = true
			k := string(f) + "/" + string(s.Act)
			if seen[k] {
				return fmt.Errorf("two rows for %s", k)
			}
			seen[k] = true
		}
	}
	for _, s := range t {
		if i := slices.IndexFunc(s.NotBy, func(a A) bool { return !acts[a] }); i >= 0 {
			return fmt.Errorf("%s may not be done by who did %s, which no row does", s.Act, s.NotBy[i])
		}
	}
	for _, s := range slices.Concat(final, slices.Collect(maps.Keys(from))) {
		if !to[s] {
			return fmt.Errorf("no row leads to %s", s)
		}
	}
	for s := range to {
		if !from[s] && !slices.Contains(final, s) {
			return fmt.Errorf("%s is a dead end", s)
		}
	}
	return nil
}
