package simulate

import (
	"context"
	"fmt"
	"slices"

	"gongkai.example/gongkai/internal/domain/hotspot"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/cluster"
	"gongkai.example/gongkai/internal/platform/auth"
)

// Habits of whoever looks over what people write about, as shares.
const (
	overlooks = 0.10 // of themes that are found: none to follow
	joins     = 0.10 // of those: the same as another one
	parts     = 0.20 // of those that are large enough: two in truth
	renews    = 0.50 // of those that are public: their numbers, after each look
	takesOff  = 0.01 // of those, on a day
	searches  = 3    // times on a day that the same is searched, at most
)

// looksUp has the public search on a day what it writes about.
func (w *World) looksUp(ctx context.Context, day calendar.Day) error {
	r := w.luck("searches", day)
	about := pick(r, words().Messages.Matters)
	for range r.IntN(searches + 1) {
		if err := w.does(ctx, auth.Actor{}, func(ctx context.Context) error { return w.Hotspots.Heard(ctx, about) }); passing(err) != nil {
			return err
		}
	}
	return nil
}

// themes has the office look over a period, name what people write about, and show it. The first
// of each month a look over three months is made by itself; in the first days of a quarter
// the office asks for one over the last month.
func (w *World) themes(ctx context.Context, day calendar.Day) error {
	if err := passing(w.asksLook(ctx, day)); err != nil {
		return err
	}
	rows, err := all(w.as(ctx, w.Office), w.Hotspots.Find, hotspot.Find{})
	if err != nil {
		return err
	}
	r, err := w.Hotspots.Newest(w.as(ctx, w.Office))
	if err != nil {
		return err
	}
	gone := map[hotspot.ID]bool{} // changed today with another one: looked at tomorrow
	for i := range rows {
		if x := &rows[i]; !gone[x.ID] {
			if err := passing(w.themeTurn(ctx, day, &r, x, rows, gone)); err != nil {
				return fmt.Errorf("theme %s: %w", x.Called(), err)
			}
		}
	}
	return nil
}

// asksLook has the office ask for a look over the last month of a quarter, once.
func (w *World) asksLook(ctx context.Context, day calendar.Day) error {
	at := day.Start()
	if int(at.Month())%3 != 1 || at.Day() < 5 || at.Day() > 15 {
		return nil
	}
	in := hotspot.Look{Span: hotspot.Month, Last: calendar.Date(day.Year(), at.Month(), 1).Add(-1)}
	runs, err := all(w.as(ctx, w.Office), w.Hotspots.Runs, struct{}{})
	if err != nil || slices.ContainsFunc(runs, func(r hotspot.Run) bool { return r.Span == in.Span && r.Last == in.Last }) {
		return err
	}
	if err := w.does(ctx, w.Office, func(ctx context.Context) error { _, err := w.Hotspots.Ask(ctx, in); return err }); err != nil {
		return err
	}
	return w.jobs(ctx)
}

// themeTurn is the next step of one theme.
func (w *World) themeTurn(ctx context.Context, day calendar.Day, r *hotspot.Run, x *hotspot.Spot, rows []hotspot.Spot, gone map[hotspot.ID]bool) error {
	step := steps[hotspot.Act](ctx, w, w.Root.ID, x.Called())
	because := hotspot.Because{Rev: x.Rev, Reason: words().Hotspots.Because}
	luck := w.luck("theme", r.Span, r.Last, x.Called())
	switch x.Status { //nolint:exhaustive // the others are not followed
	case hotspot.Found:
		return w.names(ctx, r, x, rows, gone, step)
	case hotspot.Named:
		if err := w.shownBy(ctx, x); err != nil {
			return err
		}
		return step(hotspot.Show, hotspot.ActShow, []int64{x.By[hotspot.ActName]}, func(ctx context.Context) error {
			_, err := w.Hotspots.Show(ctx, x.ID, hotspot.Seen{Rev: x.Rev})
			return err
		})
	case hotspot.Shown:
		switch {
		case x.Said.Last < r.Last && often(luck, renews):
			return step(hotspot.Show, hotspot.ActShow, []int64{x.By[hotspot.ActName]}, func(ctx context.Context) error {
				_, err := w.Hotspots.Show(ctx, x.ID, hotspot.Seen{Rev: x.Rev})
				return err
			})
		case often(w.luck("hide", day, x.Called()), takesOff):
			return step(hotspot.Show, hotspot.ActHide, nil, func(ctx context.Context) error { _, err := w.Hotspots.Hide(ctx, x.ID, because); return err })
		}
	}
	return nil
}

// shownBy has whoever named a theme try to show it.
func (w *World) shownBy(ctx context.Context, x *hotspot.Spot) error {
	i := slices.IndexFunc(w.people, func(a auth.Actor) bool { return a.ID == x.By[hotspot.ActName] })
	if i < 0 {
		return nil
	}
	return w.refused(ctx, w.people[i], "a theme shown by who named it", func(ctx context.Context) error {
		_, err := w.Hotspots.Show(ctx, x.ID, hotspot.Seen{Rev: x.Rev})
		return err
	})
}

// names has one of the office name a theme, or say that it is none, another one, or two.
func (w *World) names(ctx context.Context, r *hotspot.Run, x *hotspot.Spot, rows []hotspot.Spot, gone map[hotspot.ID]bool, step stepper[hotspot.Act]) error {
	luck := w.luck("names", r.Span, r.Last, x.Proposed)
	other := slices.IndexFunc(rows, func(o hotspot.Spot) bool { return o.ID != x.ID && !gone[o.ID] && o.Status.Takes() })
	switch {
	case often(luck, overlooks):
		gone[x.ID] = true
		return step(hotspot.Name, hotspot.ActAside, nil, func(ctx context.Context) error {
			_, err := w.Hotspots.Aside(ctx, x.ID, hotspot.Because{Rev: x.Rev, Reason: words().Hotspots.Because})
			return err
		})
	case often(luck, joins) && other >= 0:
		gone[x.ID], gone[rows[other].ID] = true, true
		return step(hotspot.Name, hotspot.ActMerge, nil, func(ctx context.Context) error {
			_, err := w.Hotspots.Merge(ctx, x.ID, hotspot.Merging{Rev: x.Rev, Into: rows[other].ID})
			return err
		})
	case often(luck, parts) && x.N >= 2*cluster.Least:
		return w.splits(ctx, x, step)
	}
	return step(hotspot.Name, hotspot.ActName, nil, func(ctx context.Context) error {
		_, err := w.Hotspots.Name(ctx, x.ID, hotspot.Naming{Rev: x.Rev, Name: cut(x.Called(), longestName)})
		return err
	})
}

// splits has the office make a theme of its own of a few letters of another one.
func (w *World) splits(ctx context.Context, x *hotspot.Spot, step stepper[hotspot.Act]) error {
	v, err := w.Hotspots.View(w.as(ctx, w.Office), x.ID)
	if err != nil || len(v.Material.Letters) < 2*cluster.Least {
		return err
	}
	in := hotspot.Splitting{Rev: x.Rev}
	for _, l := range v.Material.Letters[:cluster.Least] {
		in.Members = append(in.Members, hotspot.Member{Kind: hotspot.Letter, Of: int64(l.ID)}.Handle())
	}
	return step(hotspot.Name, hotspot.ActSplit, nil, func(ctx context.Context) error { _, err := w.Hotspots.Split(ctx, x.ID, in); return err })
}

// longestName is how many characters of what the machine proposes stand in a name.
const longestName = 30

func cut(text string, most int) string {
	r := []rune(text)
	return string(r[:min(most, len(r))])
}
