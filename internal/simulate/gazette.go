package simulate

import (
	"context"
	"strconv"

	"gongkai.example/gongkai/internal/domain/gazette"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
)

// goesToPrint is the day of the last month of a quarter from which on the next issue is edited.
const goesToPrint = 10

// inserts is the share of issues into which the office takes what was issued while they were edited.
const inserts = 0.5

// prints has the office bring out an issue of the gazette each quarter. One in which nothing would
// stand is given up, and its number goes to the next one.
func (w *World) prints(ctx context.Context, day calendar.Day) error {
	at := day.Start()
	if at.Month()%3 != 0 || at.Day() < goesToPrint {
		return nil
	}
	var rows []gazette.Listed
	for _, state := range []gazette.Status{"", gazette.Discarded} {
		some, err := all(w.as(ctx, w.Office), w.Gazettes.Find, gazette.Find{Status: state})
		if err != nil {
			return err
		}
		rows = append(rows, some...)
	}
	first := calendar.Date(day.Year(), at.Month(), 1)
	var g *gazette.Gazette
	for i := range rows {
		switch x := &rows[i].Gazette; {
		case x.Status == gazette.Draft || x.Status == gazette.Compiled:
			g = x
		case calendar.DayOf(x.MadeAt) >= first: // this quarter has its issue, or has nothing to print
			return nil
		}
	}
	if g != nil && (g.Status == gazette.Compiled || calendar.DayOf(g.MadeAt) == day) { // its item is on the desks of those who publish
		return nil
	}
	return passing(w.edits(ctx, day, g))
}

// edits is the next step of the office about an issue; nil is not begun.
func (w *World) edits(ctx context.Context, day calendar.Day, g *gazette.Gazette) error {
	say, step := words().Gazettes, steps[gazette.Act](ctx, w, w.charge.ID, string(day))
	begin := gazette.Begin{Column: int64(w.library)}
	if g == nil {
		return step(gazette.Edit, gazette.ActMake, nil, func(ctx context.Context) error {
			_, err := w.Gazettes.Make(ctx, w.charge.ID, begin)
			return err
		})
	}
	err := w.refused(ctx, w.Office, "edit two issues at once", func(ctx context.Context) error {
		_, err := w.Gazettes.Make(ctx, w.charge.ID, begin)
		return err
	})
	if err != nil {
		return err
	}
	v, err := w.Gazettes.View(w.as(ctx, w.Office), g.ID)
	if err != nil {
		return err
	}
	switch {
	case len(v.Waiting) > 0 && g.By[gazette.ActEdit] == 0 && (len(v.Entries) == 0 || often(w.luck("inserts", g.Year, g.No), inserts)):
		in := gazette.Content{Rev: g.Rev, Begin: begin}
		for _, e := range v.Entries {
			in.Documents = append(in.Documents, strconv.FormatInt(int64(e.Item), 10))
		}
		for _, c := range v.Waiting {
			in.Documents = append(in.Documents, strconv.FormatInt(int64(c.Item), 10))
		}
		return step(gazette.Edit, gazette.ActEdit, nil, func(ctx context.Context) error {
			_, err := w.Gazettes.Edit(ctx, g.ID, in)
			return err
		})
	case len(v.Entries) == 0:
		return step(gazette.Edit, gazette.ActDiscard, nil, func(ctx context.Context) error {
			_, err := w.Gazettes.Discard(ctx, g.ID, gazette.Because{Rev: g.Rev, Reason: say.Nothing})
			return err
		})
	}
	return step(gazette.Edit, gazette.ActCompile, nil, func(ctx context.Context) error {
		_, err := w.Gazettes.Compile(ctx, g.ID, gazette.Seen{Rev: g.Rev})
		return err
	})
}

// compiled are the items that carry an issue or the announcement of a clean-up, each with how its
// compilation is given up, where what it speaks of has changed since.
func (w *World) compiled(ctx context.Context) (map[publish.ID]func(context.Context) error, error) {
	out := map[publish.ID]func(context.Context) error{}
	issues, err := all(w.as(ctx, w.Office), w.Gazettes.Find, gazette.Find{Status: gazette.Compiled})
	for i := range issues {
		g := &issues[i]
		out[g.Item] = func(ctx context.Context) error {
			return steps[gazette.Act](ctx, w, g.UnitID, string(g.Compiled))(gazette.Edit, gazette.ActReopen, nil, func(ctx context.Context) error {
				_, err := w.Gazettes.Reopen(ctx, g.ID, gazette.Because{Rev: g.Rev, Reason: words().Gazettes.Changed})
				return err
			})
		}
	}
	if err != nil {
		return nil, err
	}
	return out, w.compiledCleanups(ctx, out)
}

// releaseCompiled brings such an item on line, at once: what it says holds today.
func (w *World) releaseCompiled(e *publish.Edition) (publish.Act, func(context.Context) error) {
	return publish.ActRelease, func(ctx context.Context) error {
		_, err := w.Items.Release(ctx, e.ID, publish.Agree{Rev: e.Rev})
		return err
	}
}
