package user_test

import (
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/user"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// TestPeople asks People and Actor.CanAt the same question in both directions,
// for every account, unit and permission.
func TestPeople(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		ids := []int64{
			d.hire("root.office", root, auth.Office),
			d.hire("root.head", root, auth.Head),
			d.hire("bureau.clerk", bureau, auth.Clerk),
			d.hire("bureau.office", bureau, auth.Office),
			d.hire("station.head", station, auth.Head),
			d.hire("town.counsel", town, auth.Counsel),
			d.hire("gone", town, auth.Clerk),
			d.hire("ended", town, auth.Clerk),
			d.hire("limited", town, auth.Head),
		}
		gone, ended, limited := ids[6], ids[7], ids[8]
		must(t, d.Disable(d.machine(), gone))
		p, err := d.Get(d.machine(), ended)
		must(t, err)
		must(t, d.EndPost(d.machine(), p.Posts[0].ID))
		_, err = d.Assign(d.machine(), limited, user.Assign{Unit: bureau, Role: auth.Clerk, Starts: "2026-03-10", Ends: "2026-03-20"})
		must(t, err)
		found := 0
		for _, day := range []calendar.Day{"2026-03-02", "2026-03-10", "2026-03-20", "2026-03-21"} {
			d.clock.Set(day)
			for _, unitID := range []int64{root, office, bureau, station, town, closed} {
				for _, perm := range []auth.Perm{"plan.report", "plan.issue", user.Edit, "no.such"} {
					var got []int64
					must(t, d.DB.Read(t.Context(), func(tx *db.Tx) (err error) { got, err = d.People(tx, perm, unitID); return err }))
					var want []int64
					for _, id := range ids {
						if id == gone {
							continue // may not act at all
						}
						if auth.From(d.as(id)).CanAt(perm, unitID) {
							want = append(want, id)
						}
					}
					slices.Sort(want)
					if !slices.Equal(got, want) {
						t.Errorf("%s: who has %s at %d: %v, want %v", day, perm, unitID, got, want)
					}
					found += len(got)
				}
			}
		}
		if found == 0 {
			t.Error("nobody was found at all")
		}
	})
}

func TestMail(t *testing.T) {
	for address, ok := range map[string]bool{
		"": true, "li@example.cn": true, "li.na+gk@mail.example.gov.cn": true,
		"li": false, "@example.cn": false, "li@": false, "Li <li@example.cn>": false, "li@example.cn, wu@example.cn": false,
		"li@example.cn\nBcc: wu@example.cn": false, "li na@example.cn": false, "李@example.cn": false, "li@例子.cn": false,
		strings.Repeat("a", 100) + "@example.cn": false,
	} {
		in := user.Create{Login: "li", Name: "Li", Unit: bureau, Mail: address}
		if err := in.Check(); (err == nil) != ok {
			t.Errorf("%q: %v", address, err)
		}
		edit := user.Details{Name: "Li", Unit: bureau, Mail: address}
		if err := edit.Check(); (err == nil) != ok {
			t.Errorf("editing to %q: %v", address, err)
		}
	}
	each(t, func(t *testing.T, d desk) {
		mail := func(id int64) (a string) {
			must(t, d.DB.Read(t.Context(), func(tx *db.Tx) (err error) { a, err = user.MailOf(tx, id); return err }))
			return a
		}
		c, err := d.Create(d.machine(), user.Create{Login: "li", Name: "Li", Unit: bureau, Mail: "li@example.cn"})
		must(t, err)
		id := c.Person.ID
		if mail(id) != "li@example.cn" {
			t.Errorf("created with %q", mail(id))
		}
		_, err = d.Edit(d.machine(), id, user.Details{Rev: c.Person.Rev, Name: "Li", Unit: bureau, Mail: "na@example.cn"})
		must(t, err)
		if mail(id) != "na@example.cn" {
			t.Errorf("edited to %q", mail(id))
		}
		must(t, d.Disable(d.machine(), id))
		if mail(id) != "" {
			t.Error("a closed account is written to")
		}
		fails(t, d.DB.Read(t.Context(), func(tx *db.Tx) error { _, err := user.MailOf(tx, 99); return err }), "not_found")
	})
}
