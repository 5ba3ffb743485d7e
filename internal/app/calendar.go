package app

import (
	"context"
	"errors"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/holidays"
)

// Calendar is the calendar that is in force: with the notices imported into the
// database, if there is one, and else that of the program. It makes nothing.
func Calendar(ctx context.Context, c Config) (cal *calendar.Calendar, err error) {
	c.Existing = true
	if !databaseExists(c.Config) {
		return law.Calendar(), nil
	}
	d, err := OpenDatabase(ctx, c)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if whole, err := migrated(ctx, d); err != nil || !whole { // nothing can have been imported
		return law.Calendar(), err
	}
	return holidays.New(d, law.Calendar()).Current(ctx)
}
