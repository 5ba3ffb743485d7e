package app_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/domain/user"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/config"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/mailbox/imaptest"
	"gongkai.example/gongkai/internal/platform/notify/smtptest"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/secret"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// settings are those of a new office on a free port, with more variables.
func settings(t testing.TB, vars ...string) app.Config {
	t.Helper()
	c, err := config.Load(append([]string{"GONGKAI_DATA=" + filepath.Join(t.TempDir(), "data"), "GONGKAI_LISTEN=127.0.0.1:0", "GONGKAI_SHUTDOWN=5s"}, vars...))
	must(t, err)
	return app.Config{Config: c, Hash: secret.Params{Memory: 64, Passes: 1, Threads: 1}}
}

func start(t *testing.T, c app.Config) *app.App {
	t.Helper()
	a, err := app.New(t.Context(), c)
	must(t, err)
	t.Cleanup(func() { must(t, a.Close()) })
	return a
}

// serve runs a until the returned function is called, which waits for the end.
func serve(t *testing.T, a *app.App) (url string, stop func() error) {
	t.Helper()
	at, stop := open(t, a)
	return "http://" + at.Site.String(), stop
}

// open is serve for a site with two addresses.
func open(t *testing.T, a *app.App) (at app.Addresses, stop func() error) {
	t.Helper()
	at, err := a.Listen(t.Context())
	must(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Serve(ctx) }()
	return at, func() error { cancel(); return <-ended }
}

