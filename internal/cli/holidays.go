package cli

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/holidays"
	"gongkai.example/gongkai/internal/platform/i18n"
)

func holidaysCommand(s *shell) *cobra.Command {
	var dry bool
	load := command("import FILE", "holidays_import", takes(1, 1), func(cmd *cobra.Command, args []string) error { return s.importHolidays(cmd, args[0], dry) })
	load.Flags().BoolVar(&dry, "dry-run", false, i18n.T("cli.flag.dry_run"))
	return group("holidays", "holidays",
		command("list [YEAR]", "holidays_list", takes(0, 1), s.listHolidays),
		load,
	)
}

func (s *shell) listHolidays(cmd *cobra.Command, args []string) error {
	year := 0
	if len(args) > 0 {
		var err error
		if year, err = strconv.Atoi(args[0]); err != nil || year < 1949 || year > 2199 {
			return misuse("cli.bad_year", args[0])
		}
	}
	c, err := s.settings(cmd)
	if err != nil {
		return err
	}
	cal, err := app.Calendar(machine(cmd), app.Config{Config: c})
	if err != nil {
		return err
	}
	days := []calendar.Exception{}
	for _, e := range cal.Exceptions() {
		if year == 0 || e.Day.Year() == year {
			days = append(days, e)
		}
	}
	if year != 0 && len(days) == 0 {
		return fault.New(fault.NotFound, "cli.no_notice", year)
	}
	_, through := cal.Covered()
	return s.show(map[string]any{"years": cal.Years(), "through": through, "days": days}, func(p *page) {
		rows := [][]string{}
		for _, e := range days {
			rows = append(rows, []string{dated(e.Day), i18n.Text(cal.Status(e.Day).Text())})
		}
		p.table("", rows...)
		p.say("cli.holidays_through", through)
	})
}

func (s *shell) importHolidays(cmd *cobra.Command, file string, dry bool) error {
	data, err := s.read(file)
	if err != nil {
		return err
	}
	return s.with(cmd, begins, func(ctx context.Context, a *app.App) error {
		out, err := a.Holidays.Import(ctx, data, dry)
		if err != nil {
			return err
		}
		return s.show(out, func(p *page) { p.outcome(out) })
	})
}

func (p *page) outcome(out holidays.Outcome) {
	for _, c := range out.Changes {
		key := "cli.holiday_changed"
		switch {
		case c.Before.Day == "":
			key = "cli.holiday_added"
		case c.After.Day == "":
			key = "cli.holiday_removed"
		}
		p.say(key, dated(c.Day), fault.T("cli.holiday."+string(c.Before.Kind)), fault.T("cli.holiday."+string(c.After.Kind)), c.After.Name)
	}
	key := "cli.holidays_imported"
	if out.Dry {
		key = "cli.holidays_would"
	}
	p.say(key, len(out.Changes), out.Moved, out.Through)
}
