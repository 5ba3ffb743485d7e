package subscribe_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/domain/subscribe"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/notify/smtptest"
	"gongkai.example/gongkai/internal/platform/secret"
)

const subject subscribe.Subject = "column/3"

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A world is the service with its jobs, and one subject that has news.
type world struct {
	*subscribe.Service
	db    *db.DB
	clock *dbtest.Clock
	post  *smtptest.Server
	run   *jobs.Runner
	news  []told
	over  bool // there are more than the source counted
}

// told is one piece of news and when it became public.
type told struct {
	subscribe.Item
	at time.Time
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	clock := dbtest.At("2026-11-23")
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		w := &world{db: d, clock: clock, post: smtptest.New(t)}
		m, err := notify.New(d, notify.Config{SMTP: w.post.Config()})
		must(t, err)
		box, err := secret.NewBox(make([]byte, 32))
		must(t, err)
		w.Service = subscribe.New(d, box, m, "https://www.example.gov.cn")
		w.Subjects = map[string]subscribe.Source{"column": {
			Title: func(_ context.Context, of string) (string, error) {
				if of == "9" {
					return "", fault.New(fault.NotFound, "not_found")
				}
				return "栏目" + of, nil
			},
			News: func(_ context.Context, _ string, since time.Time) (out subscribe.News, _ error) {
				for _, n := range w.news {
					if n.at.After(since) {
						out.Items = append(out.Items, n.Item)
					}
				}
				out.Total, out.More = len(out.Items), w.over
				return out, nil
			},
		}}
		w.run, err = jobs.NewRunner(d, jobs.Config{Workers: 1, Log: slog.New(slog.DiscardHandler)}, w.Kinds()...)
		must(t, err)
		f(t, w)
	})
}

// work has the jobs run that are due, and returns the mails that came of it.
func (w *world) work(t *testing.T) []smtptest.Mail {
	t.Helper()
	for {
		n, err := w.run.RunDue(t.Context())
		must(t, err)
		if n == 0 {
			break
		}
	}
	return w.post.Take()
}

// rows is how many subscriptions there are.
func (w *world) rows(t *testing.T) (n int) {
	t.Helper()
	must(t, w.db.Read(t.Context(), func(tx *db.Tx) (err error) {
		n, err = db.One[int](tx, "SELECT count(*) FROM subscribe_subscription")
		return err
	}))
	return n
}

func (w *world) ask(t *testing.T, address string) error {
	t.Helper()
	return w.Ask(t.Context(), subject, subscribe.Ask{Address: address}, "192.0.2.1")
}

var link = regexp.MustCompile(`https://www\.example\.gov\.cn/subscribe/[^\s>]+`)

// query is the query of a link in a mail.
func query(t *testing.T, text string) url.Values {
	t.Helper()
	u, err := url.Parse(link.FindString(text))
	must(t, err)
	return u.Query()
}

// TestLife goes from the first mail to the last, and leaves nothing behind.
func TestLife(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const address = "Citizen@example.com"
		must(t, w.ask(t, address))
		got := w.work(t)
		if len(got) != 1 || !strings.Contains(got[0].Head.Get("To"), address) || !strings.Contains(got[0].Text, "栏目3") || got[0].Head.Get("List-Unsubscribe") != "" {
			t.Fatalf("the first mail: %+v", got)
		}
		in := subscribe.Confirm{Token: query(t, got[0].Text).Get("token")}
		w.hides(t, address, in.Token)
		w.news = []told{{subscribe.Item{Title: "旧闻", Path: "/old"}, w.clock.Now().Add(-time.Hour)}}
		if title, err := w.Look(t.Context(), in); title != "栏目3" || err != nil {
			t.Errorf("%q %v", title, err)
		}
		if len(w.digest(t)) != 0 {
			t.Error("a mail goes to who has not confirmed")
		}
		must(t, w.Confirm(t.Context(), in))
		must(t, w.Confirm(t.Context(), in))
		if len(w.digest(t)) != 0 {
			t.Error("a mail has nothing new in it")
		}
		w.news = append(w.news, told{subscribe.Item{Title: "新闻", Path: "/new"}, w.clock.Now().Add(time.Second)})
		got = w.digest(t)
		if len(got) != 1 || !strings.Contains(got[0].Text, "https://www.example.gov.cn/new") || strings.Contains(got[0].Text, "/old") || got[0].Head.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" {
			t.Fatalf("the daily mail: %+v", got)
		}
		if len(w.digest(t)) != 0 {
			t.Error("what is known is told again")
		}
		q := query(t, got[0].Head.Get("List-Unsubscribe"))
		stop := subscribe.Stop{All: q.Get("all") == "true", Key: q.Get("key")}
		_, err := fmt.Sscan(q.Get("id"), &stop.ID)
		must(t, err)
		for _, bad := range []subscribe.Stop{{ID: stop.ID, All: true}, {ID: stop.ID + 1, All: true, Key: stop.Key}, {ID: stop.ID, Key: stop.Key}} {
			if err := w.Stop(t.Context(), bad); fault.Of(err) != fault.NotFound || w.rows(t) != 1 {
				t.Errorf("%+v stops it: %v", bad, err)
			}
		}
		must(t, w.Stop(t.Context(), stop))
		must(t, w.Stop(t.Context(), stop))
		if n := w.rows(t); n != 0 {
			t.Errorf("%d rows are left", n)
		}
	})
}

