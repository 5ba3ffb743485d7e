// Package cli is the command line. Each command asks a service and prints: for
// people in their language, with --json for programs. It decides nothing.
//
// Reading order: Main and shell here, fail.go for errors and exit codes, help.go
// for what --help shows, then one file a noun. The pages of all commands are in
// docs/cli.md, which a test compares with them.
package cli

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/config"
	"gongkai.example/gongkai/internal/platform/i18n"
)

//go:generate go test -run TestDocument . -update

// commands makes every command, in the order of the help.
var commands = []func(*shell) *cobra.Command{
	serveCommand, demoCommand, simulateCommand, migrateCommand, backupCommand, restoreCommand, exportCommand, doctorCommand, configCommand,
	planCommand, catalogueCommand, publishCommand, policyCommand, depositCommand, searchCommand, unitCommand, profileCommand, userCommand,
	screenCommand, foiCommand, annualCommand, dueCommand, holidaysCommand, journalCommand, verifyCommand,
	benchCommand, versionCommand,
}

// Main runs one command and returns the exit code: 0 done, 1 refused (the
// message says which rule), 2 wrong use. It ends on SIGINT and SIGTERM.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer, environ []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	s := &shell{in: stdin, out: stdout, err: stderr, environ: environ}
	cmd, err := s.run(ctx, args)
	return s.exit(cmd, err)
}

// shell is one run of the program: its streams, its environment, and how to print.
type shell struct {
	in      io.Reader
	out     io.Writer
	err     io.Writer
	environ []string
	json    bool
}

func (s *shell) run(ctx context.Context, args []string) (*cobra.Command, error) {
	root := s.root()
	if args == nil {
		args = []string{} // nil would have cobra take those of the process
	}
	root.SetArgs(args)
	return root.ExecuteContextC(ctx)
}

// root is the whole tree of commands.
func (s *shell) root() *cobra.Command {
	cobra.EnableCommandSorting = false
	root := group("gongkai", "root")
	root.SilenceErrors, root.SilenceUsage = true, true
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpCommand(&cobra.Command{Use: "help", Hidden: true, RunE: func(_ *cobra.Command, args []string) error {
		cmd, rest, err := root.Find(args)
		if err != nil || len(rest) > 0 {
			return misuse("cli.unknown_command", strings.Join(args, " "))
		}
		return cmd.Help()
	}})
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.SetFlagErrorFunc(flagError)
	root.SetHelpFunc(s.help)
	root.PersistentFlags().BoolVar(&s.json, "json", false, i18n.T("cli.flag.json"))
	for _, f := range (config.Config{}).Describe() {
		root.PersistentFlags().String(f.Flag, f.Default, i18n.Text(f.Text))
	}
	for _, make := range commands {
		root.AddCommand(make(s))
	}
	return root
}

// command is a command with a method to run. Its texts have the keys
// cli.short.<key>, cli.long.<key> and cli.out.<key>, the fields of its JSON.
func command(use, key string, args cobra.PositionalArgs, run func(*cobra.Command, []string) error) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: i18n.T("cli.short." + key), Annotations: map[string]string{textKey: key},
		DisableFlagsInUseLine: true, Args: args, RunE: run,
	}
}

const textKey = "text"

// group is a command that only has others below it.
func group(use, key string, below ...*cobra.Command) *cobra.Command {
	g := command(use, key, anyArgs, func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return misuse("cli.unknown_command", strings.Join(args, " "))
		}
		return cmd.Help()
	})
	g.AddCommand(below...)
	return g
}

func anyArgs(*cobra.Command, []string) error { return nil }

// takes accepts from least to most arguments.
func takes(least, most int) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return misuse("cli.too_few", least)
		case len(args) > most:
			return misuse("cli.too_many", strings.Join(args[most:], " "))
		}
		return nil
	}
}

// settings are those of the environment, with the flags of the command over them.
func (s *shell) settings(cmd *cobra.Command) (config.Config, error) {
	environ := s.environ
	names := map[string]bool{}
	for _, f := range (config.Config{}).Describe() {
		names[f.Flag] = true
	}
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if names[f.Name] {
			environ = append(slices.Clip(environ), config.Flag(f.Name, f.Value.String()))
		}
	})
	c, err := config.Load(environ)
	if err != nil {
		return c, misused{err}
	}
	return c, nil
}

// access is how a command comes to the program.
type access string

// The ways.
const (
	looks  access = "looks"  // nothing is made that was not there
	begins access = "begins" // what a first start makes is made
	loads  access = "loads"  // the same but for the district
)

// open puts the program together for a command.
func (s *shell) open(cmd *cobra.Command, how access) (*app.App, error) {
	c, err := s.settings(cmd)
	if err != nil {
		return nil, err
	}
	if !cmd.Flags().Changed("log-level") {
		c.Log.Level = max(c.Log.Level, slog.LevelWarn) // what happens is the command's own output
	}
	return app.New(cmd.Context(), app.Config{Config: c, Log: s.logger(c.Log), Existing: how == looks, Bare: how == loads})
}

// with runs f as the machine itself over the whole program.
func (s *shell) with(cmd *cobra.Command, how access, f func(context.Context, *app.App) error) (err error) {
	a, err := s.open(cmd, how)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	return f(machine(cmd), a)
}

func machine(cmd *cobra.Command) context.Context {
	return auth.With(cmd.Context(), auth.Machine("cli"))
}
