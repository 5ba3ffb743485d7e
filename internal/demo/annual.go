package demo

import (
	"context"
	_ "embed"

	"gongkai.example/gongkai/internal/domain/annual"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
)

// paperReport is the report of a bureau on the year before gongkai, as it was published.
//
//go:embed annual2022.html
var paperReport []byte

// The story of the annual reports: the report on the year before is read from its file
// and published here, those of the year itself are begun early and show the numbers so far.
const (
	reporter                = "czj"
	paperYear               = 2022
	paperRead  calendar.Day = "2023-09-05"
	paperTaken calendar.Day = "2023-09-07"
	yearBegun  calendar.Day = "2023-10-09"
)

func (s *story) yearly() {
	var id annual.ID
	s.on(paperRead, func(ctx context.Context) (err error) {
		id, err = s.readPaper(ctx)
		return err
	})
	s.on(paperTaken, func(ctx context.Context) error { return s.takePaper(ctx, id) })
	s.on(yearBegun, func(ctx context.Context) error {
		year := yearBegun.Year()
		for _, code := range []string{reporter, "qzf"} {
			if _, err := s.Reports.Begin(s.officer(ctx), annual.Begin{Unit: s.press.units[code].ID, Year: year, Source: annual.Records}); err != nil {
				return err
			}
		}
		return nil
	})
}

// readPaper has the clerk of the bureau read its published report in and hand it on.
func (s *story) readPaper(ctx context.Context) (annual.ID, error) {
	at := s.press.units[reporter].ID
	clerk, err := s.Holder(at, annual.Write)
	if err != nil {
		return 0, err
	}
	as := auth.With(ctx, clerk)
	r, err := s.Reports.Begin(as, annual.Begin{Unit: at, Year: paperYear, Source: annual.Paper})
	if err != nil {
		return 0, err
	}
	read, err := s.Reports.Read(as, r.ID, annual.File{Rev: r.Rev, Name: "annual2022.html", Data: paperReport}, false)
	if err != nil {
		return 0, err
	}
	if r, err = s.Reports.Freeze(as, r.ID, annual.Seen{Rev: read.Report.Rev}); err != nil {
		return 0, err
	}
	_, err = s.Reports.Submit(as, r.ID, annual.Seen{Rev: r.Rev})
	return r.ID, err
}

// takePaper has the head answer for it, the office take it over, and the bureau publish it.
func (s *story) takePaper(ctx context.Context, id annual.ID) error {
	at := s.press.units[reporter].ID
	head, err := s.Holder(at, annual.Approve)
	if err != nil {
		return err
	}
	clerk, err := s.Holder(at, annual.Write)
	if err != nil {
		return err
	}
	v, err := s.Reports.View(auth.With(ctx, head), id)
	if err != nil {
		return err
	}
	r, err := s.Reports.Approve(auth.With(ctx, head), id, annual.Seen{Rev: v.Report.Rev})
	if err != nil {
		return err
	}
	if r, err = s.Reports.Accept(s.officer(ctx), id, annual.Seen{Rev: r.Rev}); err != nil {
		return err
	}
	if r, err = s.Reports.Draft(auth.With(ctx, clerk), id, annual.Seen{Rev: r.Rev}); err != nil {
		return err
	}
	_, all, err := s.Items.Item(auth.With(ctx, clerk), r.Item)
	if err != nil {
		return err
	}
	return s.bring(ctx, clerk, &all[0], "released")
}
