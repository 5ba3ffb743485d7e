package duty

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/profile"
)

// Kinds returns the jobs of duties: the reminders of a working day.
func (s *Service) Kinds() []jobs.Definition {
	return []jobs.Definition{jobs.Define("duty.remind", func(ctx context.Context, slot jobs.Slot) error {
		_, err := s.Remind(ctx, calendar.DayOf(slot.At))
		return err
	}, jobs.Daily("08:30"))}
}

// Holders returns the accounts that hold p over a unit; none where no app has set People.
func (s *Service) Holders(tx *db.Tx, p auth.Perm, unitID int64) ([]int64, error) {
	if s.People == nil {
		return nil, nil
	}
	return s.People(tx, p, unitID)
}

// Tell tells one person something; nobody is told where no app has set Notices.
func (s *Service) Tell(tx *db.Tx, n notify.Notice) error {
	if s.Notices == nil {
		return nil
	}
	return s.Notices.Tell(tx, n)
}

// Remind reminds people of the duties that nobody has handed in evidence for,
// and returns how many people it told. It does nothing on a day off, and on any
// day but today: what was missed is seen by the next run.
//
// A duty comes to a stage so many working days before its last day, on that
// day, and when it is late, at once and then at intervals; the district sets
// the numbers. Each stage of a last day is noted on the duty, and counts once.
// Whoever meets the duties of a unit (Meet) is told when one of them comes to a
// stage; whoever watches over it (Watch), when one is late. A person gets one
// digest a day at most, which says how the units stand altogether: a notice for
// each duty would be the formalism that this replaces.
func (s *Service) Remind(ctx context.Context, day calendar.Day) (told int, err error) {
	defer fault.Wrap(&err, "duty.Remind(%s)", day)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r := &round{tx: tx, service: s, units: map[int64]*owing{}, stages: map[calendar.Day]stage{}}
		if r.cal, err = s.holidays.In(tx); err != nil {
			return err
		}
		if day != tx.Today || !r.cal.Works(day) {
			told = 0
			return nil
		}
		told, err = r.run()
		return err
	})
	return told, err
}

// A round is the reminders of one day.
type round struct {
	tx      *db.Tx
	service *Service
	cal     *calendar.Calendar
	ahead   []int // working days before the last day on which to remind, the largest first; ends with 0
	again   int   // working days between two reminders of what is late
	units   map[int64]*owing
	stages  map[calendar.Day]stage // of the last days seen
}

// A stage is how near to its last day a duty is.
type stage struct {
	left int    // working days until the last day; negative since then
	mark string // of the last reminder that is due by now; stays on the duty once told
}

// owing is what one unit owes.
type owing struct {
	unit   unit.Unit
	soon   []int  // how many duties by the working days that are left
	late   int    //
	told   int    // most working days left of what comes to a stage today; -1: nothing does
	behind bool   // something comes to a stage of being late today
	first  []item // the earliest of the late ones, and of the others
	next   []item
}

// An item is a line of a mail.
type item struct {
	Unit  int64        `db:"unit_id"`
	Due   calendar.Day `db:"due"`
	Title string       `db:"title"`
	Told  string       `db:"reminded"`
}

// most is how many duties a mail lists.
const most = 20

func (r *round) run() (int, error) {
	settings, err := unit.Settings(r.tx)
	if err != nil {
		return 0, err
	}
	r.ahead, r.again = settings.Ints(profile.DutyRemind), settings.Int(profile.DutyAgain)
	if r.ahead[len(r.ahead)-1] != 0 {
		r.ahead = append(r.ahead, 0)
	}
	if err := r.look(); err != nil {
		return 0, err
	}
	people, err := r.people()
	if err != nil {
		return 0, err
	}
	for _, id := range slices.Sorted(maps.Keys(people)) {
		if err := r.service.Tell(r.tx, r.digest(id, people[id])); err != nil {
			return 0, err
		}
	}
	return len(people), r.note()
}

// look counts what is late or near, by unit.
func (r *round) look() error {
	return db.Each(r.tx, func(it item) error {
		st, seen := r.stages[it.Due]
		if !seen {
			st = r.stageOf(it.Due)
			r.stages[it.Due] = st
		}
		o := r.units[it.Unit]
		if o == nil {
			o = &owing{soon: make([]int, r.ahead[0]+1), told: -1}
			r.units[it.Unit] = o
		}
		o.add(it, st)
		return nil
	}, "FROM duty_duty WHERE "+pressing+" AND due <= ? ORDER BY due, id", Open, r.tx.Today, r.until(r.ahead[0]))
}

// pressing is what somebody has to do something about: owed, begun, and with no
// evidence that waits for a decision.
const pressing = "state = ? AND claimed = '' AND starts <= ? AND due <> ''"

// until is the last of the days up to which so many working days are left.
func (r *round) until(left int) calendar.Day {
	day, _ := r.cal.AddWork(r.tx.Today, left+1)
	return day.Add(-1)
}

