package catalogue

import (
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

const (
	versionTable = "catalogue_version"
	rowTable     = "catalogue_row"
	formedTable  = "catalogue_formed"
)

// scope narrows versions: a draft is for those who edit; what is or was in
// force anybody may know.
func scope(tx *db.Tx) db.Where {
	var w db.Where
	if tx.Actor.Can(Edit) {
		w.And("state <> ?", Discarded)
	} else {
		w.In("state", InForce, Superseded)
	}
	return w
}

func load(tx *db.Tx, id ID) (*Version, error) {
	w := scope(tx)
	w.And("id = ?", id)
	v, err := db.Get[Version](tx, "FROM catalogue_version"+w.String(), w.Args...)
	return &v, err
}

// inForce is the version of a domain that holds; nil if there is none.
func inForce(tx *db.Tx, domain string) (*Version, error) {
	v, err := db.Get[Version](tx, "FROM catalogue_version WHERE domain = ? AND state = ?", domain, InForce)
	if fault.Of(err) == fault.NotFound {
		return nil, nil //nolint:nilnil // that there is none is an answer
	}
	return &v, err
}

// allInForce are the versions that hold, in the order in which they came.
func allInForce(tx *db.Tx) ([]Version, error) {
	return db.All[Version](tx, "FROM catalogue_version WHERE state = ? ORDER BY domain, number, id", InForce)
}

// rowsOf are the rows of a version in order.
func rowsOf(tx *db.Tx, id ID) ([]Row, error) {
	return db.All[Row](tx, "FROM catalogue_row WHERE version_id = ? ORDER BY sort, id", id)
}

// holding are the rows of every version in force, domain by domain. There are
// about as many versions as domains.
func holding(tx *db.Tx) ([]Row, error) {
	versions, err := allInForce(tx)
	if err != nil {
		return nil, err
	}
	var out []Row
	for _, v := range versions {
		rows, err := rowsOf(tx, v.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

// Get returns a row as the version in force has it; NotFound for one that is in
// force no more.
func Get(tx *db.Tx, id RowID) (Row, error) {
	return db.Get[Row](tx, "FROM catalogue_row WHERE row_id = ? AND version_id IN (SELECT id FROM catalogue_version WHERE state = ?)", id, InForce)
}
