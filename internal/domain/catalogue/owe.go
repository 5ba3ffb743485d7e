package catalogue

import (
	"context"
	"slices"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/journal"
)

// RulePublish is the rule of the duty to publish what a row asks for.
const RulePublish = "catalogue.publish"

// Kinds returns the jobs of catalogues: in each period, what is owed for it.
func (s *Service) Kinds() []jobs.Definition {
	return []jobs.Definition{jobs.Define("catalogue.periods", func(ctx context.Context, _ jobs.Slot) error {
		return s.OpenPeriods(ctx)
	}, jobs.Daily("00:20"))}
}

// OpenPeriods opens what is owed for the periods that hold today. What is open
// already stays as it is, so that it may run on any day, and again.
func (s *Service) OpenPeriods(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "catalogue.OpenPeriods")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		rows, err := holding(tx)
		if err != nil {
			return err
		}
		for i := range rows {
			if err := s.openPeriod(tx, &rows[i], rows[i].Units); err != nil {
				return err
			}
		}
		return nil
	})
}

// openPeriod opens what units owe for the period that holds today: the
// information of a period is formed when it ends, and the term counts from there.
func (s *Service) openPeriod(tx *db.Tx, r *Row, units []int64) error {
	if !r.Term.Periodic() || !r.Owed() {
		return nil
	}
	p := r.Term.Every.around(tx.Today)
	for _, u := range units {
		o := s.owed(r, u, s.Words("catalogue.duty", domainName(r.Domain), r.Name()))
		o.Period, o.From, o.Starts = p.name, p.to, p.to
		if _, err := s.duties.Open(tx, o); err != nil {
			return err
		}
	}
	return nil
}

// maxBasis bounds what a duty repeats of the basis of a row, in characters.
const maxBasis = 200

// owed is what a unit owes under a row.
func (s *Service) owed(r *Row, unitID int64, title string) duty.Owed {
	basis := []rune(oneLine(r.Basis))
	if len(basis) == 0 {
		basis = []rune(law.Title(law.MustTerm(domainLimit(r.Domain)).Basis))
	}
	return duty.Owed{
		UnitID: unitID, Rule: RulePublish, Ref: r.Ref(), Under: r.Ref(), Title: title,
		Basis: string(basis[:min(len(basis), maxBasis)]), Term: r.Term.Law(r.Domain),
	}
}

// FormInput is what a unit says when it has formed information of a row.
type FormInput struct {
	Unit  int64        `form:"unit" json:"unit" label:"catalogue.unit" type:"select" required:"true"`
	Title string       `form:"title" json:"title" label:"catalogue.formed_title" hint:"catalogue.formed_title_hint" required:"true" max:"200"`
	Day   calendar.Day `form:"day" json:"day" label:"catalogue.formed_day" hint:"catalogue.formed_day_hint" required:"true"`
}

// Check asks for a title and a day.
func (in FormInput) Check() error {
	var c fault.Check
	c.That(oneLine(in.Title) != "", "title", "required")
	c.That(in.Day.Valid(), "day", "catalogue.bad_day")
	return c.Err()
}

// Formed says that a unit has formed information of a row; it owes its
// publication within the term of the row from that day on.
//
// Errors: NotFound for a row that is in force no more; Forbidden; Invalid for a
// unit that the row does not bind, a day to come, a row that is owed by the
// calendar or only on request.
func (s *Service) Formed(ctx context.Context, id RowID, in FormInput) (f *Formed, err error) {
	defer fault.Wrap(&err, "catalogue.Formed(%d)", id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := Get(tx, id)
		if err != nil {
			return err
		}
		if !tx.Actor.CanAt(Form, in.Unit) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		var c fault.Check
		c.That(slices.Contains(r.Units, in.Unit), "unit", "catalogue.not_bound")
		c.That(in.Day <= tx.Today, "day", "catalogue.day_to_come", tx.Today)
		c.That(!r.Term.Periodic(), "day", "catalogue.by_calendar")
		c.That(r.Owed(), "title", "catalogue.not_owed")
		if err := c.Err(); err != nil {
			return err
		}
		f, err = s.form(tx, &r, in)
		return err
	})
	return f, err
}

