package cli

import (
	"context"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/platform/i18n"
)

func policyCommand(s *shell) *cobra.Command {
	var how policy.How
	load := command("import FILE", "policy_import", takes(1, 1), func(cmd *cobra.Command, args []string) error {
		return s.importLibrary(cmd, args[0], how)
	})
	load.Flags().BoolVar(&how.Dry, "dry-run", false, i18n.T("cli.flag.dry_run"))
	load.Flags().BoolVar(&how.Partial, "partial", false, i18n.T("cli.flag.partial"))
	leave := command("export FILE", "policy_export", takes(1, 1), func(cmd *cobra.Command, args []string) error {
		return s.exportLibrary(cmd, args[0])
	})
	return group("policy", "policy", load, leave)
}

// exportLibrary writes the library for another program, such as that of the city.
func (s *shell) exportLibrary(cmd *cobra.Command, file string) error {
	return s.with(cmd, looks, func(ctx context.Context, a *app.App) error {
		var out policy.Exported
		err := s.writeTo(file, func(w io.Writer) (err error) {
			out, err = a.Documents.Export(ctx, w)
			return err
		})
		if err != nil {
			return err
		}
		return s.show(out, func(p *page) { p.say("cli.policy.exported", out.Documents, out.Texts, out.Files, file) })
	})
}

// A readLibrary is the JSON of policy import: that of policy.Imported, with each fault and
// warning also in words.
type readLibrary struct {
	policy.Imported
	Import   policy.ImportID `json:"import,omitempty"` // kept; 0 after a dry run
	Bad      []readWarning   `json:"bad"`
	Warnings []readWarning   `json:"warnings"`
}

// importLibrary takes over documents that were issued before the library was kept here. Who
// makes them public does it at the desk, as a person.
func (s *shell) importLibrary(cmd *cobra.Command, file string, how policy.How) error {
	data, err := s.read(file)
	if err != nil {
		return err
	}
	return s.with(cmd, begins, func(ctx context.Context, a *app.App) error {
		out, err := a.Documents.Import(ctx, policy.Archive{Name: filepath.Base(file), File: data}, how)
		if err != nil {
			return err
		}
		shown, said := readLibrary{Imported: out, Bad: inRows(out.Bad), Warnings: inRows(out.Warnings)}, "cli.policy.would"
		switch {
		case out.Import != nil:
			shown.Import, said = out.Import.ID, "cli.policy.imported"
		case !out.Dry:
			said = "cli.policy.nothing"
		}
		return s.show(shown, func(p *page) {
			rows := [][]string{heads("policy.title", "policy.number", "policy.import.outcome", "publish.validity")}
			for _, l := range out.Lines {
				standing := ""
				if l.Standing != "" {
					standing = i18n.T("publish.validity." + string(l.Standing))
				}
				rows = append(rows, []string{l.Title, l.Number, i18n.T("policy.import.outcome." + string(l.Outcome)), standing})
			}
			p.table("", rows...)
			p.doubts(shown.Bad)
			p.doubts(shown.Warnings)
			p.say(said, out.Total, out.Known, len(out.Bad), shown.Import)
		})
	})
}
