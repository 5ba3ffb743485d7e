package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gongkai.example/gongkai/internal/platform/config"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// common are the settings that every help shows; the others stand in the help of serve.
var common = []string{"json", "env-file", "data", "dsn", "profile"}

// allSettings marks a command whose help shows every setting.
const allSettings = "settings"

// help prints what a command does.
func (s *shell) help(cmd *cobra.Command, _ []string) {
	var p page
	key := cmd.Annotations[textKey]
	p.say("cli.short." + key)
	for _, more := range []string{"cli.long." + key, "cli.out." + key} {
		if i18n.Has(more) {
			p.line("")
			p.say(more)
		}
	}
	p.line("")
	p.say("cli.usage", usage(cmd))
	if below := rowsOfCommands(cmd); len(below) > 0 {
		p.line("")
		p.say("cli.commands")
		p.table("  ", below...)
	}
	p.flags("cli.flags", cmd.LocalNonPersistentFlags(), func(f *pflag.Flag) bool { return f.Name != "help" && !f.Hidden })
	p.flags("cli.common_flags", cmd.Root().PersistentFlags(), func(f *pflag.Flag) bool {
		return cmd.Annotations[allSettings] != "" || slices.Contains(common, f.Name)
	})
	_, _ = fmt.Fprint(s.out, p.String())
}

// usage is the one line that says how a command is called.
func usage(cmd *cobra.Command) string {
	line := cmd.UseLine()
	if cmd.HasAvailableSubCommands() {
		return line + " " + i18n.T("cli.a_command")
	}
	return line
}

func rowsOfCommands(cmd *cobra.Command) [][]string {
	var rows [][]string
	for _, c := range cmd.Commands() {
		if !c.Hidden {
			rows = append(rows, []string{c.Name(), c.Short})
		}
	}
	return rows
}

// flags lists the flags that keep accepts.
func (p *page) flags(title string, flags *pflag.FlagSet, keep func(*pflag.Flag) bool) {
	if rows := rowsOfFlags(flags, keep); len(rows) > 0 {
		p.line("")
		p.say(title)
		p.table("  ", rows...)
	}
}

func rowsOfFlags(flags *pflag.FlagSet, keep func(*pflag.Flag) bool) [][]string {
	var rows [][]string
	flags.VisitAll(func(f *pflag.Flag) {
		if !keep(f) {
			return
		}
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		text := strings.ReplaceAll(f.Usage, "`", "")
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "0" && f.DefValue != "[]" {
			text += i18n.T("cli.default", f.DefValue)
		}
		rows = append(rows, []string{name, text})
	})
	return rows
}

// manual is docs/cli.md: every command with its flags and the fields of its JSON.
func manual(root *cobra.Command) string {
	parts := []string{i18n.T("cli.doc")}
	var write func(*cobra.Command)
	write = func(cmd *cobra.Command) {
		if i18n.Has("cli.out." + cmd.Annotations[textKey]) { // groups print nothing
			parts = append(parts, chapter(cmd)...)
		}
		for _, c := range cmd.Commands() {
			write(c)
		}
	}
	write(root)
	return strings.Join(parts, "\n\n") + "\n"
}

// chapter is the paragraphs about one command.
func chapter(cmd *cobra.Command) []string {
	key := cmd.Annotations[textKey]
	parts := []string{"## " + cmd.CommandPath(), i18n.T("cli.short." + key)}
	if i18n.Has("cli.long." + key) {
		parts = append(parts, i18n.T("cli.long."+key))
	}
	parts = append(parts, "    "+cmd.UseLine())
	var flags []string
	for _, row := range rowsOfFlags(cmd.LocalNonPersistentFlags(), func(f *pflag.Flag) bool { return f.Name != "help" && !f.Hidden }) {
		flags = append(flags, "- `"+row[0]+"` "+row[1])
	}
	if len(flags) > 0 {
		parts = append(parts, strings.Join(flags, "\n"))
	}
	return append(parts, i18n.T("cli.out."+key))
}

// effective lists the settings with their values.
func effective(c config.Config) [][]string {
	rows := [][]string{heads("cli.head.setting", "cli.head.value", "cli.head.about")}
	for _, f := range c.Describe() {
		rows = append(rows, []string{f.Name, f.Value, strings.ReplaceAll(i18n.Text(f.Text), "`", "")})
	}
	return rows
}
