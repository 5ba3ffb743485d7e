package account

import (
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/law"
)

// notLast reports whether what is compared with is of another year than the one before.
func (c *checker) notLast() bool {
	return c.a.Last.Year != 0 && c.r.Year != 0 && c.a.Last.Year != c.r.Year-1
}

// none reports whether a cell of the row 规章 has the stroke of who has no power to make
// any, which stands there for 0. Units that write it say so of themselves.
func (c *checker) none(r *Report, p Place) bool {
	return p.Table == Disclosed && p.Row == "rules" && (c.a.NoRules || r != c.r) && r.Values[p].stroke()
}

// number is what a file counts at a place; false where it has no number.
func (c *checker) number(r *Report, p Place) (Number, bool) {
	n, ok := r.At(p)
	return n, ok || c.none(r, p)
}

// lacks notes which of places have no number in a file, by its name. Of a table or a row
// that has none at all it is said once.
func (c *checker) lacks(r *Report, places ...Place) bool {
	said := map[Place]bool{}
	for _, p := range places {
		if _, ok := c.number(r, p); ok {
			continue
		}
		if at := c.gap(r, p); !said[at] {
			said[at] = true
			c.found(NotAssessable, at, nil, nil, "account.lacks", r.Name)
		}
	}
	return len(said) > 0
}

// gap is how far around a place without a number there is none: its table, its row or it.
func (c *checker) gap(r *Report, p Place) Place {
	all := r.Form.Places(p.Table)
	for _, at := range []Place{{Table: p.Table}, {Table: p.Table, Row: p.Row}} {
		if !slices.ContainsFunc(all, func(x Place) bool {
			_, ok := c.number(r, x)
			return ok && (at.Row == "" || at.Row == x.Row)
		}) {
			return at
		}
	}
	return p
}

// carried asks that what came over from the year before is what that year left.
func (c *checker) carried() {
	if c.notLast() {
		c.found(NotAssessable, Place{}, nil, nil, "account.not_last", c.a.Last.Year, c.r.Year-1)
		return
	}
	var came, left []Place
	for _, k := range c.r.Form.Of(law.ReportApplicant) {
		came, left = append(came, row3(RowBefore)(k)), append(left, row3(RowAfter)(k))
	}
	c.lacks(c.r, came...)
	c.lacks(c.a.Last, left...)
	for i, p := range came {
		now, ok := c.r.At(p)
		then, also := c.a.Last.At(left[i])
		if !ok || !also {
			continue
		}
		then += c.a.Passed[p]
		c.now.Asked++
		if now != then {
			c.found(Broken, p, &now, &then, "account.carried")
		}
	}
}

// units asks that each cell is the sum of those of the units. A cell that one of them does
// not have has no sum, and no cell has one with a report of another year or form.
func (c *checker) units() {
	var all []Place
	for _, t := range Tables {
		all = append(all, c.r.Form.Places(t)...)
	}
	c.lacks(c.r, all...)
	others := 0
	for _, u := range c.a.Units {
		if c.other(u) {
			others++
			continue
		}
		c.lacks(u, all...)
	}
	if others > 0 {
		return
	}
	for _, p := range all {
		now, ok := c.number(c.r, p)
		var sum Number
		for _, u := range c.a.Units {
			n, has := c.number(u, p)
			ok = ok && has
			sum += n
		}
		if !ok {
			continue
		}
		c.now.Asked++
		if now != sum {
			c.found(Broken, p, &now, &sum, "account.units")
		}
	}
}

// other reports whether the report of a unit is of another year or form, and notes it. The
// form is known by its tables alone.
func (c *checker) other(u *Report) bool {
	switch {
	case u.Year != 0 && c.r.Year != 0 && u.Year != c.r.Year:
		c.found(NotAssessable, Place{}, nil, nil, "account.unit_year", u.Name, u.Year, c.r.Year)
	case u.Has(Requests) && c.r.Has(Requests) && u.Form.Version != c.r.Form.Version:
		c.found(NotAssessable, Place{}, nil, nil, "account.unit_form", u.Name, u.Form.Version, c.r.Form.Version)
	default:
		return false
	}
	return true
}

