package remedy

import (
	"fmt"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

const table = "remedy_case"

// scope narrows every read to the units that the actor may see cases of.
func scope(tx *db.Tx) db.Where {
	var w db.Where
	w.Units("unit_id", tx.Actor.Over(See))
	return w
}

// read reads a case that the actor may know of.
func read(tx *db.Tx, id ID) (*Case, error) {
	w := scope(tx)
	w.And("id = ?", id)
	c, err := db.Get[Case](tx, "FROM remedy_case"+w.String(), w.Args...)
	return &c, err
}

// load reads a case to change it.
func load(tx *db.Tx, id ID) (*Case, error) {
	if err := tx.Business(); err != nil {
		return nil, err
	}
	w := scope(tx)
	w.And("id = ?", id)
	c, err := db.Get[Case](tx, "FROM remedy_case"+w.String()+tx.Lock(), w.Args...)
	return &c, err
}

// serial takes the next number of a year.
func serial(tx *db.Tx, year int) (string, error) {
	n, err := tx.Exec("UPDATE remedy_serial SET last = last + 1 WHERE year = ?", year)
	if err == nil && n == 0 {
		_, err = tx.Exec("INSERT INTO remedy_serial (year, last) VALUES (?, 1)", year)
	}
	if err != nil {
		return "", err
	}
	last, err := db.One[int](tx, "SELECT last FROM remedy_serial WHERE year = ?", year)
	return fmt.Sprintf("%04d-%04d", year, last), err
}

// A Find narrows a list of cases.
type Find struct {
	Kind    Kind   `form:"kind" json:"kind,omitempty" label:"remedy.kind" options:"complaint,review,suit"`
	Status  Status `form:"state" json:"state,omitempty" label:"remedy.state" options:"open,pending,decided,fulfilled,withdrawn,passed,void"`
	Unit    int64  `form:"unit" json:"unit,omitempty" label:"remedy.unit" type:"select"`
	Request string `form:"request" json:"request,omitempty" label:"remedy.request_no" max:"30"`
	// Cell finds the cases that a cell of table 4 counts in the year Year.
	Block Block  `form:"block" json:"block,omitempty" label:"remedy.block" options:"review,direct,after"`
	Cell  string `form:"cell" json:"cell,omitempty" label:"remedy.cell" options:"kept,corrected,other,pending,total"`
	Year  int    `form:"year" json:"year,omitempty" label:"remedy.year"`
	// Owing finds what waits for the unit or the office.
	Owing bool `form:"owing" json:"owing,omitempty" label:"remedy.owing"`
}

// Check refuses what no case could have.
func (q Find) Check() error {
	var c fault.Check
	c.That(q.Unit >= 0, "unit", "not_found")
	c.That(q.Year == 0 || q.Year >= 2008 && q.Year <= 9999, "year", "remedy.bad.year")
	c.That(q.Cell == "" || q.Year != 0, "year", "remedy.need.year")
	return c.Err()
}

func find(tx *db.Tx, q Find, p db.Page) (db.Rows[Case], error) {
	w := scope(tx)
	for _, c := range []struct {
		on   bool
		cond string
		arg  any
	}{
		{q.Kind != "", "kind = ?", q.Kind}, {q.Status != "", "state = ?", q.Status}, {q.Unit != 0, "unit_id = ?", q.Unit}, {q.Request != "", "request_no = ?", q.Request},
	} {
		if c.on {
			w.And(c.cond, c.arg)
		}
	}
	if q.Owing {
		w.And("(state = ? OR state = ? AND redo_by <> '')", Open, Decided)
	}
	if q.Block != "" {
		q.Block.where(&w)
	}
	if q.Year != 0 {
		if q.Cell != "" {
			inCell(&w, q.Cell, q.Year)
		} else {
			w.And("year = ?", q.Year)
		}
	}
	return db.List[Case](tx, p, db.Query{From: table, Where: w, Order: []string{"id"}, Desc: true})
}

// ofRequest lists the cases about a request, whoever reads.
func ofRequest(tx *db.Tx, id foi.ID) ([]Case, error) {
	return db.All[Case](tx, "FROM remedy_case WHERE request_id = ? AND state <> ? ORDER BY id", id, Void)
}

func yearOf(d calendar.Day) int { return d.Time().Year() }
