package hotspot

import (
	"context"
	"maps"
	"slices"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/cluster"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/journal"
)

// Ask has a period looked over, by a job.
//
// Errors: Invalid for a period that has not begun; Conflict while another look is being made.
func (s *Service) Ask(ctx context.Context, in Look) (r *Run, err error) {
	defer fault.Wrap(&err, "hotspot.Ask")
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if in.Last >= tx.Today {
			return fault.Field("last", "hotspot.ahead")
		}
		r, err = s.ask(tx, in)
		return err
	})
	return r, err
}

func (s *Service) ask(tx *db.Tx, in Look) (*Run, error) {
	if err := tx.Business(); err != nil {
		return nil, err
	}
	// one that has not ended in the time that it may take has failed, and is no longer waited for
	n, err := db.One[int](tx, "SELECT count(*) FROM hotspot_run WHERE made_at = 0 AND asked_at > ?", tx.Now.Add(-longest))
	if err != nil {
		return nil, err
	}
	if n > 0 {
		return nil, fault.New(fault.Conflict, "hotspot.under_way")
	}
	r := in.run()
	r.ID, r.AskedAt = RunID(tx.ID()), tx.Now
	if err := db.Insert(tx, runTable, &r); err != nil {
		return nil, err
	}
	return &r, jobs.Put(tx, s.look, r.ID, jobs.Opts{})
}

// Make makes a look that was asked for: it reads the material of both periods, groups it, and keeps what it has found
// in one transaction. Made twice it is the same.
func (s *Service) Make(ctx context.Context, id RunID) (err error) {
	defer fault.Wrap(&err, "hotspot.Make(%d)", id)
	if err := s.Flush(ctx); err != nil {
		return err
	}
	l := &looking{s: s}
	if err := s.DB.Read(ctx, func(tx *db.Tx) error { return l.read(tx, id) }); err != nil {
		return err
	}
	l.themes = cluster.Find(l.cut, l.docs, l.known)
	return s.DB.Write(ctx, l.keep)
}

// A looking is one look while it is made.
type looking struct {
	s      *Service
	run    Run
	cut    *cluster.Cutter
	all    []Member // of both periods, beside docs
	docs   []cluster.Doc
	known  [][]cluster.Term
	of     []ID // of each that is known, the theme
	put    map[string]ID
	themes []cluster.Theme
}

// read takes what is to be grouped, with what is personal masked, and what is known.
func (l *looking) read(tx *db.Tx, id RunID) (err error) {
	*l = looking{s: l.s, put: map[string]ID{}}
	if l.run, err = db.Get[Run](tx, "FROM hotspot_run WHERE id = ?", id); err != nil {
		return err
	}
	if l.cut, err = l.s.cutter(tx); err != nil {
		return err
	}
	rules, err := l.s.Rules(tx)
	if err != nil {
		return err
	}
	masked := func(text string) string { return screen.Mask(text, rules.Text("", text)) }
	add := func(m Member, d cluster.Doc) {
		if m.N > 0 {
			d.Title, d.Text = masked(d.Title), masked(d.Text)
			l.all, l.docs = append(l.all, m), append(l.docs, d)
		}
	}
	err = message.WrittenBetween(tx, l.s.Box, l.run.From, l.run.Last, func(w message.Written) error {
		add(Member{Letter, int64(w.ID), 0, w.UnitID, w.Received, 1}, cluster.Doc{Title: w.Title, Text: w.Text})
		return nil
	})
	if err != nil {
		return err
	}
	asked, err := foi.WordedBetween(tx, l.run.From, l.run.Last)
	if err != nil {
		return err
	}
	for _, a := range asked {
		add(Member{Request, int64(a.ID), 0, a.UnitID, a.Received, 1}, cluster.Doc{Text: a.Text})
	}
	found, err := searchesIn(tx, l.run.First, l.run.Last)
	if err != nil {
		return err
	}
	for _, q := range found {
		add(Member{Search, q.ID, 0, 0, q.Day, q.N}, cluster.Doc{Text: q.Words})
	}
	return l.readKnown(tx)
}

