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

// stripped is the copies, without what a file carries along beside what it says, of the
// files of a report by the ids of these.
type stripped map[int64]files.Staged

// screened refuses to make a report public with anything in its words or in its
// files that cannot be, by the rules of the day; the office may still keep it inside.
// What a program may take out of the files is taken out: it returns the copies.
func (s *Service) screened(ctx context.Context, id ReportID) (stripped, error) {
	r, held, err := s.toShow(ctx, id)
	if err != nil || !r.Open {
		return nil, err
	}
	var rules *screen.Rules
	err = s.db.Read(ctx, func(tx *db.Tx) error { rules, err = s.rules(tx); return err })
	if err != nil {
		return nil, err
	}
	words := []string{r.Progress}
	for _, e := range r.Evidence {
		words = append(words, e.Title+" "+e.URL)
	}
	if barred := rules.Barred(strings.Join(words, "\n")); len(barred) > 0 {
		return nil, fault.New(fault.Invalid, "plan.red", barred)
	}
	out := stripped{}
	var rows []fault.Row
	for _, f := range held {
		found, err := s.inFile(ctx, rules, f)
		if err == nil && len(found) == 0 {
			found, err = out.take(ctx, s.files, f)
		}
		if err != nil {
			return nil, err
		}
		rows = append(rows, found...)
	}
	if len(rows) > 0 {
		return nil, &fault.Error{Kind: fault.Invalid, Text: fault.T("plan.red_files"), Rows: rows}
	}
	return out, nil
}

// toShow is a report with the files that become public with it.
func (s *Service) toShow(ctx context.Context, id ReportID) (r *Report, held []files.File, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
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
		return nil
	})
	return r, held, err
}

// take strips a file. What only a person may decide about is told, a row for each.
func (c stripped) take(ctx context.Context, store *files.Store, f files.File) ([]fault.Row, error) {
	staged, removed, err := store.Strip(ctx, f.Name, files.Staged{SHA256: f.SHA256})
	if e := fault.As(err); err != nil && (e.Kind == fault.Invalid || e.Kind == fault.TooLarge) {
		rows := slices.Clone(e.Rows)
		for i := range rows {
			rows[i].File = f.Name
		}
		if len(rows) == 0 {
			rows = []fault.Row{{File: f.Name, Text: e.Text}}
		}
		return rows, nil
	}
	if err == nil && len(removed) > 0 {
		c[f.ID] = staged
	}
	return nil, err
}

// cover puts the copies in the place of the files of a report that becomes public.
func (c stripped) cover(tx *db.Tx, store *files.Store, r *Report) error {
	for i := range r.Evidence {
		e := &r.Evidence[i]
		staged, ok := c[e.FileID]
		if !ok {
			continue
		}
		was, err := files.Get(tx, e.FileID)
		if err != nil {
			return err
		}
		now, err := store.Cover(tx, was, files.Upload{Staged: staged, Name: was.Name, Noun: "plan", Ref: int64(r.ID)})
		if err != nil {
			return err
		}
		e.FileID, e.SHA256 = now.ID, now.SHA256
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
