package redact

import (
	"archive/zip"
	"bytes"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"gongkai.example/gongkai/internal/kernel/extract"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/i18n"
)

const hole = "[已隐去]"

func label(string) string { return hole }

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

func open(tb testing.TB, name string, data []byte) *Doc {
	tb.Helper()
	d, err := Open(name, data)
	must(tb, err)
	return d
}

// marks makes marks of words, wherever they stand.
func marks(tb testing.TB, d *Doc, words ...string) (out []Mark) {
	tb.Helper()
	for _, w := range words {
		m, err := d.Find(w, "third")
		must(tb, err)
		if len(m) == 0 {
			tb.Fatalf("%s is not in the file", w)
		}
		out = append(out, m...)
	}
	return out
}

// apply redacts words and checks what every result must keep to: the original
// stays, the same comes out again, nothing is found.
func apply(tb testing.TB, d *Doc, all []Mark) Result {
	tb.Helper()
	before := bytes.Clone(d.data)
	r, err := d.Apply(all, label)
	must(tb, err)
	again, err := d.Apply(all, label)
	must(tb, err)
	if !bytes.Equal(r.Data, again.Data) || r.Hash != again.Hash {
		tb.Error("the same marks make another file")
	}
	if !bytes.Equal(before, d.data) {
		tb.Error("the original was changed")
	}
	return r
}

// absent checks that a word is nowhere in a file: not in its text, and not in its bytes.
func absent(tb testing.TB, r Result, words ...string) {
	tb.Helper()
	f, err := extract.Read(r.Name, r.Data)
	must(tb, err)
	if len(f.Traces) > 0 {
		tb.Errorf("the file carries %v", f.Traces)
	}
	for _, w := range words {
		for _, p := range f.Parts {
			if strings.Contains(strings.Join(strings.Fields(p.Text), ""), w) {
				tb.Errorf("%s is in %s", w, p.Name)
			}
		}
		j := job{doc: &Doc{Type: r.Type}, out: r.Data}
		all, err := j.members()
		must(tb, err)
		for _, m := range all {
			if bytes.Contains(m.data, []byte(w)) {
				tb.Errorf("%s is in %s", w, m.name)
			}
		}
	}
}

// wants checks that an error has a row, or is, of a key, and that its texts exist.
func wants(tb testing.TB, err error, key string) {
	tb.Helper()
	if err == nil {
		tb.Fatalf("no error, want %s", key)
	}
	e := fault.As(err)
	if e.Kind != fault.Invalid && e.Kind != fault.TooLarge {
		tb.Errorf("kind %s: %v", e.Kind, err)
	}
	for _, r := range e.Rows {
		if !i18n.Has(r.Text.Key) {
			tb.Errorf("%s has no text", r.Text.Key)
		}
	}
	if e.Text.Key != key && !slices.ContainsFunc(e.Rows, func(r fault.Row) bool { return r.Text.Key == key }) {
		tb.Errorf("%v, want %s", err, key)
	}
}

func zipped(tb testing.TB, parts map[string]string) []byte {
	tb.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		w, err := z.Create(name)
		must(tb, err)
		_, err = io.WriteString(w, parts[name])
		must(tb, err)
	}
	must(tb, z.Close())
	return b.Bytes()
}

func TestText(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String("申请人张三，电话 13912345678。")
	must(t, err)
	for name, c := range map[string]struct{ file, data, word, want string }{
		"once":          {"a.txt", "申请人张三来电。", "张三", "申请人" + hole + "来电。"},
		"everywhere":    {"a.txt", "张三与李四，张三。", "张三", hole + "与李四，" + hole + "。"},
		"side by side":  {"a.txt", "张三张三。", "张三", hole + "。"},
		"across a line": {"a.txt", "申请人张\n三。", "张三", "申请人" + hole + "。"},
		"with blanks":   {"a.txt", "申请人张　三。", "张三", "申请人" + hole + "。"},
		"wide":          {"a.txt", "编号ＡＢ１２３４。", "ab1234", "编号" + hole + "。"},
		"traditional":   {"a.txt", "申請人張三。", "张三", "申請人" + hole + "。"},
		"whole number":  {"a.txt", "35 岁，2035 年，35a", "35", hole + " 岁，2035 年，35a"},
		"unseen runes":  {"a.txt", "张\u200b三", "张三", hole},
		"csv":           {"a.csv", "\ufeff姓名,金额\n张三,5\n", "张三", "\ufeff姓名,金额\n" + hole + ",5\n"},
		"gb18030":       {"a.txt", gb, "13912345678", "申请人张三，电话 " + hole + "。"},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t, c.file, []byte(c.data))
			r := apply(t, d, marks(t, d, c.word))
			if string(r.Data) != c.want {
				t.Errorf("%q, want %q", r.Data, c.want)
			}
			if !token(c.word) {
				absent(t, r, c.word)
			}
		})
	}
}

