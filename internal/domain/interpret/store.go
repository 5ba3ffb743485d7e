package interpret

import (
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

const (
	table = "interpret"
	noun  = "interpret"
)

// scope narrows every read at the desk to the units whose interpretations the actor may see.
func scope(tx *db.Tx) db.Where {
	var w db.Where
	w.Units("unit_id", tx.Actor.Over(See))
	return w
}

func load(tx *db.Tx, id ID) (*Interpretation, error) {
	w := scope(tx)
	w.And("id = ?", id)
	return one(tx, w)
}

func one(tx *db.Tx, w db.Where) (*Interpretation, error) {
	x, err := db.Get[Interpretation](tx, "FROM interpret"+w.String(), w.Args...)
	return &x, err
}

// none returns nil for what is not found.
func none(x *Interpretation, err error) (*Interpretation, error) {
	if fault.Of(err) == fault.NotFound {
		return nil, nil //nolint:nilnil // that there is none is an answer
	}
	return x, err
}

// byItem returns what an item makes public; nil if it is no interpretation.
func byItem(tx *db.Tx, item publish.ID) (*Interpretation, error) {
	var w db.Where
	w.And("item_id = ?", item)
	return none(one(tx, w))
}

// byDocument returns the interpretation of the document that an item makes public; nil if
// there is none.
func byDocument(tx *db.Tx, item publish.ID) (*Interpretation, error) {
	var w db.Where
	w.And("document_id = ?", item)
	w.And("state <> ?", Discarded)
	return none(one(tx, w))
}

// byPolicy returns the interpretation of a normative document; nil if there is none.
func byPolicy(tx *db.Tx, id policy.ID) (*Interpretation, error) {
	var w db.Where
	w.And("policy_id = ?", id)
	w.And("state <> ?", Discarded)
	return none(one(tx, w))
}

// narrow puts what a list is narrowed by into its conditions.
func (q Find) narrow(w *db.Where) {
	if q.Status != "" {
		w.And("state = ?", q.Status)
	} else {
		w.And("state <> ?", Discarded)
	}
	if q.Unit != 0 {
		w.And("unit_id = ?", q.Unit)
	}
	if q.Text != "" {
		w.LikeAny("title", q.Text)
	}
	switch q.Forms {
	case "":
	case "textonly":
		w.And("forms = ?", "|text|")
	case "nontext":
		w.And("forms <> ? AND forms <> ?", "|text|", "")
	default:
		w.LikeAny("forms", "|"+q.Forms+"|")
	}
	if q.Links != "" {
		w.And("broken <> ?", "")
	}
	if q.Late != "" {
		w.And("issued_on <> ? AND released_on > issued_on", "")
	}
}

func find(tx *db.Tx, q Find, p db.Page) (db.Rows[Interpretation], error) {
	w := scope(tx)
	q.narrow(&w)
	return db.List[Interpretation](tx, p, db.Query{From: table, Where: w, Order: []string{"id"}, Desc: true})
}
