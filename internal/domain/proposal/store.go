package proposal

import (
	"slices"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/db"
)

const (
	table         = "proposal_proposal"
	evidenceTable = "proposal_evidence"
)

// scope narrows every read to the units that the actor may see proposals of.
func scope(tx *db.Tx) db.Where {
	var w db.Where
	w.Units("unit_id", tx.Actor.Over(See))
	return w
}

func read(tx *db.Tx, id ID) (*Proposal, error) {
	w := scope(tx)
	w.And("id = ?", id)
	p, err := db.Get[Proposal](tx, "FROM proposal_proposal"+w.String(), w.Args...)
	return &p, err
}

// load reads a proposal to change it. It takes the lock of business before that of
// the row: a write that runs alone does so too.
func load(tx *db.Tx, id ID) (*Proposal, error) {
	if err := tx.Business(); err != nil {
		return nil, err
	}
	w := scope(tx)
	w.And("id = ?", id)
	p, err := db.Get[Proposal](tx, "FROM proposal_proposal"+w.String()+tx.Lock(), w.Args...)
	return &p, err
}

// find lists proposals, the newest first.
func find(tx *db.Tx, q Find, p db.Page) (db.Rows[Proposal], error) {
	w := scope(tx)
	if q.Status != "" {
		w.And("state = ?", q.Status)
	}
	if q.Unit != 0 {
		w.And("unit_id = ?", q.Unit)
	}
	return db.List[Proposal](tx, p, db.Query{From: table, Where: w, Order: []string{"id"}, Desc: true})
}

func evidenceFor(tx *db.Tx, id ID) ([]Evidence, error) {
	return db.All[Evidence](tx, "FROM proposal_evidence WHERE proposal_id = ? ORDER BY proposal_id, id", id)
}

// about is the newest proposal that one of the items speaks for already; 0 if none.
func about(tx *db.Tx, items []foi.ItemID) (last ID, err error) {
	for some := range slices.Chunk(items, 200) {
		var w db.Where
		args := make([]any, len(some))
		for i, id := range some {
			args[i] = id
		}
		w.In("item_id", args...)
		id, err := db.One[ID](tx, "SELECT coalesce(max(proposal_id), 0) FROM proposal_evidence"+w.String(), w.Args...)
		if err != nil {
			return 0, err
		}
		last = max(last, id)
	}
	return last, nil
}

// held reads a proposal to change it, whoever acts: its noun has looked at the scope.
func held(tx *db.Tx, id ID) (*Proposal, error) {
	p, err := db.Get[Proposal](tx, "FROM proposal_proposal WHERE id = ?"+tx.Lock(), id)
	return &p, err
}

// byItem is the accepted proposal that an item of publish carries out.
func byItem(tx *db.Tx, id publish.ID) (*Proposal, error) {
	p, err := db.Get[Proposal](tx, "FROM proposal_proposal WHERE item_id = ? AND state = ?", id, Accepted)
	return &p, err
}

// suggestedBy lists the proposals that the applicant of a request suggested, with
// when.
func suggestedBy(tx *db.Tx, id foi.ID) (out []Proposal, err error) {
	type row struct {
		Proposal ID `db:"proposal_id"`
	}
	rows, err := db.All[row](tx, "FROM proposal_evidence WHERE request_id = ? AND kind = ? ORDER BY id", id, Suggested)
	for _, r := range rows {
		p, err := db.Get[Proposal](tx, "FROM proposal_proposal WHERE id = ?", r.Proposal)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(out, func(o Proposal) bool { return o.ID == p.ID }) {
			out = append(out, p)
		}
	}
	return out, err
}
