package profile

import "regexp"

// Codes and logins are plain ASCII, because they stand in addresses and are typed.
var (
	codeForm  = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$`)
	loginForm = regexp.MustCompile(`^[a-z][a-z0-9._-]{1,31}$`)
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
		byCode[u.Code] = u
	}
	return byCode
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
	file   string
	line   int
	unit   *Unit
	short  bool // the short name, which units under different parents may share
	column string
	name   string
}

// checkNames refuses a name that two units or groups have: a circular that uses
// it could mean either. Villages of two towns may share their short name; it
// then stands for neither.
func (p *Profile) checkNames(f *faults) {
	taken := map[string][]claim{}
	told := map[[2]place]bool{} // one fault for two rows, not one for each of their names
	take := func(c claim) {
		if c.name == "" {
			return
		}
		key := Fold(c.name)
		for _, o := range taken[key] {
			if o.file == c.file && o.line == c.line {
				return
			}
			if o.short && c.short && o.unit.Parent != c.unit.Parent {
				continue
			}
			if pair := [2]place{{c.file, c.line}, {o.file, o.line}}; !told[pair] {
				told[pair] = true
				f.add(c.file, c.line, c.column, "profile.name_taken", c.name, o.file, o.line)
			}
			return
		}
		taken[key] = append(taken[key], c)
	}
	for i := range p.Units {
		u := &p.Units[i]
		take(claim{unitsFile, u.Line, u, false, heading(unitsFile, "name"), u.Name})
		if u.Short != u.Name {
			take(claim{unitsFile, u.Line, u, true, heading(unitsFile, "short"), u.Short})
		}
		for _, a := range u.Aliases {
			take(claim{unitsFile, u.Line, u, false, heading(unitsFile, "aliases"), a})
		}
	}
	for _, g := range p.Groups {
		take(claim{groupsFile, g.Line, nil, false, heading(groupsFile, "name"), g.Name})
		for _, a := range g.Aliases {
			take(claim{groupsFile, g.Line, nil, false, heading(groupsFile, "aliases"), a})
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
