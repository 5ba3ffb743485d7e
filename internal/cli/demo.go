package cli

import (
	"errors"
	"log/slog"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/demo"
	"gongkai.example/gongkai/internal/platform/config"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/secret"
	"gongkai.example/gongkai/internal/simulate"
)

func demoCommand(s *shell) *cobra.Command {
	var seed uint64
	cmd := command("demo", "demo", takes(0, 0), func(cmd *cobra.Command, _ []string) error { return s.demo(cmd, seed) })
	cmd.Flags().Uint64Var(&seed, "seed", 1, i18n.T("cli.flag.seed"))
	return cmd
}

// demo makes a district in a folder of its own, serves it on a free port of
// this machine, and removes it in the end.
func (s *shell) demo(cmd *cobra.Command, seed uint64) (err error) {
	dir, err := os.MkdirTemp("", "gongkai-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	s.environ = append(slices.Clip(s.environ), config.Flag("data", dir), config.Flag("profile", demo.Profile))
	if !cmd.Flags().Changed("listen") {
		s.environ = append(s.environ, config.Flag("listen", "127.0.0.1:0"))
	}
	c, err := s.settings(cmd)
	if err != nil {
		return err
	}
	if !cmd.Flags().Changed("log-level") {
		c.Log.Level = max(c.Log.Level, slog.LevelWarn) // the address and the people are what the reader looks for
	}
	clock := &simulate.Clock{Wall: time.Now}
	clock.Set(demo.Issued)
	a, err := simulate.Open(cmd.Context(), app.Config{Config: c, Log: s.logger(c.Log), Unsafe: true, Notice: i18n.T("cli.demo_notice")}, clock)
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	told, err := demo.Fill(cmd.Context(), a, seed)
	if err != nil {
		return err
	}
	if _, err := a.Journal.Sequence(cmd.Context()); err != nil {
		return err
	}
	at, err := a.Listen(cmd.Context())
	if err != nil {
		return err
	}
	url := "http://" + at.Site.String()
	if err := s.show(map[string]any{"url": url, "people": told.People, "password": simulate.Password, "today": demo.Today, "request": told.Answered}, func(p *page) {
		p.say("cli.demo", url, demo.Today)
		rows := [][]string{heads("cli.head.login", "cli.head.name", "cli.head.title", "cli.head.unit")}
		for _, one := range told.People {
			rows = append(rows, []string{one.Login, one.Name, one.Title, one.Unit})
		}
		p.table("  ", rows...)
		p.say("cli.demo_password", simulate.Password, url+"/sign-in")
		p.say("cli.demo_request", told.Answered.Number, strings.Join(secret.Groups(told.Answered.Code), " "), url+"/foi/track")
	}); err != nil {
		return err
	}
	return a.Serve(cmd.Context())
}
