package cli

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/demo"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/config"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/secret"
)

// cheap is the price of a password in a district that is thrown away.
var cheap = secret.Params{Memory: 64, Passes: 1, Threads: 1}

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
	clock := &demo.Clock{Wall: time.Now}
	clock.Set(demo.Issued)
	a, err := app.New(cmd.Context(), app.Config{Config: c, Log: s.logger(c.Log), Clock: clock.Now, Unsafe: true, Hash: cheap, Notice: i18n.T("cli.demo_notice")})
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	people, answered, err := tell(cmd.Context(), a, clock, seed)
	if err != nil {
		return err
	}
	addr, err := a.Listen(cmd.Context())
	if err != nil {
		return err
	}
	url := "http://" + addr.String()
	if err := s.show(map[string]any{"url": url, "people": people, "password": demo.Password, "today": demo.Today, "request": answered}, func(p *page) {
		p.say("cli.demo", url, demo.Today)
		rows := [][]string{heads("cli.head.login", "cli.head.name", "cli.head.title", "cli.head.unit")}
		for _, one := range people {
			rows = append(rows, []string{one.Login, one.Name, one.Title, one.Unit})
		}
		p.table("  ", rows...)
		p.say("cli.demo_password", demo.Password, url+"/sign-in")
		p.say("cli.demo_request", answered.Number, strings.Join(secret.Groups(answered.Code), " "), url+"/foi/track")
	}); err != nil {
		return err
	}
	return a.Serve(cmd.Context())
}

// tell has the story told to an empty district.
func tell(ctx context.Context, a *app.App, clock *demo.Clock, seed uint64) (people []demo.Person, answered foi.Access, err error) {
	p, err := profile.Open(demo.Profile)
	if err != nil {
		return nil, answered, err
	}
	people, err = demo.Fill(ctx, demo.District{
		Users: a.Users, Units: a.Units, Plans: a.Plans, Duties: a.Duties, Profile: p, Clock: clock,
		Columns: a.Columns, Catalogues: a.Catalogues, Items: a.Items, Topics: a.Topics, Requests: a.Requests, Proposals: a.Proposals, Corrections: a.Corrections, Reports: a.Reports, Remedies: a.Remedies, Files: a.Files, Answered: &answered,
		RunDue: func(ctx context.Context) error { _, err := a.Jobs.RunDue(ctx); return err },
	}, seed)
	if err != nil {
		return nil, answered, err
	}
	_, err = a.Journal.Sequence(ctx)
	return people, answered, err
}
