package foi_test

import (
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/journal"
)

// sheaf is a text file.
func sheaf(name, text string) foi.Sheaf { return foi.Sheaf{Name: name, Data: []byte(text)} }

// gives has a copy of each document that an item names and has none of, made elsewhere
// where a part of it is withheld.
func (w *world) gives(r *foi.Request) *foi.Request {
	w.Helper()
	for _, g := range w.item(r).Given {
		if g.File != 0 {
			continue
		}
		in, of := foi.Give{Rev: w.item(r).Rev, Document: g.Title}, foi.Sheaf{}
		if w.item(r).Result == "A3" {
			in.Elsewhere, of = "涂盖后扫描", sheaf("原件.txt", "原件："+g.Title+"，以及不能给出的一段话。\n")
		}
		var err error
		r, err = w.s.Give(w.as(auth.Clerk), r.ID, w.item(r).ID, in, sheaf(g.Title+".txt", g.Title+"\n"), of)
		w.must(err)
		r = w.load(r.ID)
	}
	return r
}

// field is the key of what is wrong with a field; "" is nothing.
func field(err error, name string) string {
	if fault.Of(err) != fault.Invalid {
		return ""
	}
	return fault.As(err).Fields[name].Key
}

// TestGive: a copy comes to the document that is named, takes the place of the one before,
// goes with its document, and is never a paper on file.
func TestGive(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r, clerk := w.received("2026-09-10"), w.as(auth.Clerk)
		give := func(document string, copied foi.Sheaf) error {
			_, err := w.s.Give(clerk, r.ID, w.item(r).ID, foi.Give{Rev: w.item(r).Rev, Document: document}, copied, foi.Sheaf{})
			return err
		}
		if err := give("决算", sheaf("决算.txt", "决算\n")); fault.Of(err) != fault.Conflict {
			w.Errorf("before anything was decided: %v", err)
		}
		it := w.item(r)
		it.Result, it.Given = "A2", []foi.Given{{Title: "决算", Pages: 2}, {Title: "决算说明", Pages: 1}}
		w.did(w.s.Decide(clerk, r.ID, it.ID, it))
		if err := give("预算", sheaf("决算.txt", "决算\n")); field(err, "document") == "" {
			w.Errorf("for what is not on the list: %v", err)
		}
		if err := give("决算", foi.Sheaf{}); field(err, "file") == "" {
			w.Errorf("nothing: %v", err)
		}
		w.must(give("决算", sheaf("第一稿.txt", "决算一\n")))
		first := w.item(r).Given[0].File
		w.must(give("决算", sheaf("第二稿.txt", "决算二\n")))
		it = w.item(r)
		if it.Given[0].File == 0 || it.Given[0].File == first || it.Given[1].File != 0 || len(it.Copies) != 1 || len(it.Papers) != 0 {
			w.Errorf("given: %+v %+v", it.Given, it.Copies)
		}
		w.must(give("决算说明", sheaf("说明.txt", "说明\n")))
		it = w.item(r)
		if err := it.Check(); field(err, "given") != "" {
			w.Errorf("all have their copies: %v", err)
		}
		w.did(w.s.TakeOut(clerk, it.Given[0].File, foi.Seen{Rev: it.Rev}))
		it = w.item(r)
		if it.Given[0].File != 0 || len(it.Copies) != 1 {
			w.Errorf("taken out: %+v %+v", it.Given, it.Copies)
		}
		it.Given = it.Given[:1]
		w.did(w.s.Decide(clerk, r.ID, it.ID, it))
		if it = w.item(r); len(it.Copies) != 0 {
			w.Errorf("the copy of a document that is no longer given: %+v", it.Copies)
		}
	})
}

