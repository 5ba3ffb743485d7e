package publish

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"gongkai.example/gongkai/internal/kernel/extract"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
)

// Source screens a file that the text of an item is taken from. The text leaves
// out what stands in headers, comments, tracked changes and hidden places, and
// the file is not kept: so all of it is looked at here. What is told is what was
// found and where, and what did not come into the text.
//
// Errors: Invalid about the field for a file that bears a mark of a state secret,
// wherever it stands, since nothing of it may enter (保守国家秘密法第三十一条), and
// for one that cannot be screened.
func (s *Service) Source(ctx context.Context, field, name string, data []byte) (told []fault.Text, err error) {
	file, err := extract.Read(name, data)
	if err != nil {
		e := fault.As(err)
		if e.Kind != fault.Invalid && e.Kind != fault.TooLarge {
			return nil, err
		}
		return nil, &fault.Error{Kind: fault.Invalid, Text: fault.T("invalid"), Fields: map[string]fault.Text{field: e.Text}, Err: err}
	}
	var rules *screen.Rules
	err = s.db.Read(ctx, func(tx *db.Tx) error { rules, err = s.Rules(tx); return err })
	if err != nil {
		return nil, err
	}
	found := counted(rules.File(file))
	var secrets []fault.Text
	for _, severity := range []screen.Severity{screen.Block, screen.Hold, screen.Advise} { // the gravest first
		for _, f := range found {
			switch {
			case f.Severity != severity:
			case f.Kind == kindSecret && f.Severity == screen.Block:
				secrets = append(secrets, fault.T("publish.finding", f.place, fault.T("screen."+f.Rule)))
			default:
				told = append(told, f.text())
			}
		}
	}
	if len(secrets) > 0 {
		return nil, fault.Field(field, "publish.source.secret", secrets)
	}
	return append(told, margins(file)...), nil
}

// kindSecret is the kind of the rules for marks of state secrets.
const kindSecret screen.Kind = "secret_mark"

// A sourceFinding is what one rule names in one place of a file, and how often.
type sourceFinding struct {
	screen.Finding
	place fault.Text
	n     int
}

// counted puts findings of one rule in one place together. What only says that the
// file has properties is left out: they end with the file, whatever stands in them
// has findings of its own.
func counted(all []screen.Finding) (out []*sourceFinding) {
	at := map[string]*sourceFinding{}
	for _, f := range all {
		if f.Rule == "trace_metadata" {
			continue
		}
		place := extract.Place(f.Part)
		key := fmt.Sprint(f.Rule, place)
		if at[key] == nil {
			at[key] = &sourceFinding{Finding: f, place: place}
			out = append(out, at[key])
		}
		at[key].n++
	}
	return out
}

func (f *sourceFinding) text() fault.Text {
	what := fault.T("screen." + f.Rule)
	switch {
	case f.Rule == "trace_changes":
		return fault.T("publish.source.changes", f.place, what)
	case f.Kind == "trace":
		return fault.T("publish.source.trace", f.place, what)
	case f.place.Key == extract.Body:
		return fault.T("publish.source.read", f.place, what, fault.T("screen.severity."+string(f.Severity)), f.n)
	}
	return fault.T("publish.source.left", f.place, what, fault.T("screen.severity."+string(f.Severity)), f.n)
}

// margins says that headers and footers with words in them are not read. A number of a page is none.
func margins(file extract.File) (out []fault.Text) {
	for _, p := range file.Parts {
		place := extract.Place(p.Name)
		if (place.Key == "extract.place.header" || place.Key == "extract.place.footer") && strings.ContainsFunc(p.Text, unicode.IsLetter) {
			out = append(out, fault.T("publish.source.margin", place))
		}
	}
	return out
}
