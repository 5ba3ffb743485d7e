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
}

// A Read is what was found in a file, before or after it is kept.
type Read struct {
	Report   *Report           `json:"report"`
	Version  string            `json:"format_version"`
	Cells    account.Cells     `json:"-"`
	Found    []account.Table   `json:"tables"`
	Findings []account.Finding `json:"findings"`
}

// Read takes the numbers and the words of a report from a file: DOCX, HTML, XLSX or text,
// as anybody publishes it. With dry nothing is kept. A cell that is not there stays
// empty, and the examination says so: what is missing is never 0.
//
// Errors: Invalid about the field file: of another year, without one of the tables;
// Conflict for a report whose numbers come from the records.
func (s *Service) Read(ctx context.Context, id ID, in File, dry bool) (out Read, err error) {
	defer fault.Wrap(&err, "annual.Read(%d)", id)
	found, err := account.Read(in.Name, in.Data)
	if err != nil {
		if e := fault.As(err); e != nil && len(e.Fields) == 0 {
			err = &fault.Error{Kind: e.Kind, Text: fault.T("invalid"), Fields: map[string]fault.Text{"file": e.Text}, Err: err}
		}
		return out, err
	}
	out.Version, out.Cells, out.Found = found.Form.Version, found.Cells(), found.Found
	out.Findings = account.Check(found, account.Against{NoRules: true}).Findings
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
		r.take(found)
		r.Text = textOf(found)
		return nil
	}})
	return out, err
}

// take gives a report the numbers of one on paper, however they were read.
func (r *Report) take(found *account.Report) {
	r.Version, r.Cells, r.FrozenAt = found.Form.Version, found.Cells(), time.Time{}
}

// mayRead asks that a file is a report of the year.
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
