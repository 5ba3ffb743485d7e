package foi

import (
	"context"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
)

// Where a question to the inside may stand.
const (
	AidOpen     = "open"
	AidAnswered = "answered"
)

// A FindAid narrows the questions that the actor is asked.
type FindAid struct {
	State string `form:"state" json:"state,omitempty" label:"foi.aid_state" options:"open,answered"`
	Kind  Helper `form:"kind" json:"kind,omitempty" label:"foi.aid_kind" options:"help,counsel"`
}

// Check has nothing to refuse: what fits no question finds none.
func (q FindAid) Check() error { return nil }

// where has counsel see what counsel is asked, and a unit what it is asked to help with.
func (q FindAid) where(tx *db.Tx) db.Where {
	var own, help, w db.Where
	own.And("kind = ?", ByCounsel)
	own.Units("unit_id", tx.Actor.Over(ByCounsel.answers()))
	help.And("kind = ?", ByUnit)
	help.Units("unit_id", tx.Actor.Over(ByUnit.answers()))
	w.Or(own, help)
	switch q.State {
	case AidOpen:
		w.And("answered = ''")
	case AidAnswered:
		w.And("answered <> ''")
	}
	if q.Kind != "" {
		w.And("kind = ?", q.Kind)
	}
	return w
}

// A SoughtRow is a question as the list of who is asked shows it.
type SoughtRow struct {
	Aid
	Number string       `db:"(SELECT r.number FROM foi_request r WHERE r.id = request_id)" json:"number"`
	Asker  int64        `db:"(SELECT r.unit_id FROM foi_request r WHERE r.id = request_id)" json:"asked_by"` // the unit that handles the request
	Limit  calendar.Day `db:"(SELECT r.due FROM foi_request r WHERE r.id = request_id)" json:"reply_due,omitempty"`
}

// FindAid lists what the actor is asked, the newest first.
func (s *Service) FindAid(ctx context.Context, q FindAid, p db.Page) (db.Rows[SoughtRow], error) {
	return listOf[SoughtRow](ctx, s, q, p, aidTable, q.where)
}

// lintAid is whose opinion is still owed.
func (s *Service) lintAid(tx *db.Tx, r *Request, c *Case) error {
	all, err := aidOf(tx, r.ID)
	for _, a := range all {
		if a.Answered == "" {
			c.Owed = append(c.Owed, CaseAid{Kind: string(a.Kind), Due: a.Due})
		}
	}
	return err
}

// askedInside: who was asked for an opinion has given it. The reply may go out without,
// but whoever submits and signs it knows.
func (l *lint) askedInside() {
	for _, a := range l.Owed {
		l.that(false, 0, Warns, "aid_owed."+a.Kind, a.Due)
	}
}
