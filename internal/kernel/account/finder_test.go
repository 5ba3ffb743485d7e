package account_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/kernel/sheet"
)

// whole reads a page and asks that every number of the sample was found in it.
func whole(t *testing.T, s *sample, page string) *account.Report {
	t.Helper()
	r := read(t, "report.html", []byte(page))
	for p, text := range s.cells {
		if v := r.Values[p]; v.Text != text {
			t.Errorf("%v is %q, want %q", p, v.Text, text)
		}
	}
	if len(r.Values) != len(s.cells) {
		t.Errorf("%d values, want %d", len(r.Values), len(s.cells))
	}
	return r
}

// tableOf is the table of a page that has a word, with its marks.
func tableOf(t *testing.T, page, word string) string {
	t.Helper()
	at := strings.Index(page, word)
	if at < 0 {
		t.Fatalf("no %q", word)
	}
	begin := strings.LastIndex(page[:at], "<table>")
	end := strings.Index(page[at:], "</table>")
	return page[begin : at+end+len("</table>")]
}

// TestContinued: the next page has the rest of a table, without its head and without what
// reached down over many rows on its left, and be it for two rows.
func TestContinued(t *testing.T) {
	for _, version := range []string{"2021", "2019"} {
		for _, word := range []string{"（七）总计", "四、结转下年度继续办理", "（五）不予处理"} {
			s := newSample(version)
			page := string(s.html())
			at := strings.LastIndex(page[:strings.Index(page, word)], "<tr>")
			rest := page[at:]
			if !strings.HasPrefix(word, "四") { // the column on the left ends with the page
				rest = strings.Replace(rest, `colspan="3"><p>四、`, `colspan="2"><p>四、`, 1)
			}
			whole(t, s, page[:at]+"</table><p>- 3 -</p><table>"+rest)
		}
	}
}

// TestApart: the two halves of table 4 may be tables of their own, with their names in
// them or above.
func TestApart(t *testing.T) {
	s := newSample("2021")
	page := string(s.html())
	cells := func(path string) (out string) {
		for _, e := range []string{"kept", "corrected", "other", "pending", "total"} {
			out += "<td>" + s.at(account.Remedies, path, e) + "</td>"
		}
		return out
	}
	ends := strings.ReplaceAll("<td>结果维持</td><td>结果纠正</td><td>其他结果</td><td>尚未审结</td><td>总计</td>", " ", "")
	for name, halves := range map[string][2]string{
		"in the head": {`<tr><td colspan="5">行政复议</td></tr>`, `<tr><td colspan="10">行政诉讼</td></tr><tr><td colspan="5">未经复议直接起诉</td><td colspan="5">复议后起诉</td></tr>`},
		"in a corner": {`<tr><td>行政复议</td><td></td><td></td><td></td><td></td></tr>`, `<tr><td colspan="5">未经复议直接起诉</td><td colspan="5">复议后起诉</td></tr>`},
	} {
		two := "<table>" + halves[0] + "<tr>" + ends + "</tr><tr>" + cells("review") + "</tr></table>" +
			"<table>" + halves[1] + "<tr>" + ends + ends + "</tr><tr>" + cells("direct") + cells("after") + "</tr></table>"
		t.Run(name, func(t *testing.T) { whole(t, s, strings.Replace(page, tableOf(t, page, "结果维持"), two, 1)) })
	}
}

// TestNothing: a table of strokes is there, and says nothing.
func TestNothing(t *testing.T) {
	s := newSample("2021")
	for p := range s.cells {
		if p.Table == account.Remedies {
			s.cells[p] = "/"
		}
	}
	if r := whole(t, s, string(s.html())); !r.Has(account.Remedies) {
		t.Errorf("tables %v", r.Found)
	}
}

// TestTwice: of two tables the one below its heading counts; of two below it, none does.
func TestTwice(t *testing.T) {
	s, other := newSample("2021"), newSample("2021")
	other.cells = maps.Clone(s.cells)
	sum := account.Place{Table: account.Requests, Row: account.RowSum, Column: account.Total}
	other.cells[sum] = "9999"
	page, wrong := string(s.html()), string(other.html())
	first, second := tableOf(t, page, "（七）总计"), tableOf(t, wrong, "（七）总计")
	if r := whole(t, s, strings.Replace(page, "<h1>", second+"<h1>", 1)); len(r.Twice) > 0 {
		t.Errorf("one of the page around it: %v", r.Twice)
	}
	if r := whole(t, s, strings.Replace(page, first, first+first, 1)); len(r.Twice) > 0 {
		t.Errorf("the same again: %v", r.Twice)
	}
	r := whole(t, s, strings.Replace(page, first, first+second, 1))
	if got := account.Check(r, account.Against{}); got.Verdict != account.NotAssessable || !slices.Equal(r.Twice, []account.Table{account.Requests}) {
		t.Errorf("%v: %s %v", r.Twice, got.Verdict, got.Findings)
	}
	broken := strings.Replace(wrong, "<h1>", first+"<h1>", 1)
	if got := account.Check(read(t, "x.html", []byte(broken)), account.Against{}); got.Verdict != account.Broken {
		t.Errorf("a right one of another page hides it: %s", got.Verdict)
	}
}

