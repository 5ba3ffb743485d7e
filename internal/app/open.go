package app

import (
	"context"
	"os"
	"path/filepath"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/disk"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/config"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/holidays"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/profile"
)

func (a *App) openDatabase(ctx context.Context) (err error) {
	if a.DB, err = OpenDatabase(ctx, a.Config); err != nil {
		return err
	}
	if a.Config.Migrate && !a.Config.Existing {
		done, err := a.DB.Migrate(ctx)
		for _, m := range done {
			a.Config.Log.InfoContext(ctx, "schema", "version", m.Version, "name", m.Name)
		}
		return err
	}
	whole, err := migrated(ctx, a.DB)
	if err == nil && !whole {
		err = fault.New(fault.Conflict, "app.schema_behind")
	}
	return err
}

// OpenDatabase opens the database alone, whatever its schema is; with Existing
// it makes no file.
func OpenDatabase(ctx context.Context, c Config) (*db.DB, error) {
	if c.Existing && !databaseExists(c.Config) {
		return nil, fault.New(fault.NotFound, "app.no_database", c.Database())
	}
	if c.SQLite() {
		if err := makeFolder(c, filepath.Dir(c.Database())); err != nil {
			return nil, err
		}
	}
	d, err := db.Open(ctx, db.Config{DSN: c.Database(), Schema: c.schema, Clock: c.Clock, Unsafe: c.Unsafe, Disturb: c.Disturb})
	return d, Explain(c, err)
}

// makeFolder makes a folder for its owner alone.
func makeFolder(c Config, dir string) error {
	if c.Existing {
		return nil
	}
	return disk.Told(os.MkdirAll(dir, 0o700), dir)
}

// databaseExists reports whether there is a database: a server is taken to be there.
func databaseExists(c config.Config) bool {
	if !c.SQLite() {
		return true
	}
	info, err := os.Stat(c.Database())
	return err == nil && info.Mode().IsRegular()
}

// migrated reports whether d has every step of the schema.
func migrated(ctx context.Context, d *db.DB) (bool, error) {
	all, err := d.Migrations(ctx)
	for _, m := range all {
		if !m.Applied {
			return false, err
		}
	}
	return err == nil, err
}

// makeDistrict makes what a profile is loaded into, and loads that of the
// settings into an empty database.
func (a *App) makeDistrict(ctx context.Context) error {
	a.Units = unit.New(a.DB)
	a.Holidays = holidays.New(a.DB, law.Calendar())
	a.Duties = duty.New(a.DB, a.Holidays)
	a.Columns = column.New(a.DB, a.Duties)
	a.Columns.Words, a.Units.Columns = i18n.T, a.Columns.Load
	_, err := a.Units.NewestLoad(ctx)
	switch {
	case fault.Of(err) != fault.NotFound:
		return err
	case a.Config.Bare:
		return nil
	case a.Config.Existing:
		return fault.New(fault.NotFound, "app.no_district")
	}
	p, err := profile.Open(a.Config.Profile)
	if err != nil {
		return err
	}
	changes, err := a.Units.Load(auth.With(ctx, auth.Machine("app")), p, false)
	if err == nil {
		a.Config.Log.InfoContext(ctx, "profile loaded", "name", p.Name, "changes", len(changes))
	}
	return err
}
