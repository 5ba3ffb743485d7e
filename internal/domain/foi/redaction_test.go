package foi_test

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/extract"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// wordFile is a Word file of some paragraphs, with properties that name its author.
func wordFile(w *world, paragraphs ...string) []byte {
	w.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	var body strings.Builder
	for _, p := range paragraphs {
		body.WriteString("<w:p><w:r><w:t>" + p + "</w:t></w:r></w:p>")
	}
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`},
		{"docProps/core.xml", `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>李四光明</dc:creator></cp:coreProperties>`},
		{"word/document.xml", `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body.String() + `</w:body></w:document>`},
	} {
		f, err := z.Create(part[0])
		w.must(err)
		_, err = f.Write([]byte(part[1]))
		w.must(err)
	}
	w.must(z.Close())
	return b.Bytes()
}

// parted is a request whose one item is to be given in part.
func (w *world) parted(day calendar.Day) (*foi.Request, foi.Item) {
	w.Helper()
	r := w.received(day)
	v, err := w.s.View(w.as(auth.Clerk), r.ID)
	w.must(err)
	it := v.Items[0]
	it.Result = "A3"
	_, err = w.s.Decide(w.as(auth.Clerk), r.ID, it.ID, it)
	w.must(err)
	return w.load(r.ID), w.item(r)
}

func (w *world) item(r *foi.Request) foi.Item {
	w.Helper()
	v, err := w.s.View(w.as(auth.Clerk), r.ID)
	w.must(err)
	return v.Items[0]
}

func (w *world) kept(r *foi.Request, of foi.ItemID, name string, data []byte) foi.Redaction {
	w.Helper()
	x, err := w.s.AddRecord(w.as(auth.Clerk), r.ID, of, "会议纪要", name, data)
	w.must(err)
	return x
}

func (w *world) record(x foi.Redaction) foi.Record {
	w.Helper()
	v, err := w.s.Record(w.as(auth.Clerk), x.Request, x.ID)
	w.must(err)
	return v
}

// content is what a file of a request says, with what it hides, and its bytes.
func (w *world) content(r *foi.Request, file int64) (string, []byte) {
	w.Helper()
	f, err := w.s.Paper(w.as(auth.Clerk), file)
	w.must(err)
	c, err := w.files.Open(w.Context(), f)
	w.must(err)
	data, err := io.ReadAll(c)
	w.must(err)
	w.must(c.Close())
	e, err := extract.Read(f.Name, data)
	w.must(err)
	if len(e.Traces) > 0 {
		w.Errorf("the copy carries %v", e.Traces)
	}
	var b strings.Builder
	for _, p := range e.Parts {
		b.WriteString(p.Text + "\n")
	}
	return b.String(), data
}

// TestRedact: a Word file is marked by words, by what screening finds, and by place;
// its copy is given out, says nothing of it, and the parts are proposed.
func TestRedact(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r, it := w.parted("2026-09-10")
		x := w.kept(r, it.ID, "纪要.docx", wordFile(w, "与会人员张三丰发言", "身份证号：110101199003070011", "工资标准见附件", "会议同意执行"))
		clerk := w.as(auth.Clerk)
		w.did(w.s.MarkWords(clerk, r.ID, x.ID, foi.Words{Rev: x.Rev, Words: "张三丰\n", Limb: "third"}))
		v := w.record(x)
		if len(v.Found) != 1 || !v.Found[0].Sure {
			w.Fatalf("found %+v", v.Found)
		}
		w.did(w.s.MarkProposed(clerk, r.ID, x.ID, foi.Proposed{Rev: v.Rev, Places: []string{v.Found[0].Code}, Limb: "third"}))
		v = w.record(x)
		w.did(w.s.MarkAt(clerk, r.ID, x.ID, foi.At{Rev: v.Rev, Part: v.Places[0], Place: "3", Limb: "internal"}))
		v = w.record(x)
		x, err := w.s.Copy(clerk, r.ID, x.ID, foi.Seen{Rev: v.Rev})
		w.must(err)
		if x.State != foi.Made || x.Removed["third"] != 2 || x.Removed["internal"] != 1 {
			w.Errorf("%+v", x)
		}
		it = w.item(r)
		if len(it.Given) != 1 || it.Given[0].File != x.Copy || len(it.Parts) != 2 || it.Parts[0].Reason != "" {
			w.Fatalf("given %+v, withheld %+v", it.Given, it.Parts)
		}
		if err := it.Check(); fault.As(err).Fields["parts"].Key != "foi.result.part_reason" {
			w.Errorf("a part without a reason: %v", err)
		}
		text, data := w.content(r, x.Copy)
		for _, gone := range []string{"张三丰", "110101199003070011", "工资标准", "李四光明"} {
			if strings.Contains(text, gone) || bytes.Contains(data, []byte(gone)) {
				w.Errorf("the copy holds what was taken out: %s", gone)
			}
		}
		if !strings.Contains(text, "会议同意执行") || !strings.Contains(text, "第十五条") {
			w.Errorf("the copy says %s", text)
		}
	})
}

