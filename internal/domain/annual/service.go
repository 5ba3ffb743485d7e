package annual

import (
	"context"
	"slices"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/letter"
)

// Service is what the surfaces do with annual reports.
type Service struct {
	db     *db.DB
	duties *duty.Service
	plans  *plan.Service
	items  *publish.Service
	fonts  *letter.Fonts
	words  func(key string, args ...any) string
	begin  *jobs.Kind[jobs.Slot]
}

// Needs is what the service rests on.
type Needs struct {
	DB     *db.DB
	Duties *duty.Service
	Plans  *plan.Service
	Items  *publish.Service
	Fonts  *letter.Fonts
	Words  func(key string, args ...any) string // the sentences that a text begins with
}

// New returns the service.
func New(n Needs) *Service {
	s := &Service{db: n.DB, duties: n.Duties, plans: n.Plans, items: n.Items, fonts: n.Fonts, words: n.Words}
	s.begin = jobs.Define("annual.open", func(ctx context.Context, _ jobs.Slot) error { return s.Open(ctx) }, jobs.Daily("00:40"))
	return s
}

// Kinds returns the jobs of annual reports.
func (s *Service) Kinds() []jobs.Definition { return []jobs.Definition{s.begin} }

// formOf is the version of the form for a year; for one before there was a form the first.
func formOf(year int) string {
	if v := law.ReportVersion(year); v != "" {
		return v
	}
	all := law.ReportVersions()
	return all[len(all)-1]
}

// Begin makes a report that the job did not: of a year on paper, of a unit that works
// outside gongkai, or before the year is over.
//
// Errors: Invalid about the unit or the year; Conflict if there is one already.
func (s *Service) Begin(ctx context.Context, in Begin) (r *Report, err error) {
	defer fault.Wrap(&err, "annual.Begin")
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Business(); err != nil {
			return err
		}
		u, err := unit.Get(tx, in.Unit)
		over, wrong := reach(tx, Write)
		if wrong != nil {
			return wrong
		}
		if err != nil || !u.Kind.Organ() || !over.Has(in.Unit) {
			return fault.Field("unit", "annual.bad.unit")
		}
		if in.Year > tx.Today.Year() {
			return fault.Field("year", "annual.bad.future")
		}
		last, err := newest(tx, u.ID, in.Year)
		if err != nil {
			return err
		}
		if last != nil {
			return fault.Field("year", "annual.bad.there", in.Year)
		}
		r = &Report{UnitID: u.ID, Year: in.Year, Version: formOf(in.Year), Source: in.Source}
		return s.make(tx, r, ActBegin)
	})
	return r, err
}

// make stores a new report, with the text that a report begins with.
func (s *Service) make(tx *db.Tx, r *Report, act Act) error {
	root, err := unit.Root(tx)
	if err != nil {
		return err
	}
	edition, err := lastEdition(tx, r.UnitID, r.Year)
	if err != nil {
		return err
	}
	if r.compiler, err = compiler(tx, r.UnitID); err != nil {
		return err
	}
	r.ID, r.Rev, r.Edition, r.Merged = ID(tx.ID()), 1, edition+1, r.UnitID == root.ID
	if r.Text == (Text{}) && r.Source == Records {
		r.Text = Text{Intro: s.words("annual.text.intro"), One: s.words("annual.text.one"), Six: s.words("annual.text.six")}
	}
	err = flow.Do(tx, Flow, r, act, func() error {
		r.By = flow.Hands[Act]{act: tx.Actor.Who()} // a new edition begins anew
		return nil
	})
	if err != nil {
		return err
	}
	return db.Insert(tx, table, r)
}

// A step is one act on a report.
type step struct {
	act    Act
	rev    int64
	change func(*db.Tx, *Report) error
	then   func(*db.Tx, *Report) error
}

