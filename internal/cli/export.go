package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/export"
)

func exportCommand(s *shell) *cobra.Command {
	return command("export DIR", "export", takes(1, 1), func(cmd *cobra.Command, args []string) error {
		return s.with(cmd, looks, func(ctx context.Context, a *app.App) error { return s.export(ctx, a, args[0]) })
	})
}

func (s *shell) export(ctx context.Context, a *app.App, dir string) error {
	begun := time.Now()
	f, err := a.Export(ctx, dir)
	if err != nil {
		return err
	}
	return s.show(struct {
		export.Figures
		Dir     string  `json:"dir"`
		Seconds float64 `json:"seconds"`
	}{f, dir, time.Since(begun).Seconds()}, func(p *page) {
		p.say("cli.exported", dir, f.Pages, f.Files, f.Proofs, f.Rows, f.Leaves, megabytes(f.Bytes))
	})
}