// TestRedactChanged: marks that change take the copy back; behind the approvals nothing can.
func TestRedactChanged(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r, it := w.parted("2026-09-10")
		clerk := w.as(auth.Clerk)
		x := w.kept(r, it.ID, "纪要.txt", []byte("张三丰发言\n会议同意执行\n张三丰签名\n"))
		if _, err := w.s.Copy(clerk, r.ID, x.ID, foi.Seen{Rev: x.Rev}); fault.Of(err) != fault.Invalid {
			t.Errorf("a copy without marks: %v", err)
		}
		w.did(w.s.MarkAt(clerk, r.ID, x.ID, foi.At{Rev: x.Rev, Part: "text", Place: "1", Limb: "third"}))
		stale := foi.Seen{Rev: x.Rev}
		if _, err := w.s.Copy(clerk, r.ID, x.ID, stale); fault.Of(err) != fault.Conflict {
			t.Errorf("a copy of marks that are old: %v", err)
		}
		x, err := w.s.Copy(clerk, r.ID, x.ID, foi.Seen{Rev: w.record(x).Rev})
		w.must(err)
		first := x.Copy
		w.did(w.s.MarkWords(clerk, r.ID, x.ID, foi.Words{Rev: x.Rev, Words: "张三丰", Limb: "third"}))
		if given := w.item(r).Given; len(given) != 0 {
			t.Errorf("still given out: %+v", given)
		}
		if _, err := w.s.Paper(clerk, first); fault.Of(err) != fault.NotFound {
			t.Errorf("the old copy is still there: %v", err)
		}
		if !finds(w, r, "redaction_open") {
			t.Error("a record without a copy goes unnoticed")
		}
		x, err = w.s.Copy(clerk, r.ID, x.ID, foi.Seen{Rev: w.record(x).Rev})
		w.must(err)
		if finds(w, r, "redaction_open") {
			t.Error("found although the copy is made")
		}
		v := w.record(x)
		w.did(w.s.Unmark(clerk, r.ID, x.ID, foi.Unmark{Rev: v.Rev, Marks: []string{v.Marked[0].Code}}))
		if n := len(w.record(x).Marks); n != len(v.Marks)-1 {
			t.Errorf("%d marks of %d", n, len(v.Marks))
		}
		w.did(w.s.Discard(clerk, r.ID, x.ID, foi.Seen{Rev: w.record(x).Rev}))
		if _, err := w.s.Record(clerk, r.ID, x.ID); fault.Of(err) != fault.NotFound {
			t.Errorf("it is still there: %v", err)
		}
	})
}

// did is the check of an act of which the outcome alone counts.
func (w *world) did(_ any, err error) { w.Helper(); w.must(err) }

func finds(w *world, r *foi.Request, rule string) bool {
	w.Helper()
	v, err := w.s.View(w.as(auth.Clerk), r.ID)
	w.must(err)
	return slices.ContainsFunc(v.Found, func(f foi.Finding) bool { return f.Rule == rule })
}

// TestRedactOtherwise: one record, two requests, two ways: both cases say so.
func TestRedactOtherwise(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		var last *foi.Request
		for i, words := range []string{"张三丰", "张三丰", "李四光"} {
			r, it := w.parted([]calendar.Day{"2026-09-10", "2026-09-11", "2026-09-14"}[i])
			x := w.kept(r, it.ID, "纪要.txt", []byte("张三丰发言\n李四光发言\n"))
			w.did(w.s.MarkWords(w.as(auth.Clerk), r.ID, x.ID, foi.Words{Rev: x.Rev, Words: words, Limb: "third"}))
			_, err := w.s.Copy(w.as(auth.Clerk), r.ID, x.ID, foi.Seen{Rev: w.record(x).Rev})
			w.must(err)
			if got, want := finds(w, r, "treated_otherwise"), words == "李四光"; got != want {
				t.Errorf("%s: treated otherwise %v", words, got)
			}
			last = r
		}
		v, err := w.s.View(w.as(auth.Clerk), last.ID)
		w.must(err)
		for _, f := range v.Found {
			if text := i18n.Text(f.Text); strings.Contains(text, "张三丰") || strings.Contains(text, "王") {
				t.Errorf("it tells %s", text)
			}
		}
	})
}

// TestRedactRefuses: a stranger, a result that gives nothing in part, a secret, a file that lies.
func TestRedactRefuses(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r, it := w.parted("2026-09-10")
		clerk := w.as(auth.Clerk)
		x := w.kept(r, it.ID, "纪要.txt", []byte("张三丰发言\n"))
		if _, err := w.s.MarkWords(clerk, r.ID, x.ID, foi.Words{Rev: 1, Words: "张三丰", Limb: "secret"}); fault.As(err).Fields["limb"].Key == "" {
			t.Errorf("a secret: %v", err)
		}
		if _, err := w.s.MarkWords(clerk, r.ID, x.ID, foi.Words{Rev: 1, Words: "王五", Limb: "third"}); fault.As(err).Fields["words"].Key != "foi.redact.nowhere" {
			t.Errorf("words that stand nowhere: %v", err)
		}
		if v, err := w.s.Record(w.as(auth.Signer), r.ID, x.ID); err != nil || !v.Shut || len(v.Sheets) != 0 {
			t.Errorf("the signer reads the record: %v", err)
		}
		open := w.received("2026-09-11")
		given := w.item(open)
		given.Result = "A1"
		w.did(w.s.Decide(clerk, open.ID, given.ID, given))
		some := []byte("一段文字")
		if _, err := w.s.AddRecord(clerk, open.ID, w.item(open).ID, "纪要", "纪要.txt", some); fault.Of(err) != fault.Conflict {
			t.Errorf("an item that is not given in part: %v", err)
		}
		if _, err := w.s.AddRecord(clerk, r.ID, it.ID, "纪要", "纪要.pdf", some); fault.Of(err) != fault.Invalid {
			t.Errorf("a text that calls itself PDF: %v", err)
		}
		if _, err := w.s.AddRecord(clerk, open.ID, it.ID, "纪要", "纪要.txt", some); fault.Of(err) != fault.NotFound {
			t.Errorf("an item of another request: %v", err)
		}
	})
}
