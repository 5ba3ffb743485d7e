package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"gongkai.example/gongkai/internal/kernel/disk"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/backup"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/journal"
)

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
	Aside    []string        // where the files are that made way
	Running  bool            // a dry run saw that the program runs, which has to be stopped first
	Unsure   bool            // the copy does not say which keys it needs
}

// A restoration is one under way. All is made and verified beside what is there, with the
// keys that are given, and takes its place at the end: until then nothing has changed.
type restoration struct {
	Restoring
	config Config
	keys   []string // files, where they were given
	out    Restored

	// build makes the database of the settings, which is not there yet.
	build func(ctx context.Context, c Config) error
	// fill gives the store the attachments that it does not have, and returns how many.
	fill func(ctx context.Context, s *files.Store) (int, error)
}

// Restore verifies a backup, puts it into the database and the store of the settings,
// and verifies the log. The program must not run meanwhile. If anything fails, database
// and keys are as they were.
//
// Errors: Conflict if something is there and Replace is not set, if the program runs, or
// the log does not fit; Invalid for a backup with a damaged file, or of a newer program;
// NotFound without its keys.
func Restore(ctx context.Context, c Config, r Restoring) (out Restored, err error) {
	x := &restoration{Restoring: r, config: c}
	if r.Dir == "" {
		err = x.replica(ctx)
	} else {
		b, openErr := backup.Open(r.Dir, r.Name)
		if openErr != nil {
			return out, openErr
		}
		defer func() { err = errors.Join(err, b.Close()) }()
		err = x.backup(ctx, b)
	}
	if err == nil {
		err = x.run(ctx)
	}
	return x.out, Explain(c, err)
}

// backup verifies a backup and says how it is restored.
func (x *restoration) backup(ctx context.Context, b *backup.Backup) (err error) {
	x.out.Backup = b.Manifest
	if err := b.Verify(ctx); err != nil {
		return err
	}
	if err := db.Known(b.Database.Schema); err != nil {
		return err
	}
	x.build = func(ctx context.Context, c Config) error {
		d, err := OpenDatabase(ctx, c)
		if err != nil {
			return err
		}
		return errors.Join(b.Load(ctx, d), d.Close())
	}
	x.fill = b.Fill
	x.keys, err = b.KeysIn(x.keysFrom())
	return err
}

// keysFrom is the folder where the keys of what is restored lie.
func (x *restoration) keysFrom() string {
	if x.Keys != "" {
		return x.Keys
	}
	return x.config.Keys()
}

// run restores what was verified, or only looks whether that could be.
func (x *restoration) run(ctx context.Context) error {
	if err := x.allowed(ctx); err != nil {
		return err
	}
	if x.config.SQLite() {
		return x.onFile(ctx)
	}
	return x.onServer(ctx)
}

