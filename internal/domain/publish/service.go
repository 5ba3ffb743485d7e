package publish

import (
	"context"
	"time"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/fetch"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/search"
)

// Service is what the surfaces do with items.
type Service struct {
	// Words gives the few sentences that the program itself says; app sets it.
	Words func(key string, args ...any) string
	// Rules are those of the screening as the district has them now; app sets it.
	Rules func(tx *db.Tx) (*screen.Rules, error)
	// Released is told of each item that comes on line, in its transaction; app sets it. Nil tells nobody.
	Released func(tx *db.Tx, id ID) error
	// Undone is told of each item of a batch that is taken back, in its transaction; app sets it. Nil tells nobody.
	Undone func(tx *db.Tx, id ID) error
	// Ready is asked before an item comes on line with a content, in the transaction of the
	// release; what it returns stops it. App sets it. Nil stops nothing.
	Ready func(tx *db.Tx, id ID, c *Content) error
	// Keeps says whether another noun knows by itself if the item is in force: then nobody
	// marks it by hand. App sets it. Nil keeps none.
	Keeps func(tx *db.Tx, id ID) (bool, error)
	// With names the items that take a step together with this one, in its transaction: the
	// interpretation of a document is handed in, signed and released with it. A fault stops
	// the step, such as one about what may not go without the other. App sets it. Nil names none.
	With func(tx *db.Tx, id ID, act Act) ([]ID, error)

	// Cites finds documents that a text of an item names and that nothing may rest on. App
	// sets it. Nil finds none.
	Cites func(tx *db.Tx, id ID, text string) ([]Cited, error)

	db         *db.DB
	duties     *duty.Service
	columns    *column.Service
	catalogues *catalogue.Service
	files      *files.Store
	search     *search.Index
	fetch      *fetch.Client
	site       string
	daily      int
	memory     linkMemory
	kinds      struct {
		release *jobs.Kind[planned]
		index   *jobs.Kind[ID]
		batch   *jobs.Kind[BatchID]
		expire  *jobs.Kind[jobs.Slot]
		links   *jobs.Kind[jobs.Slot]

		linksAgain *jobs.Kind[linkLook]
	}
}

// Needs is what the service rests on.
type Needs struct {
	DB         *db.DB
	Duties     *duty.Service
	Columns    *column.Service
	Catalogues *catalogue.Service
	Files      *files.Store
	Search     *search.Index
	Fetch      *fetch.Client // follows links; nil follows none
	Site       string        // address of this site, as readers outside reach it
	Daily      int           // links of what is public that are looked at in a day, at most
}

// New returns the service.
func New(n Needs) *Service {
	s := &Service{db: n.DB, duties: n.Duties, columns: n.Columns, catalogues: n.Catalogues, files: n.Files, search: n.Search, fetch: n.Fetch, site: n.Site, daily: n.Daily}
	s.makeKinds()
	return s
}

// A Row is an edition as lists show it.
type Row struct {
	ID     EditionID `db:"id" json:"id"`
	ItemID ID        `db:"item_id" json:"item_id"`
	UnitID int64     `db:"unit_id" json:"unit_id"`
	Status Status    `db:"state" json:"state"`
	Version
	Title     string    `db:"title" json:"title"`
	Number    string    `db:"number" json:"number,omitempty"`
	Attribute Attribute `db:"attribute" json:"attribute,omitempty"`
	Planned   time.Time `db:"planned_at" json:"planned_at,omitzero"`
	At        time.Time `db:"released_at" json:"released_at,omitzero"`
	EditAt    time.Time `db:"edit_at" json:"edited_at"`
	Emergency bool      `db:"emergency" json:"emergency,omitempty"`
}

// Find lists editions that the actor may know of, the newest first.
func (s *Service) Find(ctx context.Context, q Find, p db.Page) (rows db.Rows[Row], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { rows, err = find(tx, q, p); return err })
	return rows, err
}

// Get returns an edition that the actor may know of.
func (s *Service) Get(ctx context.Context, id EditionID) (e *Edition, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { e, err = load(tx, id); return err })
	return e, err
}

