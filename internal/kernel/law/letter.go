package law

import (
	"regexp"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A Role says what stands in the place of a placeholder, and how.
type Role string

// The roles. What has no role of its own is text.
const (
	PlainText Role = "text"    // a text
	Flag      Role = "flag"    // asked by "if" and never written
	RowsOf    Role = "rows"    // gone through by "range"
	ItemsOf   Role = "items"   // the same, of what is asked for: each has a decision
	PartOf    Role = "part"    // the text of a decision
	RemedyOf  Role = "remedy"  // the paragraph about remedies
	Ordinal   Role = "ordinal" // the number of a row; the program counts
	MarkOf    Role = "mark"    // 发文机关标志
	NumberOf  Role = "number"  // 发文字号
	IssuerOf  Role = "issuer"  // who issues the letter, and signs it
	DateOf    Role = "date"    // 成文日期
	VerifyOf  Role = "verify"  // the address that the QR code leads to
)

// A Placeholder is a name that a template of a letter may hold.
type Placeholder struct {
	Key    string `json:"key"`  // what the program calls it; of a column of rows with the key of the rows and a dot before it
	Name   string `json:"name"` // as it stands in a template
	Role   Role   `json:"role"`
	Sample string `json:"sample"` // an example, with which a template is tried
	Note   string `json:"note"`
}

// A Form says what a kind of letter is.
type Form string

// The forms.
const (
	Letter     Form = "letter" // a document that goes out, in the form of a 公文
	Sheet      Form = "sheet"  // a form to fill in
	Part       Form = "part"   // a decision within a reply
	RemedyForm Form = "remedy" // the paragraph about remedies
)

// A LetterKind is one kind of letter of 依申请公开.
type LetterKind struct {
	Code       string     `json:"code"`
	Name       string     `json:"name"`
	Form       Form       `json:"form"`
	Basis      Ref        `json:"basis"`
	Series     string     `json:"series"` // the word for it in its document number
	Numbered   bool       `json:"numbered"`
	Sealed     bool       `json:"sealed"`
	Remedy     []string   `json:"remedy"` // the paragraphs about remedies that go with it, the usual one first
	Required   []string   `json:"required"`
	Blank      []string   `json:"blank"` // have to stand in the template, and may have no value
	Optional   []string   `json:"optional"`
	Confidence Confidence `json:"confidence"`
}

// Unverified reports whether somebody has to confirm the letter before the office relies on it.
func (k LetterKind) Unverified() bool { return k.Confidence != High }

// Letters returns the kinds of letters in the order of the file.
func Letters() []LetterKind { return slices.Clone(book().Letters) }

// LetterOf returns the kind of letter with a code; false if there is none.
func LetterOf(code string) (LetterKind, bool) {
	i := slices.IndexFunc(book().Letters, func(k LetterKind) bool { return k.Code == code })
	if i < 0 {
		return LetterKind{}, false
	}
	return book().Letters[i], true
}

// Counter is the kind whose serials a kind shares: the first in the table with its series,
// so that no number of a series is given twice.
func (k LetterKind) Counter() string {
	i := slices.IndexFunc(book().Letters, func(o LetterKind) bool { return o.Series == k.Series })
	return book().Letters[i].Code
}

// FirstRemedy returns the paragraph that asks for reconsideration before a suit
// (行政复议法第二十三条): the first of the paragraphs about remedies.
func FirstRemedy() LetterKind {
	return book().Letters[slices.IndexFunc(book().Letters, func(k LetterKind) bool { return k.Form == RemedyForm })]
}

// Placeholders returns what templates of letters may hold, in the order of the file.
func Placeholders() []Placeholder { return slices.Clone(book().Placeholders) }

var (
	placeholderForm = regexp.MustCompile(`^[a-z]+(_[a-z]+)*(\.[a-z]+)?$`)
	letterForm      = regexp.MustCompile(`^[A-Za-z]+(-?[A-Z0-9]+)?$`)
)

const listMark = "、"

func (b *Book) placeholder(l line) (string, fault.Text) {
	if column, text := need(l, "key", "name"); column != "" {
		return column, text
	}
	if column, text := known(l, "role", "text", "flag", "rows", "items", "part", "remedy", "ordinal", "mark", "number", "issuer", "date", "verify"); column != "" {
		return column, text
	}
	p := Placeholder{l["key"], l["name"], Role(l["role"]), l["sample"], l["note"]}
	rows, _, nested := strings.Cut(p.Name, ".")
	switch {
	case !placeholderForm.MatchString(p.Key) || strings.Contains(p.Key, ".") != nested:
		return "key", fault.T("law.bad_key", p.Key)
	case slices.ContainsFunc(b.Placeholders, func(o Placeholder) bool { return o.Key == p.Key || o.Name == p.Name }):
		return "key", fault.T("law.twice", p.Name)
	case nested && !slices.ContainsFunc(b.Placeholders, func(o Placeholder) bool { return o.Name == rows && (o.Role == RowsOf || o.Role == ItemsOf) }):
		return "name", fault.T("law.no_placeholder", rows)
	}
	b.Placeholders = append(b.Placeholders, p)
	return "", fault.Text{}
}

func (b *Book) letter(l line) (string, fault.Text) {
	if column, text := need(l, "code", "name", "required"); column != "" {
		return column, text
	}
	for _, c := range []struct{ name, words string }{
		{"form", "letter sheet part remedy"}, {"numbered", "yes no"}, {"sealed", "yes no"}, {"confidence", "H M L"},
	} {
		if column, text := known(l, c.name, strings.Fields(c.words)...); column != "" {
			return column, text
		}
	}
	k := LetterKind{
		Code: l["code"], Name: l["name"], Form: Form(l["form"]), Basis: Ref(l["basis"]), Series: l["series"],
		Numbered: l["numbered"] == "yes", Sealed: l["sealed"] == "yes", Remedy: listed(l["remedy"]), Optional: listed(l["optional"]), Confidence: Confidence(l["confidence"]),
	}
	for _, name := range listed(l["required"]) {
		if blank, may := strings.CutSuffix(name, "?"); may {
			k.Blank = append(k.Blank, blank)
		} else {
			k.Required = append(k.Required, name)
		}
	}
	if _, _, based := b.Lookup(k.Basis); !based {
		return "basis", fault.T("law.no_article", l["basis"])
	}
	if !letterForm.MatchString(k.Code) {
		return "code", fault.T("law.bad_key", k.Code)
	}
	if slices.ContainsFunc(b.Letters, func(o LetterKind) bool { return o.Code == k.Code }) {
		return "code", fault.T("law.twice", k.Code)
	}
	if column, text := b.holds(k); column != "" {
		return column, text
	}
	b.Letters = append(b.Letters, k)
	return "", fault.Text{}
}

// holds looks at the placeholders of a kind: they are known, each stands once, and
// what the kind is asks for those that it cannot be without.
func (b *Book) holds(k LetterKind) (string, fault.Text) {
	seen := map[string]bool{}
	for _, list := range []struct {
		column string
		names  []string
	}{{"required", k.Required}, {"required", k.Blank}, {"optional", k.Optional}} {
		for _, name := range list.names {
			if !slices.ContainsFunc(b.Placeholders, func(p Placeholder) bool { return p.Name == name }) {
				return list.column, fault.T("law.no_placeholder", name)
			}
			if seen[name] {
				return list.column, fault.T("law.twice", name)
			}
			seen[name] = true
		}
	}
	for _, p := range b.Placeholders {
		must := p.Role == NumberOf && k.Numbered || p.Role == IssuerOf && k.Sealed || p.Role == DateOf && k.Sealed && k.Form == Letter ||
			p.Role == RemedyOf && k.Form == Letter && len(k.Remedy) > 0
		if must && !slices.Contains(k.Required, p.Name) {
			return "required", fault.T("law.no_placeholder", p.Name)
		}
	}
	return "", fault.Text{}
}

// listed returns the items of a cell.
func listed(cell string) []string {
	if cell == "" {
		return nil
	}
	return strings.Split(cell, listMark)
}
