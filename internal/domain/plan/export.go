package plan

import (
	"context"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/sheet"
	"gongkai.example/gongkai/internal/platform/db"
)

// Words gives the texts of a table that is written for people: of a key.
// The program's catalogue is one; a test may have its own.
type Words func(key string, args ...any) string

// Export writes a plan as XLSX: one sheet of tasks, which Import reads again,
// and one of what each unit owes and told, as far as the actor may see it.
func (s *Service) Export(ctx context.Context, id ID) (file []byte, err error) {
	defer fault.Wrap(&err, "plan.Export(%d)", id)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err := load(tx, id)
		if err != nil {
			return err
		}
		o, err := whole(tx, p)
		if err != nil {
			return err
		}
		progress, err := s.progressSheet(tx, o)
		if err != nil {
			return err
		}
		file, err = sheet.Write(sheet.Book{Sheets: []sheet.Sheet{o.taskSheet(s.Words), progress}})
		return err
	})
	return file, err
}

// taskSheet has the columns of ledger.tsv.
func (o *outline) taskSheet(w Words) sheet.Sheet {
	out := sheet.Sheet{Name: w("plan.sheet_tasks")}
	var head []string
	for _, c := range ledgerColumns {
		head = append(head, c.Names[0])
	}
	out.Rows = append(out.Rows, sheet.Texts(1, head...))
	for i := range o.points {
		pt := &o.points[i]
		for j := range o.tasks[pt.ID] {
			t := &o.tasks[pt.ID][j]
			ps := parties(pt, t)
			due := string(t.Due)
			if t.Cadence != Once {
				due = w("plan.cadence." + string(t.Cadence))
			}
			if t.Cadence == Count {
				due = w("plan.due_count", t.Due, t.Need)
			}
			out.Rows = append(out.Rows, sheet.Texts(len(out.Rows)+1,
				pt.Number, pt.Section, pt.Title, t.Title,
				names(ps, Lead, separator), names(ps, Responsible, separator), names(ps, Implement, separator), names(ps, Cooperate, separator),
				due, w("plan.cadence."+string(t.Cadence)), t.Target, "", w("plan.task_status."+string(t.Status)), t.Note))
		}
	}
	return out
}

// progressSheet has a line for each duty: point, task, unit, period, day, light, what was told.
func (s *Service) progressSheet(tx *db.Tx, o *outline) (sheet.Sheet, error) {
	out := sheet.Sheet{Name: s.Words("plan.sheet_progress")}
	out.Rows = append(out.Rows, sheet.Texts(1, strings.Split(s.Words("plan.sheet_heads"), "|")...))
	duties, last, err := s.owedAndTold(tx, o)
	if err != nil {
		return out, err
	}
	for i := range o.points {
		pt := &o.points[i]
		for j := range o.tasks[pt.ID] {
			t := &o.tasks[pt.ID][j]
			for _, d := range duties[t.Ref()] {
				r := last[d.ID]
				state := ""
				if r.ID != 0 {
					state = s.Words("plan.report_status." + string(r.Status))
				}
				out.Rows = append(out.Rows, sheet.Texts(len(out.Rows)+1,
					pt.Number+pt.Title, t.Title, o.dir.short[d.UnitID], d.Period, string(d.Due), s.Words("duty.light."+string(d.Light)),
					r.Progress, evidenceText(r.Evidence), state, r.Reason))
			}
		}
	}
	return out, nil
}

// owedAndTold is the duties of a plan by task, and the last report on each.
func (s *Service) owedAndTold(tx *db.Tx, o *outline) (map[string][]duty.Seen, map[duty.ID]Report, error) {
	var refs []string
	for _, ts := range o.tasks {
		for i := range ts {
			refs = append(refs, ts[i].Ref())
		}
	}
	ds, err := s.duties.Of(tx, refs...)
	if err != nil {
		return nil, nil, err
	}
	rs, err := reportsIn(tx, o.plan.ID)
	if err != nil {
		return nil, nil, err
	}
	duties, last := map[string][]duty.Seen{}, map[duty.ID]Report{}
	for _, d := range ds {
		duties[d.From] = append(duties[d.From], d)
	}
	for _, r := range rs {
		if r.ID > last[r.DutyID].ID {
			last[r.DutyID] = r
		}
	}
	return duties, last, nil
}

// evidenceText lists evidence in one cell.
func evidenceText(es []Evidence) string {
	var out []string
	for _, e := range es {
		where := e.URL
		if e.Form == Record {
			where = e.Ref
		}
		if e.FileID != 0 {
			where = "#" + strconv.FormatInt(e.FileID, 10)
		}
		out = append(out, strings.TrimSpace(e.Title+" "+where))
	}
	return strings.Join(out, "\n")
}
