package session_test

import (
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/session"
)

const (
	alice = 11
	bob   = 12
	gone  = 13 // an account that may not be used
)

const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// desk is a service with its database and its clock.
type desk struct {
	*session.Service
	t     *testing.T
	db    *db.DB
	clock *dbtest.Clock
}

func each(t *testing.T, f func(t *testing.T, d desk)) {
	t.Helper()
	clock := dbtest.At("2026-03-02")
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		s := session.New(d, session.Config{})
		s.Actor = func(_ *db.Tx, account int64) (auth.Actor, error) {
			if account == gone {
				return auth.Actor{}, fault.New(fault.SignIn, "sign_in")
			}
			return auth.Actor{Kind: auth.Person, ID: account, Grants: []auth.Grant{{Perms: map[auth.Perm]bool{"x.do": true}, Units: auth.Units{All: true}}}}, nil
		}
		f(t, desk{s, t, d, clock})
	})
}

func (d desk) start(account int64, stage session.Stage) session.Started {
	d.t.Helper()
	var out session.Started
	must(d.t, d.db.Write(d.t.Context(), func(tx *db.Tx) (err error) {
		out, err = d.Start(tx, account, stage, session.Client{Address: "10.0.0.1", UserAgent: firefox})
		return err
	}))
	return out
}

func (d desk) resume(token string) session.Current {
	d.t.Helper()
	c, err := d.Resume(d.t.Context(), token)
	must(d.t, err)
	return c
}

// refuses asks that the token opens nothing, with this message.
func (d desk) refuses(token, key string) {
	d.t.Helper()
	c, err := d.Resume(d.t.Context(), token)
	if fault.Of(err) != fault.SignIn || fault.As(err).Text.Key != key {
		d.t.Errorf("got session %d, %v; want %s", c.Session.ID, err, key)
	}
}

func TestResume(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		s := d.start(alice, session.Full)
		c := d.resume(s.Token)
		if c.Actor.ID != alice || !c.Actor.Can("x.do") || c.Session.Device != "Firefox · Linux" || c.Session.Address != "10.0.0.1" {
			t.Errorf("resumed %+v", c)
		}
		if cur, ok := session.From(c.In(t.Context())); !ok || cur.ID != s.Session.ID || auth.From(c.In(t.Context())).ID != alice {
			t.Error("the context does not hold the session and its actor")
		}
		d.refuses("", "sign_in")
		d.refuses(s.Token+"x", "sign_in")
		d.refuses(s.Session.Digest, "sign_in") // what a thief of the database has
		d.refuses(d.start(gone, session.Full).Token, "sign_in")
		var stored []session.Session
		must(t, d.db.Read(t.Context(), func(tx *db.Tx) (err error) {
			stored, err = db.All[session.Session](tx, "FROM session_session WHERE account_id = ?", alice)
			return err
		}))
		if len(stored) != 1 || stored[0].Digest == s.Token || len(s.Token) < 43 {
			t.Errorf("stored %+v", stored)
		}
	})
}

func TestStages(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		s := d.start(alice, session.Factor)
		c := d.resume(s.Token)
		if c.Actor.Kind != auth.Visitor || !c.Session.OwesCode() || c.Session.MustChange() {
			t.Errorf("before the code: %+v", c)
		}
		s = d.rotate(c.Session, session.Change)
		c = d.resume(s.Token)
		if c.Actor.ID != alice || c.Actor.Can("x.do") || !c.Session.MustChange() || c.Session.OwesCode() {
			t.Errorf("before the new password: %+v", c)
		}
		if _, err := session.Self(c.In(t.Context())); fault.Of(err) != fault.Forbidden {
			t.Errorf("acts before the new password: %v", err)
		}
		if _, err := d.Mine(c.In(t.Context())); fault.Of(err) != fault.Forbidden {
			t.Errorf("lists sessions before the new password: %v", err)
		}
		c = d.resume(d.rotate(c.Session, session.Full).Token)
		if id, err := session.Self(c.In(t.Context())); id != alice || err != nil || !c.Actor.Can("x.do") {
			t.Errorf("in the end: %d, %v", id, err)
		}
	})
}

func (d desk) rotate(old session.Session, stage session.Stage) session.Started {
	d.t.Helper()
	var out session.Started
	must(d.t, d.db.Write(d.t.Context(), func(tx *db.Tx) (err error) {
		out, err = d.Rotate(tx, old, stage)
		return err
	}))
	return out
}

func TestRotate(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		before := d.start(alice, session.Full)
		after := d.rotate(before.Session, session.Full)
		d.refuses(before.Token, "sign_in")
		if got := d.resume(after.Token).Session; got.ID != before.Session.ID || !got.Started.Equal(before.Session.Started) {
			t.Errorf("another session: %+v", got)
		}
		err := d.db.Write(t.Context(), func(tx *db.Tx) error {
			_, err := d.Rotate(tx, before.Session, session.Full)
			return err
		})
		if fault.Of(err) != fault.SignIn {
			t.Errorf("an old token was rotated once more: %v", err)
		}
		d.resume(after.Token)
	})
}

