package plan

import (
	"context"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
)

// A Revision is a report that was returned, as the form to hand it in again starts from it.
type Revision struct {
	ReportPage
	Attached []Evidence // the files that may be kept
}

// Revision returns it.
//
// Errors: Conflict unless the report was returned; Forbidden unless it is the
// actor's to revise.
func (s *Service) Revision(ctx context.Context, id ReportID) (v Revision, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := loadReport(tx, id)
		if err != nil {
			return err
		}
		if _, err := ReportFlow.Find(r.Status, ActRevise); err != nil {
			return err
		}
		if !tx.Actor.CanAt(Account, r.UnitID) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		if v.ReportPage, err = s.reportPage(tx, r); err != nil {
			return err
		}
		for _, e := range r.Evidence {
			if e.Form == File {
				v.Attached = append(v.Attached, e)
			}
		}
		return nil
	})
	return v, err
}

// Tell is the report as the form for links and files shows it.
func (v *Revision) Tell() Tell { return Tell{v.told(), v.Report.Final} }

// Period is the report as the form for a period of a task shows it.
func (v *Revision) Period() TellPeriod { return TellPeriod{v.told()} }

// Briefing is the report as the form for a briefing shows it.
func (v *Revision) Briefing() TellBriefing {
	e := v.session(Meeting)
	return TellBriefing{e.Day, e.Title, e.Chair, e.Topic, e.Minutes, v.told()}
}

// Training is the report as the form for a training shows it.
func (v *Revision) Training() TellTraining {
	e := v.session(Course)
	return TellTraining{e.Day, e.Topic, e.Audience, e.People, e.Hours, e.Chair, v.told()}
}

func (v *Revision) session(f Form) Evidence {
	i := slices.IndexFunc(v.Report.Evidence, func(e Evidence) bool { return e.Form == f })
	if i < 0 {
		return Evidence{}
	}
	return v.Report.Evidence[i]
}

// told is what was told, with all files kept.
func (v *Revision) told() Told {
	in := Told{Rev: v.Report.Rev, Progress: v.Report.Progress, Open: v.Report.Open}
	var lines []string
	for _, e := range v.Report.Evidence {
		at := e.URL + e.Ref
		switch {
		case e.Form == File:
			in.Keep = append(in.Keep, e.FileID)
		case at == "":
		case e.Title == at:
			lines = append(lines, at)
		default:
			lines = append(lines, at+" "+e.Title)
		}
	}
	in.Links = strings.Join(lines, "\n")
	return in
}

// Attachment returns a file that is evidence of a report which the actor may see.
func (s *Service) Attachment(ctx context.Context, id ReportID, file int64) (f files.File, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := loadReport(tx, id)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(r.Evidence, func(e Evidence) bool { return e.Form == File && e.FileID == file }) {
			return fault.New(fault.NotFound, "not_found")
		}
		f, err = files.Get(tx, file)
		return err
	})
	return f, err
}
