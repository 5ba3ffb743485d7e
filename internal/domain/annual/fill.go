package annual

import (
	"context"
	"slices"

	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Filled is the three tables of a report on paper, copied cell by cell.
type Filled struct {
	Rev   int64             `form:"rev" type:"hidden" json:"rev"`
	Cells map[string]string `form:"cells" json:"cells" label:"annual.cells" hint:"annual.cells_hint" max:"20"` // by place, such as 3/1/citizen; what is left out is blank
	Sure  bool              `form:"sure" json:"sure" label:"annual.sure"`                                      // what does not add up, or is blank, stands so on paper
}

// Check asks for the rev, and that each cell is one of a report.
func (in Filled) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	for key := range in.Cells {
		var p account.Place
		c.That(p.UnmarshalText([]byte(key)) == nil, cellField(key), "annual.bad.cell", key)
	}
	return c.Err()
}

// cellField is the field of a cell in the form.
func cellField(place string) string { return "cells." + place }

// FilledOf is the form as it is stored.
func FilledOf(r *Report) Filled {
	in := Filled{Rev: r.Rev, Cells: map[string]string{}}
	for p, n := range r.Cells {
		in.Cells[p.Key()] = n.String()
	}
	return in
}

// Zeroed is what is filled in, with 0 where nothing is.
func (in Filled) Zeroed(f *account.Form) map[string]string {
	out := map[string]string{}
	for _, t := range account.Tables {
		for _, p := range f.Places(t) {
			if out[p.Key()] = in.Cells[p.Key()]; out[p.Key()] == "" {
				out[p.Key()] = account.Number(0).String()
			}
		}
	}
	return out
}

// Fill takes the numbers of a report on paper from who copies them, by the form of its
// year. What is no number is refused at its cell; so is, until it is said that the paper
// has it so, what breaks an identity, with both sides, and what is blank. From there on
// the report is as one that was read from a file; its words are for Edit.
//
// Errors: Invalid about the cells; Conflict for a report whose numbers come from the records.
func (s *Service) Fill(ctx context.Context, id ID, in Filled) (*Report, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActFill, rev: in.Rev, change: func(_ *db.Tx, r *Report) error {
		if r.Source != Paper {
			return fault.New(fault.Conflict, "annual.from_records")
		}
		copied, err := in.copied(r)
		if err != nil {
			return err
		}
		if err := mayFill(copied, in.Sure); err != nil {
			return err
		}
		r.take(copied)
		return nil
	}})
}

// copied is what was filled in, as a report of its year.
func (in Filled) copied(r *Report) (*account.Report, error) {
	form := account.FormOf(formOf(r.Year))
	cells := map[account.Place]string{}
	var c fault.Check
	for key, text := range in.Cells {
		var p account.Place
		err := p.UnmarshalText([]byte(key))
		c.That(err == nil && slices.Contains(form.Places(p.Table), p), cellField(key), "annual.bad.cell", key)
		cells[p] = text
	}
	return account.Copied(r.Year, form, cells), c.Err()
}

// mayFill refuses what is no number, and, unless the paper has it so, what does not add
// up and what is blank.
func mayFill(copied *account.Report, sure bool) error {
	found := map[string]fault.Text{}
	note := func(at string, t fault.Text) {
		if before, ok := found[at]; ok {
			t = fault.T("annual.both", before, t)
		}
		found[at] = t
	}
	blank, first := 0, ""
	for _, f := range account.Check(copied, account.Against{NoRules: true}).Findings {
		if f.Row == "" {
			continue // about the words, which the form does not have
		}
		at := cellField(account.Place{Table: f.Table, Row: f.Row, Column: f.Column}.Key())
		switch {
		case f.Rule == account.RuleBlank:
			if blank++; first == "" {
				first = at
			}
		case f.Rule == account.RuleNumbers || !sure && f.Verdict != account.NotAssessable:
			note(at, sides(f))
		}
	}
	if blank > 0 && !sure {
		note(first, fault.T("annual.bad.blank", blank))
	}
	if len(found) == 0 {
		return nil
	}
	return &fault.Error{Kind: fault.Invalid, Text: fault.T("invalid"), Fields: found}
}
