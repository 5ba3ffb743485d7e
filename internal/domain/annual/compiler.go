package annual

import (
	"slices"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// compiler is who draws up the report of a unit that is no more: the department in charge
// of disclosure; 0 while the unit is there. No record says who took over the functions of
// a unit. Its open requests are passed on one by one (foi.Transfer), to whoever answers
// each, which makes none of them its successor.
func compiler(tx *db.Tx, unitID int64) (int64, error) {
	u, err := unit.Get(tx, unitID)
	if err != nil || u.Closed == "" {
		return 0, err
	}
	office, err := unit.InCharge(tx)
	return office.ID, err
}

// compilerName is what the compiler of a report is called; "" while its unit is there.
func compilerName(tx *db.Tx, r *Report) (string, error) {
	if r.compiler == 0 {
		return "", nil
	}
	u, err := unit.Get(tx, r.compiler)
	return u.Short, err
}

// reach is over which units the actor has a permission about reports: who has it in the
// department in charge has it over the units that are no more, whose reports are drawn up there.
func reach(tx *db.Tx, p auth.Perm) (auth.Units, error) {
	over := tx.Actor.Over(p)
	if over.All || over.Empty() {
		return over, nil
	}
	office, err := unit.InCharge(tx)
	if fault.Of(err) == fault.NotFound { // before a profile is loaded
		return over, nil
	}
	if err != nil || !over.Has(office.ID) {
		return over, err
	}
	all, err := unit.All(tx)
	ids := slices.Clone(over.IDs)
	for _, u := range all {
		if u.Closed != "" && u.Kind.Organ() {
			ids = append(ids, u.ID)
		}
	}
	slices.Sort(ids)
	return auth.Units{IDs: slices.Compact(ids)}, err
}
