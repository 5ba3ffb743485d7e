package account

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// carried asks that what came over from the year before is what that year left.
func (c *checker) carried() {
	if c.a.Last.Year != 0 && c.r.Year != 0 && c.a.Last.Year != c.r.Year-1 {
		c.found(NotAssessable, Place{}, nil, nil, "account.not_last", c.a.Last.Year, c.r.Year-1)
		return
	}
	for _, k := range c.columns() {
		now, ok := c.r.At(row3(RowBefore)(k))
		then, also := c.a.Last.At(row3(RowAfter)(k))
		if !ok || !also {
			continue
		}
		then += c.a.Passed[row3(RowBefore)(k)]
		c.now.Asked++
		if now != then {
			c.found(Broken, row3(RowBefore)(k), &now, &then, "account.carried")
		}
	}
}

// units asks that each cell is the sum of those of the units.
func (c *checker) units() {
	for _, t := range Tables {
		for _, p := range c.r.Form.Places(t) {
			now, ok := c.r.At(p)
			if !ok {
				continue
			}
			var sum Number
			for _, u := range c.a.Units {
				n, _ := u.At(p)
				sum += n
			}
			c.now.Asked++
			if now != sum {
				c.found(Broken, p, &now, &sum, "account.units")
			}
		}
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

func (c *checker) inForce() {
	at := func(column string) Place { return Place{Disclosed, "normative", column} }
	now, ok := c.r.At(at("inforce"))
	then, before := c.a.Last.At(at("inforce"))
	made, also := c.r.At(at("made"))
	gone, too := c.r.At(at("abolished"))
	if !ok || !before || !also || !too {
		return
	}
	c.now.Asked++
	if want := then + made - gone; now != want {
		c.found(Doubtful, at("inforce"), &now, &want, "account.in_force")
	}
}

// A total that is more than twice or less than half that of the year before, by this
// many at least, wants a word in the text.
const leap = 20

func (c *checker) jump() {
	text := strings.Builder{}
	for _, s := range c.r.Sections {
		text.WriteString(strings.Join(s.Lines, "\n"))
	}
	for _, row := range []string{RowNew, RowSum} {
		p := Place{Requests, row, Total}
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
