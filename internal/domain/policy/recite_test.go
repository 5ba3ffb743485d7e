package policy_test

import (
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/jobs"
)

// enclosing is an item with a file that says something.
func (w *world) enclosing(text string) *publish.Edition {
	w.Helper()
	a, err := w.items.Attach(w.Context(), "说明.txt", strings.NewReader(text))
	w.must(err)
	e, err := w.items.Draft(w.as(w.clerk), w.justice, publish.Edit{Title: "办事须知", Body: "见附件。", Attribute: publish.Open, Anchor: "foi:20-1", Column: w.library, MadeOn: w.db.Today()}, []publish.Attached{a})
	w.must(err)
	return e
}

// read has the texts of files read.
func (w *world) read() {
	w.Helper()
	runner, err := jobs.NewRunner(w.db, jobs.Config{}, w.files.Kinds()...)
	w.must(err)
	_, err = runner.RunDue(w.Context())
	w.must(err)
}

// TestRecite: what an attachment cites counts like what the text does, once it is read; and items
// from before a document was in the library are read for it at night.
func TestRecite(t *testing.T) {
	each(t, func(w *world) {
		d := w.issued(w.plain("甲办法", body))
		e, err := w.online(w.enclosing("按照《甲办法》第二条办理。"))
		w.must(err)
		stage := func(item publish.ID) (out policy.CitationStage) {
			for _, c := range w.view(d.ID).Citing {
				if c.Item == item {
					out = c.Stage
				}
			}
			return out
		}
		if got := stage(e.ItemID); got != "" {
			t.Errorf("cited before the file was read: %s", got)
		}
		w.must(w.docs.Recite(w.Context()))
		w.read()
		w.must(w.docs.Recite(w.Context()))
		if got := stage(e.ItemID); got != policy.Noted {
			t.Errorf("the file is read, and cites: %q", got)
		}
		w.decision("关于废止甲办法的决定", policy.Affect{Kind: policy.Repeal, Target: d.Number})
		if got := stage(e.ItemID); got != policy.Fallen {
			t.Errorf("it fell: %q", got)
		}
		w.must(w.docs.Recite(w.Context()))
		if got := stage(e.ItemID); got != policy.Fallen {
			t.Errorf("read once more: %q", got)
		}
		_, err = w.online(w.enclosing("按照《甲办法》第二条办理。"))
		if fault.Of(err) != fault.Invalid || fault.As(err).Fields["files"].Key != "publish.finding" {
			t.Errorf("a file that rests on it came on line: %v", err)
		}
	})
}

// TestReciteTaken: an item that has cited a document all along owes a look when the library of before
// says that it was over.
func TestReciteTaken(t *testing.T) {
	each(t, func(w *world) {
		e, err := w.article("红谷滩区烟花爆竹管理规定依旧有效，见《红谷滩区烟花爆竹管理规定》。")
		w.must(err)
		out, err := w.docs.Import(w.as(w.office), w.dogs(), policy.How{})
		w.must(err)
		w.admitted(out.Import)
		w.must(w.docs.Recite(w.Context()))
		found := 0
		for _, l := range out.Import.Lines {
			for _, c := range w.view(l.Document).Citing {
				if c.Item == e.ItemID && c.Stage == policy.Fallen && w.owing(policy.RuleLook, c.Ref()) != "" {
					found++
				}
			}
		}
		if found != 1 {
			t.Errorf("%d looks are owed", found)
		}
	})
}
