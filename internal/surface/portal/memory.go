package portal

import (
	"context"
	"sync"
	"time"

	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
)

// A memory keeps the public pages of plans. Whatever changes them is an entry of
// the journal, so they hold until there is a newer one or another day; on several
// nodes an entry may become visible after a newer one, so they never hold for long.
type memory struct {
	mu   sync.Mutex
	at   stamp
	kept map[plan.ID]*plan.Page
	made time.Time
}

// A stamp changes whenever a page may have changed.
type stamp struct {
	newest int64 // entry of the journal
	today  calendar.Day
}

const (
	keepFor = 10 * time.Second
	keepMax = 64 // plans
)

// page returns a plan as the public sees it. It is shared; do not change it.
func (p *Portal) page(ctx context.Context, id plan.ID) (*plan.Page, error) {
	var at stamp
	var now time.Time
	err := p.DB.Read(ctx, func(tx *db.Tx) (err error) {
		now, at.today = tx.Now, tx.Today
		at.newest, err = journal.Newest(tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	if v := p.memory.get(at, now, id); v != nil {
		return v, nil
	}
	v, err := p.Plans.Page(visitor(ctx), id)
	if err != nil {
		return nil, err
	}
	p.memory.put(at, now, id, &v)
	return &v, nil
}

func (m *memory) get(at stamp, now time.Time, id plan.ID) *plan.Page {
	m.mu.Lock()
	defer m.mu.Unlock()
	if at != m.at || now.Sub(m.made).Abs() > keepFor || len(m.kept) >= keepMax {
		m.at, m.made, m.kept = at, now, map[plan.ID]*plan.Page{}
	}
	return m.kept[id]
}

func (m *memory) put(at stamp, now time.Time, id plan.ID, v *plan.Page) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if at == m.at && now.Sub(m.made).Abs() <= keepFor {
		m.kept[id] = v
	}
}
