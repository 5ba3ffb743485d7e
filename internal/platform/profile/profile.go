package profile

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/profiles"
)

// Confidence says how sure it is that a row is right.
type Confidence string

// The degrees. A row that does not say is High.
const (
	High   Confidence = "H" // read in an official text
	Medium Confidence = "M" // read elsewhere, or well known
	Low    Confidence = "L" // to be confirmed; always shown with that mark
)

// Label is the degree for a reader.
func (c Confidence) Label() fault.Text {
	return fault.T("profile.confidence." + strings.ToLower(string(c)))
}

// A Contact is how to reach who works on disclosure in a unit: what its guide has
// to name (条例第十二条).
type Contact struct {
	Desk    string     `csv:"desk" db:"contact_desk" json:"contact_desk,omitempty"` // 政府信息公开工作机构
	Address string     `csv:"address" db:"contact_address" json:"contact_address,omitempty"`
	Hours   string     `csv:"hours" db:"contact_hours" json:"contact_hours,omitempty"`
	Phone   string     `csv:"phone" db:"contact_phone" json:"contact_phone,omitempty"`
	Fax     string     `csv:"fax" db:"contact_fax" json:"contact_fax,omitempty"`
	Online  string     `csv:"online" db:"contact_online" json:"contact_online,omitempty"` // address of mail or of a page
	Reach   Confidence `csv:"reach" db:"contact_confidence" json:"contact_confidence"`    // of all this
}

// Known reports whether somebody can be reached with it.
func (c Contact) Known() bool { return c.Address+c.Phone+c.Online != "" }

// A Unit is one row of units.csv.
type Unit struct {
	Line    int
	Code    string     `csv:"code"`    // stays the same when the unit is renamed
	Name    string     `csv:"name"`    // in full
	Short   string     `csv:"short"`   // as circulars write it; the full name if the file says nothing
	Kind    string     `csv:"kind"`    // a value of the set "unit_kind"
	Parent  string     `csv:"parent"`  // code; only the government itself has none
	Aliases []string   `csv:"aliases"` // other names
	Organ   string     `csv:"organ"`   // 组织机构代码, nine characters; "" if not known
	Letters []string   `csv:"letters"` // words that begin its document numbers
	Review  []string   `csv:"review"`  // organs that hear applications for reconsideration
	Court   string     `csv:"court"`   // court of first instance in administrative cases
	Remedy  Confidence `csv:"remedy"`  // of Review and Court
	Contact
	Sort       int        `csv:"sort"`       // among its siblings; then the order of the file
	Confidence Confidence `csv:"confidence"` // of the names
	Note       string     `csv:"note"`
}

// A Rule says which units are meant by a group: those of the kinds and those
// with the codes, without the exceptions.
type Rule struct {
	Kinds  []string `csv:"kinds" json:"kinds,omitempty"`
	Codes  []string `csv:"codes" json:"codes,omitempty"`
	Except []string `csv:"except" json:"except,omitempty"`
	// Scope is All, or Some when the name leaves open which of the units are meant.
	Scope string `csv:"scope" json:"scope"`
	// Confidence is Low for a name that only most likely means these units.
	Confidence Confidence `csv:"confidence" json:"confidence,omitempty"`
}

// The scopes of a group.
const (
	All  = "all"
	Some = "some"
)

// Holds reports whether the unit of that code and kind is meant.
func (r Rule) Holds(code, kind string) bool {
	return (slices.Contains(r.Kinds, kind) || slices.Contains(r.Codes, code)) && !slices.Contains(r.Except, code)
}

// A Group is one row of groups.csv: a name that circulars use for many units.
type Group struct {
	Line    int
	Name    string   `csv:"name"`
	Aliases []string `csv:"aliases"`
	Rule
	Note string `csv:"note"`
}

// A Person is one row of people.csv: somebody of the demo. People of a real
// office are added at the desk, never by a file.
type Person struct {
	Line  int
	Login string   `csv:"login"`
	Name  string   `csv:"name"`
	Unit  string   `csv:"unit"`  // code
	Roles []string `csv:"roles"` // values of the set "role"
	Title string   `csv:"title"`
	Note  string   `csv:"note"`
}

