package plan

import (
	"context"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/circular"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/search"
)

// Service is what the surfaces do with plans.
type Service struct {
	// Words gives the texts of the tables that Export writes; app sets it.
	Words Words

	db     *db.DB
	duties *duty.Service
	files  *files.Store
	search *search.Index
	rules  func(tx *db.Tx) (*screen.Rules, error)
}

// New returns the service. The rules are those of the screening as the district has them now.
func New(d *db.DB, duties *duty.Service, store *files.Store, index *search.Index, rules func(tx *db.Tx) (*screen.Rules, error)) *Service {
	return &Service{db: d, duties: duties, files: store, search: index, rules: rules}
}

// Get returns a plan. A draft exists only for those who may edit it.
func (s *Service) Get(ctx context.Context, id ID) (p *Plan, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { p, err = load(tx, id); return err })
	return p, err
}

// Find lists plans, the newest year first.
func (s *Service) Find(ctx context.Context, q Find, pg db.Page) (rows db.Rows[Plan], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { rows, err = find(tx, q, pg); return err })
	return rows, err
}

// Newest returns the newest issued plan; NotFound before the first.
func (s *Service) Newest(ctx context.Context) (p *Plan, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		found, err := db.Get[Plan](tx, "FROM plan_plan WHERE state = ? ORDER BY year DESC, id DESC LIMIT 1", Issued)
		p = &found
		return err
	})
	return p, err
}

// step makes one step of the life of a plan.
func (s *Service) step(ctx context.Context, id ID, rev int64, act Act, change func(*db.Tx, *Plan) error) (p *Plan, err error) {
	defer fault.Wrap(&err, "%s(%d)", act, id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if p, err = load(tx, id); err != nil {
			return err
		}
		if rev != 0 {
			p.Rev = rev // a stale one is refused by the update
		}
		err := flow.Do(tx, Flow, p, act, func() error {
			if change == nil {
				return nil
			}
			return change(tx, p)
		})
		if err != nil {
			return err
		}
		if err := db.Update(tx, "plan_plan", p); err != nil {
			return err
		}
		return s.index(tx, p)
	})
	return p, err
}

// editable returns a fault unless the actor may still change the draft.
func editable(tx *db.Tx, p *Plan) error {
	if !tx.Actor.CanAt(Edit, p.UnitID) {
		return fault.New(fault.Forbidden, "not_allowed")
	}
	if p.Status != Draft {
		return fault.New(fault.Conflict, "plan.not_draft")
	}
	return nil
}

// directory is what resolving and naming units needs within one transaction.
type directory struct {
	names  *unit.Resolver
	short  map[int64]string // also of units that are no more: what they owed stays theirs
	order  map[int64]int    // place in the tree
	closed map[int64]bool
}

func open(tx *db.Tx) (*directory, error) {
	r, err := unit.Names(tx)
	if err != nil {
		return nil, err
	}
	all, err := unit.All(tx)
	if err != nil {
		return nil, err
	}
	d := &directory{r, map[int64]string{}, map[int64]int{}, map[int64]bool{}}
	for i, u := range all {
		d.short[u.ID], d.order[u.ID], d.closed[u.ID] = u.Short, i, u.Closed != ""
	}
	return d, nil
}

// resolve gives the units that a name stands for.
func (d *directory) resolve(name string) (ids []int64, group, ok bool) {
	m, ok := d.names.Resolve(name)
	if !ok || m.Choice {
		return nil, m.Choice, false
	}
	for _, u := range m.Units {
		ids = append(ids, u.ID)
	}
	return ids, m.Group != "", true
}

// dictionary tells the reader of circulars which names are units.
func (d *directory) dictionary(name string) circular.Match {
	m, ok := d.names.Resolve(name)
	if !ok {
		return circular.Match{}
	}
	out := circular.Match{Known: true, Group: m.Group != ""}
	for _, u := range m.Units {
		out.Resolved = append(out.Resolved, u.Short)
	}
	return out
}

// usual is how often the district reports on what has no end.
func usual(tx *db.Tx) (Cadence, error) {
	s, err := unit.Settings(tx)
	if err != nil {
		return "", err
	}
	return Cadence(s.Word(profile.PlanPeriod)), nil
}
