package letter

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
)

// A Set is the templates of a district, each checked. It does not change once it
// has been read. The zero Set has none.
type Set struct {
	drafts map[string]draft
	names  map[string]law.Placeholder
}

// Read reads the templates of a district by their file names, such as D3.txt. The
// rows tell everything that is wrong: a kind without a file, a file that is no
// kind, and in each the line that is at fault.
func Read(texts map[string]string) (Set, []fault.Row) {
	s := Set{drafts: map[string]draft{}, names: names()}
	var rows []fault.Row
	for _, kind := range law.Letters() {
		text, ok := texts[kind.Code+Ext]
		if !ok {
			rows = append(rows, fault.Row{File: Folder + "/" + kind.Code + Ext, Text: fault.T("letter.no_file", kind.Name)})
			continue
		}
		t, wrong := read(kind, strings.ReplaceAll(text, "\r\n", "\n"))
		rows = append(rows, wrong...)
		s.drafts[kind.Code] = t
	}
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		if _, ok := law.LetterOf(strings.TrimSuffix(name, Ext)); !ok {
			rows = append(rows, fault.Row{File: Folder + "/" + name, Text: fault.T("letter.unknown_file")})
		}
	}
	if len(rows) > 0 {
		return s, rows
	}
	for _, kind := range law.Letters() {
		rows = append(rows, s.try(kind)...)
	}
	return s, rows
}

// try fills a template with samples, with all of them and with as few as may be,
// and looks at what comes out: a checked template can be filled, but only a filled
// one shows whether it has a title and a signature.
func (s Set) try(kind law.LetterKind) []fault.Row {
	for _, all := range []bool{true, false} {
		d, err := s.fill(kind, s.sample(kind, all))
		key := ""
		switch {
		case err != nil:
			key = fault.As(err).Text.Key
		case kind.Form == law.Letter && d.Title == "" || kind.Form == law.Sheet && d.Title == "" && len(d.Blocks) == 0:
			key = "letter.no_title"
		case kind.Form == law.Letter && kind.Sealed && (len(d.Signature.Issuers) == 0 || d.Signature.Date == ""):
			key = "letter.no_signature"
		case len(d.Blocks) == 0:
			key = "letter.no_text"
		}
		if key != "" {
			return []fault.Row{{File: Folder + "/" + kind.Code + Ext, Text: fault.T(key)}}
		}
	}
	return nil
}

// Sample returns invented values for a kind: what a template looks like before
// there is a case. With all it has every value that may be left out as well.
func (s Set) Sample(kind string, all bool) (Values, error) {
	k, ok := law.LetterOf(kind)
	if !ok {
		return Values{}, fault.New(fault.NotFound, "letter.no_kind", kind)
	}
	return s.sample(k, all), nil
}

func (s Set) sample(kind law.LetterKind, all bool) Values {
	v := Values{Text: map[string]string{}, Rows: map[string][]map[string]string{}}
	fill := func(names []string) {
		for _, name := range names {
			p := s.names[name]
			rows, column, nested := strings.Cut(p.Key, ".")
			switch {
			case p.Role == law.ItemsOf:
				v.Decisions = s.decisions(all)
			case nested:
				if row := v.Rows[rows]; len(row) > 0 {
					row[0][column] = p.Sample
				}
			case p.Role == law.RowsOf:
				v.Rows[p.Key] = []map[string]string{{}}
			default:
				v.Text[p.Key] = p.Sample
			}
		}
	}
	var optional []string
	if all {
		optional = slices.Concat(kind.Blank, kind.Optional)
	}
	// Rows before their columns.
	fill(slices.DeleteFunc(slices.Concat(kind.Required, optional), func(n string) bool { return strings.Contains(n, ".") }))
	fill(slices.DeleteFunc(slices.Concat(kind.Required, optional), func(n string) bool { return !strings.Contains(n, ".") }))
	if len(kind.Remedy) > 0 && kind.Form == law.Letter {
		v.Remedies = kind.Remedy[:1]
		if all {
			v.Remedies = kind.Remedy
		}
		for _, code := range v.Remedies {
			remedy, _ := law.LetterOf(code) // in the table, as the test of law asks
			maps.Copy(v.Text, s.sample(remedy, all).Text)
		}
	}
	return v
}