// form keeps the record and opens the duty.
func (s *Service) form(tx *db.Tx, r *Row, in FormInput) (*Formed, error) {
	f := &Formed{
		ID: FormedID(tx.ID()), Rev: 1, RowID: r.ID, UnitID: in.Unit, Title: oneSpaced(in.Title), Day: in.Day,
		MadeBy: tx.Actor.ID, MadeAt: tx.Now,
	}
	o := s.owed(r, in.Unit, s.Words("catalogue.duty_formed", domainName(r.Domain), r.Name(), f.Title))
	o.From, o.Again = in.Day, int64(f.ID)
	d, err := s.duties.Open(tx, o)
	if err != nil {
		return nil, err
	}
	f.DutyID = int64(d.ID)
	if err := db.Insert(tx, formedTable, *f); err != nil {
		return nil, err
	}
	return f, journal.Add(tx, actFormed, r.Ref(), f)
}

// Discharge says that a unit has published ref under a row, on a day, and that
// the information was formed on a day; "" if that is not known. It is called in
// the transaction that releases it. What the unit owes for it is met: what was
// formed on that day, or else what is due first. What nobody had announced is
// opened and met at once where its day is known, so that its being late is seen.
//
// Errors: NotFound for a row that is in force no more.
func (s *Service) Discharge(tx *db.Tx, id RowID, unitID int64, ref string, formed, on calendar.Day) error {
	r, err := Get(tx, id)
	if err != nil {
		return err
	}
	owed, err := s.duties.Owing(tx, RulePublish, r.Ref(), unitID)
	if err != nil {
		return err
	}
	d := first(&r, owed, formed)
	if d == nil && formed != "" && r.Owed() && !r.Term.Periodic() {
		o := s.owed(&r, unitID, s.Words("catalogue.duty", domainName(r.Domain), r.Name()))
		o.From, o.Again = formed, tx.ID()
		if d, err = s.duties.Open(tx, o); err != nil {
			return err
		}
	}
	if d == nil {
		return nil
	}
	if err := s.duties.Count(tx, d.ID, ref, on); err != nil {
		return err
	}
	_, err = tx.Exec("UPDATE catalogue_formed SET published_as = ?, published_on = ?, rev = rev + 1 WHERE duty_id = ?", ref, on, int64(d.ID))
	return err
}

// first is the duty for what was formed on a day; without the day, the one that
// is due first. Something formed on another day fulfils none of those with a day
// of their own, and what is older than the period before fulfils none of a period.
func first(r *Row, owed []duty.Duty, formed calendar.Day) *duty.Duty {
	for i := range owed {
		d := &owed[i]
		switch {
		case formed == "", d.Period == "" && d.Opened == formed:
			return d
		case d.Period != "" && r.Term.Periodic() && formed >= r.Term.Every.before(d.Opened).from:
			return d
		}
	}
	return nil
}

// Records lists what units have formed under a row, the newest first, as far as
// the actor may see the units.
func (s *Service) Records(ctx context.Context, id RowID, p db.Page) (rows db.Rows[Formed], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var w db.Where
		w.And("row_id = ?", id)
		w.Units("unit_id", tx.Actor.Over(See))
		rows, err = db.List[Formed](tx, p, db.Query{From: formedTable, Where: w, Order: []string{"id"}, Desc: true})
		return err
	})
	return rows, err
}

// mayForm are those of the units of a row for which the actor may say that information was formed.
func mayForm(a auth.Actor, r *Row) []int64 {
	if r.Term.Periodic() || !r.Owed() {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.Units), func(u int64) bool { return !a.CanAt(Form, u) })
}

func domainName(code string) string {
	d, _ := DomainOf(code)
	return d.Name
}
