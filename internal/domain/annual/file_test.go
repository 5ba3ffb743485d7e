package annual_test

import (
	"bytes"
	"slices"
	"strconv"
	"testing"

	"gongkai.example/gongkai/internal/domain/annual"
	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
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
	var b bytes.Buffer
	y := strconv.Itoa(year)
	b.WriteString("<html><body><h1>示例局" + y + "年政府信息公开工作年度报告</h1><p>统计期限为" + y + "年1月1日至" + y + "年12月31日。</p>")
	f := account.FormOf("")
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
