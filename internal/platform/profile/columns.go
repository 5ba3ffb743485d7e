package profile

import (
	"strconv"
	"strings"
)

// Every is how often something is owed at least: in days, or in calendar months.
type Every struct {
	N    int
	Unit string // EveryDay or EveryMonth; "" is at no set interval
}

// The units of Every. A week is seven days and a year twelve months.
const (
	EveryDay   = "day"
	EveryMonth = "month"
)

// never is written where there is no interval on purpose.
const never = "none"

// String is the form in which an interval is kept: "14 day", "6 month", "none".
func (e Every) String() string {
	if e.Unit == "" {
		return never
	}
	return strconv.Itoa(e.N) + " " + e.Unit
}

// ParseEvery reads what String writes; anything else is no set interval.
func ParseEvery(s string) Every {
	n, unit, _ := strings.Cut(s, " ")
	if count, err := strconv.Atoi(n); err == nil && count > 0 {
		return Every{count, unit}
	}
	return Every{}
}

// maxEvery is the longest interval that a cell may have, in its own unit.
const maxEvery = 366

// readEvery reads a cell such as "2 weeks", in the words of the set every_unit.
func readEvery(cell string) (string, bool) {
	word := strings.TrimLeft(cell, "0123456789 ")
	unit, known := value("every_unit", word)
	if unit == never {
		return never, word == cell
	}
	n, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(cell, word)))
	if !known || err != nil || n < 1 || n > maxEvery {
		return "", false
	}
	switch unit {
	case "week":
		return Every{7 * n, EveryDay}.String(), true
	case "year":
		return Every{12 * n, EveryMonth}.String(), true
	}
	return Every{n, unit}.String(), true
}

// writtenEvery is an interval as a file would have it.
func writtenEvery(s string) string {
	switch e := ParseEvery(s); {
	case s == "":
		return ""
	case e.Unit == "":
		return written("every_unit", never)
	default:
		return strconv.Itoa(e.N) + " " + written("every_unit", e.Unit)
	}
}

// everyUnits are the kinds of columns whose interval is a setting, and its unit.
var everyUnits = map[string]string{
	"news": EveryDay, "notice": EveryMonth, "policy": EveryMonth, "interpretation": EveryMonth,
	"personnel": EveryMonth, "planning": EveryMonth, "consult": EveryMonth,
}

// Every is how often columns of a kind are updated at least. Kinds that have to
// be right and not fresh, such as an overview, have no interval.
func (s Settings) Every(kind string) Every {
	unit, has := everyUnits[kind]
	if !has {
		return Every{}
	}
	return Every{s.Int(IntKey("column." + kind)), unit}
}

// The places of columns on the platform of disclosure, which every organ fills
// in one layout: five parts below one page.
const (
	PlatformHome      = "home"
	PlatformStatutory = "statutory"
)

// columnLevels is how deep the tree of columns may be: content that is further
// down is reached in more than three steps, and nobody takes them.
const columnLevels = 3

// fillColumns gives the columns of the platform the place of their parent.
func (p *Profile) fillColumns() {
	byCode := map[string]*Column{}
	for i := range p.Columns {
		byCode[p.Columns[i].Code] = &p.Columns[i]
	}
	for i := range p.Columns {
		c := &p.Columns[i]
		if up := byCode[c.Parent]; c.Platform == "" && up != nil && up.Platform != PlatformHome {
			c.Platform = up.Platform
		}
	}
}

// checkColumns looks at the columns together.
func (p *Profile) checkColumns(units map[string]*Unit, f *faults) {
	byCode := map[string]*Column{}
	for i := range p.Columns {
		c := &p.Columns[i]
		if c.Keeper != "" && units[c.Keeper] == nil {
			f.add(columnsFile, c.Line, heading(columnsFile, "keeper"), "profile.unknown_unit", c.Keeper)
		}
		col := heading(columnsFile, "code")
		switch first := byCode[c.Code]; {
		case c.Code == "":
		case !codeForm.MatchString(c.Code):
			f.add(columnsFile, c.Line, col, "profile.bad_code", c.Code)
		case first != nil:
			f.add(columnsFile, c.Line, col, "profile.twice", c.Code, first.Line)
			continue
		}
		byCode[c.Code] = c
	}
	for i := range p.Columns {
		checkPlace(&p.Columns[i], byCode, f)
	}
	p.checkPlatform(f)
}

// checkPlace asks for a way of at most columnLevels from the top to the column.
func checkPlace(c *Column, byCode map[string]*Column, f *faults) {
	col := heading(columnsFile, "parent")
	if c.Parent != "" && byCode[c.Parent] == nil {
		f.add(columnsFile, c.Line, col, "profile.unknown_parent", c.Parent)
		return
	}
	level := 1
	for at := byCode[c.Parent]; at != nil; at = byCode[at.Parent] {
		if level++; level > columnLevels {
			f.add(columnsFile, c.Line, col, "profile.too_deep", c.Name, columnLevels)
			return
		}
	}
}

// checkPlatform asks for the whole platform, if there is one: its page, and
// below it each of the five parts once. What the law has organs publish is
// bound to the item of the law.
func (p *Profile) checkPlatform(f *faults) {
	col := heading(columnsFile, "platform")
	home := p.platformHome(f)
	parts := map[string]*Column{}
	for i := range p.Columns {
		c := &p.Columns[i]
		switch first := parts[c.Platform]; {
		case c.Platform == "" || c == home:
		case home == nil:
			f.add(columnsFile, c.Line, col, "profile.no_part", written("platform", PlatformHome))
			return
		case c.Parent == home.Code && first != nil:
			f.add(columnsFile, c.Line, col, "profile.twice", written("platform", c.Platform), first.Line)
		case c.Parent == home.Code:
			parts[c.Platform] = c
		case c.Platform == PlatformStatutory && len(c.Anchors) == 0:
			f.add(columnsFile, c.Line, heading(columnsFile, "anchors"), "profile.no_anchor", c.Name)
		}
	}
	for _, part := range Values("platform") {
		if parts[part] == nil && part != PlatformHome && home != nil {
			f.add(columnsFile, home.Line, col, "profile.no_part", written("platform", part))
		}
	}
}

// platformHome is the page of the platform; nil if there is none.
func (p *Profile) platformHome(f *faults) (home *Column) {
	for i := range p.Columns {
		switch c := &p.Columns[i]; {
		case c.Platform != PlatformHome:
		case home != nil:
			f.add(columnsFile, c.Line, heading(columnsFile, "platform"), "profile.twice", written("platform", c.Platform), home.Line)
		default:
			home = c
		}
	}
	return home
}
