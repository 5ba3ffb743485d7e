package publish_test

import (
	"fmt"
	"testing"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// revise edits the next edition of an item, with a file more.
func (w *world) revise(id publish.ID, name, content string, change func(*publish.Edit)) *publish.Edition {
	w.Helper()
	e, err := w.items.Revise(w.as(w.clerk), id)
	w.must(err)
	return w.again(e, name, content, change)
}

// again edits an unfinished edition, with a file more if it has a name.
func (w *world) again(e *publish.Edition, name, content string, change func(*publish.Edit)) *publish.Edition {
	w.Helper()
	var attached []publish.Attached
	if name != "" {
		attached = w.attach(name, content)
	}
	e, err := w.items.Edit(w.as(w.clerk), e.ID, edit(e, func(in *publish.Edit) { in.Note = "更换附件"; change(in) }), attached)
	w.must(err)
	return e
}

// finish takes a draft into public.
func (w *world) finish(e *publish.Edition) *publish.Edition {
	w.Helper()
	e, err := w.items.Submit(w.as(w.clerk), e.ID, check(e))
	w.must(err)
	return w.release(w.approve(e))
}

// TestReplaced: the address of an attachment leads in one hop to what replaced
// it, as soon as that is public and not before; the edition keeps its own file.
func TestReplaced(t *testing.T) {
	each(t, func(w *world) {
		as := func(*publish.Edit) {}
		first, err := w.items.Draft(w.as(w.clerk), w.finance, w.notice(), w.attach("清单.csv", "项目,标准\n甲,1\n"))
		w.must(err)
		first = w.finish(first)
		id, one := first.ItemID, first.Attachments[0].File
		leads := func(file, want int64) {
			t.Helper()
			if f, err := w.items.File(w.Context(), id, file); f.ID != want || err != nil {
				t.Errorf("leads to %d, want %d (%v)", f.ID, want, err)
			}
		}
		second := w.revise(id, "清单.csv", "项目,标准\n甲,2\n", as)
		if a := second.Attachments; len(a) != 1 || a[0].File == one || a[0].Replaces != one {
			t.Fatalf("%+v", a)
		}
		leads(one, one)
		_, err = w.items.File(w.Context(), id, second.Attachments[0].File)
		w.want(err, fault.NotFound, "")
		second = w.finish(second)
		two := second.Attachments[0].File
		leads(one, two)
		leads(two, two)
		if p := w.page(id); len(p.Files) != 1 || p.Files[0].Address != fmt.Sprintf("%s/file/%d", second.Address(), two) || p.Files[0].SHA256 == "" {
			t.Errorf("files of the page: %+v", p.Files)
		}

		third := w.revise(id, "标准.csv", "项目,标准\n甲,3\n", func(in *publish.Edit) { in.Replaces = two })
		third = w.finish(third)
		three := third.Attachments[0].File
		if len(third.Attachments) != 1 || third.Attachments[0].Name != "标准.csv" {
			t.Errorf("%+v", third.Attachments)
		}
		leads(one, three)
		leads(two, three)
		leads(three, three)
		for n, e := range []*publish.Edition{first, second, third} {
			file := []int64{one, two, three}[n]
			name := e.Address()[len(publish.RefOf(id))+1:]
			if f, err := w.items.FileAt(w.Context(), id, name, file); f.ID != file || err != nil {
				t.Errorf("edition %d: %+v %v", n+1, f, err)
			}
			if _, err := w.items.FileAt(w.Context(), id, name, []int64{two, three, one}[n]); fault.Of(err) != fault.NotFound {
				t.Errorf("edition %d has the file of another: %v", n+1, err)
			}
		}

		fourth := w.finish(w.revise(id, "", "", func(in *publish.Edit) { in.Body += "附则。\n" })) // keeps the file
		if a := fourth.Attachments; len(a) != 1 || a[0].File != three || a[0].Replaces != 0 {
			t.Errorf("%+v", a)
		}
		leads(one, three)
		_, err = w.items.Remove(w.as(w.signer), fourth.ID, publish.Remove{Because: because(fourth)})
		w.must(err)
		for _, file := range []int64{one, two, three} {
			_, err = w.items.File(w.Context(), id, file)
			w.want(err, fault.NotFound, "")
		}
	})
}

// TestReplacedDraft: what is replaced while an edition is written, and what is not.
func TestReplacedDraft(t *testing.T) {
	each(t, func(w *world) {
		first, err := w.items.Draft(w.as(w.clerk), w.finance, w.notice(), append(w.attach("a.csv", "a,1\n"), w.attach("b.csv", "b,1\n")...))
		w.must(err)
		first = w.again(first, "a.csv", "a,2\n", func(*publish.Edit) {}) // never public: nothing leads anywhere
		if a := first.Attachments; len(a) != 2 || a[0].Name != "a.csv" || a[0].Replaces != 0 {
			t.Fatalf("%+v", a)
		}
		first = w.finish(first)
		one, other := first.Attachments[0].File, first.Attachments[1].File

		e := w.revise(first.ItemID, "a.csv", "a,3\n", func(*publish.Edit) {})
		draft := e.Attachments[0].File
		e = w.again(e, "c.csv", "a,4\n", func(in *publish.Edit) { in.Replaces = draft })
		if a := e.Attachments; len(a) != 2 || a[0].Name != "c.csv" || a[0].Replaces != one {
			t.Errorf("a draft of a draft: %+v", a)
		}
		_, err = w.items.Attachment(w.as(w.clerk), e.ID, draft)
		w.want(err, fault.NotFound, "")
		e = w.again(e, "a.csv", "a,5\n", func(*publish.Edit) {}) // its place is taken
		if a := e.Attachments; len(a) != 3 || a[2].Replaces != 0 {
			t.Errorf("two replace one: %+v", a)
		}
		e = w.again(e, "", "", func(in *publish.Edit) { in.Keep = nil })
		e = w.again(e, "b.csv", "b,2\n", func(*publish.Edit) {}) // taken away first, added later
		if a := e.Attachments; len(a) != 1 || a[0].Replaces != other {
			t.Errorf("of the same name: %+v", a)
		}

		for name, c := range map[string]struct {
			replaces int64
			attached []publish.Attached
			field    string
		}{
			"no file":               {e.Attachments[0].File, nil, "replaces"},
			"two files":             {e.Attachments[0].File, append(w.attach("x.csv", "x\n"), w.attach("y.csv", "y\n")...), "replaces"},
			"what the edition lost": {one, w.attach("x.csv", "x\n"), "replaces"},
			"one name twice":        {0, append(w.attach("x.csv", "x\n"), w.attach("x.csv", "y\n")...), "files"},
		} {
			_, err := w.items.Edit(w.as(w.clerk), e.ID, edit(e, func(in *publish.Edit) { in.Replaces = c.replaces }), c.attached)
			if fault.As(errOf(err)).Fields[c.field].Key == "" {
				t.Errorf("%s: %v", name, err)
			}
		}
		e = w.again(e, "x.csv", "x\n", func(*publish.Edit) {})
		_, err = w.items.Edit(w.as(w.clerk), e.ID, edit(e, func(in *publish.Edit) { in.Replaces = e.Attachments[0].File }), w.attach("x.csv", "y\n"))
		w.wantField(err, "files") // the name is another's
	})
}