// stageOf says to which stage a last day has come today.
func (r *round) stageOf(due calendar.Day) stage {
	if due < r.tx.Today {
		behind := r.cal.WorkBetween(due, r.tx.Today)
		return stage{-behind, fmt.Sprintf("late %d %s", (behind-1)/r.again, due)}
	}
	left := r.cal.WorkBetween(r.tx.Today, due)
	at := r.ahead[0]
	for _, n := range r.ahead {
		if n >= left {
			at = n
		}
	}
	return stage{left, fmt.Sprintf("%d %s", at, due)}
}

func (o *owing) add(it item, st stage) {
	if st.left < 0 {
		o.late++
		o.behind = o.behind || it.Told != st.mark
		o.first = keep(o.first, it)
		return
	}
	o.soon[st.left]++
	if it.Told != st.mark {
		o.told = max(o.told, st.left)
	}
	o.next = keep(o.next, it)
}

func keep(items []item, it item) []item {
	if len(items) == most {
		return items
	}
	return append(items, it)
}

// A reach is over which units a person has to be told.
type reach struct{ meets, watches []*owing }

// stirs reports whether something of the day concerns the person.
func (p *reach) stirs() bool {
	return slices.ContainsFunc(p.meets, func(o *owing) bool { return o.told >= 0 || o.behind }) ||
		slices.ContainsFunc(p.watches, func(o *owing) bool { return o.behind })
}

// people returns whom something of the day concerns.
func (r *round) people() (map[int64]*reach, error) {
	out := map[int64]*reach{}
	of := func(id int64) *reach {
		if out[id] == nil {
			out[id] = &reach{}
		}
		return out[id]
	}
	for _, id := range slices.Sorted(maps.Keys(r.units)) {
		o := r.units[id]
		var err error
		if o.unit, err = unit.Get(r.tx, id); err != nil {
			return nil, err
		}
		meet, err := r.service.Holders(r.tx, Meet, id)
		if err != nil {
			return nil, err
		}
		watch, err := r.service.Holders(r.tx, Watch, id)
		if err != nil {
			return nil, err
		}
		for _, account := range meet {
			p := of(account)
			p.meets = append(p.meets, o)
		}
		for _, account := range watch {
			if o.late > 0 && !slices.Contains(meet, account) {
				p := of(account)
				p.watches = append(p.watches, o)
			}
		}
	}
	maps.DeleteFunc(out, func(_ int64, p *reach) bool { return !p.stirs() })
	return out, nil
}

// digest is what one person is told today. Its numbers are those of the list
// that it leads to.
func (r *round) digest(account int64, p *reach) notify.Notice {
	left := -1 // how far ahead the digest looks
	for _, o := range p.meets {
		left = max(left, o.told)
	}
	soon, late := 0, 0
	var from []*owing
	var items []item
	for i, o := range slices.Concat(p.meets, p.watches) {
		n := 0
		if i < len(p.meets) {
			for _, k := range o.soon[:left+1] {
				n += k
			}
			items = append(items, o.next[:min(n, len(o.next))]...) // the earliest are those with the fewest days left
		}
		items = append(items, o.first...)
		soon, late = soon+n, late+o.late
		if n+o.late > 0 {
			from = append(from, o)
		}
	}
	return notify.Notice{
		Account: account, Key: "duty.remind " + string(r.tx.Today), Text: sentence(from, soon, left, late),
		Lines: r.lines(items, soon+late), Link: "duty?until=" + string(r.until(left)),
	}
}

// sentence says how many duties are near and how many are late.
func sentence(from []*owing, soon, left, late int) fault.Text {
	var who any = fault.T("duty.digest.units", len(from))
	if len(from) == 1 {
		who = from[0].unit.Short
	}
	near := fault.T("duty.digest.soon", soon, left)
	if left == 0 {
		near = fault.T("duty.digest.today", soon)
	}
	switch {
	case soon == 0:
		return fault.T("duty.digest", who, fault.T("duty.digest.late", late))
	case late == 0:
		return fault.T("duty.digest", who, near)
	}
	return fault.T("duty.digest", who, fault.T("duty.digest.both", near, late))
}

// lines are the details of a mail, the earliest last day first.
func (r *round) lines(items []item, all int) []fault.Text {
	slices.SortStableFunc(items, func(a, b item) int { return cmp.Compare(a.Due, b.Due) })
	items = items[:min(len(items), most)]
	out := make([]fault.Text, len(items), len(items)+1)
	for i, it := range items {
		out[i] = fault.T("duty.digest.line", it.Due, r.units[it.Unit].unit.Short, it.Title)
	}
	if rest := all - len(items); rest > 0 {
		out = append(out, fault.T("duty.digest.more", rest))
	}
	return out
}

// note writes the stages on the duties. It is no step of their life, and leaves
// the rev alone: nobody's form is out of date by it.
func (r *round) note() error {
	for _, due := range slices.Sorted(maps.Keys(r.stages)) {
		mark := r.stages[due].mark
		_, err := r.tx.Exec("UPDATE duty_duty SET reminded = ? WHERE "+pressing+" AND due = ? AND reminded <> ?", mark, Open, r.tx.Today, due, mark)
		if err != nil {
			return err
		}
	}
	return nil
}
