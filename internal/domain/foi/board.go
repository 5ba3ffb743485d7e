package foi

import (
	"context"
	"maps"
	"slices"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// OwedStates are the states of requests that somebody still has to do something
// about: a reply is owed, or one came back.
var OwedStates = append(slices.Clone(Alive), Bounced)

// A Board is what the units owe today: every number is that of a list (Find with
// the unit, and the lamp or the state).
type Board struct {
	Day   calendar.Day `json:"day"`
	Rows  []BoardRow   `json:"rows"`
	Total BoardRow     `json:"total"`
}

// A BoardRow is one unit. What waits to be confirmed and is not pressing has no clock
// yet, and what came back has been answered: they have a state and no lamp.
type BoardRow struct {
	UnitID int64          `json:"unit_id,omitempty"`
	Open   int            `json:"open"`
	Lamps  map[Lamp]int   `json:"lamps"`
	States map[Status]int `json:"states"`
}

func newBoardRow(unitID int64) BoardRow {
	return BoardRow{UnitID: unitID, Lamps: map[Lamp]int{}, States: map[Status]int{}}
}

func (b *BoardRow) add(l Lamp, s Status, n int) {
	b.Open += n
	b.States[s] += n
	if s != Bounced && l != Unreceived {
		b.Lamps[l] += n
	}
}

// Board counts what is open in the units that the actor may see, those with the
// most that is late and near first.
func (s *Service) Board(ctx context.Context) (b Board, err error) {
	defer fault.Wrap(&err, "foi.Board")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		soon, err := s.duties.SoonDay(tx)
		if err != nil {
			return err
		}
		type group struct {
			Unit   int64        `db:"unit_id"`
			Status Status       `db:"state"`
			Due    calendar.Day `db:"due"`
			Missed calendar.Day `db:"missed_day"`
			N      int          `db:"count(*)"`
		}
		rows := map[int64]BoardRow{}
		b = Board{Day: tx.Today, Total: newBoardRow(0)}
		w := scope(tx)
		w.And("sort_day < ?", never)
		err = db.Each(tx, func(g group) error {
			row, ok := rows[g.Unit]
			if !ok {
				row = newBoardRow(g.Unit)
			}
			l := Row{Status: g.Status, Due: g.Due, Missed: g.Missed}.Lamp(tx.Today, soon)
			row.add(l, g.Status, g.N)
			b.Total.add(l, g.Status, g.N)
			rows[g.Unit] = row
			return nil
		}, "FROM foi_request"+w.String()+" GROUP BY unit_id, state, due, missed_day", w.Args...)
		b.Rows = slices.SortedFunc(maps.Values(rows), func(x, y BoardRow) int {
			return slices.Compare(
				[]int{-x.Lamps[Overdue], -x.Lamps[DueSoon], -x.Open, int(x.UnitID)},
				[]int{-y.Lamps[Overdue], -y.Lamps[DueSoon], -y.Open, int(y.UnitID)})
		})
		return err
	})
	return b, err
}
