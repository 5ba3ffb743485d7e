package hotspot

import (
	"gongkai.example/gongkai/internal/platform/db"
)

const (
	table       = "hotspot_spot"
	runTable    = "hotspot_run"
	memberTable = "hotspot_member"
	placedTable = "hotspot_placed"
	countTable  = "hotspot_count"
	answerTable = "hotspot_answer"
	searchTable = "hotspot_search"
)

// scope narrows every read to the themes that have letters or requests of units of the actor.
func scope(tx *db.Tx) db.Where {
	var w, in db.Where
	over := tx.Actor.Over(See)
	if over.All {
		return w
	}
	in.Units("unit_id", over)
	w.And("id IN (SELECT spot_id FROM hotspot_member"+in.String()+")", in.Args...)
	return w
}

func read(tx *db.Tx, id ID) (*Spot, error) {
	w := scope(tx)
	w.And("id = ?", id)
	s, err := db.Get[Spot](tx, "FROM hotspot_spot"+w.String(), w.Args...)
	return &s, err
}

// load reads a theme to change it, with the lock of business before that of the row.
func load(tx *db.Tx, id ID) (*Spot, error) {
	if err := tx.Business(); err != nil {
		return nil, err
	}
	w := scope(tx)
	w.And("id = ?", id)
	s, err := db.Get[Spot](tx, "FROM hotspot_spot"+w.String()+tx.Lock(), w.Args...)
	return &s, err
}

// membersOf reads what the last look has found of a theme, the latest first.
func membersOf(tx *db.Tx, id ID) ([]Member, error) {
	return db.All[Member](tx, "FROM hotspot_member WHERE spot_id = ? ORDER BY kind, day DESC, ref_id DESC", id)
}

func answersOf(tx *db.Tx, id ID) ([]Answer, error) {
	return db.All[Answer](tx, "FROM hotspot_answer WHERE spot_id = ? ORDER BY score DESC, policy_id", id)
}

// newest is the last look that is made; a look without id for none.
func newest(tx *db.Tx) (r Run, err error) {
	all, err := db.All[Run](tx, "FROM hotspot_run WHERE made_at > 0 ORDER BY made_at DESC, id DESC LIMIT 1")
	if len(all) > 0 {
		r = all[0]
	}
	return r, err
}
