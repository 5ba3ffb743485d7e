package tests

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/domain/user"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/config"
	"gongkai.example/gongkai/internal/platform/session"
	"gongkai.example/gongkai/internal/simulate"
)

// A district is a program that a script lives in: the reference district with
// its people, on the database of the script, under a clock that the script sets.
type district struct {
	app    *app.App
	clock  *simulate.Clock
	url    string
	tokens map[string]string // by login
}

type districtKey struct{}

func districtOf(ts *testscript.TestScript) *district {
	d, ok := ts.Value(districtKey{}).(*district)
	if !ok || d.app == nil {
		ts.Fatalf("no district yet")
	}
	return d
}

// openDistrict starts the program: district DAY.
func openDistrict(ts *testscript.TestScript, _ bool, args []string) {
	d := ts.Value(districtKey{}).(*district)
	d.clock = &simulate.Clock{Wall: time.Now}
	d.clock.Set(calendar.Day(args[0]))
	c, err := config.Load([]string{"GONGKAI_DATA=" + ts.Getenv("GONGKAI_DATA"), "GONGKAI_DSN=" + ts.Getenv("GONGKAI_DSN")})
	ts.Check(err)
	ctx := context.Background()
	lived, err := simulate.Open(ctx, app.Config{Config: c}, d.clock)
	ts.Check(err)
	d.app = lived.App
	srv := httptest.NewServer(d.app.Handler())
	ts.Defer(func() { srv.Close(); ts.Check(d.app.Close()) })
	d.url, d.tokens = srv.URL, map[string]string{}
	_, err = lived.Hire(ctx, 1)
	ts.Check(err)
}

// setClock puts the clock to a day, and signs the public log: clock DAY.
func setClock(ts *testscript.TestScript, _ bool, args []string) {
	d := districtOf(ts)
	_, err := d.app.Journal.Sequence(context.Background())
	ts.Check(err)
	d.clock.Set(calendar.Day(args[0]))
}

// token is what a person's program signs in with; "-" is a visitor.
func (d *district) token(ts *testscript.TestScript, login string) string {
	if login == "-" || d.tokens[login] != "" {
		return d.tokens[login]
	}
	ctx := context.Background()
	in, err := d.app.Users.SignIn(ctx, user.SignIn{Login: login, Password: simulate.Password}, session.Client{})
	ts.Check(err)
	actor, err := d.app.Users.Actor(ctx, in.Session.Account)
	ts.Check(err)
	var perms []string
	for _, g := range actor.Grants {
		for p := range g.Perms {
			perms = append(perms, string(p))
		}
	}
	made, err := d.app.Users.MakeToken(auth.With(ctx, actor), user.MakeToken{Name: "script", Perms: perms})
	ts.Check(err)
	d.tokens[login] = made.Text
	return made.Text
}

// callAPI calls the API as a person: api LOGIN METHOD PATH STATUS PATTERN [BODY].
// The answer must fit the pattern, and can be kept.
func callAPI(ts *testscript.TestScript, _ bool, args []string) {
	body, media := "", ""
	if len(args) > 5 {
		body, media = args[5], "application/json"
	}
	call(ts, args[:5], strings.NewReader(body), media)
}

// sendFiles calls the API with a form in parts: send LOGIN POST PATH STATUS PATTERN
// NAME=VALUE…; a value that begins with @ is the file of that name.
func sendFiles(ts *testscript.TestScript, _ bool, args []string) {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for _, pair := range args[5:] {
		name, value, _ := strings.Cut(pair, "=")
		file, isFile := strings.CutPrefix(value, "@")
		if !isFile {
			ts.Check(m.WriteField(name, value))
			continue
		}
		part, err := m.CreateFormFile(name, filepath.Base(file))
		ts.Check(err)
		_, err = io.WriteString(part, ts.ReadFile(file))
		ts.Check(err)
	}
	ts.Check(m.Close())
	call(ts, args[:5], &b, m.FormDataContentType())
}

// call sends a body as a person: LOGIN METHOD PATH STATUS PATTERN.
func call(ts *testscript.TestScript, args []string, body io.Reader, media string) {
	d := districtOf(ts)
	req, err := http.NewRequestWithContext(context.Background(), args[1], d.url+args[2], body)
	ts.Check(err)
	if media != "" {
		req.Header.Set("Content-Type", media)
	}
	if t := d.token(ts, args[0]); t != "" {
		req.Header.Set("Authorization", "Bearer "+t)
	}
	res, err := http.DefaultClient.Do(req)
	ts.Check(err)
	answer, err := io.ReadAll(res.Body)
	ts.Check(err)
	ts.Check(res.Body.Close())
	if strconv.Itoa(res.StatusCode) != args[3] || !regexp.MustCompile(args[4]).Match(answer) {
		ts.Fatalf("%s %s as %s answers %s\n%.3000s", args[1], args[2], args[0], res.Status, answer)
	}
	_, err = ts.Stdout().Write(answer)
	ts.Check(err)
}

// pack makes a file such as Word's, a ZIP archive, of a folder: pack FILE FOLDER.
func pack(ts *testscript.TestScript, _ bool, args []string) {
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	z := zip.NewWriter(f)
	ts.Check(z.AddFS(os.DirFS(ts.MkAbs(args[1]))))
	ts.Check(z.Close())
	ts.Check(f.Close())
}

// readCircular has a person read a circular from a file: circular LOGIN FILE.
func readCircular(ts *testscript.TestScript, neg bool, args []string) {
	b, err := json.Marshal(map[string]string{"text": ts.ReadFile(args[1])})
	ts.Check(err)
	callAPI(ts, neg, []string{args[0], "POST", "/api/plans", "201", `"state":"draft"`, string(b)})
}

// checkPoints has a person look at every point of a draft, and name the units
// where the circular names none: check LOGIN PLAN UNITS.
func checkPoints(ts *testscript.TestScript, _ bool, args []string) {
	d := districtOf(ts)
	id, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	in, err := d.app.Users.SignIn(context.Background(), user.SignIn{Login: args[0], Password: simulate.Password}, session.Client{})
	ts.Check(err)
	actor, err := d.app.Users.Actor(context.Background(), in.Session.Account)
	ts.Check(err)
	ctx := auth.With(context.Background(), actor)
	o, err := d.app.Plans.Overview(ctx, plan.ID(id))
	ts.Check(err)
	for _, l := range o.Lines {
		form, err := d.app.Plans.PointForm(ctx, l.Point.ID)
		ts.Check(err)
		if len(l.Point.Parties) == 0 {
			form.Responsible = args[2]
		}
		form.Checked = true
		_, err = d.app.Plans.EditPoint(ctx, l.Point.ID, form)
		ts.Check(err)
	}
}