// patient is how long a test waits for an answer: one that never comes says which test it was.
func patient(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func get(t *testing.T, url string, header ...string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(patient(t), http.MethodGet, url, nil)
	must(t, err)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	must(t, err)
	defer func() { must(t, res.Body.Close()) }()
	b, err := io.ReadAll(res.Body)
	must(t, err)
	return res.StatusCode, string(b)
}

// TestServe starts a new office, asks it, and stops it: twice, on both engines.
func TestServe(t *testing.T) {
	run := func(t *testing.T, c app.Config) {
		t.Helper()
		a := start(t, c)
		url, stop := serve(t, a)
		for path, want := range map[string]string{"/healthz": `"ok"`, "/readyz": `"ok"`, "/metrics": "gongkai_jobs{"} {
			if code, body := get(t, url+path); code != http.StatusOK || !strings.Contains(body, want) {
				t.Errorf("%s answers %d %s", path, code, body)
			}
		}
		if code, body := get(t, url+"/sign-in"); code != http.StatusOK || !strings.Contains(body, "红谷滩区") {
			t.Errorf("the sign-in page answers %d\n%s", code, body)
		}
		if code, _ := get(t, url+"/desk"); code != http.StatusSeeOther {
			t.Errorf("the desk answers a visitor with %d", code)
		}
		must(t, stop())
		if _, err := a.Journal.Checkpoint(t.Context()); err != nil {
			t.Errorf("the log was not signed: %v", err)
		}
	}
	t.Run("sqlite", func(t *testing.T) {
		c := settings(t)
		run(t, c)
		run(t, c)
	})
	t.Run("postgres", func(t *testing.T) {
		c := settings(t, "GONGKAI_DSN="+dbtest.PostgresDSN(t))
		run(t, c)
		run(t, c)
	})
}

// TestStopWaits asks that a request which is being answered is answered to its end.
func TestStopWaits(t *testing.T) {
	a := start(t, settings(t))
	url, stop := serve(t, a)
	got := make(chan int, 1)
	body, w := io.Pipe()
	client := http.Client{Transport: &http.Transport{ExpectContinueTimeout: time.Minute}}
	go func() {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/sign-in", body)
		if err != nil {
			got <- 0
			return
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Expect", "100-continue") // the body is asked for by whoever reads it: from then on the request is under way
		res, err := client.Do(r)
		if err != nil {
			got <- 0
			return
		}
		_ = res.Body.Close()
		got <- res.StatusCode
	}()
	_, err := io.WriteString(w, "login=nobody&")
	must(t, err)
	ended := make(chan error, 1)
	go func() { ended <- stop() }()
	time.AfterFunc(700*time.Millisecond, func() {
		_, _ = io.WriteString(w, "password=nothing")
		_ = w.Close()
	})
	if code := <-got; code != http.StatusUnprocessableEntity {
		t.Errorf("the request under way was answered with %d", code)
	}
	must(t, <-ended)
}

// TestHooks goes once through everything that app ties together.
func TestHooks(t *testing.T) {
	clock := dbtest.At("2023-08-14")
	c := settings(t)
	c.Clock = clock.Now
	a := start(t, c)
	ctx := auth.With(t.Context(), auth.Machine("test"))
	root, err := a.Units.Tree(ctx)
	must(t, err)
	made, err := a.Users.Create(ctx, user.Create{Login: "officer", Name: "某甲", Unit: root[0].ID, Role: auth.Office})
	must(t, err)
	officer, err := a.Users.Actor(ctx, made.Person.ID)
	must(t, err)
	ctx = auth.With(t.Context(), officer)
	text, err := os.ReadFile("../../profiles/honggutan/circulars/2023.txt")
	must(t, err)
	p, err := a.Plans.Read(ctx, plan.Reading{Name: "2023.txt", File: text})
	must(t, err)
	if table, err := a.Plans.Export(ctx, p.ID); err != nil || len(table) == 0 {
		t.Errorf("the plan cannot be written as a table: %v", err)
	}
	if _, err := a.Jobs.RunDue(ctx); err != nil {
		t.Errorf("a job of the program fails: %v", err)
	}
	for _, kind := range a.Jobs.Kinds() {
		if !i18n.Has(kind) {
			t.Errorf("the job %s has no name", kind)
		}
	}
	notice := "date,kind,name,source\n2027-01-01,holiday,元旦,国办发明电〔2026〕9号\n"
	if out, err := a.Holidays.Import(auth.With(ctx, auth.Machine("test")), []byte(notice), false); err != nil || len(out.Changes) != 1 {
		t.Errorf("a notice cannot be imported: %+v, %v", out, err)
	}
	cal, err := app.Calendar(t.Context(), c)
	must(t, err)
	if cal.Works("2027-01-01") {
		t.Error("the calendar for commands does not have the imported notice")
	}
}

// TestSite shows a profile that was loaded while the program runs.
func TestSite(t *testing.T) {
	a := start(t, settings(t))
	url, stop := serve(t, a)
	p, err := profile.Open("sample")
	must(t, err)
	_, err = a.Units.Load(auth.With(t.Context(), auth.Machine("test")), p, false)
	must(t, err)
	for wait := 0; ; wait++ {
		if _, body := get(t, url+"/sign-in"); strings.Contains(body, "青岚县") {
			break
		}
		if wait == 50 {
			t.Fatal("pages still show the old district")
		}
		time.Sleep(100 * time.Millisecond)
	}
	must(t, stop())
}

// TestRefused asks for a clear word, and no broken office, when something is wrong.
func TestRefused(t *testing.T) {
	good := settings(t)
	first := start(t, good)
	_, err := first.Journal.Sequence(t.Context())
	must(t, err)
	must(t, first.Close())
	other := func(change func(*app.Config)) app.Config {
		c := settings(t)
		change(&c)
		return c
	}
	for name, c := range map[string]struct {
		config app.Config
		spoil  func() (undo func())
		want   string
	}{
		"no such profile": {config: other(func(c *app.Config) { c.Profile = "atlantis" }), want: "profile.unknown"},
		"no database":     {config: other(func(c *app.Config) { c.Existing = true }), want: "app.no_database"},
		"old schema":      {config: other(func(c *app.Config) { c.Migrate = false }), want: "app.schema_behind"},
		"no folder":       {config: other(func(c *app.Config) { c.Data = "/dev/null/data" }), want: "disk.not_folder"},
		"open log key":    {config: good, spoil: chmod(t, good.LogKey(), 0o644), want: "journal.key_mode"},
		"open box key":    {config: good, spoil: chmod(t, good.BoxKey(), 0o640), want: "secret.open_key"},
		"lost log key":    {config: good, spoil: hide(t, good.LogKey()), want: "app.log_key_lost"},
	} {
		t.Run(name, func(t *testing.T) {
			if c.spoil != nil {
				defer c.spoil()()
			}
			_, err := app.New(t.Context(), c.config)
			if e := fault.As(err); err == nil || e.Text.Key != c.want || !i18n.Has(e.Text.Key) {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
	a := start(t, good) // everything was put right again
	_, err = a.Journal.Sequence(t.Context())
	must(t, err)
}

func chmod(t *testing.T, file string, mode os.FileMode) func() func() {
	t.Helper()
	return func() func() {
		if runtime.GOOS == "windows" {
			t.Skip("SKIP: Windows keeps no such bits")
		}
		must(t, os.Chmod(file, mode))
		return func() { must(t, os.Chmod(file, 0o600)) }
	}
}

func hide(t *testing.T, file string) func() func() {
	t.Helper()
	return func() func() {
		must(t, os.Rename(file, file+".away"))
		return func() { must(t, os.Rename(file+".away", file)) }
	}
}

func TestPortTaken(t *testing.T) {
	first := start(t, settings(t))
	at, err := first.Listen(t.Context())
	must(t, err)
	for what, vars := range map[string][]string{
		"site":       {"GONGKAI_LISTEN=" + at.Site.String()},
		"plain HTTP": {"GONGKAI_PUBLIC_URL=https://" + named, "GONGKAI_ACME=true", "GONGKAI_HTTP_LISTEN=" + at.Site.String()},
	} {
		second := start(t, settings(t, vars...))
		_, err = second.Listen(t.Context())
		if e := fault.As(err); err == nil || e.Text.Key != "app.port_taken" || !strings.Contains(i18n.Text(e.Text), at.Site.String()) {
			t.Errorf("%s: %v", what, err)
		}
		if err := second.Serve(t.Context()); fault.As(err).Text.Key != "app.port_taken" {
			t.Errorf("%s, served: %v", what, err)
		}
	}
	_, err = start(t, settings(t, "GONGKAI_LISTEN=192.0.2.1:80")).Listen(t.Context())
	if e := fault.As(err); err == nil || e.Text.Key != "app.no_port" {
		t.Errorf("an address of another machine: %v", err)
	}
}

// TestOrigin keeps the name of the log when the site moves.
func TestOrigin(t *testing.T) {
	c := settings(t, "GONGKAI_PUBLIC_URL=https://old.example.gov.cn")
	a := start(t, c)
	if got := a.Journal.Key().Origin(); got != "old.example.gov.cn/log" {
		t.Errorf("origin %s", got)
	}
	must(t, a.Close())
	c.HTTP.PublicURL = "https://new.example.gov.cn"
	if got := start(t, c).Journal.Key().Origin(); got != "old.example.gov.cn/log" {
		t.Errorf("origin %s after the move", got)
	}
}

// TestNewLog opens a log and no district.
func TestNewLog(t *testing.T) {
	a, err := app.NewLog(t.Context(), settings(t))
	must(t, err)
	defer func() { must(t, a.Close()) }()
	n, err := a.Journal.Sequence(t.Context())
	if err != nil || n != 0 {
		t.Errorf("a new log has %d leaves, %v", n, err)
	}
}

// TestExamine looks at an office that is well, and at what can be wrong with it.
func TestExamine(t *testing.T) {
	now := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	states := func(c app.Config, now time.Time) map[string]app.State {
		out := map[string]app.State{}
		for _, f := range app.Examine(auth.With(t.Context(), auth.Machine("test")), c, now) {
			out[f.Check] = f.State
			for _, key := range []string{"app.check." + f.Check, f.Text.Key, f.Do.Key} {
				if key != "" && !i18n.Has(key) {
					t.Errorf("%s has no text", key)
				}
			}
			if (f.State == app.Good) != (f.Do.Key == "") {
				t.Errorf("%s is %s and says to do %q", f.Check, f.State, f.Do.Key)
			}
		}
		return out
	}
	c := settings(t, "GONGKAI_PUBLIC_URL=https://www.example.gov.cn", "GONGKAI_PROFILE=sample")
	for check, s := range states(c, now) {
		if check == "fonts" { // as the machine of the test has them
			continue
		}
		if want := map[string]app.State{"clock": app.Good, "profile": app.Warn, "links": app.Good, "mail": app.Good, "mailbox": app.Good, "sms": app.Good, "foot": app.Warn, "words": app.Good, "backup": app.Warn, "certificate": app.Warn}[check]; s != want && (want != "" || s != app.Bad) {
			t.Errorf("before the first start: %s is %s", check, s)
		}
	}
	a := start(t, c)
	_, err := a.Journal.Sequence(t.Context())
	must(t, err)
	// Terms of the profile are to be verified, nobody says where backups are, nobody answers at the address.
	want := map[string]app.State{"profile": app.Warn, "foot": app.Warn, "backup": app.Warn, "certificate": app.Warn}
	for _, check := range []string{"clock", "data", "log_key", "box_key", "database", "schema", "holidays", "journal", "jobs", "search", "address", "links", "mail", "mailbox", "sms", "words", "verified", "attachments"} {
		want[check] = app.Good
	}
	check := func(what string, c app.Config, now time.Time, differ map[string]app.State) {
		t.Helper()
		got := states(c, now)
		for k, s := range want {
			if d, ok := differ[k]; ok {
				s = d
			}
			if got[k] != s && s != "" {
				t.Errorf("%s: %s is %q, want %q", what, k, got[k], s)
			}
		}
	}
	check("well", c, now, nil)
	check("clock", c, time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), map[string]app.State{"clock": app.Bad})
	check("late in the year", c, time.Date(2026, 11, 2, 1, 0, 0, 0, time.UTC), map[string]app.State{"holidays": app.Warn})
	check("next year", c, time.Date(2027, 1, 4, 1, 0, 0, 0, time.UTC), map[string]app.State{"holidays": app.Bad})
	moved, bare, plain := c, c, c
	moved.HTTP.PublicURL = "https://new.example.gov.cn"
	check("moved", moved, now, map[string]app.State{"journal": app.Warn})
	bare.HTTP.PublicURL = ""
	check("no address", bare, now, map[string]app.State{"address": app.Warn, "certificate": ""})
	plain.HTTP.PublicURL = "http://www.example.gov.cn"
	check("no HTTPS", plain, now, map[string]app.State{"address": app.Warn, "journal": app.Good, "certificate": ""})
	said := c // a number of somebody's own beside a unit, that nobody has reviewed
	said.Profile = filepath.Join(t.TempDir(), "said")
	must(t, os.CopyFS(said.Profile, os.DirFS(filepath.Join("..", "..", "profiles", "sample"))))
	columns, err := os.OpenFile(filepath.Join(said.Profile, "columns.csv"), os.O_APPEND|os.O_WRONLY, 0)
	must(t, err)
	_, err = columns.WriteString("own,联系,值班手机13812345678,值班,其他,,QL-001,,,,99,,,\n")
	must(t, errors.Join(err, columns.Close()))
	check("words of the profile", said, now, map[string]app.State{"words": app.Bad})
	asking := c
	asking.Fetch.On = true
	check("links are followed", asking, now, nil)
	posted := c // whose servers do not answer
	posted.Mail.Host, posted.Mail.Port, posted.Mail.From, posted.Mail.TLS = "127.0.0.1", 1, "gk@example.gov.cn", "none"
	posted.IMAP = config.IMAP{Host: "127.0.0.1", Port: 1, User: "gk", Password: "x", Unit: "none"}
	posted.SMS = config.SMS{URL: "http://127.0.0.1:1", Key: "k", Secret: "s", Templates: map[string]string{"answered": "1"}}
	check("servers of mail", posted, now, map[string]app.State{"mail": app.Bad, "mailbox": app.Bad, "sms": app.Bad})
	gateway := httptest.NewServer(http.NotFoundHandler())
	defer gateway.Close()
	posted.SMS.URL = gateway.URL
	reached, letters := smtptest.New(t).Config(), imaptest.New(t).Config()
	posted.Mail.Port = reached.Port
	posted.IMAP.Port = letters.Port
	check("a certificate of nobody, and few templates", posted, now, map[string]app.State{"mailbox": app.Bad, "sms": app.Warn})
	posted.SMS.Templates = map[string]string{"answred": "1"}
	check("no such notice", posted, now, map[string]app.State{"mailbox": app.Bad, "sms": app.Bad})
	unknown := c
	unknown.Profile = "atlantis"
	check("no profile", unknown, now, map[string]app.State{"words": "", "profile": app.Bad, "foot": ""})
	none := map[string]app.State{"holidays": "", "journal": "", "verified": "", "attachments": "", "jobs": "", "search": "", "address": ""}
	for what, s := range map[string]struct {
		spoil  func() func()
		differ map[string]app.State
	}{
		"key":    {chmod(t, c.LogKey(), 0o604), map[string]app.State{"log_key": app.Bad}},
		"folder": {folder(t, c.Data), map[string]app.State{"data": app.Warn}},
	} {
		undo := s.spoil()
		if what == "key" {
			maps.Copy(s.differ, none)
		}
		check(what, c, now, s.differ)
		undo()
	}
}

func folder(t *testing.T, dir string) func() func() {
	t.Helper()
	return func() func() {
		must(t, os.Chmod(dir, 0o755))
		return func() { must(t, os.Chmod(dir, 0o700)) }
	}
}

// TestMetrics lets in this machine and the bearer of the token, and nobody through a proxy.
func TestMetrics(t *testing.T) {
	a := start(t, settings(t, "GONGKAI_METRICS_TOKEN=0123456789abcdef"))
	url, stop := serve(t, a)
	for name, c := range map[string]struct {
		header []string
		want   int
	}{
		"this machine":     {nil, http.StatusOK},
		"through a proxy":  {[]string{"X-Forwarded-For", "203.0.113.9"}, http.StatusNotFound},
		"the other header": {[]string{"Forwarded", "for=203.0.113.9"}, http.StatusNotFound},
		"with the token":   {[]string{"X-Forwarded-For", "203.0.113.9", "Authorization", "Bearer 0123456789abcdef"}, http.StatusOK},
		"a wrong token":    {[]string{"X-Forwarded-For", "203.0.113.9", "Authorization", "Bearer 0123456789abcdee"}, http.StatusNotFound},
	} {
		if code, _ := get(t, url+"/metrics", c.header...); code != c.want {
			t.Errorf("%s: %d, want %d", name, code, c.want)
		}
	}
	_, body := get(t, url+"/metrics")
	for _, want := range []string{`gongkai_http_requests_total{code="2xx"}`, `gongkai_http_requests_total{code="4xx"}`, `gongkai_jobs{state="dead"} 0`, "process_resident_memory_bytes"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in\n%s", want, body)
		}
	}
	must(t, stop())
}

// TestReady says no while the program has no database.
func TestReady(t *testing.T) {
	c := settings(t)
	a, err := app.New(t.Context(), c)
	must(t, err)
	h := a.Handler()
	must(t, a.Close())
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/readyz", nil))
	var got struct{ State string }
	must(t, json.Unmarshal(w.Body.Bytes(), &got))
	if w.Code != http.StatusServiceUnavailable || got.State != "no_database" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
