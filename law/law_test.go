package law_test

import (
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	kernel "gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/law"
)

func book(t *testing.T) *kernel.Book {
	t.Helper()
	b, err := kernel.Read(law.Files)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestReads: no line is wrong, and none is lost.
func TestReads(t *testing.T) {
	b := book(t)
	for name, n := range map[string]int{"sources.tsv": len(b.Sources), "articles.tsv": len(b.Articles), "terms.tsv": len(b.Limits), "anchors.tsv": len(b.Releases), "classes.tsv": len(b.Classes), "limbs.tsv": len(b.Limbs), "results.tsv": len(b.Results), "outcomes.tsv": len(b.Outcomes), "report.tsv": len(b.Report), "fees.tsv": len(b.Bands), "screening.tsv": len(b.Screens), "placeholders.tsv": len(b.Placeholders), "letters.tsv": len(b.Letters), "holidays.csv": len(b.Calendar.Exceptions())} {
		text, err := law.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if lines := strings.Count(string(text), "\n") - 1; n != lines || n == 0 {
			t.Errorf("%s: %d of %d lines read", name, n, lines)
		}
	}
	if n := len(b.Calendar.Exceptions()); n != 285 {
		t.Errorf("%d days of holidays, want 285", n)
	}
	if first, last := b.Calendar.Covered(); first != "2019-01-01" || last != "2026-12-31" {
		t.Errorf("covered from %s to %s", first, last)
	}
}

// TestPlaces compares the Chinese form of a place with its ref.
func TestPlaces(t *testing.T) {
	ref := regexp.MustCompile(`^[a-z0-9]+:(\d+)(?:\.(\d+))?(?:-(?:(\d+)|[a-z]+))?$`)
	for _, a := range book(t).Articles {
		m := ref.FindStringSubmatch(string(a.Ref))
		if m == nil {
			t.Errorf("%s is no ref", a.Ref)
			continue
		}
		want := "第" + numeral(t, m[1]) + "条"
		if m[2] != "" {
			want += "第" + numeral(t, m[2]) + "款"
		}
		if m[3] != "" {
			want += "第（" + numeral(t, m[3]) + "）项"
		}
		if a.Place != want {
			t.Errorf("%s: %s, want %s", a.Ref, a.Place, want)
		}
	}
}

// numeral writes a number below 100 as in 第三十三条.
func numeral(t *testing.T, s string) string {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	hundreds, tens := n/100, n/10%10
	var out string
	if hundreds > 0 {
		out = digits[hundreds] + "百"
		if tens == 0 && n%100 > 0 {
			out += "零"
		}
	}
	if tens > 1 || hundreds > 0 && tens == 1 {
		out += digits[tens]
	}
	if tens > 0 {
		out += "十"
	}
	return out + digits[n%10]
}

// TestTerms asks of each term what a reader of it takes for granted.
func TestTerms(t *testing.T) {
	b := book(t)
	most := map[kernel.Unit]int{kernel.Workday: 30, kernel.CalDay: 60, kernel.Month: 12, kernel.Hour: 48, kernel.Date: 0}
	for _, l := range b.Limits {
		if l.N > most[l.Unit] || l.N == 0 && l.Unit != kernel.Date && l.Key != "foi.confirm" && l.Key != "village.major" {
			t.Errorf("%s: %d %ss", l.Key, l.N, l.Unit)
		}
		if l.Unit == kernel.Date && l.On("2026-06-30").Sub("2026-06-30") > 366 {
			t.Errorf("%s: %s is more than a year away", l.Key, l.On("2026-06-30"))
		}
		_, a, ok := b.Lookup(l.Basis)
		if !ok {
			t.Errorf("%s rests on %s, which is not there", l.Key, l.Basis)
		}
		if a.Confidence == kernel.Low && l.Confidence != kernel.Low {
			t.Errorf("%s is surer than its basis %s", l.Key, l.Basis)
		}
		if l.Sense == kernel.Prompt && l.Confidence != kernel.Low && l.N > 0 {
			t.Errorf("%s: the law gives no number, so %d is a setting: L", l.Key, l.N)
		}
		if l.Unverified() && l.Note == "" {
			t.Errorf("%s: say what has to be verified", l.Key)
		}
	}
}

// TestOrder: whoever looks for an article finds it beside the others of its source.
func TestOrder(t *testing.T) {
	var order []kernel.Ref
	for _, a := range book(t).Articles {
		if n := len(order); n == 0 || order[n-1] != a.Ref.Source() {
			order = append(order, a.Ref.Source())
		}
	}
	for i, r := range order {
		if slices.Contains(order[:i], r) {
			t.Errorf("the articles of %s stand apart", r)
		}
	}
}

// TestLetters: every document of the procedure and every result has its letter, a
// result tells its remedy, and no placeholder is left over.
func TestLetters(t *testing.T) {
	b := book(t)
	var codes []string
	used := map[string]bool{}
	for _, k := range b.Letters {
		codes = append(codes, k.Code)
		for _, n := range slices.Concat(k.Required, k.Blank, k.Optional) {
			used[n] = true
		}
		for _, r := range k.Remedy {
			if i := slices.IndexFunc(b.Letters, func(o kernel.LetterKind) bool { return o.Code == r }); i < 0 || b.Letters[i].Form != kernel.RemedyForm {
				t.Errorf("%s: %s is no paragraph about remedies", k.Code, r)
			}
		}
		if k.Unverified() != (k.Confidence != kernel.High) {
			t.Errorf("%s: confidence %s, unverified %t", k.Code, k.Confidence, k.Unverified())
		}
		if k.Form == kernel.Part && len(k.Remedy) == 0 && k.Code != "O3" {
			t.Errorf("%s tells no remedy", k.Code)
		}
		if k.Numbered != (k.Series != "") {
			t.Errorf("%s: numbered %t, series %q", k.Code, k.Numbered, k.Series)
		}
		// 条例第十四条至第十六条: 复议前置 (行政复议法第二十三条第一款第（四）项).
		if withheld := strings.HasPrefix(k.Code, "N") && k.Code != "N8"; withheld && !slices.Equal(k.Remedy, []string{"R-A"}) {
			t.Errorf("%s: remedy %v, want R-A alone", k.Code, k.Remedy)
		}
	}
	want := strings.Fields("D1 D2 D3 D4 D5 D6 D7 D8 D9 D10 D11 D12 D13 D14 D15 reply envelope C1 C2 A1 A2 A3 N1 N2 N3 N4 N5 N6 N7 N8 U1 U2 U3 U4 S1 S2 S3 S4 S5 O3 R-A R-B R-C")
	if !slices.Equal(codes, want) {
		t.Errorf("letters %v", codes)
	}
	for _, p := range b.Placeholders {
		if strings.Contains(p.Name, "用途") {
			t.Errorf("%s: nobody has to say what the information is for (条例第二十九条)", p.Name)
		}
		if p.Role != kernel.Ordinal && p.Role != kernel.MarkOf && !used[p.Name] {
			t.Errorf("%s is in no letter", p.Name)
		}
		if p.Role == kernel.PlainText && p.Sample == "" {
			t.Errorf("%s has no sample", p.Name)
		}
	}
}

// TestFormat: format.md explains every file, every column, and every word that may stand in one.
func TestFormat(t *testing.T) {
	text, err := os.ReadFile("format.md")
	if err != nil {
		t.Fatal(err)
	}
	sections := map[string]string{}
	for _, s := range strings.Split(string(text), "\n## ")[1:] {
		name, rest, _ := strings.Cut(s, "\n")
		sections[strings.Fields(name)[0]] = rest
	}
	entries, err := law.Files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := law.Files.ReadFile(e.Name())
		if err != nil {
			t.Fatal(err)
		}
		head, _, _ := strings.Cut(string(data), "\n")
		for _, column := range strings.FieldsFunc(head, func(r rune) bool { return r == '\t' || r == ',' }) {
			if !strings.Contains(sections[e.Name()], "\n| `"+column+"` |") {
				t.Errorf("%s: column %s is not explained", e.Name(), column)
			}
		}
		for _, column := range regexp.MustCompile("(?m)^\\| `(\\w+)` \\|").FindAllStringSubmatch(sections[e.Name()], -1) {
			if !slices.Contains(strings.FieldsFunc(head, func(r rune) bool { return r == '\t' || r == ',' }), column[1]) {
				t.Errorf("%s has no column %s", e.Name(), column[1])
			}
		}
	}
	words := map[string]bool{"holiday": true, "workday": true}
	for _, l := range book(t).Limits {
		words[string(l.Unit)], words[string(l.Sense)], words[string(l.Confidence)] = true, true, true
	}
	for _, r := range book(t).Results {
		words[string(r.Group)], words[string(r.Remedy)] = true, true
	}
	for w := range words {
		if !strings.Contains(string(text), "`"+w+"`") {
			t.Errorf("the word %s is not explained", w)
		}
	}
}