// TestGiveInPart: of a partial release only the copy of a finished redaction goes out, or
// one that was made elsewhere, with its reason and not the whole of the original.
func TestGiveInPart(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r, it := w.parted("2026-09-10")
		clerk := w.as(auth.Clerk)
		const original = "张三丰月工资8765元\n会议同意执行\n"
		x := w.kept(r, it.ID, "纪要.docx", wordFile(w, "科员李四光月工资", "会议同意执行"))
		staged, err := w.files.Stage(clerk, strings.NewReader("审批单"))
		w.must(err)
		it = w.item(r)
		it.Given = []foi.Given{{Title: "会议纪要附件", Pages: 1}}
		w.did(w.s.Decide(clerk, r.ID, it.ID, it))
		_, err = w.s.Attach(clerk, r.ID, it.ID, "审批单.txt", staged)
		w.must(err)
		give := func(why string, copied, of foi.Sheaf) error {
			_, err := w.s.Give(clerk, r.ID, it.ID, foi.Give{Rev: w.item(r).Rev, Document: "会议纪要附件", Elsewhere: why}, copied, of)
			return err
		}
		cut := sheaf("附件.txt", "会议同意执行\n")
		for name, c := range map[string]struct {
			field string
			err   error
		}{
			"no reason":        {"elsewhere", give("", cut, sheaf("原件.txt", original))},
			"no original":      {"original", give("涂盖后扫描", cut, foi.Sheaf{})},
			"the original":     {"file", give("涂盖后扫描", sheaf("附件.txt", original), sheaf("原件.txt", original))},
			"all of its words": {"file", give("涂盖后扫描", sheaf("附件.txt", "\n张三丰月工资 8765元\n会议同意执行 \n附注\n"), sheaf("原件.txt", original))},
			"a paper on file":  {"file", give("涂盖后扫描", sheaf("附件.txt", "审批单"), sheaf("原件.txt", original))},
		} {
			if field(c.err, c.field) == "" {
				w.Errorf("%s: %v", name, c.err)
			}
		}
		if got := w.item(r); got.Given[0].File != 0 {
			w.Fatalf("what was refused is given: %+v", got.Given)
		}
		w.must(give("纸质原件涂盖后扫描", cut, sheaf("原件.txt", original)))
		if finds(w, r, "copy_unredacted") || finds(w, r, "copy_whole") {
			w.Error("a copy with its reason is found")
		}
		w.change(`UPDATE foi_item SET given = replace(given, 'elsewhere', 'other')`)
		if !finds(w, r, "copy_unredacted") {
			w.Error("a copy that nothing has redacted is not found")
		}
		w.change(`UPDATE foi_redaction SET source = (SELECT sha256 FROM files_file WHERE noun = 'foi_copy')`)
		if !finds(w, r, "copy_whole") {
			w.Errorf("the record itself is not found: %v", x.ID)
		}
	})
}

// TestReviewersSee: who reviews, clears and signs opens what is given out and what is on
// file, and has the list of what was taken out; its words only with a reason that stays.
func TestReviewersSee(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r, x := w.redacted()
		it := w.item(r)
		for _, role := range []auth.Role{auth.Clerk, auth.Head, auth.Secrecy, auth.Signer} {
			for _, file := range []int64{it.Given[0].File, it.Papers[0].ID} {
				if _, err := w.s.Paper(w.as(role), file); err != nil {
					w.Errorf("%s: %v", role, err)
				}
			}
		}
		for _, role := range []auth.Role{auth.Counsel, auth.Admin} {
			if _, err := w.s.Paper(w.as(role), it.Given[0].File); fault.Of(err) != fault.NotFound {
				w.Errorf("%s: %v", role, err)
			}
			if _, err := w.s.Record(w.as(role), r.ID, x.ID); fault.Of(err) != fault.NotFound {
				w.Errorf("%s: %v", role, err)
			}
		}
		v, err := w.s.Record(w.as(auth.Secrecy), r.ID, x.ID)
		w.must(err)
		if !v.Shut || v.Edit || len(v.Sheets) != 0 || len(v.Marked) != 1 || v.Marked[0].Text != "" || v.Marked[0].Limb != "internal" || v.Marked[0].Place == "" {
			w.Errorf("without a reason: %+v", v)
		}
		if _, err := w.s.Inspect(w.as(auth.Secrecy), r.ID, x.ID, foi.Because{Reason: " "}); field(err, "reason") == "" {
			w.Errorf("no reason: %v", err)
		}
		v, err = w.s.Inspect(w.as(auth.Secrecy), r.ID, x.ID, foi.Because{Reason: "核对遮盖是否恰当"})
		w.must(err)
		if v.Shut || v.Marked[0].Text != "张三丰月工资8765元" || len(v.Sheets) == 0 {
			w.Errorf("with a reason: %+v", v)
		}
		c, err := w.s.View(w.as(auth.Clerk), r.ID)
		w.must(err)
		if !slices.ContainsFunc(c.History, func(e journal.Entry) bool { return e.Act == "foi.inspect" }) {
			w.Errorf("nothing stays of it: %+v", c.History)
		}
	})
}
