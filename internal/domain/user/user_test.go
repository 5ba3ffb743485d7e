package user_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/domain/user"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/secret"
	"gongkai.example/gongkai/internal/platform/session"
)

// The units of the tests: a government with an office, a bureau that has a station below it, and a town.
const (
	root = iota + 1
	office
	bureau
	station
	town
	closed
)

const phrase = "quiet river under maples"

var cheap = secret.Params{Memory: 64, Passes: 1, Threads: 1}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// fails asks that err is a fault with this message, of the whole or of a field.
func fails(t *testing.T, err error, key string) {
	t.Helper()
	e := fault.As(err)
	if err == nil || e.Text.Key != key && !slices.ContainsFunc(fieldTexts(e), func(f fault.Text) bool { return f.Key == key }) {
		t.Errorf("got %v, want %s", err, key)
	}
}

func fieldTexts(e *fault.Error) (out []fault.Text) {
	for _, f := range e.Fields {
		out = append(out, f)
	}
	return out
}

// desk is the service over a small district, with its clock.
type desk struct {
	*user.Service
	user.Needs
	t     testing.TB
	clock *dbtest.Clock
}

func each(t *testing.T, f func(t *testing.T, d desk)) {
	t.Helper()
	clock := dbtest.At("2026-03-02")
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set("2026-03-02")
		f(t, open(t, d, clock))
	})
}

func open(t testing.TB, d *db.DB, clock *dbtest.Clock) desk {
	t.Helper()
	policy, err := auth.Join(user.Policy, unit.Policy, auth.Policy{"plan.report": {auth.Clerk, auth.Head}, "plan.issue": {auth.Office}})
	must(t, err)
	box, err := secret.NewBox(make([]byte, 32))
	must(t, err)
	sessions := session.New(d, session.Config{})
	needs := user.Needs{DB: d, Policy: policy, Sessions: sessions, Hasher: secret.NewHasher(cheap, 2), Box: box, Issuer: "gongkai"}
	s := user.New(needs)
	sessions.Actor = s.ActorIn
	must(t, d.Write(t.Context(), func(tx *db.Tx) error {
		for _, u := range []unit.Unit{
			{ID: root, Code: "gov", Pos: 1, End: 6},
			{ID: office, Code: "office", ParentID: root, Pos: 2, End: 2},
			{ID: bureau, Code: "bureau", ParentID: root, Pos: 3, End: 4},
			{ID: station, Code: "station", ParentID: bureau, Pos: 4, End: 4},
			{ID: town, Code: "town", ParentID: root, Pos: 5, End: 5},
			{ID: closed, Code: "closed", ParentID: root, Pos: 6, End: 6, Closed: "2025-01-01"},
		} {
			if err := db.Insert(tx, "unit_unit", u); err != nil {
				return err
			}
		}
		return nil
	}))
	return desk{s, needs, t, clock}
}

// machine is the command line.
func (d desk) machine() context.Context { return dbtest.As(d.t, auth.Machine("test")) }

// as is a context in which the person acts, with the rights of now.
func (d desk) as(id int64) context.Context {
	d.t.Helper()
	a, err := d.Actor(d.t.Context(), id)
	must(d.t, err)
	return dbtest.As(d.t, a)
}

// hire opens an account whose password is the phrase already.
func (d desk) hire(login string, at int64, role auth.Role) int64 {
	d.t.Helper()
	c, err := d.Create(d.machine(), user.Create{Login: login, Name: strings.ToUpper(login), Unit: at, Role: role})
	must(d.t, err)
	_, err = d.ChangePassword(d.as(c.Person.ID), user.ChangePassword{Old: c.Password, New: phrase, Again: phrase})
	must(d.t, err)
	return c.Person.ID
}

func (d desk) signIn(login, password, code string) (session.Started, error) {
	return d.SignIn(d.t.Context(), user.SignIn{Login: login, Password: password, Code: code}, session.Client{Address: "192.0.2.1"})
}

// enter is a context of the session with this token.
func (d desk) enter(token string) context.Context {
	d.t.Helper()
	c, err := d.Sessions.Resume(d.t.Context(), token)
	must(d.t, err)
	return c.In(d.t.Context())
}

// shut asks that the token opens nothing.
func (d desk) shut(token string) {
	d.t.Helper()
	if _, err := d.Sessions.Resume(d.t.Context(), token); fault.Of(err) != fault.SignIn {
		d.t.Errorf("the session is still there: %v", err)
	}
}