// readKnown takes the themes of earlier looks; what was merged is known as what it was merged into.
func (l *looking) readKnown(tx *db.Tx) error {
	spots, err := db.All[Spot](tx, "FROM hotspot_spot ORDER BY id")
	if err != nil {
		return err
	}
	into := map[ID]ID{}
	for _, x := range spots {
		into[x.ID] = x.Into
	}
	last := func(id ID) ID {
		for into[id] != 0 {
			id = into[id]
		}
		return id
	}
	for _, x := range spots {
		l.known, l.of = append(l.known, x.Profile), append(l.of, last(x.ID))
	}
	return db.Each(tx, func(p placed) error { l.put[key(p.Kind, p.Of)] = last(p.Spot); return nil }, "FROM hotspot_placed")
}

// A tally is what a look has found of one theme.
type tally struct {
	id      ID
	theme   *cluster.Theme // the larger one where two were merged
	members []Member       // of the period
	n       map[string]int
	before  int
}

// tallies counts the themes, each with what a person has put into it.
func (l *looking) tallies() (out []*tally) {
	at := map[ID]*tally{}
	for i := range l.themes {
		t := &l.themes[i]
		x := &tally{theme: t, n: map[string]int{}}
		if t.Known >= 0 {
			x.id = l.of[t.Known]
			if at[x.id] == nil {
				at[x.id] = x
				out = append(out, x)
			}
			x = at[x.id]
		} else {
			out = append(out, x)
		}
		for _, m := range t.Members {
			if _, put := l.put[key(l.all[m.Doc].Kind, l.all[m.Doc].Of)]; !put {
				x.add(l.all[m.Doc], l.run.First)
			}
		}
	}
	for _, m := range l.all {
		id, put := l.put[key(m.Kind, m.Of)]
		if !put {
			continue
		}
		if at[id] == nil {
			at[id] = &tally{id: id, n: map[string]int{}}
			out = append(out, at[id])
		}
		at[id].add(m, l.run.First)
	}
	return out
}

func (x *tally) add(m Member, first calendar.Day) {
	if m.Kind != Search {
		x.n[string(m.Day[:7])]++
	}
	if m.Day < first {
		x.before++
		return
	}
	x.members = append(x.members, m)
}

// keep writes down what was found.
func (l *looking) keep(tx *db.Tx) error {
	if err := tx.Business(); err != nil {
		return err
	}
	r, err := db.Get[Run](tx, "FROM hotspot_run WHERE id = ?"+tx.Lock(), l.run.ID)
	if err != nil || !r.MadeAt.IsZero() {
		return err
	}
	for _, m := range l.all {
		switch {
		case m.Kind == Search:
			r.Searches += m.N
		case m.Day < r.First:
			r.Before++
		case m.Kind == Letter:
			r.Letters++
		default:
			r.Requests++
		}
	}
	for _, old := range []string{"DELETE FROM hotspot_member", "UPDATE hotspot_spot SET n = 0, before = 0, searches = 0, rise = 0, months = '[]'"} {
		if _, err := tx.Exec(old); err != nil {
			return err
		}
	}
	office, err := unit.InCharge(tx)
	if err != nil {
		return err
	}
	in, found := 0, []Sum{}
	for _, x := range l.tallies() {
		if x.id == 0 && len(x.members) < cluster.Least {
			continue // it has too few in the period
		}
		spot, err := l.keepOne(tx, &r, x, office.ID)
		if err != nil {
			return err
		}
		in, r.Themes = in+spot.N, r.Themes+1
		found = append(found, Sum{spot.ID, spot.N, spot.Searches})
	}
	r.Alone, r.MadeAt = r.Now()-in, tx.Now
	if _, err := tx.Exec("UPDATE hotspot_run SET letters = ?, requests = ?, searches = ?, before = ?, themes = ?, alone = ?, made_at = ? WHERE id = ?",
		r.Letters, r.Requests, r.Searches, r.Before, r.Themes, r.Alone, r.MadeAt, r.ID); err != nil {
		return err
	}
	return journal.Add(tx, ActLook, r.Ref(), Looking{r, found})
}

