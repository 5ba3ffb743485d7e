package demo

import (
	"context"
	"time"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// Habits of offices, as shares: most report in the last days, some forget, and
// a few reports come back.
const (
	early    = 0.30 // two weeks and more before the day
	forgets  = 0.12 // does not report at all before the reader comes in
	poor     = 0.12 // of reports: returned once
	publicly = 0.75 // of reports: meant for the public
)

// A visit is one day on which a unit reports on a duty.
type visit struct {
	duty duty.Seen
	on   calendar.Day
}

// live lets the units report and the office decide, day by day.
func (s *story) live(ctx context.Context) error {
	visits, err := s.visits(ctx)
	if err != nil {
		return err
	}
	for day := Issued; day < Today; day = day.Add(1) {
		s.Clock.Set(day)
		if s.RunDue != nil {
			if err := s.RunDue(ctx); err != nil {
				return err
			}
		}
		if err := s.pressOf(ctx, day); err != nil {
			return err
		}
		for _, v := range visits[day] {
			s.Clock.Add(time.Minute)
			if err := s.report(ctx, v); err != nil {
				return err
			}
		}
		if w := day.Weekday(); w != time.Saturday && w != time.Sunday {
			if err := s.decide(ctx); err != nil {
				return err
			}
		}
	}
	s.Clock.Set(Today)
	return s.pressOf(ctx, Today)
}

// visits draws for each duty the day on which its unit reports.
func (s *story) visits(ctx context.Context) (map[calendar.Day][]visit, error) {
	out := map[calendar.Day][]visit{}
	ctx = auth.With(ctx, s.office)
	page := db.Page{Size: 200}
	for {
		rows, err := s.Duties.Find(ctx, duty.Find{Rule: plan.RuleReport}, page)
		if err != nil {
			return nil, err
		}
		for _, d := range rows.Items {
			if on, ok := s.when(d); ok {
				out[on] = append(out[on], visit{d, on})
			}
		}
		if page.After = rows.Next; page.After == "" {
			return out, nil
		}
	}
}

func (s *story) when(d duty.Seen) (calendar.Day, bool) {
	back := s.rng.IntN(9) - 2 // up to two days late
	if s.rng.Float64() < early {
		back = 14 + s.rng.IntN(20)
	}
	if s.rng.Float64() < forgets {
		return "", false
	}
	on := max(d.Due.Add(-back), d.Starts, Issued.Add(7))
	for on.Weekday() == time.Saturday || on.Weekday() == time.Sunday {
		on = on.Add(1)
	}
	return on, on < Today
}

func (s *story) report(ctx context.Context, v visit) error {
	clerk, ok := s.clerks[v.duty.UnitID]
	if !ok {
		return nil
	}
	ctx = auth.With(ctx, clerk)
	page, err := s.Plans.TellingPage(ctx, v.duty.ID)
	if err != nil {
		return err
	}
	told := plan.Told{Progress: s.texts.progress(s.rng, page.Unit, page.Point.Title), Open: s.rng.Float64() < publicly, Links: s.texts.link(s.rng, page.Point.Title)}
	var in plan.Telling
	if page.Task.Kind == plan.Briefing {
		in = plan.TellBriefing{
			Told: told, Day: v.on.Add(-3), Meeting: s.texts.Meeting, Chair: s.texts.Chair, Topic: s.texts.Topic, Minutes: s.texts.minutes(s.rng),
		}.Telling(nil)
	} else {
		in = plan.Tell{Told: told, Final: true}.Telling(nil)
	}
	_, err = s.Plans.Report(ctx, v.duty.ID, in)
	return err
}

// decide has the office work off what waits, all but what came today: it reads in the morning.
func (s *story) decide(ctx context.Context) error {
	ctx = auth.With(ctx, s.office)
	rows, err := s.Plans.FindReports(ctx, plan.FindReport{Status: plan.Submitted}, db.Page{Size: 200})
	if err != nil {
		return err
	}
	for _, r := range rows.Items {
		if calendar.DayOf(r.ReportedAt) == calendar.DayOf(s.Clock.Now()) {
			continue
		}
		s.Clock.Add(time.Minute)
		if s.rng.Float64() < poor && r.Reason == "" {
			_, err = s.Plans.Return(ctx, r.ID, plan.Because{Reason: s.texts.reason(s.rng)})
		} else {
			_, err = s.Plans.Accept(ctx, r.ID, plan.Decision{})
		}
		if err != nil {
			return err
		}
	}
	return s.mend(ctx)
}

// mend has the units hand returned reports in again, after some days.
func (s *story) mend(ctx context.Context) error {
	rows, err := s.Plans.FindReports(ctx, plan.FindReport{Status: plan.Returned}, db.Page{Size: 200})
	if err != nil {
		return err
	}
	for _, r := range rows.Items {
		if s.Clock.Now().Sub(r.DecidedAt) < 48*time.Hour || s.rng.IntN(3) == 0 {
			continue
		}
		s.Clock.Add(time.Minute)
		again := plan.Told{Rev: r.Rev, Progress: r.Progress + s.texts.Mended, Open: r.Open, Links: s.texts.link(s.rng, r.Task)}
		in := plan.Telling{Told: again, Final: r.Final}
		for _, e := range r.Evidence {
			if e.Form == plan.Meeting {
				in.Session = &e
			}
		}
		if _, err := s.Plans.Revise(auth.With(ctx, s.clerks[r.UnitID]), r.ID, in); err != nil {
			return err
		}
	}
	return nil
}
