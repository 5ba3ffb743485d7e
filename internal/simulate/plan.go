package simulate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/profiles"
)

// Habits of offices, as shares: most report in the last days, some forget, and a few
// reports come back.
const (
	early    = 0.30 // two weeks and more before the day
	forgets  = 0.12 // does not report at all
	poor     = 0.12 // of reports: returned once
	publicly = 0.75 // of reports: meant for the public
)

// Circular is that of the district and year; nil where the profile has none.
func (w *World) Circular() ([]byte, error) {
	text, err := profiles.Files.ReadFile(fmt.Sprintf("%s/circulars/%d.txt", w.Profile.Name, w.Year))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return text, err
}

// Issue reads the circular of the year, corrects what the machine left open, and issues it.
func (w *World) Issue(ctx context.Context) (*plan.Plan, error) {
	ctx = auth.With(ctx, w.Office)
	text, err := w.Circular()
	if err != nil || text == nil {
		return nil, err
	}
	p, err := w.Plans.Read(ctx, plan.Reading{Name: words().File, File: text})
	if err != nil {
		return nil, err
	}
	o, err := w.Plans.Overview(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	for _, l := range o.Lines {
		in, err := w.Plans.PointForm(ctx, l.Point.ID)
		if err != nil {
			return nil, err
		}
		if len(l.Point.Parties) == 0 { // the circular says "each unit" in its text and names none in a clause
			in.Responsible = words().Everybody
		}
		in.Checked = true
		if _, err := w.Plans.EditPoint(ctx, l.Point.ID, in); err != nil {
			return nil, err
		}
	}
	if err := w.briefing(ctx, o); err != nil {
		return nil, err
	}
	return w.Plans.Issue(ctx, p.ID, plan.Confirm{})
}

// briefing makes the yearly hearing of point 13 a task of its own, with its record.
func (w *World) briefing(ctx context.Context, o plan.Overview) error {
	for _, l := range o.Lines {
		for _, t := range l.Tasks {
			if t.Cadence != plan.Count {
				continue
			}
			if _, err := w.Plans.EditTask(ctx, t.ID, plan.EditTask{
				Rev: t.Rev, Title: words().Briefing, Cadence: plan.Count, Due: t.Due, Need: t.Need, Kind: plan.Briefing,
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

// issues has the office issue the circular on its day, and begin anew what a crash or
// a hitch left half done, until it is out: all that the units owe follows from that day.
func (w *World) issues(ctx context.Context, day calendar.Day) error {
	if day != w.issueOn {
		return nil
	}
	for range patience {
		found, err := w.Plans.Find(w.as(ctx, w.Office), plan.Find{Year: w.Year}, db.Page{Size: 1})
		if err != nil || len(found.Items) > 0 && found.Items[0].Status != plan.Draft {
			return err
		}
		err = w.act(ctx, w.Office, told(plan.ActIssue, ""), func(ctx context.Context) error {
			for _, p := range found.Items {
				if _, err := w.Plans.Discard(ctx, p.ID, plan.Confirm{Rev: p.Rev}); err != nil {
					return err
				}
			}
			_, err := w.Issue(ctx)
			return err
		})
		if err == nil || passing(err) != nil {
			return err
		}
	}
	return fmt.Errorf("the circular was not issued in %d attempts", patience)
}

// Account has the units report under the circular and the office decide, on one day.
func (w *World) Account(ctx context.Context, day calendar.Day) error {
	if err := w.reports(ctx, day); err != nil || !w.cal.Works(day) {
		return err
	}
	return w.decide(ctx)
}

// reports has every unit report on what it owes under the circular, on the day that it
// chose, or as soon after it as it can.
func (w *World) reports(ctx context.Context, day calendar.Day) error {
	owed, err := w.owed(ctx, plan.RuleReport, day.Add(farthest))
	if err != nil {
		return err
	}
	under := map[duty.ID]bool{} // the office has it, or has given it back
	for _, state := range []plan.ReportStatus{plan.Submitted, plan.Returned} {
		waiting, err := w.told(ctx, state)
		if err != nil {
			return err
		}
		for _, r := range waiting {
			under[r.DutyID] = true
		}
	}
	for _, d := range owed {
		if on := w.reportsOn(d); on == "" || day < on || under[d.ID] {
			continue
		}
		if err := passing(w.report(ctx, d)); err != nil {
			return err
		}
	}
	return nil
}

// farthest is how many days before the last one somebody reports at the earliest.
const farthest = 40

// owed are the duties of a rule that somebody has to do something about up to a day.
func (w *World) owed(ctx context.Context, rule string, until calendar.Day) (out []duty.Seen, err error) {
	return all(w.as(ctx, w.Office), w.Duties.Find, duty.Find{Rule: rule, Until: until})
}

// reportsOn is the working day on which a unit reports on a duty; "" is never.
func (w *World) reportsOn(d duty.Seen) calendar.Day {
	r := w.luck("report", w.codeOf(d.UnitID), d.Title, d.Period)
	back := r.IntN(9) - 2 // up to two days late
	if often(r, early) {
		back = 14 + r.IntN(20)
	}
	if often(r, forgets) {
		return ""
	}
	on, _ := w.cal.OnOrAfter(max(d.Due.Add(-back), d.Starts, d.Opened.Add(7)))
	return on
}

// report is what a unit tells of a duty.
func (w *World) report(ctx context.Context, d duty.Seen) error {
	clerk, ok := w.Clerk(d.UnitID)
	if !ok {
		return nil
	}
	page, err := w.Plans.TellingPage(w.as(ctx, clerk), d.ID)
	if err != nil {
		return err
	}
	r := w.luck("told", page.Unit, d.Title, d.Period)
	said := plan.Told{Progress: words().progress(r), Open: often(r, publicly), Links: words().link(r, page.Point.Title)}
	in := plan.Tell{Told: said, Final: true}.Telling(nil)
	if page.Task.Kind == plan.Briefing {
		in = plan.TellBriefing{
			Told: said, Day: calendar.DayOf(w.Clock.Now()).Add(-3), Meeting: words().Meeting, Chair: words().Chair, Topic: words().Topic, Minutes: fill(words().Minutes, number(r, 30)),
		}.Telling(nil)
	}
	return w.act(ctx, clerk, told(plan.ActReport, d.Title), func(ctx context.Context) error {
		_, err := w.Plans.Report(ctx, d.ID, in)
		return err
	})
}

// decide has the office work off the reports that wait, all but what came today: it
// reads in the morning.
func (w *World) decide(ctx context.Context) error {
	waiting, err := w.told(ctx, plan.Submitted)
	if err != nil {
		return err
	}
	for _, r := range waiting {
		if calendar.DayOf(r.ReportedAt) == calendar.DayOf(w.Clock.Now()) {
			continue
		}
		act := plan.ActAccept
		l := w.luck("decide", r.Unit, r.Task, r.Period)
		if often(l, poor) && r.Reason == "" {
			act = plan.ActReturn
		}
		err := w.act(ctx, w.Office, told(act, r.Unit), func(ctx context.Context) (err error) {
			if act == plan.ActReturn {
				_, err = w.Plans.Return(ctx, r.ID, plan.Because{Rev: r.Rev, Reason: pick(l, words().Reasons)})
				return err
			}
			_, err = w.Plans.Accept(ctx, r.ID, plan.Decision{Rev: r.Rev})
			return err
		})
		if err := passing(err); err != nil {
			return err
		}
	}
	return w.mendReports(ctx)
}

func (w *World) told(ctx context.Context, state plan.ReportStatus) (out []plan.ReportSeen, err error) {
	return all(w.as(ctx, w.Office), w.Plans.FindReports, plan.FindReport{Status: state})
}

// mendReports has the units hand returned reports in again, after some days.
func (w *World) mendReports(ctx context.Context) error {
	rows, err := w.told(ctx, plan.Returned)
	if err != nil {
		return err
	}
	for _, r := range rows {
		l := w.luck("mend", r.Unit, r.Task, r.Period, calendar.DayOf(w.Clock.Now()))
		if w.Clock.Now().Sub(r.DecidedAt) < 48*time.Hour || l.IntN(3) == 0 {
			continue
		}
		said := plan.Told{Rev: r.Rev, Progress: r.Progress + words().Mended, Open: r.Open, Links: words().link(l, r.Task)}
		in := plan.Telling{Told: said, Final: r.Final}
		for _, e := range r.Evidence {
			if e.Form == plan.Meeting {
				in.Session = &e
			}
		}
		clerk, _ := w.Clerk(r.UnitID)
		err := w.act(ctx, clerk, told(plan.ActRevise, r.Unit), func(ctx context.Context) error {
			_, err := w.Plans.Revise(ctx, r.ID, in)
			return err
		})
		if err := passing(err); err != nil {
			return err
		}
	}
	return nil
}
