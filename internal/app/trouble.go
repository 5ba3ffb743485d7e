package app

import (
	"errors"
	"io/fs"
	"path/filepath"
	"syscall"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// roomNone is how little of a disk is left, in bytes, when a file that cannot be written is taken
// to want room: SQLite asks for some pages at a time.
const roomNone = 256 << 10

// Explain says of an error in words that the database is damaged or the disk is full, and
// which file or folder that is about; another error stays as it is. It is for whoever runs
// the program: no visitor of the site is told paths.
func Explain(c Config, err error) error {
	if k := fault.Of(err); err == nil || k != fault.Internal && fault.As(err).Text.Key != "db.unreachable" {
		return err
	}
	t := db.TroubleOf(err)
	if t == db.Failing && c.SQLite() {
		if free, total, roomErr := roomIn(filepath.Dir(c.Database())); roomErr == nil && total > 0 && free < roomNone {
			t = db.Full
		}
	}
	switch t {
	case db.None, db.Failing:
		return err
	case db.Damaged:
		return fault.Caused(err, fault.Conflict, "app.damaged", c.Database())
	case db.Full:
		return fault.Caused(err, fault.Busy, "app.disk_full", fullPlace(c, err))
	}
	return err
}

// fullPlace is what did not find room.
func fullPlace(c Config, err error) string {
	if p, ok := errors.AsType[*fs.PathError](err); ok && errors.Is(p, syscall.ENOSPC) {
		return p.Path
	}
	if c.SQLite() {
		return c.Database()
	}
	return place(c)
}
