package unit

import (
	"context"

	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/profile"
)

// Service is every use of units that opens its own transaction. Inside one,
// use the functions that take it.
type Service struct {
	// Columns compares the columns of a profile with those that are kept, and
	// returns the changes and what makes them, once the units are there. It is of
	// a noun above this one; app sets it. Without it columns are left out.
	Columns func(tx *db.Tx, to *profile.Profile) (changes []profile.Change, apply func() error, err error)

	db *db.DB
}

// New returns the service over an open database.
func New(d *db.DB) *Service { return &Service{db: d} }

// read runs f in a reading transaction.
func read[T any](ctx context.Context, s *Service, f func(*db.Tx) (T, error)) (out T, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { out, err = f(tx); return err })
	return out, err
}

// Get returns one unit, closed ones too.
func (s *Service) Get(ctx context.Context, id int64) (Unit, error) {
	return read(ctx, s, func(tx *db.Tx) (Unit, error) { return Get(tx, id) })
}

// ByCode returns the unit that has the code in the profile, closed ones too.
func (s *Service) ByCode(ctx context.Context, code string) (Unit, error) {
	return read(ctx, s, func(tx *db.Tx) (Unit, error) { return ByCode(tx, code) })
}

// List lists units from top to bottom of the tree.
func (s *Service) List(ctx context.Context, f Find, p db.Page) (db.Rows[Unit], error) {
	return read(ctx, s, func(tx *db.Tx) (db.Rows[Unit], error) { return list(tx, f, p) })
}

// Tree returns the units that are, from top to bottom.
func (s *Service) Tree(ctx context.Context) ([]Unit, error) { return read(ctx, s, Tree) }

// Descendants returns the units that are and stand below id, from top to bottom.
func (s *Service) Descendants(ctx context.Context, id int64) ([]Unit, error) {
	return read(ctx, s, func(tx *db.Tx) ([]Unit, error) { return Descendants(tx, id) })
}

// Below returns the ids of a unit and of all units below it, sorted.
func (s *Service) Below(ctx context.Context, id int64) ([]int64, error) {
	return read(ctx, s, func(tx *db.Tx) ([]int64, error) { return Below(tx, id) })
}

// Shorts returns the short names of all units by their ids, closed ones too.
func (s *Service) Shorts(ctx context.Context) (map[int64]string, error) { return read(ctx, s, Shorts) }

// Groups returns the groups in their order.
func (s *Service) Groups(ctx context.Context) ([]Group, error) { return read(ctx, s, Groups) }

// Settings returns the settings of the profile that was loaded last.
func (s *Service) Settings(ctx context.Context) (profile.Settings, error) {
	return read(ctx, s, Settings)
}

// Names returns a resolver of the names that units and groups have now.
func (s *Service) Names(ctx context.Context) (*Resolver, error) { return read(ctx, s, Names) }

// NewestLoad returns the last time that a profile was loaded; NotFound before the first.
func (s *Service) NewestLoad(ctx context.Context) (Loaded, error) { return read(ctx, s, NewestLoad) }
