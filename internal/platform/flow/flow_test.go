package flow_test

import (
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/flow"
)

type (
	state string
	act   string
)

var table = flow.Table[state, act]{
	{Act: "make", To: "open", Perm: "flow.make"},
	{From: []state{"open"}, Act: "approve", To: "done", Perm: "flow.approve", NotBy: []act{"make"}, Clock: deadline.Stop, Basis: "foi:33.2"},
	{From: []state{"open"}, Act: "drop", To: "gone", Perm: "flow.approve"},
}

type thing struct {
	S     state
	Maker int64
	ticks []deadline.Effect
}

func (x *thing) Ref() string      { return "thing/1" }
func (x *thing) Owner() int64     { return 7 }
func (x *thing) State() state     { return x.S }
func (x *thing) Move(to state)    { x.S = to }
func (x *thing) DoneBy(act) int64 { return x.Maker }
func (x *thing) Tick(e deadline.Effect, _ calendar.Day) error {
	x.ticks = append(x.ticks, e)
	return nil
}

func person(id, unit int64, perms ...auth.Perm) auth.Actor {
	g := auth.Grant{Perms: map[auth.Perm]bool{}, Units: auth.Units{IDs: []int64{unit}}}
	for _, p := range perms {
		g.Perms[p] = true
	}
	return auth.Actor{Kind: auth.Person, ID: id, Grants: []auth.Grant{g}}
}

func TestDo(t *testing.T) {
	d := dbtest.SQLite(t, nil)
	for _, tt := range []struct {
		name string
		by   auth.Actor
		from state
		act  act
		kind fault.Kind
	}{
		{"another person of the unit", person(2, 7, "flow.approve"), "open", "approve", ""},
		{"a person of another unit", person(2, 8, "flow.approve"), "open", "approve", fault.Forbidden},
		{"without the permission", person(2, 7, "flow.make"), "open", "approve", fault.Forbidden},
		{"the maker", person(1, 7, "flow.approve"), "open", "approve", fault.Forbidden},
		{"the maker may do what has no four eyes", person(1, 7, "flow.approve"), "open", "drop", ""},
		{"twice", person(2, 7, "flow.approve"), "done", "approve", fault.Conflict},
		{"a job", auth.Machine("night"), "open", "approve", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			x := &thing{S: tt.from, Maker: 1}
			err := d.Write(dbtest.As(t, tt.by), func(tx *db.Tx) error { return flow.Do(tx, table, x, tt.act, nil) })
			if fault.Of(err) != tt.kind {
				t.Fatalf("got %v, want %q", err, tt.kind)
			}
			if (err == nil) == (x.S == tt.from) {
				t.Errorf("state %s after %v", x.S, err)
			}
			if may := strings.Contains(strings.Join(words(table.Next(tt.by, &thing{S: tt.from, Maker: 1})), " "), string(tt.act)); may != (err == nil) {
				t.Errorf("the button is shown: %v, the step: %v", may, err)
			}
		})
	}
}

func words(acts []act) (out []string) {
	for _, a := range acts {
		out = append(out, string(a))
	}
	return out
}

func TestCheck(t *testing.T) {
	if err := table.Check("done", "gone"); err != nil {
		t.Error(err)
	}
	open := []state{"open"}
	for _, tt := range []struct {
		name  string
		table flow.Table[state, act]
		final []state
	}{
		{"two rows for one step", append(table[:3:3], table[1]), []state{"done", "gone"}},
		{"a dead end", table, []state{"done"}},
		{"a state that nothing leads to", flow.Table[state, act]{{From: open, Act: "a", To: "done"}}, []state{"done"}},
		{"a clock with no basis", flow.Table[state, act]{{Act: "a", To: "done", Clock: deadline.Start}}, []state{"done"}},
		{"four eyes on an act that nobody does", flow.Table[state, act]{{Act: "a", To: "done", NotBy: []act{"b"}}}, []state{"done"}},
		{"an end that is never reached", table, []state{"done", "gone", "far"}},
	} {
		if tt.table.Check(tt.final...) == nil {
			t.Errorf("%s: not found", tt.name)
		}
	}
}

func TestPage(t *testing.T) {
	same := func(s string) string { return s }
	page := table.Page("thing", flow.Words{State: same, Act: same, Role: same, Basis: same})
	for _, want := range []string{"| open | approve `approve` | done | flow.approve | make | stop | foi:33.2 |  |", "[*] --> open: make", "open --> gone: drop"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
}