// allowed asks whether there is anything in the way, and whether the folders can be written.
func (x *restoration) allowed(ctx context.Context) error {
	if !x.Replace {
		other, err := x.otherKeys()
		if err == nil && len(other) > 0 {
			err = fault.New(fault.Conflict, "app.restore_keys", x.config.Keys())
		}
		if err != nil {
			return err
		}
		if err := mayReplace(ctx, x.config); err != nil {
			return err
		}
	}
	folders := []string{x.config.Keys()}
	if x.config.SQLite() {
		folders = append(folders, filepath.Dir(x.config.Database()))
	}
	for _, dir := range folders {
		if err := disk.Writable(dir); err != nil {
			return err
		}
	}
	return nil
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

// onServer has tables made in a schema beside the one of the settings, which take the
// place of those in it when everything is verified.
func (x *restoration) onServer(ctx context.Context) (err error) {
	d, err := OpenDatabase(ctx, x.config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if err := d.MayMakeBeside(ctx); err != nil {
		return err
	}
	if goOn, err := x.unused(d.Unused(ctx)); !goOn {
		return err
	}
	schema, err := d.MakeBeside(ctx)
	if err != nil {
		return err
	}
	beside := x.config
	beside.schema = schema
	return x.swap(ctx, beside, nil, func(rename func() error) error {
		return d.TakeOver(ctx, schema, rename)
	}, func() error { return d.DropBeside(context.WithoutCancel(ctx), schema) })
}

// unused reports whether to go on, given what was found when others were looked for. A dry
// run ends here, and a running program is no fault of it.
func (x *restoration) unused(err error) (goOn bool, _ error) {
	if x.Dry && fault.Of(err) == fault.Conflict {
		x.out.Running, err = true, nil
	}
	return err == nil && !x.Dry, err
}

// onFile has a SQLite file made beside the one of the settings, which takes its place when
// everything is in it and verified: what is cut off is never taken for a database.
func (x *restoration) onFile(ctx context.Context) (err error) {
	final := x.config.Database()
	release := func() error { return nil }
	if databaseExists(x.config.Config) {
		hold, err := db.HoldFile(ctx, final)
		if goOn, err := x.unused(err); !goOn {
			if hold != nil {
				err = errors.Join(err, hold())
			}
			return err
		}
		release = hold
	} else if x.Dry {
		return nil
	}
	beside := x.config
	beside.DSN = final + ".restoring"
	moves := make([]move, 0, len(fileEnds))
	for _, end := range fileEnds {
		moves = append(moves, move{beside.DSN + end, final + end})
	}
	held := true // until the files are renamed: some systems rename none that is open
	err = removeFile(beside.DSN)
	if err == nil {
		err = x.swap(ctx, beside, moves, func(rename func() error) error {
			held = false
			return errors.Join(release(), rename())
		}, func() error { return removeFile(beside.DSN) })
	}
	if held {
		err = errors.Join(err, release())
	}
	return err
}

// swap builds and verifies the database beside, and has it and the keys take their place
// together: take is given what renames files, and does that last. What was made is
// removed if anything fails.
func (x *restoration) swap(ctx context.Context, beside Config, moves []move, take func(rename func() error) error, remove func() error) (err error) {
	made := folderOf(x.config.Keys())
	defer func() {
		if err != nil {
			err = errors.Join(err, remove())
		}
		err = errors.Join(err, made.remove(err != nil))
	}()
	if err := os.MkdirAll(made.tmp, 0o700); err != nil {
		return err
	}
	if err := backup.CopyKeys(x.keys, made.tmp, ""); err != nil {
		return err
	}
	beside.keys = made.tmp
	if err := x.build(ctx, beside); err != nil {
		return err
	}
	now, err := x.revive(ctx, beside)
	if err != nil {
		return err
	}
	other, err := x.changedKeys()
	if err != nil {
		return err
	}
	for _, name := range other {
		moves = append(moves, move{filepath.Join(made.tmp, name), filepath.Join(x.config.Keys(), name)})
	}
	var undo func() error
	err = take(func() (err error) {
		x.out.Aside, undo, err = replaceFiles(moves, aside+backup.NameOf(now))
		return err
	})
	if err != nil && undo != nil {
		x.out.Aside = nil
		err = errors.Join(err, undo())
	}
	return err
}

// revive brings back what is not in the tables and verifies the log; the attachments come
// last, for nobody takes them away again. It returns the time.
func (x *restoration) revive(ctx context.Context, c Config) (now time.Time, err error) {
	c.Existing = true
	a, err := New(ctx, c)
	if err != nil {
		return now, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	out := &x.out
	if out.Journal, err = a.Journal.Verify(ctx, nil); err != nil {
		return now, err
	}
	if err := out.Journal.Err(); err != nil {
		return now, err
	}
	if _, err := a.Search.Rebuild(ctx, func(int) {}); err != nil {
		return now, err
	}
	found, there, err := a.Search.Compare(ctx)
	if err == nil && found != there {
		err = fault.New(fault.Conflict, "app.doctor.search_differs", found, there)
	}
	if err != nil {
		return now, err
	}
	out.Found = found
	out.Contents, err = x.fill(ctx, a.Files)
	return a.DB.Now(), err
}
