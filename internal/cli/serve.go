package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
)

func serveCommand(s *shell) *cobra.Command {
	cmd := command("serve", "serve", takes(0, 0), func(cmd *cobra.Command, _ []string) error { return s.serve(cmd) })
	cmd.Annotations[allSettings] = "yes"
	return cmd
}

// serve runs until the context of the command ends.
func (s *shell) serve(cmd *cobra.Command) error {
	c, err := s.settings(cmd)
	if err != nil {
		return err
	}
	log, lines := s.gathered(c.Log)
	defer lines.flush()
	a, err := app.New(cmd.Context(), app.Config{Config: c, Log: log})
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }() // what the database had to say, Serve has said
	at, err := a.Listen(cmd.Context())
	if err != nil {
		return err
	}
	url := c.HTTP.PublicURL
	if url == "" {
		url = "http://" + at.Site.String()
	}
	told := map[string]string{"url": url, "listen": at.Site.String()}
	if at.Plain != nil {
		told["http"] = at.Plain.String()
	}
	err = s.show(told, func(p *page) { p.say("cli.serving", url) })
	if err != nil {
		return err
	}
	return a.Serve(cmd.Context())
}

func migrateCommand(s *shell) *cobra.Command {
	return group("migrate", "migrate",
		command("status", "migrate_status", takes(0, 0), func(cmd *cobra.Command, _ []string) error { return s.withSchema(cmd, true, s.schemaStatus) }),
		command("up", "migrate_up", takes(0, 0), func(cmd *cobra.Command, _ []string) error { return s.withSchema(cmd, false, s.schemaUp) }),
	)
}

func (s *shell) schemaStatus(ctx context.Context, d *db.DB) error {
	all, err := d.Migrations(ctx)
	if err != nil {
		return err
	}
	return s.show(map[string]any{"engine": d.Engine(), "migrations": all}, func(p *page) {
		rows := [][]string{heads("cli.head.migration", "cli.head.state")}
		for _, m := range all {
			state := "cli.pending"
			if m.Applied {
				state = "cli.applied"
			}
			rows = append(rows, []string{m.Name, i18n.T(state)})
		}
		p.table("", rows...)
	})
}

func (s *shell) schemaUp(ctx context.Context, d *db.DB) error {
	done, err := d.Migrate(ctx)
	if err != nil {
		return err
	}
	return s.show(map[string]any{"engine": d.Engine(), "migrations": append([]db.Migration{}, done...)}, func(p *page) {
		for _, m := range done {
			p.say("cli.migrated", m.Name)
		}
		if len(done) == 0 {
			p.say("cli.nothing_to_migrate")
		}
	})
}

// withSchema runs f over the database alone, whose schema may be of any age.
func (s *shell) withSchema(cmd *cobra.Command, existing bool, f func(context.Context, *db.DB) error) error {
	c, err := s.settings(cmd)
	if err != nil {
		return err
	}
	d, err := app.OpenDatabase(cmd.Context(), app.Config{Config: c, Existing: existing})
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	return f(machine(cmd), d)
}

func configCommand(s *shell) *cobra.Command {
	cmd := command("config", "config", takes(0, 0), func(cmd *cobra.Command, _ []string) error {
		c, err := s.settings(cmd)
		if err != nil {
			return err
		}
		values := map[string]string{}
		for _, f := range c.Describe() {
			values[f.Name] = f.Value
		}
		return s.show(map[string]any{"settings": values}, func(p *page) { p.table("", effective(c)...) })
	})
	cmd.Annotations[allSettings] = "yes"
	cmd.AddCommand(command("doc", "config_doc", takes(0, 0), func(*cobra.Command, []string) error {
		text := settingsPage()
		return s.show(map[string]string{"markdown": text}, func(p *page) { p.line(strings.TrimSpace(text)) })
	}))
	return cmd
}
