package publish

import (
	"regexp"
	"strconv"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/profile"
)

const (
	itemTable    = "publish_item"
	editionTable = "publish_edition"
)

// scope narrows every read at the desk to the units whose items the actor may see.
func scope(tx *db.Tx) db.Where {
	var w db.Where
	w.Units("unit_id", tx.Actor.Over(See))
	return w
}

// Peek reads an item for a noun that began it: it looks past the scope of the actor.
func Peek(tx *db.Tx, id ID) (Item, error) {
	return db.Get[Item](tx, "FROM publish_item WHERE id = ?", id)
}

func loadItem(tx *db.Tx, id ID) (*Item, error) {
	w := scope(tx)
	w.And("id = ?", id)
	it, err := db.Get[Item](tx, "FROM publish_item"+w.String(), w.Args...)
	return &it, err
}

// load reads an edition with its item.
func load(tx *db.Tx, id EditionID) (*Edition, error) {
	w := scope(tx)
	w.And("id = ?", id)
	e, err := db.Get[Edition](tx, "FROM publish_edition"+w.String(), w.Args...)
	if err != nil {
		return nil, err
	}
	return &e, e.join(tx)
}

// join gives the edition what the public log shows beside it.
func (e *Edition) join(tx *db.Tx) error { return e.joinOf(tx, map[int64]unit.Unit{}) }

// joinOf is join for many editions: units keeps those that were read.
func (e *Edition) joinOf(tx *db.Tx, units map[int64]unit.Unit) error {
	it, err := db.Get[Item](tx, "FROM publish_item WHERE id = ?", e.ItemID)
	if err != nil {
		return err
	}
	u, known := units[e.UnitID]
	if !known {
		if u, err = unit.Get(tx, e.UnitID); err != nil {
			return err
		}
		units[e.UnitID] = u
	}
	e.item, e.unit = &it, u.Name
	return nil
}

func editionsOf(tx *db.Tx, id ID) ([]Edition, error) {
	return db.All[Edition](tx, "FROM publish_edition WHERE item_id = ? ORDER BY id", id)
}

func find(tx *db.Tx, q Find, p db.Page) (db.Rows[Row], error) {
	w := scope(tx)
	if q.Status != "" {
		w.And("state = ?", q.Status)
	} else {
		w.And("state <> ?", Discarded)
	}
	if q.Unit != 0 {
		w.And("unit_id = ?", q.Unit)
	}
	if q.Column != 0 {
		w.And("column_id = ?", q.Column)
	}
	if q.Attribute != "" {
		w.And("attribute = ?", q.Attribute)
	}
	if q.Text != "" {
		w.Like("title", q.Text)
	}
	return db.List[Row](tx, p, db.Query{From: editionTable, Where: w, Order: []string{"id"}, Desc: true})
}

// opinions lists what was said on the way of an edition, in order.
func opinions(tx *db.Tx, id EditionID) ([]Opinion, error) {
	return db.All[Opinion](tx, "FROM publish_opinion WHERE edition_id = ? ORDER BY edition_id, id", id)
}

// Compared is what an approval signs and a reviewer compares: the content, and what
// the public will be told of the change.
type Compared struct {
	Content Content `db:"content,json" json:"content"`
	Note    string  `db:"change_note" json:"change_note,omitempty"`
	Big     bool    `db:"is_major" json:"is_major,omitempty"`
}

// signed is what was signed, as it was then.
type signed struct {
	ID      int64     `db:"id"`
	Edition EditionID `db:"edition_id"`
	Hash    string    `db:"hash"`
	Compared
}

// before is what a reviewer compares with: what somebody other than its author
// judged last, or the edition that stands, of which nothing was told yet; NotFound if
// there is neither.
func before(tx *db.Tx, e *Edition) (*Compared, error) {
	s, err := db.Get[signed](tx, `FROM publish_signed WHERE edition_id = ? AND hash <> ? AND hash IN
		(SELECT hash FROM publish_opinion WHERE edition_id = ? AND act <> ?) ORDER BY id DESC LIMIT 1`, e.ID, e.Hash, e.ID, ActSubmit)
	if fault.Of(err) != fault.NotFound || e.item.Standing == 0 || e.item.Standing == e.ID {
		return &s.Compared, err
	}
	was, err := db.Get[Edition](tx, "FROM publish_edition WHERE id = ?", e.item.Standing)
	return &Compared{Content: was.Content}, err
}

