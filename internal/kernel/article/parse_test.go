package article

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the goldens anew")

// TestSamples reads whole documents; what each line is stands in the golden beside it.
func TestSamples(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) < 8 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		text := read(t, f)
		d := Parse(text)
		whole(t, text, d)
		golden := strings.TrimSuffix(f, ".txt") + ".golden"
		got := "lead: " + d.Lead(80) + "\n" + dump(d)
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if want := read(t, golden); got != want {
			t.Errorf("%s\n%s\nwant\n%s", f, got, want)
		}
	}
}

// TestReference: the outline of 红谷府办发〔2023〕55号, broken lines and mixed brackets included.
func TestReference(t *testing.T) {
	text := reference(t)
	d := Parse(text)
	whole(t, text, d)
	if want := "红谷滩区人民政府办公室 关于印发 2023 年红谷滩区政务公开工作 要点的通知"; d.Title != want {
		t.Errorf("title %q", d.Title)
	}
	var levels [5]int
	for _, e := range d.Outline() {
		levels[e.Level]++
	}
	if levels != [5]int{1, 4, 15, 0, 0} {
		t.Errorf("headings %v", levels)
	}
	var kinds []string
	for _, b := range d.Blocks[:7] {
		kinds = append(kinds, string(b.Kind))
	}
	if got := strings.Join(kinds, " "); got != "mark number title addressee paragraph annotation title" {
		t.Error(got)
	}
	if got := d.Lead(60); got != "《2023 年红谷滩区政务公开工作要点》已经区政府同意，现印发给你们，请认真遵照执行。" {
		t.Error(got)
	}
}

// TestNumbers: when "1." begins a heading, an item of a list or a paragraph.
func TestNumbers(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"short, above its text", "1.重度残疾人\n由区财政代缴。\n2.低保对象\n由区财政代缴。", "heading3/paragraph/heading3/paragraph"},
		{"neighbours that are names", "需提交：\n1.身份证\n2.户口簿\n3.申请表", "paragraph/list(3)"},
		{"neighbours that are parts of a sentence", "1.身份证；\n2.户口簿；\n3.申请表。\n材料应当真实。", "list(3)/paragraph"},
		{"neighbours with a heading of their own", "1.加强领导。各单位要明确分管负责人。\n2.加强督查。区政府办公室定期通报。", "paragraph3/paragraph3"},
		{"neighbours that are long", "1." + strings.Repeat("各单位要按时报送材料，", 8) + "\n2.其他。", "paragraph/paragraph"},
		{"one above items", "1.申请材料\n（1）身份证\n（2）户口簿\n2.办理时限\n即时办结。", "heading3/list(2)/heading3/paragraph"},
		{"one alone, a sentence", "1.本通知自印发之日起施行。", "paragraph"},
		{"one alone at the end", "1.其他", "paragraph"},
		{"a pause goes on", "1.各单位，\n请注意。", "paragraph/paragraph"},
		{"not in order", "1.甲\n3.乙", "paragraph/paragraph"},
		{"a number is no mark", "1.5万元用于修路\n2023.10.1起施行", "paragraph/paragraph"},
		{"brackets of both widths", "(1)甲\n（2）乙", "list(2)"},
		{"brackets without a first", "1）甲\n2）乙\n①丙\n②丁", "list(2)/list(2)"},
		{"sections in their manner", "一、总体要求\n坚持依法公开。\n（一）目标\n完成任务。", "heading1/paragraph/heading2/paragraph"},
		{"a sentence as heading", "（一）加强组织领导。\n各单位要高度重视。", "heading2/paragraph"},
		{"a sentence as item", "（一）身份证；\n（二）户口簿。\n特此通知。", "list(2)/paragraph"},
		{"run-in heading", "（一）加强组织领导。各单位要高度重视。\n（二）加强督查。定期通报。", "paragraph2/paragraph2"},
		{"when and where", "一、时间：2024年1月3日\n二、地点：区政府一楼会议室", "paragraph1/paragraph1"},
		{"names that nothing hangs on", "包括以下内容：\n（一）身份证\n（二）户口簿", "paragraph/list(2)"},
		{"chapters and articles", "第一章　总则\n第一条　为规范工作，制定本办法。\n第一节 一般规定\n第二条　本办法适用于本区。", "heading1/paragraph/heading2/paragraph"},
		{"a chapter within a sentence", "第一章的规定适用于本区。", "paragraph"},
		{"signs of headings", "# 办理条件\n年满16周岁。\n#### 附则\n#不是\n##### 不是", "heading1/paragraph/heading4/paragraph/paragraph"},
		{"bullets", "- 甲\n• 乙\n•丙\n-5度", "list(3)/paragraph"},
		{"large numbers", "十一、第十一项工作\n内容。\n（二十三）第二十三项\n内容。", "heading1/paragraph/heading2/paragraph"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := Parse(c.text)
			whole(t, c.text, d)
			if got := kinds(d); got != c.want {
				t.Errorf("%s, want %s\n%s", got, c.want, dump(d))
			}
		})
	}
}

