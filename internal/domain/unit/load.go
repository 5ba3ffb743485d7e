package unit

import (
	"context"
	"reflect"
	"slices"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/profile"
)

// The acts in the journal.
const (
	actOpen   = "unit.open"
	actReopen = "unit.reopen"
	actChange = "unit.change"
	actClose  = "unit.close"
	actLoad   = "profile.load"
)

// Load makes the district as the profile says and returns what that changes;
// with dryRun it only says so. Loading the same profile again changes nothing.
// Units that are not in the profile are closed, groups removed; ids stay.
func (s *Service) Load(ctx context.Context, p *profile.Profile, dryRun bool) (changes []profile.Change, err error) {
	defer fault.Wrap(&err, "unit.Load(%q)", p.Name)
	run := s.db.Write
	if dryRun {
		run = s.db.Read
	}
	err = run(ctx, func(tx *db.Tx) error {
		l, err := begin(tx, p)
		if err != nil {
			return err
		}
		if err := l.addColumns(s); err != nil {
			return err
		}
		changes = l.changes
		if dryRun {
			return nil
		}
		return l.apply()
	})
	return changes, err
}

// A load is one profile on its way into the database.
type load struct {
	tx      *db.Tx
	to      *profile.Profile
	units   map[string]Unit // as stored, by code, closed ones too
	groups  map[string]Group
	changes []profile.Change
	ofUnit  map[string][]profile.Change // by code
	columns func() error                // makes the changes of columns
}

// begin reads what there is and compares it with the profile.
func begin(tx *db.Tx, to *profile.Profile) (*load, error) {
	l := &load{tx: tx, to: to, units: map[string]Unit{}, groups: map[string]Group{}, ofUnit: map[string][]profile.Change{}}
	units, err := db.All[Unit](tx, "FROM unit_unit ORDER BY pos, id")
	if err != nil {
		return nil, err
	}
	if err := mayLoad(tx, units); err != nil {
		return nil, err
	}
	groups, err := Groups(tx)
	if err != nil {
		return nil, err
	}
	settings, err := Settings(tx)
	if err != nil {
		return nil, err
	}
	for _, u := range units {
		l.units[u.Code] = u
	}
	for _, g := range groups {
		l.groups[g.Name] = g
	}
	l.changes = profile.Diff(asProfile(units, groups, settings), to)
	for _, c := range l.changes {
		if c.Of == profile.OfUnit {
			l.ofUnit[c.Key] = append(l.ofUnit[c.Key], c)
		}
	}
	return l, nil
}

// addColumns compares what is kept elsewhere.
func (l *load) addColumns(s *Service) error {
	l.columns = func() error { return nil }
	if s.Columns == nil {
		return nil
	}
	changes, apply, err := s.Columns(l.tx, l.to)
	l.changes, l.columns = append(l.changes, changes...), apply
	return err
}

// mayLoad asks for the right over the whole district.
func mayLoad(tx *db.Tx, units []Unit) error {
	allowed := tx.Actor.Can(Edit)
	for _, u := range units {
		if u.ParentID == 0 && u.Closed == "" {
			allowed = tx.Actor.CanAt(Edit, u.ID)
		}
	}
	if !allowed {
		return fault.New(fault.Forbidden, "not_allowed")
	}
	return nil
}

// asProfile writes what is stored in the form of a profile.
func asProfile(units []Unit, groups []Group, settings profile.Settings) *profile.Profile {
	p := &profile.Profile{Settings: settings}
	codes := map[int64]string{}
	for _, u := range units {
		codes[u.ID] = u.Code
	}
	for _, u := range units {
		if u.Closed == "" {
			p.Units = append(p.Units, profile.Unit{
				Code: u.Code, Name: u.Name, Short: u.Short, Kind: string(u.Kind), Parent: codes[u.ParentID],
				Aliases: u.Aliases, Organ: u.Organ, Letters: u.Letters, Review: u.Review, Court: u.Court, Remedy: u.Remedy, Contact: u.Contact,
				Sort: u.Sort, Confidence: u.Confidence, Note: u.Note,
			})
		}
	}
	for _, g := range groups {
		p.Groups = append(p.Groups, profile.Group{Name: g.Name, Aliases: g.Aliases, Rule: g.Rule, Note: g.Note})
	}
	return p
}

