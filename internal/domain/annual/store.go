package annual

import (
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/db"
)

const table = "annual_report"

// scope narrows every read to the units that the actor may see reports of.
func scope(tx *db.Tx) (w db.Where, err error) {
	over, err := reach(tx, See)
	w.Units("unit_id", over)
	return w, err
}

func read(tx *db.Tx, id ID) (*Report, error) { return one(tx, id, "") }

func one(tx *db.Tx, id ID, lock string) (*Report, error) {
	w, err := scope(tx)
	if err != nil {
		return nil, err
	}
	w.And("id = ?", id)
	r, err := db.Get[Report](tx, "FROM annual_report"+w.String()+lock, w.Args...)
	if err != nil {
		return nil, err
	}
	r.compiler, err = compiler(tx, r.UnitID)
	return &r, err
}

// load reads a report to change it. It takes the lock of business before that of the row.
func load(tx *db.Tx, id ID) (*Report, error) {
	if err := tx.Business(); err != nil {
		return nil, err
	}
	return one(tx, id, tx.Lock())
}

func find(tx *db.Tx, q Find, p db.Page) (db.Rows[Report], error) {
	w, err := scope(tx)
	if err != nil {
		return db.Rows[Report]{}, err
	}
	if q.Year != 0 {
		w.And("year = ?", q.Year)
	}
	if q.Unit != 0 {
		w.And("unit_id = ?", q.Unit)
	}
	if q.Status != "" {
		w.And("state = ?", q.Status)
	} else {
		w.And("state <> ?", Discarded)
	}
	return db.List[Report](tx, p, db.Query{From: table, Where: w, Order: []string{"id"}, Desc: true})
}

// editions are those of the unit and year of a report that the actor may see, the newest first.
func editions(tx *db.Tx, r *Report) ([]Report, error) {
	w, err := scope(tx)
	if err != nil {
		return nil, err
	}
	w.And("unit_id = ? AND year = ?", r.UnitID, r.Year)
	return db.All[Report](tx, "FROM annual_report"+w.String()+" ORDER BY edition DESC", w.Args...)
}

// newest is the last edition of the report of a unit on a year that was not discarded;
// nil if there is none. It looks past the scope: a report is compared with that of
// last year whoever draws it up.
func newest(tx *db.Tx, unitID int64, year int, in ...Status) (*Report, error) {
	w := among(in)
	w.And("unit_id = ? AND year = ? AND state <> ?", unitID, year, Discarded)
	all, err := db.All[Report](tx, "FROM annual_report"+w.String()+" ORDER BY edition DESC LIMIT 1", w.Args...)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}

// ofYear lists the newest editions of a year that are in one of the states, by unit.
func ofYear(tx *db.Tx, year int, in ...Status) (map[int64]*Report, error) {
	w := among(in)
	w.And("year = ? AND state <> ?", year, Discarded)
	all, err := db.All[Report](tx, "FROM annual_report"+w.String()+" ORDER BY edition", w.Args...)
	out := map[int64]*Report{}
	for i := range all {
		out[all[i].UnitID] = &all[i]
	}
	return out, err
}

func among(in []Status) (w db.Where) {
	if len(in) > 0 {
		w.In("state", db.Anys(in)...)
	}
	return w
}

// lastEdition is how many editions a unit has on a year, the discarded ones too.
func lastEdition(tx *db.Tx, unitID int64, year int) (int, error) {
	return db.One[int](tx, "SELECT coalesce(max(edition), 0) FROM annual_report WHERE unit_id = ? AND year = ?", unitID, year)
}

// owing is the name that the duty of a report stands under: that of its first edition, of
// those that were not discarded.
func owing(tx *db.Tx, r *Report) (string, error) {
	id, err := db.One[ID](tx, "SELECT id FROM annual_report WHERE unit_id = ? AND year = ? AND state <> ? ORDER BY edition LIMIT 1", r.UnitID, r.Year, Discarded)
	return (&Report{ID: id}).Ref(), err
}

// wasPublic reports whether some edition of a report has come on line.
func wasPublic(tx *db.Tx, r *Report) (bool, error) {
	all, err := db.All[Report](tx, "FROM annual_report WHERE unit_id = ? AND year = ?", r.UnitID, r.Year)
	return slices.ContainsFunc(all, func(e Report) bool { _, was := e.By[ActRelease]; return was }), err
}

// byItem are the accepted reports that an item of publish carries: one, or none.
func byItem(tx *db.Tx, id publish.ID) ([]Report, error) {
	return db.All[Report](tx, "FROM annual_report WHERE item_id = ? AND state = ?"+tx.Lock(), id, Accepted)
}

// carrier is the item that carries a report or, before it has one, carried the last
// edition that did; 0 if none.
func carrier(tx *db.Tx, r *Report) (publish.ID, error) {
	return db.One[publish.ID](tx, "SELECT coalesce(max(item_id), 0) FROM annual_report WHERE unit_id = ? AND year = ? AND edition <= ?", r.UnitID, r.Year, r.Edition)
}

const caseColumns = "table_no, ref, thing, number, unit_id, kind, result, came, ended"

// qualified are the columns of a case in a table of that name.
func qualified(table string) string {
	return table + "." + strings.ReplaceAll(caseColumns, ", ", ", "+table+".")
}

// keep fixes the cases of a year behind the numbers of a report.
func keep(tx *db.Tx, r *Report) error {
	if _, err := tx.Exec("DELETE FROM annual_case WHERE report_id = ?", r.ID); err != nil {
		return err
	}
	from, args := window(r.Year, []int64{r.UnitID})
	_, err := tx.Exec("INSERT INTO annual_case (report_id, "+caseColumns+") SELECT ?, "+caseColumns+" FROM ("+from+") counted", append([]any{r.ID}, args...)...)
	return err
}

// kept is the fixed cases of reports, a SELECT.
func kept(ids []ID) (from string, args []any) {
	var w db.Where
	w.In("report_id", db.Anys(ids)...)
	return "SELECT " + caseColumns + " FROM annual_case" + w.String(), w.Args
}

// differing lists each case that a fixed report and the records know differently, with
// what each knows.
func differing(tx *db.Tx, r *Report) (out []Move, err error) {
	live, args := window(r.Year, []int64{r.UnitID})
	live = "SELECT " + caseColumns + " FROM (" + live + ") counted" // EXCEPT takes no UNION ALL beside it
	const fixed = "SELECT " + caseColumns + " FROM annual_case WHERE report_id = ?"
	gone, err := db.All[Case](tx, "FROM ("+fixed+" EXCEPT "+live+") gone ORDER BY table_no, ref", append([]any{r.ID}, args...)...)
	if err != nil {
		return nil, err
	}
	come, err := db.All[Case](tx, "FROM ("+live+" EXCEPT "+fixed+") come ORDER BY table_no, ref", append(slices.Clone(args), r.ID)...)
	if err != nil {
		return nil, err
	}
	for i := range gone {
		out = append(out, Move{Was: &gone[i]})
	}
	for i := range come {
		at := slices.IndexFunc(out, func(m Move) bool { return m.Was != nil && m.Was.Table == come[i].Table && m.Was.Ref == come[i].Ref })
		if at < 0 {
			at, out = len(out), append(out, Move{})
		}
		out[at].Now = &come[i]
	}
	return out, nil
}
