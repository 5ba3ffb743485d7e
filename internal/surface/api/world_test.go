package api_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
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
	"gongkai.example/gongkai/internal/kernel/fault"
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
	"gongkai.example/gongkai/internal/platform/mailbox/imaptest"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/search"
	"gongkai.example/gongkai/internal/platform/secret"
	"gongkai.example/gongkai/internal/platform/session"
	"gongkai.example/gongkai/internal/surface/api"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// People of the district. The API must not tell the public their names.
var people = []string{"叶公开", "柳经办", "白旁观"}

// A world is the API over the district of profiles/honggutan on 2023-08-14,
// with an officer, a clerk of the agriculture bureau and one of another bureau.
type world struct {
	server *imaptest.Server
	*api.API
	t       *testing.T
	clock   *dbtest.Clock
	handler http.Handler
	tokens  map[string]string // by login: one with every right of the person
	people  map[string]string // ids of accounts by login
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newWorld(t *testing.T) *world {
	t.Helper()
	clock := dbtest.At("2023-08-14")
	d := dbtest.SQLite(t, clock)
	w := &world{t: t, clock: clock, API: &api.API{DB: d, Log: slog.New(slog.DiscardHandler)}, tokens: map[string]string{}, people: map[string]string{}}
	rights := w.policy(t)
	box, err := secret.NewBox(make([]byte, 32))
	must(t, err)
	signer, err := proof.NewSigner(rand.Reader, "gongkai.example/log")
	must(t, err)
	sessions := session.New(d, session.Config{})
	w.Units = unit.New(d)
	w.Users = user.New(user.Needs{
		DB: d, Policy: rights, Sessions: sessions, Box: box, Issuer: "gongkai",
		Hasher: secret.NewHasher(secret.Params{Memory: 64, Passes: 1, Threads: 1}, 2),
	})
	w.Holidays = holidays.New(d, law.Calendar())
	w.Duties = duty.New(d, w.Holidays)
	w.Columns = column.New(d, w.Duties)
	w.Columns.Words, w.Units.Columns = i18n.T, w.Columns.Load
	rules := func(tx *db.Tx) (*screen.Rules, error) {
		return screen.New(screen.Options{Today: tx.Today, Key: []byte("of the test")}), nil
	}
	w.Catalogues = catalogue.New(d, w.Duties, rules)
	w.Catalogues.Words = i18n.T
	w.Catalogues.Published = publish.UnderRows
	w.Search = search.New(d, search.NewLexicon(nil))
	w.Duties.People = w.Users.People
	w.Duties.Notices, err = notify.New(d, notify.Config{})
	must(t, err)
	w.Holidays.Recompute = w.Duties.Recompute
	w.Journal = journal.New(d, signer)
	w.Files, err = files.Open(d, files.Config{Dir: t.TempDir(), Box: box})
	must(t, err)
	w.Items = publish.New(publish.Needs{DB: d, Duties: w.Duties, Columns: w.Columns, Catalogues: w.Catalogues, Files: w.Files, Search: w.Search})
	w.Search.Add(w.Items.Found())
	w.Items.Words = i18n.T
	w.Items.Rules = rules
	w.Interprets = interpret.New(interpret.Needs{DB: d, Duties: w.Duties, Items: w.Items, Words: i18n.T})
	w.Topics = topic.New(d, rules)
	w.Documents = policy.New(policy.Needs{DB: d, Duties: w.Duties, Holidays: w.Holidays, Items: w.Items, Files: w.Files, Words: i18n.T})
	w.Cleanups = cleanup.New(cleanup.Needs{DB: d, Duties: w.Duties, Documents: w.Documents, Items: w.Items, Words: i18n.T, Rules: rules})
	w.Deposits = deposit.New(deposit.Needs{DB: d, Duties: w.Duties, Documents: w.Documents, Files: w.Files, Words: i18n.T})
	w.Documents.Affected = w.Cleanups.Affected
	w.Gazettes = gazette.New(gazette.Needs{DB: d, Duties: w.Duties, Items: w.Items, Fonts: letter.OpenFonts(""), Words: i18n.T})
	mail, err := notify.New(d, notify.Config{})
	must(t, err)
	w.Surveys = survey.New(survey.Needs{DB: d, Duties: w.Duties, Box: box, Mail: mail, Search: w.Search, Words: i18n.T, Rules: rules})
	w.Plans = plan.New(d, w.Duties, w.Files, w.Search, rules)
	w.Search.Add(w.Plans.Found())
	w.Plans.Words = i18n.T

	p, err := profile.Open("honggutan")
	must(t, err)
	w.Finders = finder.New(finder.Needs{DB: d, Duties: w.Duties, Search: w.Search, Words: i18n.T, Rules: rules, Asks: func(*db.Tx) ([]profile.Attribute, error) { return p.Finder, nil }})
	w.FAQs = faq.New(faq.Needs{DB: d, Duties: w.Duties, Search: w.Search, Words: i18n.T, Rules: rules})
	w.server = imaptest.New(t)
	w.Requests = foi.New(foi.Needs{
		DB: d, Duties: w.Duties, Holidays: w.Holidays, Box: box, Files: w.Files, Site: "https://gk.example.gov.cn", Words: i18n.T, Rules: w.Items.Rules,
		Letters: func(*db.Tx) (letter.Set, error) { return p.Letters, nil }, Intake: foi.Intake{Mailbox: w.server.Config(), Unit: "qfb"},
	})
	w.Remedies = remedy.New(remedy.Needs{Files: w.Files, Rules: w.Items.Rules, DB: d, Duties: w.Duties, Holidays: w.Holidays, Requests: w.Requests, Box: box, Words: i18n.T})
	w.Concerns = response.New(response.Needs{DB: d, Duties: w.Duties, Holidays: w.Holidays, Items: w.Items, Words: i18n.T})
	w.Messages = message.New(message.Needs{DB: d, Duties: w.Duties, Holidays: w.Holidays, Search: w.Search, Box: box, Words: i18n.T, Rules: rules, Cited: publish.TitleAt})
	w.Hotspots = hotspot.New(hotspot.Needs{DB: d, Duties: w.Duties, Search: w.Search, Box: box, Rules: rules})
	w.Search.Add(w.Messages.Found())
	w.Consults = consult.New(consult.Needs{DB: d, Duties: w.Duties, Holidays: w.Holidays, Search: w.Search, Box: box, Documents: w.Documents, Words: i18n.T, Rules: rules})
	w.Events = event.New(event.Needs{DB: d, Duties: w.Duties, Files: w.Files, Search: w.Search, Box: box, Mail: mail, Words: i18n.T, Rules: rules})
	w.Search.Add(w.Consults.Found(), w.Events.Found())
	w.Corrections = correction.New(correction.Needs{DB: d, Duties: w.Duties, Requests: w.Requests, Files: w.Files, Box: box, Words: i18n.T, Letters: func(*db.Tx) (letter.Set, error) { return p.Letters, nil }})
	w.Proposals = proposal.New(proposal.Needs{DB: d, Duties: w.Duties, Requests: w.Requests, Items: w.Items, Files: w.Files, Box: box, Words: i18n.T})
	w.Reports = annual.New(annual.Needs{DB: d, Duties: w.Duties, Plans: w.Plans, Items: w.Items, Fonts: letter.OpenFonts(""), Words: i18n.T})
	w.Items.Ready, w.Items.Released = w.Documents.Ready, func(tx *db.Tx, id publish.ID) error {
		return errors.Join(w.Proposals.Released(tx, id), w.Documents.Released(tx, id), w.Concerns.Released(tx, id))
	}
	machine := w.machine()
	_, err = w.Units.Load(machine, p, false)
	must(t, err)
	tree, err := w.Units.Tree(machine)
	must(t, err)
	w.hire("officer", people[0], tree[0].ID, auth.Office, rights)
	w.hire("clerk", people[1], w.resolve("区农业农村局"), auth.Clerk, rights)
	w.hire("other", people[2], w.resolve("区税务局"), auth.Clerk, rights)

	kit := webtest.Kit(clock.Now())
	kit.Now, kit.Problem = clock.Now, w.ServeProblem
	w.handler = kit.Handler(w.Routes(), w.Mount())
	return w
}

// policy is what every noun allows to whom.
func (w *world) policy(t *testing.T) auth.Policy {
	t.Helper()
	rights, err := auth.Join(duty.Policy, plan.Policy, catalogue.Policy, publish.Policy, topic.Policy, policy.Policy, interpret.Policy, cleanup.Policy, gazette.Policy, deposit.Policy, survey.Policy, finder.Policy, faq.Policy, consult.Policy, event.Policy, message.Policy, response.Policy, hotspot.Policy, foi.Policy, proposal.Policy, correction.Policy, annual.Policy, remedy.Policy, column.Policy, unit.Policy, user.Policy, holidays.Policy, journal.Policy, jobs.Policy)
	must(t, err)
	return rights
}

func (w *world) resolve(name string) int64 {
	w.t.Helper()
	names, err := w.Units.Names(w.t.Context())
	must(w.t, err)
	m, ok := names.Resolve(name)
	if !ok {
		w.t.Fatalf("no unit %s", name)
	}
	return m.Units[0].ID
}

// hire opens an account and makes a token with all its rights.
func (w *world) hire(login, name string, at int64, role auth.Role, rights auth.Policy) {
	w.t.Helper()
	c, err := w.Users.Create(w.machine(), user.Create{Login: login, Name: name, Unit: at, Role: role})
	must(w.t, err)
	var perms []string
	for p := range rights.Perms(role) {
		perms = append(perms, string(p))
	}
	w.people[login] = strconv.FormatInt(c.Person.ID, 10)
	w.tokens[login] = w.token(c.Person.ID, perms...)
}

// token makes a token of a person.
func (w *world) token(id int64, perms ...string) string {
	w.t.Helper()
	a, err := w.Users.Actor(w.t.Context(), id)
	must(w.t, err)
	made, err := w.Users.MakeToken(auth.With(w.t.Context(), a), user.MakeToken{Name: "程序", Perms: perms})
	must(w.t, err)
	return made.Text
}

// as is a context in which the owner of a token acts by it.
func (w *world) as(login string) context.Context {
	w.t.Helper()
	a, err := w.Users.TokenActor(w.t.Context(), w.tokens[login])
	must(w.t, err)
	return auth.With(w.t.Context(), a)
}

// send makes a request with the token of a login, of "" without one.
func (w *world) send(method, path, login, typ string, body io.Reader) *http.Response {
	w.t.Helper()
	r := httptest.NewRequestWithContext(w.t.Context(), method, path, body)
	if typ != "" {
		r.Header.Set("Content-Type", typ)
	}
	if login != "" {
		r.Header.Set("Authorization", "Bearer "+w.tokens[login])
	}
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	return rec.Result()
}

// call sends JSON and reads the answer, which must have the status.
func (w *world) call(method, path, login, body string, status int) map[string]any {
	w.t.Helper()
	typ := ""
	if body != "" {
		typ = "application/json"
	}
	return w.answer(w.send(method, path, login, typ, strings.NewReader(body)), method+" "+path, status)
}

func (w *world) answer(res *http.Response, what string, status int) map[string]any {
	w.t.Helper()
	text := webtest.Body(w.t, res)
	if res.StatusCode != status {
		w.t.Fatalf("%s answers %d, want %d\n%s", what, res.StatusCode, status, text)
	}
	var out map[string]any
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&out); err != nil {
		w.t.Fatalf("%s: %v\n%s", what, err, text)
	}
	return out
}

