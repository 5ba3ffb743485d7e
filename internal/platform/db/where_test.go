package db_test

import (
	"errors"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

func TestWhere(t *testing.T) {
	var w db.Where
	w.Units("u", auth.Units{All: true})
	if w.String() != "" {
		t.Errorf("all units: %q", w.String())
	}
	w.Units("u", auth.Units{IDs: []int64{1, 2}})
	w.Like("name", "5%")
	w.In("s")
	if got, want := w.String(), ` WHERE u IN (?, ?) AND name LIKE ? ESCAPE '\' AND 1 = 0`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if w.Args[2] != `%5\%%` {
		t.Errorf("wildcard not escaped: %v", w.Args)
	}
}

// TestOr asks both engines what a list finds that asks for one of several conditions.
func TestOr(t *testing.T) {
	in := func(col string, of ...word) (w db.Where) { w.In(col, db.Anys(of)...); return w }
	both := func(name, is word) db.Where {
		w := in("name", name)
		w.And("word = ?", is)
		return w
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		create(t, d)
		must(t, d.Write(t.Context(), func(tx *db.Tx) error {
			return errors.Join(db.Insert(tx, "thing", sample(tx, "a")), db.Insert(tx, "thing", sample(tx, "b")), db.Insert(tx, "thing", sample(tx, "c")))
		}))
		for _, c := range []struct {
			about, want string
			of          []db.Where
			also        []word // names, one of which it has to have too
		}{
			{about: "of none nothing holds"},
			{about: "a list of nothing", of: []db.Where{in("name")}},
			{about: "one", of: []db.Where{in("name", "a")}, want: "a"},
			{about: "either", of: []db.Where{in("name", "a"), in("name", "c")}, want: "a c"},
			{about: "a list of nothing, or one", of: []db.Where{in("name"), in("name", "c")}, want: "c"},
			{about: "no condition, or one", of: []db.Where{{}, in("name", "c")}, want: "a b c"},
			{about: "all of each", of: []db.Where{both("a", "w"), both("b", "other")}, want: "a"},
			{about: "each with its own arguments", of: []db.Where{in("name", "a", "b"), in("word", "other")}, want: "a b"},
			{about: "the whole is one condition", of: []db.Where{in("name", "a"), in("name", "c")}, also: []word{"b", "c"}, want: "c"},
		} {
			var w db.Where
			w.Or(c.of...)
			if c.also != nil {
				w.In("name", db.Anys(c.also)...)
			}
			var found []string
			must(t, d.Read(t.Context(), func(tx *db.Tx) error {
				all, err := db.All[row](tx, "FROM thing"+w.String()+" ORDER BY name", w.Args...)
				for _, r := range all {
					found = append(found, r.Name)
				}
				return err
			}))
			if got := strings.Join(found, " "); got != c.want {
				t.Errorf("%s: %s finds %q, want %q", c.about, w.String(), got, c.want)
			}
		}
	})
}
