package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/config"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/holidays"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/secret"
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
	return db.Open(ctx, db.Config{DSN: c.Database(), Schema: c.schema, Clock: c.Clock, Unsafe: c.Unsafe, Disturb: c.Disturb})
}

// makeFolder makes a folder for its owner alone.
func makeFolder(c Config, dir string) error {
	if c.Existing {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fault.Caused(err, fault.Invalid, "app.no_folder", dir)
	}
	return nil
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

// openJournal opens the log under its key. A log that has checkpoints and has
// lost its key is not continued under a new one: nobody who kept an old
// checkpoint could tell it from a forged log.
func (a *App) openJournal(ctx context.Context) error {
	file := a.Config.LogKey()
	if err := makeFolder(a.Config, a.Config.Keys()); err != nil {
		return err
	}
	if err := a.keyExists(file); err != nil {
		return err
	}
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		_, err := journal.New(a.DB, nil).Checkpoint(ctx)
		if err == nil {
			return fault.New(fault.Conflict, "app.log_key_lost", file)
		}
		if fault.Of(err) != fault.Busy { // which means that nothing was signed yet
			return err
		}
	}
	signer, err := journal.OpenKey(file, originOf(a.Config))
	if err != nil {
		return err
	}
	a.Journal = journal.New(a.DB, signer)
	return nil
}

// originOf is the name of the log: the one that its key has, else the one that the settings give.
func originOf(c Config) string {
	if b, err := os.ReadFile(c.LogKey()); err == nil {
		if s, err := proof.ParseSigner(strings.TrimSpace(string(b))); err == nil {
			return s.Key().Origin()
		}
	}
	return c.Origin()
}

func (a *App) openBox() (*secret.Box, error) {
	if err := a.keyExists(a.Config.BoxKey()); err != nil {
		return nil, err
	}
	return secret.OpenBox(a.Config.BoxKey())
}

// keyExists refuses a missing key where nothing may be made.
func (a *App) keyExists(file string) error {
	if !a.Config.Existing {
		return nil
	}
	if _, err := os.Stat(file); err != nil {
		return fault.Caused(err, fault.NotFound, "app.no_key", file)
	}
	return nil
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
