package cli

import (
	"context"

	"github.com/spf13/cobra"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/platform/i18n"
)

func searchCommand(s *shell) *cobra.Command {
	return group("search", "search", command("rebuild", "search_rebuild", takes(0, 0), func(cmd *cobra.Command, _ []string) error {
		return s.with(cmd, looks, s.rebuildSearch)
	}))
}

// rebuildSearch puts everything public into the index anew. How far it is goes to
// the standard error, so that the output is the result alone.
func (s *shell) rebuildSearch(ctx context.Context, a *app.App) error {
	before, there, err := a.Search.Compare(ctx)
	if err != nil {
		return err
	}
	done, err := a.Search.Rebuild(ctx, func(done int) { s.complain(i18n.T("cli.search_progress", done, there)) })
	if err != nil {
		return err
	}
	found, _, err := a.Search.Compare(ctx)
	if err != nil {
		return err
	}
	return s.show(map[string]int{"before": before, "put": done, "found": found}, func(p *page) { p.say("cli.search_rebuilt", done, before, found) })
}
