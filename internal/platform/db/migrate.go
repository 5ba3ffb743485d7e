package db

import (
	"context"
	"embed"
	"io"
	"io/fs"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"gongkai.example/gongkai/internal/kernel/fault"
)

//go:embed migrations/*.sql
var migrations embed.FS

// A Migration is one step of the schema.
type Migration struct {
	Version int64  `json:"version"`
	Name    string `json:"name"`
	Applied bool   `json:"applied"`
}

// steps are the migrations as one engine sees them. What stands between a line
// "-- +engine sqlite" or "-- +engine postgres" and the next such line is for that
// engine alone: full-text tables have no common text.
type steps struct {
	fs.FS
	engine engine
}

// Open returns a file without the parts for the other engine.
func (s steps) Open(name string) (fs.File, error) {
	f, err := s.FS.Open(name)
	if err != nil || !strings.HasSuffix(name, ".sql") {
		return f, err
	}
	b, err := io.ReadAll(f)
	return step{f, strings.NewReader(s.engine.part(string(b)))}, err
}

type step struct {
	fs.File
	text io.Reader
}

func (s step) Read(p []byte) (int, error) { return s.text.Read(p) }

func (e engine) part(text string) string {
	const mark = "-- +engine "
	var b strings.Builder
	ours := true
	for line := range strings.Lines(text) {
		if who, is := strings.CutPrefix(line, mark); is {
			who = strings.TrimSpace(who)
			ours = who == "all" || who == string(e)
			continue
		}
		if ours {
			b.WriteString(line)
		}
	}
	return b.String()
}

func (d *DB) goose(ctx context.Context) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	files = steps{files, d.engine}
	if d.engine == sqlite {
		return goose.NewProvider(goose.DialectSQLite3, d.write, files)
	}
	one, err := d.oneAtATime(ctx)
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, d.write, files, goose.WithSessionLocker(one))
}

// How often a node that waits for another's migration asks, in seconds, and how often in all.
const (
	askEvery = 1
	askMost  = 1800
)

// oneAtATime has nodes that start together migrate one after the other: the second
// finds the work done. Districts in one database, each in a schema of its own, do not wait
// for each other.
func (d *DB) oneAtATime(ctx context.Context) (lock.SessionLocker, error) {
	var id int64
	if err := d.write.QueryRowContext(ctx, "SELECT hashtextextended('gongkai ' || current_schema(), 0)").Scan(&id); err != nil {
		return nil, err
	}
	return lock.NewPostgresSessionLocker(lock.WithLockID(id), lock.WithLockTimeout(askEvery, askMost))
}

// Migrate brings the schema up to date and returns the steps it took. Of several
// processes that migrate one database, the others wait and find the work done.
//
// Errors: Conflict if a newer program has written the database, Busy if another process
// does not come to an end with it.
func (d *DB) Migrate(ctx context.Context) (done []Migration, err error) {
	defer fault.Wrap(&err, "db.Migrate")
	p, err := d.goose(ctx)
	if err != nil {
		return nil, err
	}
	err = d.inTurn(ctx, func() error {
		results, err := p.Up(ctx)
		for _, r := range results {
			done = append(done, Migration{r.Source.Version, r.Source.Path, true})
		}
		// Only now: whoever held the lock before may have been newer. Up does nothing then.
		if newer := d.notNewer(ctx); newer != nil {
			return newer
		}
		return err
	})
	return done, err
}

// Migrations lists every step of the schema and whether this database has it. It
// changes nothing.
//
// Errors: Conflict if a newer program has written the database.
func (d *DB) Migrations(ctx context.Context) (all []Migration, err error) {
	defer fault.Wrap(&err, "db.Migrations")
	p, err := d.goose(ctx)
	if err != nil {
		return nil, err
	}
	taken, err := d.taken(ctx)
	if err == nil {
		err = d.notNewer(ctx)
	}
	for _, s := range p.ListSources() {
		all = append(all, Migration{s.Version, s.Path, taken[s.Version]})
	}
	return all, err
}

// taken are the steps that the database notes; none where nothing was made yet.
func (d *DB) taken(ctx context.Context) (map[int64]bool, error) {
	all := map[int64]bool{}
	err := d.Read(ctx, func(tx *Tx) error {
		where := "sqlite_master WHERE type = 'table' AND name = ?"
		if d.engine == postgres {
			where = "information_schema.tables WHERE table_schema = current_schema() AND table_name = ?"
		}
		n, err := One[int](tx, "SELECT count(*) FROM "+where, stepsTable)
		if err != nil || n == 0 {
			return err
		}
		type step struct {
			Version int64 `db:"version_id"`
		}
		return Each(tx, func(s step) error { all[s.Version] = true; return nil }, "FROM "+stepsTable+" WHERE is_applied")
	})
	return all, err
}

// notNewer refuses a database with a step that the program does not know: it would write
// rows that the newer one has other rules for, and read some of them wrongly.
func (d *DB) notNewer(ctx context.Context) error {
	taken, err := d.taken(ctx)
	if err != nil {
		return err
	}
	last, err := newest()
	if err != nil {
		return err
	}
	for version := range taken {
		if version > last {
			return fault.New(fault.Conflict, "db.newer_schema")
		}
	}
	return nil
}
