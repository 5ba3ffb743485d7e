package search_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/search"
)

// TestStretches divides what a search looks through. A stretch begins where the
// one before ended, and ends with a month; months and years cover it if it has a bound.
func TestStretches(t *testing.T) {
	sizes := map[calendar.Day]int{"2026-03-01": 4, "2026-02-28": 4, "2026-02-01": 4, "2025-12-31": 9, "2024-05-05": 30, "2010-06-15": 80, "2009-02-03": 20, "": 300}
	const all = "9999-12-31 0001-01-01 "
	const newest = "9999-12-31 2026-03-01 @t202603 @t202604 @t202605 @t202606 @t202607 @t202608 @t202609 @t202610 @t202611 @t202612 @t2027"
	one, four := db.Term("a"), db.AllOf(db.Term("a"), db.Term("b"), db.AnyOf(db.Term("c"), db.Term("d")), db.Term("e"))
	d := dbtest.SQLite(t, nil)
	for name, c := range map[string]struct {
		got  []search.Range
		want []string
	}{
		"few documents": {search.Ranges(sizes, search.Query{}, one, 5), []string{all}},
		"many tokens":   {search.Ranges(sizes, search.Query{}, four, 4), []string{all}},
		"rare":          {search.Ranges(sizes, search.Query{}, one, 4, 0), []string{newest, "2026-02-28 0001-01-01 "}},
		"common": {search.Ranges(sizes, search.Query{}, one, 4, 4, 20, 24), []string{
			newest, "2026-02-28 2010-06-01 @t201006 @t201007 @t201008 @t201009 @t201010 @t201011 @t201012 @t2011 @t2012 @t2013 @t2014 @t2015 @t2016 " +
				"@t2017 @t2018 @t2019 @t2020 @t2021 @t2022 @t2023 @t2024 @t2025 @t202601 @t202602", "2010-05-31 0001-01-01 ",
		}},
		"days":    {search.Ranges(sizes, search.Query{From: "2023-12-01", To: "2026-01-15"}, one, 4), []string{"2026-01-15 2023-12-01 @t202312 @t2024 @t2025 @t202601"}},
		"nothing": {search.Ranges(nil, search.Query{}, one, 4), []string{all}},
	} {
		var got []string
		for _, r := range c.got {
			cover := ""
			if !r.Cover.Empty() {
				must(t, d.Read(t.Context(), func(tx *db.Tx) error { _, cover = tx.Match("search_token", r.Cover); return nil }))
			}
			got = append(got, fmt.Sprint(r.To, " ", r.From, " ", strings.NewReplacer(`"`, "", " OR ", " ").Replace(cover)))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