// TestFrame: what stands around the text, and what only looks like it.
func TestFrame(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"who is addressed", "各乡镇：\n请照办。", "addressee/paragraph"},
		{"a long list of them", "各乡镇、街办，区政府各部门，驻区有关单位：\n请照办。", "addressee/paragraph"},
		{"a citizen", "张某某同志：\n您好！", "addressee/paragraph"},
		{"what follows", "现将有关事项公告如下：\n一、时间", "paragraph/heading1"},
		{"a decision", "为保障安全，区政府决定：\n禁止燃放烟花爆竹。", "paragraph/paragraph"},
		{"later it is text", "请照办。\n各乡镇：\n请照办。", "paragraph/paragraph/paragraph"},
		{"signed", "特此公告。\n石桥区民政局\n2024年1月3日", "paragraph/signature/date"},
		{"signed by several", "特此公告。\n石桥区民政局\n石桥区财政局\n二〇二四年一月三日", "paragraph/signature/date"},
		{"signed by a person", "此致敬礼！\n张某某\n2024年1月3日", "paragraph/signature/date"},
		{"in one line", "特此公告。\n石桥区民政局　2024年1月3日", "paragraph/signature"},
		{"no date", "特此公告。\n石桥区民政局", "paragraph/signature"},
		{"a date in the text", "公示时间从\n2024年1月3日\n起算，共5个工作日。", "paragraph/paragraph/paragraph"},
		{"no signature above", "本办法自公布之日起施行，由区民政局负责解释。\n2024年1月3日", "paragraph/date"},
		{"annotated", "特此公告。\n石桥区民政局\n2024年1月3日\n（此件公开发布）\n（联系人：张某某，电话：0791-00000001）", "paragraph/signature/date/annotation/annotation"},
		{"a bracket in the text", "请照办。\n（责任单位：区民政局）\n请再照办。", "paragraph/paragraph/paragraph"},
		{"attachments", "请照办。\n附件：1.申请表\n2.名册\n石桥区民政局\n2024年1月3日", "paragraph/attachments(2)/signature/date"},
		{"one attachment", "请照办。\n附件：申请表", "paragraph/attachments(1)"},
		{"attachments with numbers", "请照办。\n附件1：申请表\n附件2：名册\n石桥区民政局\n2024年1月3日", "paragraph/attachments(2)/signature/date"},
		{"no attachment", "附件：\n请照办。", "paragraph/paragraph"},
		{"the word in a sentence", "附件中的材料应当真实。\n附近居民请注意。", "paragraph/paragraph"},
		{"an attached document", "请照办。\n附件2\n2024年绿化工作安排\n一、时间\n三月。", "paragraph/annex/title/heading1/paragraph"},
		{"an attached document by its word", "特此通知。\n石桥区民政局\n2024年1月3日\n石桥区社会救助实施办法\n第一条　为规范工作，制定本办法。", "paragraph/signature/date/title/paragraph"},
		{"copies", "特此通知。\n石桥区民政局\n2024年1月3日\n抄送：区委办。\n石桥区民政局办公室　2024年1月3日印发", "paragraph/signature/date/imprint/imprint"},
		{"a title", "关于召开听证会的公告\n定于三月召开听证会。", "title/paragraph"},
		{"a title in two lines", "石桥区人民政府关于\n加强绿化工作的意见\n各乡镇：\n请照办。", "title/addressee/paragraph"},
		{"a title with a bracket", "石桥区绿化办法（试行）\n（2024年1月3日区政府第3次常务会议通过）\n第一条　为规范工作，制定本办法。", "title/subtitle/paragraph"},
		{"a title without the word", "石桥区召开绿化动员大会\n" + strings.Repeat("石桥区今天召开绿化动员大会，", 5) + "区长讲话。", "title/paragraph"},
		{"one line is no title", "关于召开听证会的公告", "paragraph"},
		{"a sentence is no title", "今天召开听证会。\n请参加。", "paragraph/paragraph"},
		{"numbers of documents", "石桥府字[2024]3号\n石桥区人民政府关于同意设立公园的批复\n区住建局：\n同意。", "number/title/addressee/paragraph"},
		{"a number in a sentence", "石桥府字〔2024〕3号文件同时废止。\n请照办。", "paragraph/paragraph"},
		{"an image", "见下图。\n![办事流程图](liucheng.png)\n![](a.png)\n![坏](../a.png)", "paragraph/image/image/paragraph"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := Parse(c.text)
			whole(t, c.text, d)
			if got := kinds(d); got != c.want {
				t.Errorf("%s, want %s\n%s", got, c.want, dump(d))
			}
		})
	}
}

