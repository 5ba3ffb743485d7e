package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/user"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/secret"
)

// openJournal opens the log under its key. A log that has checkpoints is not continued
// under another key than theirs: nobody who kept an old checkpoint could tell it from a
// forged log.
func (a *App) openJournal(ctx context.Context) error {
	file := a.Config.LogKey()
	if err := makeFolder(a.Config, a.Config.Keys()); err != nil {
		return err
	}
	last, err := newestHead(ctx, a.DB) // before the key is looked for: another process may make both just now
	if err != nil {
		return err
	}
	if err := a.keyThere(file, last != "", "app.log_key_lost"); err != nil {
		return err
	}
	signer, err := journal.OpenKey(file, originOf(a.Config))
	if err != nil {
		return badKey(err, file)
	}
	if last != "" && !signer.Key().Named(last) {
		return fault.New(fault.Conflict, "app.log_key_other", file)
	}
	a.Journal = journal.New(a.DB, signer)
	return nil
}

// newestHead is the newest signed checkpoint of the log, "" before the first one.
func newestHead(ctx context.Context, d *db.DB) (string, error) {
	signed, err := journal.New(d, nil).Checkpoint(ctx)
	if fault.Of(err) == fault.Busy { // which means that nothing was signed yet
		return "", nil
	}
	return signed, err
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

// openBox opens the key that seals what is secret. The database notes from its first
// start on which one that is: under another one nothing that was sealed can be opened,
// and what is sealed from then on is lost once the right one is put back.
func (a *App) openBox(ctx context.Context) (*secret.Box, error) {
	file := a.Config.BoxKey()
	used, err := inUse(ctx, a.DB) // before the key is looked for
	if err != nil {
		return nil, err
	}
	if err := a.keyThere(file, used, "app.box_key_lost"); err != nil {
		return nil, err
	}
	box, err := secret.OpenBox(file)
	if err != nil {
		return nil, badKey(err, file)
	}
	return box, a.boxFits(ctx, box)
}

// inUse reports whether the database was ever served: then it has keys. The first start
// of an earlier program noted none, and signed its log within a second.
func inUse(ctx context.Context, d *db.DB) (used bool, err error) {
	err = d.Read(ctx, func(tx *db.Tx) (err error) { used, err = secret.Noted(tx); return err })
	if used || err != nil {
		return used, err
	}
	last, err := newestHead(ctx, d)
	return last != "", err
}

// boxFits asks that the database is used with the key of the box, and notes it where
// nothing is noted yet: in a new district, or on the first start after an upgrade.
func (a *App) boxFits(ctx context.Context, box *secret.Box) error {
	noted := false
	ask := func(tx *db.Tx) (err error) {
		if noted, err = secret.Noted(tx); err != nil {
			return err
		}
		fits, err := box.Fits(tx)
		if err == nil && !noted {
			fits, err = opens(tx, box)
		}
		if err == nil && !fits {
			err = fault.New(fault.Conflict, "app.box_key_other", a.Config.BoxKey())
		}
		return err
	}
	err := a.DB.Read(ctx, ask)
	if err != nil || noted || a.Config.Existing {
		return err
	}
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		if err := ask(tx); err != nil || noted {
			return err
		}
		return box.Note(tx)
	})
}

// opens reports whether the box opens what was sealed before keys were noted.
func opens(tx *db.Tx, box *secret.Box) (bool, error) {
	some, err := user.Samples(tx)
	if err != nil {
		return false, err
	}
	more, err := foi.Samples(tx)
	return box.OpensAny(append(some, more...)), err
}

// keyThere refuses a missing key where nothing may be made, or where one was used.
func (a *App) keyThere(file string, used bool, lost string) error {
	_, err := os.Stat(file)
	switch {
	case err == nil:
		return nil
	case !errors.Is(err, fs.ErrNotExist):
		return fault.Caused(err, fault.Forbidden, "app.closed_key", file)
	case used:
		return fault.Caused(err, fault.Conflict, lost, file)
	case a.Config.Existing:
		return fault.Caused(err, fault.NotFound, "app.no_key", file)
	}
	return nil
}

// badKey names the file of a key that is none.
func badKey(err error, file string) error {
	switch fault.As(err).Text.Key {
	case "secret.bad_key", "proof.bad_secret":
		return fault.Caused(err, fault.Invalid, "app.bad_key", file)
	}
	if errors.Is(err, fs.ErrPermission) {
		return fault.Caused(err, fault.Forbidden, "app.closed_key", file)
	}
	return err
}