// version asks that the form is the one of the year, as far as its tables say which it is.
func (c *checker) version() {
	if !c.there(Requests) {
		return
	}
	c.now.Asked++
	if want := law.ReportVersion(c.r.Year); c.r.Form.Version != want {
		c.found(Broken, Place{}, nil, nil, "account.version", c.r.Form.Version, c.r.Year, want)
	}
}

func (c *checker) rules() {
	for _, p := range c.r.Form.Places(Disclosed) {
		if n, ok := c.r.At(p); p.Row == "rules" && c.r.Has(Disclosed) {
			c.now.Asked++
			if ok && n != 0 {
				c.found(Broken, p, &n, new(Number), "account.rules")
			}
		}
	}
}

// normative is a column of the row of table 2 about 行政规范性文件.
func normative(column string) Place { return Place{Disclosed, "normative", column} }

// counted reports whether both forms ask how many documents are in force: that of 2019
// does not, and a report against one in that form is not asked for it. Without its tables the
// form of last year's is not known, and it is asked.
func (c *checker) counted() bool {
	has := func(r *Report) bool { return slices.Contains(r.Form.Places(Disclosed), normative("inforce")) }
	return c.a.Last != nil && has(c.r) && (has(c.a.Last) || !c.a.Last.Has(Requests))
}

func (c *checker) inForce() {
	if c.notLast() {
		return // carried has said so
	}
	missing := c.lacks(c.r, normative("inforce"), normative("made"), normative("abolished"))
	if c.lacks(c.a.Last, normative("inforce")) || missing {
		return
	}
	now, _ := c.r.At(normative("inforce"))
	then, _ := c.a.Last.At(normative("inforce"))
	made, _ := c.r.At(normative("made"))
	gone, _ := c.r.At(normative("abolished"))
	c.now.Asked++
	if want := then + made - gone; now != want {
		c.found(Doubtful, normative("inforce"), &now, &want, "account.in_force")
	}
}

// A total that is more than twice or less than half that of the year before, by this
// many at least, wants a word in the text.
const leap = 20

func (c *checker) jump() {
	if c.notLast() {
		return // carried has said so
	}
	totals := []Place{{Requests, RowNew, Total}, {Requests, RowSum, Total}}
	c.lacks(c.r, totals...)
	c.lacks(c.a.Last, totals...)
	text := strings.Builder{}
	for _, s := range c.r.Sections {
		text.WriteString(strings.Join(s.Lines, "\n"))
	}
	for _, p := range totals {
		now, ok := c.r.At(p)
		then, also := c.a.Last.At(p)
		if !ok || !also {
			continue
		}
		c.now.Asked++
		if high, low := max(now, then), min(now, then); high > 2*low && high-low >= Whole(leap) && !lang().says("explains", text.String()) {
			c.found(Doubtful, p, &now, &then, "account.jump")
		}
	}
}

// period asks for a whole year, if the text names one.
func (c *checker) period() {
	if c.r.Year == 0 {
		return
	}
	c.now.Asked++
	all := ""
	for _, s := range c.r.Sections {
		all += strings.Join(s.Lines, "\n") + "\n"
	}
	all = strings.Join(strings.Fields(all), "")
	if slices.ContainsFunc(lang().words["period"], func(day string) bool { return !strings.Contains(all, day) }) {
		c.found(Doubtful, Place{}, nil, nil, "account.period", c.r.Year)
	}
}

func (c *checker) length() {
	s, ok := c.r.Section("1")
	if !ok {
		return
	}
	c.now.Asked++
	if n := utf8.RuneCountInString(strings.Join(s.Lines, "")); n > c.a.Longest {
		c.found(Doubtful, Place{}, nil, nil, "account.long", n, c.a.Longest)
	}
}
