package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/api"
)

// day is a flag that holds a date.
type day struct{ calendar.Day }

func (d *day) Set(text string) error {
	if d.Day = calendar.Day(text); !d.Valid() {
		return fault.New(fault.Invalid, "cli.bad_day", text)
	}
	return nil
}

func (d *day) String() string { return string(d.Day) }

// Type is for pflag.
func (d *day) Type() string { return "day" }

// question is what due is asked.
type question struct {
	from                   day
	workdays, days, months int
	roll                   bool
	term, events           string
	list                   bool
}

func dueCommand(s *shell) *cobra.Command {
	var q question
	cmd := command("due", "due", takes(0, 0), func(cmd *cobra.Command, _ []string) error { return s.due(cmd, q) })
	f := cmd.Flags()
	f.Var(&q.from, "from", i18n.T("cli.flag.from"))
	f.IntVar(&q.workdays, "workdays", 0, i18n.T("cli.flag.workdays"))
	f.IntVar(&q.days, "days", 0, i18n.T("cli.flag.days"))
	f.IntVar(&q.months, "months", 0, i18n.T("cli.flag.months"))
	f.BoolVar(&q.roll, "roll", true, i18n.T("cli.flag.roll"))
	f.StringVar(&q.term, "term", "", i18n.T("cli.flag.term"))
	f.StringVar(&q.events, "events", "", i18n.T("cli.flag.events"))
	f.BoolVar(&q.list, "list", false, i18n.T("cli.flag.terms"))
	return cmd
}

func (s *shell) due(cmd *cobra.Command, q question) error {
	if q.list {
		return s.listTerms()
	}
	ask, err := q.asks(cmd)
	if err != nil {
		return err
	}
	c, err := s.settings(cmd)
	if err != nil {
		return err
	}
	cal, err := app.Calendar(machine(cmd), app.Config{Config: c})
	if err != nil {
		return err
	}
	d, err := ask(cal)
	if err != nil {
		return err
	}
	return s.show(api.AnswerOf(d), func(p *page) { p.derivation(d) })
}

// asks finds out which of the three questions is meant: a number of days from a
// day on, a term of the law from a day on, or a term with what happened.
func (q question) asks(cmd *cobra.Command) (func(*calendar.Calendar) (deadline.Derivation, error), error) {
	var lengths []deadline.Term
	for _, l := range []struct {
		flag string
		term deadline.Term
	}{
		{"workdays", deadline.Term{N: q.workdays, Unit: deadline.Workday}},
		{"days", deadline.Term{N: q.days, Unit: deadline.CalDay, Roll: q.roll}},
		{"months", deadline.Term{N: q.months, Unit: deadline.Month, Roll: q.roll}},
	} {
		if cmd.Flags().Changed(l.flag) {
			lengths = append(lengths, l.term)
		}
	}
	from := q.from.Day
	if q.term != "" {
		limit, err := law.Find(q.term)
		if err != nil {
			return nil, misused{err}
		}
		switch {
		case len(lengths) > 0 || (from == "") == (q.events == ""):
			return nil, misuse("cli.due_term")
		case q.events != "":
			return func(cal *calendar.Calendar) (deadline.Derivation, error) { return run(cal, q.term, q.events) }, nil
		}
		return func(cal *calendar.Calendar) (deadline.Derivation, error) {
			d, err := deadline.Simple(cal, from, limit.Term)
			d.Unverified = limit.Unverified()
			return d, err
		}, nil
	}
	if len(lengths) != 1 || from == "" || q.events != "" {
		return nil, misuse("cli.due_usage")
	}
	return func(cal *calendar.Calendar) (deadline.Derivation, error) {
		return deadline.Simple(cal, from, lengths[0])
	}, nil
}

func run(cal *calendar.Calendar, term, events string) (deadline.Derivation, error) {
	list, err := deadline.ParseEvents(events)
	if err != nil {
		return deadline.Derivation{}, err
	}
	return deadline.Run(cal, term, list)
}

// derivation prints a last day and how it comes about.
func (p *page) derivation(d deadline.Derivation) {
	switch d.State {
	case deadline.Running:
		p.line(dated(d.Day))
	case deadline.Paused:
		p.say("cli.due_paused", joined(d.For))
	case deadline.Waiting:
		waits := make([]string, len(d.For))
		for i, w := range d.For {
			waits[i] = i18n.T("deadline.for." + w)
		}
		p.say("cli.due_waiting", joined(waits))
	case deadline.Stopped:
		p.say("cli.due_stopped", orDash(d.Day))
	case deadline.Unstarted:
		p.say("cli.due_unstarted")
	}
	if d.Provisional {
		p.say("cli.due_provisional")
	}
	if d.Unverified {
		p.say("cli.due_unverified")
	}
	p.say("cli.due_term_is", d.Term.Text(), orNoBasis(d.Term))
	if d.Extension.Unit != "" {
		p.say("cli.due_extension", d.Extension.Text(), orNoBasis(d.Extension))
	}
	if d.Delay.Unit != "" {
		p.say("cli.due_delay", d.Delay.Text(), orNoBasis(d.Delay))
	}
	for _, r := range d.Risks {
		p.say("cli.due_risk", dated(r.Day), r.Text)
	}
	p.say("cli.due_steps")
	var rows [][]string
	for _, s := range api.AnswerOf(d).Steps {
		rows = append(rows, []string{span(s), strings.Join(append([]string{s.Text}, s.Notes...), i18n.T("cli.semicolon"))})
	}
	p.table("  ", rows...)
}

func orDash(d calendar.Day) string {
	if d == "" {
		return i18n.T("cli.due_unknown")
	}
	return dated(d)
}

func orNoBasis(t deadline.Term) string {
	if t.Basis == "" {
		return ""
	}
	return i18n.T("cli.due_basis", law.Title(t.Basis))
}

// dated is a day with its day of the week.
func dated(d calendar.Day) string {
	return i18n.T("cli.dated", d, fault.T("cli.weekday."+strings.ToLower(d.Weekday().String())))
}

func span(s api.AnswerStep) string {
	switch s.To {
	case s.From:
		return string(s.From)
	case "":
		return i18n.T("cli.since", s.From)
	}
	return i18n.T("cli.span", s.From, s.To)
}

// listTerms prints the terms that the law sets.
func (s *shell) listTerms() error {
	all := law.Limits()
	type row struct {
		law.Limit
		Words string `json:"text"`
		Title string `json:"title"`
	}
	out := make([]row, len(all))
	rows := [][]string{heads("cli.head.key", "cli.head.term", "cli.head.about", "cli.head.basis")}
	for i, l := range all {
		out[i] = row{l, i18n.Text(l.Text()), law.Title(l.Basis)}
		rows = append(rows, []string{l.Key, out[i].Words, l.Name, out[i].Title})
	}
	return s.show(map[string]any{"terms": out}, func(p *page) { p.table("", rows...) })
}
