package app

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/backup"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/replica"
)

func replicaOf(c Config) replica.Config {
	r := c.Replica
	return replica.Config{URL: r.S3, Bucket: r.Bucket, Region: r.Region, Prefix: r.Prefix, Key: r.Key, Secret: r.Secret, Keep: r.Keep}
}

// startReplica has the SQLite file copied, if the settings say where to. The end that it
// returns sends what was written last.
func (a *App) startReplica(ctx context.Context) (end func(context.Context) error, err error) {
	if a.Config.Replica.S3 == "" {
		return func(context.Context) error { return nil }, nil
	}
	if err := a.noteReplica(ctx); err != nil {
		return nil, err
	}
	r, err := replica.Start(ctx, a.Config.Database(), replicaOf(a.Config), slog.New(quiet{a.Config.Log.Handler()}))
	if err != nil {
		return nil, err
	}
	a.figures.set.NewGauge("gongkai_replica_time_seconds", func() float64 { return float64(max(r.Sent().Unix(), 0)) })
	return r.Close, nil
}

// noteReplica puts into the bucket what a restoration has to have: with the wrong key for
// the sealed parts a copy looks whole, and nothing in it can be opened.
func (a *App) noteReplica(ctx context.Context) error {
	keys, err := backup.Hashes([]string{a.Config.LogKey(), a.Config.BoxKey()})
	if err != nil {
		return err
	}
	schema, err := a.DB.Schema(ctx)
	if err != nil {
		return err
	}
	return replica.WriteNote(ctx, replicaOf(a.Config), replica.Note{Keys: keys, Schema: schema})
}

// quiet leaves out what a library says when all is well.
type quiet struct{ slog.Handler }

// Enabled reports whether it is worth a line.
func (q quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && q.Handler.Enabled(ctx, l)
}

// WithAttrs returns a handler that adds them to each record.
func (q quiet) WithAttrs(attrs []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(attrs)} }

// WithGroup returns a handler that puts what is added from now on under a name.
func (q quiet) WithGroup(name string) slog.Handler { return quiet{q.Handler.WithGroup(name)} }

// replica says how the copy in the bucket is restored. Attachments are not in it: they are
// in the store of the settings, or come from a backup.
func (x *restoration) replica(ctx context.Context) error {
	c := x.config
	if c.Replica.S3 == "" {
		return fault.New(fault.Invalid, "app.no_replica")
	}
	moment, err := replica.Moment(ctx, replicaOf(c), x.At)
	if err != nil {
		return err
	}
	x.out.Backup.Name, x.out.Backup.Engine = backup.NameOf(moment), "sqlite"
	x.build = x.fetch
	x.fill = func(context.Context, *files.Store) (int, error) { return 0, nil }
	note, there, err := replica.ReadNote(ctx, replicaOf(c))
	if err != nil {
		return err
	}
	if there {
		if err := db.Known(note.Schema); err != nil {
			return err
		}
		x.keys, err = backup.KeysIn(x.keysFrom(), note.Keys)
		return err
	}
	x.out.Unsure = true // an older program made it: the log tells of its own key alone
	for _, key := range []string{c.BoxKey(), c.LogKey()} {
		x.keys = append(x.keys, filepath.Join(x.keysFrom(), filepath.Base(key)))
	}
	_, err = backup.Hashes(x.keys)
	return err
}

// fetch makes the file of the copy, and takes the steps of the schema that it does not have yet.
func (x *restoration) fetch(ctx context.Context, c Config) (err error) {
	if err := replica.Restore(ctx, replicaOf(c), c.DSN, x.At); err != nil {
		return err
	}
	d, err := OpenDatabase(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	_, err = d.Migrate(ctx) // which refuses one of a newer program
	return err
}

// replicaLate is how old the last change in the bucket may be: somebody signs in every day.
const replicaLate = 3 * 24 * time.Hour

// replica asks whether the bucket has a copy, and a new one.
func (x *examination) replica(ctx context.Context) {
	if x.config.Replica.S3 == "" {
		return
	}
	ctx, stop := context.WithTimeout(ctx, askWithin)
	defer stop()
	last, err := replica.Moment(ctx, replicaOf(x.config), time.Time{})
	when := stampOf(last)
	switch {
	case err != nil:
		x.fail("replica", err, "app.do.replica")
	case x.now.Sub(last) > replicaLate:
		x.add("replica", Warn, fault.T("app.doctor.replica", when), fault.T("app.do.replica"))
	default:
		x.ok("replica", "app.doctor.replica", when)
	}
}