// TestBeside: what people write beside a table does not move its columns.
func TestBeside(t *testing.T) {
	s := newSample("2021")
	b, err := sheet.Read("x.xlsx", s.xlsx(t), sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []int{10, 15, 20} {
		book := sheet.Book{Sheets: []sheet.Sheet{{Name: "1"}}}
		for i, r := range b.Sheets[0].Rows {
			texts := make([]string, 0, at+1)
			for _, c := range r.Cells {
				texts = append(texts, c.Text)
			}
			if n := len(texts) - slices.IndexFunc(texts, func(s string) bool { return s != "" }); n > 5 && len(texts) <= at {
				texts = append(append(texts, make([]string, at-len(texts))...), "7")
			}
			book.Sheets[0].Rows = append(book.Sheets[0].Rows, sheet.Texts(i+1, texts...))
		}
		data, err := sheet.Write(book)
		if err != nil {
			t.Fatal(err)
		}
		r := read(t, "x.xlsx", data)
		for p, text := range s.cells {
			if v := r.Values[p]; v.Text != text {
				t.Errorf("with something in column %d: %v is %q, want %q", at+1, p, v.Text, text)
			}
		}
	}
}

// TestUnit: a column may leave out the unit that the form gives in brackets.
func TestUnit(t *testing.T) {
	s := newSample("2021")
	whole(t, s, strings.Replace(string(s.html()), "本年收费金额（单位：万元）", "本年收费金额", 1))
}

// TestForm: what is missing of a report does not make it one in another form.
func TestForm(t *testing.T) {
	for _, version := range []string{"2021", "2019"} {
		page := string(newSample(version).html())
		for name, less := range map[string]string{
			"as it is":        page,
			"without table 3": strings.Replace(page, tableOf(t, page, "（七）总计"), "", 1),
			"without table 4": strings.Replace(page, tableOf(t, page, "结果维持"), "", 1),
			"without a row":   strings.Replace(page, "3.其他</p>", "</p>", 1),
		} {
			if r := read(t, "x.html", []byte(less)); r.Form.Version != version {
				t.Errorf("%s %s is read as one of %s", version, name, r.Form.Version)
			}
		}
	}
}

// TestHeadings: headings within a section are none of the report.
func TestHeadings(t *testing.T) {
	s := newSample("2021")
	s.lines["1"] = append([]string{"（一）主动公开政府信息情况"}, s.lines["1"]...)
	s.lines["5"] = []string{"（一）存在的主要问题", "公开目录更新不够及时，少数答复的说理不够充分。", "（二）改进情况", "存在的主要问题", "组织答复文书评查。"}
	r := whole(t, s, string(s.html()))
	if got := account.Check(r, account.Against{NoRules: true}); got.Verdict != account.Passed {
		t.Errorf("%+v", got.Findings)
	}
	if five, _ := r.Section("5"); !slices.Equal(five.Lines, s.lines["5"]) {
		t.Errorf("section five: %q", five.Lines)
	}
	s.titles["2"] = ""
	if got := account.Check(read(t, "x.html", s.html()), account.Against{NoRules: true}); got.Verdict != account.Broken {
		t.Errorf("section two is not there: %s", got.Verdict)
	}
	for title, want := range map[string]bool{"第一部分 总体情况": true, "1.总体情况": true, "总体情况": true, "（一）总体情况": false, "总体情况说明及其他": false} {
		s := newSample("2021")
		s.titles["1"] = title
		if _, ok := read(t, "x.html", s.html()).Section("1"); ok != want {
			t.Errorf("%q is a heading: %v", title, ok)
		}
	}
}

// TestYear: the year is that of the report, not of the others that a page names.
func TestYear(t *testing.T) {
	page := string(newSample("2021").html())
	for name, around := range map[string]string{
		"above the title": strings.Replace(page, "<h1>", "<ul><li>某某区2025年政府信息公开工作年度报告</li><li>某某区2022年政府信息公开工作年度报告</li></ul><h1>", 1),
		"below it":        strings.Replace(page, "</h1>", "</h1><p>上一篇：某某区2022年政府信息公开工作年度报告</p>", 1),
		"no period":       strings.Replace(strings.Replace(page, "<h1>", "<p>某某区2025年政府信息公开工作年度报告</p><h1>", 1), "2023年1月1日", "年初", 1),
	} {
		if r := read(t, "x.html", []byte(around)); r.Year != 2023 || !strings.Contains(r.Title, "2023") {
			t.Errorf("%s: %d, %q", name, r.Year, r.Title)
		}
	}
}

// TestPage: a page of the web is known by what is in it, however it begins.
func TestPage(t *testing.T) {
	s := newSample("2021")
	body := string(s.html())
	body = body[strings.Index(body, "<h1>"):]
	for _, begin := range []string{`<meta charset="utf-8">`, "<style>p{}</style>", "<span>", "\ufeff<!-- -->", "首页", ""} {
		whole(t, s, begin+body)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(body)
	if err != nil {
		t.Fatal(err)
	}
	whole(t, s, wide)
}
