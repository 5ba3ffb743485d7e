package cleanup

import (
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

const (
	table        = "policy_cleanup"
	verdictTable = "policy_verdict"
	noun         = "cleanup"
)

// load reads a clean-up that the actor may know of: a draft is for who leads it.
func load(tx *db.Tx, id ID) (*Cleanup, error) {
	c, err := db.Get[Cleanup](tx, "FROM policy_cleanup WHERE id = ?", id)
	if err == nil && (!tx.Actor.Can(See) || c.Status == Draft && !tx.Actor.CanAt(Lead, c.UnitID)) {
		err = fault.New(fault.NotFound, "not_found")
	}
	return &c, err
}

// shown reads a clean-up that everybody knows of.
func shown(tx *db.Tx, id ID) (*Cleanup, error) {
	var w db.Where
	w.And("id = ?", id)
	w.In("state", db.Anys(Public)...)
	c, err := db.Get[Cleanup](tx, "FROM policy_cleanup"+w.String(), w.Args...)
	return &c, err
}

// byItem returns the clean-up whose announcement an item is; NotFound if it is none.
func byItem(tx *db.Tx, item publish.ID) (*Cleanup, error) {
	c, err := db.Get[Cleanup](tx, "FROM policy_cleanup WHERE item_id = ?", item)
	return &c, err
}

// scope narrows verdicts to the units of which the actor may see them.
func scope(tx *db.Tx) db.Where {
	var w db.Where
	w.Units("unit_id", tx.Actor.Over(See))
	return w
}

// loadVerdict reads a verdict that the actor may know of, with its clean-up.
func loadVerdict(tx *db.Tx, id VerdictID) (*Verdict, *Cleanup, error) {
	w := scope(tx)
	w.And("id = ?", id)
	v, err := db.Get[Verdict](tx, "FROM policy_verdict"+w.String(), w.Args...)
	if err != nil {
		return nil, nil, err
	}
	c, err := db.Get[Cleanup](tx, "FROM policy_cleanup WHERE id = ?", v.CleanupID)
	return &v, &c, err
}

// verdictsOf reads every document of a clean-up, in the order of their issue.
func verdictsOf(tx *db.Tx, id ID) ([]Verdict, error) {
	return db.All[Verdict](tx, "FROM policy_verdict WHERE cleanup_id = ? ORDER BY issued_on, document_id", id)
}

// owingOn reads the verdicts on a document that another document is to settle, before the
// announcement or after it.
func owingOn(tx *db.Tx, id policy.ID) (out []Verdict, err error) {
	var w db.Where
	w.And("document_id = ? AND state = ? AND settled_on = ''", id, Approved)
	w.In("verdict", Amend, Repeal)
	w.And("cleanup_id IN (SELECT id FROM policy_cleanup WHERE state IN (?, ?, ?))", Running, Compiled, Announced)
	return db.All[Verdict](tx, "FROM policy_verdict"+w.String(), w.Args...)
}

// narrow adds what a reader asked for.
func (q FindVerdict) narrow(w *db.Where) {
	if q.Cleanup != 0 {
		w.And("cleanup_id = ?", q.Cleanup)
	}
	if q.Unit != 0 {
		w.And("unit_id = ?", q.Unit)
	}
	if q.Stage != "" {
		w.And("state = ?", q.Stage)
	}
	if q.Verdict != "" {
		w.And("verdict = ? AND state = ?", q.Verdict, Approved)
	}
	if q.Owed {
		w.And("state = ? AND settled_on = ''", Approved)
		w.In("verdict", Amend, Repeal)
		w.And("cleanup_id IN (SELECT id FROM policy_cleanup WHERE state = ?)", Announced)
	}
	if q.Text != "" {
		w.LikeAny("title", q.Text)
	}
}

func findVerdicts(tx *db.Tx, w db.Where, q FindVerdict, p db.Page) (db.Rows[Verdict], error) {
	q.narrow(&w)
	return db.List[Verdict](tx, p, db.Query{From: verdictTable, Where: w, Order: []string{"issued_on", "id"}})
}
