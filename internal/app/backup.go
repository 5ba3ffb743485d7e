package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/backup"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/search"
	"gongkai.example/gongkai/internal/platform/session"
)

// leave are the tables that a backup does not have.
var leave = append([]string{session.Table}, search.Tables...)

// Backup makes a backup of the database and the files of the settings in dir, whether
// the program serves them or not, and whatever version their schema has. The keys are
// copied to the folder keys, if there is one; keep is how many backups stay, 0 is all.
// It returns the names of those that it removed.
//
// Errors: as backup.CopyKeys and backup.Source.Make.
func Backup(ctx context.Context, c Config, dir, keys string, keep int, program string) (m backup.Manifest, gone []string, err error) {
	c.Existing = true
	own := []string{c.LogKey(), c.BoxKey()}
	if keys != "" {
		if err := backup.CopyKeys(own, keys, dir); err != nil {
			return m, nil, err
		}
	}
	d, err := OpenDatabase(ctx, c)
	if err != nil {
		return m, nil, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	s, err := contents(c, d)
	if err != nil {
		return m, nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	m, err = backup.Source{DB: d, Files: s, Keys: own, Leave: leave, Program: program}.Make(ctx, dir)
	if err == nil && keep > 0 {
		gone, err = backup.Prune(ctx, dir, keep, d.Now())
	}
	return m, gone, err
}

// contents opens the store for whoever copies all of it, and opens none of it.
func contents(c Config, d *db.DB) (*files.Store, error) { return files.Open(d, store(c)) }

// A Restoring says what is restored, and over what.
type Restoring struct {
	Dir  string    // of the backups; "" is the copy in the bucket of the settings
	Name string    // "" is the newest
	Keys string    // folder of the keys; "" is where they are used
	At   time.Time // the moment whose state is restored from the bucket; zero is the newest
	// Replace puts aside a database and keys that are there. A SQLite file is renamed;
	// the tables of a server are dropped for good.
	Replace bool
	Dry     bool // only looks whether it could be restored
}

// Restored says what came of it.
type Restored struct {
	Backup   backup.Manifest // its name alone, of the copy in a bucket: when it was last changed
	Contents int             // that the store did not have
	Journal  journal.Report  // of the log as it is now
	Found    int             // documents that can be found
}

// aside is what is put behind the name of a file that makes way for a restored one.
const aside = ".before-"

// Restore verifies a backup, puts it into the database and the store of the settings,
// and verifies the log. The program must not run meanwhile.
//
// Errors: Conflict if something is there and Replace is not set, or the log does not
// fit; Invalid for a backup with a damaged file; NotFound without its keys.
func Restore(ctx context.Context, c Config, r Restoring) (out Restored, err error) {
	if r.Dir == "" {
		return restoreReplica(ctx, c, r)
	}
	b, err := backup.Open(r.Dir, r.Name)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	out.Backup = b.Manifest
	if err := b.Verify(ctx); err != nil {
		return out, err
	}
	from := r.Keys
	if from == "" {
		from = c.Keys()
	}
	keys, err := b.KeysIn(from)
	if err != nil {
		return out, err
	}
	if err := mayRestore(ctx, c, b, r.Replace); err != nil || r.Dry {
		return out, err
	}
	if err := putKeys(c, b.Name, keys); err != nil {
		return out, err
	}
	fill := func(ctx context.Context, s *files.Store) (int, error) { return b.Fill(ctx, s) }
	if c.SQLite() {
		return out, restoreFile(ctx, c, b.Name, func(c Config) error { return loadInto(ctx, c, b) }, fill, &out)
	}
	if err := restoreServer(ctx, c, b); err != nil {
		return out, err
	}
	return out, revive(ctx, c, fill, &out)
}

// mayRestore asks whether there is anything where the backup is to go.
func mayRestore(ctx context.Context, c Config, b *backup.Backup, replace bool) error {
	if replace {
		return nil
	}
	if _, err := b.KeysIn(c.Keys()); err != nil && fault.Of(err) != fault.NotFound {
		return fault.Caused(err, fault.Conflict, "app.restore_keys", c.Keys())
	}
	return mayReplace(ctx, c)
}

// mayReplace asks that there is no database.
func mayReplace(ctx context.Context, c Config) error {
	empty := !databaseExists(c.Config)
	if !c.SQLite() {
		d, err := OpenDatabase(ctx, c)
		if err != nil {
			return err
		}
		if empty, err = d.Empty(ctx); errors.Join(err, d.Close()) != nil {
			return err
		}
	}
	if !empty {
		return fault.New(fault.Conflict, "app.restore_over", place(c))
	}
	return nil
}

// place is the database in words; what a server is reached by may hold a password.
func place(c Config) string {
	if c.SQLite() {
		return c.Database()
	}
	return "PostgreSQL"
}

// putKeys puts keys where they are used. Another key that lies there is kept beside it,
// under the name of the backup: there may be no other copy.
func putKeys(c Config, name string, keys []string) error {
	if err := makeFolder(c, c.Keys()); err != nil {
		return err
	}
	for _, from := range keys {
		to := filepath.Join(c.Keys(), filepath.Base(from))
		err := backup.CopyKeys([]string{from}, c.Keys(), "")
		if fault.Of(err) == fault.Conflict {
			if err := os.Rename(to, to+aside+name); err != nil {
				return err
			}
			err = backup.CopyKeys([]string{from}, c.Keys(), "")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// restoreServer fills the database of a server.
func restoreServer(ctx context.Context, c Config, b *backup.Backup) (err error) {
	d, err := OpenDatabase(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if err := d.Drop(ctx); err != nil {
		return err
	}
	return b.Load(ctx, d)
}

func loadInto(ctx context.Context, c Config, b *backup.Backup) error {
	d, err := OpenDatabase(ctx, c)
	if err != nil {
		return err
	}
	return errors.Join(b.Load(ctx, d), d.Close())
}

// filler puts attachments into a store, and returns how many it did not have.
type filler func(ctx context.Context, s *files.Store) (int, error)

// restoreFile has a SQLite file made beside the one of the settings, which takes its place
// when everything is in it and verified: what is cut off is never taken for a database.
func restoreFile(ctx context.Context, c Config, name string, build func(Config) error, fill filler, out *Restored) error {
	final := c.Database()
	c.DSN = final + ".restoring"
	if err := removeFile(c.DSN); err != nil {
		return err
	}
	if err := build(c); err != nil {
		return errors.Join(err, removeFile(c.DSN))
	}
	if err := revive(ctx, c, fill, out); err != nil {
		return errors.Join(err, removeFile(c.DSN))
	}
	for _, end := range fileEnds {
		if err := os.Rename(final+end, final+aside+name+end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	for _, end := range slices.Backward(fileEnds) { // the file itself comes last
		if err := os.Rename(c.DSN+end, final+end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return syncFolder(filepath.Dir(final))
}

// fileEnds are the files of a SQLite database: the second has writes that are not in the first yet.
var fileEnds = []string{"", "-wal", "-shm"}

func removeFile(name string) error {
	for _, end := range fileEnds {
		if err := os.Remove(name + end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func syncFolder(dir string) error {
	f, err := os.Open(dir) //nolint:gosec // the folder of the settings
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// revive brings back what is not in the tables, and verifies the log.
func revive(ctx context.Context, c Config, fill filler, out *Restored) (err error) {
	c.Existing = true
	a, err := New(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if out.Contents, err = fill(ctx, a.Files); err != nil {
		return err
	}
	if out.Journal, err = a.Journal.Verify(ctx, nil); err != nil {
		return err
	}
	if err := out.Journal.Err(); err != nil {
		return err
	}
	if _, err := a.Search.Rebuild(ctx, func(int) {}); err != nil {
		return err
	}
	found, there, err := a.Search.Compare(ctx)
	if err == nil && found != there {
		err = fault.New(fault.Conflict, "app.doctor.search_differs", found, there)
	}
	out.Found = found
	return err
}