// TestLength: nothing in the result says how long the removed text was.
func TestLength(t *testing.T) {
	one := open(t, "a.txt", []byte("姓名：王五。"))
	two := open(t, "a.txt", []byte("姓名：欧阳震华司马相如。"))
	a := apply(t, one, marks(t, one, "王五"))
	b := apply(t, two, marks(t, two, "欧阳震华司马相如"))
	if !bytes.Equal(a.Data, b.Data) {
		t.Errorf("%q and %q", a.Data, b.Data)
	}
	if a.Removed[0] != (Removal{Part: "text", Place: "1", Runes: 2, Limb: "third"}) || b.Removed[0].Runes != 8 {
		t.Errorf("%+v %+v", a.Removed, b.Removed)
	}
}

func TestRefusedMarks(t *testing.T) {
	d := open(t, "a.txt", []byte("张三和李四。张三。"))
	one := Mark{Part: "text", Start: 0, End: 2, Limb: "third"}
	with := func(f func(*Mark)) []Mark { m := one; f(&m); return []Mark{m} }
	for name, c := range map[string]struct {
		marks []Mark
		label string
		key   string
	}{
		"none":            {nil, hole, "redact.no_marks"},
		"also elsewhere":  {[]Mark{one}, hole, "redact.also"},
		"no limb":         {with(func(m *Mark) { m.Limb = "" }), hole, "redact.limb"},
		"unknown part":    {with(func(m *Mark) { m.Part = "x" }), hole, "redact.part"},
		"empty":           {with(func(m *Mark) { m.End = 0 }), hole, "redact.span"},
		"beyond":          {with(func(m *Mark) { m.End = 99 }), hole, "redact.span"},
		"negative":        {with(func(m *Mark) { m.Start = -1 }), hole, "redact.span"},
		"area of a text":  {with(func(m *Mark) { m.Box = extract.Box{Right: 9, Bottom: 9} }), hole, "redact.area"},
		"two limbs":       {append(with(func(m *Mark) { m.End = 3; m.Limb = "process" }), one), hole, "redact.two_limbs"},
		"empty label":     {[]Mark{one}, "", "redact.label"},
		"formula label":   {[]Mark{one}, "=1", "redact.label"},
		"column label":    {[]Mark{one}, "a,b", "redact.label"},
		"long label":      {[]Mark{one}, strings.Repeat("隐", 41), "redact.label"},
		"label of a line": {[]Mark{one}, "a\nb", "redact.label"},
		"too many":        {make([]Mark, maxMarks+1), hole, "redact.too_many"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := d.Apply(c.marks, func(string) string { return c.label })
			wants(t, err, c.key)
			if len(r.Data) > 0 {
				t.Error("a file comes with the error")
			}
			if strings.Contains(err.Error(), "张三") {
				t.Error("the error says what is secret")
			}
		})
	}
}

// TestOnly: somebody looked at each other place.
func TestOnly(t *testing.T) {
	d := open(t, "a.txt", []byte("张三和李四。张三。"))
	r := apply(t, d, []Mark{{Part: "text", Start: 0, End: 2, Limb: "third", Only: true}})
	if string(r.Data) != hole+"和李四。张三。" {
		t.Errorf("%q", r.Data)
	}
	// The label has a word that is secret elsewhere.
	d = open(t, "a.txt", []byte("隐去本段。"))
	if got := string(apply(t, d, marks(t, d, "隐去")).Data); got != hole+"本段。" {
		t.Errorf("%q", got)
	}
}