// TestMany has more news than a mail names: it says how many more there are, and whether they were all counted.
func TestMany(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		must(t, w.ask(t, "citizen@example.com"))
		must(t, w.Confirm(t.Context(), subscribe.Confirm{Token: query(t, w.work(t)[0].Text).Get("token")}))
		for _, want := range []string{"另有 2 条，", "另有 2 条以上，"} {
			w.news = nil
			for i := range subscribe.NewsMost + 2 {
				w.news = append(w.news, told{subscribe.Item{Title: "新闻", Path: fmt.Sprintf("/new/%d", i)}, w.clock.Now().Add(time.Second)})
			}
			got := w.digest(t)
			if len(got) != 1 || strings.Count(got[0].Text, "/new/") != subscribe.NewsMost || !strings.Contains(got[0].Text, want) {
				t.Errorf("%+v", got)
			}
			w.over = true
		}
	})
}

// digest lets a day go by, almost, and returns its mails: it is nine o'clock at first, and they go out before eight.
func (w *world) digest(t *testing.T) []smtptest.Mail {
	t.Helper()
	w.clock.Add(24*time.Hour - time.Minute)
	return w.work(t)
}

// hides looks for words in every row that the address or the token could be in.
func (w *world) hides(t *testing.T, words ...string) {
	t.Helper()
	type row struct {
		Text string `db:"text"`
	}
	for _, from := range []string{
		"(SELECT mark || address || token_digest || subject AS text FROM subscribe_subscription) x",
		"(SELECT who AS text FROM session_try) x", "(SELECT id || args || last_error AS text FROM jobs_job) x", "(SELECT body AS text FROM journal_entry) x",
	} {
		must(t, w.db.Read(t.Context(), func(tx *db.Tx) error {
			rows, err := db.All[row](tx, "FROM "+from)
			for _, r := range rows {
				for _, word := range words {
					if strings.Contains(strings.ToLower(r.Text), strings.ToLower(word)) {
						t.Errorf("%s holds %q", from, word)
					}
				}
			}
			return err
		}))
	}
}

// TestNoOracle has the same answer for an address that is new, known, live, and written to too often.
func TestNoOracle(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const address = "citizen@example.com"
		mails := 0
		for i := range 6 {
			w.clock.Add(time.Second)
			if err := w.ask(t, address); err != nil {
				t.Errorf("request %d: %v", i, err)
			}
			got := w.work(t)
			if mails += len(got); i == 0 {
				must(t, w.Confirm(t.Context(), subscribe.Confirm{Token: query(t, got[0].Text).Get("token")}))
			}
		}
		if mails != 3 || w.rows(t) != 1 {
			t.Errorf("%d mails, %d rows", mails, w.rows(t))
		}
	})
}

// TestLimits has a client ask until it is too much, and again an hour later.
func TestLimits(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for i := range 20 {
			must(t, w.ask(t, fmt.Sprintf("a%d@example.com", i)))
		}
		if err := w.ask(t, "b@example.com"); fault.Of(err) != fault.TooMany {
			t.Errorf("the 21st request: %v", err)
		}
		must(t, w.Ask(t.Context(), subject, subscribe.Ask{Address: "b@example.com"}, "198.51.100.1"))
		w.clock.Add(time.Hour)
		must(t, w.ask(t, "c@example.com"))
	})
}

// TestExpires forgets within two days whoever does not confirm, and takes no link that is older than one.
func TestExpires(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		must(t, w.ask(t, "citizen@example.com"))
		in := subscribe.Confirm{Token: query(t, w.work(t)[0].Text).Get("token")}
		w.clock.Add(24 * time.Hour)
		for _, in := range []subscribe.Confirm{in, {}, {Token: "x"}} {
			if err := w.Confirm(t.Context(), in); fault.Of(err) != fault.NotFound {
				t.Errorf("%+v: %v", in, err)
			}
		}
		w.work(t)
		if n := w.rows(t); n != 0 {
			t.Errorf("%d rows are left", n)
		}
	})
}

func TestRefuses(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, address := range []string{"x", "a@b", "a@b.", "A <a@example.com>", "a@example.com, b@example.com", "a@example.com\r\nBcc: b@example.com", "a b@example.com", "居民@example.com", "a@[192.0.2.1]"} {
			if err := w.ask(t, address); fault.Of(err) != fault.Invalid {
				t.Errorf("%q: %v", address, err)
			}
		}
		if err := w.Ask(t.Context(), subscribe.Subject("column/"+strings.Repeat("x", 2000)), subscribe.Ask{Address: "a@example.com"}, ""); fault.Of(err) != fault.Invalid {
			t.Errorf("a subject without end: %v", err)
		}
		for _, subject := range []subscribe.Subject{"column/9", "other/1", ""} {
			if err := w.Ask(t.Context(), subject, subscribe.Ask{Address: "a@example.com"}, ""); fault.Of(err) != fault.NotFound {
				t.Errorf("%q: %v", subject, err)
			}
		}
		silent, err := notify.New(w.db, notify.Config{})
		must(t, err)
		if err := subscribe.New(w.db, nil, silent, "").Ask(t.Context(), subject, subscribe.Ask{Address: "a@example.com"}, ""); fault.Of(err) != fault.Conflict {
			t.Errorf("without a mail server: %v", err)
		}
	})
}
