package simulate

import (
	"context"
	"fmt"
	"time"

	"gongkai.example/gongkai/internal/domain/annual"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
)

// accounts has every unit draw up its report on the year before, from January to March.
func (w *World) accounts(ctx context.Context, day calendar.Day) error {
	if day.Start().Month() > time.March {
		return nil
	}
	rows, err := w.yearly(ctx, day.Year()-1)
	if err != nil {
		return err
	}
	missing := false // a unit of which the government's report could not add up anything yet
	for _, r := range rows {
		missing = missing || !r.Merged && r.Status != annual.Accepted && r.Status != annual.Published
	}
	for _, r := range rows {
		starts := calendar.Date(day.Year(), time.January, 4+w.luck("account", r.Year, w.codeOf(r.UnitID)).IntN(14))
		if r.Merged && missing || day < starts {
			continue
		}
		if err := passing(w.account(ctx, r)); err != nil {
			return fmt.Errorf("the report of %s on %d: %w", r.Unit, r.Year, err)
		}
	}
	return nil
}

// yearly are the reports on a year, as the office sees them.
func (w *World) yearly(ctx context.Context, year int) (out []annual.Row, err error) {
	return all(w.as(ctx, w.Office), w.Reports.Find, annual.Find{Year: year})
}

// account makes the next step of a report, as the person whose step it is.
func (w *World) account(ctx context.Context, row annual.Row) error {
	writer, err := w.writer(row.UnitID)
	if err != nil {
		return err
	}
	r, seen := &row.Report, annual.Seen{Rev: row.Rev}
	as := func(who auth.Actor, act annual.Act, f func(context.Context) (*annual.Report, error)) error {
		return w.act(ctx, who, told(act, row.Unit), func(ctx context.Context) (err error) { r, err = f(ctx); return err })
	}
	switch row.Status {
	case annual.Draft:
		return w.compose(ctx, writer, r)
	case annual.Frozen:
		return as(writer, annual.ActSubmit, func(ctx context.Context) (*annual.Report, error) { return w.Reports.Submit(ctx, r.ID, seen) })
	case annual.Submitted:
		head, err := w.Holder(row.UnitID, annual.Approve, writer.ID)
		if err != nil {
			return err
		}
		return as(head, annual.ActApprove, func(ctx context.Context) (*annual.Report, error) { return w.Reports.Approve(ctx, r.ID, seen) })
	case annual.Approved:
		head, err := w.Holder(row.UnitID, annual.Approve, writer.ID)
		if err != nil {
			return err
		}
		office, err := w.Holder(w.Root.ID, annual.Accept, writer.ID, head.ID)
		if err != nil {
			return err
		}
		return as(office, annual.ActAccept, func(ctx context.Context) (*annual.Report, error) { return w.Reports.Accept(ctx, r.ID, seen) })
	case annual.Accepted:
		if row.Item != 0 {
			return nil // the draft is under way
		}
		return as(writer, annual.ActDraft, func(ctx context.Context) (*annual.Report, error) { return w.Reports.Draft(ctx, r.ID, seen) })
	case annual.Returned, annual.Published, annual.Restated, annual.Discarded:
	}
	return nil
}

func (w *World) writer(unitID int64) (auth.Actor, error) { return w.Holder(unitID, foi.Handle) }

// compose enters what no record holds, writes the text and fixes the numbers.
func (w *World) compose(ctx context.Context, writer auth.Actor, r *annual.Report) error {
	year := fmt.Sprint(r.Year)
	return w.act(ctx, writer, told(annual.ActFreeze, year), func(ctx context.Context) (err error) {
		from := words().Year.From
		if r, err = w.Reports.Enter(ctx, r.ID, annual.Enter{
			Rev: r.Rev, Licence: "0", LicenceFrom: from, Penalty: "0", Coercion: "0", PenaltyFrom: from, Charge: "0", ChargeFrom: from,
		}); err != nil {
			return err
		}
		in := annual.Written{Rev: r.Rev, Intro: r.Text.Intro, One: fill(words().Year.Overview, year), Five: fill(words().Year.Problems[r.Year%len(words().Year.Problems)], year), Six: words().Year.Other, Explain: words().Year.Why}
		if r, err = w.Reports.Edit(ctx, r.ID, in); err != nil {
			return err
		}
		_, err = w.Reports.Freeze(ctx, r.ID, annual.Seen{Rev: r.Rev})
		return err
	})
}
