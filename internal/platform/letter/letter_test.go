package letter_test

import (
	"flag"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/profiles"
)

var update = flag.Bool("update", false, "write the golden files")

var districts = []string{"honggutan", "sample"}

// texts are the templates of a profile of the program.
func texts(t testing.TB, profile string) map[string]string {
	t.Helper()
	files, err := fs.Glob(profiles.Files, profile+"/letters/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range files {
		b, err := profiles.Files.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out[path.Base(f)] = string(b)
	}
	return out
}

func set(t testing.TB, profile string) letter.Set {
	t.Helper()
	s, rows := letter.Read(texts(t, profile))
	for _, r := range rows {
		t.Error(r)
	}
	if len(rows) > 0 {
		t.FailNow()
	}
	return s
}

func fill(t testing.TB, s letter.Set, kind string, v letter.Values) letter.Document {
	t.Helper()
	d, err := s.Fill(kind, v)
	if err != nil {
		t.Fatalf("%s: %v", kind, err)
	}
	return d
}

// sample fills a kind of the first district with every value that it may have.
func sample(t testing.TB, kind string) (letter.Set, letter.Values) {
	t.Helper()
	s := set(t, "honggutan")
	v, err := s.Sample(kind, true)
	if err != nil {
		t.Fatal(err)
	}
	return s, v
}

// TestEveryKind fills every kind of both districts, with all values and with as few
// as may be. What the law asks for is in it, and nothing of a template is left.
func TestEveryKind(t *testing.T) {
	for _, district := range districts {
		s := set(t, district)
		for _, k := range s.List() {
			for _, all := range []bool{true, false} {
				v, err := s.Sample(k.Code, all)
				if err != nil {
					t.Fatal(err)
				}
				text := fill(t, s, k.Code, v).Text()
				for _, p := range law.Placeholders() {
					if p.Role == law.PlainText && !strings.Contains(p.Key, ".") && slices.Contains(k.Required, p.Name) && !strings.Contains(text, p.Sample) {
						t.Errorf("%s %s: %s is not in it", district, k.Code, p.Name)
					}
				}
				if strings.Contains(text, "{{") || strings.Contains(text, "用途") || strings.ContainsFunc(text, func(r rune) bool { return r >= 0xf0000 }) {
					t.Errorf("%s %s: %s", district, k.Code, text)
				}
				if strings.Contains(k.Code, "N5") || strings.Contains(k.Code, "N6") || strings.Contains(k.Code, "N7") {
					if !strings.Contains(text, "可以不予公开") || strings.Contains(text, "不得公开") {
						t.Errorf("%s: 条例第十六条 says may, not must: %s", k.Code, text)
					}
				}
			}
		}
	}
}

// TestGolden holds a reply of two decisions, the notice of a fee and a form to what they were.
func TestGolden(t *testing.T) {
	for _, kind := range []string{"D3", "D6", "D11", "D13", "reply"} {
		s, v := sample(t, kind)
		if kind == "reply" {
			v.Decisions, v.Remedies = two(v), []string{"R-A", "R-B"}
		}
		d := fill(t, s, kind, v)
		page, err := letter.HTML(d)
		if err != nil {
			t.Fatal(err)
		}
		_, body, _ := strings.Cut(string(page), "<body>")
		own := strings.NewReplacer(`<h1 class="ti">`, `<h2 class="ti">`, "</h1>", "</h2>").Replace(string(page)) // a page has one title, and a part is below it
		if part, err := letter.Body(d); err != nil || !strings.Contains(own, string(part)) || !strings.HasPrefix(string(part), `<article class="gw`) {
			t.Errorf("%s: the part of a page is not what the page has: %v", kind, err)
		}
		golden(t, kind+".txt", d.Text())
		golden(t, kind+".html", body)
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s is not what it was:\n%s", name, got)
	}
}

// two is a reply about something withheld and something that does not exist.
func two(v letter.Values) []letter.Decision {
	var out []letter.Decision
	for _, d := range v.Decisions {
		if d.Kind == "N5" || d.Kind == "U1" {
			out = append(out, d)
		}
	}
	return out
}

// TestRemedies: what is withheld under Articles 14 to 16 is told to go to
// reconsideration first; the rest may go to either; neither is left out.
func TestRemedies(t *testing.T) {
	s, v := sample(t, "reply")
	v.Decisions = two(v)
	v.Remedies = []string{"R-A", "R-B"}
	text := fill(t, s, "reply", v).Text()
	for _, want := range []string{"应当先申请行政复议", "15日内向示例人民法院", "其他内容不服", "6个月内向示例人民法院", "https://xzfy.example.gov.cn"} {
		if !strings.Contains(text, want) {
			t.Errorf("the reply does not say %q", want)
		}
	}
	for _, wrong := range [][]string{nil, {"R-A"}, {"R-B"}, {"R-A", "R-B", "R-C"}} {
		v.Remedies = wrong
		if _, err := s.Fill("reply", v); fault.Of(err) != fault.Invalid || fault.As(err).Fields["remedy"].Key != "letter.wrong_remedy" {
			t.Errorf("%v: %v", wrong, err)
		}
	}
}

