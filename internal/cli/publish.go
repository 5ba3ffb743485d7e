package cli

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/i18n"
)

func publishCommand(s *shell) *cobra.Command {
	var dry bool
	load := command("import FILE", "publish_import", takes(1, 1), func(cmd *cobra.Command, args []string) error {
		return s.importItems(cmd, args[0], dry)
	})
	load.Flags().BoolVar(&dry, "dry-run", false, i18n.T("cli.flag.dry_run"))
	return group("publish", "publish", load)
}

// A readBatch is the JSON of publish import: that of publish.Imported, with each
// warning also in words.
type readBatch struct {
	publish.Imported
	Batch    publish.BatchID `json:"batch,omitempty"` // kept; 0 after a dry run
	Warnings []readWarning   `json:"warnings"`
}

// importItems reads what an earlier site had as drafts. Who puts them on line
// does it at the desk, as a person.
func (s *shell) importItems(cmd *cobra.Command, file string, dry bool) error {
	data, err := s.read(file)
	if err != nil {
		return err
	}
	name := filepath.Base(file)
	if file == "-" {
		name = i18n.T("cli.stdin")
	}
	return s.with(cmd, begins, func(ctx context.Context, a *app.App) error {
		out, err := a.Items.Import(ctx, publish.Source{Name: name, File: data}, dry)
		if err != nil {
			return err
		}
		shown := readBatch{Imported: out, Warnings: inRows(out.Warnings)}
		said := "cli.publish_would"
		if out.Batch != nil {
			shown.Batch, said = out.Batch.ID, "cli.publish_imported"
		}
		return s.show(shown, func(p *page) {
			rows := [][]string{heads("publish.column", "publish.batch_total")}
			for _, path := range slices.Sorted(maps.Keys(out.Columns)) {
				rows = append(rows, []string{path, fmt.Sprint(out.Columns[path])})
			}
			p.table("", rows...)
			p.doubts(shown.Warnings)
			p.say(said, out.Total, len(out.Warnings), shown.Batch)
		})
	})
}
