package annual_test

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/annual"
	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// TestFile: a report on paper is read from its file, by the form of its year, and what is
// no report, of another year or without a table is refused at the field.
func TestFile(t *testing.T) {
	each(t, func(w *world) {
		office := w.as(auth.Office)
		r, err := w.s.Begin(office, annual.Begin{Unit: w.bureau, Year: 2023, Source: annual.Paper})
		w.must(err)
		for _, c := range []struct {
			name, key string
			data      []byte
		}{
			{"另一年.html", "annual.bad.file_year", fileOf(2022, nil)},
			{"缺表二.html", "annual.bad.no_table", fileOf(2023, nil, account.Disclosed)},
			{"缺表四.html", "annual.bad.no_table", fileOf(2023, nil, account.Remedies)},
			{"空.txt", "annual.bad.no_table", []byte("没有内容")},
		} {
			for _, dry := range []bool{true, false} {
				_, err := w.s.Read(office, r.ID, annual.File{Rev: r.Rev, Name: c.name, Data: c.data}, dry)
				w.want(err, fault.Invalid, "")
				if e := fault.As(err); e == nil || e.Fields["file"].Key != c.key {
					t.Errorf("%s: %v", c.name, err)
				}
			}
		}
		cells := account.Cells{at("3/1/citizen"): whole(41), at("3/3.1/citizen"): whole(41), at("2/charge/amount"): 1_250_000}
		account.FormOf("").Totals(cells)
		in := annual.File{Rev: r.Rev, Name: "年报.html", Data: fileOf(2023, cells)}
		dry, err := w.s.Read(office, r.ID, in, true)
		w.must(err)
		if got := dry.Cells[at("3/1/total")]; got != whole(41) {
			t.Errorf("the dry run finds %v", got)
		}
		if got := number(w.view(r.ID), "3/1/total"); got == whole(41) {
			t.Error("a dry run keeps what it finds")
		}
		_, err = w.s.Read(office, r.ID, in, false)
		w.must(err)
		v := w.view(r.ID)
		if number(v, "3/1/total") != whole(41) || number(v, "2/charge/amount").String() != "1.25" {
			t.Errorf("%v", v.Numbers)
		}
		_, err = w.s.Begin(office, annual.Begin{Unit: w.bureau, Year: 2023, Source: annual.Records})
		if fault.As(err).Fields["year"].Key != "annual.bad.there" {
			t.Errorf("%v", err)
		}
	})
}

// TestFileForm: a file in the form of other years is refused, with both named. Its rows
// would be lost in the sum of the district.
func TestFileForm(t *testing.T) {
	each(t, func(w *world) {
		office := w.as(auth.Office)
		cells := account.Cells{at("3/1/citizen"): whole(5), at("3/3.6/citizen"): whole(5)}
		account.FormOf("2019").Totals(cells)
		for _, c := range []struct {
			year          int
			version, want string // of the file and of the year
		}{{2023, "2019", "2021"}, {2020, "2021", "2019"}, {2020, "2019", "2019"}} {
			r, err := w.s.Begin(office, annual.Begin{Unit: w.bureau, Year: c.year, Source: annual.Paper})
			if err != nil { // that of 2020 is there
				rows, found := w.s.Find(office, annual.Find{Year: c.year, Unit: w.bureau}, db.Page{})
				w.must(found)
				r = &rows.Items[0].Report
			}
			in := annual.File{Rev: r.Rev, Name: "年报.html", Data: fileIn(c.version, c.year, cells), Sure: true}
			if c.version == c.want {
				out, err := w.s.Read(office, r.ID, in, false)
				w.must(err)
				if out.Report.Version != c.want || out.Report.Cells[at("3/3.6/citizen")] != whole(5) {
					t.Errorf("%d in the form of %s: %v", c.year, out.Report.Version, out.Report.Cells)
				}
				continue
			}
			for _, dry := range []bool{true, false} {
				_, err := w.s.Read(office, r.ID, in, dry)
				w.want(err, fault.Invalid, "")
				if got := fault.As(err).Fields["file"]; got.Key != "annual.bad.file_form" || !slices.Equal(got.Args, fault.Args{c.version, c.year, c.want}) {
					t.Errorf("%d in the form of %s: %v", c.year, c.version, err)
				}
			}
		}
	})
}