// A Column is one row of columns.csv: a column of the public site.
type Column struct {
	Line     int
	Code     string   `csv:"code"` // stands in its address; stays the same when the column is renamed
	Name     string   `csv:"name"`
	About    string   `csv:"about"`    // what it is for and what is in it: ColumnDescription of the page
	Keywords []string `csv:"keywords"` // ColumnKeywords of the page
	Kind     string   `csv:"kind"`     // a value of the set "column_kind"
	Parent   string   `csv:"parent"`   // code; "" at the top
	Keeper   string   `csv:"keeper"`   // code of the unit that answers for it
	Every    string   `csv:"every"`    // how often it is updated at least, as Every writes it; "" is as its kind
	Platform string   `csv:"platform"` // its place on the platform of disclosure; that of its parent if the file says nothing
	Anchors  []string `csv:"anchors"`  // the items of Articles 20 and 21 that it holds
	Sort     int      `csv:"sort"`     // among its siblings; then the order of the file
	Hidden   bool     `csv:"hidden"`
	Archived bool     `csv:"archived"` // closed for good, and marked so
	Note     string   `csv:"note"`
}

// A Synonym is one row of synonyms.csv: words that mean the same to somebody
// who looks for something.
type Synonym struct {
	Line  int
	Words []string `csv:"words"`
	Note  string   `csv:"note"`
}

// An Allowed is one row of allow.csv: what the district publishes of its own and
// the screening of personal data must let pass.
type Allowed struct {
	Line  int
	Kind  string `csv:"kind"` // a value of the set "allow"
	Value string `csv:"value"`
	Note  string `csv:"note"`
}

// An Attribute is one row of finder.csv: something about a person or a company that the
// conditions of a measure ask for, and the question for it in plain words.
type Attribute struct {
	Line     int      `json:"-"`
	Code     string   `csv:"code" json:"code"`
	Name     string   `csv:"name" json:"name"`           // as conditions write it
	Who      string   `csv:"who" json:"who"`             // a value of the set "finder_who"
	Question string   `csv:"question" json:"question"`   // as a visitor is asked
	Kind     string   `csv:"kind" json:"kind"`           // a value of the set "finder_kind"
	Unit     string   `csv:"unit" json:"unit,omitempty"` // of a number
	Min      int      `csv:"min" json:"min"`
	Max      int      `csv:"max" json:"max"`
	Options  []string `csv:"options" json:"options,omitempty"`
	Hint     string   `csv:"hint" json:"hint,omitempty"`
	Note     string   `csv:"note" json:"-"`
}

// The kinds of an attribute.
const (
	Number = "number" // a whole number from Min to Max
	Choice = "choice" // one of Options
)

// A Profile is one district.
type Profile struct {
	Name     string // of the folder
	Digest   string // SHA-256 of the files, in hex; two equal folders have one digest
	Units    []Unit // in the order of the file
	Groups   []Group
	Columns  []Column
	People   []Person
	Synonyms []Synonym
	Allow    []Allowed
	Finder   []Attribute // in the order of the file
	Letters  letter.Set  // templates of letters; the zero Set if there is no folder of them
	Settings Settings
}

// The files of a profile. Columns, people, synonyms, allow and finder may be missing.
const (
	settingsFile = "settings.csv"
	unitsFile    = "units.csv"
	groupsFile   = "groups.csv"
	columnsFile  = "columns.csv"
	peopleFile   = "people.csv"
	synonymsFile = "synonyms.csv"
	allowFile    = "allow.csv"
	finderFile   = "finder.csv"
)

// Load reads and checks the profile in the root of fsys. The error names every
// row at fault; nothing is returned beside it.
func Load(fsys fs.FS) (*Profile, error) {
	var f faults
	p := &Profile{
		Units:  readTable[Unit](fsys, unitsFile, &f),
		Groups: readTable[Group](fsys, groupsFile, &f),
	}
	if _, err := fs.Stat(fsys, columnsFile); err == nil {
		p.Columns = readTable[Column](fsys, columnsFile, &f)
	}
	if _, err := fs.Stat(fsys, peopleFile); err == nil {
		p.People = readTable[Person](fsys, peopleFile, &f)
	}
	if _, err := fs.Stat(fsys, synonymsFile); err == nil {
		p.Synonyms = readTable[Synonym](fsys, synonymsFile, &f)
	}
	if _, err := fs.Stat(fsys, allowFile); err == nil {
		p.Allow = readTable[Allowed](fsys, allowFile, &f)
	}
	if _, err := fs.Stat(fsys, finderFile); err == nil {
		p.Finder = readTable[Attribute](fsys, finderFile, &f)
	}
	p.Letters = readLetters(fsys, &f)
	settings := readTable[Setting](fsys, settingsFile, &f)
	p.fill()
	p.Settings = checkSettings(settings, &f)
	p.check(&f)
	p.checkSynonyms(&f)
	p.checkFinder(&f)
	p.Digest = digest(fsys, &f)
	slices.SortStableFunc(f, func(a, b fault.Row) int {
		if a.File != b.File {
			return strings.Compare(a.File, b.File)
		}
		return a.Line - b.Line
	})
	if err := fault.Rows(f); err != nil {
		return nil, err
	}
	return p, nil
}

