package plan

import (
	"context"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/profile"
)

// RuleReview is the rule of the duty that a report opens for the office: a decision is owed.
const RuleReview = "plan.review"

// Attached is a file whose content is staged, under the name that it came with.
type Attached struct {
	Name   string
	Staged files.Staged
}

// A Telling is a report as any of its forms gives it.
type Telling struct {
	Told
	Final   bool
	Session *Evidence // a briefing or a training
	Files   []Attached
}

// Telling is the report as the service takes it.
func (in Tell) Telling(attached []Attached) Telling {
	return Telling{in.Told, in.Final, nil, attached}
}

// Telling is the report as the service takes it.
func (in TellPeriod) Telling(attached []Attached) Telling {
	return Telling{in.Told, true, nil, attached}
}

// Telling is the report as the service takes it.
func (in TellBriefing) Telling(attached []Attached) Telling {
	e := in.session()
	return Telling{in.Told, true, &e, attached}
}

// Telling is the report as the service takes it.
func (in TellTraining) Telling(attached []Attached) Telling {
	e := in.session()
	return Telling{in.Told, true, &e, attached}
}

// Report reports for one duty. It waits for the office then, and the duty of
// the unit is not late meanwhile if the report was in time.
//
// Errors: Conflict when the duty is met already or a report on it waits;
// Invalid for a kind of evidence that the task does not ask for, or for none.
func (s *Service) Report(ctx context.Context, id duty.ID, in Telling) (r *Report, err error) {
	defer fault.Wrap(&err, "plan.Report(%d)", id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := s.caseOf(tx, id)
		if err != nil {
			return err
		}
		if err := c.free(tx); err != nil {
			return err
		}
		r = &Report{
			ID: ReportID(tx.ID()), Rev: 1, PlanID: c.plan.ID, PointID: c.task.PointID, TaskID: c.task.ID, DutyID: id, UnitID: c.duty.UnitID,
		}
		if err := flow.Do(tx, ReportFlow, r, ActReport, func() error { return s.fill(tx, c, r, in) }); err != nil {
			return err
		}
		if err := db.Insert(tx, "plan_report", r); err != nil {
			return err
		}
		return s.handIn(tx, c, r)
	})
	return r, err
}

// Revise hands a returned report in again.
//
// Errors: as for Report; Invalid about the field rev without one.
func (s *Service) Revise(ctx context.Context, id ReportID, in Telling) (*Report, error) {
	if in.Rev == 0 {
		return nil, fault.Field("rev", "db.no_rev")
	}
	return s.reportStep(ctx, id, in.Rev, ActRevise, func(tx *db.Tx, c *about, r *Report) error {
		if err := c.owed(); err != nil {
			return err
		}
		return s.fill(tx, c, r, in)
	}, s.handIn)
}

// Withdraw takes a report back.
func (s *Service) Withdraw(ctx context.Context, id ReportID, in Because) (*Report, error) {
	return s.reportStep(ctx, id, in.Rev, ActWithdraw, decided(in.Reason), func(tx *db.Tx, c *about, r *Report) error {
		if err := s.reviewed(tx, r); err != nil || !c.concerns(r) {
			return err
		}
		return s.duties.Reject(tx, r.DutyID)
	})
}

// Accept counts a report for its duty. It is a public act.
//
// Errors: Invalid for a report that is to be public with something in it that cannot be.
func (s *Service) Accept(ctx context.Context, id ReportID, in Decision) (*Report, error) {
	var copies stripped
	if !in.Inside {
		var err error
		if copies, err = s.screened(ctx, id); err != nil {
			return nil, err
		}
	}
	return s.reportStep(ctx, id, in.Rev, ActAccept, func(tx *db.Tx, c *about, r *Report) error {
		r.Open = r.Open && !in.Inside
		r.about = c
		if err := copies.cover(tx, s.files, r); err != nil {
			return err
		}
		return decided(in.Note)(tx, c, r)
	}, func(tx *db.Tx, c *about, r *Report) error {
		if err := s.reviewed(tx, r); err != nil || !c.concerns(r) {
			return err
		}
		return s.duties.Count(tx, r.DutyID, r.Ref(), calendar.DayOf(r.ReportedAt))
	})
}

