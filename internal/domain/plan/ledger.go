package plan

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/circular"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/sheet"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
)

// ledgerFile has the columns of a ledger: a key, whether it must be there, and
// the headings under which offices keep it, ours first.
//
//go:embed ledger.tsv
var ledgerFile string

var ledgerColumns = readColumns(ledgerFile)

func readColumns(text string) []sheet.Column {
	var out []sheet.Column
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		f := strings.Split(line, "\t")
		if i > 0 {
			out = append(out, sheet.Column{Key: f[0], Required: f[1] != "", Names: strings.Split(f[2], ";")})
		}
	}
	return out
}

// A Ledger is a table of tasks that an office kept elsewhere.
type Ledger struct {
	Name    string
	File    []byte
	Year    int
	Title   string
	Columns map[string]string // key to the heading in this file, where it has another one
}

// ReadColumns reads which heading of a file stands for which of ours, one a
// line: ours, an equals sign, that of the file.
//
// Errors: Invalid about the field columns, for a line that names none of ours.
func ReadColumns(text string) (map[string]string, error) {
	out := map[string]string{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(strings.ReplaceAll(line, "\uff1d", "="))
		if line == "" {
			continue
		}
		ours, theirs, ok := strings.Cut(line, "=")
		i := slices.IndexFunc(ledgerColumns, func(c sheet.Column) bool { return slices.Contains(c.Names, strings.TrimSpace(ours)) })
		if !ok || i < 0 || strings.TrimSpace(theirs) == "" {
			return nil, fault.Field("columns", "plan.bad_column", line, ledgerHeads())
		}
		out[ledgerColumns[i].Key] = strings.TrimSpace(theirs)
	}
	return out, nil
}

// ledgerHeads is our headings in a row.
func ledgerHeads() string {
	out := make([]string, len(ledgerColumns))
	for i, c := range ledgerColumns {
		out[i] = c.Names[0]
	}
	return strings.Join(out, separator)
}

// An Imported ledger says what the import did, or would do.
type Imported struct {
	Dry      bool        `json:"dry"`
	Plan     *Plan       `json:"plan,omitempty"`
	Columns  []Mapped    `json:"columns"`
	Points   int         `json:"points"`
	Tasks    int         `json:"tasks"`
	Warnings []fault.Row `json:"warnings"` // what was read and may be wrong
}

// Mapped is a column that was found, and those that were looked for in vain.
type Mapped struct {
	Key     string `json:"key"`
	Name    string `json:"name"`    // our heading
	Heading string `json:"heading"` // in the file; "" if there is none
}

// Import reads the ledger of a year as a draft: an earlier year is archived
// then, a running one corrected and issued. A dry run reads, checks and keeps
// nothing.
//
// Errors: Invalid about the file, a column that is missing, or every row at
// fault; nothing is kept then.
func (s *Service) Import(ctx context.Context, in Ledger, dry bool) (out Imported, err error) {
	defer fault.Wrap(&err, "plan.Import(%q)", in.Name)
	var c fault.Check
	checkYear(&c, in.Year)
	c.That(len(in.File) > 0, "file", "plan.no_file")
	c.That(strings.TrimSpace(in.Title) != "", "title", "required")
	if err := c.Err(); err != nil {
		return out, err
	}
	read, lines, err := in.read()
	if err != nil {
		return out, err
	}
	read.Dry = dry
	write := s.db.Write
	if dry {
		write = s.db.Read
	}
	err = write(ctx, func(tx *db.Tx) error {
		if !tx.Actor.Can(Edit) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		dir, err := open(tx)
		if err != nil {
			return err
		}
		groups, warnings, err := in.tasks(tx, dir, lines)
		if err != nil {
			return err
		}
		out = read
		out.Warnings, out.Points = slices.Concat(read.Warnings, warnings), len(groups)
		for _, g := range groups {
			out.Tasks += len(g.tasks)
		}
		if dry {
			return nil
		}
		out.Plan, err = in.keep(tx, groups)
		return err
	})
	return out, err
}

