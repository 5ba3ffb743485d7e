package column

import (
	"cmp"
	"maps"
	"reflect"
	"slices"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/profile"
)

// The acts in the journal.
const (
	actOpen   = "column.open"
	actReopen = "column.reopen"
	actChange = "column.change"
	actClose  = "column.close"
)

// sourceName is the yardstick as duties name it.
var sourceName = law.Title(basis)

// Load compares the columns of a profile with those that are kept, and returns
// what it changes and what makes the change, once the units of the profile are
// in force. It is the Columns of unit.Service, whose Load asks the permission.
// A column that is not in the profile is closed, not deleted.
func (s *Service) Load(tx *db.Tx, to *profile.Profile) (changes []profile.Change, apply func() error, err error) {
	stored, err := db.All[Column](tx, "FROM column_column ORDER BY pos, id")
	if err != nil {
		return nil, nil, err
	}
	units, err := unit.All(tx)
	if err != nil {
		return nil, nil, err
	}
	l := &load{tx: tx, service: s, to: to.Columns, stored: map[string]Column{}, changes: map[string][]profile.Change{}}
	for _, c := range stored {
		l.stored[c.Code] = c
	}
	changes = profile.DiffColumns(asProfile(stored, units), to.Columns)
	for _, c := range changes {
		l.changes[c.Key] = append(l.changes[c.Key], c)
	}
	return changes, l.apply, nil
}

// asProfile writes what is stored in the form of a profile.
func asProfile(stored []Column, units []unit.Unit) []profile.Column {
	keepers, codes := map[int64]string{}, map[ID]string{}
	for _, u := range units {
		keepers[u.ID] = u.Code
	}
	for _, c := range stored {
		codes[c.ID] = c.Code
	}
	var out []profile.Column
	for _, c := range stored {
		if c.Closed == "" {
			out = append(out, profile.Column{
				Code: c.Code, Name: c.Name, About: c.About, Keywords: c.Keywords, Kind: string(c.Kind), Parent: codes[c.ParentID],
				Keeper: keepers[c.KeeperID], Every: c.Every, Platform: c.Platform, Anchors: c.Anchors, Sort: c.Sort,
				Hidden: c.Hidden, Archived: c.Archived, Note: c.Note,
			})
		}
	}
	return out
}

// A load is the columns of a profile on their way into the database.
type load struct {
	tx      *db.Tx
	service *Service
	to      []profile.Column
	stored  map[string]Column           // by code, closed ones too
	changes map[string][]profile.Change // by code
}

func (l *load) apply() error {
	units, err := unit.All(l.tx)
	if err != nil {
		return err
	}
	settings, err := unit.Settings(l.tx)
	if err != nil {
		return err
	}
	keepers := map[string]int64{}
	for _, u := range units {
		keepers[u.Code] = u.ID
	}
	next := l.next(keepers, settings)
	place(next)
	for _, c := range next {
		c.renew()
		if err := l.save(c); err != nil {
			return err
		}
	}
	return nil
}

// next returns every column as it is to be: those of the profile in its order,
// then those that are or become closed.
func (l *load) next(keepers map[string]int64, settings profile.Settings) []*Column {
	var out []*Column
	ids := map[string]ID{}
	for _, r := range l.to {
		c, known := l.stored[r.Code]
		if !known {
			c.ID, c.Rev, c.Since = ID(l.tx.ID()), 1, l.tx.Today
		}
		if c.Closed != "" { // it begins afresh; nobody owed anything meanwhile
			c.Since, c.Closed = l.tx.Today, ""
		}
		ids[r.Code] = c.ID
		c.Code, c.Name, c.About, c.Keywords, c.Kind = r.Code, r.Name, r.About, r.Keywords, Kind(r.Kind)
		c.KeeperID, c.Every, c.Platform, c.Anchors = keepers[r.Keeper], r.Every, r.Platform, r.Anchors
		c.Sort, c.Hidden, c.Archived, c.Note = r.Sort, r.Hidden, r.Archived, r.Note
		if c.Cadence = c.Every; c.Cadence == "" {
			c.Cadence = settings.Every(r.Kind).String()
		}
		out = append(out, &c)
	}
	for i, r := range l.to {
		out[i].ParentID = ids[r.Parent]
	}
	for _, code := range slices.Sorted(maps.Keys(l.stored)) {
		if c := l.stored[code]; ids[code] == 0 {
			if c.Closed == "" {
				c.Closed = l.tx.Today
			}
			out = append(out, &c)
		}
	}
	return out
}

// between stands between the names of a path.
const between = " / "

// place gives every column its place in the tree, siblings by Sort and then as
// they come; what is closed stands behind all.
func place(all []*Column) {
	below := map[ID][]*Column{}
	var closed []*Column
	for _, c := range all {
		if c.Closed != "" {
			closed = append(closed, c)
			continue
		}
		below[c.ParentID] = append(below[c.ParentID], c)
	}
	pos := 0
	var under func(parent ID, depth int, path string)
	under = func(parent ID, depth int, path string) {
		siblings := below[parent]
		slices.SortStableFunc(siblings, func(a, b *Column) int { return cmp.Compare(a.Sort, b.Sort) })
		for _, c := range siblings {
			pos++
			c.Pos, c.Depth, c.Path = pos, depth, path+c.Name
			under(c.ID, depth+1, c.Path+between)
			c.End = pos
		}
	}
	under(0, 1, "")
	for _, c := range closed {
		pos++
		c.Pos, c.End = pos, pos
	}
}

// save writes a column that is new or differs, and what its keeper owes by it.
func (l *load) save(c *Column) error {
	was, known := l.stored[c.Code]
	if known && reflect.DeepEqual(was, *c) {
		return nil
	}
	if !known {
		if err := db.Insert(l.tx, table, *c); err != nil {
			return err
		}
	} else if err := db.Update(l.tx, table, c); err != nil {
		return err
	}
	if err := l.note(was, c, known); err != nil {
		return err
	}
	return l.owe(was, c)
}

// note writes the journal; a column that only has another place in the tree is no news.
func (l *load) note(was Column, c *Column, known bool) error {
	act := actChange
	switch {
	case !known:
		return journal.Add(l.tx, actOpen, c.Ref(), c)
	case c.Closed != "":
		act = actClose
	case was.Closed != "":
		act = actReopen
	}
	changes := l.changes[c.Code]
	if len(changes) == 0 && was.Cadence == c.Cadence {
		return nil
	}
	return journal.Add(l.tx, act, c.Ref(), struct {
		Changes []profile.Change `json:"changes"`
		Cadence string           `json:"cadence"`
	}{changes, c.Cadence})
}

// owe ends the duty to update a column that is no longer owed as it was, and
// opens the one that is.
func (l *load) owe(was Column, c *Column) error {
	same := was.owes() == c.owes() && was.KeeperID == c.KeeperID && was.Cadence == c.Cadence
	if same {
		return nil
	}
	if was.owes() {
		if err := l.service.duties.Lapse(l.tx, RuleUpdate, c.Ref(), was.KeeperID, l.service.Words("column.lapsed")); err != nil {
			return err
		}
	}
	if !c.owes() {
		return nil
	}
	return l.service.owe(l.tx, c, max(c.base(), c.Since))
}