// Item returns an item that the actor may know of, with its editions from the first to the last.
func (s *Service) Item(ctx context.Context, id ID) (it *Item, all []Edition, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if it, err = loadItem(tx, id); err != nil {
			return err
		}
		all, err = editionsOf(tx, id)
		return err
	})
	return it, all, err
}

// A step is one act on an edition, with what it changes and what follows from it.
type step struct {
	act    Act
	rev    int64
	change func(*db.Tx, *Edition) error // before the state moves
	then   func(*db.Tx, *Edition) error // after the edition is saved
	batch  bool                         // what is found is brought up to date for many at once
	says   string                       // the field whose words the public will read
	words  string
}

// do makes one step of the life of an edition.
func (s *Service) do(ctx context.Context, id EditionID, st step) (e *Edition, err error) {
	defer fault.Wrap(&err, "%s(%d)", st.act, id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if e, err = load(tx, id); err != nil {
			return err
		}
		if st.rev != 0 {
			e.Rev = st.rev // a stale one is refused by the update
		}
		return s.move(tx, e, st)
	})
	return e, err
}

// move makes a step on an edition that is loaded, and brings its item up to date.
func (s *Service) move(tx *db.Tx, e *Edition, st step) error {
	row, err := Flow.Find(e.Status, st.act)
	if err != nil {
		return err
	}
	if err := e.fits(st.act); err != nil {
		return err
	}
	var others []ID
	err = flow.Do(tx, Flow, e, st.act, func() error {
		if others, err = s.with(tx, e.ItemID, st.act); err != nil {
			return err
		}
		return s.change(tx, e, st)
	})
	if err != nil {
		return err
	}
	if err := db.Update(tx, editionTable, e); err != nil {
		return err
	}
	if err := s.unconfirmed(tx, e); err != nil {
		return err
	}
	if st.then != nil {
		if err := st.then(tx, e); err != nil {
			return err
		}
	}
	if err := s.settle(tx, e, !st.batch, row.Shown); err != nil {
		return err
	}
	if s.Released != nil && comes(st.act) {
		if err := s.Released(tx, e.ItemID); err != nil {
			return err
		}
	}
	return s.together(tx, others, st)
}

// change is what a step makes of an edition before its state moves.
func (s *Service) change(tx *db.Tx, e *Edition, st step) error {
	if st.words != "" {
		if err := s.mayShow(tx, st.says, st.words); err != nil {
			return err
		}
	}
	if st.change == nil {
		return nil
	}
	return st.change(tx, e)
}

// comes reports whether an act brings an item on line.
func comes(act Act) bool { return act == ActRelease || act == ActEmergency || act == ActAdmit }

// settle brings the item up to date with an edition that has moved before everybody's
// eyes or not, and if it is the one that stands, what is found of it.
func (s *Service) settle(tx *db.Tx, e *Edition, find, shown bool) error {
	it, err := db.Get[Item](tx, "FROM publish_item WHERE id = ?", e.ItemID)
	if err != nil {
		return err
	}
	was := it
	it.follow(e)
	if shown {
		it.Changed = tx.Now
	}
	if it != was {
		if err := db.Update(tx, itemTable, &it); err != nil {
			return err
		}
	}
	e.item = &it
	if e.Released() {
		for _, l := range e.Related { // their pages name this one
			tx.Changed(RefOf(l.Item))
		}
	}
	if !find || it.Standing != e.ID {
		return nil
	}
	return s.index(tx, &it, e)
}

// follow is the item after a step of one of its editions.
func (i *Item) follow(e *Edition) {
	switch {
	case e.Status == Superseded: // the release that ends it follows
	case e.Status == Removed && i.Standing != e.ID: // an earlier edition: what stands, stands
	case e.Status == Discarded:
		i.Working = 0
		if i.Standing == 0 {
			i.Status = Discarded
		}
	case unfinished(e.Status):
		i.Working = e.ID
		if i.Standing == e.ID { // what was kept is proposed anew
			i.Standing, i.Status = 0, ""
		}
		if i.Standing == 0 {
			i.Facts = e.Facts
		}
	default:
		if i.Working == e.ID {
			i.Working = 0
		}
		i.Standing, i.Status, i.Facts, i.Released = e.ID, e.Status, e.Facts, e.At
		if i.FirstAt.IsZero() {
			i.FirstAt = e.At
		}
	}
}
