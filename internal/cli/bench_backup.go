package cli

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/journal"
)

// backupBench is what a backup of a district of some size takes while it serves, and its
// restoration into an empty one.
type backupBench struct {
	Engine   string        `json:"engine"`
	Database int64         `json:"database"` // bytes of the texts put into the database
	Contents int64         `json:"contents"` // bytes of attachments
	Backup   time.Duration `json:"backup"`   // the first one
	Second   time.Duration `json:"second"`   // another at once: no attachment is new
	Kept     int64         `json:"kept"`     // bytes of the first one
	Verify   time.Duration `json:"verify"`   // of its files alone
	Restore  time.Duration `json:"restore"`  // with the verification of the files and of the log
	Calm     work          `json:"calm"`     // before
	During   work          `json:"during"`   // while the first backup was made
}

// work is what one reader and one writer did meanwhile.
type work struct {
	Read  int64         `json:"read"`  // pages a second
	Write int64         `json:"write"` // acts a second
	P99   time.Duration `json:"p99"`   // of a page
}

const (
	calmTime   = 5 * time.Second
	actBytes   = 4 << 10
	fileBytes  = 1 << 20
	actsAtOnce = 1000
)

// benchBackup makes a district in a folder of its own, which is removed: half of mb are
// acts, half attachments. The database of a server has to be empty, and is emptied again.
func (s *shell) benchBackup(cmd *cobra.Command, mb int) (err error) {
	if mb < 2 || mb > 1<<20 {
		return misuse("cli.bad_value", "--mb", mb)
	}
	c, err := s.settings(cmd)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "gongkai-bench-")
	if err != nil {
		return fileFault(err, os.TempDir())
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	c.Data = filepath.Join(dir, "data")
	ctx := machine(cmd)
	b, err := runBackup(ctx, app.Config{Config: c}, dir, int64(mb)<<20)
	if err != nil {
		return err
	}
	if !c.SQLite() {
		d, err := app.OpenDatabase(ctx, app.Config{Config: c})
		if err != nil {
			return err
		}
		if err := errors.Join(d.Drop(ctx), d.Close()); err != nil {
			return err
		}
	}
	return s.show(b, func(p *page) { b.print(p) })
}

func runBackup(ctx context.Context, c app.Config, dir string, bytes int64) (b backupBench, err error) {
	backups, keys := filepath.Join(dir, "backups"), filepath.Join(dir, "keys")
	a, err := app.New(ctx, c)
	if err != nil {
		return b, err
	}
	open := true
	defer func() {
		if open {
			err = errors.Join(err, a.Close())
		}
	}()
	b.Engine, b.Database, b.Contents = a.DB.Engine(), bytes/2, bytes/2
	if err := fillBackup(ctx, a, bytes); err != nil {
		return b, err
	}
	calm, stop := context.WithTimeout(ctx, calmTime)
	defer stop()
	pages := a.Handler() //nolint:contextcheck // each request has its own
	b.Calm = busy(calm, a, pages)
	during, done := context.WithCancel(ctx)
	meanwhile := make(chan work, 1)
	go func() { meanwhile <- busy(during, a, pages) }()
	b.Backup, err = took(func() error {
		m, _, err := app.Backup(ctx, c, backups, keys, 0, "")
		b.Kept = m.Bytes
		return err
	})
	done()
	b.During = <-meanwhile
	if err != nil {
		return b, err
	}
	time.Sleep(time.Second) // backups are named by their second
	if b.Second, err = took(func() error { _, _, err := app.Backup(ctx, c, backups, keys, 0, ""); return err }); err != nil {
		return b, err
	}
	open = false // nothing is restored under who has it open
	if err := a.Close(); err != nil {
		return b, err
	}
	to := c
	to.Data = filepath.Join(dir, "restored")
	from := app.Restoring{Dir: backups, Keys: keys, Replace: !c.SQLite()}
	if b.Verify, err = took(func() error { r := from; r.Dry = true; _, err := app.Restore(ctx, to, r); return err }); err != nil {
		return b, err
	}
	b.Restore, err = took(func() error { _, err := app.Restore(ctx, to, from); return err })
	return b, err
}