// fill puts in what a row may leave out.
func (p *Profile) fill() {
	for i := range p.Units {
		u := &p.Units[i]
		if u.Short == "" {
			u.Short = u.Name
		}
		u.Confidence = orHigh(u.Confidence)
		u.Remedy = orHigh(u.Remedy)
		u.Reach = orHigh(u.Reach)
	}
	for i := range p.Groups {
		if g := &p.Groups[i]; g.Scope == "" {
			g.Scope = All
		}
	}
	p.fillColumns()
}

func orHigh(c Confidence) Confidence {
	if c == "" {
		return High
	}
	return c
}

// digest hashes the CSV files and the letters with their names, and finds those that no column knows.
func digest(fsys fs.FS, f *faults) string {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		f.add(".", 0, "", "profile.unreadable")
		return ""
	}
	h := sha256.New()
	letters, _ := letterFiles(fsys) // what cannot be read is a fault already
	for _, name := range letters {
		hashFile(h, fsys, name)
	}
	for _, e := range entries {
		if e.IsDir() || !strings.EqualFold(path.Ext(e.Name()), ".csv") {
			continue
		}
		if schemas[e.Name()] == nil {
			f.add(e.Name(), 0, "", "profile.unknown_file")
			continue
		}
		hashFile(h, fsys, e.Name())
	}
	return hex.EncodeToString(h.Sum(nil))
}

func hashFile(h hash.Hash, fsys fs.FS, name string) {
	if b, err := readFile(fsys, name); err == nil { // what cannot be read is a fault already
		_, _ = fmt.Fprintf(h, "%s %d\n", name, len(b))
		_, _ = h.Write(b)
	}
}

// Names lists the profiles in the program.
func Names() []string {
	var out []string
	entries, err := profiles.Files.ReadDir(".")
	if err != nil {
		return nil
	}
	for _, e := range entries {
		if e.IsDir() {
			out = append(out, e.Name())
		}
	}
	return out
}

// Open loads the profile in the program that has the name, or else the folder
// at that path.
func Open(name string) (*Profile, error) {
	fsys, err := find(name)
	if err != nil {
		return nil, err
	}
	p, err := Load(fsys)
	if err != nil {
		return nil, err
	}
	p.Name = path.Base(path.Clean(strings.ReplaceAll(name, `\`, "/")))
	return p, nil
}

func find(name string) (fs.FS, error) {
	if slices.Contains(Names(), name) {
		return fs.Sub(profiles.Files, name)
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, fault.Caused(err, fault.NotFound, "profile.unknown", name, strings.Join(Names(), " / "))
	}
	if !info.IsDir() {
		return nil, fault.New(fault.Invalid, "profile.not_folder", name)
	}
	return os.DirFS(name), nil
}

// Unverified lists the rows that somebody has to confirm before they are relied on.
func (p *Profile) Unverified() []fault.Row {
	var f faults
	for _, u := range p.Units {
		if u.Confidence == Low {
			f.add(unitsFile, u.Line, "", "profile.unverified", u.Name)
		}
		if u.Remedy == Low {
			f.add(unitsFile, u.Line, "", "profile.unverified_remedy", u.Name)
		}
		if u.Reach == Low {
			f.add(unitsFile, u.Line, "", "profile.unverified_contact", u.Name)
		}
	}
	for _, g := range p.Groups {
		if g.Confidence == Low {
			f.add(groupsFile, g.Line, "", "profile.unverified", g.Name)
		}
	}
	for _, s := range p.Settings.List() {
		if s.Confidence == Low {
			f.add(settingsFile, s.Line, "", "profile.unverified", s.Name)
		}
	}
	return f
}