func TestScreen(t *testing.T) {
	d := open(t, "a.txt", []byte("身份证号 11010519491231002X，联系电话 13912345678，地址不详。"))
	rules := screen.New(screen.Options{})
	all := d.Screen(rules, func(f screen.Finding) string {
		if f.Severity == screen.Block || f.Severity == screen.Hold {
			return "third"
		}
		return ""
	})
	if got := string(apply(t, d, all).Data); got != "身份证号 "+hole+"，联系电话 "+hole+"，地址不详。" {
		t.Errorf("%q", got)
	}
}

func TestLeaks(t *testing.T) {
	d := open(t, "a.txt", []byte("张三，男，住幸福路。李四，女。"))
	copies := [][]Mark{marks(t, d, "张三", "幸福路"), marks(t, d, "张三", "李四"), marks(t, d, "张三", "李四")}
	got, err := d.Leaks(copies...)
	must(t, err)
	want := []Leak{
		{Part: "text", Place: "1", Start: 6, End: 9, Hides: []int{0}, Shows: []int{1, 2}},
		{Part: "text", Place: "1", Start: 10, End: 12, Hides: []int{1, 2}, Shows: []int{0}},
	}
	if len(got) != 2 || got[0].Start != want[0].Start || got[0].End != want[0].End || !slices.Equal(got[0].Shows, want[0].Shows) ||
		got[1].Start != want[1].Start || got[1].End != want[1].End || !slices.Equal(got[1].Hides, want[1].Hides) {
		t.Errorf("%+v, want %+v", got, want)
	}
	if same, err := d.Leaks(copies[1], copies[2]); err != nil || len(same) > 0 {
		t.Errorf("%v %v", same, err)
	}
}

// TestName: the name of the file goes out too.
func TestName(t *testing.T) {
	d := open(t, "张三处罚决定书.txt", []byte("张三罚款。"))
	if r := apply(t, d, marks(t, d, "张三")); r.Name != "record.txt" {
		t.Errorf("%s", r.Name)
	}
	d = open(t, "处罚决定书.txt", []byte("张三罚款。"))
	if r := apply(t, d, marks(t, d, "张三")); r.Name != "处罚决定书.txt" {
		t.Errorf("%s", r.Name)
	}
}

// TestHostile has what people upload by mistake, and what attackers do.
func TestHostile(t *testing.T) {
	bomb := zipped(t, map[string]string{"[Content_Types].xml": "<a/>", "word/document.xml": strings.Repeat(" ", 64<<20)})
	for name, c := range map[string]struct {
		file string
		data []byte
		kind fault.Kind
	}{
		"empty":     {"a.txt", nil, fault.Invalid},
		"page":      {"a.html", []byte("<html><p>张三"), fault.Invalid},
		"picture":   {"a.png", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x00IEND\x00\x00\x00\x00"), fault.Invalid},
		"program":   {"a.exe", append([]byte("MZ\x00\x01"), make([]byte, 100)...), fault.Invalid},
		"bomb":      {"a.docx", bomb, fault.TooLarge},
		"cut zip":   {"a.docx", bomb[:len(bomb)/2], fault.Invalid},
		"other zip": {"a.docx", zipped(t, map[string]string{"a.txt": "x"}), fault.Invalid},
		"no pdf":    {"a.pdf", []byte("%PDF-1.7\nnothing"), fault.Invalid},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Open(c.file, c.data); fault.Of(err) != c.kind {
				t.Errorf("%v, want %s", err, c.kind)
			}
		})
	}
}

// FuzzText: whatever the file and the place, the result does not hold what was marked.
func FuzzText(f *testing.F) {
	f.Add("申请人张三，张三。", 3, 2)
	f.Add("\xff\xfe", 0, 1)
	f.Add("a b\tc\r\n张 三", 0, 5)
	f.Fuzz(func(t *testing.T, text string, start, n int) {
		d, err := Open("a.txt", []byte(text))
		if err != nil || d.Type != "txt" {
			return
		}
		r, err := d.Apply([]Mark{{Part: "text", Start: start, End: start + n, Limb: "third"}}, label)
		if err != nil {
			return
		}
		for w := range strings.SplitSeq(string([]rune(d.Parts[0].Text)[start:start+n]), "\t") {
			if w = fold(w).text; len([]rune(w)) >= short && !token(w) && strings.Contains(strings.ReplaceAll(fold(string(r.Data)).text, fold(hole).text, "\t"), w) {
				t.Errorf("a word of %d runes stays", len([]rune(w)))
			}
		}
	})
}