func TestCreate(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		c, err := d.Create(d.machine(), user.Create{Login: " Zhang.San ", Name: "张三", Phone: "0791-8391 2345", Unit: bureau, Role: auth.Clerk})
		must(t, err)
		got, err := d.Get(d.machine(), c.Person.ID)
		must(t, err)
		if got.Login != "zhang.san" || got.Name != "张三" || got.Unit != bureau || !got.MustChange || got.Factor || got.State != user.Active {
			t.Errorf("stored %+v", got)
		}
		if len(got.Posts) != 1 || got.Posts[0].Role != auth.Clerk || got.Posts[0].Unit != bureau || got.Posts[0].Starts != "2026-03-02" {
			t.Errorf("posts %+v", got.Posts)
		}
		b, err := json.Marshal(got)
		must(t, err)
		if strings.Contains(string(b), "argon2id") || strings.Contains(string(b), c.Password) {
			t.Errorf("secrets in JSON: %s", b)
		}
		_, err = d.Create(d.machine(), user.Create{Login: "ZHANG.SAN", Name: "另一人", Unit: town})
		fails(t, err, "user.login_taken")
		_, err = d.Create(d.machine(), user.Create{Login: "li", Name: "李四", Unit: closed})
		fails(t, err, "user.bad_unit")
		_, err = d.Create(d.machine(), user.Create{Login: "li", Name: "李四", Unit: 99})
		fails(t, err, "user.bad_unit")
		_, err = d.Create(t.Context(), user.Create{Login: "li", Name: "李四", Unit: town})
		fails(t, err, "not_allowed")
	})
}

func TestChecks(t *testing.T) {
	good := user.Create{Login: "li", Name: "李四", Unit: 1}
	for _, c := range []struct {
		field string
		edit  func(*user.Create)
	}{
		{"", func(*user.Create) {}},
		{"", func(in *user.Create) { in.Phone = "+86 791 83912345" }},
		{"login", func(in *user.Create) { in.Login = "l" }},
		{"login", func(in *user.Create) { in.Login = "李四" }},
		{"login", func(in *user.Create) { in.Login = "li si" }},
		{"name", func(in *user.Create) { in.Name = " " }},
		{"phone", func(in *user.Create) { in.Phone = "12a" }},
		{"unit", func(in *user.Create) { in.Unit = 0 }},
		{"role", func(in *user.Create) { in.Role = "king" }},
	} {
		in := good
		c.edit(&in)
		wrong(t, in.Check(), c.field)
	}
	assign := user.Assign{Unit: 1, Role: auth.Clerk, Starts: "2026-01-01", Ends: "2026-12-31"}
	wrong(t, assign.Check(), "")
	assign.Ends = "2025-12-31"
	wrong(t, assign.Check(), "ends")
	assign.Ends, assign.Starts = "", "2026-02-30"
	wrong(t, assign.Check(), "starts")
	wrong(t, user.Details{Name: "李四", Unit: 1}.Check(), "")
	wrong(t, user.Details{Name: "李四"}.Check(), "unit")
	wrong(t, user.MakeToken{Name: "x", Perms: []string{"a"}, Days: 367}.Check(), "days")
	wrong(t, user.MakeToken{Name: "x"}.Check(), "perms")
	wrong(t, user.ChangePassword{Old: "a", New: "b", Again: "c"}.Check(), "again")
	wrong(t, user.ChangePassword{Old: "a", New: "a", Again: "a"}.Check(), "new")
	wrong(t, user.SignIn{Login: "li"}.Check(), "password")
}

// wrong asks that this field, and no other, is at fault.
func wrong(t *testing.T, err error, field string) {
	t.Helper()
	e := fault.As(err)
	if field == "" && err != nil || field != "" && (len(e.Fields) != 1 || e.Fields[field].Key == "") {
		t.Errorf("got %v, want a fault of %q", err, field)
	}
}

func TestBootstrap(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		_, err := d.Bootstrap(t.Context(), "boss", "管理员", "gov")
		fails(t, err, "not_allowed")
		_, err = d.Bootstrap(d.machine(), "boss", "管理员", "bureau")
		fails(t, err, "user.not_root")
		_, err = d.Bootstrap(d.machine(), "boss", "管理员", "nowhere")
		fails(t, err, "not_found")
		password, err := d.Bootstrap(d.machine(), "boss", "管理员", "gov")
		must(t, err)
		s, err := d.signIn("boss", password, "")
		must(t, err)
		if !s.Session.MustChange() {
			t.Error("the first password need not be changed")
		}
		_, err = d.Bootstrap(d.machine(), "boss2", "管理员", "gov")
		fails(t, err, "user.has_admin")
	})
}