func TestIdleAndLife(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		idle, busy, owing := d.start(alice, session.Full), d.start(bob, session.Full), d.start(alice, session.Factor)
		d.clock.Add(10*time.Minute - time.Second)
		d.resume(owing.Token)
		d.clock.Add(time.Second)
		d.refuses(owing.Token, "session.over") // ten minutes for the code, whatever is asked
		for range 3 {
			d.clock.Add(6 * time.Minute)
			d.resume(busy.Token)
		}
		d.clock.Add(2*time.Minute - time.Millisecond) // 30 minutes less a moment
		d.resume(busy.Token)
		d.clock.Add(time.Millisecond)
		d.refuses(idle.Token, "session.over")
		for range 38 { // every 18 minutes, up to 11:54 after the start
			d.clock.Add(18 * time.Minute)
			d.resume(busy.Token)
		}
		d.clock.Add(6*time.Minute - time.Millisecond)
		d.resume(busy.Token)
		d.clock.Add(time.Millisecond)
		d.refuses(busy.Token, "session.over") // twelve hours
	})
}

func TestSeenIsWrittenOnceAMinute(t *testing.T) {
	clock := dbtest.At("2026-03-02")
	d, _ := dbtest.Traced(t, clock)
	s := session.New(d, session.Config{})
	s.Actor = func(*db.Tx, int64) (auth.Actor, error) { return auth.Actor{}, nil }
	k := desk{s, t, d, clock}
	started := k.start(alice, session.Full)
	clock.Add(59 * time.Second)
	if c := k.resume(started.Token); !c.Session.Seen.Equal(started.Session.Seen) {
		t.Error("seen moved within the minute")
	}
	clock.Add(time.Second)
	if c := k.resume(started.Token); c.Session.Seen.Sub(started.Session.Seen) != time.Minute {
		t.Errorf("seen at %v", c.Session.Seen)
	}
	if c := k.resume(started.Token); c.Session.Seen.Sub(started.Session.Seen) != time.Minute {
		t.Errorf("stored as seen at %v", c.Session.Seen)
	}
}

func TestEnd(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		a1, a2, a3, b := d.start(alice, session.Full), d.start(alice, session.Full), d.start(alice, session.Full), d.start(bob, session.Full)
		asAlice := d.resume(a1.Token).In(t.Context())
		mine, err := d.Mine(asAlice)
		must(t, err)
		if len(mine) != 3 {
			t.Errorf("alice has %d sessions", len(mine))
		}
		if err := d.End(asAlice, b.Session.ID); fault.Of(err) != fault.NotFound {
			t.Errorf("alice ended a session of bob: %v", err)
		}
		must(t, d.End(asAlice, a2.Session.ID))
		d.refuses(a2.Token, "sign_in")
		d.resume(a3.Token)
		must(t, d.db.Write(t.Context(), func(tx *db.Tx) error { return session.EndAll(tx, alice, a1.Session.ID) }))
		d.resume(a1.Token)
		d.refuses(a3.Token, "sign_in")
		must(t, d.SignOut(asAlice))
		d.refuses(a1.Token, "sign_in")
		must(t, d.SignOut(asAlice))     // once more
		must(t, d.SignOut(t.Context())) // nobody
		d.resume(b.Token)
	})
}

func TestMineLeavesOutWhatIsOver(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		d.start(alice, session.Full)
		d.clock.Add(20 * time.Minute)
		late := d.start(alice, session.Full)
		d.clock.Add(10 * time.Minute)
		mine, err := d.Mine(d.resume(late.Token).In(t.Context()))
		must(t, err)
		if len(mine) != 1 || mine[0].ID != late.Session.ID {
			t.Errorf("listed %+v", mine)
		}
		if _, err := d.Mine(t.Context()); fault.Of(err) != fault.SignIn {
			t.Errorf("nobody's sessions: %v", err)
		}
	})
}

func TestPrune(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		d.start(alice, session.Full)
		must(t, d.count("zhang", ""))
		d.clock.Add(25 * time.Hour)
		fresh := d.start(bob, session.Full)
		must(t, d.count("li", ""))
		must(t, d.Prune(t.Context()))
		d.resume(fresh.Token)
		for table, want := range map[string]int{"session_session": 1, "session_attempt": 1} {
			must(t, d.db.Read(t.Context(), func(tx *db.Tx) error {
				n, err := db.One[int](tx, "SELECT count(*) FROM "+table)
				if n != want {
					t.Errorf("%s has %d rows", table, n)
				}
				return err
			}))
		}
	})
}

func TestCookie(t *testing.T) {
	secure := session.New(nil, session.Config{Secure: true})
	if got := secure.Cookie("abc"); got != "__Host-gongkai=abc; Path=/; HttpOnly; SameSite=Lax; Secure" {
		t.Error(got)
	}
	if got := secure.Cookie(""); got != "__Host-gongkai=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0" {
		t.Error(got)
	}
	plain := session.New(nil, session.Config{})
	if got := plain.Cookie("abc"); got != "gongkai=abc; Path=/; HttpOnly; SameSite=Lax" {
		t.Error(got)
	}
	if !strings.HasPrefix(plain.Cookie("abc"), plain.CookieName()+"=") {
		t.Error(plain.CookieName())
	}
}

func TestDevice(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		for agent, want := range map[string]string{
			"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0":       "Edge · Windows",
			"Mozilla/5.0 (X11; Linux aarch64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/80.0.3987.122 Safari/537.36 UOSBrowser/5.2":           "UOS Browser · Linux",
			"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.50": "WeChat · iOS",
			"Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile":    "Chrome · HarmonyOS",
			"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15":               "Safari · macOS",
			"curl/8.5.0": "",
		} {
			var got session.Started
			must(t, d.db.Write(t.Context(), func(tx *db.Tx) (err error) {
				got, err = d.Start(tx, alice, session.Full, session.Client{UserAgent: agent})
				return err
			}))
			if got.Session.Device != want {
				t.Errorf("%s is %q, want %q", agent, got.Session.Device, want)
			}
		}
	})
}