func (s *Service) do(ctx context.Context, id ID, st step) (r *Report, err error) {
	defer fault.Wrap(&err, "%s(%d)", st.act, id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if r, err = load(tx, id); err != nil {
			return err
		}
		r.Rev = st.rev // a stale one is refused by the update
		return s.move(tx, r, st)
	})
	return r, err
}

func (s *Service) move(tx *db.Tx, r *Report, st step) error {
	err := flow.Do(tx, Flow, r, st.act, func() error {
		r.By.Did(st.act, tx.Actor.Who())
		r.Reason = ""
		if st.change == nil {
			return nil
		}
		return st.change(tx, r)
	})
	if err != nil {
		return err
	}
	if err := db.Update(tx, table, r); err != nil {
		return err
	}
	if st.then == nil {
		return nil
	}
	return st.then(tx, r)
}

// Edit changes what a report says in words.
//
// Errors: Invalid about the field, also for a name in braces that is no figure.
func (s *Service) Edit(ctx context.Context, id ID, in Written) (*Report, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActEdit, rev: in.Rev, change: func(_ *db.Tx, r *Report) error {
		r.Text = in.text()
		return nil
	}})
}

// Enter sets the numbers of table 2 that no record holds.
//
// Errors: Invalid about the field; Conflict for a report that is read from a file.
func (s *Service) Enter(ctx context.Context, id ID, in Enter) (*Report, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActEnter, rev: in.Rev, change: func(_ *db.Tx, r *Report) error {
		if r.Source == Paper || r.Version != account.FormOf("").Version {
			return fault.New(fault.Conflict, "annual.from_file")
		}
		r.Entered = map[account.Place]Entered{}
		for _, x := range in.slots() {
			n, _ := account.ParseNumber(x.number)
			r.Entered[x.place] = Entered{n, strings.TrimSpace(x.from)}
		}
		r.FrozenAt = time.Time{}
		return nil
	}})
}

// Freeze fixes the numbers with the cases behind them. Done again, it takes them anew.
//
// Errors: Conflict while the year is not over, or while a number of table 2 is missing.
func (s *Service) Freeze(ctx context.Context, id ID, in Seen) (*Report, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActFreeze, rev: in.Rev, change: func(tx *db.Tx, r *Report) error {
		if tx.Today <= r.last() {
			return fault.New(fault.Conflict, "annual.not_over", r.Year)
		}
		if r.Source == Records && len(r.Entered) == 0 {
			return fault.New(fault.Conflict, "annual.not_entered")
		}
		if r.Source == Paper && len(r.Cells) == 0 {
			return fault.New(fault.Conflict, "annual.not_read")
		}
		return s.freeze(tx, r)
	}})
}

func (s *Service) freeze(tx *db.Tx, r *Report) error {
	var of []*Report
	r.Parts = nil
	if r.Merged && r.Source == Records {
		all, without, err := parts(tx, r.Year)
		if err != nil {
			return err
		}
		if without > 0 {
			return fault.New(fault.Conflict, "annual.units_missing", without)
		}
		of = all
		for _, p := range of {
			r.Parts = append(r.Parts, p.ID)
		}
	}
	r.FrozenAt = time.Time{} // as the records have it now
	cells, err := compile(tx, r, of)
	if err != nil {
		return err
	}
	if r.Source == Records {
		if err := keep(tx, r); err != nil {
			return err
		}
	}
	r.Cells, r.FrozenAt = cells, tx.Now
	r.Figures, err = s.figuresOf(tx, r, cells)
	return err
}

// Submit hands a report to the head of the unit, once every identity is proved.
//
// Errors: Invalid with a row for each finding that has to be put right or explained.
func (s *Service) Submit(ctx context.Context, id ID, in Seen) (*Report, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActSubmit, rev: in.Rev, change: func(tx *db.Tx, r *Report) error {
		if err := s.mayBeSubmitted(tx, r); err != nil {
			return err
		}
		r.Hash = r.sum()
		return nil
	}})
}

