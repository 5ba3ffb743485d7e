package foi

import (
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/secret"
)

const (
	table     = "foi_request"
	itemTable = "foi_item"
)

// scope narrows every read to the units that the actor may see requests of.
// Another unit's request does not exist for this clerk.
func scope(tx *db.Tx) db.Where {
	var w db.Where
	w.Units("unit_id", tx.Actor.Over(See))
	return w
}

// load reads a request to change it. It takes the lock of business before that of
// the row: a write that runs alone does so too.
func load(tx *db.Tx, id ID) (*Request, error) {
	if err := tx.Business(); err != nil {
		return nil, err
	}
	w := scope(tx)
	w.And("id = ?", id)
	r, err := db.Get[Request](tx, "FROM foi_request"+w.String()+tx.Lock(), w.Args...)
	return &r, err
}

// read is load for who only looks.
func read(tx *db.Tx, id ID) (*Request, error) {
	r, err := anyones(tx, id)
	if err == nil && !tx.Actor.Over(See).Has(r.UnitID) {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	return &r, err
}

// anyones is a request of whichever unit: who may know of it is for the caller to ask. What it
// refers to is not to be changed.
func anyones(tx *db.Tx, id ID) (Request, error) {
	return db.Once(tx, anyonesOf(id), func() (Request, error) { return db.Get[Request](tx, "FROM foi_request WHERE id = ?", id) })
}

// anyonesOf is the key under which a transaction knows a request.
type anyonesOf ID

// partsOf are the rows of a request in another table. Many parts of its page look at them,
// and a reading transaction reads them once; what a row refers to is not to be changed.
func partsOf[T any](tx *db.Tx, id ID, read func() ([]T, error)) ([]T, error) {
	rows, err := db.Once(tx, ofRequest[T](id), read)
	return slices.Clone(rows), err
}

// ofRequest is the key under which a transaction knows the Ts of a request.
type ofRequest[T any] ID

// partsBy is partsOf of a table whose rows come in the order of their ids.
func partsBy[T any](tx *db.Tx, id ID, table string) ([]T, error) {
	return partsOf(tx, id, func() ([]T, error) {
		return db.All[T](tx, "FROM "+table+" WHERE request_id = ? ORDER BY request_id, id", id)
	})
}

func itemsOf(tx *db.Tx, id ID) ([]Item, error) {
	return partsOf(tx, id, func() ([]Item, error) {
		items, err := db.All[Item](tx, "FROM foi_item WHERE request_id = ? ORDER BY sort, id", id)
		if err != nil {
			return nil, err
		}
		of := make([]int64, len(items))
		for i := range items {
			of[i] = int64(items[i].ID)
		}
		papers, err := files.Among(tx, itemNoun, of)
		if err != nil {
			return nil, err
		}
		copies, err := files.Among(tx, copyNoun, of)
		for i := range items {
			items[i].Papers, items[i].Copies = papers[of[i]], copies[of[i]]
		}
		return items, err
	})
}

// A Find narrows a list of requests.
type Find struct {
	Status  Status  `form:"state" json:"state,omitempty" label:"foi.state" options:"waiting,received,handling,amending,charging,reviewing,clearing,signing,serving,answered,bounced,lapsed,withdrawn,closed,archived"`
	Unit    int64   `form:"unit" json:"unit,omitempty" label:"foi.unit" type:"select"`
	Channel Channel `form:"channel" json:"channel,omitempty" label:"foi.channel" options:"portal,counter,express,letter,fax,mail"`
	Kind    Kind    `form:"kind" json:"kind,omitempty" label:"foi.kind" options:"citizen,business,science,welfare,legal,other"`
	Year    int     `form:"year" json:"year,omitempty" label:"foi.year"`
	Number  string  `form:"number" json:"number,omitempty" label:"foi.number" max:"60"`
	Batch   BatchID `form:"batch" json:"batch,omitempty" label:"foi.batch" type:"hidden"`
	Passed  int64   `form:"passed" json:"passed,omitempty" label:"foi.passed" type:"hidden"` // a unit had it, and another has it now
	Paper   bool    `form:"paper" json:"paper,omitempty" label:"foi.paper_only"`             // taken over from paper
	Mine    bool    `form:"mine" json:"mine,omitempty" label:"foi.mine"`
	Open    bool    `form:"open" json:"open,omitempty" label:"foi.open"` // a reply is still owed
	Lamp    Lamp    `form:"lamp" json:"lamp,omitempty" label:"foi.due" options:"late,soon,intime,paused,waiting,done,donelate,void"`
	// Until finds what is due up to a day; From and To what was answered between two.
	Until calendar.Day `form:"until" json:"until,omitempty" label:"foi.until"`
	From  calendar.Day `form:"from" json:"from,omitempty" label:"foi.answered_from"`
	To    calendar.Day `form:"to" json:"to,omitempty" label:"foi.answered_to"`
}

// Check refuses what no request could have.
func (q Find) Check() error {
	var c fault.Check
	c.That(q.Unit >= 0, "unit", "not_found")
	c.That(q.Year == 0 || q.Year >= 2008 && q.Year <= 9999, "year", "foi.bad.year")
	c.That(q.From == "" || q.To == "" || q.From <= q.To, "to", "foi.bad.span")
	return c.Err()
}

// A Row is a request as lists show it.
type Row struct {
	ID          ID           `db:"id" json:"id"`
	Rev         int64        `db:"rev" json:"rev"`
	UnitID      int64        `db:"unit_id" json:"unit_id"`
	Number      string       `db:"number" json:"number"`
	Shown       string       `db:"shown" json:"applicant"` // masked
	Kind        Kind         `db:"kind" json:"kind"`
	Channel     Channel      `db:"channel" json:"channel"`
	Status      Status       `db:"state" json:"state"`
	Received    calendar.Day `db:"received" json:"received,omitempty"`
	Submitted   calendar.Day `db:"submitted" json:"submitted"`
	Due         calendar.Day `db:"due" json:"due,omitempty"`
	Until       calendar.Day `db:"until_day" json:"until,omitempty"`
	Missed      calendar.Day `db:"missed_day" json:"missed,omitempty"`
	Provisional bool         `db:"provisional" json:"provisional,omitempty"`
	Answered    calendar.Day `db:"answered" json:"answered,omitempty"`
	Handler     int64        `db:"handler" json:"handler,omitempty"`
	Pieces      int          `db:"pieces" json:"pieces"`
	Batch       BatchID      `db:"batch_id" json:"batch,omitempty"`  // that took it over from paper
	RedoOf      ID           `db:"redo_of" json:"redo_of,omitempty"` // the request that this one answers anew
	Sort        string       `db:"sort_day" json:"-"`
}

// where is the question as the database is asked it.
func (s *Service) where(tx *db.Tx, q Find) (db.Where, error) {
	w := scope(tx)
	for _, c := range []struct {
		on   bool
		cond string
		arg  any
	}{
		{q.Status != "", "state = ?", q.Status},
		{q.Unit != 0, "unit_id = ?", q.Unit},
		{q.Channel != "", "channel = ?", q.Channel},
		{q.Kind != "", "kind = ?", q.Kind},
		{q.Year != 0, "year = ?", q.Year},
		{q.Number != "", "number = ?", strings.TrimSpace(q.Number)},
		{q.Batch != 0, "batch_id = ?", q.Batch},
		{q.Paper, "batch_id <> ?", 0},
		{q.Mine, "handler = ?", tx.Actor.Who()},
		{q.Open || q.Until != "", "sort_day < ?", never},
		{q.Until != "", "sort_day <= ?", q.Until},
		{q.From != "", "answered >= ?", q.From},
		{q.To != "" && q.From == "", "answered <> ?", ""},
		{q.To != "", "answered <= ?", q.To},
	} {
		if c.on {
			w.And(c.cond, c.arg)
		}
	}
	if q.Passed != 0 {
		w.And("unit_id <> ? AND EXISTS (SELECT 1 FROM foi_transfer t WHERE t.request_id = foi_request.id AND t.from_unit = ? AND t.day >= foi_request.received)", q.Passed, q.Passed)
	}
	soon, err := s.duties.SoonDay(tx)
	q.Lamp.among(&w, tx.Today, soon)
	return w, err
}

// find lists requests: those that a reply is owed for by their last day, the
// others by their number.
func (s *Service) find(tx *db.Tx, q Find, p db.Page) (rows db.Rows[Row], err error) {
	order := db.Query{From: table, Order: []string{"id"}, Desc: true}
	if q.Status != "" { // the same order, and the index of states has it: few of many may be in one
		order.Order = []string{"state", "id"}
	}
	if q.Open || q.Until != "" || q.Lamp.owed() {
		order.Order, order.Desc = []string{"sort_day", "id"}, false
	}
	if order.Where, err = s.where(tx, q); err != nil {
		return rows, err
	}
	return db.List[Row](tx, p, order)
}

// What lists of open requests are ordered by when there is no last day: after
// those that have one stand those that wait, and never those that have ended.
const (
	someday = "9000"
	never   = "9999"
)

// sortDay is by when somebody has to do something about the request.
func (r *Request) sortDay() string {
	switch {
	case r.Status == Waiting:
		return string(r.arrivedOn()) // to be confirmed the same day
	case r.Answered != "" && r.Status != Bounced, r.Status == Lapsed, r.Status == Withdrawn, r.Status == Closed, r.Status == Archived:
		return never
	case r.Due != "":
		return string(r.Due)
	case r.Until != "":
		return string(r.Until)
	}
	return someday
}

// serial takes the next number of a series of a unit in a year. The row is taken
// in the transaction of what bears the number, so none is lost and none given twice.
func serial(tx *db.Tx, unitID int64, series string, year int) (int, error) {
	n, err := tx.Exec("UPDATE foi_serial SET last = last + 1 WHERE unit_id = ? AND series = ? AND year = ?", unitID, series, year)
	if err != nil {
		return 0, err
	}
	if n == 0 {
		_, err := tx.Exec("INSERT INTO foi_serial (unit_id, series, year, last) VALUES (?, ?, ?, 1)", unitID, series, year)
		return 1, err
	}
	return db.One[int](tx, "SELECT last FROM foi_serial WHERE unit_id = ? AND series = ? AND year = ?", unitID, series, year)
}

// seriesOf is the number that stands for a unit in the numbers of its requests,
// given when it gets its first and kept for ever.
func seriesOf(tx *db.Tx, unitID int64) (int, error) {
	n, err := db.One[int](tx, "SELECT last FROM foi_serial WHERE unit_id = ? AND series = 'unit' AND year = 0", unitID)
	if fault.Of(err) != fault.NotFound {
		return n, err
	}
	if n, err = db.One[int](tx, "SELECT count(*) FROM foi_serial WHERE series = 'unit'"); err != nil {
		return 0, err
	}
	_, err = tx.Exec("INSERT INTO foi_serial (unit_id, series, year, last) VALUES (?, 'unit', 0, ?)", unitID, n+1)
	return n + 1, err
}

// piecesBefore is how many 件 of the same applicant this unit received in a
// calendar month, up to a request: what a fee by pieces counts from.
func piecesBefore(tx *db.Tx, r *Request) (int, error) {
	if r.Person == "" { // anonymised
		return 0, nil
	}
	return db.One[int](tx, `SELECT coalesce(sum(pieces), 0) FROM foi_request
		WHERE unit_id = ? AND person = ? AND month = ? AND counts = 1 AND (received < ? OR received = ? AND id < ?)`,
		r.UnitID, r.Person, r.Month, r.Received, r.Received, r.ID)
}

// Samples are a few values that the box of the program has sealed, if there are any.
func Samples(tx *db.Tx) (out []secret.Sealed, err error) {
	type sealed struct {
		Value string `db:"applicant"`
	}
	some, err := db.All[sealed](tx, "FROM foi_request WHERE applicant <> '' ORDER BY id LIMIT 3")
	for _, s := range some {
		out = append(out, secret.Sealed{Value: s.Value, About: aboutApplicant})
	}
	return out, err
}
