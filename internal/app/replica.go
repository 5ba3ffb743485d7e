package app

import (
	"context"
	"log/slog"
	"path/filepath"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/backup"
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
	r, err := replica.Start(ctx, a.Config.Database(), replicaOf(a.Config), slog.New(quiet{a.Config.Log.Handler()}))
	if err != nil {
		return nil, err
	}
	a.figures.set.NewGauge("gongkai_replica_time_seconds", func() float64 { return float64(max(r.Sent().Unix(), 0)) })
	return r.Close, nil
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

// restoreReplica restores the copy in the bucket. Attachments are not in it: they are in
// the store of the settings, or come from a backup.
func restoreReplica(ctx context.Context, c Config, r Restoring) (out Restored, err error) {
	if c.Replica.S3 == "" {
		return out, fault.New(fault.Invalid, "app.no_replica")
	}
	moment, err := replica.Moment(ctx, replicaOf(c), r.At)
	if err != nil {
		return out, err
	}
	out.Backup.Name, out.Backup.Engine = backup.NameOf(moment), "sqlite"
	if !r.Replace {
		if err := mayReplace(ctx, c); err != nil {
			return out, err
		}
	}
	if r.Dry {
		return out, nil
	}
	if r.Keys != "" {
		keys := []string{filepath.Join(r.Keys, filepath.Base(c.LogKey())), filepath.Join(r.Keys, filepath.Base(c.BoxKey()))}
		if err := putKeys(c, out.Backup.Name, keys); err != nil {
			return out, err
		}
	}
	none := func(context.Context, *files.Store) (int, error) { return 0, nil }
	return out, restoreFile(ctx, c, out.Backup.Name, func(c Config) error {
		if err := replica.Restore(ctx, replicaOf(c), c.DSN, r.At); err != nil {
			return err
		}
		return upgradeFile(ctx, c)
	}, none, &out)
}

// upgradeFile takes the steps of the schema that the copy does not have yet.
func upgradeFile(ctx context.Context, c Config) error {
	d, err := OpenDatabase(ctx, c)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	_, err = d.Migrate(ctx)
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
