package cli

import (
	"time"

	"github.com/spf13/cobra"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/simulate"
)

// livedYear is the year that a district has lived through when it is measured.
const livedYear = 2023

// livedIn fills a district with a year that is lived through in it, at a scale: items of
// many kinds in many columns, and everything behind them that a real district has. It sets
// the clock of the program, and answers with the fullest column.
func (s *shell) livedIn(cmd *cobra.Command, c *app.Config, scale float64) func(*app.App) (string, error) {
	clock, life := &simulate.Clock{Wall: time.Now}, simulate.Life{Year: livedYear, Seed: 1, Scale: scale}
	clock.Set(life.First())
	c.Clock, c.Hash = clock.Now, simulate.Cheap
	return func(a *app.App) (string, error) {
		p, err := profile.Open(a.Config.Profile)
		if err != nil {
			return "", err
		}
		w, err := life.Enter(cmd.Context(), simulate.District{App: a, Profile: p, Clock: clock})
		if err != nil {
			return "", err
		}
		if err := w.Live(cmd.Context(), s.progress(false)); err != nil {
			return "", err
		}
		return fullest(cmd, a)
	}
}

// fullest is the address of the column that most of the newest items stand in.
func fullest(cmd *cobra.Command, a *app.App) (string, error) {
	rows, err := a.Items.Latest(machine(cmd), publish.Look{}, db.Page{Size: 200})
	if err != nil {
		return "", err
	}
	n, most := map[int64]int{}, int64(0)
	for _, r := range rows.Items {
		if n[r.ColumnID]++; n[r.ColumnID] > n[most] {
			most = r.ColumnID
		}
	}
	tree, err := a.Columns.Tree(machine(cmd))
	if err != nil {
		return "", err
	}
	for _, c := range tree {
		if int64(c.ID) == most {
			return "/column/" + c.Code, nil
		}
	}
	return "", fault.New(fault.NotFound, "not_found")
}
