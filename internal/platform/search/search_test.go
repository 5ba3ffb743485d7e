package search_test

import (
	"cmp"
	"slices"
	"testing"

	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/search"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// shelf is a source whose documents are in memory.
type shelf map[int64]search.Doc

func (s shelf) source(noun string) search.Source {
	return search.Source{
		Noun: noun,
		After: func(_ *db.Tx, after int64, n int) ([]int64, error) {
			var ids []int64
			for id, d := range s {
				if id > after && d.Noun == noun {
					ids = append(ids, id)
				}
			}
			slices.Sort(ids)
			return ids[:min(n, len(ids))], nil
		},
		Load: func(_ *db.Tx, ids []int64) ([]search.Doc, error) {
			var out []search.Doc
			for _, id := range ids {
				if d, ok := s[id]; ok {
					out = append(out, d)
				}
			}
			return out, nil
		},
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var same = [][]string{{"公积金", "住房公积金"}, {"低保", "最低生活保障"}}

// stocked is an index with the documents in it.
func stocked(t testing.TB, d *db.DB, docs ...search.Doc) (*search.Index, shelf) {
	t.Helper()
	x, s := search.New(d, search.NewLexicon(same)), shelf{}
	x.Add(s.source("item"))
	put(t, d, x, s, docs...)
	return x, s
}

func put(t testing.TB, d *db.DB, x *search.Index, s shelf, docs ...search.Doc) {
	t.Helper()
	for i := range docs {
		docs[i].Noun = cmp.Or(docs[i].Noun, "item")
		docs[i].State = cmp.Or(docs[i].State, search.Valid)
		docs[i].On = cmp.Or(docs[i].On, "2026-01-05")
		s[docs[i].ID] = docs[i]
	}
	must(t, d.Write(t.Context(), func(tx *db.Tx) error { return x.Put(tx, docs...) }))
}

func find(t testing.TB, d *db.DB, x *search.Index, q search.Query) (out search.Result) {
	t.Helper()
	must(t, d.Read(t.Context(), func(tx *db.Tx) (err error) {
		if out, err = x.Find(tx, q); err != nil {
			t.Logf("%+v", q)
		}
		return err
	}))
	return out
}

func ids(r search.Result) []int64 {
	out := []int64{}
	for _, h := range r.Hits {
		out = append(out, h.ID)
	}
	return out
}

func TestPutFindDrop(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x, s := stocked(t, d,
			search.Doc{ID: 1, Title: "关于住房公积金缴存的通知", Text: "缴存比例为百分之五至百分之十二。", On: "2025-03-01"},
			search.Doc{ID: 2, Title: "部门预算", Text: "二〇二五年收支。", Parts: []search.Part{{Name: "附件1.xlsx", Text: "公积金支出"}}, On: "2025-04-01"},
		)
		if got := ids(find(t, d, x, search.Query{Text: "公积金"})); !slices.Equal(got, []int64{1, 2}) {
			t.Errorf("got %v", got)
		}
		s2 := s[1]
		s2.Title = "关于缴存的通知"
		put(t, d, x, s, s2)
		if got := ids(find(t, d, x, search.Query{Text: "公积金"})); !slices.Equal(got, []int64{2}) {
			t.Errorf("after a change: %v", got)
		}
		must(t, d.Write(t.Context(), func(tx *db.Tx) error { return x.Drop(tx, 2, 99) }))
		if r := find(t, d, x, search.Query{Text: "公积金"}); r.Total != 0 || len(r.Hits) != 0 {
			t.Errorf("after Drop: %+v", r)
		}
		if got := ids(find(t, d, x, search.Query{})); !slices.Equal(got, []int64{1}) {
			t.Errorf("everything: %v", got)
		}
	})
}