func TestMissingValue(t *testing.T) {
	s, v := sample(t, "D11")
	delete(v.Text, "fee_words")
	v.Text["phone"] = " \u200b\n"
	v.Rows["fee_lines"] = append(v.Rows["fee_lines"], map[string]string{"band": "第14件", "count": "1件", "rate": "100元/件"})
	_, err := s.Fill("D11", v)
	if err == nil {
		t.Fatal("filled")
	}
	got := fault.As(err).Fields
	for field, name := range map[string]string{"fee_words": "金额大写", "phone": "联系电话", "fee_lines.1.sum": "计算明细.金额"} {
		if want := fault.T("letter.no_value", name); i18n.Text(got[field]) != i18n.Text(want) {
			t.Errorf("%s: %v", field, got[field])
		}
	}
	if len(got) != 3 {
		t.Errorf("%v", got)
	}
	if _, err := s.Fill("D11", letter.Values{Text: map[string]string{"fees": "1"}}); fault.Of(err) != fault.Internal {
		t.Errorf("a key that is none: %v", err)
	}
	if _, err := s.Fill("D99", v); fault.Of(err) != fault.NotFound {
		t.Errorf("a kind that is none: %v", err)
	}
}

// TestHostileValues: what an applicant writes is words, and nothing else.
func TestHostileValues(t *testing.T) {
	s, v := sample(t, "D3")
	plain := fill(t, s, "D3", v)
	for _, evil := range []string{
		"{{.机关名称}}", "{{range .附件}}{{end}}", "一、我的标题\n附件1\n另一份文件\n| a | b |\n| c | d |\n南昌市人民政府\n2026年1月1日\n（联系人：我）",
		"=HYPERLINK(\"http://x\")", "<script>alert(1)</script>&\"'", "\x00\x01\x1b[31m红\u202e反\u2066", "𠮷野家、㎡、\U0010FFFD\U000F0000", strings.Repeat("A", 3000), strings.Repeat("字", 3000), "\xff\xfe坏",
	} {
		v.Text["content"] = evil
		d := fill(t, s, "D3", v)
		if d.Title != plain.Title || d.Number != plain.Number || d.Addressee != plain.Addressee || !slices.Equal(d.Signature.Issuers, plain.Signature.Issuers) ||
			d.Signature.Date != plain.Signature.Date || len(d.Annexes) != 0 || !slices.Equal(d.Notes, plain.Notes) || d.Code != plain.Code {
			t.Errorf("%q changes the frame: %+v", evil, d)
		}
		for _, b := range d.Blocks {
			if b.Kind != letter.Paragraph {
				t.Errorf("%q makes a %s", evil, b.Kind)
			}
		}
		page, err := letter.HTML(d)
		if err != nil || strings.Contains(string(page), "<script") || strings.Contains(string(page), "\u202e") {
			t.Errorf("%q: %v", evil, err)
		}
	}
}

