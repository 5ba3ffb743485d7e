package app

import (
	"path/filepath"

	"gongkai.example/gongkai/internal/kernel/disk"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// roomNone is how little of a disk is left, in bytes, when a file that cannot be written is taken
// to want room: SQLite asks for some pages at a time.
const roomNone = 256 << 10

// Explain says of an error in words that the database is damaged, or what the disk refuses,
// and which file or folder that is about; another error stays as it is. It is for whoever runs
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
	case db.Damaged:
		return fault.Caused(err, fault.Conflict, "app.damaged", c.Database())
	case db.Full:
		return disk.Full(err, place(c))
	case db.None, db.Failing:
	}
	return disk.Told(err, place(c))
}
