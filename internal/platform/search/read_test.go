package search_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/platform/search"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"紅谷灘區財政局":         "红谷滩区财政局",
		"ＰＭ２．５　（５Ｇ）":      "pm2.5 (5g)",
		"住 房\n公 积　金":      "住房公积金",
		"第 5 号  令":        "第 5 号令",
		"A\u200bB\u00adC": "abc",
		"裡面與後臺、衛生、國務院辦公廳": "里面与后台、卫生、国务院办公厅",
		"  前后  ":          "前后 ",
	} {
		if got := search.Fold(in); got != want {
			t.Errorf("%q folds to %q, want %q", in, got, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for in, want := range map[string][]string{
		"红谷府办发〔2023〕55号":           {"红谷府办发2023n55"},
		"红谷府办发[2023]055":           {"红谷府办发2023n55"},
		"紅谷府辦發（２０２３）第５５號":          {"红谷府办发2023n55"},
		"〔2023〕 7 号":               {"2023n7"},
		"洪府发 2023 12号":             {"洪府发2023n12"},
		"洪府办发2023年第3号":             {"洪府办发2023n3"},
		"见洪府发〔2020〕1号、洪府字【2021】2号": {"见洪府发2020n1", "洪府字2021n2"},
		"2023年5月1日起施行":             nil,
		"印发2023年工作要点12条":           nil,
		"下发2023 12个项目":             nil,
		"电话2023-5555":              nil,
		"国发〔2023〕":                 nil,
		"投资(2023)0号":               nil,
		"共12023人〔3〕":               nil,
	} {
		if got := search.Numbers(in); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func TestDates(t *testing.T) {
	for in, want := range map[string][]string{
		"自2023年5月1日起，至2024年12月31日止":    {"20230501", "20241231"},
		"2023-05-01 2023/5/1 2023.5.1": {"20230501", "20230501", "20230501"},
		"2023年5月":                      {"202305"},
		"2023-05":                      {"202305"},
		"2023.5 版本":                    nil,
		"2023年13月":                     nil,
		"2023年度":                       nil,
	} {
		if got := search.Dates(in); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func TestCut(t *testing.T) {
	l := search.NewLexicon([][]string{{"区财政局", "红谷滩区财政局"}}, "凤凰洲街道")
	for in, want := range map[string]string{
		"受理和服务":       "受理 和 服务",
		"和服":          "和服",
		"和服展览":        "和服 展览",
		"王小明任职":       "王小明 任职",
		"区财政局预算":      "区财政局 预算",
		"凤凰洲街道养犬登记":   "凤凰洲街道 养犬 登记",
		"怡园路学区":       "怡园路 学区",
		"教育和卫生":       "教育 和 卫生",
		"腐霉利":         "腐霉利",
		"政府信息公开年度报告":  "政府信息公开 年度报告",
		"农村危房改造对象":    "农村 危房 改造 对象",
		"犬":           "犬",
		"民宿办营业执照":     "民宿 办 营业执照",
		"怎么办理居住证":     "怎么 办理 居住证",
		"住房保障和房屋管理局长": "",
	} {
		got := strings.Join(l.Cut(in), " ")
		if want != "" && got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
		if strings.ReplaceAll(got, " ", "") != in {
			t.Errorf("%s: %s has lost something", in, got)
		}
	}
}

func TestWords(t *testing.T) {
	l := search.NewLexicon(nil)
	for in, want := range map[string][]string{
		"怎么申请居住证":                     {"申请", "居住证"},
		"财政局2023年度预算":                 {"财政局", "2023", "预算"},
		"2023年":                       {"2023"},
		"“和服务” 大厅":                    {"和服务", "大厅"},
		`"部门 预算" 公开`:                  {"部门预算", "公开"},
		"“没有结束 公开":                    {"没有", "结束", "公开"},
		"的":                           {"的"},
		"预算 预算":                       {"预算"},
		"请问洪府发〔2023〕1号在哪里":            {"请问洪府发〔2023〕1号"},
		"2024年5月18日停水":                {"2024年5月18日", "停水"},
		"，。！？":                        nil,
		"":                            nil,
		strings.Repeat("甲乙 丙丁 ", 200): {"甲乙", "丙丁"},
	} {
		got := l.Words(in)
		if in == "“没有结束 公开" {
			got, want = got[len(got)-1:], want[2:]
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func TestMark(t *testing.T) {
	l := search.NewLexicon([][]string{{"公积金", "住房公积金"}})
	for _, c := range []struct{ typed, text, want string }{
		{"公积金", "关于住房公积金的通知", "关于[住房公积金]的通知"},
		{"紅谷灘", "红谷滩区", "[红谷滩]区"},
		{"红谷滩", "紅谷灘區", "[紅谷灘]區"},
		{"5g", "建设５Ｇ基站、15G、5GB", "建设[５Ｇ]基站、15G、5GB"},
		{"3", "第3期、第13期、2023年", "第[3]期、第13期、2023年"},
		{"财政局", "财 政\n局与财政、政局", "[财 政\n局]与财政、政局"},
		{"洪府发[2023]1号", "见洪府发〔2023〕1号、洪府发〔2023〕11号", "见[洪府发〔2023〕1号]、洪府发〔2023〕11号"},
		{"2024-05-18", "于2024年5月18日8时", "于[2024年5月18日]8时"},
		{"2024年5月", "于2024年5月18日8时", "于[2024年5月18日]8时"},
		{"<b>", "a<b>c", "a<[b]>c"},
		{"𠮷野", "𠮷野家", "[𠮷野]家"},
	} {
		var b strings.Builder
		for _, p := range l.Mark(c.typed, c.text) {
			if p.Mark {
				p.Text = "[" + p.Text + "]"
			}
			b.WriteString(p.Text)
		}
		if b.String() != c.want {
			t.Errorf("%s in %s: %s, want %s", c.typed, c.text, b.String(), c.want)
		}
	}
}

func TestExcerpt(t *testing.T) {
	l := search.NewLexicon(nil)
	fill := strings.Repeat("一般性的文字，", 40)
	got := l.Excerpt("预算 决算", "预算。"+fill+"这里预算和决算都有。"+fill)
	whole, marked := "", 0
	for _, p := range got {
		whole += p.Text
		if p.Mark {
			marked++
		}
	}
	if !strings.Contains(whole, "这里预算和决算都有") || marked != 2 || !strings.HasPrefix(whole, "…") || !strings.HasSuffix(whole, "…") {
		t.Errorf("got %v", got)
	}
	if n := utf8.RuneCountInString(whole); n > 130 {
		t.Errorf("%d characters", n)
	}
	if got := l.Excerpt("没有的词", "短文。"); len(got) != 1 || got[0] != (search.Piece{Text: "短文。"}) {
		t.Errorf("of a short text: %v", got)
	}
	if got := l.Excerpt("词", ""); len(got) != 0 {
		t.Errorf("of nothing: %v", got)
	}
}

// TestTokensFit keeps the tokens of a very long document below what a tsvector holds.
func TestTokensFit(t *testing.T) {
	var b strings.Builder
	signs, r := commonSigns(), rand.New(rand.NewPCG(5, 6))
	for range 900_000 {
		b.WriteRune(signs[r.IntN(len(signs))])
	}
	got := search.Tokens(search.Doc{ID: 1, Title: "长", Text: b.String(), State: search.Valid})
	if len(got) > search.MaxTokens || len(got) < search.MaxTokens*9/10 {
		t.Errorf("%d bytes of tokens", len(got))
	}
}

// TestNoTokenIsStrange holds tokens to what both engines take as one.
func TestNoTokenIsStrange(t *testing.T) {
	d := search.Doc{
		ID: 1, Noun: "it'em", Kind: `no"t\ice`, Title: "’'\"\\:*()&|!<-> 标题 A:B", Number: "DB36/T 12-2020", Text: "\x00a'b c\\d e:f 1,000.5 é ß Ω я ①",
		On: "2024-05-18", State: search.Valid, Parts: []search.Part{{Name: "x'.pdf", Text: "y|z&"}},
	}
	for tok := range strings.SplitSeq(search.Tokens(d), " ") {
		if tok == "" || strings.ContainsAny(tok, `'"\:*()&|<>-,.`) {
			t.Errorf("token %q", tok)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"红谷府办发〔2023〕55号", "“a”b", "2023年5月1日", "\"\"", "〔2023〕", "𠮷\u200b\xff", "和服 展览", "' OR 1=1 --", "(((", "年年年2023年"} {
		f.Add(s, s)
	}
	l := search.NewLexicon([][]string{{"公积金", "住房公积金"}})
	f.Fuzz(func(t *testing.T, typed, text string) {
		words := l.Words(typed)
		if len(words) > search.MaxWords {
			t.Errorf("%d words of %q", len(words), typed)
		}
		if slices.Contains(words, "") {
			t.Errorf("an empty word of %q", typed)
		}
		var whole strings.Builder
		for _, p := range l.Mark(typed, text) {
			if p.Text == "" {
				t.Errorf("an empty piece of %q", text)
			}
			whole.WriteString(p.Text)
		}
		if !strings.Contains(text, whole.String()) {
			t.Errorf("%q is not of %q", whole.String(), text)
		}
		for _, p := range l.Excerpt(typed, text) {
			if p.Text != "…" && !strings.Contains(text, p.Text) {
				t.Errorf("%q is not of %q", p.Text, text)
			}
		}
	})
}
