package unit

import (
	"cmp"
	"slices"
)

// layout gives every unit its place in the tree. Siblings stand by Sort, then
// as they come; those that are closed stand last.
func layout(units []*Unit) {
	below := map[int64][]*Unit{}
	for _, u := range units {
		below[u.ParentID] = append(below[u.ParentID], u)
	}
	for _, siblings := range below {
		slices.SortStableFunc(siblings, func(a, b *Unit) int {
			if (a.Closed == "") != (b.Closed == "") {
				return cmp.Compare(a.Closed, b.Closed)
			}
			return cmp.Compare(a.Sort, b.Sort)
		})
	}
	pos := 0
	var place func(parent int64, depth int, path string)
	place = func(parent int64, depth int, path string) {
		for _, u := range below[parent] {
			pos++
			u.Pos, u.Depth, u.Path = pos, depth, u.Short
			inner := ""
			if depth > 0 {
				u.Path = path + u.Short
				inner = u.Path + " / "
			}
			place(u.ID, depth+1, inner)
			u.End = pos
		}
	}
	place(0, 0, "")
}

// Reach is the unit of a tree whose contact is shown for the unit id: itself, or
// the nearest above it that has one, or the department in charge of disclosure;
// nil if none of them has one.
func Reach(units []Unit, id int64) *Unit {
	at := func(ok func(Unit) bool) *Unit {
		if i := slices.IndexFunc(units, ok); i >= 0 {
			return &units[i]
		}
		return nil
	}
	for range len(units) {
		u := at(func(u Unit) bool { return u.ID == id })
		if u == nil {
			break
		}
		if u.Known() {
			return u
		}
		id = u.ParentID
	}
	return at(func(u Unit) bool { return u.Kind == Office && u.Closed == "" && u.Known() })
}
