package screen

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// rules are those of a district with an allow list.
func rules() *Rules {
	return New(Options{Packs: Packs(), Today: "2026-06-01", Allow: Allow{
		Phones:    []string{"0791-83830001", "13900000000"},
		Addresses: []string{"南昌市红谷滩区凤凰中大道926号2栋301室"},
		Codes:     []string{"11441700007280420Y"},
		Emails:    []string{"hgtfb@163.com"},
		Plates:    []string{"赣A00001"},
		Names:     []string{"李主持"},
	}})
}

func kinds(fs []Finding) string {
	var out []string
	for _, f := range fs {
		out = append(out, f.Rule)
	}
	return strings.Join(out, " ")
}

// TestAllow: what a district publishes of its own is silent, and only that.
func TestAllow(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"家庭电话：0791-83830001", ""},
		{"家庭电话：0791-83830002", "landline_home"},
		{"家庭电话：83830001", ""},
		{"手机：139 0000 0000", ""},
		{"手机：139 0000 0001", "mobile"},
		{"住址：南昌市红谷滩区凤凰中大道 926 号 2 栋 301 室", ""},
		{"住址：南昌市红谷滩区凤凰中大道926号2栋301室", ""},
		{"住址：南昌市红谷滩区凤凰中大道926号2栋302室", "address_home"},
		{"统一社会信用代码：11441700007280420y", ""},
		{"统一社会信用代码：11230500001755309F", "uscc"},
		{"邮箱：HGTFB@163.com", ""},
		{"邮箱：hgtfc@163.com", "email"},
		{"车牌赣A00001", ""},
		{"车牌赣A00002", "plate"},
		{"李主持，13800000000", "mobile"},
		{"李主张，13800000000", "name mobile"},
	} {
		if got := kinds(rules().Text("", c.text)); got != c.want {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
}

// TestOptions: a draft is right where the public is asked about it, and children grow up.
func TestOptions(t *testing.T) {
	const draftText = "某某办法（征求意见稿）"
	if got := kinds(New(Options{Consultation: true}).Text("", draftText)); got != "" {
		t.Errorf("consultation: %s", got)
	}
	if got := kinds(New(Options{}).Text("", draftText)); got != "draft_mark" {
		t.Errorf("no consultation: %s", got)
	}
	const childID = "36010220181203112X" // born on 2018-12-03
	for _, c := range []struct {
		r    *Rules
		want string
	}{
		{New(Options{}), "id_card"},
		{New(Options{Today: "2032-12-02"}), "id_card minor_id"},
		{New(Options{Today: "2032-12-03"}), "id_card"},
	} {
		if got := kinds(c.r.Text("", childID)); got != c.want {
			t.Errorf("on %q: %s, want %s", c.r.today, got, c.want)
		}
	}
}

// TestJSON: a finding is told with these names, and without the words that it is about.
func TestJSON(t *testing.T) {
	fs := New(Options{}).Text("附件1", "手机13812345678")
	if len(fs) != 1 {
		t.Fatal(fs)
	}
	got, err := json.Marshal(fs[0])
	const want = `{"part":"附件1","kind":"mobile","start":2,"end":13,"rule":"mobile","severity":"block","repair":"138****5678"}`
	if err != nil || string(got) != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestRules: every rule of law/screening.tsv is found somewhere in the labelled
// set, and what has a mask there has a repair.
func TestRules(t *testing.T) {
	seen := map[string]bool{}
	r := New(Options{Packs: Packs(), Today: "2026-06-01"})
	for _, s := range samples(t) {
		for _, f := range r.Text("", s.text) {
			seen[f.Rule] = true
			if d := lang().rules[f.Rule]; d.repair != "" && f.Repair == "" {
				t.Errorf("%s has no repair in %q", f.Rule, s.text)
			}
		}
	}
	for _, s := range law.Screening() {
		if !seen[s.Rule] && !slices.Contains([]string{"trace", "scan_only", "link_dead", "link_refused", "citation"}, s.Kind) { // what is not in the text
			t.Errorf("the labelled set has nothing for %s", s.Rule)
		}
		for _, key := range []string{"screen." + s.Rule, "screen." + s.Rule + ".why", "screen." + s.Rule + ".do"} {
			if !i18n.Has(key) {
				t.Errorf("%s has no text", key)
			}
		}
	}
}

// TestSay: what others have found out is told like what the text tells, and
// remembered by its words and what stands around them.
func TestSay(t *testing.T) {
	const text = "详见 https://a.example.cn/1 和 https://a.example.cn/2"
	r := New(Options{Key: []byte("of the test")})
	fs := r.Say("", text, []Verdict{{"link_dead", 3, 25}, {"link_refused", 28, 50}, {"no_rule", 0, 1}})
	if len(fs) != 2 || fs[0].Kind != "link_dead" || fs[0].Severity != Advise || fs[1].Severity != Hold || fs[1].Start != 28 || fs[1].End != 50 {
		t.Fatalf("%+v", fs)
	}
	again := r.Say("", "请"+text, []Verdict{{"link_refused", 29, 51}})
	if len(fs[1].Fingerprint()) != 32 || again[0].Fingerprint() != fs[1].Fingerprint() || fs[0].Fingerprint() == fs[1].Fingerprint() {
		t.Errorf("%s %s %s", fs[0].Fingerprint(), fs[1].Fingerprint(), again[0].Fingerprint())
	}
}

// TestMasked: a text with its repairs is read again and has nothing left that could be repaired.
func TestMasked(t *testing.T) {
	r := New(Options{Packs: Packs(), Today: "2026-06-01"})
	for _, s := range samples(t) {
		masked := Mask(s.text, r.Text("", s.text))
		for _, f := range r.Text("", masked) {
			if f.Repair != "" {
				t.Errorf("%s %s is left in %q, which was %q", f.Rule, f.Repair, masked, s.text)
			}
		}
	}
}

func TestMask(t *testing.T) {
	r := New(Options{Packs: Packs(), Today: "2026-06-01"})
	for _, c := range []struct{ text, want string }{
		{"申请人：张三，身份证号：１１０１０５１９４９１２３１００２Ｘ。", "申请人：张*，身份证号：110105********002X。"},
		{"姓名：欧阳明，手机138 1234 5678", "姓名：欧阳*，手机138****5678"},
		{"银行卡号：6222 0200 0000 0000 000", "银行卡号：***************0000"},
		{"住址：南昌县塘南镇新光村三组12号，电话13812345678", "住址：南昌县塘南镇新光村三组**，电话138****5678"},
		{"学生姓名：钱多多", "学生姓名：钱某"},
		{"出生日期：1990年3月7日", "出生日期：1990年"},
		{"护照E12345678，邮箱zhangsan@163.com", "护照*****5678，邮箱z***@163.com"},
		{"没有需要打码的内容", "没有需要打码的内容"},
	} {
		if got := Mask(c.text, r.Text("", c.text)); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
		}
	}
	if got := Mask("一二三", []Finding{{Start: 2, End: 9, Repair: "x"}, {Start: -1, End: 1, Repair: "x"}, {Start: 2, End: 2, Repair: "x"}}); got != "一二三" {
		t.Errorf("findings of another text: %s", got)
	}
}

// TestFingerprint: the same words in the same surroundings are the same, in any
// width and at any place; other words are not, nor the same under another key.
func TestFingerprint(t *testing.T) {
	one := func(o Options, text string) string {
		t.Helper()
		fs := New(o).Text("", text)
		if len(fs) != 1 {
			t.Fatalf("%q: %v", text, fs)
		}
		return fs[0].Fingerprint()
	}
	base := one(Options{}, "有事项请在工作日拨打13812345678联系")
	for text, same := range map[string]bool{
		"第一段。\n另起一段：2023年有事项请在工作日拨打13812345678联系": true,
		"有事项请在工作日拨打１３８ 1234 5678联系":               true,
		"有事项请在工作日拨打13812345679联系":                 false,
		"有事项请在休息日拨打13812345678联系":                 false,
	} {
		if got := one(Options{}, text); (got == base) != same {
			t.Errorf("%s: same %v, want %v", text, got == base, same)
		}
	}
	if one(Options{Key: []byte("k")}, "有事项请在工作日拨打13812345678联系") == base {
		t.Error("the key changes nothing")
	}
	if len(base) != 32 || strings.Contains(base, "5678") {
		t.Error(base)
	}
}

// TestPacks: every wrong word is found, what it suggests is right, and so are its contexts.
func TestPacks(t *testing.T) {
	r := New(Options{Packs: Packs()})
	n := 0
	for _, p := range Packs() {
		for _, e := range p.entries {
			n++
			if got := kinds(r.Text("", "请看"+e.word+"。")); !strings.Contains(got, e.rule) {
				t.Errorf("%s: %q", e.word, got)
			}
			if got := kinds(r.Text("", "请看"+e.suggestion+"。")); strings.Contains(got, "lexicon") {
				t.Errorf("%s suggests %s, which is wrong: %s", e.word, e.suggestion, got)
			}
			for _, c := range e.right {
				if got := kinds(r.Text("", "请看"+string(c.runes)+"。")); strings.Contains(got, e.rule) {
					t.Errorf("%s in %s: %s", e.word, string(c.runes), got)
				}
			}
		}
	}
	if n < 100 {
		t.Errorf("%d words", n)
	}
}

// TestReadPack: a district adds its own words, and is told what is wrong with them.
func TestReadPack(t *testing.T) {
	const head = "word\tkind\tsuggestion\tseverity\tcontexts\n"
	p, err := ReadPack("own.tsv", []byte("# ours\n"+head+"洪谷滩\ttypo\t红谷滩\thold\t\n"))
	if err != nil {
		t.Fatal(err)
	}
	fs := New(Options{Packs: []Pack{p}}).Text("", "在洪谷滩区")
	if len(fs) != 1 || fs[0].Severity != Hold || fs[0].Repair != "红谷滩" {
		t.Error(fs)
	}
	for text, key := range map[string]string{
		"":                               "screen.bad_head",
		"word\tkind\n":                   "screen.bad_head",
		head + "一\ttypo\t\thold\t\n":     "screen.pack.short_word",
		head + "一二\ttypo\t\thold\n":      "screen.bad_line",
		head + "一二\tslang\t\thold\t\n":   "screen.pack.bad_kind",
		head + "一二\ttypo\t\tstop\t\n":    "screen.pack.bad_severity",
		head + "一二\ttypo\t一二\thold\t\n":  "screen.pack.same",
		head + "一二\ttypo\t\thold\t一三二\n": "screen.pack.bad_context",
		head + "一二\ttypo\t\thold\t\n一二\ttypo\t\thold\t\n": "screen.pack.twice",
	} {
		_, err := ReadPack("own.tsv", []byte(text))
		if rows := fault.As(err).Rows; err == nil || len(rows) != 1 || rows[0].Text.Key != key {
			t.Errorf("%q: %v, want %s", text, err, key)
		}
	}
}

func TestReadAllow(t *testing.T) {
	a, err := ReadAllow("allow.tsv", []byte("kind\tvalue\nphone\t0791-83830001\nname\t李主持\naddress\t会展路1号\ncode\tX\nemail\ta@b.cn\nplate\t赣A00001\n"))
	if err != nil || len(a.Phones)+len(a.Names)+len(a.Addresses)+len(a.Codes)+len(a.Emails)+len(a.Plates) != 6 {
		t.Error(a, err)
	}
	for text, key := range map[string]string{
		"kind\tvalue\nfax\t1\n":   "screen.allow.bad_kind",
		"kind\tvalue\nphone\t\n":  "screen.allow.empty",
		"phone\t0791-83830001\n":  "screen.bad_head",
		"kind\tvalue\nphone 1234": "screen.bad_line",
	} {
		_, err := ReadAllow("allow.tsv", []byte(text))
		if rows := fault.As(err).Rows; err == nil || len(rows) != 1 || rows[0].Text.Key != key {
			t.Errorf("%q: %v, want %s", text, err, key)
		}
	}
}

// TestChecks compares the checks of numbers with published samples.
func TestChecks(t *testing.T) {
	for text, want := range map[string]bool{
		"11010519491231002X": true, "440524188001010014": true, "110105194912310021": false, "110105194902300028": false, "990105194912310021": false,
	} {
		if got := identity([]byte(text)); got != want {
			t.Errorf("identity %s: %v", text, got)
		}
	}
	for text, want := range map[string]bool{
		"11441700007280420Y": true, "11230500001755309F": true, "11620622013933539B": true, "91350100M000100Y43": true,
		"91350100M000100Y44": false, "11441700007280420I": false, "Z1441700007280420Y": false,
	} {
		if got := credit([]byte(text)); got != want {
			t.Errorf("credit %s: %v", text, got)
		}
	}
	for text, want := range map[string]bool{"6222020000000000000": true, "6222020000000000001": false, "0000000000000000": false, "62220200": false} {
		if got := card([]byte(text)); got != want {
			t.Errorf("card %s: %v", text, got)
		}
	}
}

// FuzzText: nothing panics; places are in the text and in order; folding twice
// is folding once; masked personal data is silent when it is read again.
func FuzzText(f *testing.F) {
	for line := range strings.SplitSeq(labelledText, "\n") {
		text, _, _ := strings.Cut(line, "\t")
		f.Add(strings.NewReplacer(`\n`, "\n", `\t`, "\t").Replace(text))
	}
	r := New(Options{Packs: Packs(), Today: "2026-06-01"})
	f.Fuzz(func(t *testing.T, text string) {
		for _, c := range text {
			if fold(fold(c)) != fold(c) {
				t.Fatalf("%q folds to %q and then to %q", c, fold(c), fold(fold(c)))
			}
		}
		fs := r.Text("", text)
		n := utf8.RuneCountInString(text)
		for i, x := range fs {
			if x.Start < 0 || x.End <= x.Start || x.End > n || i > 0 && fs[i-1].Start > x.Start {
				t.Fatalf("%v in %q", x, text)
			}
			if x.Kind == "" || x.Severity == "" {
				t.Fatalf("%s is no rule", x.Rule)
			}
		}
		for _, x := range fs {
			if x.Repair == "" || x.Kind == "lexicon" {
				continue
			}
			alone := Mask(text, []Finding{x})
			end := x.Start + utf8.RuneCountInString(x.Repair)
			again := r.Text("", alone)
			if slices.ContainsFunc(again, func(y Finding) bool { return y.Rule == x.Rule && y.Start < end && y.End > x.Start }) {
				t.Fatalf("%s masked as %q is found again in %q: %v", x.Rule, x.Repair, alone, again)
			}
		}
	})
}