// ActLook is what the journal has of a look that is made.
const ActLook = "hotspot.look"

// A Looking is what the journal keeps of a look: how many of each theme, so that they can be added up.
type Looking struct {
	Run
	Sums []Sum `json:"sums"`
}

// A Sum is the letters and requests of a theme, and its searches.
type Sum struct {
	ID       ID  `json:"id"`
	N        int `json:"n"`
	Searches int `json:"searches,omitempty"`
}

// keepOne writes down a theme.
func (l *looking) keepOne(tx *db.Tx, r *Run, x *tally, office int64) (spot *Spot, err error) {
	fresh := x.id == 0
	if fresh {
		spot = &Spot{ID: ID(tx.ID()), Rev: 1, UnitID: office}
	} else {
		s, err := db.Get[Spot](tx, "FROM hotspot_spot WHERE id = ?"+tx.Lock(), x.id)
		if err != nil {
			return nil, err
		}
		spot = &s
	}
	spot.RunID = r.ID
	spot.Counts, _ = counted(x.members)
	spot.Before, spot.Months = x.before, monthly(x.n)
	spot.Rise = riseOf(r, spot.Counts)
	if x.theme != nil && len(x.theme.Members) >= cluster.Least { // of fewer, what binds them would be their own words
		spot.Profile, spot.Words = x.theme.Profile, x.theme.Words
		spot.Proposed = proposed(spot.Words)
	}
	if fresh {
		if err := flow.Do(tx, Flow, spot, ActFind, func() error { return nil }); err != nil {
			return nil, err
		}
		err = db.Insert(tx, table, spot)
	} else {
		err = db.Update(tx, table, spot)
	}
	if err != nil {
		return nil, err
	}
	for _, m := range x.members {
		m.SpotID = spot.ID
		if err := db.Insert(tx, memberTable, &m); err != nil {
			return nil, err
		}
	}
	c := count{r.ID, spot.ID, spot.Counts}
	if err := db.Insert(tx, countTable, &c); err != nil {
		return nil, err
	}
	return spot, l.s.suggest(tx, spot)
}

// A count is what one look has counted of a theme.
type count struct {
	Run  RunID `db:"run_id"`
	Spot ID    `db:"spot_id"`
	Counts
}

// cutter leaves out the names of the district's units: letters to one unit, or from one village, are not about one matter.
func (s *Service) cutter(tx *db.Tx) (*cluster.Cutter, error) {
	units, err := unit.All(tx)
	names := map[string]bool{}
	for _, u := range units {
		names[u.Name], names[u.Short] = true, true
		for _, a := range u.Aliases {
			names[a] = true
		}
	}
	return cluster.NewCutter(slices.Sorted(maps.Keys(names))...), err
}

// textsOf reads what members say, for who may read all of them, with what is personal masked.
func (s *Service) textsOf(tx *db.Tx, all []Member) (out []cluster.Doc, err error) {
	rules, err := s.Rules(tx)
	if err != nil {
		return nil, err
	}
	m, err := s.materialOf(tx, all)
	if err != nil {
		return nil, err
	}
	masked := func(text string) string { return screen.Mask(text, rules.Text("", text)) }
	for _, x := range m.Letters {
		out = append(out, cluster.Doc{Title: masked(x.Title), Text: masked(x.Text)})
	}
	for _, x := range m.Requests {
		out = append(out, cluster.Doc{Text: masked(x.Text)})
	}
	for _, x := range m.Searches {
		out = append(out, cluster.Doc{Text: x.Words})
	}
	return out, nil
}
