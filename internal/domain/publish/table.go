package publish

import (
	"context"
	"time"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Withheld is an edition that is proposed as not open, or was judged so.
type Withheld struct {
	Row
	Limb  string       `db:"limb" json:"limb,omitempty"`
	Due   calendar.Day `json:"reassess_by,omitempty"` // last day to look at it again
	Light duty.Light   `json:"light,omitempty"`
}

// Withhold narrows the list of what is proposed as not open.
type Withhold struct {
	Status    Status    `form:"state" json:"state,omitempty" label:"publish.status" options:"submitted,reviewed,cleared,returned,kept"`
	Unit      int64     `form:"unit" json:"unit,omitempty" label:"publish.unit" type:"select"`
	Attribute Attribute `form:"attribute" json:"attribute,omitempty" label:"publish.attribute" options:"request,closed"`
}

// Withheld lists what is proposed as not open and what was kept, the newest
// first, with the day until which each has to be looked at again (条例第十八条).
func (s *Service) Withheld(ctx context.Context, q Withhold, p db.Page) (rows db.Rows[Withheld], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		w := scope(tx)
		if q.Status != "" {
			w.And("state = ?", q.Status)
		} else {
			w.In("state", Submitted, Reviewed, Cleared, Returned, Kept)
		}
		if q.Attribute != "" {
			w.And("attribute = ?", q.Attribute)
		} else {
			w.In("attribute", Request, Closed)
		}
		if q.Unit != 0 {
			w.And("unit_id = ?", q.Unit)
		}
		if rows, err = db.List[Withheld](tx, p, db.Query{From: editionTable, Where: w, Order: []string{"id"}, Desc: true}); err != nil {
			return err
		}
		return s.reassessments(tx, rows.Items)
	})
	return rows, err
}

// reassessments says of each when it has to be looked at again.
func (s *Service) reassessments(tx *db.Tx, all []Withheld) error {
	refs := make([]string, len(all))
	for i := range all {
		refs[i] = RefOf(all[i].ItemID)
	}
	owed, err := s.duties.Of(tx, refs...)
	if err != nil {
		return err
	}
	due := map[string]duty.Seen{}
	for _, d := range owed {
		if d.Rule == RuleReassess && d.Status == duty.Open {
			due[d.From] = d
		}
	}
	for i := range all {
		if d, ok := due[refs[i]]; ok && all[i].Status == Kept {
			all[i].Due, all[i].Light = d.Due, d.Light
		}
	}
	return nil
}

// A Judged is one line of the monthly table of reviews (审查汇总表).
type Judged struct {
	Edition EditionID `db:"e.id" json:"edition"`
	Title   string    `db:"e.title" json:"title"`
	At      time.Time `db:"o.at" json:"at"`
	By      string    `db:"o.by_name" json:"by"`
	Record  Record    `db:"e.record,json" json:"record"`
}

// Month names the month of a table, such as 2023-10.
type Month struct {
	Month string `form:"month" json:"month,omitempty" label:"publish.month" hint:"publish.month_hint" max:"7"`
}

// Check asks for a month in its form.
func (q Month) Check() error {
	var f fault.Check
	_, err := time.Parse("2006-01", q.Month)
	f.That(q.Month == "" || err == nil, "month", "publish.bad_month")
	return f.Err()
}

// First is the first day of the month.
func (q Month) First() calendar.Day { return calendar.Day(q.Month + "-01") }

// Judgements lists the secrecy reviews of a month that hold, in order; without a
// month those of the present one. It returns the month.
func (s *Service) Judgements(ctx context.Context, q Month) (month string, all []Judged, err error) {
	if err := q.Check(); err != nil {
		return "", nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if month = q.Month; month == "" {
			month = string(tx.Today)[:len("2006-01")]
		}
		first := Month{month}.First()
		var w db.Where
		w.Units("e.unit_id", tx.Actor.Over(See))
		w.And("o.act = ?", ActClear)
		w.And("o.void = 0")
		w.And("o.at >= ?", first.Start())
		w.And("o.at < ?", first.AddMonths(1).Start())
		all, err = db.All[Judged](tx, "FROM publish_opinion o JOIN publish_edition e ON e.id = o.edition_id"+w.String()+" ORDER BY o.at, o.id", w.Args...)
		return err
	})
	return month, all, err
}
