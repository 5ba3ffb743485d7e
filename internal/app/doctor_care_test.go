package app_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/backup"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/journal"
)

// stateOf is what the doctor says of one thing; "" if it does not look at it.
func stateOf(t *testing.T, c app.Config, check string, now time.Time) app.State {
	t.Helper()
	for _, f := range app.Examine(t.Context(), c, now) {
		if f.Check == check {
			return f.State
		}
	}
	return ""
}

// TestCare: what an operator has to look after is found when it is not well.
func TestCare(t *testing.T) {
	engines(t, func(t *testing.T, newOffice func(*testing.T) app.Config) {
		c := newOffice(t)
		a := start(t, c)
		var file files.File
		staged, err := a.Files.Stage(t.Context(), strings.NewReader("content"))
		must(t, err)
		must(t, a.DB.Write(auth.With(t.Context(), auth.Machine("test")), func(tx *db.Tx) (err error) {
			if file, err = a.Files.Save(tx, files.Upload{Staged: staged, Name: "a.txt", Noun: "note", Ref: 1}); err != nil {
				return err
			}
			return journal.Public(tx, "note.add", "note/1", "content")
		}))
		_, err = a.Journal.Sequence(t.Context())
		must(t, err)
		now := time.Now()
		is := func(check string, want app.State) {
			t.Helper()
			if got := stateOf(t, c, check, now); got != want {
				t.Errorf("%s is %q, want %q", check, got, want)
			}
		}
		is("verified", app.Good)
		is("attachments", app.Good)
		is("certificate", "")
		if c.SQLite() {
			is("skew", "")
		} else {
			is("skew", app.Good)
		}

		is("backup", app.Warn) // nobody says where they are
		c.Backup = filepath.Join(t.TempDir(), "backups")
		is("backup", app.Bad)
		_, _, err = app.Backup(t.Context(), c, c.Backup, "", 0, "test")
		must(t, err)
		is("backup", app.Good)
		now = time.Now().Add(30 * time.Hour)
		is("backup", app.Warn)
		now = time.Now().AddDate(0, 0, 8)
		is("backup", app.Bad)

		all, _, err := backup.List(c.Backup)
		must(t, err)
		must(t, os.Remove(filepath.Join(c.Backup, all[0].Name, "manifest.json")))
		named := false
		for _, f := range app.Examine(t.Context(), c, now) {
			named = named || f.Text.Key == "app.doctor.backup_bad" && f.Text.Args[0] == all[0].Name
		}
		if !named {
			t.Error("a backup that cannot be read is not named")
		}
		must(t, os.Remove(filepath.Join(c.Files(), "blobs", file.SHA256[:2], file.SHA256[2:4], file.SHA256)))
		is("attachments", app.Bad)
		must(t, a.DB.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("UPDATE journal_entry SET body = ? WHERE ref = 'note/1'", `"changed"`)
			return err
		}))
		is("verified", app.Bad)
	})
}

// TestSiteCertificate: what answers at the address of the site is looked at, also when
// no browser would believe it.
func TestSiteCertificate(t *testing.T) {
	authority, dir := newCA(t), t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	now := time.Now()
	for name, c := range map[string]struct {
		host  string
		until time.Time
		want  app.State
	}{
		"good":       {"localhost", now.AddDate(0, 3, 0), app.Good},
		"soon":       {"localhost", now.AddDate(0, 0, 10), app.Warn},
		"over":       {"localhost", now.Add(-time.Minute), app.Bad},
		"other name": {"www.example.cn", now.AddDate(0, 3, 0), app.Bad},
	} {
		authority.pair(t, cert, key, c.host, c.until)
		site := settings(t, "GONGKAI_PUBLIC_URL=https://localhost", "GONGKAI_TLS_CERT="+cert, "GONGKAI_TLS_KEY="+key)
		if got := stateOf(t, site, "certificate", now); got != c.want {
			t.Errorf("%s, by its files: %q, want %q", name, got, c.want)
		}
		a := start(t, site)
		url, stop := serve(t, a)
		proxied := settings(t, "GONGKAI_PUBLIC_URL=https://localhost:"+url[strings.LastIndex(url, ":")+1:])
		if got := stateOf(t, proxied, "certificate", now); got != c.want {
			t.Errorf("%s, as it is shown: %q, want %q", name, got, c.want)
		}
		must(t, stop())
		if got := stateOf(t, proxied, "certificate", now); got != app.Warn {
			t.Errorf("nobody answers: %q", got)
		}
	}
}

// TestDashboard: every figure that the dashboard draws is one that the program has, with
// the labels that it asks by.
func TestDashboard(t *testing.T) {
	c := settings(t, bucket(t)...)
	c.Backup = filepath.Join(t.TempDir(), "backups")
	a := start(t, c)
	_, _, err := app.Backup(t.Context(), c, c.Backup, "", 0, "test")
	must(t, err)
	url, stop := serve(t, a)
	for !regexp.MustCompile(`(?m)^gongkai_job_seconds_bucket`).MatchString(second(get(t, url+"/metrics"))) {
		time.Sleep(50 * time.Millisecond)
		_, err := a.Jobs.RunDue(context.WithoutCancel(t.Context()))
		must(t, err)
	}
	have := map[string]string{} // name to the labels of a line
	for line := range strings.Lines(second(get(t, url+"/metrics"))) {
		name, rest, _ := strings.Cut(strings.Fields(line)[0], "{")
		have[name] += rest + ","
	}
	must(t, stop())
	text, err := os.ReadFile(filepath.Join("..", "..", "deploy", "grafana.json"))
	must(t, err)
	var board struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	must(t, json.Unmarshal(text, &board))
	figure := regexp.MustCompile(`\b((?:gongkai|process|go)_[a-z_]+)(?:\{([^}]*)\})?`)
	label, drawn := regexp.MustCompile(`(\w+)=`), 0
	for _, p := range board.Panels {
		for _, target := range p.Targets {
			for _, m := range figure.FindAllStringSubmatch(target.Expr, -1) {
				drawn++
				labels, is := have[m[1]]
				if !is {
					t.Errorf("%s: the program has no %s", p.Title, m[1])
				}
				for _, l := range label.FindAllStringSubmatch(m[2], -1) {
					if l[1] != "job" && l[1] != "instance" && !strings.Contains(labels, l[1]+"=") {
						t.Errorf("%s: %s has no label %s", p.Title, m[1], l[1])
					}
				}
			}
			for _, by := range regexp.MustCompile(`by \(([^)]*)\) \((?:rate\(|increase\()?(\w+)`).FindAllStringSubmatch(target.Expr, -1) {
				for l := range strings.SplitSeq(by[1], ", ") {
					if !strings.Contains(have[by[2]], l+"=") {
						t.Errorf("%s: %s has no label %s", p.Title, by[2], l)
					}
				}
			}
		}
	}
	if drawn < 15 {
		t.Errorf("only %d figures are drawn", drawn)
	}
}

func second(_ int, body string) string { return body }
