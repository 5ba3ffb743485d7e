package account

import (
	"fmt"
	"slices"
	"strings"
)

// Cells are the numbers of a report by their places.
type Cells map[Place]Number

// Key writes a place as a text: 3/1/citizen.
func (p Place) Key() string { return string(p.Table) + "/" + p.Row + "/" + p.Column }

// MarshalText writes a place as the key of an object.
func (p Place) MarshalText() ([]byte, error) { return []byte(p.Key()), nil }

// UnmarshalText reads it.
func (p *Place) UnmarshalText(b []byte) error {
	f := strings.Split(string(b), "/")
	if len(f) != 3 || !slices.Contains(Tables, Table(f[0])) {
		return fmt.Errorf("account: %q is no place of a report", b)
	}
	*p = Place{Table(f[0]), f[1], f[2]}
	return nil
}

// Add adds other cells to these.
func (c Cells) Add(other Cells) {
	for p, n := range other {
		c[p] += n
	}
}

// Sum is the number of a place; of a title of table 3 it is that of the rows below.
func (f *Form) Sum(c Cells, p Place) (n Number) {
	if p.Table != Requests {
		return c[p]
	}
	for _, row := range f.Under(p.Row) {
		n += c[Place{Requests, row, p.Column}]
	}
	return n
}

// Totals sets what the form adds up: 总计 of tables 3 and 4 and the sum of the results.
func (f *Form) Totals(c Cells) {
	for _, t := range []Table{Requests, Remedies} {
		places := f.Places(t)
		for _, p := range places {
			if p.Row == RowSum || p.Column == Total {
				delete(c, p)
			}
		}
		for _, p := range places {
			if p.Column == Total || p.Row == RowSum || c[p] == 0 {
				continue
			}
			c[Place{t, p.Row, Total}] += c[p]
			if t == Requests && slices.Contains(f.results(), p.Row) {
				c[Place{t, RowSum, p.Column}] += c[p]
				c[Place{t, RowSum, Total}] += c[p]
			}
		}
	}
}

// Compose is a report that was not read from a file: every place of its form has a
// number, 0 where cells have none. The first section is what stands before the others.
func Compose(year int, f *Form, title string, sections []Section, cells Cells) *Report {
	r := &Report{Name: title, Title: title, Year: year, Form: f, Sections: sections, Values: map[Place]Value{}, Found: slices.Clone(Tables)}
	for _, t := range Tables {
		for _, p := range f.Places(t) {
			n := cells[p]
			r.Values[p] = Value{n.String(), n, true}
		}
	}
	r.Claims = r.claims()
	return r
}

// Leave takes the numbers away that cells do not have: a report on paper may leave places
// blank, and a blank is not 0.
func (r *Report) Leave(cells Cells) {
	for p := range r.Values {
		if _, ok := cells[p]; !ok {
			r.Values[p] = Value{}
		}
	}
}

// Copied is a report whose cells somebody copies from paper, as they are written there.
// What is left out is blank.
func Copied(year int, f *Form, cells map[Place]string) *Report {
	r := &Report{Year: year, Form: f, Sections: []Section{{}}, Values: map[Place]Value{}, Found: slices.Clone(Tables)}
	for _, t := range Tables {
		for _, p := range f.Places(t) {
			r.Values[p] = p.valueOf(cells[p])
		}
	}
	return r
}

// Cells are the numbers that the report has. What is blank or no number is not there.
func (r *Report) Cells() Cells {
	out := Cells{}
	for p, v := range r.Values {
		if v.Known {
			out[p] = v.Number
		}
	}
	return out
}

// ParseNumber reads what stands in a cell; false for what is no number.
func ParseNumber(text string) (Number, bool) {
	v := valueOf(text)
	return v.Number, v.Known
}