func kinds(d Doc) string {
	var out []string
	for l := range strings.SplitSeq(dump(d), "\n") {
		if l == "" {
			continue
		}
		if strings.HasPrefix(l, "    ") {
			if k := out[len(out)-1]; strings.HasPrefix(l, "    [") {
				name, n, _ := strings.Cut(strings.TrimSuffix(k, ")"), "(")
				out[len(out)-1] = name + "(" + string(rune(n[0]+1)) + ")"
			}
			continue
		}
		k, _, _ := strings.Cut(l, ":")
		k, _, _ = strings.Cut(k, " ")
		if k == "list" || k == "attachments" {
			k += "(0)"
		}
		out = append(out, k)
	}
	return strings.Join(out, "/")
}

func TestTables(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"bars", "| 项目 | 金额 |\n| 修路 | 1,200.5 |", "head 项目 | 金额\nrow 修路 | 1,200.5#\n"},
		{"a ruler says the head", "|1|2|\n|---|:-:|\n|3|4|", "head 1# | 2#\nrow 3# | 4#\n"},
		{"no head", "|1|2|\n|3|4|", "row 1# | 2#\nrow 3# | 4#\n"},
		{"one row", "|甲|乙|", "row 甲 | 乙\n"},
		{"a bar in a cell", `|甲\|乙|丙|` + "\n|丁|", "head 甲|乙 | 丙\nrow 丁 | \n"},
		{"full-width bars", "｜甲｜乙｜\n｜丙｜-3%｜", "head 甲 | 乙\nrow 丙 | -3%#\n"},
		{"tabs", "单位\t电话\n民政局\t0791-00000001\n\t0791-00000002", "head 单位 | 电话\nrow 民政局 | 0791-00000001\nrow  | 0791-00000002\n"},
		{"a cell of several lines", "事项\t依据\t时限\n低保\t\"社会救助\n暂行\"\"办法\"\"\"\t10日\n五保\t办法\t20日", "head 事项 | 依据 | 时限\nrow 低保 | 社会救助 暂行\"办法\" | 10日\nrow 五保 | 办法 | 20日\n"},
		{"a quotation mark that is left open", "甲\t\"乙\n丙\t丁", "head 甲 | \"乙\nrow 丙 | 丁\n"},
		{"a caption and a unit", "表1　收入情况\n（单位：万元）\n|项目|金额|\n|税收|3|", "caption 表1　收入情况 （单位：万元）\nhead 项目 | 金额\nrow 税收 | 3#\n"},
		{"a sentence is no caption", "各单位见下表。\n|项目|金额|\n|税收|3|", "head 项目 | 金额\nrow 税收 | 3#\n"},
		{"a link in a cell", "|甲|https://a.gov.cn/x|\n|乙|丙|", "head 甲 | <https://a.gov.cn/x|https://a.gov.cn/x>\nrow 乙 | 丙\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := Parse(c.text)
			whole(t, c.text, d)
			_, got, _ := strings.Cut(dump(d), "table: \n")
			if got = strings.ReplaceAll(got, "    ", ""); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
	if d := Parse("甲\t乙"); d.Blocks[0].Kind != Paragraph {
		t.Error("one line with a tab is a table")
	}
	if d := Parse("|甲|乙|\n\n|丙|丁|"); len(d.Blocks) != 2 {
		t.Error("a blank line does not part two tables")
	}
	wide := "|" + strings.Repeat("a|", 1000) + strings.Repeat("\n|b|", 5000)
	if d := Parse(wide); len(d.Blocks[0].Grid.Rows[3].Cells) != 1 {
		t.Error("five million cells were made")
	}
}

