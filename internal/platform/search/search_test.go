package search_test

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
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
		Count: func(*db.Tx) (n int, err error) {
			for _, d := range s {
				if d.Noun == noun {
					n++
				}
			}
			return n, nil
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

func people() []search.Doc {
	return []search.Doc{
		{ID: 1, Title: "养犬登记通知", Text: "养犬须知", Kind: "notice", Unit: 7, Column: 3, Year: 2024, On: "2024-05-01"},
		{ID: 2, Title: "养犬管理办法", Text: "养犬", Kind: "policy", Unit: 7, Column: 4, Year: 2023, On: "2023-05-01", State: search.Repealed},
		{ID: 3, Title: "养犬答复", Text: "养犬", Kind: "reply", Unit: 8, Column: 3, Year: 2024, On: "2024-06-01"},
		{ID: 4, Title: "养鸡通知", Text: "家禽", Kind: "notice", Unit: 8, Column: 3, Year: 2024, On: "2024-06-02"},
	}
}

func TestFilters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x, _ := stocked(t, d, people()...)
		for name, c := range map[string]struct {
			q    search.Query
			want []int64
		}{
			"word":      {search.Query{Text: "养犬", Newest: true}, []int64{3, 1, 2}},
			"unit":      {search.Query{Text: "养犬", Units: []int64{7}, Newest: true}, []int64{1, 2}},
			"two units": {search.Query{Units: []int64{7, 8}, Columns: []int64{3}}, []int64{4, 3, 1}},
			"year":      {search.Query{Years: []int{2023}}, []int64{2}},
			"kind":      {search.Query{Kinds: []string{"notice"}, Nouns: []string{"item"}}, []int64{4, 1}},
			"state":     {search.Query{States: []search.State{search.Repealed, search.Withdrawn}}, []int64{2}},
			"from":      {search.Query{From: "2024-06-01"}, []int64{4, 3}},
			"to":        {search.Query{To: "2024-05-01"}, []int64{1, 2}},
			"days":      {search.Query{From: "2024-05-01", To: "2024-06-01"}, []int64{3, 1}},
			"no noun":   {search.Query{Nouns: []string{"other"}}, []int64{}},
			"no range":  {search.Query{From: "2025-01-01", To: "2024-01-01"}, []int64{}},
			"no word":   {search.Query{Text: "？！"}, []int64{}},
			"year word": {search.Query{Text: "2023年养犬"}, []int64{2, 3, 1}},
		} {
			if got := ids(find(t, d, x, c.q)); !slices.Equal(got, c.want) {
				t.Errorf("%s: got %v, want %v", name, got, c.want)
			}
		}
	})
}

func TestFacets(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x, s := stocked(t, d, people()...)
		f := find(t, d, x, search.Query{Text: "养犬"}).Facets
		if got := fmt.Sprint(f); got != "{[{item 3}] [{notice 1} {policy 1} {reply 1}] [{7 2} {8 1}] [{3 2} {4 1}] [{2024 2} {2023 1}] [{valid 2} {repealed 1}]}" {
			t.Errorf("got %s", got)
		}
		changed := s[3]
		changed.Unit, changed.State = 9, search.Lapsed
		put(t, d, x, s, changed)
		must(t, d.Write(t.Context(), func(tx *db.Tx) error { return x.Drop(tx, 1) }))
		f = find(t, d, x, search.Query{Text: "养犬"}).Facets
		if got := fmt.Sprint(f.Units, f.States); got != "[{7 1} {9 1}] [{lapsed 1} {repealed 1}]" {
			t.Errorf("after a change: %s", got)
		}
	})
}

// TestOtherNode has a second index of the same database find and count what the first one puts.
func TestOtherNode(t *testing.T) {
	clock := dbtest.At("2026-03-02")
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		x, s := stocked(t, d, people()...)
		y := search.New(d, search.NewLexicon(same))
		y.Add(s.source("item"))
		find(t, d, y, search.Query{}) // its board is loaded
		put(t, d, x, s, search.Doc{ID: 5, Title: "养犬新规", Unit: 12, Year: 2026, On: "2026-03-01"})
		r := find(t, d, y, search.Query{Text: "新规"})
		if len(r.Hits) != 1 || fmt.Sprint(r.Facets.Units) != "[{12 1}]" {
			t.Errorf("at once: %+v", r)
		}
		moved := s[5]
		moved.Unit = 13
		put(t, d, x, s, moved)
		clock.Add(time.Second)
		if r := find(t, d, y, search.Query{Text: "新规"}); fmt.Sprint(r.Facets.Units) != "[{13 1}]" {
			t.Errorf("a second later: %+v", r.Facets)
		}
	})
}

func TestPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var docs []search.Doc
		for i := range int64(130) {
			docs = append(docs, search.Doc{ID: i + 1, Title: fmt.Sprintf("公告第%d号", i), Text: "内容", On: calendar.Day("2024-01-01").Add(int(i % 50))})
		}
		x, _ := stocked(t, d, docs...)
		for _, newest := range []bool{true, false} {
			seen := map[int64]bool{}
			for page := 1; page <= 5; page++ {
				r := find(t, d, x, search.Query{Text: "公告", Newest: newest, Page: page, Size: 30})
				if r.Total != 130 || r.Pages != 5 || r.More {
					t.Errorf("page %d: %d hits on %d pages", page, r.Total, r.Pages)
				}
				for i, h := range r.Hits {
					if seen[h.ID] {
						t.Errorf("%d is there twice", h.ID)
					}
					if newest && i > 0 && h.On > r.Hits[i-1].On {
						t.Errorf("%s after %s", h.On, r.Hits[i-1].On)
					}
					seen[h.ID] = true
				}
			}
			if len(seen) != 130 {
				t.Errorf("newest %v: %d of 130 on the pages", newest, len(seen))
			}
		}
		if r := find(t, d, x, search.Query{Text: "公告", Page: 99}); len(r.Hits) != 0 || r.Total != 130 {
			t.Errorf("behind the last page: %+v", r)
		}
	})
}

// TestCap: more hits than are counted are said to be more, and the pages end.
func TestCap(t *testing.T) {
	d := dbtest.SQLite(t, nil)
	docs := make([]search.Doc, search.Most+5)
	for i := range docs {
		docs[i] = search.Doc{ID: int64(i + 1), Title: "公告", On: "2024-01-01"}
	}
	x, _ := stocked(t, d, docs...)
	r := find(t, d, x, search.Query{Text: "公告", Size: 50})
	if r.Total != search.Most || !r.More || r.Pages != search.Deepest/50 || r.Facets.Nouns[0].N != search.Most {
		t.Errorf("total %d, more %v, pages %d", r.Total, r.More, r.Pages)
	}
	if r := find(t, d, x, search.Query{Text: "公告", Size: 50, Page: r.Pages}); len(r.Hits) != 50 {
		t.Errorf("%d hits on the last page", len(r.Hits))
	}
}

func TestHit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x, s := stocked(t, d, search.Doc{
			ID: 1, Title: "采购公告", Text: "见附件。", Parts: []search.Part{{Name: "清单.xlsx", Text: "打印机"}, {Name: "合同.pdf", Text: "复印纸一百箱"}},
		})
		r := find(t, d, x, search.Query{Text: "复印纸"})
		if h := r.Hits[0]; h.Part != "合同.pdf" || fmt.Sprint(h.Excerpt) != "[{复印纸 true} {一百箱 false}]" || fmt.Sprint(r.Words) != "[复印纸]" {
			t.Errorf("got %+v, words %v", h, r.Words)
		}
		delete(s, 1) // the source shows it no longer; nobody sees what the index still has
		if r := find(t, d, x, search.Query{Text: "复印纸"}); len(r.Hits) != 0 {
			t.Errorf("got %+v", r.Hits)
		}
	})
}

func TestRelaxed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x, _ := stocked(t, d, people()...)
		if r := find(t, d, x, search.Query{Text: "养犬 登记"}); !r.Relaxed || ids(r)[0] != 1 || r.Total != 3 {
			t.Errorf("got %v, relaxed %v", ids(r), r.Relaxed)
		}
		if r := find(t, d, x, search.Query{Text: "养犬登记通知"}); r.Hits[0].ID != 1 {
			t.Errorf("by title: %v", ids(r))
		}
		if r := find(t, d, x, search.Query{Text: "养犬 登记", Strict: true}); r.Relaxed || r.Total > 1 {
			t.Errorf("every word is asked for, got %v, relaxed %v", ids(r), r.Relaxed)
		}
		if r := find(t, d, x, search.Query{Text: "养犬"}); r.Relaxed {
			t.Error("one word that is there was relaxed")
		}
	})
}

