package cli

import (
	"cmp"
	"context"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/domain/deposit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/i18n"
)

func depositCommand(s *shell) *cobra.Command {
	var on string
	var inForce bool
	diff := command("diff FILE", "deposit_diff", takes(1, 1), func(cmd *cobra.Command, args []string) error {
		return s.diffLibrary(cmd, args[0], on, inForce)
	})
	diff.Flags().StringVar(&on, "on", "", i18n.T("cli.flag.list_on"))
	diff.Flags().BoolVar(&inForce, "in-force", false, i18n.T("cli.flag.in_force"))
	return group("deposit", "deposit", diff)
}

// A comparedList is the JSON of deposit diff: that of deposit.Compared with the lines that differ, and
// each fault also in words.
type comparedList struct {
	On    calendar.Day   `json:"on"`
	Count deposit.Count  `json:"count"`
	Lines []deposit.Line `json:"lines"`
	Bad   []readWarning  `json:"bad"`
}

// diffLibrary compares the list of the city with ours and keeps nothing. What differs is refused.
func (s *shell) diffLibrary(cmd *cobra.Command, file, on string, inForce bool) error {
	data, err := s.read(file)
	if err != nil {
		return err
	}
	return s.with(cmd, looks, func(ctx context.Context, a *app.App) error {
		in := deposit.Comparison{On: calendar.Day(on), Scope: deposit.All}
		if on == "" {
			in.On = a.DB.Today()
		}
		if inForce {
			in.Scope = deposit.InForce
		}
		out, err := a.Deposits.Diff(ctx, in, deposit.List{Name: filepath.Base(file), File: data})
		if err != nil {
			return err
		}
		lines := slices.DeleteFunc(out.Lines, func(l deposit.Line) bool { return l.Kind == deposit.Alike })
		shown := comparedList{out.On, out.Count, lines, inRows(out.Bad)}
		if err := s.show(shown, func(p *page) { p.compared(shown) }); err != nil {
			return err
		}
		if n := out.Count.Differs(); n > 0 {
			return fault.New(fault.Invalid, "cli.deposit.differs", n)
		}
		return nil
	})
}

// compared prints what differs, with both sides, and the sums.
func (p *page) compared(out comparedList) {
	rows := [][]string{heads("deposit.kind", "policy.title", "policy.number", "deposit.differs", "deposit.where")}
	for _, l := range out.Lines {
		kind, where := i18n.T("deposit.kind."+string(l.Kind)), ""
		if l.Kind == deposit.Ambiguous {
			kind += " " + i18n.T("deposit.side."+string(l.Side))
		}
		if l.Theirs.Row != 0 {
			where = i18n.T("deposit.row_at", l.Theirs.Sheet, l.Theirs.Row)
		}
		number := l.Ours.Number
		if l.Side == deposit.Theirs {
			number = l.Theirs.Number
		}
		rows = append(rows, []string{kind, l.Title, number, twoSides(&l), where})
	}
	if len(out.Lines) > 0 {
		p.table("", rows...)
	}
	p.doubts(out.Bad)
	n := out.Count
	p.say("deposit.sum.theirs", n.Theirs, n.Same, n.Differing, n.OnlyTheirs, n.AmbiguousTheirs)
	p.say("deposit.sum.ours", n.Ours, n.Same, n.Differing, n.OnlyOurs, n.AmbiguousOurs)
}

// twoSides are the fields that differ, as both sides have them.
func twoSides(l *deposit.Line) string {
	var out []string
	for _, f := range l.Fields {
		ours := l.Ours.Of(f)
		if f == "standing" {
			ours = i18n.T("publish.validity." + ours)
		}
		out = append(out, i18n.T("cli.deposit.sides", i18n.T("deposit.field."+f), cmp.Or(ours, i18n.T("deposit.blank")), cmp.Or(l.Theirs.Of(f), i18n.T("deposit.blank"))))
	}
	return strings.Join(out, "; ")
}
