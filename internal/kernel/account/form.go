package account

import (
	"slices"
	"strings"
	"sync"

	"gongkai.example/gongkai/internal/kernel/law"
)

// A Table is one of the three of the report.
type Table string

// The tables, by the number of the section that each stands in.
const (
	Disclosed Table = "2" // 主动公开政府信息情况
	Requests  Table = "3" // 收到和处理政府信息公开申请情况
	Remedies  Table = "4" // 行政复议、行政诉讼情况
)

// Tables are all of them, in their order.
var Tables = []Table{Disclosed, Requests, Remedies}

// Total is the code of the column 总计 of tables 3 and 4.
const Total = "total"

// Rows of table 3 that the identities speak of.
const (
	RowNew     = "1"   // 本年新收
	RowBefore  = "2"   // 上年结转
	RowResults = "3"   // 本年度办理结果, which has no numbers of its own
	RowSum     = "3.7" // 总计
	RowAfter   = "4"   // 结转下年度
)

// A Place is where a number stands: by the codes of law/report.tsv. In table 2 a row
// is a line and a column a head; in table 4 a row is a path and a column an end.
type Place struct {
	Table  Table  `json:"table"`
	Row    string `json:"row"`
	Column string `json:"column"`
}

// A Form is a version of the report's form.
type Form struct {
	Version string
	labels  []law.ReportLabel
	words   map[string][]rune // of each label, bare
	own     map[string]bool   // its bare labels that no other version has
}

// forms are all versions, the one in force first.
var forms = sync.OnceValue(func() (out []*Form) {
	for _, version := range law.ReportVersions() {
		f := &Form{Version: version, labels: law.ReportLabels(version), words: map[string][]rune{}, own: map[string]bool{}}
		for _, l := range f.labels {
			f.words[l.Label] = []rune(bare(l.Label))
			f.own[bare(l.Label)] = true
		}
		out = append(out, f)
	}
	for i, f := range out {
		for _, other := range append(slices.Clone(out[:i]), out[i+1:]...) {
			for _, l := range other.labels {
				delete(f.own, bare(l.Label))
			}
		}
	}
	return out
})

// FormOf returns the form of a version; the one in force if there is no such version.
func FormOf(version string) *Form {
	all := forms()
	if i := slices.IndexFunc(all, func(f *Form) bool { return f.Version == version }); i >= 0 {
		return all[i]
	}
	return all[0]
}

// Of lists the labels of a part, in the order of the form.
func (f *Form) Of(part law.ReportPart) (out []law.ReportLabel) {
	for _, l := range f.labels {
		if l.Part == part {
			out = append(out, l)
		}
	}
	return out
}

// Places lists every number of a table, row by row.
func (f *Form) Places(t Table) (out []Place) {
	rows, columns := law.ReportRow, law.ReportApplicant
	switch t {
	case Requests:
	case Disclosed:
		for _, line := range f.Of(law.ReportLine) {
			for _, head := range f.Of(law.ReportHead) {
				if head.Group == line.Group {
					out = append(out, Place{t, line.Code, head.Code})
				}
			}
		}
		return out
	case Remedies:
		rows, columns = law.ReportPath, law.ReportEnd
	}
	for _, r := range f.Of(rows) {
		for _, c := range f.Of(columns) {
			out = append(out, Place{t, r.Code, c.Code})
		}
	}
	return out
}

// Money reports whether the number of a place is an amount, which may have decimals.
func (p Place) Money() bool { return p.Column == "amount" || p.Column == "paid" }

// Labels returns the words of the row and of the column of a place.
func (f *Form) Labels(p Place) (row, column string) {
	parts := map[Table][2]law.ReportPart{Disclosed: {law.ReportLine, law.ReportHead}, Requests: {law.ReportRow, law.ReportApplicant}, Remedies: {law.ReportPath, law.ReportEnd}}[p.Table]
	block := ""
	for _, l := range f.labels {
		switch {
		case (l.Part == parts[0] || p.Table == Requests && l.Part == law.ReportTitle) && l.Code == p.Row:
			row, block = l.Label, l.Group
		case l.Part == parts[1] && l.Code == p.Column && (p.Table != Disclosed || l.Group == block || column == ""):
			column = l.Label
		}
	}
	return row, column
}

// results lists the rows of table 3 that hold results, without their sum.
func (f *Form) results() (out []string) {
	for _, r := range f.Of(law.ReportRow) {
		if strings.HasPrefix(r.Code, "3.") && r.Code != RowSum {
			out = append(out, r.Code)
		}
	}
	return out
}

// Under lists the rows with numbers at or below a code of table 3.
func (f *Form) Under(code string) (out []string) {
	for _, r := range f.Of(law.ReportRow) {
		if r.Code == code || strings.HasPrefix(r.Code, code+".") {
			out = append(out, r.Code)
		}
	}
	return out
}

// Headings are the sections of the form.
func (f *Form) Headings() []law.ReportLabel { return f.Of(law.ReportSection) }