// itemKey is the placeholder of what was asked for.
const itemKey = "items.text"

// decisions are samples of one decision of each kind, or of the first alone, that
// may stand in a reply about what is withheld.
func (s Set) decisions(all bool) []Decision {
	var out []Decision
	item := ""
	for _, p := range s.names {
		if p.Key == itemKey {
			item = p.Sample
		}
	}
	for _, kind := range law.Letters() {
		if kind.Form == law.Part && (all || len(out) == 0 && slices.Contains(kind.Remedy, law.FirstRemedy().Code)) {
			v := s.sample(kind, all)
			out = append(out, Decision{Kind: kind.Code, Item: item, Text: v.Text, Rows: v.Rows})
		}
	}
	return out
}

// Fill makes a letter of a kind.
//
// Errors: NotFound if the district has no such letter; Invalid with the key of each
// value that is missing, and its name as the template has it.
func (s Set) Fill(kind string, v Values) (Document, error) {
	t, ok := s.drafts[kind]
	if !ok {
		return Document{}, fault.New(fault.NotFound, "letter.no_kind", kind)
	}
	if err := s.check(t.kind, v); err != nil {
		return Document{}, err
	}
	return s.fill(t.kind, v)
}

// check asks for the remedies that the kind, or its decisions, go with: each
// decision has one of its own, and there is none that belongs to nothing
// (行政复议法第二十条、第二十三条). Every key is one that some template may ask for.
func (s Set) check(kind law.LetterKind, v Values) error {
	var bad fault.Check
	goes := kind.Remedy
	if len(v.Decisions) > 0 {
		goes = nil
		for i, d := range v.Decisions {
			k, ok := law.LetterOf(d.Kind)
			bad.That(ok && k.Form == law.Part, fmt.Sprintf("items.%d.kind", i), "letter.no_kind", d.Kind)
			told := slices.ContainsFunc(k.Remedy, func(r string) bool { return slices.Contains(v.Remedies, r) })
			bad.That(told || len(k.Remedy) == 0, "remedy", "letter.wrong_remedy", k.Name, strings.Join(k.Remedy, " "))
			goes = append(goes, k.Remedy...)
		}
	} else if kind.Form == law.Letter && len(kind.Remedy) > 0 {
		bad.That(len(v.Remedies) > 0, "remedy", "letter.wrong_remedy", kind.Name, strings.Join(goes, " "))
	}
	for _, r := range v.Remedies {
		bad.That(slices.Contains(goes, r), "remedy", "letter.wrong_remedy", kind.Name, strings.Join(goes, " "))
	}
	known := map[string]bool{}
	for _, p := range s.names {
		known[p.Key] = true
	}
	for key := range v.Text {
		if !known[key] {
			return fmt.Errorf("letter.Fill(%s): no placeholder has the key %q", kind.Code, key)
		}
	}
	return bad.Err()
}

func (s Set) fill(kind law.LetterKind, v Values) (Document, error) {
	f := filler{set: s}
	f.draft(kind.Code, &scope{Values: v})
	if err := f.bad.Err(); err != nil {
		return Document{}, err
	}
	return f.document(kind)
}

// A Preview is one kind with its template, for a list of them.
type Preview struct {
	law.LetterKind
	Text string `json:"text"`
}

// List returns every kind with its template, in the order of the law's table.
func (s Set) List() []Preview {
	var out []Preview
	for _, kind := range law.Letters() {
		out = append(out, Preview{kind, s.drafts[kind.Code].text})
	}
	return out
}

// Has reports whether the set has a letter of a kind.
func (s Set) Has(kind string) bool {
	_, ok := s.drafts[kind]
	return ok
}

// Changed lists the kinds whose templates differ between two sets.
func Changed(from, to Set) []law.LetterKind {
	return slices.DeleteFunc(law.Letters(), func(k law.LetterKind) bool {
		return from.drafts[k.Code].text == to.drafts[k.Code].text
	})
}