// Return gives a report back, with a reason.
func (s *Service) Return(ctx context.Context, id ID, in Because) (*Report, error) {
	return s.because(ctx, id, ActReturn, in)
}

// Discard ends a report that should not have been begun.
func (s *Service) Discard(ctx context.Context, id ID, in Because) (*Report, error) {
	return s.because(ctx, id, ActDiscard, in)
}

func (s *Service) because(ctx context.Context, id ID, act Act, in Because) (*Report, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: act, rev: in.Rev, change: func(_ *db.Tx, r *Report) error {
		r.Reason, r.Hash = strings.TrimSpace(in.Reason), ""
		return nil
	}, then: func(tx *db.Tx, r *Report) error {
		if act == ActDiscard {
			return s.duties.WaiveAll(tx, r.Ref(), r.Reason)
		}
		return nil
	}})
}

// signed asks that nothing has changed since a report was submitted.
func signed(_ *db.Tx, r *Report) error {
	if r.Hash != r.sum() {
		return fault.New(fault.Conflict, "annual.changed")
	}
	return nil
}

// Approve is how the head of the unit answers for the report.
func (s *Service) Approve(ctx context.Context, id ID, in Seen) (*Report, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActApprove, rev: in.Rev, change: signed})
}

// Accept takes a report over. From now on its numbers count in that of the government,
// and the edition before it is restated.
func (s *Service) Accept(ctx context.Context, id ID, in Seen) (*Report, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActAccept, rev: in.Rev, change: signed, then: func(tx *db.Tx, r *Report) error {
		before, err := db.All[Report](tx, "FROM annual_report WHERE unit_id = ? AND year = ? AND id <> ? AND state IN (?, ?)"+tx.Lock(), r.UnitID, r.Year, r.ID, Accepted, Published)
		if err != nil {
			return err
		}
		for i := range before {
			if err := s.move(tx, &before[i], step{act: ActReplace}); err != nil {
				return err
			}
		}
		return nil
	}})
}

// Restate begins the next edition of a report that was accepted: both are kept.
//
// Errors: Conflict while there is one in hand, or for one that was not accepted.
func (s *Service) Restate(ctx context.Context, id ID, in Because) (r *Report, err error) {
	defer fault.Wrap(&err, "annual.Restate(%d)", id)
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		was, err := load(tx, id)
		if err != nil {
			return err
		}
		if was.Rev != in.Rev {
			return fault.New(fault.Conflict, "db.rev")
		}
		other, err := newest(tx, was.UnitID, was.Year, open...)
		if err != nil {
			return err
		}
		if !was.counted() || other != nil {
			return fault.New(fault.Conflict, "annual.in_hand")
		}
		r = &Report{
			UnitID: was.UnitID, Year: was.Year, Version: was.Version, Source: was.Source, Text: was.Text, Entered: was.Entered, Cells: was.Cells,
			Reason: strings.TrimSpace(in.Reason),
		}
		return s.make(tx, r, ActRestate)
	})
	return r, err
}

// title is what a report is called: 红谷滩区财政局2023年政府信息公开工作年度报告.
func (s *Service) title(tx *db.Tx, r *Report) string {
	u, err := unit.Get(tx, r.UnitID)
	if err != nil {
		return ""
	}
	return s.words("annual.title", u.Name, r.Year)
}

// acts are what the actor may do now.
func acts(tx *db.Tx, r *Report) []Act {
	out := slices.DeleteFunc(Flow.Next(tx.Actor, r), func(a Act) bool {
		return slices.Contains(byRecords, a) || (a == ActRead || a == ActFill) && r.Source != Paper || a == ActEnter && r.Source == Paper || a == ActFreeze && tx.Today <= r.last()
	})
	if r.counted() && tx.Actor.CanAt(Write, r.Owner()) {
		out = append(out, ActRestate)
	}
	return out
}