func TestLinks(t *testing.T) {
	for text, want := range map[string]string{
		"网址https://www.shiqiao.gov.cn/a_b/c.html，欢迎访问":            "网址<https://www.shiqiao.gov.cn/a_b/c.html|https://www.shiqiao.gov.cn/a_b/c.html>，欢迎访问",
		"（http://a.gov.cn/x?y=1&z=（2））":                           "（<http://a.gov.cn/x?y=1&z=|http://a.gov.cn/x?y=1&z=>（2））",
		"see http://a.gov.cn/x_(y). ok":                           "see <http://a.gov.cn/x_(y)|http://a.gov.cn/x_(y)>. ok",
		"(http://a.gov.cn/x)":                                     "(<http://a.gov.cn/x|http://a.gov.cn/x>)",
		"[办事指南](https://a.gov.cn/1)和[电话](tel:123)://":             "<办事指南|https://a.gov.cn/1>和[电话](tel:123)://",
		"[ ](https://a.gov.cn/1)":                                 "[ ](<https://a.gov.cn/1|https://a.gov.cn/1>)",
		"http://localhost/ http://10.0.0.1/x https://u:p@a.cn/":   "http://localhost/ http://10.0.0.1/x https://u:p@a.cn/",
		"http://a..cn http://-a.cn http://a.c http://a_b.cn":      "http://a..cn http://-a.cn http://a.c http://a_b.cn",
		"javascript://a.cn ftp://a.cn [x](javascript:alert(1)//)": "javascript://a.cn ftp://a.cn [x](javascript:alert(1)//)",
		"HTTPS://A.GOV.CN:8080/":                                  "<HTTPS://A.GOV.CN:8080/|HTTPS://A.GOV.CN:8080/>",
		"http://xn--fiqs8s.xn--fiqs8s/":                           "<http://xn--fiqs8s.xn--fiqs8s/|http://xn--fiqs8s.xn--fiqs8s/>",
	} {
		if got := show(inlines(text)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestLead(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int
		want string
	}{
		{"关于绿化的通知\n各乡镇：\n请照办。请再照办。", 20, "请照办。请再照办。"},
		{"请照办。请再照办。第三句话比较长。", 10, "请照办。请再照办。"},
		{"这是一句很长的话没有停顿也没有结束一直写下去。", 10, "这是一句很长的话没…"},
		{"短。这是一句很长的话没有停顿，也没有结束。", 14, "短。这是一句很长的话没有停…"},
		{"一、标题\n- 甲\n- 乙", 10, "甲；乙"},
		{"|甲|乙|", 10, ""},
	} {
		if got := Parse(c.text).Lead(c.n); got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

func TestPlainAndImages(t *testing.T) {
	d := Parse("# 办理条件\n- 甲[指南](https://a.gov.cn/1)\n|乙|丙|\n|--|--|\n|丁||\n![流程图](a.png)\n![](b.png)\n附件：1.表\n2.册")
	if got := d.Plain(); got != "办理条件\n甲指南\n乙 丙\n丁\n流程图\n附件：1.表\n2.册" {
		t.Errorf("%q", got)
	}
	if got := d.Images(); len(got) != 2 || got[0] != (Picture{"流程图", "a.png"}) || got[1].Alt != "" {
		t.Errorf("%+v", got)
	}
}

// BenchmarkParse has 1 ms for the reference circular.
func BenchmarkParse(b *testing.B) {
	text := reference(b)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Parse(text)
	}
}

// TestParseIsBounded: texts made to cost much are read in the time of others of their size.
func TestParseIsBounded(t *testing.T) {
	for name, text := range map[string]string{
		"open brackets":       strings.Repeat("[", 1<<19) + "://",
		"closing brackets":    "http://a.cn/" + strings.Repeat(")", 1<<19),
		"addresses":           strings.Repeat("http://a.cn/x ", 1<<15),
		"items that are none": strings.Repeat("（一）加强领导。各单位要抓好落实。\n", 1<<15),
		"open cells":          strings.Repeat("甲\t\"乙\n", 1<<15) + "\"",
		"dates":               strings.Repeat("石桥区民政局\n2024年1月3日\n", 1<<15),
		"titles":              strings.Repeat("附件1\n关于\n", 1<<15),
		"cells":               strings.Repeat("|a|b|\n", 1<<15),
	} {
		begin := time.Now()
		d := Parse(text)
		if took := time.Since(begin); took > 5*time.Second {
			t.Errorf("%s: %d blocks took %v", name, len(d.Blocks), took)
		}
	}
	begin := time.Now()
	FromHTML("<p>" + strings.Repeat("<a href=http://a.cn/>x</a> ", 1<<15) + strings.Repeat("<div><ul><li><table><tr><td>", 1<<12))
	if took := time.Since(begin); took > 10*time.Second {
		t.Errorf("the page took %v", took)
	}
}
