package db

import (
	"context"
	"embed"
	"io/fs"

	"github.com/pressly/goose/v3"

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

func (d *DB) goose() (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	dialect := goose.DialectSQLite3
	if d.engine == postgres {
		dialect = goose.DialectPostgres
	}
	return goose.NewProvider(dialect, d.write, files)
}

// Migrate brings the schema up to date and returns the steps it took.
func (d *DB) Migrate(ctx context.Context) (done []Migration, err error) {
	defer fault.Wrap(&err, "db.Migrate")
	p, err := d.goose()
	if err != nil {
		return nil, err
	}
	results, err := p.Up(ctx)
	for _, r := range results {
		done = append(done, Migration{r.Source.Version, r.Source.Path, true})
	}
	return done, err
}

// Migrations lists every step of the schema and whether this database has it.
func (d *DB) Migrations(ctx context.Context) (all []Migration, err error) {
	defer fault.Wrap(&err, "db.Migrations")
	p, err := d.goose()
	if err != nil {
		return nil, err
	}
	status, err := p.Status(ctx)
	for _, s := range status {
		all = append(all, Migration{s.Source.Version, s.Source.Path, s.State == goose.StateApplied})
	}
	return all, err
}
