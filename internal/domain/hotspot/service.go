package hotspot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/cluster"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/search"
	"gongkai.example/gongkai/internal/platform/secret"
)

// Service is what the surfaces do with themes.
type Service struct {
	Needs
	look  *jobs.Kind[RunID]
	asked asked
}

// Needs is what the service rests on.
type Needs struct {
	DB     *db.DB
	Duties *duty.Service // tells people
	Search *search.Index
	Box    *secret.Box
	Rules  func(tx *db.Tx) (*screen.Rules, error) // of what may not be public
}

// longest is how long a look may take: a year of 100,000 letters takes a minute.
const longest = 20 * time.Minute

// New returns the service.
func New(n Needs) *Service {
	s := &Service{Needs: n}
	s.look = jobs.Define("hotspot.look", s.Make, jobs.Timeout(longest))
	return s
}

// Kinds returns the jobs of themes: a look that was asked for; once a month one over the three months that have
// ended; each night whether the documents that answer are in force, after those were brought up to the day.
func (s *Service) Kinds() []jobs.Definition {
	return []jobs.Definition{
		s.look,
		jobs.Define("hotspot.month", func(ctx context.Context, _ jobs.Slot) error { return s.Monthly(ctx) }, jobs.Daily("02:40")),
		jobs.Define("hotspot.watch", func(ctx context.Context, _ jobs.Slot) error { return s.Watch(ctx) }, jobs.Daily("00:30")),
	}
}

// latest is the day of a month until which the look over the months that have ended is made up for.
const latest = "07"

// Monthly asks for a look over the three months that have ended: on the first day of a month, or on one of the next days
// if the program did not run then, or failed.
func (s *Service) Monthly(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "hotspot.Monthly")
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		if tx.Today[8:] > latest {
			return nil
		}
		in := Look{Span: Quarter, Last: (tx.Today[:8] + "01").Add(-1)}
		n, err := db.One[int](tx, "SELECT count(*) FROM hotspot_run WHERE span = ? AND last_day = ?", in.Span, in.Last)
		if err != nil || n > 0 { // has been asked for already
			return err
		}
		_, err = s.ask(tx, in)
		return err
	})
}

// A step is one act on a theme, with what it changes and what follows from it.
type step struct {
	act    Act
	rev    int64
	change func(*db.Tx, *Spot) error
	then   func(*db.Tx, *Spot) error
}

func (s *Service) do(ctx context.Context, id ID, st step) (x *Spot, err error) {
	defer fault.Wrap(&err, "%s(%d)", st.act, id)
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if x, err = load(tx, id); err != nil {
			return err
		}
		x.Rev = st.rev // a stale one is refused by the update
		err := flow.Do(tx, Flow, x, st.act, func() error {
			x.By.Did(st.act, tx.Actor.Who())
			if st.change == nil {
				return nil
			}
			return st.change(tx, x)
		})
		if err == nil && st.then != nil {
			err = st.then(tx, x)
		}
		if err != nil {
			return err
		}
		return db.Update(tx, table, x)
	})
	return x, err
}

// Name gives a theme its name.
func (s *Service) Name(ctx context.Context, id ID, in Naming) (*Spot, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActName, rev: in.Rev, change: func(_ *db.Tx, x *Spot) error {
		x.Name, x.Reason = strings.TrimSpace(in.Name), ""
		return nil
	}})
}