// TestResults: the grounds for withholding and the results that rest on them
// agree, and each key that the paragraph on remedies depends on is there.
func TestResults(t *testing.T) {
	b := book(t)
	var codes strings.Builder
	rests := map[string]kernel.Result{}
	for _, r := range b.Results {
		codes.WriteString(r.Code + " ")
		if len(r.Limbs) == 1 {
			rests[r.Limbs[0]] = r
		}
		if len(r.Basis) == 0 && r.Remedy != kernel.NoRemedy {
			t.Errorf("%s decides something and rests on nothing", r.Code)
		}
		if withheld := strings.HasPrefix(r.Code, "N") && len(r.Limbs) == 1; withheld != (r.Remedy == kernel.ReviewFirst) {
			t.Errorf("%s: remedy %s", r.Code, r.Remedy)
		}
		part, found := kernel.LetterOf(r.Letter())
		if para := r.Remedy.Paragraph(); !found || (para != "" && !slices.Contains(part.Remedy, para)) || (r.Remedy == kernel.NoRemedy) != (len(part.Remedy) == 0) {
			t.Errorf("%s: remedy %s in results.tsv, %v in letters.tsv", r.Code, r.Remedy, part.Remedy)
		}
		for _, ref := range append(slices.Clone(r.Basis), r.Beside...) {
			_, a, _ := b.Lookup(ref)
			if a.Confidence == kernel.Low && r.Confidence != kernel.Low {
				t.Errorf("%s is surer than its basis %s", r.Code, ref)
			}
		}
	}
	if want := "A1 A2 A3 N1 N2 N3 N4 N5 N6 N7 N8 U1 U2 U3 U4 S1 S2 S3 S4 S5 O1 O2 O3 "; codes.String() != want {
		t.Errorf("the results are %s", codes.String())
	}
	for _, l := range b.Limbs {
		if r := rests[l.Code]; len(r.Basis) == 0 || r.Basis[0] != l.Basis || r.Row != l.Row {
			t.Errorf("%s rests on %s and counts in %s; the result %s on %v, in %s", l.Code, l.Basis, l.Row, r.Code, r.Basis, r.Row)
		}
	}
}
