package plan

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/extract"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
)

// mayBeTold refuses a report that is meant for the public if its words cannot be
// (先审查后公开): the unit hears of it before the office does.
func (s *Service) mayBeTold(tx *db.Tx, r *Report, in Telling) error {
	if !r.Open {
		return nil
	}
	rules, err := s.rules(tx)
	if err != nil {
		return err
	}
	words := map[string]string{"progress": in.Progress, "links": in.Links}
	if in.Session != nil {
		words[map[Form]string{Meeting: "meeting", Course: "topic"}[in.Session.Form]] = in.Session.Title
	}
	for _, a := range in.Files {
		words["files"] += a.Name + "\n"
	}
	return rules.MayShow(words)
}

// screened refuses to make a report public with anything in its words or in its
// files that cannot be, by the rules of the day; the office may still keep it inside.
func (s *Service) screened(ctx context.Context, id ReportID) error {
	var rules *screen.Rules
	var r *Report
	var held []files.File
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if r, err = loadReport(tx, id); err != nil || !r.Open {
			return err
		}
		for _, e := range r.Evidence {
			if e.Form != File {
				continue
			}
			f, err := files.Get(tx, e.FileID)
			if err != nil {
				return err
			}
			held = append(held, f)
		}
		rules, err = s.rules(tx)
		return err
	})
	if err != nil || !r.Open {
		return err
	}
	words := []string{r.Progress}
	for _, e := range r.Evidence {
		words = append(words, e.Title+" "+e.URL)
	}
	if barred := rules.Barred(strings.Join(words, "\n")); len(barred) > 0 {
		return fault.New(fault.Invalid, "plan.red", barred)
	}
	var rows []fault.Row
	for _, f := range held {
		found, err := s.inFile(ctx, rules, f)
		if err != nil {
			return err
		}
		rows = append(rows, found...)
	}
	if len(rows) > 0 {
		return &fault.Error{Kind: fault.Invalid, Text: fault.T("plan.red_files"), Rows: rows}
	}
	return nil
}

// inFile is what in a file cannot be public, each rule once a part. A file that
// cannot be read was not screened, and is not public.
func (s *Service) inFile(ctx context.Context, rules *screen.Rules, f files.File) (rows []fault.Row, err error) {
	r, err := s.files.Open(ctx, f)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	file, err := extract.Read(f.Name, data)
	if kind := fault.Of(err); kind == fault.Invalid || kind == fault.TooLarge {
		return []fault.Row{{File: f.Name, Text: fault.As(err).Text}}, nil
	}
	if err != nil {
		return nil, err
	}
	for _, x := range rules.File(file) {
		row := fault.Row{File: f.Name, Text: fault.T("plan.red_part", extract.Place(x.Part), fault.T("screen."+x.Rule))}
		same := func(o fault.Row) bool { return o.String() == row.String() }
		if x.Severity == screen.Block && !slices.ContainsFunc(rows, same) {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// mayBeShown refuses to make a plan public with anything in what the public reads
// of it that cannot be, with a row for each point.
func (s *Service) mayBeShown(tx *db.Tx, o *outline) error {
	rules, err := s.rules(tx)
	if err != nil {
		return err
	}
	var rows []fault.Row
	say := func(line int, point, words string) {
		if barred := rules.Barred(words); len(barred) > 0 {
			rows = append(rows, fault.Row{Line: line, Column: point, Text: fault.T("screen.not_to_show", barred)})
		}
	}
	p := o.plan
	say(0, p.Title, strings.Join([]string{p.Title, p.Number, p.Issuer}, "\n"))
	for i := range o.points {
		pt := &o.points[i]
		words := []string{pt.Section, pt.Number + pt.Title}
		for _, t := range o.tasks[pt.ID] {
			words = append(words, t.Title, t.Target)
		}
		say(i+1, cmp.Or(pt.Number+pt.Title, pt.Section), strings.Join(words, "\n"))
	}
	return fault.Rows(rows)
}