// Show shows a theme to everybody, with the numbers of the last look: under the least number of the district how many
// is not said, so that nobody can be recognised. Of a theme that is shown it renews the numbers.
//
// Errors: Forbidden for who named it; Invalid for a name that may not be public.
func (s *Service) Show(ctx context.Context, id ID, in Seen) (*Spot, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActShow, rev: in.Rev, change: func(tx *db.Tx, x *Spot) error {
		rules, err := s.Rules(tx)
		if err != nil {
			return err
		}
		if err := rules.MayShow(map[string]string{"name": x.Name}); err != nil {
			return err
		}
		settings, err := unit.Settings(tx)
		if err != nil {
			return err
		}
		r, err := db.Get[Run](tx, "FROM hotspot_run WHERE id = ?", x.RunID)
		if err != nil {
			return err
		}
		x.Said = Said{Name: x.Name, First: r.First, Last: r.Last, Least: settings.Int(profile.HotspotLeast), Trend: x.Trend()}
		if x.N >= x.Said.Least {
			x.Said.N = x.N
		} else {
			x.Said.Trend = Stays // a trend of few tells of few
		}
		x.Open, x.Reason = tx.Today, ""
		return nil
	}})
}

// Hide takes a theme off the public page.
func (s *Service) Hide(ctx context.Context, id ID, in Because) (*Spot, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActHide, rev: in.Rev, change: func(tx *db.Tx, x *Spot) error {
		rules, err := s.Rules(tx)
		if err != nil {
			return err
		}
		if err := rules.MayShow(map[string]string{"reason": in.Reason}); err != nil { // it stands in the public log
			return err
		}
		x.Open, x.Reason = "", strings.TrimSpace(in.Reason)
		return nil
	}})
}

// Aside says that a theme is none to follow, and why. It stays so when a later look finds it again.
func (s *Service) Aside(ctx context.Context, id ID, in Because) (*Spot, error) {
	return s.because(ctx, id, ActAside, in)
}

// Back takes a theme that was set aside up again.
func (s *Service) Back(ctx context.Context, id ID, in Because) (*Spot, error) {
	return s.because(ctx, id, ActBack, in)
}

func (s *Service) because(ctx context.Context, id ID, act Act, in Because) (*Spot, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: act, rev: in.Rev, change: func(_ *db.Tx, x *Spot) error {
		x.Reason = strings.TrimSpace(in.Reason)
		return nil
	}})
}

// Merge takes a theme into another one, for this look and for all that come.
//
// Errors: Invalid for one that is not there to take it.
func (s *Service) Merge(ctx context.Context, id ID, in Merging) (*Spot, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActMerge, rev: in.Rev, change: func(tx *db.Tx, x *Spot) error {
		to, err := load(tx, in.Into)
		if err != nil || to.ID == x.ID || !to.Status.Takes() {
			return fault.Field("into", "hotspot.no_spot")
		}
		r, err := newest(tx)
		if err != nil {
			return err
		}
		x.Into = to.ID
		to.Profile = cluster.Mix(to.Profile, to.N, x.Profile, x.N)
		to.N, to.Before, to.Searches, to.Months = to.N+x.N, to.Before+x.Before, to.Searches+x.Searches, added(to.Months, x.Months)
		to.Rise = riseOf(&r, to.Counts)
		x.sum = to.N
		for _, t := range []string{memberTable, placedTable} {
			if _, err := tx.Exec("UPDATE "+t+" SET spot_id = ? WHERE spot_id = ?", to.ID, x.ID); err != nil {
				return err
			}
		}
		return db.Update(tx, table, to)
	}})
}

// Split makes a theme of some members of another one, for this look and for those that come.
//
// Errors: Invalid for what is no member, and for all of them.
func (s *Service) Split(ctx context.Context, id ID, in Splitting) (part *Spot, err error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	_, err = s.do(ctx, id, step{act: ActSplit, rev: in.Rev, change: func(tx *db.Tx, x *Spot) error {
		all, err := membersOf(tx, x.ID)
		if err != nil {
			return err
		}
		leave := slices.DeleteFunc(slices.Clone(all), func(m Member) bool { return !slices.Contains(in.Members, m.Handle()) })
		stay := slices.DeleteFunc(all, func(m Member) bool { return slices.Contains(in.Members, m.Handle()) })
		switch {
		case len(leave) != len(in.Members):
			return fault.Field("members", "hotspot.no_member")
		case len(stay) < cluster.Least:
			return fault.Field("members", "hotspot.few_stay", cluster.Least)
		}
		part, err = s.part(tx, x, leave, stay)
		return err
	}})
	return part, err
}