func took(f func() error) (time.Duration, error) {
	start := time.Now()
	err := f()
	return time.Since(start), err
}

// fillBackup writes acts and attachments down, and signs the acts.
func fillBackup(ctx context.Context, a *app.App, bytes int64) error {
	text := newProse()
	for at := int64(0); at < bytes/2; at += actsAtOnce * actBytes {
		err := a.DB.Write(ctx, func(tx *db.Tx) error {
			for i := range int64(actsAtOnce) {
				if err := journal.Public(tx, "bench.publish", fmt.Sprintf("bench/%d", at/actBytes+i), text.of(actBytes)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if _, err := a.Journal.Sequence(ctx); err != nil {
			return err
		}
	}
	for at := int64(0); at < bytes/2; at += fileBytes {
		staged, err := a.Files.Stage(ctx, strings.NewReader(text.of(fileBytes)))
		if err != nil {
			return err
		}
		err = a.DB.Write(ctx, func(tx *db.Tx) error { //nolint:contextcheck // tx has it
			_, err := a.Files.Save(tx, files.Upload{Staged: staged, Name: "bench.txt", Noun: "bench", Ref: at})
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// prose makes text that is as dense as real text: common characters are common.
type prose struct {
	dice *rand.Zipf
	b    strings.Builder
}

func newProse() *prose {
	r := rand.New(rand.NewPCG(1, 2))
	return &prose{dice: rand.NewZipf(r, 1.3, 20, hanCommon)}
}

// The characters that are used: as many as somebody knows who reads.
const (
	hanFirst  = 0x4e00
	hanCommon = 3000
)

// of returns a text of about n bytes.
func (p *prose) of(n int) string {
	for p.b.Reset(); p.b.Len() < n; {
		p.b.WriteRune(rune(hanFirst + p.dice.Uint64())) //nolint:gosec // at most hanCommon
	}
	return p.b.String()
}

// busy has one reader and one writer at work until ctx ends.
func busy(ctx context.Context, a *app.App, pages http.Handler) (out work) {
	start := time.Now()
	var times []time.Duration
	var both sync.WaitGroup
	both.Go(func() {
		for ctx.Err() == nil {
			begun := time.Now()
			pages.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodGet, "/plan", nil))
			times = append(times, time.Since(begun))
			time.Sleep(2 * time.Millisecond)
		}
	})
	both.Go(func() {
		for ctx.Err() == nil {
			if err := a.DB.Write(ctx, func(tx *db.Tx) error { return journal.Add(tx, "bench.note", "bench/0", "note") }); err == nil {
				out.Write++
			}
			time.Sleep(2 * time.Millisecond)
		}
	})
	both.Wait()
	seconds := time.Since(start).Seconds()
	slices.Sort(times)
	out.Read, out.Write = int64(float64(len(times))/seconds), int64(float64(out.Write)/seconds)
	if n := len(times); n > 0 {
		out.P99 = times[n*99/100]
	}
	return out
}

func (b backupBench) print(p *page) {
	gb := float64(b.Database+b.Contents) / (1 << 30)
	per := func(d time.Duration) string {
		return i18n.T("cli.bench.per_gb", d.Round(time.Millisecond), fmt.Sprintf("%.1f", d.Seconds()/gb))
	}
	meanwhile := func(w work) string {
		return i18n.T("cli.bench.meanwhile", w.Read, w.P99.Round(10*time.Microsecond), w.Write)
	}
	p.table(
		"",
		[]string{i18n.T("cli.bench.size"), i18n.T("cli.bench.sizes", b.Engine, b.Database>>20, b.Contents>>20, b.Kept>>20)},
		[]string{i18n.T("cli.bench.backup"), per(b.Backup)},
		[]string{i18n.T("cli.bench.second"), per(b.Second)},
		[]string{i18n.T("cli.bench.check_backup"), per(b.Verify)},
		[]string{i18n.T("cli.bench.restore"), per(b.Restore)},
		[]string{i18n.T("cli.bench.calm"), meanwhile(b.Calm)},
		[]string{i18n.T("cli.bench.during"), meanwhile(b.During)},
	)
}
