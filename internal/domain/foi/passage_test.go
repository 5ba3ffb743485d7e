package foi_test

import (
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/jobs"
)

// warned are the words of a rule of the lint about a case, "" if it is silent.
func (w *world) warned(r *foi.Request, rule string) string {
	w.Helper()
	v, err := w.s.View(w.as(auth.Clerk), r.ID)
	w.must(err)
	for _, f := range v.Found {
		if f.Rule == rule {
			return i18n.Text(f.Text)
		}
	}
	return ""
}

// cut is a request in which words are taken out of a record of its own.
func (w *world) cut(day calendar.Day, name string, data []byte, words string) *foi.Request {
	w.Helper()
	r, it := w.parted(day)
	x := w.kept(r, it.ID, name, data)
	w.did(w.s.MarkWords(w.as(auth.Clerk), r.ID, x.ID, foi.Words{Rev: x.Rev, Words: words, Limb: "internal"}))
	w.did(w.s.Copy(w.as(auth.Clerk), r.ID, x.ID, foi.Seen{Rev: w.record(x).Rev}))
	return w.load(r.ID)
}

// sentence is what several records have in common.
const sentence = "经研究，同意由张三丰同志负责办公楼修缮，预算为120万元。"

// TestPassages: the same sentence in another file, cut otherwise, is told with unit, number
// and day; whoever cuts alike, or has other sentences, reads nothing.
func TestPassages(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		first := w.cut("2026-09-10", "纪要.docx", wordFile(w, "会议纪要", sentence+"会议还听取了其他汇报。"), "张三丰")
		if s := w.warned(first, "passage_otherwise"); s != "" {
			w.Errorf("alone: %s", s)
		}
		alike := w.cut("2026-09-11", "通知.txt", []byte("关于修缮的通知\n"+strings.ReplaceAll(sentence, "120", "１２０")+"\n"), "张三丰")
		if s := w.warned(alike, "passage_otherwise"); s != "" {
			w.Errorf("cut alike: %s", s)
		}
		other := w.cut("2026-09-14", "通知.csv", []byte("内容,备注\n"+sentence+",无\n另一句话与修缮无关而且足够长，不在别处。,无\n"), "无关而且足够长")
		s := w.warned(other, "passage_otherwise")
		for _, want := range []string{"区财政局", first.Number, "2026-09-10", "1 句"} {
			if s == "" || !strings.Contains(s+w.all(other), want) {
				w.Errorf("given whole here: %q has no %s", s, want)
			}
		}
		if strings.Contains(w.all(other), "张三丰") || strings.Contains(w.all(other), "王") {
			w.Errorf("it tells %s", w.all(other))
		}
		if s := w.warned(w.load(first.ID), "passage_otherwise"); !strings.Contains(s, other.Number) {
			w.Errorf("the first is told %q", s)
		}
		w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
			n, err := db.One[int](tx, "SELECT count(*) FROM foi_passage WHERE mark LIKE ? OR gone LIKE ? OR mark = ''", "%修缮%", "%修缮%")
			if n != 0 {
				w.Error("a passage has words")
			}
			return err
		}))
		v := w.record(foi.Redaction{Request: other.ID, ID: w.view(other).Records[0].ID})
		w.did(w.s.Unmark(w.as(auth.Clerk), other.ID, v.ID, foi.Unmark{Rev: v.Rev, Marks: []string{"0"}}))
		if s := w.warned(w.load(first.ID), "passage_otherwise"); s != "" {
			w.Errorf("the copy was taken back: %s", s)
		}
	})
}

func (w *world) view(r *foi.Request) foi.View {
	w.Helper()
	v, err := w.s.View(w.as(auth.Clerk), r.ID)
	w.must(err)
	return v
}

// all is what the lint says about passages of a case.
func (w *world) all(r *foi.Request) (out string) {
	w.Helper()
	for _, f := range w.view(r).Found {
		if f.Rule == "passage_otherwise" {
			out += i18n.Text(f.Text) + "\n"
		}
	}
	return out
}

// TestPassagesWhole: what is given out as it is warns before it is signed where another
// withheld a part of it; and once it is served, whoever withholds it is told.
func TestPassagesWhole(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		runner, err := jobs.NewRunner(w.db, jobs.Config{}, w.files.Kinds()...)
		w.must(err)
		first := w.cut("2026-09-10", "纪要.docx", wordFile(w, sentence), "张三丰")
		r := w.received("2026-09-11")
		it := w.item(r)
		it.Result, it.Facts, it.Given = "A2", map[string]string{"form": "email"}, []foi.Given{{Title: "修缮方案"}}
		w.did(w.s.Decide(w.as(auth.Clerk), r.ID, it.ID, it))
		_, err = w.s.Give(w.as(auth.Clerk), r.ID, it.ID, foi.Give{Rev: w.item(r).Rev, Document: "修缮方案"}, sheaf("修缮方案.txt", "修缮方案\n"+sentence+"\n"), foi.Sheaf{})
		w.must(err)
		_, err = runner.RunDue(auth.With(w.Context(), auth.Machine("jobs")))
		w.must(err)
		if s := w.warned(r, "passage_otherwise"); !strings.Contains(s, first.Number) || !strings.Contains(s, "修缮方案") || strings.Contains(s, "张三丰") {
			w.Errorf("before it is signed: %q", s)
		}
		w.did(w.s.Draft(w.as(auth.Clerk), r.ID, foi.Draft{Rev: w.load(r.ID).Rev, Remedy: []string{"R-B"}, Online: "https://xzfy.example.gov.cn", Contact: "公开办"}))
		r = w.signs(w.load(r.ID))
		if s := w.warned(w.load(first.ID), "passage_otherwise"); s != "" {
			w.Errorf("not served yet: %s", s)
		}
		w.did(w.s.Serve(w.as(auth.Clerk), r.ID, foi.Serve{Rev: r.Rev, Sending: foi.Sending{How: foi.Electronic, Day: "2026-09-11"}}))
		if s := w.warned(w.load(first.ID), "passage_otherwise"); !strings.Contains(s, r.Number) {
			w.Errorf("served: %q", s)
		}
	})
}
