package notify_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/notify"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func open(t testing.TB, d *db.DB, c notify.Config) *notify.Service {
	t.Helper()
	s, err := notify.New(d, c)
	must(t, err)
	return s
}

func as(t testing.TB, id int64) context.Context {
	t.Helper()
	return dbtest.As(t, auth.Actor{Kind: auth.Person, ID: id})
}

func tell(t testing.TB, d *db.DB, s *notify.Service, ns ...notify.Notice) {
	t.Helper()
	must(t, d.Write(t.Context(), func(tx *db.Tx) error {
		for _, n := range ns {
			if err := s.Tell(tx, n); err != nil {
				return err
			}
		}
		return nil
	}))
}

func list(t testing.TB, s *notify.Service, id int64, q notify.Find) []notify.Notice {
	t.Helper()
	rows, err := s.List(as(t, id), q, db.Page{})
	must(t, err)
	return rows.Items
}

func unread(t testing.TB, s *notify.Service, id int64) int {
	t.Helper()
	n, err := s.Unread(as(t, id))
	must(t, err)
	return n
}

func news(account int64, key string) notify.Notice {
	return notify.Notice{Account: account, Key: key, Text: fault.T("duty.bad_day"), Link: "duty/17"}
}

func TestTellOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d, notify.Config{})
		tell(t, d, s, news(1, "a"), news(1, "a"), news(2, "a"), news(1, "b"))
		tell(t, d, s, news(1, "a"))
		if a, b := len(list(t, s, 1, notify.Find{})), len(list(t, s, 2, notify.Find{})); a != 2 || b != 1 {
			t.Errorf("%d and %d notices, want 2 and 1", a, b)
		}
		undone := fmt.Errorf("undone")
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			if err := s.Tell(tx, news(3, "a")); err != nil {
				return err
			}
			return undone
		})
		if err == nil || unread(t, s, 3) != 0 {
			t.Errorf("news of what did not happen: %v", err)
		}
	})
}

func TestTellAtTheSameTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d, notify.Config{})
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() { tell(t, d, s, news(1, "a"), news(2, "a")) })
		}
		wg.Wait()
		if a, b := unread(t, s, 1), unread(t, s, 2); a != 1 || b != 1 {
			t.Errorf("%d and %d notices, want one each", a, b)
		}
	})
}

func TestTextsComeBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d, notify.Config{})
		text := fault.T("duty.past_day", fault.T("plan.bad_year", 1_000_000, int64(9_007_199_254_740_991)))
		want := i18n.Text(text)
		tell(t, d, s, notify.Notice{Account: 1, Key: "a", Text: text, Lines: []fault.Text{text, fault.T("duty.bad_day")}, Link: "plan/17"})
		n := list(t, s, 1, notify.Find{})[0]
		if got := i18n.Text(n.Text); got != want {
			t.Errorf("%q came back as %q", want, got)
		}
		if len(n.Lines) != 2 || i18n.Text(n.Lines[0]) != want || n.Link != "plan/17" || n.At.IsZero() || n.ID == 0 {
			t.Errorf("came back as %+v", n)
		}
	})
}

func TestOnlyOneselfReads(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d, notify.Config{})
		tell(t, d, s, news(1, "a"), news(1, "b"), news(2, "a"))
		mine := list(t, s, 1, notify.Find{})
		if !slices.IsSortedFunc(mine, func(a, b notify.Notice) int { return int(b.ID - a.ID) }) {
			t.Error("not the latest first")
		}
		if _, err := s.MarkRead(as(t, 2), mine[0].ID); fault.Of(err) != fault.NotFound {
			t.Errorf("somebody else's notice: %v", err)
		}
		for range 2 { // the second time changes nothing
			n, err := s.MarkRead(as(t, 1), mine[0].ID)
			must(t, err)
			if n.Link != "duty/17" || n.Read.IsZero() {
				t.Errorf("read %+v", n)
			}
		}
		if left := list(t, s, 1, notify.Find{Unread: true}); len(left) != 1 || left[0].ID != mine[1].ID || unread(t, s, 1) != 1 {
			t.Errorf("left %+v", left)
		}
		must(t, s.MarkAllRead(as(t, 1)))
		if unread(t, s, 1) != 0 || unread(t, s, 2) != 1 {
			t.Error("all read is one's own")
		}
		all := auth.Actor{Kind: auth.System}
		for _, a := range []auth.Actor{{}, {Kind: auth.Token, ID: 1}, all} {
			ctx := dbtest.As(t, a)
			_, err := s.List(ctx, notify.Find{}, db.Page{})
			_, err2 := s.Unread(ctx)
			_, err3 := s.MarkRead(ctx, mine[0].ID)
			for _, err := range []error{err, err2, err3, s.MarkAllRead(ctx)} {
				if fault.Of(err) != fault.SignIn {
					t.Errorf("%q: %v", a.Kind, err)
				}
			}
		}
	})
}

func TestPrune(t *testing.T) {
	clock := dbtest.At("2023-01-03")
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set("2023-01-03")
		s := open(t, d, notify.Config{})
		r, err := jobs.NewRunner(d, jobs.Config{}, s.Kinds()...)
		must(t, err)
		tell(t, d, s, news(1, "old"))
		clock.Add(200 * 24 * time.Hour)
		tell(t, d, s, news(1, "new"))
		clock.Add(200 * 24 * time.Hour)
		_, err = r.RunDue(t.Context())
		must(t, err)
		if left := list(t, s, 1, notify.Find{}); len(left) != 1 || left[0].At.Year() != 2023 || left[0].At.Month() != time.July {
			t.Errorf("left %+v", left)
		}
	})
}

func TestListsComeFromAnIndex(t *testing.T) {
	d, rec := dbtest.Traced(t, nil)
	s := open(t, d, notify.Config{})
	tell(t, d, s, news(1, "a"))
	list(t, s, 1, notify.Find{})
	list(t, s, 1, notify.Find{Unread: true})
	rec.Unsorted(t, d)
}
