package holidays_test

import (
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/holidays"
)

const notice2027 = `date,kind,name,source
2027-01-01,holiday,元旦,国办发明电〔2026〕9号
2027-01-02,workday,元旦,国办发明电〔2026〕9号
2027-10-01,holiday,国庆节,国办发明电〔2026〕9号
`

func base(t *testing.T) *calendar.Calendar {
	t.Helper()
	c, err := calendar.New([]calendar.Exception{
		{Day: "2026-01-01", Kind: calendar.Holiday, Name: "元旦", Notice: "国办发明电〔2025〕7号"},
		{Day: "2026-10-01", Kind: calendar.Holiday, Name: "国庆节", Notice: "国办发明电〔2025〕7号"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var admin = auth.Actor{Kind: auth.Person, ID: 1, Grants: []auth.Grant{{Perms: map[auth.Perm]bool{holidays.Edit: true}, Units: auth.Units{All: true}}}}

func TestImport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, other := holidays.New(d, base(t)), holidays.New(d, base(t))
		moved := 0
		h.Recompute = func(_ *db.Tx, cal *calendar.Calendar) (int, error) {
			moved++
			if cal.Works("2027-01-01") {
				t.Error("recomputed with the old calendar")
			}
			return 3, nil
		}
		ctx := dbtest.As(t, admin)
		for _, dry := range []bool{true, false} {
			out, err := h.Import(ctx, []byte(notice2027), dry)
			if err != nil {
				t.Fatal(err)
			}
			if len(out.Changes) != 3 || out.Moved != 3 || out.Through != "2027-12-31" || out.Dry != dry {
				t.Errorf("dry %v: %+v", dry, out)
			}
			for _, n := range []*holidays.Holidays{h, other} { // the second is another node
				cal, err := n.Current(ctx)
				if err != nil {
					t.Fatal(err)
				}
				if cal.Provisional("2026-12-31", "2027-01-01") != dry {
					t.Errorf("dry %v: 2027 provisional: %v", dry, !dry)
				}
			}
		}
		if out, err := h.Import(ctx, []byte(notice2027), false); err != nil || len(out.Changes) != 0 || moved != 2 {
			t.Errorf("the same notice again: %+v, %v, recomputed %d times", out, err, moved)
		}
	})
}

func TestImportRefuses(t *testing.T) {
	d := dbtest.SQLite(t, nil)
	h := holidays.New(d, base(t))
	if _, err := h.Import(t.Context(), []byte(notice2027), false); fault.Of(err) != fault.Forbidden {
		t.Errorf("a visitor: %v", err)
	}
	_, err := h.Import(dbtest.As(t, admin), []byte("date,kind,name,source\n2027-13-01,holiday,元旦,国办发明电〔2026〕9号\n2027-01-04,workday,元旦,国办发明电〔2026〕9号\n"), false)
	if e := fault.As(err); e.Kind != fault.Invalid || len(e.Rows) != 2 || e.Rows[0].Line != 2 || e.Rows[1].Line != 3 {
		t.Errorf("got %v", err)
	}
}

// TestImportAgain puts a slip right: the same notice, its number written with
// other brackets, no longer has a day that it had. What deadlines are computed
// with in the import is what every node sees afterwards.
func TestImportAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := holidays.New(d, base(t)), dbtest.As(t, admin)
		var used *calendar.Calendar
		h.Recompute = func(_ *db.Tx, cal *calendar.Calendar) (int, error) { used = cal; return 0, nil }
		slip := "2026-10-01,workday,国庆节,国办发明电〔2026〕9号\n" // not a weekend: refused
		if _, err := h.Import(ctx, []byte(notice2027+slip), false); fault.Of(err) != fault.Invalid {
			t.Errorf("got %v", err)
		}
		slip = "2026-10-02,holiday,国庆节,国办发明电〔2026〕9号\n2026-10-01,holiday,国庆,国办发明电〔2026〕9号\n"
		if _, err := h.Import(ctx, []byte(notice2027+slip), false); err != nil {
			t.Fatal(err)
		}
		again := strings.NewReplacer("〔", "[", "〕", "]").Replace(notice2027)
		out, err := h.Import(ctx, []byte(again), false)
		if err != nil {
			t.Fatal(err)
		}
		for name, cal := range map[string]func() (*calendar.Calendar, error){
			"recomputed": func() (*calendar.Calendar, error) { return used, nil },
			"this node":  func() (*calendar.Calendar, error) { return h.Current(ctx) },
			"another":    func() (*calendar.Calendar, error) { return holidays.New(d, base(t)).Current(ctx) },
		} {
			c, err := cal()
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if !c.Works("2026-10-02") || c.Works("2026-10-01") || c.Works("2027-01-01") {
				t.Errorf("%s: the slip is still there, or too much is gone: %+v", name, c.Exceptions())
			}
		}
		if len(out.Changes) == 0 {
			t.Error("the import says that it changed nothing")
		}
	})
}
