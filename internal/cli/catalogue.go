package cli

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/i18n"
)

func catalogueCommand(s *shell) *cobra.Command {
	var in catalogue.Upload
	var dry bool
	check := command("check FILE", "catalogue_check", takes(1, 1), func(cmd *cobra.Command, args []string) error {
		return s.checkCatalogue(cmd, args[0], in.Domain)
	})
	load := command("import FILE", "catalogue_import", takes(1, 1), func(cmd *cobra.Command, args []string) error {
		return s.importCatalogue(cmd, args[0], in, dry)
	})
	for _, c := range []*cobra.Command{check, load} {
		c.Flags().StringVar(&in.Domain, "domain", "", i18n.T("cli.flag.domain"))
	}
	load.Flags().StringVar(&in.Title, "title", "", i18n.T("catalogue.title"))
	load.Flags().StringVar((*string)(&in.Dated), "dated", "", i18n.T("catalogue.dated_hint"))
	load.Flags().BoolVar(&dry, "dry-run", false, i18n.T("cli.flag.dry_run"))
	return group("catalogue", "catalogue", check, load)
}

// A readCatalogue is the JSON of both commands: that of catalogue.Reading, with
// each warning also in words.
type readCatalogue struct {
	catalogue.Reading
	Domain     catalogue.Domain       `json:"domain"`
	Dry        bool                   `json:"dry"`
	Version    catalogue.ID           `json:"version,omitempty"` // kept; 0 after a dry run
	Difference []catalogue.Difference `json:"difference"`
	Warnings   []readWarning          `json:"warnings"`
}

type readWarning struct {
	fault.Row
	Words string `json:"words"`
}

func inRows(ws []fault.Row) []readWarning {
	out := make([]readWarning, len(ws))
	for i, w := range ws {
		out[i] = readWarning{w, i18n.Text(w.Text)}
	}
	return out
}

// doubts prints what is doubtful in a file, each with its place.
func (p *page) doubts(ws []readWarning) {
	for _, w := range ws {
		p.line("▲ " + place(w.Row) + w.Words)
	}
}

// checkCatalogue reads a catalogue with the units of the profile. Nothing is kept.
func (s *shell) checkCatalogue(cmd *cobra.Command, file, domain string) error {
	d, err := s.profileDistrict(cmd)
	if err != nil {
		return err
	}
	data, err := s.read(file)
	if err != nil {
		return err
	}
	of, ok := catalogue.DomainOf(domain)
	if !ok {
		return misuse("catalogue.bad_domain", domain)
	}
	r, err := catalogue.Read(filepath.Base(file), data, of, d.names)
	if err != nil {
		return err
	}
	return s.showCatalogue(catalogue.Imported{Dry: true, Domain: of, Difference: []catalogue.Difference{}, Reading: r}, "cli.catalogue_read")
}

func (s *shell) importCatalogue(cmd *cobra.Command, file string, in catalogue.Upload, dry bool) error {
	data, err := s.read(file)
	if err != nil {
		return err
	}
	if _, ok := catalogue.DomainOf(in.Domain); !ok {
		return misuse("catalogue.bad_domain", in.Domain)
	}
	if in.Dated != "" && !calendar.Day.Valid(in.Dated) {
		return misuse("cli.bad_value", "--dated", in.Dated)
	}
	in.Name, in.File = filepath.Base(file), data
	return s.with(cmd, begins, func(ctx context.Context, a *app.App) error {
		out, err := a.Catalogues.Import(ctx, in, dry)
		if err != nil {
			return err
		}
		said := "cli.catalogue_imported"
		if dry {
			said = "cli.catalogue_would"
		}
		return s.showCatalogue(out, said)
	})
}

func (s *shell) showCatalogue(out catalogue.Imported, said string) error {
	shown := readCatalogue{Reading: out.Reading, Domain: out.Domain, Dry: out.Dry, Difference: out.Difference, Warnings: inRows(out.Warnings)}
	if out.Version != nil {
		shown.Version = out.Version.ID
	}
	return s.show(shown, func(p *page) {
		p.catalogue(shown, out.Base != 0)
		p.say(said, out.Domain.Name, len(out.Rows), len(out.Warnings), len(out.Difference))
	})
}

// catalogue prints the rows, what is doubtful in them, and what they change.
func (p *page) catalogue(c readCatalogue, compared bool) {
	rows := [][]string{heads("cli.head.line", "catalogue.item", "catalogue.term_text", "catalogue.subject", "cli.head.units")}
	for _, r := range c.Rows {
		rows = append(rows, []string{fmt.Sprint(r.Source), r.Name(), r.TermText, r.Subject, fmt.Sprint(len(r.Units))})
	}
	p.table("", rows...)
	if compared {
		for _, d := range c.Difference {
			p.line(i18n.T("cli.labelled", fault.T("catalogue.how."+d.How), d.Name))
			for _, f := range d.Fields {
				p.say("cli.catalogue_field", f.Heading(), f.Old, f.New)
			}
		}
	}
	p.doubts(c.Warnings)
}
