// Package tests runs journeys as text: the real command, its output and its
// exit codes, on SQLite, and on PostgreSQL when GONGKAI_TEST_POSTGRES is set.
package tests

import (
	"cmp"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"gongkai.example/gongkai/internal/cli"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"gongkai": func() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Environ())) },
	})
}

// TestScripts runs every folder of scripts. A script that has a database says
// so in its first line: "# database".
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("scripts/*/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no scripts: is the test run from its folder?", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(file), "scripts/"), ".txtar")
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(name+"/sqlite", func(t *testing.T) { dbtest.MaySkipSQLite(t); t.Parallel(); run(t, file, "") })
		if strings.HasPrefix(string(text), "# database") {
			t.Run(name+"/postgres", func(t *testing.T) { t.Parallel(); run(t, file, dbtest.PostgresDSN(t)) })
		}
	}
}

func run(t *testing.T, file, dsn string) {
	t.Helper()
	testscript.Run(t, testscript.Params{
		Files: []string{file},
		Setup: func(env *testscript.Env) error {
			env.Setenv("GONGKAI_DATA", filepath.Join(env.WorkDir, "data"))
			env.Setenv("GONGKAI_DSN", dsn)
			env.Values[districtKey{}] = &district{}
			root, err := filepath.Abs("..")
			env.Setenv("ROOT", root)
			return err
		},
		Condition: func(cond string) (bool, error) {
			switch cond {
			case "sqlite":
				return dsn == "", nil
			case "postgres":
				return dsn != "", nil
			}
			return false, errors.New("no such condition")
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "keep": keep, "sql": sql, "port": port, "fetch": fetch,
			"district": openDistrict, "clock": setClock, "api": callAPI, "send": sendFiles, "pack": pack, "circular": readCircular, "check": checkPoints,
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// exits runs a command that must end with a code: exits 2 gongkai due.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		e, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = e.ExitCode()
	}
	if got != want {
		ts.Fatalf("%s ended with %d, want %d", strings.Join(args[1:], " "), got, want)
	}
}

// keep puts what the last output has at the first group of a pattern into a
// variable: keep PASSWORD '"password":"([^"]+)"'.
func keep(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: keep NAME PATTERN")
	}
	m := regexp.MustCompile(args[1]).FindStringSubmatch(ts.ReadFile("stdout"))
	if m == nil {
		ts.Fatalf("the output has no %s", args[1])
	}
	ts.Setenv(args[0], m[1])
}

// sql changes the database behind the back of the program: sql "DELETE FROM …".
func sql(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: sql STATEMENT")
	}
	ctx := context.Background()
	d, err := db.Open(ctx, db.Config{DSN: cmp.Or(ts.Getenv("GONGKAI_DSN"), filepath.Join(ts.Getenv("GONGKAI_DATA"), "gongkai.db"))})
	ts.Check(err)
	ts.Defer(func() { ts.Check(d.Close()) })
	ts.Check(d.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(args[0])
		if err == nil && n == 0 {
			err = errors.New("no row was changed")
		}
		return err
	}))
}

// port puts a free address of this machine into a variable: port LISTEN.
func port(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: port NAME")
	}
	for range 100 { // below 32768, from where Linux takes ports for whoever connects, which may be now
		address := net.JoinHostPort("127.0.0.1", strconv.Itoa(10000+rand.IntN(20000)))
		l, err := net.Listen("tcp", address)
		if err != nil {
			continue
		}
		ts.Setenv(args[0], address)
		ts.Check(l.Close())
		return
	}
	ts.Fatalf("no free address")
}

// patience is how long a program may take to start: it makes its tables first, beside other tests.
const patience = time.Minute

// fetch asks for a page until it is there: fetch URL STATUS TEXT.
func fetch(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: fetch URL STATUS TEXT")
	}
	for until := time.Now().Add(patience); ; {
		res, err := http.Get(args[0])
		if err != nil {
			if time.Now().After(until) {
				ts.Fatalf("%v", err)
			}
			time.Sleep(50 * time.Millisecond)
			continue
		}
		body, err := io.ReadAll(res.Body)
		ts.Check(errors.Join(err, res.Body.Close()))
		if got := strconv.Itoa(res.StatusCode); got != args[1] || !strings.Contains(string(body), args[2]) {
			ts.Fatalf("%s answers %s\n%s", args[0], got, body)
		}
		return
	}
}
