package plan_test

import (
	"testing"

	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/search"
)

func (w *world) found(x *search.Index, text string) (hits []search.Hit) {
	w.Helper()
	w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
		r, err := x.Find(tx, search.Query{Text: text, Strict: true})
		hits = r.Hits
		return err
	}))
	return hits
}

// TestFound: a circular is found from its issue on, by title, number and what its
// points ask for; a draft is not.
func TestFound(t *testing.T) {
	each(t, func(w *world) {
		x := search.New(w.db, search.NewLexicon(nil))
		x.Add(w.plans.Found())
		p := w.read()
		w.ready(p)
		o, err := w.plans.Overview(w.as(w.office), p.ID)
		w.must(err)
		task := o.Lines[8].Tasks[0]
		in, err := w.plans.TaskForm(w.as(w.office), task.ID)
		w.must(err)
		in.Title = "编制乡镇公开清单样本"
		_, err = w.plans.EditTask(w.as(w.office), task.ID, in)
		w.must(err)
		const own = `"乡镇公开清单样本"`
		asked := []string{own, p.Title, p.Number, "深化财政信息公开"}
		for _, q := range asked {
			if got := w.found(x, q); len(got) != 0 {
				t.Errorf("%s: a draft is found", q)
			}
		}
		p, err = w.plans.Issue(w.as(w.office), p.ID, plan.Confirm{})
		w.must(err)
		for _, q := range asked {
			if got := w.found(x, q); len(got) != 1 || got[0].ID != int64(p.ID) || got[0].Noun != plan.Noun || got[0].On != "2023-08-14" {
				t.Errorf("%s: %+v", q, got)
			}
		}
		w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
			if at, err := plan.IssuedAt(tx, p.ID); err != nil || calendar.DayOf(at) != p.IssuedOn {
				t.Errorf("issued at %s (%v)", at, err)
			}
			if at, err := plan.IssuedAt(tx, p.ID+1); err != nil || !at.IsZero() {
				t.Errorf("what was never issued: %s (%v)", at, err)
			}
			return nil
		}))
		issued, err := w.plans.Task(w.as(w.office), task.ID)
		w.must(err)
		_, err = w.plans.Cancel(w.as(w.office), task.ID, plan.Because{Rev: issued.Task.Rev, Reason: "不再需要"})
		w.must(err)
		if len(w.found(x, own)) != 0 {
			t.Error("what is not asked for any longer is found")
		}
		if n, err := x.Rebuild(w.Context(), nil); n != 1 || err != nil {
			t.Errorf("rebuilt %d (%v)", n, err)
		}
		if found, there, err := x.Compare(w.Context()); found != 1 || there != 1 || err != nil {
			t.Errorf("%d found, %d there (%v)", found, there, err)
		}
		if got := w.found(x, p.Title); len(got) != 1 {
			t.Errorf("after a rebuild: %+v", got)
		}
	})
}
