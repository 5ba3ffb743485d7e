package profile

import (
	"regexp"
	"slices"
)

// Codes and logins are plain ASCII, because they stand in addresses and are typed.
var (
	codeForm  = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$`)
	loginForm = regexp.MustCompile(`^[a-z][a-z0-9._-]{1,31}$`)
	phoneForm = regexp.MustCompile(`^[0-9+(\x{FF08}][0-9 ()\x{FF08}\x{FF09}\x{8F6C}-]{2,}[0-9](?:[\x{3001}/][0-9][0-9 -]{2,}[0-9])*$`)
	organForm = regexp.MustCompile(`^[0-9A-Z]{9}$`) // GB 11714
)

// root is the kind of the one unit that has no parent.
const root = "government"

// heading returns the heading of a field, for messages.
func heading(file, field string) string {
	for _, c := range schemas[file] {
		if c.Field == field {
			return c.Heading
		}
	}
	panic("profile: no column for " + file + " " + field)
}

// check looks at the rows together. Without the file of units nothing else can be judged.
func (p *Profile) check(f *faults) {
	if p.Units == nil {
		return
	}
	byCode := p.checkCodes(f)
	p.checkTree(byCode, f)
	p.checkNames(f)
	p.checkGroups(byCode, f)
	p.checkColumns(byCode, f)
	p.checkPeople(byCode, f)
}

func (p *Profile) checkCodes(f *faults) map[string]*Unit {
	byCode := map[string]*Unit{}
	for i := range p.Units {
		u := &p.Units[i]
		if u.Code == "" {
			continue // told already
		}
		switch first := byCode[u.Code]; {
		case !codeForm.MatchString(u.Code):
			f.add(unitsFile, u.Line, heading(unitsFile, "code"), "profile.bad_code", u.Code)
		case first != nil:
			f.add(unitsFile, u.Line, heading(unitsFile, "code"), "profile.twice", u.Code, first.Line)
			continue
		}
		if u.Organ != "" && !organForm.MatchString(u.Organ) {
			f.add(unitsFile, u.Line, heading(unitsFile, "organ"), "profile.bad_organ", u.Organ)
		}
		u.checkContact(f)
		byCode[u.Code] = u
	}
	return byCode
}

// checkContact asks for numbers that can be dialled and an address that can be
// opened, and for what a working office has to name beside its own name.
func (u *Unit) checkContact(f *faults) {
	bad := func(field, key string, args ...any) {
		f.add(unitsFile, u.Line, heading(unitsFile, field), key, args...)
	}
	for field, number := range map[string]string{"phone": u.Phone, "fax": u.Fax} {
		if number != "" && !phoneForm.MatchString(number) {
			bad(field, "profile.bad_phone", number)
		}
	}
	if u.Online != "" && !isURL(u.Online) && !mailForm.MatchString(u.Online) {
		bad("online", "profile.not_contact", u.Online)
	}
	if u.Desk+u.Hours+u.Fax != "" && !u.Known() {
		bad("phone", "profile.no_contact", u.Name)
	}
}

// checkTree asks for one root and a way from each unit to it.
func (p *Profile) checkTree(byCode map[string]*Unit, f *faults) {
	col := heading(unitsFile, "parent")
	var top *Unit
	for i := range p.Units {
		u := &p.Units[i]
		switch {
		case u.Parent != "" && byCode[u.Parent] == nil:
			f.add(unitsFile, u.Line, col, "profile.unknown_unit", u.Parent)
		case u.Parent != "" && loops(u, byCode):
			f.add(unitsFile, u.Line, col, "profile.cycle", u.Code)
		case u.Parent == "" && u.Kind != root && u.Kind != "":
			f.add(unitsFile, u.Line, col, "profile.no_parent", u.Name)
		case u.Parent == "" && top != nil:
			f.add(unitsFile, u.Line, col, "profile.two_roots", u.Name, top.Line)
		case u.Parent == "":
			top = u
		}
	}
	if top == nil {
		f.add(unitsFile, 0, col, "profile.no_root")
	}
}

// loops reports whether going up from u comes back to u.
func loops(u *Unit, byCode map[string]*Unit) bool {
	at := u
	for range len(byCode) {
		at = byCode[at.Parent]
		if at == nil {
			return false
		}
		if at == u {
			return true
		}
	}
	return false
}

// A claim is one name that a row takes.
type claim struct {
	place
	heading string
	name    string
	parent  string // of the unit, if it is its short name; units under different parents may share one
	short   bool
}

// claims lists every name of the profile.
func (p *Profile) claims() []claim {
	var out []claim
	for _, u := range p.Units {
		at := place{unitsFile, u.Line}
		out = append(out, claim{place: at, heading: heading(unitsFile, "name"), name: u.Name})
		if u.Short != u.Name {
			out = append(out, claim{at, heading(unitsFile, "short"), u.Short, u.Parent, true})
		}
		for _, a := range u.Aliases {
			out = append(out, claim{place: at, heading: heading(unitsFile, "aliases"), name: a})
		}
	}
	for _, g := range p.Groups {
		at := place{groupsFile, g.Line}
		out = append(out, claim{place: at, heading: heading(groupsFile, "name"), name: g.Name})
		for _, a := range g.Aliases {
			out = append(out, claim{place: at, heading: heading(groupsFile, "aliases"), name: a})
		}
	}
	return out
}

// clashes reports whether a text with the name of both could mean either.
// Villages of two towns may share their short name; it then stands for neither.
func (c claim) clashes(o claim) bool {
	return c.place != o.place && (!c.short || !o.short || c.parent == o.parent)
}

// checkNames refuses a name that two units or groups have.
func (p *Profile) checkNames(f *faults) {
	taken := map[string][]claim{}
	told := map[[2]place]bool{} // one fault for two rows, not one for each of their names
	for _, c := range p.claims() {
		key := Fold(c.name)
		if i := slices.IndexFunc(taken[key], c.clashes); i >= 0 {
			o := taken[key][i]
			if pair := [2]place{c.place, o.place}; !told[pair] {
				told[pair] = true
				f.add(c.file, c.line, c.heading, "profile.name_taken", c.name, o.file, o.line)
			}
		} else if c.name != "" {
			taken[key] = append(taken[key], c)
		}
	}
}

func (p *Profile) checkGroups(byCode map[string]*Unit, f *faults) {
	for _, g := range p.Groups {
		before := len(*f)
		for _, code := range g.Codes {
			if byCode[code] == nil {
				f.add(groupsFile, g.Line, heading(groupsFile, "codes"), "profile.unknown_unit", code)
			}
		}
		for _, code := range g.Except {
			if byCode[code] == nil {
				f.add(groupsFile, g.Line, heading(groupsFile, "except"), "profile.unknown_unit", code)
			}
		}
		if len(*f) == before && !p.anyIn(g.Rule) {
			f.add(groupsFile, g.Line, heading(groupsFile, "kinds"), "profile.empty_group", g.Name)
		}
	}
}

func (p *Profile) anyIn(r Rule) bool {
	for _, u := range p.Units {
		if r.Holds(u.Code, u.Kind) {
			return true
		}
	}
	return false
}

func (p *Profile) checkPeople(byCode map[string]*Unit, f *faults) {
	lines := map[string]int{}
	for _, d := range p.People {
		col := heading(peopleFile, "login")
		switch first := lines[d.Login]; {
		case d.Login == "":
		case !loginForm.MatchString(d.Login):
			f.add(peopleFile, d.Line, col, "profile.bad_login", d.Login)
		case first != 0:
			f.add(peopleFile, d.Line, col, "profile.twice", d.Login, first)
		default:
			lines[d.Login] = d.Line
		}
		if d.Unit != "" && byCode[d.Unit] == nil {
			f.add(peopleFile, d.Line, heading(peopleFile, "unit"), "profile.unknown_unit", d.Unit)
		}
	}
}

// checkSynonyms asks for two words a row, and for each word in one row only: else
// everything would mean the same in the end.
func (p *Profile) checkSynonyms(f *faults) {
	col := heading(synonymsFile, "words")
	lines := map[string]int{}
	for _, s := range p.Synonyms {
		if len(s.Words) == 1 {
			f.add(synonymsFile, s.Line, col, "profile.lone_synonym", s.Words[0])
		}
		for _, w := range s.Words {
			key := Fold(w)
			if first := lines[key]; first != 0 {
				f.add(synonymsFile, s.Line, col, "profile.twice", w, first)
				continue
			}
			lines[key] = s.Line
		}
	}
}

// checkFinder asks that each attribute is there once, and that its answers are a range or
// a choice.
func (p *Profile) checkFinder(f *faults) {
	codes, names := map[string]int{}, map[string]int{}
	for _, a := range p.Finder {
		bad := func(field, key string, args ...any) {
			f.add(finderFile, a.Line, heading(finderFile, field), key, args...)
		}
		if a.Code != "" && !codeForm.MatchString(a.Code) {
			bad("code", "profile.bad_code", a.Code)
		}
		if first := codes[a.Code]; first != 0 {
			bad("code", "profile.twice", a.Code, first)
		}
		name := a.Who + "/" + Fold(a.Name)
		if first := names[name]; first != 0 {
			bad("name", "profile.twice", a.Name, first)
		}
		codes[a.Code], names[name] = a.Line, a.Line
		switch {
		case a.Kind == Number && a.Max <= a.Min:
			bad("max", "profile.no_range")
		case a.Kind == Choice && len(a.Options) < 2:
			bad("options", "profile.few_options")
		}
	}
}
