package desk_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/annual"
	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/cleanup"
	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/consult"
	"gongkai.example/gongkai/internal/domain/correction"
	"gongkai.example/gongkai/internal/domain/deposit"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/event"
	"gongkai.example/gongkai/internal/domain/faq"
	"gongkai.example/gongkai/internal/domain/finder"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/gazette"
	"gongkai.example/gongkai/internal/domain/hotspot"
	"gongkai.example/gongkai/internal/domain/interpret"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/proposal"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/remedy"
	"gongkai.example/gongkai/internal/domain/response"
	"gongkai.example/gongkai/internal/domain/survey"
	"gongkai.example/gongkai/internal/domain/topic"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/domain/user"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/holidays"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/search"
	"gongkai.example/gongkai/internal/platform/secret"
	"gongkai.example/gongkai/internal/platform/session"
	"gongkai.example/gongkai/internal/surface/desk"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// phrase is everybody's password.
const phrase = "quiet river under maples"

// A world is the desk over the county of profiles/sample on 2023-10-09, a
// Monday after the holiday, with an administrator, an officer, and clerks of two bureaus.
type world struct {
	*desk.Desk
	t       testing.TB
	clock   *dbtest.Clock
	handler http.Handler
	failing *jobs.Kind[struct{}]
	needs   foi.Needs

	admin, officer, clerk, other int64
	education, police            int64
	tasks                        int
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newWorld(t *testing.T) *world {
	t.Helper()
	clock := dbtest.At("2023-10-09")
	return newWorldOn(t, dbtest.SQLite(t, clock), clock)
}

func newWorldOn(t testing.TB, d *db.DB, clock *dbtest.Clock) *world {
	t.Helper()
	w := &world{t: t, clock: clock, Desk: &desk.Desk{DB: d, Profile: "sample", Fonts: system()}}
	rights, err := auth.Join(duty.Policy, plan.Policy, publish.Policy, topic.Policy, policy.Policy, interpret.Policy, cleanup.Policy, gazette.Policy, deposit.Policy, survey.Policy, finder.Policy, faq.Policy, consult.Policy, event.Policy, catalogue.Policy, column.Policy, foi.Policy, proposal.Policy, correction.Policy, message.Policy, response.Policy, hotspot.Policy, annual.Policy, remedy.Policy, unit.Policy, user.Policy, holidays.Policy, journal.Policy, jobs.Policy)
	must(t, err)
	box, err := secret.NewBox(make([]byte, 32))
	must(t, err)
	signer, err := proof.NewSigner(rand.Reader, "gongkai.example/log")
	must(t, err)

	w.Units = unit.New(d)
	w.Sessions = session.New(d, session.Config{})
	w.Users = user.New(user.Needs{
		DB: d, Policy: rights, Sessions: w.Sessions, Box: box, Issuer: "gongkai",
		Hasher: secret.NewHasher(secret.Params{Memory: 64, Passes: 1, Threads: 1}, 2),
	})
	w.Sessions.Actor = w.Users.ActorIn
	w.Holidays = holidays.New(d, law.Calendar())
	w.Duties = duty.New(d, w.Holidays)
	w.Holidays.Recompute = w.Duties.Recompute
	w.Journal = journal.New(d, signer)
	w.Notices, err = notify.New(d, notify.Config{})
	must(t, err)
	w.Files, err = files.Open(d, files.Config{Dir: t.TempDir(), Box: box})
	must(t, err)
	w.Plans = plan.New(d, w.Duties, w.Files, search.New(d, search.NewLexicon(nil)), screening)
	w.Columns = column.New(d, w.Duties)
	w.Catalogues = catalogue.New(d, w.Duties, screening)
	w.Columns.Words, w.Catalogues.Words = i18n.T, i18n.T
	w.Items = itemsOf(w.Desk)
	w.Topics = topic.New(d, w.Items.Rules)
	w.Documents = policy.New(policy.Needs{DB: d, Duties: w.Duties, Holidays: w.Holidays, Items: w.Items, Files: w.Files, Words: i18n.T})
	w.Surveys = survey.New(survey.Needs{DB: d, Duties: w.Duties, Box: box, Mail: w.Notices, Search: search.New(d, search.NewLexicon(nil)), Words: i18n.T, Rules: screening})
	w.Interprets = interpretsOf(w.Desk)
	w.Gazettes = gazettesOf(w.Desk)
	w.Cleanups, w.Deposits = cleanupsOf(w.Desk, w.Documents), depositsOf(w.Desk, w.Documents)
	w.failing = jobs.Define("duty.remind", func(context.Context, struct{}) error {
		return jobs.Fatal(context.DeadlineExceeded)
	})
	w.Jobs, err = jobs.NewRunner(d, jobs.Config{Log: slog.New(slog.DiscardHandler)}, w.failing)
	must(t, err)

	p, err := profile.Open("sample")
	must(t, err)
	w.Finders = finder.New(finder.Needs{DB: d, Duties: w.Duties, Search: search.New(d, search.NewLexicon(nil)), Words: i18n.T, Rules: screening, Asks: func(*db.Tx) ([]profile.Attribute, error) { return p.Finder, nil }})
	w.FAQs = faq.New(faq.Needs{DB: d, Duties: w.Duties, Search: search.New(d, search.NewLexicon(nil)), Words: i18n.T, Rules: screening})
	w.Duties.People = w.Users.People
	w.needs = foi.Needs{
		DB: d, Duties: w.Duties, Holidays: w.Holidays, Box: box, Files: w.Files, Site: "https://gk.example.gov.cn", Words: i18n.T,
		Letters: func(*db.Tx) (letter.Set, error) { return p.Letters, nil },
		Rules:   func(*db.Tx) (*screen.Rules, error) { return screen.New(screen.Options{Packs: screen.Packs()}), nil },
	}
	w.Requests = foi.New(w.needs)
	w.Remedies = remedy.New(remedy.Needs{Files: w.Files, Rules: func(*db.Tx) (*screen.Rules, error) { return screen.New(screen.Options{Packs: screen.Packs()}), nil }, DB: d, Duties: w.Duties, Holidays: w.Holidays, Requests: w.Requests, Box: box, Words: i18n.T})
	w.Consults = consult.New(consult.Needs{DB: d, Duties: w.Duties, Holidays: w.Holidays, Search: search.New(d, search.NewLexicon(nil)), Box: box, Documents: w.Documents, Words: i18n.T, Rules: w.needs.Rules})
	w.Events = event.New(event.Needs{DB: d, Duties: w.Duties, Files: w.Files, Search: search.New(d, search.NewLexicon(nil)), Box: box, Mail: w.Notices, Words: i18n.T, Rules: w.needs.Rules})
	w.Concerns = concernsOf(w.Desk)
	w.Messages = message.New(message.Needs{DB: d, Duties: w.Duties, Holidays: w.Holidays, Search: search.New(d, search.NewLexicon(nil)), Box: box, Words: i18n.T, Rules: w.needs.Rules, Cited: publish.TitleAt})
	w.Hotspots = hotspot.New(hotspot.Needs{DB: d, Duties: w.Duties, Search: search.New(d, search.NewLexicon(nil)), Box: box, Rules: w.needs.Rules})
	w.Corrections = correction.New(correction.Needs{DB: d, Duties: w.Duties, Requests: w.Requests, Files: w.Files, Box: box, Words: i18n.T, Letters: func(*db.Tx) (letter.Set, error) { return p.Letters, nil }})
	w.Proposals = proposal.New(proposal.Needs{DB: d, Duties: w.Duties, Requests: w.Requests, Items: w.Items, Files: w.Files, Box: box, Words: i18n.T})
	w.Reports = annual.New(annual.Needs{DB: d, Duties: w.Duties, Plans: w.Plans, Items: w.Items, Fonts: letter.OpenFonts(""), Words: i18n.T})
	w.Items.Released = w.Proposals.Released
	_, err = w.Units.Load(w.machine(), p, false)
	must(t, err)
	w.education, w.police = w.unit("QL-003"), w.unit("QL-005")
	w.admin = w.hire("admin", w.unit("QL"), auth.Admin)
	w.officer = w.hire("officer", w.unit("QL"), auth.Office)
	w.clerk = w.hire("clerk", w.education, auth.Clerk)
	w.other = w.hire("other", w.police, auth.Clerk)

	kit := webtest.Kit(clock.Now())
	kit.Now, kit.Steady = clock.Now, w.DB.Steady
	w.Join(kit)
	w.handler = kit.Handler(w.Routes())
	return w
}

// machine is the command line.
func (w *world) machine() context.Context { return dbtest.As(w.t, auth.Machine("test")) }

func (w *world) unit(code string) int64 {
	w.t.Helper()
	u, err := w.Units.ByCode(w.t.Context(), code)
	must(w.t, err)
	return u.ID
}

// hire opens an account that has its own password already.
func (w *world) hire(login string, at int64, role auth.Role) int64 {
	w.t.Helper()
	c, err := w.Users.Create(w.machine(), user.Create{Login: login, Name: "用户 " + login, Unit: at, Role: role})
	must(w.t, err)
	_, err = w.Users.ChangePassword(w.as(c.Person.ID), user.ChangePassword{Old: c.Password, New: phrase, Again: phrase})
	must(w.t, err)
	return c.Person.ID
}

// as is a context in which the person acts.
func (w *world) as(id int64) context.Context {
	w.t.Helper()
	a, err := w.Users.Actor(w.t.Context(), id)
	must(w.t, err)
	return dbtest.As(w.t, a)
}

// owe opens a duty of a unit with a number of working days from a day on.
func (w *world) owe(at int64, title string, from calendar.Day, days int) duty.ID {
	w.t.Helper()
	var id duty.ID
	w.tasks++
	must(w.t, w.DB.Write(w.machine(), func(tx *db.Tx) error {
		x, err := w.Duties.Open(tx, duty.Owed{
			UnitID: at, Rule: "plan.report", Ref: fmt.Sprintf("plan/task/%d", w.tasks), Under: "plan/point/1", Title: title, Basis: "要点（一）",
			From: from, Starts: from, Term: law.Term{N: days, Unit: law.Workday},
		})
		if err == nil {
			id = x.ID
		}
		return err
	}))
	return id
}

// A browser keeps the cookies that it is given.
type browser struct {
	w       *world
	cookies map[string]string
}

func (w *world) browser() *browser { return &browser{w, map[string]string{}} }

// do sends a request, with a body of a type if there is one, and keeps the cookies of the answer.
func (b *browser) do(method, path, typ, body string) *http.Response {
	b.w.t.Helper()
	r := httptest.NewRequestWithContext(b.w.t.Context(), method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", typ)
	r.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/150.0")
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	b.w.handler.ServeHTTP(w, r)
	res := w.Result()
	for _, c := range res.Cookies() {
		if b.cookies[c.Name] = c.Value; c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		}
	}
	return res
}

// get asks for a page, which must be sound.
func (b *browser) get(path string, status int, has ...string) *webtest.Doc {
	b.w.t.Helper()
	return b.page(b.do(http.MethodGet, path, "", ""), path, status, has)
}

// post sends a form; the answer is a page.
func (b *browser) post(path string, form url.Values, status int, has ...string) *webtest.Doc {
	b.w.t.Helper()
	return b.page(b.do(http.MethodPost, path, formType, form.Encode()), path, status, has)
}

// send sends a form; the answer leads to another page.
func (b *browser) send(path string, form url.Values, to string) {
	b.w.t.Helper()
	b.arrives(b.do(http.MethodPost, path, formType, form.Encode()), path, to)
}

// leads asks for a page; the answer leads to another.
func (b *browser) leads(path, to string) {
	b.w.t.Helper()
	b.arrives(b.do(http.MethodGet, path, "", ""), path, to)
}

const formType = "application/x-www-form-urlencoded"

func (b *browser) arrives(res *http.Response, path, to string) {
	b.w.t.Helper()
	if got := res.Header.Get("Location"); res.StatusCode != http.StatusSeeOther || got != to {
		b.w.t.Fatalf("%s answers %d to %q, want %q\n%s", path, res.StatusCode, got, to, webtest.Body(b.w.t, res))
	}
}

func (b *browser) page(res *http.Response, path string, status int, has []string) *webtest.Doc {
	b.w.t.Helper()
	body := webtest.Body(b.w.t, res)
	if res.StatusCode != status {
		b.w.t.Fatalf("%s answers %d, want %d\n%s", path, res.StatusCode, status, body)
	}
	doc := webtest.Parse(b.w.t, body)
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		doc.Sound(b.w.t)
	}
	for _, text := range has {
		if !strings.Contains(body, text) {
			b.w.t.Errorf("%s has no %q\n%s", path, text, body)
		}
	}
	return doc
}

// signedIn is a browser in which the person of that login is signed in.
func (w *world) signedIn(login string) *browser {
	w.t.Helper()
	b := w.browser()
	b.send("/sign-in", url.Values{"login": {login}, "password": {phrase}}, "/desk")
	return b
}

// upload sends one file; the answer is a page.
func (b *browser) upload(path, field, name, text string, status int, has ...string) *webtest.Doc {
	b.w.t.Helper()
	const edge = "edge-of-the-parts"
	body := "--" + edge + "\r\nContent-Disposition: form-data; name=\"" + field + "\"; filename=\"" + name + "\"\r\n\r\n" + text + "\r\n--" + edge + "--\r\n"
	return b.page(b.do(http.MethodPost, path, "multipart/form-data; boundary="+edge, body), path, status, has)
}

// upload2027 imports the notice of 2027.
func (w *world) upload2027(b *browser) {
	w.t.Helper()
	b.send("/desk/holidays/import/confirm", url.Values{"text": {notice2027}}, "/desk/holidays/2027")
}

// circularText is the reference circular.
func circularText(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile("../../kernel/circular/testdata/seed.txt")
	must(t, err)
	return b
}
