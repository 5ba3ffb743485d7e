package catalogue_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/profile"
)

// A book is a workbook as an office makes it.
type book struct {
	t testing.TB
	f *excelize.File
}

func newBook(t testing.TB) *book {
	t.Helper()
	f := excelize.NewFile()
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return &book{t, f}
}

// rows writes rows from a line on; merged are ranges whose cells are one.
func (b *book) rows(sheet string, line int, rows [][]string, merged ...string) *book {
	b.t.Helper()
	if i, _ := b.f.GetSheetIndex(sheet); i < 0 {
		if _, err := b.f.NewSheet(sheet); err != nil {
			b.t.Fatal(err)
		}
	}
	for i, row := range rows {
		for j, text := range row {
			cell, err := excelize.CoordinatesToCellName(j+1, line+i)
			if err == nil && text != "" {
				err = b.f.SetCellStr(sheet, cell, text)
			}
			if err != nil {
				b.t.Fatal(err)
			}
		}
	}
	for _, m := range merged {
		from, to, _ := strings.Cut(m, ":")
		if err := b.f.MergeCell(sheet, from, to); err != nil {
			b.t.Fatal(err)
		}
	}
	return b
}

func (b *book) bytes() []byte {
	b.t.Helper()
	var out bytes.Buffer
	if err := b.f.Write(&out); err != nil {
		b.t.Fatal(err)
	}
	return out.Bytes()
}

// said is a row in one line, as the cases below have it.
func said(r catalogue.ReadRow) string {
	return strings.Join([]string{
		r.Name(), r.Content, r.Basis, r.TermText, r.Subject, strings.Join(r.Channels, "+"), strings.Join(r.Audience, "+"),
		strings.Join(r.Modes, "+"), strings.Join(r.Tiers, "+"),
	}, "|")
}

