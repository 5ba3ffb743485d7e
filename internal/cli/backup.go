package cli

import (
	"time"

	"github.com/spf13/cobra"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/backup"
	"gongkai.example/gongkai/internal/platform/i18n"
)

func backupCommand(s *shell) *cobra.Command {
	var keys, name string
	var keep int
	var verify bool
	cmd := command("backup [DIR]", "backup", takes(0, 1), func(cmd *cobra.Command, args []string) error {
		c, err := s.settings(cmd)
		if err != nil {
			return err
		}
		dir := c.Backup
		if len(args) > 0 {
			dir = args[0]
		}
		switch {
		case dir == "":
			return misuse("cli.backup_where")
		case keep < 0:
			return misuse("cli.bad_value", "--keep", keep)
		case verify:
			return s.verifyBackup(cmd, dir, name)
		}
		return s.backup(cmd, app.Config{Config: c}, dir, keys, keep)
	})
	flags := cmd.Flags()
	flags.StringVar(&keys, "keys", "", i18n.T("cli.flag.backup_keys"))
	flags.IntVar(&keep, "keep", 0, i18n.T("cli.flag.backup_keep"))
	flags.BoolVar(&verify, "verify", false, i18n.T("cli.flag.backup_verify"))
	flags.StringVar(&name, "name", "", i18n.T("cli.flag.backup_name"))
	return cmd
}

// backup makes one. A store that lacks contents is told of, once the backup is made.
func (s *shell) backup(cmd *cobra.Command, c app.Config, dir, keys string, keep int) error {
	begun := time.Now()
	m, pruned, err := app.Backup(machine(cmd), c, dir, keys, keep, buildOf().Version)
	if err != nil {
		return err
	}
	rows := rowsOf(m)
	err = s.show(struct {
		Name     string   `json:"name"`
		Rows     int64    `json:"rows"`
		Contents int      `json:"contents"`
		Bytes    int64    `json:"bytes"`
		Seconds  float64  `json:"seconds"`
		Missing  []string `json:"missing"`
		Removed  []string `json:"removed"`
		Bad      []string `json:"bad"`
	}{m.Name, rows, m.Contents, m.Bytes, time.Since(begun).Seconds(), append([]string{}, m.Missing...), append([]string{}, pruned.Gone...), badNames(pruned)}, func(p *page) {
		p.say("cli.backup_made", m.Name, rows, m.Contents, megabytes(m.Bytes))
		if len(pruned.Gone) > 0 {
			p.say("cli.backup_removed", joined(pruned.Gone))
		}
		for _, b := range pruned.Bad {
			p.say("cli.backup_bad", b.Name, fault.As(b.Err).Text)
		}
		if keys == "" {
			p.say("cli.backup_keys_apart")
		}
	})
	if err == nil && len(m.Missing) > 0 {
		err = fault.New(fault.Conflict, "cli.backup_missing", len(m.Missing), m.Missing[0])
	}
	return err
}

func badNames(p backup.Pruned) []string {
	names := []string{}
	for _, b := range p.Bad {
		names = append(names, b.Name)
	}
	return names
}

func rowsOf(m backup.Manifest) (n int64) {
	for _, t := range m.Database.Tables {
		n += t.Rows
	}
	return n
}

// megabytes is a size rounded up.
func megabytes(n int64) int64 { return (n + 1<<20 - 1) >> 20 }

func (s *shell) verifyBackup(cmd *cobra.Command, dir, name string) error {
	b, err := backup.Open(dir, name)
	if err != nil {
		return err
	}
	defer func() { _ = b.Close() }()
	if err := b.Verify(cmd.Context()); err != nil {
		return err
	}
	return s.show(b.Manifest, func(p *page) {
		p.say("cli.backup_good", b.Name, b.MadeAt.In(calendar.Zone).Format("2006-01-02 15:04"), rowsOf(b.Manifest), b.Contents)
	})
}

// moment is how one is written, in the time of China.
const moment = "2006-01-02T15:04:05"

func restoreCommand(s *shell) *cobra.Command {
	var r app.Restoring
	var replica bool
	var at string
	cmd := command("restore [DIR]", "restore", takes(0, 1), func(cmd *cobra.Command, args []string) error {
		c, err := s.settings(cmd)
		switch {
		case err != nil:
			return err
		case replica == (len(args) > 0):
			return misuse("cli.restore_from")
		case at != "" && !replica:
			return misuse("cli.restore_at")
		case !replica:
			r.Dir = args[0]
		case at != "":
			if r.At, err = time.ParseInLocation(moment, at, calendar.Zone); err != nil {
				return misuse("cli.bad_value", "--at", at)
			}
		}
		return s.restore(cmd, app.Config{Config: c}, r)
	})
	flags := cmd.Flags()
	flags.StringVar(&r.Name, "name", "", i18n.T("cli.flag.backup_name"))
	flags.StringVar(&r.Keys, "keys", "", i18n.T("cli.flag.restore_keys"))
	flags.BoolVar(&replica, "replica", false, i18n.T("cli.flag.restore_replica"))
	flags.StringVar(&at, "at", "", i18n.T("cli.flag.restore_at"))
	flags.BoolVar(&r.Replace, "replace", false, i18n.T("cli.flag.replace"))
	flags.BoolVar(&r.Dry, "dry-run", false, i18n.T("cli.flag.restore_dry"))
	return cmd
}

func (s *shell) restore(cmd *cobra.Command, c app.Config, r app.Restoring) error {
	begun := time.Now()
	out, err := app.Restore(machine(cmd), c, r)
	if err != nil {
		return err
	}
	m := out.Backup
	return s.show(struct {
		Name     string   `json:"name"`
		Dry      bool     `json:"dry"`
		Engine   string   `json:"engine"`
		Rows     int64    `json:"rows"`
		Contents int      `json:"contents"`
		Missing  []string `json:"missing"`
		Size     int64    `json:"size"`
		Root     string   `json:"root"`
		Aside    []string `json:"aside"`
		Running  bool     `json:"running"`
		Unsure   bool     `json:"unsure"`
		Seconds  float64  `json:"seconds"`
	}{m.Name, r.Dry, m.Engine, rowsOf(m), out.Contents, append([]string{}, m.Missing...), out.Journal.Size, out.Journal.Root, append([]string{}, out.Aside...), out.Running, out.Unsure, time.Since(begun).Seconds()}, func(p *page) {
		p.restored(r, out)
	})
}

// restored says in words what came of a restoration, or of the look at one.
func (p *page) restored(r app.Restoring, out app.Restored) {
	m := out.Backup
	switch {
	case r.Dry && r.Dir == "":
		p.say("cli.restore_dry_replica", m.Name)
	case r.Dry:
		p.say("cli.restore_dry", m.Name)
	case r.Dir == "":
		p.say("cli.restored_replica", m.Name, out.Found, out.Journal.Size)
	default:
		p.say("cli.restored", m.Name, rowsOf(m), out.Contents, out.Found, out.Journal.Size)
	}
	if !r.Dry && len(m.Missing) > 0 {
		p.say("cli.restored_missing", len(m.Missing))
	}
	if out.Unsure {
		p.say("cli.restored_unsure")
	}
	if out.Running {
		p.say("cli.restore_running")
	}
	for _, name := range out.Aside {
		p.say("cli.restored_aside", name)
	}
}
