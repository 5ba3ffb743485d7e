package unit

import (
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/profile"
)

const (
	table        = "unit_unit"
	groupTable   = "unit_group"
	settingTable = "profile_setting"
	loadTable    = "profile_load"
)

// Get returns one unit, closed ones too.
func Get(tx *db.Tx, id int64) (Unit, error) {
	return db.Once(tx, unitOf(id), func() (Unit, error) { return db.Get[Unit](tx, "FROM unit_unit WHERE id = ?", id) })
}

// unitOf is the key under which a transaction knows a unit.
type unitOf int64

// ByCode returns the unit that has the code in the profile, closed ones too.
func ByCode(tx *db.Tx, code string) (Unit, error) {
	return db.Get[Unit](tx, "FROM unit_unit WHERE code = ?", code)
}

// Root returns the government itself; NotFound before a profile is loaded.
func Root(tx *db.Tx) (Unit, error) {
	return db.Once(tx, rootOf{}, func() (Unit, error) {
		return db.Get[Unit](tx, "FROM unit_unit WHERE parent_id = 0 AND closed = '' ORDER BY pos, id")
	})
}

// rootOf is the key under which a transaction knows the government.
type rootOf struct{}

// InCharge is the department in charge of disclosure (政府信息公开工作主管部门,
// 条例, Article 3); the district itself where the tree names none.
func InCharge(tx *db.Tx) (Unit, error) {
	u, err := db.Get[Unit](tx, "FROM unit_unit WHERE kind = ? AND closed = '' ORDER BY pos, id", Office)
	if fault.Of(err) == fault.NotFound {
		return Root(tx)
	}
	return u, err
}

// Tree returns the units that are, from top to bottom.
func Tree(tx *db.Tx) ([]Unit, error) {
	return db.All[Unit](tx, "FROM unit_unit WHERE closed = '' ORDER BY pos, id")
}

// All returns every unit from top to bottom, closed ones too.
func All(tx *db.Tx) ([]Unit, error) {
	return db.All[Unit](tx, "FROM unit_unit ORDER BY pos, id")
}

// Descendants returns the units that are and stand below id, from top to bottom.
func Descendants(tx *db.Tx, id int64) ([]Unit, error) {
	u, err := Get(tx, id)
	if err != nil {
		return nil, err
	}
	return db.All[Unit](tx, "FROM unit_unit WHERE pos > ? AND pos <= ? AND closed = '' ORDER BY pos, id", u.Pos, u.End)
}

// Below returns the ids of a unit and of all units below it, sorted: what a
// post in the unit reaches. Closed units are in it, so that their past can be seen.
func Below(tx *db.Tx, id int64) ([]int64, error) {
	type row struct {
		ID int64 `db:"u.id"`
	}
	rows, err := db.All[row](tx, "FROM unit_unit u JOIN unit_unit t ON u.pos >= t.pos AND u.pos <= t.pos_end WHERE t.id = ? ORDER BY u.id", id)
	if err == nil && len(rows) == 0 {
		err = fault.New(fault.NotFound, "not_found")
	}
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	return ids, err
}

// Shorts returns the short names of all units by their ids, closed ones too: for whoever reads,
// since many parts of a page share them.
func Shorts(tx *db.Tx) (map[int64]string, error) {
	type row struct {
		ID    int64  `db:"id"`
		Short string `db:"short"`
	}
	return db.Once(tx, shortsOf{}, func() (map[int64]string, error) {
		names := map[int64]string{}
		return names, db.Each(tx, func(u row) error { names[u.ID] = u.Short; return nil }, "FROM unit_unit")
	})
}

// shortsOf is the key under which a transaction knows the short names.
type shortsOf struct{}

// Groups returns the groups in their order.
func Groups(tx *db.Tx) ([]Group, error) {
	return db.All[Group](tx, "FROM unit_group ORDER BY sort, id")
}

// settingRow is a setting as it is stored.
type settingRow struct {
	Key        string             `db:"setting_key"`
	Value      string             `db:"value"`
	Confidence profile.Confidence `db:"confidence"`
	Note       string             `db:"note"`
}

// Settings returns the settings of the profile; each has its default before one is loaded.
func Settings(tx *db.Tx) (profile.Settings, error) {
	return db.Once(tx, settingsOf{}, func() (none profile.Settings, err error) {
		loads, err := db.One[int64](tx, "SELECT count(*) FROM profile_load")
		if err != nil {
			return none, err
		}
		return db.Kept(tx, settingsOf{}, loads, func() (profile.Settings, error) {
			rows, err := db.All[settingRow](tx, "FROM profile_setting ORDER BY setting_key")
			out := make([]profile.Setting, len(rows))
			for i, r := range rows {
				out[i] = profile.Setting{Key: r.Key, Value: r.Value, Confidence: r.Confidence, Note: r.Note}
			}
			return profile.Stored(out), err
		})
	})
}

// settingsOf is the key under which a transaction, and a database, knows the settings.
type settingsOf struct{}

// NewestLoad returns the last time that a profile was loaded; NotFound before the first.
func NewestLoad(tx *db.Tx) (Loaded, error) {
	return db.Get[Loaded](tx, "FROM profile_load ORDER BY at DESC, id DESC LIMIT 1")
}

// Names returns a resolver of the names that units and groups have now.
func Names(tx *db.Tx) (*Resolver, error) {
	units, err := Tree(tx)
	if err != nil {
		return nil, err
	}
	groups, err := Groups(tx)
	if err != nil {
		return nil, err
	}
	s, err := Settings(tx)
	return NewResolver(units, groups, AreaOf(s)), err
}

func list(tx *db.Tx, f Find, p db.Page) (db.Rows[Unit], error) {
	var w db.Where
	if !f.Closed {
		w.And("closed = ''")
	}
	if f.Kind != "" {
		w.And("kind = ?", f.Kind)
	}
	if f.Text != "" {
		w.Like("code || ' ' || name || ' ' || short || ' ' || aliases", f.Text)
	}
	if f.Under != 0 {
		u, err := Get(tx, f.Under)
		if err != nil {
			return db.Rows[Unit]{}, err
		}
		w.And("pos >= ? AND pos <= ?", u.Pos, u.End)
	}
	return db.List[Unit](tx, p, db.Query{From: table, Where: w, Order: []string{"pos", "id"}})
}