// compared is all that an approval of the edition signs.
func (e *Edition) compared() Compared { return Compared{e.Content, e.Note, e.Big} }

// keepSigned keeps content that is signed for the first time.
func keepSigned(tx *db.Tx, e *Edition) error {
	n, err := db.One[int64](tx, "SELECT count(*) FROM publish_signed WHERE edition_id = ? AND hash = ?", e.ID, e.Hash)
	if err != nil || n > 0 {
		return err
	}
	return db.Insert(tx, "publish_signed", signed{tx.ID(), e.ID, e.Hash, e.compared()})
}

// prefixOf is the nine characters with which the index numbers of a unit begin:
// its organisation code, or that of the area and a serial number of three digits.
// Once one is used it stays, whatever the profile says later.
func prefixOf(tx *db.Tx, u unit.Unit) (string, error) {
	prefix, err := db.One[string](tx, "SELECT prefix FROM publish_prefix WHERE unit_id = ?", u.ID)
	if fault.Of(err) != fault.NotFound {
		return prefix, err
	}
	if prefix = u.Organ; prefix == "" {
		settings, err := unit.Settings(tx)
		if err != nil {
			return "", err
		}
		n, err := db.One[int](tx, "SELECT count(*) FROM publish_prefix")
		if err != nil {
			return "", err
		}
		area := (settings.Text(profile.AreaCode) + "000000")[:6]
		prefix = area + strconv.Itoa(1001 + n)[1:]
	}
	_, err = tx.Exec("INSERT INTO publish_prefix (unit_id, prefix) VALUES (?, ?)", u.ID, prefix)
	return prefix, err
}

// nextIndex takes the next n index numbers of a unit in a year and returns the
// prefix and the first serial.
func nextIndex(tx *db.Tx, u unit.Unit, year, n int) (prefix string, first int, err error) {
	if prefix, err = prefixOf(tx, u); err != nil {
		return "", 0, err
	}
	last, err := db.One[int](tx, "SELECT coalesce((SELECT last FROM publish_serial WHERE prefix = ? AND year = ?), 0)", prefix, year)
	if err != nil {
		return "", 0, err
	}
	if last+n > serials {
		return "", 0, fault.New(fault.Conflict, "publish.series_full", prefix, year)
	}
	if last == 0 {
		_, err = tx.Exec("INSERT INTO publish_serial (prefix, year, last) VALUES (?, ?, ?)", prefix, year, n)
	} else {
		_, err = tx.Exec("UPDATE publish_serial SET last = ? WHERE prefix = ? AND year = ?", last+n, prefix, year)
	}
	return prefix, last + 1, err
}

// itemForm is an item as people write it: publish/17, or the path of its page.
var itemForm = regexp.MustCompile(`^/?publish/([0-9]{1,16})(?:/[0-9v.-]*)?$`)

// ParseRef reads an item as people write it.
func ParseRef(address string) (ID, bool) {
	m := itemForm.FindStringSubmatch(address)
	if m == nil {
		return 0, false
	}
	n, err := strconv.ParseInt(m[1], 10, 64)
	return ID(n), err == nil
}

// PeekText reads the edition of an item that is worked on, or else the one that stands, for
// a noun that keeps the item: it looks past the scope of the actor.
func PeekText(tx *db.Tx, id ID) (Edition, error) {
	it, err := Peek(tx, id)
	if err != nil {
		return Edition{}, err
	}
	at := it.Working
	if at == 0 {
		at = it.Standing
	}
	return db.Get[Edition](tx, "FROM publish_edition WHERE id = ?", at)
}

// PeekShown reads the edition of an item that stands.
func PeekShown(tx *db.Tx, id ID) (Edition, error) {
	it, err := Peek(tx, id)
	if err != nil {
		return Edition{}, err
	}
	return db.Get[Edition](tx, "FROM publish_edition WHERE id = ?", it.Standing)
}
