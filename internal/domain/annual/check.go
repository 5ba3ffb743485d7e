package annual

import (
	"slices"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/profile"
)

// explained are the rules whose findings a word in the report may answer: the year
// before may have been told wrongly, and a number may have reasons to jump.
var explained = []account.Rule{account.RuleCarried, account.RuleInForce, account.RuleJump}

// examine tests a report as package account tests that of anybody: against that of the
// year before, and a merged one against its parts.
func (s *Service) examine(tx *db.Tx, r *Report, cells account.Cells, figures map[string]string, of []*Report) (account.Result, error) {
	settings, err := unit.Settings(tx)
	if err != nil {
		return account.Result{}, err
	}
	a := account.Against{Longest: settings.Int(profile.AnnualLength), NoRules: true}
	last, err := newest(tx, r.UnitID, r.Year-1, append(slices.Clone(counts), Restated)...)
	if err != nil {
		return account.Result{}, err
	}
	if last != nil {
		a.Last = last.composed("", last.Cells, last.Figures)
	}
	carried, err := carries(tx, r)
	if err != nil {
		return account.Result{}, err
	}
	a.Passed = passedOn(carried)
	if r.Merged && r.Source == Records {
		mine, err := own(tx, r)
		if err != nil {
			return account.Result{}, err
		}
		a.Units = append(a.Units, account.Compose(r.Year, r.Form(), "", []account.Section{{}}, mine))
		for _, p := range of {
			a.Units = append(a.Units, account.Compose(p.Year, p.Form(), "", []account.Section{{}}, p.Cells))
		}
	}
	return account.Check(r.composed(s.title(tx, r), cells, figures), a), nil
}

// mayBeSubmitted refuses a report with a broken identity, with both sides shown, and one
// whose doubtful numbers have no word about them.
//
// Errors: Invalid with a row for each finding; Conflict for a merged report when a unit's
// was accepted since it was frozen.
func (s *Service) mayBeSubmitted(tx *db.Tx, r *Report) error {
	of, err := added(tx, r)
	if err != nil {
		return err
	}
	now, _, err := parts(tx, r.Year)
	if err != nil {
		return err
	}
	if r.Merged && r.Source == Records && slices.ContainsFunc(now, func(p *Report) bool { return !slices.Contains(r.Parts, p.ID) }) {
		return fault.New(fault.Conflict, "annual.units_changed")
	}
	result, err := s.examine(tx, r, r.Cells, r.Figures, of)
	if err != nil {
		return err
	}
	var rows []fault.Row
	for _, f := range result.Findings {
		if r.Source == Paper && f.Verdict == account.NotAssessable && f.Row != "" {
			continue // for a cell that is blank on paper, of which somebody was sure
		}
		// A text that gives a number twice, once rightly, may speak of a part: a word says so.
		can := slices.Contains(explained, f.Rule) || f.Rule == account.RuleText && f.Verdict == account.Doubtful
		if can && r.Text.Explain == "" || !can && f.Verdict != account.Doubtful {
			rows = append(rows, lineOf(r, f))
		}
	}
	if len(rows) > 0 {
		return fault.Rows(rows)
	}
	return nil
}

// lineOf says a finding as a line of a form: where it is, what stands there, what should.
func lineOf(r *Report, f account.Finding) fault.Row {
	row, column := r.Form().Labels(account.Place{Table: f.Table, Row: f.Row, Column: f.Column})
	out := fault.Row{Column: row, Text: sides(f)}
	if column != "" {
		out.Column += "\u3000" + column
	}
	return out
}

// sides is what a finding says, with both sides of an identity.
func sides(f account.Finding) fault.Text {
	if f.Left == nil || f.Right == nil {
		return f.Text
	}
	return fault.T("annual.sides", f.Text, f.Left.String(), f.Right.String())
}