// TestBadFilter: what is no unit is said at its field.
func TestBadFilter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x, _ := stocked(t, d, people()...)
		for field, q := range map[string]search.Query{"unit": {Units: []int64{3, -1}}, "column": {Text: "养犬", Columns: []int64{-7}}, "year": {Years: []int{-1}}} {
			err := d.Read(t.Context(), func(tx *db.Tx) error { _, err := x.Find(tx, q); return err })
			if fault.Of(err) != fault.Invalid || fault.As(err).Fields[field].Key != "search.bad_filter" {
				t.Errorf("%s: %v", field, err)
			}
		}
	})
}

func TestUse(t *testing.T) {
	d := dbtest.SQLite(t, nil)
	x, _ := stocked(t, d, people()...)
	if r := find(t, d, x, search.Query{Text: "狗证"}); r.Total != 0 {
		t.Errorf("before: %v", ids(r))
	}
	x.Use(search.NewLexicon([][]string{{"狗证", "养犬登记"}}))
	if r := find(t, d, x, search.Query{Text: "狗证"}); !slices.Equal(ids(r), []int64{1}) {
		t.Errorf("with other words: %v", ids(r))
	}
}

func TestSuggest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x, _ := stocked(t, d,
			search.Doc{ID: 1, Title: "关于养犬登记的通知", Number: "洪府办发〔2024〕12号", On: "2024-01-01"},
			search.Doc{ID: 2, Title: "养犬管理办法", Number: "洪府办发〔2024〕1号", On: "2020-01-01"},
			search.Doc{ID: 3, Title: "养犬管理办法", On: "2019-01-01", State: search.Lapsed},
			search.Doc{ID: 4, Title: "犬类名录", Number: "洪府发〔2023〕12号"},
			search.Doc{ID: 5, Title: "COVID-19 防控指引", Text: "coverage", On: "2022-01-01"},
			search.Doc{ID: 6, Title: "执行GB18030标准的说明", On: "2021-01-01"},
		)
		for typed, want := range map[string][]int64{
			"养犬":            {2, 1},
			"犬":             {4, 1, 2},
			"登記":            {1},
			"洪府办发〔2024〕1":   {1, 2},
			"洪府":            {4, 1, 2},
			"洪府办发(2024)12号": {1},
			"covi":          {5},
			"ＣＯＶＩＤ-1":       {5},
			"c":             {5},
			" covi":         {5},
			"cover":         {}, // of the text
			"ovid":          {},
			"执行gb1803":      {6},
			"标准的gb":         {},
			"没有":            {},
			" ， ":           {},
		} {
			var got []int64
			must(t, d.Read(t.Context(), func(tx *db.Tx) error {
				all, err := x.Suggest(tx, typed, 5)
				for _, s := range all {
					got = append(got, s.ID)
				}
				return err
			}))
			if !slices.Equal(got, want) {
				t.Errorf("%s: %v, want %v", typed, got, want)
			}
		}
	})
}

func TestRebuild(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x, s := stocked(t, d, people()...)
		delete(s, 2)
		s[9] = search.Doc{ID: 9, Noun: "item", Title: "养犬新规", On: "2025-01-01", State: search.Valid}
		if found, there, err := x.Compare(t.Context()); err != nil || found != 4 || there != 4 {
			t.Errorf("%d found of %d, %v", found, there, err)
		}
		gone := s[1]
		delete(s, 1)
		if found, there, err := x.Compare(t.Context()); err != nil || found != 4 || there != 3 {
			t.Errorf("one less: %d found of %d, %v", found, there, err)
		}
		s[1] = gone
		told := 0
		n, err := x.Rebuild(t.Context(), func(done int) { told = done })
		must(t, err)
		if n != 4 || told != 4 {
			t.Errorf("%d put, %d told", n, told)
		}
		if got := ids(find(t, d, x, search.Query{Newest: true})); !slices.Equal(got, []int64{9, 4, 3, 1}) {
			t.Errorf("got %v", got)
		}
	})
}

// TestUndone: what a transaction put that came to nothing is not found, and not counted.
func TestUndone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x, s := stocked(t, d, people()...)
		boom := errors.New("boom")
		secret := search.Doc{ID: 8, Noun: "item", Title: "未发布", Unit: 99, On: "2026-01-01", State: search.Valid}
		s[8] = secret
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			if err := x.Put(tx, secret); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) {
			t.Fatal(err)
		}
		if r := find(t, d, x, search.Query{Text: "未发布"}); r.Total != 0 {
			t.Errorf("found %v", ids(r))
		}
	})
}
