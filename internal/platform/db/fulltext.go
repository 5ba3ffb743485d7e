package db

import "strings"

// A Match is a condition over the tokens of a row in a full-text table: which
// of them it must have, and which of them one is enough of. Tokens are made by
// the program, so that both engines keep the same ones; they hold letters,
// digits and the marks = + ^ # @ ! ~ % only. The zero Match asks for nothing
// and fits nothing.
type Match struct {
	token string
	of    []Match
	any   bool
}

// Term asks for one token.
func Term(token string) Match { return Match{token: token} }

// AllOf asks for each of several.
func AllOf(of ...Match) Match { return join(false, of) }

// AnyOf asks for one of several.
func AnyOf(of ...Match) Match { return join(true, of) }

func join(anyOf bool, of []Match) Match {
	if len(of) == 1 {
		return of[0]
	}
	return Match{of: of, any: anyOf}
}

// Empty reports whether m asks for nothing.
func (m Match) Empty() bool { return m.token == "" && len(m.of) == 0 }

// Least is how many tokens a row must have to fit m.
func (m Match) Least() int {
	if len(m.of) == 0 {
		return min(len(m.token), 1)
	}
	all, least := 0, m.of[0].Least()
	for _, o := range m.of {
		all, least = all+o.Least(), min(least, o.Least())
	}
	if m.any {
		return least
	}
	return all
}

// StopsEarly reports whether the first rows of a full-text table, by rowid, that
// fit a Match are found without all others: FTS5 has its rows in that order, GIN
// in none.
func (tx *Tx) StopsEarly() bool { return tx.db.engine == sqlite }

// Match returns the condition that a row of a full-text table fits m, and its
// argument. Such a table has the columns rowid and tokens on both engines.
func (tx *Tx) Match(table string, m Match) (cond, arg string) {
	var b strings.Builder
	if tx.db.engine == postgres {
		m.write(&b, "'", " & ", " | ")
		return table + ".tokens @@ CAST(? AS tsquery)", b.String()
	}
	m.write(&b, `"`, " AND ", " OR ")
	return table + " MATCH ?", b.String()
}

func (m Match) write(b *strings.Builder, quote, and, or string) {
	if len(m.of) == 0 {
		b.WriteString(quote)
		for _, r := range m.token {
			if r != '\'' && r != '"' && r != '\\' {
				b.WriteRune(r)
			}
		}
		b.WriteString(quote)
		return
	}
	word := and
	if m.any {
		word = or
	}
	for i, o := range m.of {
		if i > 0 {
			b.WriteString(word)
		}
		if len(o.of) > 0 {
			b.WriteByte('(')
		}
		o.write(b, quote, and, or)
		if len(o.of) > 0 {
			b.WriteByte(')')
		}
	}
}
