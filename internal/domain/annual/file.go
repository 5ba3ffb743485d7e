package annual

import (
	"context"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// A File is a report on paper: the file that it was published as.
type File struct {
	Rev  int64
	Name string
	Data []byte
	Sure bool // what does not add up, or is blank, stands so on paper
}

// A Read is what was found in a file, before or after it is kept.
type Read struct {
	Report   *Report           `json:"report"`
	Version  string            `json:"format_version"`
	Cells    account.Cells     `json:"-"`
	Found    []account.Table   `json:"tables"`
	Findings []account.Finding `json:"findings"`
	Refused  []fault.Row       `json:"refused,omitempty"` // what is no number: such a file is not kept
	Unsure   []fault.Row       `json:"unsure,omitempty"`  // what is kept only by who is sure that the paper has it so
	Sure     bool              `json:"sure"`              // somebody said so
}

// Read takes the numbers and the words of a report from a file: DOCX, HTML, XLSX or text,
// as anybody publishes it. With dry nothing is kept, and it is said what stands in the
// way. What Fill asks of cells that are copied is asked of those of a file; a cell that
// is blank stays so, and the examination says it: what is missing is never 0.
//
// Errors: Invalid about the field file: of another year or form, without one of the
// tables; Invalid with a row for each cell that is no number or, until somebody is sure,
// is blank or does not add up; Conflict for a report whose numbers come from the records.
func (s *Service) Read(ctx context.Context, id ID, in File, dry bool) (out Read, err error) {
	defer fault.Wrap(&err, "annual.Read(%d)", id)
	found, err := account.Read(in.Name, in.Data)
	if err != nil {
		if e := fault.As(err); e != nil && len(e.Fields) == 0 {
			err = &fault.Error{Kind: e.Kind, Text: fault.T("invalid"), Fields: map[string]fault.Text{"file": e.Text}, Err: err}
		}
		return out, err
	}
	out.Version, out.Cells, out.Found, out.Sure = found.Form.Version, found.Cells(), found.Found, in.Sure
	out.Findings = account.Check(found, account.Against{NoRules: true}).Findings
	doubtful := doubts(found)
	out.Refused, out.Unsure = s.rowsOf(in.Name, found.Form, doubtful)
	if dry {
		return out, s.db.Read(ctx, func(tx *db.Tx) error {
			if out.Report, err = read(tx, id); err != nil {
				return err
			}
			return mayRead(out.Report, found)
		})
	}
	out.Report, err = s.do(ctx, id, step{act: ActRead, rev: in.Rev, change: func(_ *db.Tx, r *Report) error {
		if err := mayRead(r, found); err != nil {
			return err
		}
		if err := out.kept(); err != nil {
			return err
		}
		r.take(found)
		r.Text, r.Reason = textOf(found), s.sureOf(doubtful)
		return nil
	}})
	return out, err
}

// kept asks that a file may be kept as it is.
func (out Read) kept() error {
	switch {
	case len(out.Refused) > 0:
		return &fault.Error{Kind: fault.Invalid, Text: fault.T("annual.bad.refused"), Rows: out.Refused}
	case len(out.Unsure) > 0 && !out.Sure:
		return &fault.Error{Kind: fault.Invalid, Text: fault.T("annual.bad.unsure"), Rows: out.Unsure}
	}
	return nil
}

// listedMost is how many cells of a file are named that are wrong in one way; the others are counted.
const listedMost = 20

// rowsOf says of the doubts about a file where each stands, by table, row and column.
func (s *Service) rowsOf(name string, f *account.Form, all []doubt) (refused, unsure []fault.Row) {
	say := func(to []fault.Row, which func(doubt) bool) []fault.Row {
		n := 0
		for _, d := range all {
			if !which(d) {
				continue
			}
			if n++; n <= listedMost {
				to = append(to, fault.Row{File: name, Column: s.placeOf(f, d.at), Text: d.text})
			}
		}
		if n > listedMost {
			to = append(to, fault.Row{File: name, Text: fault.T("annual.bad.more", n-listedMost)})
		}
		return to
	}
	refused = say(nil, func(d doubt) bool { return d.never })
	unsure = say(nil, func(d doubt) bool { return d.blank })
	return refused, say(unsure, func(d doubt) bool { return !d.never && !d.blank })
}

// placeOf is a cell in words, or a row.
func (s *Service) placeOf(f *account.Form, p account.Place) string {
	row, column := f.Labels(p)
	if p.Column == "" {
		return s.words("annual.place_row", string(p.Table), row)
	}
	return s.words("annual.place", string(p.Table), row, column)
}

// take gives a report the numbers of one on paper, however they were read.
func (r *Report) take(found *account.Report) {
	r.Version, r.Cells, r.FrozenAt = found.Form.Version, found.Cells(), time.Time{}
}

// mayRead asks that a file is a report of the year, in the form of that year: in another
// one the report of the government would add up rows that the form does not have.
func mayRead(r *Report, found *account.Report) error {
	switch {
	case r.Source != Paper:
		return fault.New(fault.Conflict, "annual.from_records")
	case found.Year != 0 && found.Year != r.Year:
		return fault.Field("file", "annual.bad.file_year", found.Year, r.Year)
	}
	for _, t := range account.Tables {
		if !found.Has(t) {
			return fault.Field("file", "annual.bad.no_table", string(t))
		}
	}
	if want := formOf(r.Year); found.Form.Version != want {
		return fault.Field("file", "annual.bad.file_form", found.Form.Version, r.Year, want)
	}
	return nil
}

// textOf is what a file says in words, for the sections that have any. Braces of a
// stranger are no names of figures.
func textOf(found *account.Report) Text {
	section := func(code string) string {
		s, _ := found.Section(code)
		return strings.NewReplacer("{", "｛", "}", "｝").Replace(strings.Join(s.Lines, "\n"))
	}
	text := Text{One: section("1"), Five: section("5"), Six: section("6")}
	var intro []string
	for _, line := range lines(section("")) {
		if line != found.Title {
			intro = append(intro, line)
		}
	}
	text.Intro = strings.Join(intro, "\n")
	return text
}
