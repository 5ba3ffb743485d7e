package deposit

import (
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/profile"
)

const (
	table           = "deposit_deposit"
	documentTable   = "deposit_document"
	differenceTable = "deposit_difference"
	lineTable       = "deposit_line"
	noun            = "deposit" // whose the packages and receipts are, and what a board groups its duties by
)

// The library of the city as the profile has it.
type city struct {
	name    string // "" where the profile names none
	unit    unit.Unit
	days    int // working days to hand over what has changed
	look    int // and to look at what differs
	unsure  bool
	profile profile.Settings
}

// cityOf reads what the profile says of the library of the city, and which unit hands over: the
// one that it names, or else the office.
func cityOf(tx *db.Tx) (c city, err error) {
	if c.profile, err = unit.Settings(tx); err != nil {
		return c, err
	}
	s := c.profile
	c.name, c.days, c.look = s.Text(profile.DepositLibrary), s.Int(profile.DepositDays), s.Int(profile.DepositLook)
	c.unsure = s.Unsure(string(profile.DepositDays))
	if code := s.Text(profile.DepositUnit); code != "" {
		u, err := unit.ByCode(tx, code)
		if err == nil && u.Closed == "" {
			c.unit = u
			return c, nil
		}
		if err != nil && fault.Of(err) != fault.NotFound {
			return c, err
		}
	}
	c.unit, err = unit.InCharge(tx)
	return c, err
}

// scope asks whether the actor may know of deposits and differences: of all, or of none. They hold nothing but
// what is public.
func scope(tx *db.Tx) error {
	if !tx.Actor.Can(See) {
		return fault.New(fault.NotFound, "not_found")
	}
	return nil
}

// get reads one thing of a table that the actor may know of.
func get[T any](tx *db.Tx, table string, id any) (*T, error) {
	if err := scope(tx); err != nil {
		return nil, err
	}
	x, err := db.Get[T](tx, "FROM "+table+" WHERE id = ?", id)
	return &x, err
}

func load(tx *db.Tx, id ID) (*Deposit, error) { return get[Deposit](tx, table, id) }

// last is the newest deposit that the city has received whole; with the id 0 if there is none.
func last(tx *db.Tx) (Deposit, error) {
	d, err := db.Get[Deposit](tx, "FROM deposit_deposit WHERE state = ? AND whole = ? ORDER BY id DESC LIMIT 1", Received, true)
	return d, orNone(err)
}

// orNone lets go of the fault that there is no such row.
func orNone(err error) error {
	if fault.Of(err) == fault.NotFound {
		return nil
	}
	return err
}

// documentsOf reads what is in a package, and what is gone, in the order of their issue.
func documentsOf(tx *db.Tx, id ID) ([]Document, error) {
	return db.All[Document](tx, "FROM deposit_document WHERE deposit_id = ? ORDER BY issued_on, id", id)
}

// covered are the documents that the city has as the packages have them that it has received
// whole: the newest of each.
func covered(tx *db.Tx) (map[policy.ID]Document, error) {
	out := map[policy.ID]Document{}
	d, err := last(tx)
	if d.ID == 0 || err != nil {
		return out, err
	}
	all, err := documentsOf(tx, d.ID)
	for _, x := range all {
		out[x.Document] = x
	}
	return out, err
}

// newest is the newest difference; with the id 0 if there is none.
func newest(tx *db.Tx) (Difference, error) {
	d, err := db.Get[Difference](tx, "FROM deposit_difference ORDER BY id DESC LIMIT 1")
	return d, orNone(err)
}

// linesOf reads the lines of a difference in their order.
func linesOf(tx *db.Tx, id DifferenceID) ([]Line, error) {
	return db.All[Line](tx, "FROM deposit_line WHERE difference_id = ? ORDER BY pos, id", id)
}

// find lists things that the actor may know of, the newest first, as w leaves them.
func find[T any](tx *db.Tx, table string, p db.Page, narrow func(*db.Where)) (rows db.Rows[T], err error) {
	if err := scope(tx); err != nil {
		return rows, err
	}
	var w db.Where
	narrow(&w)
	return db.List[T](tx, p, db.Query{From: table, Where: w, Order: []string{"id"}, Desc: true})
}
