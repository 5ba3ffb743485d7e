package duty

import (
	"context"
	"math"
	"slices"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Seen duty is a duty with its light for the day on which one looks.
type Seen struct {
	Duty
	Light   Light `json:"light"`
	Left    int   `json:"left"`              // working days until Due; negative since then; 0 without a day
	Minutes int   `json:"minutes,omitempty"` // of a duty in hours: whole minutes until DueAt; negative since then
}

// Get returns a duty that the actor may know of.
func (s *Service) Get(ctx context.Context, id ID) (out Seen, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		d, err := load(tx, id)
		if err != nil {
			return err
		}
		seen, err := s.See(tx, []Duty{*d})
		if err == nil {
			out = seen[0]
		}
		return err
	})
	return out, err
}

// See gives duties their lights.
func (s *Service) See(tx *db.Tx, ds []Duty) ([]Seen, error) {
	soon, err := s.soon(tx)
	if err != nil {
		return nil, err
	}
	cal, err := s.holidays.In(tx)
	if err != nil {
		return nil, err
	}
	out := make([]Seen, len(ds))
	for i, d := range ds {
		out[i] = Seen{Duty: d, Light: d.Light(tx.Now, soon)}
		if d.Due != "" {
			out[i].Left = cal.WorkBetween(tx.Today, d.Due)
		}
		if !d.DueAt.IsZero() {
			out[i].Minutes = int(math.Floor(d.DueAt.Sub(tx.Now).Minutes()))
		}
	}
	return out, nil
}

// Find lists duties, the earliest last day first.
func (s *Service) Find(ctx context.Context, q Find, p db.Page) (rows db.Rows[Seen], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		soon, err := s.soon(tx)
		if err != nil {
			return err
		}
		found, err := find(tx, q, p, soon)
		if err != nil {
			return err
		}
		rows.Next, rows.Total, rows.More = found.Next, found.Total, found.More
		rows.Items, err = s.See(tx, found.Items)
		return err
	})
	return rows, err
}

// Of lists the duties of things that the actor may know of, thing by thing.
func (s *Service) Of(tx *db.Tx, refs ...string) ([]Seen, error) {
	var ds []Duty
	for some := range slices.Chunk(refs, atOnce) {
		w := scope(tx)
		w.In("ref", anys(some)...)
		more, err := db.All[Duty](tx, "FROM duty_duty"+w.String()+" ORDER BY ref, due, id", w.Args...)
		if err != nil {
			return nil, err
		}
		ds = append(ds, more...)
	}
	return s.See(tx, ds)
}

// atOnce is how many things one query asks for: engines bound its arguments.
const atOnce = 5000

// Todo is what a person, a unit or the district owes today.
type Todo struct {
	Today calendar.Day `json:"today"`
	Soon  calendar.Day `json:"soon"` // last day that counts as due soon
	Tally Tally        `json:"tally"`
	First []Seen       `json:"first"` // the earliest, what has begun only
}

// firstRows is how many duties the page of today shows before "all".
const firstRows = 12

// Today returns what the units of the actor owe: for the office, the whole district.
func (s *Service) Today(ctx context.Context) (out Todo, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out.Today = tx.Today
		if out.Soon, err = s.soon(tx); err != nil {
			return err
		}
		mine := tx.Actor.Over(See)
		cells, err := s.count(tx, out.Soon, func(c where) bool { return mine.Has(c.UnitID) })
		if err != nil {
			return err
		}
		for _, c := range cells {
			out.Tally = out.Tally.Add(c.Tally)
		}
		w := scope(tx)
		w.And("state = ?", Open)
		w.And("claimed = ''")
		w.And("starts <= ?", tx.Today)
		ds, err := db.All[Duty](tx, "FROM duty_duty"+w.String()+" ORDER BY due, id LIMIT ?", append(w.Args, firstRows)...)
		if err != nil {
			return err
		}
		out.First, err = s.See(tx, ds)
		return err
	})
	return out, err
}

// Board counts the duties under each heading by unit. It shows the whole
// district to whoever asks: what a unit owes under an issued plan is public.
func (s *Service) Board(tx *db.Tx, unders []string) ([]Cell, error) {
	soon, err := s.soon(tx)
	if err != nil {
		return nil, err
	}
	asked := map[string]bool{}
	for _, u := range unders {
		asked[u] = true
	}
	return s.count(tx, soon, func(c where) bool { return asked[c.Under] })
}

// Warm brings what boards are counted from up to date, so that nobody has to wait
// for it who looks at one: after a start and on a new day all duties are read.
func (s *Service) Warm(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "duty.Warm")
	return s.db.Read(ctx, func(tx *db.Tx) error {
		_, err := s.count(tx, tx.Today, func(where) bool { return false })
		return err
	})
}

func anys[T any](in []T) []any {
	out := make([]any, len(in))
	for i, v := range in {
		out[i] = v
	}
	return out
}
