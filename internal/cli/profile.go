package cli

import (
	"context"

	"github.com/spf13/cobra"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/profile"
)

func profileCommand(s *shell) *cobra.Command {
	var dry bool
	load := command("load [NAME]", "profile_load", takes(0, 1), func(cmd *cobra.Command, args []string) error { return s.loadProfile(cmd, args, dry) })
	load.Flags().BoolVar(&dry, "dry-run", false, i18n.T("cli.flag.dry_run"))
	return group("profile", "profile",
		command("check [NAME]", "profile_check", takes(0, 1), s.checkProfile),
		command("diff [FROM] [TO]", "profile_diff", takes(0, 2), s.diffProfile),
		load,
	)
}

// profileOf opens the profile that an argument names, or that of the settings.
func (s *shell) profileOf(cmd *cobra.Command, args []string) (*profile.Profile, error) {
	c, err := s.settings(cmd)
	if err != nil {
		return nil, err
	}
	name := c.Profile
	if len(args) > 0 {
		name = args[len(args)-1]
	}
	p, err := profile.Open(name)
	if fault.Of(err) == fault.NotFound {
		err = misused{err}
	}
	return p, err
}

func (s *shell) checkProfile(cmd *cobra.Command, args []string) error {
	p, err := s.profileOf(cmd, args)
	if err != nil {
		return err
	}
	type row struct {
		File string `json:"file"`
		Line int    `json:"line"`
		Text string `json:"text"`
	}
	open := []row{}
	for _, r := range p.Unverified() {
		open = append(open, row{r.File, r.Line, i18n.Text(r.Text)})
	}
	return s.show(map[string]any{
		"name": p.Name, "digest": p.Digest, "units": len(p.Units), "groups": len(p.Groups), "columns": len(p.Columns), "people": len(p.People), "unverified": open, "missing": append([]string{}, p.Settings.Missing()...),
	}, func(out *page) {
		out.say("cli.profile_good", p.Name, len(p.Units), len(p.Groups), len(p.People))
		for _, r := range p.Unverified() {
			out.line("  " + place(r) + i18n.Text(r.Text))
		}
		for _, name := range p.Settings.Missing() {
			out.line("  " + i18n.T("cli.profile_missing", name))
		}
	})
}

// diffProfile compares two profiles, or one with what the database has.
func (s *shell) diffProfile(cmd *cobra.Command, args []string) error {
	to, err := s.profileOf(cmd, args)
	if err != nil {
		return err
	}
	var changes []profile.Change
	if len(args) == 2 {
		from, err := s.profileOf(cmd, args[:1])
		if err != nil {
			return err
		}
		changes = append(profile.Diff(from, to), profile.DiffColumns(from.Columns, to.Columns)...)
		changes = append(changes, profile.DiffLetters(from.Letters, to.Letters)...)
	} else {
		err = s.with(cmd, looks, func(ctx context.Context, a *app.App) (err error) {
			changes, err = a.Units.Load(ctx, to, true)
			return err
		})
	}
	if err != nil {
		return err
	}
	return s.showChanges(to, changes, "cli.profile_would")
}

func (s *shell) loadProfile(cmd *cobra.Command, args []string, dry bool) error {
	p, err := s.profileOf(cmd, args)
	if err != nil {
		return err
	}
	how := loads
	if dry {
		how = looks
	}
	return s.with(cmd, how, func(ctx context.Context, a *app.App) error {
		changes, err := a.Units.Load(ctx, p, dry)
		if err != nil {
			return err
		}
		said := "cli.profile_loaded"
		if dry {
			said = "cli.profile_would"
		}
		return s.showChanges(p, changes, said)
	})
}

func (s *shell) showChanges(p *profile.Profile, changes []profile.Change, said string) error {
	type change struct {
		profile.Change
		Words string `json:"text"`
	}
	out := make([]change, len(changes))
	for i, c := range changes {
		out[i] = change{c, i18n.Text(c.Text())}
	}
	return s.show(map[string]any{"name": p.Name, "digest": p.Digest, "changes": out}, func(page *page) {
		for _, c := range out {
			page.line("  " + c.Words)
		}
		page.say(said, p.Name, len(out))
	})
}