// TestReadRefuses spoils one template at a time.
func TestReadRefuses(t *testing.T) {
	for _, c := range []struct {
		name, file, old, new string
		want                 string // file:line key
	}{
		{"nothing is wrong", "D3.txt", "", "", ""},
		{"a placeholder that is none", "D3.txt", "{{.补正期限}}", "{{.期限}}", "letters/D3.txt:9 letter.unknown"},
		{"one of another kind", "D3.txt", "{{.补正期限}}", "{{.金额}}", "letters/D3.txt:9 letter.not_here"},
		{"one that is missing", "D5.txt", "{{.延期理由}}", "有关情况", "letters/D5.txt:0 letter.missing"},
		{"only sometimes", "D5.txt", "{{.延期理由}}", "{{if .联系人}}{{.延期理由}}{{end}}", "letters/D5.txt:0 letter.sometimes"},
		{"both ways are always", "D5.txt", "{{.延期理由}}", "{{if .联系人}}{{.延期理由}}{{else}}事由：{{.延期理由}}{{end}}", ""},
		{"without its remedy", "D12.txt", "{{.救济途径}}\n", "", "letters/D12.txt:0 letter.no_remedy"},
		{"with a remedy sometimes", "reply.txt", "{{.救济途径}}", "{{if .联系人}}{{.救济途径}}{{end}}", "letters/reply.txt:0 letter.no_remedy"},
		{"an optional one with no question", "D5.txt", "{{if .原答复期限}}不能在{{.原答复期限}}以前（包括当日）答复，{{end}}", "{{.原答复期限}}", "letters/D5.txt:7 letter.unguarded"},
		{"rows without a column", "D11.txt", "| {{.档次}} |", "| 档 |", "letters/D11.txt:11 letter.missing"},
		{"rows written out", "D11.txt", "{{range .计算明细}}", "{{.计算明细}}{{range .计算明细}}", "letters/D11.txt:11 letter.not_text"},
		{"a text gone through", "D5.txt", "{{.延期理由}}", "{{.延期理由}}{{range .申请人}}{{end}}", "letters/D5.txt:7 letter.not_rows"},
		{"a call", "D5.txt", "{{.延期理由}}", `{{printf "%s" .延期理由}}`, "letters/D5.txt:7 letter.forbidden"},
		{"a method", "D5.txt", "{{.延期理由}}", "{{.延期理由.String}}", "letters/D5.txt:7 letter.forbidden"},
		{"a variable", "D5.txt", "{{.延期理由}}", "{{$x := .延期理由}}", "letters/D5.txt:7 letter.forbidden"},
		{"another template", "D5.txt", "{{.延期理由}}", `{{template "x" .}}{{.延期理由}}`, "letters/D5.txt:7 letter.forbidden"},
		{"a definition", "D5.txt", "{{.机关名称}}", `{{define "x"}}{{end}}{{.机关名称}}`, "letters/D5.txt:0 letter.forbidden"},
		{"with", "D5.txt", "{{.延期理由}}", "{{with .延期理由}}x{{end}}{{.延期理由}}", "letters/D5.txt:7 letter.forbidden"},
		{"everything", "D5.txt", "{{.延期理由}}", "{{.}}{{.延期理由}}", "letters/D5.txt:7 letter.forbidden"},
		{"not closed", "D5.txt", "{{.延期理由}}", "{{if .联系人}}{{.延期理由}}", "letters/D5.txt:13 letter.syntax"},
		{"half a placeholder", "D5.txt", "{{.延期理由}}", "{{.延期理由", "letters/D5.txt:7 letter.syntax"},
		{"an invisible character", "D5.txt", "{{.延期理由}}", "{{.延期理由}}\u202e", "letters/D5.txt:7 letter.odd_character"},
		{"a stand-in", "D5.txt", "{{.延期理由}}", "{{.延期理由}}\U000F0000", "letters/D5.txt:7 letter.odd_character"},
		{"no title", "D5.txt", "{{.机关名称}}\n政府信息公开申请延期答复告知书\n", "请看下面的说明。\n", "letters/D5.txt:0 letter.no_title"},
		{"nobody signs", "D5.txt", "{{.机关名称}}\n{{.落款日期}}", "{{.机关名称}}敬上，{{.落款日期}}", "letters/D5.txt:0 letter.no_signature"},
		{"a picture", "D5.txt", "给您（单位）", "![章](seal.png)\n给您（单位）", "letters/D5.txt:0 letter.picture"},
	} {
		all := maps.Clone(texts(t, "honggutan"))
		if !strings.Contains(all[c.file], c.old) {
			t.Fatalf("%s has no %q", c.file, c.old)
		}
		all[c.file] = strings.Replace(all[c.file], c.old, c.new, 1)
		if c.name == "nobody signs" { // the last, not the title
			all[c.file] = strings.Replace(texts(t, "honggutan")[c.file], c.old, c.new, 1)
		}
		_, rows := letter.Read(all)
		var got []string
		for _, r := range rows {
			got = append(got, strings.TrimSuffix(r.File, ":")+":"+strconv.Itoa(r.Line)+" "+r.Text.Key)
			if !i18n.Has(r.Text.Key) {
				t.Errorf("%s has no text", r.Text.Key)
			}
		}
		if s := strings.Join(got, ", "); !strings.Contains(s, c.want) || (c.want == "") != (s == "") {
			t.Errorf("%s: %s, want %s", c.name, s, c.want)
		}
	}
	all := texts(t, "honggutan")
	delete(all, "D7.txt")
	all["D16.txt"] = "x"
	_, rows := letter.Read(all)
	if len(rows) != 2 || rows[0].Text.Key != "letter.no_file" || rows[1].Text.Key != "letter.unknown_file" {
		t.Errorf("%v", rows)
	}
}

// FuzzRead: whatever a template says, reading it ends in faults or in a letter that can be filled.
func FuzzRead(f *testing.F) {
	all := texts(f, "honggutan")
	for _, text := range all {
		f.Add(text)
	}
	f.Add("{{range .附件}}{{range .附件}}{{end}}{{end}}{{break}}{{else}}{{end}}{{/* x */}}{{- .文号 -}}")
	f.Fuzz(func(t *testing.T, text string) {
		mine := maps.Clone(all)
		mine["D5.txt"] = text
		s, rows := letter.Read(mine)
		if len(rows) > 0 {
			return
		}
		v, err := s.Sample("D5", false)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Fill("D5", v); err != nil {
			t.Errorf("read without a fault, and not filled: %v\n%s", err, text)
		}
	})
}

func TestChanged(t *testing.T) {
	one := set(t, "honggutan")
	all := texts(t, "honggutan")
	all["D5.txt"] = strings.Replace(all["D5.txt"], "敬请谅解", "请谅解", 1)
	two, rows := letter.Read(all)
	if got := letter.Changed(one, two); len(rows) > 0 || len(got) != 1 || got[0].Code != "D5" {
		t.Errorf("%v %v", got, rows)
	}
	if got := letter.Changed(letter.Set{}, one); len(got) != len(law.Letters()) {
		t.Errorf("%d letters are new", len(got))
	}
}