// line is one row of the table by key.
type line struct {
	at   int
	cell map[string]string
}

// read finds the columns and the rows.
func (in Ledger) read() (out Imported, lines []line, err error) {
	book, err := sheet.Read(in.Name, in.File, sheet.Limits{})
	if e := fault.As(err); err != nil && (e.Kind == fault.Invalid || e.Kind == fault.TooLarge) {
		return out, nil, &fault.Error{Kind: fault.Invalid, Text: fault.T("invalid"), Fields: map[string]fault.Text{"file": e.Text}, Err: err}
	}
	if err != nil {
		return out, nil, err
	}
	columns := in.columns()
	for _, sh := range book.Sheets {
		if sh.Hidden {
			out.Warnings = append(out.Warnings, fault.Row{File: sh.Name, Text: fault.T("plan.hidden_sheet")})
			continue
		}
		table, problems := sheet.Find(sh, columns)
		if !has(table, "title") && !has(table, "point") {
			problems = append(problems, fault.Row{File: sh.Name, Column: columns[3].Names[0], Text: fault.T("plan.no_task_column", strings.Join(columns[3].Names, " / "))})
		}
		if len(problems) > 0 {
			err = fault.Rows(problems)
			continue
		}
		out.Columns = mapped(table, columns)
		for _, row := range table.Body {
			lines = append(lines, readLine(row, table.Index))
		}
		out.Warnings = append(out.Warnings, book.Warnings...)
		return out, lines, nil
	}
	if err == nil {
		err = fault.Field("file", "plan.no_sheet")
	}
	return out, nil, err
}

func has(t sheet.Table, key string) bool { _, ok := t.Index[key]; return ok }

// columns puts the headings that the officer named before ours.
func (in Ledger) columns() []sheet.Column {
	out := make([]sheet.Column, len(ledgerColumns))
	for i, c := range ledgerColumns {
		if h := strings.TrimSpace(in.Columns[c.Key]); h != "" {
			c.Names = []string{h}
		}
		out[i] = c
	}
	return out
}

func mapped(t sheet.Table, columns []sheet.Column) []Mapped {
	out := make([]Mapped, len(columns))
	for i, c := range columns {
		out[i] = Mapped{Key: c.Key, Name: ledgerColumns[i].Names[0]}
		if at, ok := t.Index[c.Key]; ok {
			out[i].Heading = t.Header.At(at)
		}
	}
	return out
}

func readLine(row sheet.Row, index sheet.Index) line {
	l := line{row.Line, map[string]string{}}
	for key, at := range index {
		l.cell[key] = row.At(at)
	}
	return l
}

// grouped is a point of the ledger with its tasks.
type grouped struct {
	point Point
	tasks []Task
}