// spoilt is a file with words in place of the numbers of some cells.
func spoilt(year int, cells map[string]string) []byte {
	marked := account.Cells{}
	var swap []string
	for place, text := range cells {
		n := account.Number(777_000_000 + len(swap)) // stands nowhere else
		marked[at(place)], swap = n, append(swap, ">"+n.String()+"<", ">"+text+"<")
	}
	return []byte(strings.NewReplacer(swap...).Replace(string(fileOf(year, marked))))
}

// TestFileNoNumber: what is no number in a file is refused by table, row and column,
// whoever is sure of it, and nothing is kept.
func TestFileNoNumber(t *testing.T) {
	each(t, func(w *world) {
		office := w.as(auth.Office)
		r, err := w.s.Begin(office, annual.Begin{Unit: w.bureau, Year: 2023, Source: annual.Paper})
		w.must(err)
		in := annual.File{Rev: r.Rev, Name: "年报.html", Data: spoilt(2023, map[string]string{"3/1/citizen": "1 234（其中线上900）"}), Sure: true}
		dry, err := w.s.Read(office, r.ID, in, true)
		w.must(err)
		_, err = w.s.Read(office, r.ID, in, false)
		w.want(err, fault.Invalid, "annual.bad.refused")
		for _, rows := range [][]fault.Row{dry.Refused, fault.As(err).Rows} {
			if len(rows) != 1 || rows[0].Column != "表3，一、本年新收政府信息公开申请数量，自然人" || i18n.Text(rows[0].Text) != "填写的“1 234（其中线上900）”不是数字" {
				t.Errorf("%v", rows)
			}
		}
		if v := w.view(r.ID); v.Report.Rev != r.Rev || len(v.Report.Cells) > 0 {
			t.Errorf("something is kept: %v", v.Report.Cells)
		}
	})
}

// TestFileBlank: a cell that is blank in a file is no 0. It is named, kept only by who is
// sure that the paper has it so, and then it is blank to the end: in the examination, in the
// numbers, in the official tables and beside the sum of the district.
func TestFileBlank(t *testing.T) {
	each(t, func(w *world) {
		office := w.as(auth.Office)
		r, err := w.s.Begin(office, annual.Begin{Unit: w.bureau, Year: 2025, Source: annual.Paper})
		w.must(err)
		in := annual.File{Rev: r.Rev, Name: "年报.html", Data: spoilt(2025, map[string]string{"2/charge/amount": "", "3/2/business": "/"})}
		dry, err := w.s.Read(office, r.ID, in, true)
		w.must(err)
		_, err = w.s.Read(office, r.ID, in, false)
		w.want(err, fault.Invalid, "annual.bad.unsure")
		for _, rows := range [][]fault.Row{dry.Unsure, fault.As(err).Rows} {
			if len(rows) != 2 || rows[0].Column != "表2，行政事业性收费，本年收费金额（单位：万元）" || rows[1].Column != "表3，二、上年结转政府信息公开申请数量，商业企业" {
				t.Errorf("%v", rows)
			}
		}
		in.Sure = true
		out, err := w.s.Read(office, r.ID, in, false)
		w.must(err)
		if r = out.Report; !out.Sure || !strings.Contains(r.Reason, "空着 2 格") {
			t.Errorf("%v, and the journal says %q", out.Sure, r.Reason)
		}
		r, err = w.s.Freeze(office, r.ID, annual.Seen{Rev: r.Rev})
		w.must(err)
		w.accepted(office, w.signers[auth.Head], r)
		v := w.view(r.ID)
		found := map[account.Rule]account.Verdict{}
		for _, f := range v.Result.Findings {
			found[f.Rule] = f.Verdict
		}
		if v.Result.Verdict != account.NotAssessable || found[account.RuleBlank] != account.Doubtful || found[account.RuleFlow] != account.NotAssessable {
			t.Errorf("%s %v", v.Result.Verdict, v.Result.Findings)
		}
		blank := 0
		for _, n := range v.Numbers {
			if n.Blank {
				blank++
			}
		}
		if blank != 2 {
			t.Errorf("%d numbers are blank", blank)
		}
		page, err := w.s.Output(office, r.ID, annual.HTML)
		w.must(err)
		if n := bytes.Count(page.Data, []byte("></td>")); n != 2 {
			t.Errorf("%d cells of the official tables are empty", n)
		}
		for _, m := range w.view(w.begun(w.root).ID).Members {
			if m.UnitID == w.bureau && (m.Blank != 2 || !m.Added) {
				t.Errorf("%+v", m)
			}
		}
	})
}