// apply writes the changes, unless this very profile was the last to be loaded.
func (l *load) apply() error {
	last, err := NewestLoad(l.tx)
	if err != nil && fault.Of(err) != fault.NotFound {
		return err
	}
	if len(l.changes) == 0 && last.Name == l.to.Name && last.Digest == l.to.Digest {
		return nil
	}
	for _, step := range []func() error{l.saveUnits, l.saveGroups, l.saveSettings, l.columns} {
		if err := step(); err != nil {
			return err
		}
	}
	done := Loaded{ID: l.tx.ID(), Name: l.to.Name, Digest: l.to.Digest, At: l.tx.Now, Actor: l.tx.Actor.Name, Changes: len(l.changes)}
	if err := db.Insert(l.tx, loadTable, done); err != nil {
		return err
	}
	rest := slices.DeleteFunc(slices.Clone(l.changes), func(c profile.Change) bool { return c.Of == profile.OfUnit || c.Of == profile.OfColumn })
	return journal.Add(l.tx, actLoad, "profile/"+l.to.Name, struct {
		Digest  string           `json:"digest"`
		Units   int              `json:"units_changed"`
		Changes []profile.Change `json:"changes"`
	}{l.to.Digest, len(l.ofUnit), rest})
}

func (l *load) saveUnits() error {
	next := l.nextUnits()
	layout(next)
	for _, u := range next {
		if err := l.saveUnit(u); err != nil {
			return err
		}
	}
	return nil
}

// nextUnits returns every unit as it is to be: those of the profile in its
// order, then those that are or become closed.
func (l *load) nextUnits() []*Unit {
	var next []*Unit
	ids := map[string]int64{}
	for _, r := range l.to.Units {
		u, known := l.units[r.Code]
		if !known {
			u.ID = l.tx.ID()
		}
		ids[r.Code] = u.ID
		u.Code, u.Name, u.Short, u.Kind = r.Code, r.Name, r.Short, Kind(r.Kind)
		u.Aliases, u.Organ, u.Letters, u.Review = r.Aliases, r.Organ, r.Letters, r.Review
		u.Court, u.Remedy, u.Contact, u.Sort = r.Court, r.Remedy, r.Contact, r.Sort
		u.Confidence, u.Note, u.Closed = r.Confidence, r.Note, ""
		next = append(next, &u)
	}
	for i, r := range l.to.Units {
		next[i].ParentID = ids[r.Parent] // 0 for the government, which has none
	}
	var gone []*Unit
	for code, u := range l.units {
		if _, stays := ids[code]; !stays {
			if u.Closed == "" {
				u.Closed = string(l.tx.Today)
			}
			gone = append(gone, &u)
		}
	}
	slices.SortFunc(gone, func(a, b *Unit) int { return a.Pos - b.Pos })
	return append(next, gone...)
}

// saveUnit writes one unit if it is new or changed. A unit that only has
// another place in the tree keeps its rev: nobody who edits something of it is disturbed.
func (l *load) saveUnit(u *Unit) error {
	was, known := l.units[u.Code]
	changes := l.ofUnit[u.Code]
	switch {
	case !known:
		u.Rev = 1
		if err := db.Insert(l.tx, table, *u); err != nil {
			return err
		}
		return journal.Add(l.tx, actOpen, u.Ref(), u)
	case len(changes) > 0:
		if err := db.Update(l.tx, table, u); err != nil {
			return err
		}
		act := actChange
		switch {
		case u.Closed != "":
			act = actClose
		case was.Closed != "":
			act = actReopen
		}
		return journal.Add(l.tx, act, u.Ref(), struct {
			Changes []profile.Change `json:"changes"`
		}{changes})
	case was.Pos != u.Pos || was.End != u.End || was.Depth != u.Depth || was.Path != u.Path:
		_, err := l.tx.Exec("UPDATE unit_unit SET pos = ?, pos_end = ?, depth = ?, path = ? WHERE id = ?", u.Pos, u.End, u.Depth, u.Path, u.ID)
		return err
	}
	return nil
}

func (l *load) saveGroups() error {
	for i, r := range l.to.Groups {
		g, known := l.groups[r.Name]
		delete(l.groups, r.Name)
		was := g
		g.Name, g.Aliases, g.Rule, g.Note, g.Sort = r.Name, r.Aliases, r.Rule, r.Note, i+1
		var err error
		switch {
		case !known:
			g.ID, g.Rev = l.tx.ID(), 1
			err = db.Insert(l.tx, groupTable, g)
		case !reflect.DeepEqual(was, g):
			err = db.Update(l.tx, groupTable, &g)
		}
		if err != nil {
			return err
		}
	}
	for _, gone := range l.groups {
		if _, err := l.tx.Exec("DELETE FROM unit_group WHERE id = ?", gone.ID); err != nil {
			return err
		}
	}
	return nil
}

func (l *load) saveSettings() error {
	if _, err := l.tx.Exec("DELETE FROM profile_setting"); err != nil {
		return err
	}
	for _, s := range l.to.Settings.Given() {
		if err := db.Insert(l.tx, settingTable, settingRow{s.Key, s.Value, s.Confidence, s.Note}); err != nil {
			return err
		}
	}
	return nil
}
