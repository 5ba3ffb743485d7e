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
// has it so, what breaks an identity, with both sides, and what is blank, which stays
// blank. From there on the report is as one that was read from a file; its words are
// for Edit.
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
		all := doubts(copied)
		if err := mayFill(all, in.Sure); err != nil {
			return err
		}
		r.take(copied)
		r.Reason = s.sureOf(all)
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

// A doubt is why a cell of a report on paper is not taken as it stands.
type doubt struct {
	at    account.Place
	text  fault.Text
	never bool // it is no number, whoever is sure
	blank bool // nothing is there, or not even the cell: that is not 0
}

// doubts lists what a report on paper has that is no number, is blank or does not add up,
// in the order of the examination. What it says in words is for Submit.
func doubts(of *account.Report) (out []doubt) {
	for _, f := range account.Check(of, account.Against{NoRules: true}).Findings {
		d := doubt{account.Place{Table: f.Table, Row: f.Row, Column: f.Column}, sides(f), f.Rule == account.RuleNumbers, f.Rule == account.RuleBlank}
		if f.Row != "" && (d.never || d.blank || f.Verdict != account.NotAssessable) { // what lacks a cell is doubted for the cell
			out = append(out, d)
		}
	}
	return out
}

// mayFill refuses what is no number, and, unless the paper has it so, what does not add
// up and what is blank.
func mayFill(all []doubt, sure bool) error {
	found := map[string]fault.Text{}
	note := func(at string, t fault.Text) {
		if before, ok := found[at]; ok {
			t = fault.T("annual.both", before, t)
		}
		found[at] = t
	}
	blank, first := 0, ""
	for _, d := range all {
		at := cellField(d.at.Key())
		switch {
		case d.blank:
			if blank++; first == "" {
				first = at
			}
		case d.never || !sure:
			note(at, d.text)
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

// sureOf is what the journal keeps of a report that was taken with doubts: how many
// cells somebody was sure are blank on paper, and how much does not add up there.
func (s *Service) sureOf(all []doubt) string {
	blank := 0
	for _, d := range all {
		if d.blank {
			blank++
		}
	}
	if len(all) == 0 {
		return ""
	}
	return s.words("annual.sure_of", blank, len(all)-blank)
}