func logins(people []user.Person) string {
	var out []string
	for _, p := range people {
		out = append(out, p.Login)
	}
	return strings.Join(out, " ")
}

func TestList(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		for i := range 5 {
			_, err := d.Create(d.machine(), user.Create{Login: fmt.Sprintf("p%d", i), Name: []string{"王一", "王二", "李三", "李四", "赵五"}[i], Unit: int64(1 + i%2), Role: auth.Clerk})
			must(t, err)
		}
		first, err := d.List(d.machine(), user.Find{}, db.Page{Size: 3})
		must(t, err)
		rest, err := d.List(d.machine(), user.Find{}, db.Page{Size: 3, After: first.Next})
		must(t, err)
		if logins(first.Items) != "p0 p1 p2" || logins(rest.Items) != "p3 p4" || rest.Next != "" || len(rest.Items[0].Posts) != 1 {
			t.Errorf("pages %s | %s", logins(first.Items), logins(rest.Items))
		}
		must(t, d.Disable(d.machine(), first.Items[0].ID))
		for _, c := range []struct {
			find user.Find
			want string
		}{
			{user.Find{Text: "王"}, "p0 p1"},
			{user.Find{Text: "P3"}, "p3"},
			{user.Find{Text: "%"}, ""},
			{user.Find{Unit: office}, "p1 p3"},
			{user.Find{State: user.Disabled}, "p0"},
			{user.Find{State: user.Active, Text: "王"}, "p1"},
		} {
			rows, err := d.List(d.machine(), c.find, db.Page{})
			must(t, err)
			if got := logins(rows.Items); got != c.want {
				t.Errorf("%+v finds %q, want %q", c.find, got, c.want)
			}
		}
	})
}

func TestListsComeFromAnIndex(t *testing.T) {
	clock := dbtest.At("2026-03-02")
	base, seen := dbtest.Traced(t, clock)
	d := open(t, base, clock)
	local := dbtest.As(t, auth.Actor{Kind: auth.Person, ID: 7, Grants: []auth.Grant{
		{Perms: map[auth.Perm]bool{user.See: true}, Units: auth.Units{IDs: []int64{bureau, station}}},
	}})
	for _, find := range []user.Find{{}, {Unit: bureau}, {State: user.Active, Text: "x"}} {
		_, err := d.List(local, find, db.Page{})
		must(t, err)
	}
	_, err := d.Tokens(local)
	must(t, err)
	_, err = d.Sessions.Mine(local)
	must(t, err)
	seen.Unsorted(t, base)
}

func TestEdit(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		id := d.hire("wang", bureau, auth.Clerk)
		p, err := d.Get(d.machine(), id)
		must(t, err)
		got, err := d.Edit(d.machine(), id, user.Details{Rev: p.Rev, Name: " 王五 ", Phone: "12345", Unit: town})
		must(t, err)
		if got.Name != "王五" || got.Unit != town || got.Rev != p.Rev+1 || len(got.Posts) != 1 {
			t.Errorf("stored %+v", got)
		}
		_, err = d.Edit(d.machine(), id, user.Details{Rev: p.Rev, Name: "赵六", Unit: town})
		fails(t, err, "db.rev")
		_, err = d.signIn("wang", phrase, "")
		must(t, err) // the password is as it was
	})
}

func TestDisable(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		id := d.hire("wang", bureau, auth.Clerk)
		s, err := d.signIn("wang", phrase, "")
		must(t, err)
		tok, err := d.MakeToken(d.enter(s.Token), user.MakeToken{Name: "x", Perms: []string{"plan.report"}})
		must(t, err)
		must(t, d.Disable(d.machine(), id))
		d.shut(s.Token)
		if _, err := d.TokenActor(t.Context(), tok.Text); fault.Of(err) != fault.SignIn {
			t.Errorf("a token of a closed account: %v", err)
		}
		fails(t, d.Disable(d.machine(), id), "user.is_disabled")
		must(t, d.Enable(d.machine(), id))
		d.shut(s.Token)
		_, err = d.TokenActor(t.Context(), tok.Text)
		must(t, err)
		d.clock.Add(time.Minute)
		_, err = d.signIn("wang", phrase, "")
		must(t, err)
	})
}