// Return sends a report back. The reason tells the unit what to mend, and it has
// the working days that the district gives for that.
func (s *Service) Return(ctx context.Context, id ReportID, in Because) (*Report, error) {
	return s.reportStep(ctx, id, in.Rev, ActReturn, decided(in.Reason), func(tx *db.Tx, c *about, r *Report) error {
		if err := s.reviewed(tx, r); err != nil || !c.concerns(r) {
			return err
		}
		settings, err := unit.Settings(tx)
		if err != nil {
			return err
		}
		return s.duties.Return(tx, r.DutyID, in.Reason, settings.Int(profile.PlanReturn))
	})
}

// Decision is the input of Accept.
type Decision struct {
	Rev    int64  `form:"rev" type:"hidden" json:"rev"`
	Note   string `form:"note" json:"note" label:"plan.decision_note" type:"textarea" max:"500"`
	Inside bool   `form:"inside" json:"inside" label:"plan.inside" hint:"plan.inside_hint"`
}

// Check asks for the rev, as Because does: what is accepted is what was seen.
func (in Decision) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	return c.Err()
}

// decided keeps who decided, when and why.
func decided(reason string) func(*db.Tx, *about, *Report) error {
	return func(tx *db.Tx, _ *about, r *Report) error {
		r.Reason, r.DecidedBy, r.DecidedAt = reason, tx.Actor.Who(), tx.Now
		return nil
	}
}

// reportStep makes one step of the life of a report; then does what follows from it.
func (s *Service) reportStep(
	ctx context.Context, id ReportID, rev int64, act ReportAct,
	change, then func(*db.Tx, *about, *Report) error,
) (r *Report, err error) {
	defer fault.Wrap(&err, "%s(%d)", act, id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if r, err = loadReport(tx, id); err != nil {
			return err
		}
		if rev != 0 {
			r.Rev = rev
		}
		c, err := s.caseOf(tx, r.DutyID)
		if err != nil {
			return err
		}
		if err := flow.Do(tx, ReportFlow, r, act, func() error { return change(tx, c, r) }); err != nil {
			return err
		}
		if err := db.Update(tx, "plan_report", r); err != nil {
			return err
		}
		if err := then(tx, c, r); err != nil {
			return err
		}
		return s.tellDecided(tx, c, r, act)
	})
	return r, err
}

// about is what a report is about.
type about struct {
	duty  *duty.Duty
	task  *Task
	point *Point
	plan  *Plan
	unit  string // short name of the unit that owes
}

