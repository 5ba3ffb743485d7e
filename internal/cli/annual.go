package cli

import (
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// sectionOneMost is how long section one of a report may be, in characters, before
// annual check remarks it: what a provincial capital asks of its reports.
const sectionOneMost = 1000

// comparing is what annual check compares a report with.
type comparing struct {
	last  string
	units []string
	rules bool
}

func annualCommand(s *shell) *cobra.Command {
	var o comparing
	check := command("check FILE", "annual_check", takes(1, 1), func(_ *cobra.Command, args []string) error { return s.checkReport(o, args[0]) })
	check.Flags().StringVar(&o.last, "last", "", i18n.T("cli.flag.last"))
	check.Flags().StringArrayVar(&o.units, "unit", nil, i18n.T("cli.flag.unit_report"))
	check.Flags().BoolVar(&o.rules, "rules", false, i18n.T("cli.flag.rules"))
	return group("annual", "annual", check)
}

// A checkedReport is the JSON of annual check.
type checkedReport struct {
	File string `json:"file"`
	account.Result
	Findings []remark `json:"findings"`
}

// A remark is a finding with its words.
type remark struct {
	account.Finding
	Text string `json:"text"`
}

// checkReport tests the annual report of anybody. What is broken, and what cannot be
// assessed, is refused.
func (s *shell) checkReport(o comparing, name string) error {
	r, err := s.report(name)
	if err != nil {
		return err
	}
	a := account.Against{Longest: sectionOneMost, NoRules: !o.rules}
	if o.last != "" {
		if a.Last, err = s.report(o.last); err != nil {
			return err
		}
	}
	for _, unit := range o.units {
		u, err := s.report(unit)
		if err != nil {
			return err
		}
		a.Units = append(a.Units, u)
	}
	out := checkedReport{File: name, Result: account.Check(r, a), Findings: []remark{}}
	for _, f := range out.Result.Findings {
		out.Findings = append(out.Findings, remark{f, i18n.Text(f.Text)})
	}
	if err := s.show(out, func(p *page) { p.report(r, out) }); err != nil {
		return err
	}
	switch out.Verdict {
	case account.Broken:
		return fault.New(fault.Invalid, "cli.annual.broken")
	case account.NotAssessable:
		return fault.New(fault.Invalid, "cli.annual.not_assessable")
	case account.Doubtful, account.Passed:
	}
	return nil
}

func (s *shell) report(name string) (*account.Report, error) {
	data, err := s.read(name)
	if err != nil {
		return nil, err
	}
	r, err := account.Read(filepath.Base(name), data)
	if err != nil {
		return nil, err
	}
	r.Name = name // as it was asked for: two units may give their files the same name
	return r, nil
}

// report prints the verdict of each rule, then what was found.
func (p *page) report(r *account.Report, out checkedReport) {
	year := i18n.T("cli.annual.no_year")
	if r.Year != 0 {
		year = strconv.Itoa(r.Year)
	}
	p.say("cli.annual.verdict", i18n.T("account.verdict."+string(out.Verdict)), year, out.Version)
	var rows [][]string
	for _, o := range out.Rules {
		rows = append(rows, []string{i18n.T("account.verdict." + string(o.Verdict)), i18n.T("account.rule." + string(o.Rule)), i18n.T("cli.annual.asked", o.Asked)})
	}
	p.table("  ", rows...)
	rows = nil
	for _, f := range out.Findings {
		row, column := r.Form.Labels(account.Place{Table: f.Table, Row: f.Row, Column: f.Column})
		at := ""
		switch {
		case row != "" && column == "":
			at = i18n.T("cli.annual.row", string(f.Table), row)
		case row != "":
			at = i18n.T("cli.annual.at", string(f.Table), row, column)
		case f.Table != "":
			at = i18n.T("cli.annual.table", string(f.Table))
		}
		rows = append(rows, []string{i18n.T("account.verdict." + string(f.Verdict)), at + f.Text + sides(f.Finding)})
	}
	p.table("", rows...)
}

// sides are the two numbers of a finding.
func sides(f account.Finding) string {
	switch {
	case f.Left != nil && f.Right != nil:
		return i18n.T("cli.annual.sides", f.Left.String(), f.Right.String())
	case f.Left != nil:
		return i18n.T("cli.annual.is", f.Left.String())
	}
	return ""
}