// TestFileAbsent: a row that a file does not have is asked about as one that is blank there.
func TestFileAbsent(t *testing.T) {
	each(t, func(w *world) {
		office := w.as(auth.Office)
		r, err := w.s.Begin(office, annual.Begin{Unit: w.bureau, Year: 2023, Source: annual.Paper})
		w.must(err)
		page := string(fileOf(2023, nil))
		row := strings.Index(page, "行政事业性收费")
		begin, end := strings.LastIndex(page[:row], "<tr"), row+strings.Index(page[row:], "</tr>")
		in := annual.File{Rev: r.Rev, Name: "年报.html", Data: []byte(page[:begin] + page[end:])}
		dry, err := w.s.Read(office, r.ID, in, true)
		w.must(err)
		if len(dry.Unsure) != 1 || dry.Unsure[0].Column != "表2，行政事业性收费" {
			t.Errorf("%v", dry.Unsure)
		}
		_, err = w.s.Read(office, r.ID, in, false)
		w.want(err, fault.Invalid, "annual.bad.unsure")
		in.Sure = true
		_, err = w.s.Read(office, r.ID, in, false)
		w.must(err)
		for _, n := range w.view(r.ID).Numbers {
			if n.Blank != (n.Place == at("2/charge/amount")) {
				t.Errorf("%v is blank: %v", n.Place, n.Blank)
			}
		}
	})
}

// TestFileMany: of very many cells some are named, and it is said how many more there are.
func TestFileMany(t *testing.T) {
	each(t, func(w *world) {
		r, err := w.s.Begin(w.as(auth.Office), annual.Begin{Unit: w.bureau, Year: 2023, Source: annual.Paper})
		w.must(err)
		cells := map[string]string{}
		for _, p := range account.FormOf("").Places(account.Requests)[:35] {
			cells[p.Key()] = "—"
		}
		dry, err := w.s.Read(w.as(auth.Office), r.ID, annual.File{Rev: r.Rev, Name: "年报.html", Data: spoilt(2023, cells)}, true)
		w.must(err)
		if n := len(dry.Unsure); n != 21 || !slices.Equal(dry.Unsure[20].Text.Args, fault.Args{15}) {
			t.Errorf("%d: %v", n, dry.Unsure)
		}
	})
}

// paper brings a report of a year before through the hands, from a file of our own.
func (w *world) paper(unitID int64, year int, cells account.Cells) *annual.Report {
	w.Helper()
	r, err := w.s.Begin(w.as(auth.Office), annual.Begin{Unit: unitID, Year: year, Source: annual.Paper})
	w.must(err)
	account.FormOf("").Totals(cells)
	out, err := w.s.Read(w.as(auth.Office), r.ID, annual.File{Rev: r.Rev, Name: "年报.html", Data: fileOf(year, cells)}, false)
	w.must(err)
	r, err = w.s.Freeze(w.as(auth.Office), r.ID, annual.Seen{Rev: out.Report.Rev})
	w.must(err)
	return w.accepted(w.as(auth.Office), w.signers[auth.Head], r)
}

// fileOf is a report as a page of the web, without some of its tables.
func fileOf(year int, cells account.Cells, without ...account.Table) []byte {
	return fileIn("", year, cells, without...)
}

// fileIn is a report in a version of the form.
func fileIn(version string, year int, cells account.Cells, without ...account.Table) []byte {
	var b bytes.Buffer
	y := strconv.Itoa(year)
	b.WriteString("<html><body><h1>示例局" + y + "年政府信息公开工作年度报告</h1><p>统计期限为" + y + "年1月1日至" + y + "年12月31日。</p>")
	f := account.FormOf(version)
	for _, h := range f.Headings() {
		b.WriteString("<h2>" + h.Label + "</h2><p>少数答复说理不够充分，下一年组织评查。</p>")
		t := account.Table(h.Code)
		if !slices.Contains(account.Tables, t) || slices.Contains(without, t) {
			continue
		}
		b.WriteString("<table>")
		for _, row := range f.Grid(t).Rows {
			b.WriteString("<tr>")
			for _, q := range row {
				text := q.Text
				if q.Place != nil {
					text = cells[*q.Place].String()
				}
				b.WriteString(`<td colspan="` + whole(max(q.Across, 1)).String() + `" rowspan="` + whole(max(q.Down, 1)).String() + `">` + text + "</td>")
			}
			b.WriteString("</tr>")
		}
		b.WriteString("</table>")
	}
	b.WriteString("</body></html>")
	return b.Bytes()
}