// An upload is one file of a form.
type upload struct {
	field, name string
	data        []byte
}

// upload sends fields and one file in parts.
func (w *world) upload(path, login string, fields map[string]string, f upload, status int) map[string]any {
	w.t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for k, v := range fields {
		must(w.t, form.WriteField(k, v))
	}
	part, err := form.CreateFormFile(f.field, f.name)
	must(w.t, err)
	_, err = part.Write(f.data)
	must(w.t, err)
	must(w.t, form.Close())
	return w.answer(w.send(http.MethodPost, path, login, form.FormDataContentType(), &b), path, status)
}

// at is a value inside an answer: at(v, "items", "0", "id").
func at(v any, path ...string) any {
	for _, p := range path {
		switch x := v.(type) {
		case map[string]any:
			v = x[p]
		case []any:
			i, err := strconv.Atoi(p)
			if err != nil || i >= len(x) {
				return nil
			}
			v = x[i]
		default:
			return nil
		}
	}
	return v
}

func text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case json.Number:
		return v.String()
	}
	b, _ := json.Marshal(v)
	return string(b)
}

// circular is the reference circular.
func circular(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile("../../kernel/circular/testdata/seed.txt")
	must(t, err)
	return b
}

// machine is the command line.
func (w *world) machine() context.Context { return dbtest.As(w.t, auth.Machine("test")) }

// problem is how a fault is sent.
func (w *world) problem(err error) *http.Response {
	w.t.Helper()
	rec := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(w.t.Context(), http.MethodGet, "/api/plans", http.NoBody)
	w.ServeProblem(rec, r, fault.As(err), "ABC")
	return rec.Result()
}
