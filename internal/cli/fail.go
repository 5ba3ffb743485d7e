package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/kernel/disk"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/config"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// The exit codes.
const (
	exitDone    = 0
	exitRefused = 1 // by the data: the message says which rule
	exitMisused = 2 // wrong command, flag, argument or setting
)

// misused marks an error as wrong use.
type misused struct{ error }

func (m misused) Unwrap() error { return m.error }

// misuse is wrong use in words.
func misuse(key string, args ...any) error { return misused{fault.New(fault.Invalid, key, args...)} }

// flagError says in words what cobra says in English.
func flagError(_ *cobra.Command, err error) error {
	if e, ok := errors.AsType[misused](err); ok {
		return e
	}
	if e, ok := errors.AsType[*pflag.NotExistError](err); ok {
		name := "--" + e.GetSpecifiedName()
		if e.GetSpecifiedShortnames() != "" {
			name = "-" + e.GetSpecifiedName()
		}
		return misuse("cli.unknown_flag", name)
	}
	if e, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return misuse("cli.no_value", "--"+e.GetFlag().Name)
	}
	if e, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		if f, ok := errors.AsType[*fault.Error](e.Unwrap()); ok {
			return misuse("cli.bad_flag_value", "--"+e.GetFlag().Name, f.Text)
		}
		return misuse("cli.bad_value", "--"+e.GetFlag().Name, e.GetValue())
	}
	return misuse("cli.bad_flag")
}

// exit tells the reader what went wrong, never how the program is made, and returns the code.
func (s *shell) exit(cmd *cobra.Command, err error) int {
	if err == nil {
		return exitDone
	}
	err = s.explained(cmd, err)
	e := fault.As(err)
	s.complain(i18n.T("cli.error", told(err)))
	for _, name := range slices.Sorted(maps.Keys(e.Fields)) {
		s.complain(i18n.T("cli.field", flagOf(cmd, name), e.Fields[name]))
	}
	for _, r := range e.Rows {
		s.complain("  " + place(r) + i18n.Text(r.Text))
	}
	if s.curious(cmd) {
		s.complain(i18n.T("cli.cause", err.Error()))
	}
	if _, ok := errors.AsType[misused](err); ok {
		s.complain(i18n.T("cli.see_help", cmd.CommandPath()))
		return exitMisused
	}
	return exitRefused
}

// explained is an error with what the machine has to do with it.
func (s *shell) explained(cmd *cobra.Command, err error) error {
	if fault.Of(err) != fault.Internal {
		return err
	}
	c, none := s.settings(cmd)
	if none != nil {
		return err
	}
	return app.Explain(app.Config{Config: c}, err)
}

// told is what a reader is told of an error.
func told(err error) fault.Text {
	if e := fault.As(err); e.Kind != fault.Internal {
		return e.Text
	}
	return fault.T("cli.internal")
}

func (s *shell) complain(line string) { _, _ = fmt.Fprintln(s.err, line) }

// curious reports whether the caller asked for causes, by the level of the log.
func (s *shell) curious(cmd *cobra.Command) bool {
	level := cmd.Flags().Lookup("log-level")
	return level != nil && level.Value.String() == "debug" || slices.Contains(s.environ, config.Flag("log-level", "debug"))
}

// flagOf is a field as the command line has it: its flag, if there is one.
func flagOf(cmd *cobra.Command, field string) string {
	if cmd.Flags().Lookup(field) != nil {
		return "--" + field
	}
	return field
}

// place says where in a file a fault stands.
func place(r fault.Row) string {
	var parts []string
	if r.File != "" {
		parts = append(parts, r.File)
	}
	if r.Line > 0 {
		parts = append(parts, i18n.T("cli.line", r.Line))
	}
	if r.Column != "" {
		parts = append(parts, i18n.T("cli.column", r.Column))
	}
	if len(parts) == 0 {
		return ""
	}
	return i18n.T("cli.place", strings.Join(parts, " "))
}

// maxFile is the most bytes of a file that a command reads: more than any of
// their readers takes, which then say what is too large.
const maxFile = 64 << 20

// read returns the content of a file, or of the standard input for "-".
func (s *shell) read(name string) ([]byte, error) {
	in := s.in
	if name != "-" {
		f, err := os.Open(name) //nolint:gosec // the caller names the file
		if err != nil {
			return nil, fileFault(err, name)
		}
		defer func() { _ = f.Close() }()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err != nil {
		return nil, fileFault(err, name)
	}
	if len(data) > maxFile {
		return nil, fault.New(fault.TooLarge, "cli.too_large", name, maxFile>>20)
	}
	return data, nil
}

// write puts data into a file, or on the standard output for "" and "-".
func (s *shell) write(name string, data []byte) error {
	if name == "" || name == "-" {
		_, err := s.out.Write(data)
		return err
	}
	if err := os.WriteFile(name, data, 0o644); err != nil { //nolint:gosec // proofs and notes are public
		return fileFault(err, name)
	}
	return nil
}

// writeTo has a file written, which is there when it is whole and not before.
func (s *shell) writeTo(name string, f func(io.Writer) error) (err error) {
	out, err := os.CreateTemp(filepath.Dir(name), ".partial-*")
	if err != nil {
		return fileFault(err, name)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(out.Name()))
		}
	}()
	if err := errors.Join(f(out), out.Chmod(0o644), out.Close()); err != nil {
		return disk.At(err, name)
	}
	if err := os.Rename(out.Name(), name); err != nil {
		return fileFault(err, name)
	}
	return nil
}

// fileFault says in words why a file cannot be used. That it is not there is wrong use.
func fileFault(err error, name string) error {
	if errors.Is(err, fs.ErrNotExist) {
		return misused{fault.Caused(err, fault.NotFound, "cli.no_file", name)}
	}
	return disk.At(err, name)
}
