package app

import (
	"context"
	"errors"

	"gongkai.example/gongkai/internal/platform/backup"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/search"
	"gongkai.example/gongkai/internal/platform/session"
)

// leave are the tables that a backup does not have.
var leave = append([]string{session.Table}, search.Tables...)

// Backup makes a backup of the database and the files of the settings in dir, whether
// the program serves them or not, and whatever version their schema has. The keys are
// copied to the folder keys, if there is one; keep is how many backups stay, 0 is all.
//
// Errors: as backup.CopyKeys and backup.Source.Make.
func Backup(ctx context.Context, c Config, dir, keys string, keep int, program string) (m backup.Manifest, p backup.Pruned, err error) {
	c.Existing = true
	own := []string{c.LogKey(), c.BoxKey()}
	if keys != "" {
		if err := backup.CopyKeys(own, keys, dir); err != nil {
			return m, p, err
		}
	}
	d, err := OpenDatabase(ctx, c)
	if err != nil {
		return m, p, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	s, err := contents(c, d)
	if err != nil {
		return m, p, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	m, err = backup.Source{DB: d, Files: s, Keys: own, Leave: leave, Program: program}.Make(ctx, dir)
	if err == nil && keep > 0 {
		p, err = backup.Prune(ctx, dir, keep, d.Now())
	}
	return m, p, err
}

// contents opens the store for whoever copies all of it, and opens none of it.
func contents(c Config, d *db.DB) (*files.Store, error) { return files.Open(d, store(c)) }