func wantRows(t *testing.T, about string, r catalogue.Reading, want ...string) {
	t.Helper()
	var got []string
	for _, row := range r.Rows {
		got = append(got, said(row))
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s:\ngot  %s\nwant %s", about, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
}

// TestMergedAndTwoHeads is the usual form: a title, two rows of headings, items
// and their basis merged over rows, ticks below the choices.
func TestMergedAndTwoHeads(t *testing.T) {
	b := newBook(t).rows("Sheet1", 1, [][]string{
		{"某区社会救助领域基层政务公开标准目录"},
		{"（2023年版）"},
		{"序号", "公开事项", "", "公开内容\n（要素）", "公开依据", "公开时限", "公开主体", "公开渠道和载体", "公开对象", "", "公开方式", "", "公开层级", ""},
		{"", "一级\n事项", "二级\n事项", "", "", "", "", "", "全社会", "特定群体（请写明）", "主动", "依申请公开", "县级", "乡、村级"},
		{"1", "综合业务", "政策法规\n文件", "文件全文", "条例", "10个工作日内", "区民政局", "■政府网站 □政府公报\n□两微一端 ■公开查阅点", "√", "", "√", "", "√", ""},
		{"2", "", "监督检查", "投诉电话", "", "", "", "■政府网站", "√", "", "√", "", "√", "√"},
		{"1", "临时救助", "审核信息", "名单", "国发〔2014〕47号", "及时", "各乡镇、街道", "■村公示栏", "", "√", "√", "", "", "√"},
		{"2", "", "核对报告", "本人报告", "", "20个工作日内", "区民政局", "■政务服务中心", "", "申请人", "", "√", "√", ""},
		{"备注：名单只公开必要的信息。"},
	}, "A1:N1", "A2:N2", "A3:A4", "B3:C3", "D3:D4", "E3:E4", "F3:F4", "G3:G4", "H3:H4", "I3:J3", "K3:L3", "M3:N3",
		"B5:B6", "E5:E6", "F5:F6", "G5:G6", "B7:B8", "E7:E8", "A9:N9")
	r := read(t, "assistance", "a.xlsx", b.bytes())
	wantRows(t, "merged", r,
		"综合业务 / 政策法规文件|文件全文|条例|10个工作日内|区民政局|政府网站+公开查阅点|全社会|主动|县级",
		"综合业务 / 监督检查|投诉电话|条例|10个工作日内|区民政局|政府网站|全社会|主动|县级+乡级",
		"临时救助 / 审核信息|名单|国发〔2014〕47号|及时|各乡镇、街道|村公示栏|特定群体|主动|乡级",
		"临时救助 / 核对报告|本人报告|国发〔2014〕47号|20个工作日内|区民政局|政务服务中心|特定群体|依申请公开|县级",
	)
	if len(r.Warnings) != 0 || !slices.Equal(r.Notes, []string{"备注：名单只公开必要的信息。"}) {
		t.Errorf("warnings %v, notes %q", r.Warnings, r.Notes)
	}
}

// TestBlankUnderMerged: in a sheet that merges cells, an empty cell of its own is empty.
func TestBlankUnderMerged(t *testing.T) {
	b := newBook(t).rows("Sheet1", 1, [][]string{
		{"序号", "一级事项", "二级事项", "公开内容", "公开时限", "公开主体"},
		{"1", "甲", "甲一", "内容一", "10个工作日内", "区财政局"},
		{"2", "", "甲二", "内容二", "", "区财政局"},
	}, "B2:B3")
	wantRows(t, "blank", read(t, "budget", "a.xlsx", b.bytes()),
		"甲 / 甲一|内容一||10个工作日内|区财政局||||", "甲 / 甲二|内容二|||区财政局||||")
}

// TestThirdLevelAndOthers has a third level, columns that only one district has,
// no tier, the marks of a scan, and a heading over two columns of channels.
func TestThirdLevelAndOthers(t *testing.T) {
	b := newBook(t).rows("Sheet1", 1, [][]string{
		{"序号", "公开事项", "", "", "公开内容(要素)及要求", "公开依据", "公开时限", "责任主体", "公开渠道和载体", "", "公开对象", "公开方式", "公开形式", "五公开", ""},
		{"", "一级事项", "二级事项", "三级事项", "", "", "", "", "", "", "", "", "", "决策", "执行"},
		{"1", "涉农补贴", "农业生产发展资金", "耕地地力保护补贴", "补贴政策；\n补贴结果", "管理办法", "20个工作日", "区农业农村局和区财政局", "■政府网站口政府公报", "口两微一端■公示栏", "☑全社会口特定群众", "■主动口依申请", "■文本□图表", "√", ""},
		{"2", "", "", "农机购置补贴", "补贴标准", "", "", "", "√政府网站", "", "全社会", "主动", "■文本", "", "√"},
	}, "A1:A2", "B1:D1", "E1:E2", "F1:F2", "G1:G2", "H1:H2", "I1:J2", "K1:K2", "L1:L2", "M1:M2", "N1:O1", "B3:B4", "C3:C4", "F3:F4", "G3:G4", "H3:H4")
	r := read(t, "subsidy", "a.xlsx", b.bytes())
	wantRows(t, "third level", r,
		"涉农补贴 / 农业生产发展资金 / 耕地地力保护补贴|补贴政策；\n补贴结果|管理办法|20个工作日|区农业农村局和区财政局|政府网站+公示栏|全社会|主动|",
		"涉农补贴 / 农业生产发展资金 / 农机购置补贴|补贴标准|管理办法|20个工作日|区农业农村局和区财政局|政府网站|全社会|主动|",
	)
	if len(r.Rows[0].Units) != 2 {
		t.Errorf("units %v", r.Rows[0].Units)
	}
	want := []catalogue.Pair{{Heading: "公开形式", Text: "■文本□图表"}, {Heading: "五公开/决策", Text: "√"}}
	if !slices.Equal(r.Rows[0].Extra, want) {
		t.Errorf("extra %+v", r.Rows[0].Extra)
	}
	if len(r.Warnings) != 0 {
		t.Errorf("warnings %v", r.Warnings)
	}
}

// TestChannelsAsColumns has a column for each channel below one heading.
func TestChannelsAsColumns(t *testing.T) {
	b := newBook(t).rows("Sheet1", 1, [][]string{
		{"序号", "公开事项", "", "公开内容", "公开时限", "公开主体", "公开渠道和载体", "", ""},
		{"", "一级事项", "二级事项", "", "", "", "政府网站", "两微一端", "公开查阅点"},
		{"1", "甲", "甲一", "内容", "及时", "区财政局", "√", "", "√"},
	}, "A1:A2", "B1:C1", "D1:D2", "E1:E2", "F1:F2", "G1:I1")
	wantRows(t, "channels", read(t, "budget", "a.xlsx", b.bytes()), "甲 / 甲一|内容||及时|区财政局|政府网站+公开查阅点|||")
}

// TestPlainText is the same as text, where no cell can be merged, with a heading
// inside the table and one that is repeated on each page.
func TestPlainText(t *testing.T) {
	text := "某区义务教育领域基层政务公开标准目录,,,,,,\n" +
		"序号,公开事项,,公开内容（要素）,公开依据,公开时限,公开主体,公开对象,\n,一级事项,二级事项,,,,,全社会,特定群体\n" +
		"一、招生管理,,,,,,,,\n" +
		"1,,招生范围,学区划分,义务教育法,20个工作日内,区教体局,√,\n2,,招生计划,招生人数,,,,√,\n" +
		"序号,公开事项,,公开内容（要素）,公开依据,公开时限,公开主体,公开对象,\n,一级事项,二级事项,,,,,全社会,特定群体\n" +
		"二、教育概况,,,,,,,,\n" +
		"1,,学校名录,名称、地址,,每年,,,√\n3,,,,,,,,\n" +
		"填表说明：以上内容每年核对。,,,,,,,,\n"
	r := read(t, "education", "a.csv", []byte(text))
	wantRows(t, "text", r,
		"招生管理 / 招生范围|学区划分|义务教育法|20个工作日内|区教体局||全社会||",
		"招生管理 / 招生计划|招生人数|义务教育法|20个工作日内|区教体局||全社会||",
		"教育概况 / 学校名录|名称、地址|义务教育法|每年|区教体局||特定群体||",
	)
	if !slices.Equal(r.Notes, []string{"填表说明：以上内容每年核对。"}) {
		t.Errorf("notes %q", r.Notes)
	}
}

// TestOneItemColumn has one column for the item, and headings as its first level.
func TestOneItemColumn(t *testing.T) {
	text := "序号,公开事项,公开内容,公开时限,责任单位\n综合,,,,\n1,政策文件,全文,及时,区财政局\n2,办事指南,流程,及时,区财政局\n"
	wantRows(t, "one column", read(t, "budget", "a.csv", []byte(text)),
		"综合 / 政策文件|全文||及时|区财政局||||", "综合 / 办事指南|流程||及时|区财政局||||")
}

// TestSheets reads the sheet of the domain from a workbook of several.
func TestSheets(t *testing.T) {
	table := func(item string) [][]string {
		return [][]string{{"序号", "一级事项", "二级事项", "公开内容", "公开主体"}, {"1", item, "政策", "全文", "区财政局"}}
	}
	b := newBook(t).rows("目录总表", 1, [][]string{{"26 个领域一览"}}).
		rows("财政预决算领域", 1, table("预算")).rows("义务教育领域", 1, table("招生")).rows("隐藏", 1, table("旧"))
	if err := b.f.SetSheetVisible("隐藏", false); err != nil {
		t.Fatal(err)
	}
	r := read(t, "budget", "all.xlsx", b.bytes())
	wantRows(t, "the sheet of the domain", r, "预算 / 政策|全文|||区财政局||||")
	var got []string
	for _, w := range r.Warnings {
		got = append(got, w.File+" "+i18n.Text(w.Text))
	}
	if !slices.Equal(got, []string{"隐藏 隐藏的工作表没有读取", "义务教育领域 工作表名称不是这个领域，没有读取"}) {
		t.Errorf("warnings %q", got)
	}
	r = read(t, "land", "all.xlsx", b.bytes())
	wantRows(t, "all sheets", r, "预算 / 政策|全文|||区财政局||||", "招生 / 政策|全文|||区财政局||||")
}

// TestDoubts has what is read and may be wrong, each at its row and column.
func TestDoubts(t *testing.T) {
	text := "序号,一级事项,二级事项,公开内容,公开时限,公开主体\n" +
		"1,甲,甲一,全文,视情况而定,县级残联\n" +
		"2,甲,甲二,,每月10日前,区有关部门\n" +
		"3,甲,甲三,全文,20个工作日内,区民政\n" +
		"4,甲,甲三,全文,20个工作日内,区财政局\n"
	r := read(t, "budget", "a.csv", []byte(text))
	var got []string
	for _, w := range r.Warnings {
		got = append(got, i18n.T("cli.line", w.Line)+w.Column+" "+i18n.Text(w.Text))
	}
	want := []string{
		"第 2 行公开时限 没有读懂时限“视情况而定”，暂按条例规定的 20 个工作日计算",
		"第 2 行公开主体 “县级残联”不是本地区的单位，请指定单位",
		"第 3 行公开内容（要素） 没有填写公开内容",
		"第 3 行公开主体 “区有关部门”没有写明是哪些单位，请指定单位",
		"第 4 行公开主体 “区民政”不是本地区的单位名称，是否指区民政局？请指定单位",
		"第 5 行公开事项 “甲 / 甲三”与第 4 行重复",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if r.Rows[0].Term.Law("education").N != 20 || !slices.Equal(r.Rows[0].Unknown, []string{"县级残联"}) || r.Rows[0].TermText != "视情况而定" {
		t.Errorf("%+v", r.Rows[0])
	}
}

// TestParties: the words in which catalogues say who publishes are bound through the profile;
// what is only likely is marked, what is not known is told at its row.
func TestParties(t *testing.T) {
	towns := []string{"沙井街道", "流湖镇", "厚田乡"} // among all
	district, err := profile.Open("honggutan")
	if err != nil {
		t.Fatal(err)
	}
	for subject, c := range map[string]struct {
		units   []string
		warning string
	}{
		"区财政局":           {[]string{"区财政局"}, ""},
		"县级民政部门":         {[]string{"区民政局"}, "“县级民政部门”按单位档案认作区民政局，待核实"},
		"区级民政部门":         {[]string{"区民政局"}, "待核实"},
		"县（市、区）民政部门":     {[]string{"区民政局"}, "待核实"},
		"县民政局":           {[]string{"区民政局"}, "待核实"},
		"乡镇（街道）":         {towns, ""},
		"乡镇政府/街道办事处":     {towns, ""},
		"乡镇人民政府、街道办事处":   {towns, ""},
		"乡（镇）人民政府、街道办事处": {towns, ""},
		"县级民政部门、乡镇（街道）":  {append([]string{"区民政局"}, towns...), "待核实"},
		"区民政局/区财政局":      {[]string{"区民政局", "区财政局"}, ""},
		"区民政局，区财政局":      {[]string{"区民政局", "区财政局"}, ""},
		"区住房和城乡建设局和区财政局": {[]string{"区住建局", "区财政局"}, ""},
		"区民政局及乡镇（街道）":    {append([]string{"区民政局"}, towns...), ""},
		"区财政局等":          {[]string{"区财政局"}, ""},
		"发展改革部门按职责分工负责":  {[]string{"区发改委"}, "待核实"},
		"县级残联":           {nil, "“县级残联”不是本地区的单位"},
	} {
		r := read(t, "assistance", "a.csv", []byte("序号,一级事项,二级事项,公开内容,公开时限,公开主体\n1,甲,乙,全文,及时,\""+subject+"\"\n"))
		var got []string
		for _, id := range r.Rows[0].Units {
			got = append(got, district.Units[id-1].Short)
		}
		for _, want := range c.units {
			if !slices.Contains(got, want) {
				t.Errorf("%s: %v, want %s", subject, got, want)
			}
		}
		if len(c.units) < 3 && len(got) != len(c.units) || len(c.units) >= 3 && len(got) < 9 {
			t.Errorf("%s: %v", subject, got)
		}
		var warnings strings.Builder
		for _, w := range r.Warnings {
			warnings.WriteString(i18n.Text(w.Text))
		}
		if !strings.Contains(warnings.String(), c.warning) || c.warning == "" && warnings.String() != "" {
			t.Errorf("%s: warned %q, want %q", subject, warnings.String(), c.warning)
		}
	}
}

func TestRefused(t *testing.T) {
	d, _ := catalogue.DomainOf("财政预决算")
	for about, c := range map[string]struct{ text, want string }{
		"no table":    {"姓名,电话\n甲,1\n", "没有找到目录表格"},
		"no item":     {"序号,公开内容,公开时限,公开主体\n1,全文,及时,区财政局\n", "没有找到公开事项"},
		"no rows":     {"序号,一级事项,二级事项,公开内容\n", "表格中没有公开事项"},
		"a bad row":   {"序号,一级事项,二级事项,公开内容\n1,,,全文\n", "这一行没有公开事项的名称"},
		"no content":  {"序号,一级事项,二级事项,公开时限\n1,甲,乙,及时\n", "没有找到这一列"},
		"two columns": {"序号,一级事项,二级事项,公开内容,公开内容\n1,甲,乙,丙,丁\n", "列名重复"},
		"not a table": {"\x00\x01", ""},
		"empty":       {"", "文件是空的"},
	} {
		_, err := catalogue.Read("a.csv", []byte(c.text), d, names(t))
		e := fault.As(err)
		var all strings.Builder
		all.WriteString(i18n.Text(e.Text))
		for _, f := range e.Fields {
			all.WriteString(" " + i18n.Text(f))
		}
		for _, r := range e.Rows {
			all.WriteString(" " + i18n.Text(r.Text))
		}
		if e.Kind != fault.Invalid || !strings.Contains(all.String(), c.want) {
			t.Errorf("%s: %s %q, want %q", about, e.Kind, all.String(), c.want)
		}
	}
}

// FuzzRead reads any text: it ends, and what it takes is whole.
func FuzzRead(f *testing.F) {
	f.Add(string(file(f, "assistance")))
	f.Add("序号,公开事项,,公开内容\n,一级事项,二级事项,\n1,甲,■乙口丙,丁\n")
	n := names(f)
	d, _ := catalogue.DomainOf("社会救助")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := catalogue.Read("a.csv", []byte(text), d, n)
		if err == nil && len(r.Rows) == 0 {
			t.Error("nothing was read, and nothing is wrong")
		}
		for _, row := range r.Rows {
			if row.Level1 == "" || row.Term.Kind == "" || row.Term.Law("education").Check() != nil {
				t.Errorf("%+v", row)
			}
		}
	})
}
