package cli

import (
	"runtime"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/config"
	"gongkai.example/gongkai/internal/platform/i18n"
)

func doctorCommand(s *shell) *cobra.Command {
	return command("doctor", "doctor", takes(0, 0), func(cmd *cobra.Command, _ []string) error {
		c, err := s.settings(cmd)
		if err != nil {
			return err
		}
		return s.showFindings(app.Examine(machine(cmd), app.Config{Config: c}, time.Now()))
	})
}

// showFindings prints what was looked at. Anything bad is an error.
func (s *shell) showFindings(all []app.Finding) error {
	type line struct {
		Check string `json:"check"`
		State string `json:"state"`
		Text  string `json:"text"`
		Do    string `json:"do,omitempty"`
	}
	out := make([]line, len(all))
	bad := 0
	for i, f := range all {
		out[i] = line{f.Check, string(f.State), i18n.Text(f.Text), ""}
		if f.Do.Key != "" {
			out[i].Do = i18n.Text(f.Do)
		}
		if f.State == app.Bad {
			bad++
		}
	}
	err := s.show(map[string]any{"checks": out, "good": bad == 0}, func(p *page) {
		var rows [][]string
		for _, l := range out {
			rows = append(rows, []string{i18n.T("cli.state." + l.State), i18n.T("app.check." + l.Check), l.Text})
			if l.Do != "" {
				rows = append(rows, []string{"", "", i18n.T("cli.do", l.Do)})
			}
		}
		p.table("", rows...)
	})
	if err == nil && bad > 0 {
		err = fault.New(fault.Conflict, "cli.unwell", bad)
	}
	return err
}

// A build is what the program was made of.
type build struct {
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"`
	Time     string `json:"time,omitempty"`
	Modified bool   `json:"modified,omitempty"` // files were changed after the revision
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func buildOf() build {
	b := build{Version: "(devel)", Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if info.Main.Version != "" {
		b.Version = info.Main.Version
	}
	for _, set := range info.Settings {
		switch set.Key {
		case "vcs.revision":
			b.Revision = set.Value
		case "vcs.time":
			b.Time = set.Value
		case "vcs.modified":
			b.Modified = set.Value == "true"
		}
	}
	return b
}

func versionCommand(s *shell) *cobra.Command {
	return command("version", "version", takes(0, 0), func(*cobra.Command, []string) error {
		b := buildOf()
		return s.show(b, func(p *page) {
			p.line("gongkai " + b.Version)
			if b.Revision != "" {
				p.line(b.Revision + " " + b.Time)
			}
			p.line(b.Go + " " + b.Platform)
		})
	})
}

// settingsPage is docs/config.md.
func settingsPage() string { return config.Markdown((config.Config{}).Describe(), i18n.Text) }