func (s *Service) caseOf(tx *db.Tx, id duty.ID) (*about, error) {
	d, err := s.duties.Load(tx, id)
	if err != nil {
		return nil, err
	}
	taskID, ok := taskOf(d.From)
	if d.Rule != RuleReport || !ok {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	c := &about{duty: d}
	if c.task, c.plan, err = loadTask(tx, taskID); err != nil {
		return nil, err
	}
	if c.point, _, err = loadPoint(tx, c.task.PointID); err != nil {
		return nil, err
	}
	u, err := unit.Get(tx, d.UnitID)
	c.unit = u.Short
	return c, err
}

// concerns reports whether a decision on r matters to the duty: progress never
// does, and nothing does once it is owed no longer.
func (c *about) concerns(r *Report) bool { return r.Final && c.duty.Status != duty.Waived }

// owed returns a fault unless something can be handed in for the duty.
func (c *about) owed() error {
	if c.duty.Status != duty.Open {
		return fault.New(fault.Conflict, "plan.duty_not_open")
	}
	return nil
}

// free returns a fault unless the duty still wants a report.
func (c *about) free(tx *db.Tx) error {
	if err := c.owed(); err != nil {
		return err
	}
	waits, err := waiting(tx, c.duty.ID)
	if err == nil && len(waits) > 0 {
		err = fault.New(fault.Conflict, "plan.report_waits")
	}
	return err
}

// waiting is the report on a duty that has to be decided on or mended.
func waiting(tx *db.Tx, id duty.ID) ([]Report, error) {
	return db.All[Report](tx, "FROM plan_report WHERE duty_id = ? AND (state = ? OR state = ?)", id, Submitted, Returned)
}

// fill puts what was told into the report.
func (s *Service) fill(tx *db.Tx, c *about, r *Report, in Telling) error {
	if (in.Session == nil) != (c.task.Kind == Free) || in.Session != nil && in.Session.Form != Form(c.task.Kind) {
		return fault.New(fault.Invalid, "plan.wrong_kind")
	}
	if in.Session != nil && in.Session.Day > tx.Today {
		return fault.Field("day", "plan.future_day", tx.Today)
	}
	if in.Session != nil && in.Session.Day.Year() < c.plan.Year {
		return fault.Field("day", "plan.early_day", c.plan.Year)
	}
	var err error
	if r.Evidence, err = s.evidence(tx, r, in); err != nil {
		return err
	}
	r.Progress, r.Open = strings.TrimSpace(in.Progress), in.Open
	if err := s.mayBeTold(tx, r, in); err != nil {
		return err
	}
	r.Final = in.Final || c.task.Cadence != Once
	if r.Final && len(r.Evidence) == 0 {
		return fault.Field("links", "plan.no_evidence")
	}
	r.ReportedBy, r.ReportedAt = tx.Actor.Who(), tx.Now
	return nil
}

// evidence is the record of a meeting, then links and records, then the files
// that are kept and those that are new.
func (s *Service) evidence(tx *db.Tx, r *Report, in Telling) ([]Evidence, error) {
	var out []Evidence
	if in.Session != nil {
		out = append(out, *in.Session)
	}
	found, bad := links(in.Links)
	if bad.Key != "" {
		return nil, fault.Field("links", bad.Key, bad.Args...)
	}
	for _, e := range found {
		if e.Form == Record {
			if err := exists(tx, e.Ref); err != nil {
				return nil, err
			}
		}
	}
	out = append(out, found...)
	for _, e := range r.Evidence {
		switch {
		case e.Form != File:
		case slices.Contains(in.Keep, e.FileID):
			out = append(out, e)
		default:
			if err := files.Drop(tx, e.FileID); err != nil {
				return nil, err
			}
		}
	}
	for _, a := range in.Files {
		f, err := s.files.Save(tx, files.Upload{Staged: a.Staged, Name: a.Name, Noun: "plan", Ref: int64(r.ID)})
		if err != nil {
			return nil, err
		}
		out = append(out, Evidence{Form: File, Title: f.Name, FileID: f.ID, SHA256: f.SHA256})
	}
	return out, nil
}

// exists returns a fault unless the journal knows the thing.
func exists(tx *db.Tx, ref string) error {
	entries, err := journal.For(tx, ref, db.Page{Size: 1})
	if err == nil && len(entries.Items) == 0 {
		err = fault.Field("links", "plan.no_record", ref)
	}
	return err
}

// handIn tells the duty of the unit that evidence waits, and gives the office a
// duty to decide.
func (s *Service) handIn(tx *db.Tx, c *about, r *Report) error {
	if r.Final {
		if err := s.duties.Claim(tx, r.DutyID); err != nil {
			return err
		}
	}
	settings, err := unit.Settings(tx)
	if err != nil {
		return err
	}
	_, err = s.duties.Open(tx, duty.Owed{
		UnitID: c.plan.UnitID, Rule: RuleReview, Ref: r.Ref(), Under: c.plan.Ref(), Title: c.unit + " " + c.task.Title,
		Basis: c.plan.basis(c.point), Again: r.Rev,
		Term: law.Term{N: settings.Int(profile.PlanReview), Unit: law.Workday},
	})
	return err
}

// reviewed ends the duty of the office: it decided, or there is nothing to decide.
func (s *Service) reviewed(tx *db.Tx, r *Report) error {
	return s.duties.CountOpen(tx, RuleReview, r.Ref(), tx.Today)
}