// part takes members into a theme of their own.
func (s *Service) part(tx *db.Tx, x *Spot, leave, stay []Member) (*Spot, error) {
	r, err := db.Get[Run](tx, "FROM hotspot_run WHERE id = ?", x.RunID)
	if err != nil {
		return nil, err
	}
	cut, err := s.cutter(tx)
	if err != nil {
		return nil, err
	}
	p := &Spot{ID: ID(tx.ID()), Rev: 1, UnitID: x.UnitID, RunID: x.RunID, from: x.ID}
	for _, half := range []struct {
		of  *Spot
		all []Member
	}{{p, leave}, {x, stay}} {
		docs, err := s.textsOf(tx, half.all)
		if err != nil {
			return nil, err
		}
		half.of.Profile, half.of.Words = cut.Profile(docs)
		was := half.of.Before
		half.of.Counts, half.of.Months = counted(half.all)
		half.of.Before = was // nobody knows which of the period before would be whose: the next look does
		half.of.Rise = riseOf(&r, half.of.Counts)
	}
	p.Proposed = proposed(p.Words)
	if err := flow.Do(tx, Flow, p, ActFind, func() error { p.By.Did(ActFind, tx.Actor.Who()); return nil }); err != nil {
		return nil, err
	}
	if err := db.Insert(tx, table, p); err != nil {
		return nil, err
	}
	return p, errors.Join(put(tx, p.ID, leave), put(tx, x.ID, stay))
}

// put keeps members where a person has put them.
func put(tx *db.Tx, id ID, all []Member) error {
	for _, m := range all {
		if _, err := tx.Exec("UPDATE hotspot_member SET spot_id = ? WHERE kind = ? AND ref_id = ?", id, m.Kind, m.Of); err != nil {
			return err
		}
		if _, err := tx.Exec("DELETE FROM hotspot_placed WHERE kind = ? AND ref_id = ?", m.Kind, m.Of); err != nil {
			return err
		}
		if err := db.Insert(tx, placedTable, &placed{m.Kind, m.Of, id}); err != nil {
			return err
		}
	}
	return nil
}

// A placed member is one that a person has put where it is.
type placed struct {
	Kind Kind  `db:"kind"`
	Of   int64 `db:"ref_id"`
	Spot ID    `db:"spot_id"`
}

// proposed is the name that the machine proposes: the words that bind a theme most.
func proposed(words []string) string { return strings.Join(words[:min(3, len(words))], "、") }

// counted counts members: letters and requests, their months, and searches beside.
func counted(all []Member) (c Counts, by []MonthCount) {
	n := map[string]int{}
	for _, m := range all {
		if m.Kind == Search {
			c.Searches += m.N
			continue
		}
		c.N++
		n[string(m.Day[:7])]++
	}
	return c, monthly(n)
}

func monthly(n map[string]int) (out []MonthCount) {
	for m, k := range n {
		out = append(out, MonthCount{m, k})
	}
	slices.SortFunc(out, func(a, b MonthCount) int { return strings.Compare(a.Month, b.Month) })
	return out
}

func added(a, b []MonthCount) []MonthCount {
	n := map[string]int{}
	for _, m := range slices.Concat(a, b) {
		n[m.Month] += m.N
	}
	return monthly(n)
}

// thousand is the unit of a stored rise.
const thousand = 1000

func riseOf(r *Run, c Counts) int64 {
	return int64(thousand * cluster.Rise(c.N, r.Now(), c.Before, r.Before))
}

// monthsBetween lists the months from a day to another.
func monthsBetween(from, to calendar.Day) (out []string) {
	for d := from; d <= to; d = calendar.Day(string(d[:7]) + "-01").AddMonths(1) {
		out = append(out, string(d[:7]))
	}
	return out
}

// key names what a member is, in maps.
func key(k Kind, of int64) string { return fmt.Sprintf("%s/%d", k, of) }
