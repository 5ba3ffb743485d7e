package cli

import (
	"context"
	"maps"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// charged is what foi fee is asked.
type charged struct{ before, pieces, pages int }

func foiCommand(s *shell) *cobra.Command {
	var q charged
	fee := command("fee", "foi_fee", takes(0, 0), func(cmd *cobra.Command, _ []string) error { return s.fee(cmd, q) })
	fee.Flags().IntVar(&q.pieces, "pieces", 0, i18n.T("cli.flag.pieces"))
	fee.Flags().IntVar(&q.before, "before", 0, i18n.T("cli.flag.before"))
	fee.Flags().IntVar(&q.pages, "pages", 0, i18n.T("cli.flag.pages"))
	var dry bool
	forget := command("forget", "foi_forget", takes(0, 0), func(cmd *cobra.Command, _ []string) error {
		return s.with(cmd, looks, func(ctx context.Context, a *app.App) error { return s.forget(ctx, a, dry) })
	})
	forget.Flags().BoolVar(&dry, "dry-run", false, i18n.T("cli.flag.dry_run"))
	load := command("import FILE", "foi_import", takes(1, 1), func(cmd *cobra.Command, args []string) error {
		return s.importCases(cmd, args[0], dry)
	})
	load.Flags().BoolVar(&dry, "dry-run", false, i18n.T("cli.flag.dry_run"))
	return group("foi", "foi", fee, forget, load)
}

// forget anonymises the archived cases whose term is over, or says which they are.
func (s *shell) forget(ctx context.Context, a *app.App, dry bool) error {
	if !dry {
		n, err := a.Requests.Forget(ctx)
		if err != nil {
			return err
		}
		return s.show(map[string]int{"forgotten": n}, func(p *page) { p.say("cli.foi.forgotten", n) })
	}
	var all []foi.Forgettable
	for q := (db.Page{Size: 200}); ; {
		rows, err := a.Requests.Forgettable(ctx, foi.Forgetting{Due: true}, q)
		if err != nil {
			return err
		}
		all = append(all, rows.Items...)
		if q.After = rows.Next; q.After == "" {
			break
		}
	}
	return s.show(map[string]any{"due": all}, func(p *page) {
		rows := [][]string{}
		for _, r := range all {
			rows = append(rows, []string{r.Number, i18n.T("cli.foi.archived", r.Archived)})
		}
		p.table("", rows...)
		p.say("cli.foi.would_forget", len(all))
	})
}

// A readCases is the JSON of foi import.
type readCases struct {
	foi.Imported
	Batch    foi.BatchID   `json:"batch,omitempty"` // kept; 0 after a dry run
	Warnings []readWarning `json:"warnings"`
}

// importCases takes over cases of earlier years that were handled on paper.
func (s *shell) importCases(cmd *cobra.Command, file string, dry bool) error {
	data, err := s.read(file)
	if err != nil {
		return err
	}
	return s.with(cmd, begins, func(ctx context.Context, a *app.App) error {
		out, err := a.Requests.Import(ctx, foi.Table{Name: filepath.Base(file), File: data}, dry)
		if err != nil {
			return err
		}
		shown, said := readCases{Imported: out, Warnings: inRows(out.Warnings)}, "cli.foi.would"
		if out.Batch != nil {
			shown.Batch, said = out.Batch.ID, "cli.foi.imported"
		}
		return s.show(shown, func(p *page) {
			rows := [][]string{heads("foi.year", "foi.batch_total")}
			for _, year := range slices.Sorted(maps.Keys(out.Years)) {
				rows = append(rows, []string{strconv.Itoa(year), strconv.Itoa(out.Years[year])})
			}
			p.table("", rows...)
			p.doubts(shown.Warnings)
			p.say(said, out.Total, shown.Batch)
		})
	})
}

// fee prints what a request costs. It is counted by 件 or by pages, never by both.
func (s *shell) fee(cmd *cobra.Command, q charged) error {
	byPieces, byPages := cmd.Flags().Changed("pieces"), cmd.Flags().Changed("pages")
	switch {
	case byPieces && byPages:
		return misuse("cli.foi.fee_both")
	case !byPieces && !byPages:
		return misuse("cli.foi.fee_neither")
	case byPages && cmd.Flags().Changed("before"):
		return misuse("cli.foi.fee_before")
	}
	f, err := foi.PageFee(q.pages)
	if byPieces {
		f, err = foi.PieceFee(q.before, q.pieces)
	}
	if err != nil {
		return err
	}
	return s.show(f, func(p *page) { p.fee(f) })
}

// fee prints an amount and the bands that it comes from.
func (p *page) fee(f foi.Fee) {
	unit := i18n.T("cli.foi." + string(f.Standard))
	p.say("cli.foi.fee", foi.Yuan(f.Amount))
	p.say("cli.foi.fee_lines")
	var rows [][]string
	for _, l := range f.Lines {
		span := strconv.Itoa(l.From)
		if l.To > l.From {
			span = i18n.T("cli.foi.fee_span", l.From, l.To)
		}
		rows = append(rows, []string{
			i18n.T("cli.foi.fee_nth", span, unit), i18n.T("cli.foi.fee_rate", l.Count, unit, foi.Yuan(l.Rate)), i18n.T("cli.foi.fee_yuan", foi.Yuan(l.Amount)),
		})
	}
	p.table("  ", rows...)
	p.say("cli.foi.fee_basis", law.Title(law.Bands(f.Standard)[0].Basis))
}
