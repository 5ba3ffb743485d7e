package policy

import (
	"fmt"
	"regexp"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
)

const (
	table = "policy_document"
	noun  = "policy" // whose the files of the steps are
)

// scope narrows every read at the desk to the units whose documents the actor may see.
func scope(tx *db.Tx) db.Where {
	var w db.Where
	w.Units("unit_id", tx.Actor.Over(See))
	return w
}

// load reads a document that the actor may know of.
func load(tx *db.Tx, id ID) (*Document, error) {
	w := scope(tx)
	w.And("id = ?", id)
	d, err := db.Get[Document](tx, "FROM policy_document"+w.String(), w.Args...)
	if err != nil {
		return nil, err
	}
	return &d, d.join(tx)
}

// join gives the document what the public log shows beside it.
func (d *Document) join(tx *db.Tx) error {
	u, err := unit.Get(tx, d.OrganID)
	d.organ = u.Name
	return err
}

// byItem returns the document that an item makes public; NotFound if it makes none.
func byItem(tx *db.Tx, item publish.ID) (*Document, error) {
	d, err := db.Get[Document](tx, "FROM policy_document WHERE item_id = ? AND state <> ?", item, Discarded)
	if err != nil {
		return nil, err
	}
	return &d, d.join(tx)
}

func stepsOf(tx *db.Tx, id ID) ([]Step, error) {
	return db.All[Step](tx, "FROM policy_step WHERE document_id = ? ORDER BY document_id, id", id)
}

// voidSteps takes back the steps of some kinds: what they were about has changed.
func voidSteps(tx *db.Tx, id ID, kinds ...StepKind) error {
	var w db.Where
	w.And("document_id = ?", id)
	w.In("kind", db.Anys(kinds)...)
	_, err := tx.Exec("UPDATE policy_step SET void = 1"+w.String(), w.Args...)
	return err
}

func find(tx *db.Tx, q Find, p db.Page) (db.Rows[Document], error) {
	w := scope(tx)
	if q.Status != "" {
		w.And("state = ?", q.Status)
	} else {
		w.And("state <> ?", Discarded)
	}
	if q.Standing != "" {
		w.And("standing = ?", q.Standing)
	}
	if q.Unit != 0 {
		w.And("unit_id = ?", q.Unit)
	}
	if q.Text != "" {
		w.LikeAny("title", q.Text)
	}
	return db.List[Document](tx, p, db.Query{From: table, Where: w, Order: []string{"id"}, Desc: true})
}

// next takes the next number of a series in a year, in the transaction of what bears it.
// Nothing gives a number back, so a series has no gap: see Void.
func next(tx *db.Tx, series string, year int) (int, error) {
	n, err := tx.Exec("UPDATE policy_series SET last = last + 1 WHERE series = ? AND year = ?", series, year)
	if err != nil {
		return 0, err
	}
	if n == 0 {
		_, err := tx.Exec("INSERT INTO policy_series (series, year, last) VALUES (?, ?, 1)", series, year)
		return 1, err
	}
	return db.One[int](tx, "SELECT last FROM policy_series WHERE series = ? AND year = ?", series, year)
}

// wordForm is the word of an organ that its document numbers begin with (机关代字).
var wordForm = regexp.MustCompile(`^\p{Han}{1,12}$`)

// numberOf is 发文字号: the word, the year in six-cornered brackets, the number without
// leading zeros (GB/T 9704-2012).
func numberOf(word string, year, n int) string {
	return fmt.Sprintf("%s\u3014%d\u3015%d\u53F7", word, year, n)
}

// codeOf is the unified number: the code of the district, the year and the number.
func codeOf(code string, year, n int) string { return fmt.Sprintf("%s-%d-%d", code, year, n) }

// A dated text is one text of a document, from a day on, without its words.
type dated struct {
	ID       int64        `db:"id"`
	Document ID           `db:"document_id"`
	From     calendar.Day `db:"from_day"`
	By       ID           `db:"by_id"`
}

func (t dated) from() calendar.Day { return t.From }

// A text is one with its words.
type text struct {
	dated
	Body string `db:"body"`
}

// datesOf reads when each text of a document begins, in order.
func datesOf(tx *db.Tx, id ID) ([]dated, error) {
	return db.All[dated](tx, "FROM policy_text WHERE document_id = ? ORDER BY document_id, from_day, id", id)
}

func textsOf(tx *db.Tx, id ID) ([]text, error) {
	return db.All[text](tx, "FROM policy_text WHERE document_id = ? ORDER BY document_id, from_day, id", id)
}