// tasks turns rows into points and tasks. Rows of one point stand together; a
// row that names only a section begins one.
func (in Ledger) tasks(tx *db.Tx, dir *directory, lines []line) (groups []grouped, warnings []fault.Row, err error) {
	every, err := usual(tx)
	if err != nil {
		return nil, nil, err
	}
	var bad []fault.Row
	section := ""
	for _, l := range lines {
		point := l.cell["point"]
		title := firstOf(l.cell["title"], point)
		if l.cell["section"] != "" {
			section = l.cell["section"]
		}
		if l.alone("title", "point", "section", "number") && (l.cell["title"] == "" || l.cell["title"] == point) {
			section = firstOf(point, title, l.cell["section"], l.cell["number"])
			continue
		}
		if title == "" {
			bad = append(bad, fault.Row{File: in.Name, Line: l.at, Column: ledgerColumns[3].Names[0], Text: fault.T("plan.no_task_text")})
			continue
		}
		ds := deadlinesIn(l.cell["due"], in.Year)
		t := propose(shorten(title, maxTitle), ds, in.Year, every)
		t.Target, t.Note = shorten(l.cell["target"], 200), l.remarks()
		ps, unknown := dir.read(l)
		for _, name := range unknown {
			warnings = append(warnings, fault.Row{File: in.Name, Line: l.at, Text: fault.T("plan.unknown_unit", name)})
		}
		if l.cell["due"] != "" && !slices.ContainsFunc(ds, func(d circular.Deadline) bool { return rank(d) > 0 }) {
			warnings = append(warnings, fault.Row{File: in.Name, Line: l.at, Text: fault.T("plan.due_unread", l.cell["due"])})
		}
		t.Parties = ps
		heading := firstOf(point, shorten(title, 60))
		if n := len(groups); n > 0 && groups[n-1].point.Title == heading && groups[n-1].point.Section == section {
			groups[n-1].tasks = append(groups[n-1].tasks, t)
			continue
		}
		groups = append(groups, grouped{Point{Number: l.cell["number"], Title: shorten(heading, 200), Body: title, Section: section, Parties: ps}, []Task{t}})
	}
	if len(groups) == 0 && len(bad) == 0 {
		return nil, nil, fault.Field("file", "plan.no_rows")
	}
	return groups, warnings, fault.Rows(bad)
}

// alone reports whether the row says nothing but the keys.
func (l line) alone(keys ...string) bool {
	for key, v := range l.cell {
		if v != "" && !strings.Contains(" "+strings.Join(keys, " ")+" ", " "+key+" ") {
			return false
		}
	}
	return true
}

// remarks keeps what a task has no field for.
func (l line) remarks() string {
	var out []string
	for _, key := range []string{"progress", "state", "note"} {
		if v := l.cell[key]; v != "" {
			out = append(out, v)
		}
	}
	return strings.Join(out, "\n")
}

func firstOf(of ...string) string {
	for _, s := range of {
		if s != "" {
			return s
		}
	}
	return ""
}

// deadlinesIn reads the words of a deadline as a circular of the year has them.
func deadlinesIn(text string, year int) []circular.Deadline {
	if day, ok := sheet.Day(text); ok {
		return []circular.Deadline{{Raw: text, Kind: circular.Absolute, Due: calendar.Day(day)}}
	}
	if text == "" {
		return nil
	}
	return circular.Deadlines(text, year)
}

// read resolves the names of a row, and returns those that are no unit now.
func (d *directory) read(l line) (ps []Party, unknown []string) {
	for _, r := range Roles {
		for _, name := range d.cut(l.cell[string(r)]) {
			ids, group, ok := d.resolve(name)
			if !ok {
				unknown = append(unknown, name)
			}
			ps = append(ps, Party{Role: r, Raw: name, Units: ids, Group: group})
		}
	}
	return ps, unknown
}

// keep stores the ledger as a draft.
func (in Ledger) keep(tx *db.Tx, groups []grouped) (*Plan, error) {
	p := &Plan{
		ID: ID(tx.ID()), Rev: 1, UnitID: tx.Actor.Unit, Year: in.Year, Title: strings.TrimSpace(in.Title), SourceName: in.Name,
		MadeBy: tx.Actor.ID, MadeAt: tx.Now,
	}
	if err := flow.Do(tx, Flow, p, ActRead, nil); err != nil {
		return nil, err
	}
	if err := db.Insert(tx, "plan_plan", stored{Plan: *p}); err != nil {
		return nil, err
	}
	for i := range groups {
		pt := &groups[i].point
		pt.ID, pt.Rev, pt.PlanID, pt.Sort, pt.Checked = PointID(tx.ID()), 1, p.ID, i+1, true
		if pt.Number == "" {
			pt.Number = fmt.Sprintf("%d.", i+1)
		}
		if err := db.Insert(tx, "plan_point", pt); err != nil {
			return nil, err
		}
		for j, t := range groups[i].tasks {
			if err := addTask(tx, pt, j+1, t); err != nil {
				return nil, err
			}
		}
	}
	return p, nil
}
