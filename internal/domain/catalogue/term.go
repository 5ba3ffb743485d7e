package catalogue

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/law"
)

// TermKind is what a time limit of a catalogue asks for.
type TermKind string

// The kinds of time limits.
const (
	Within   TermKind = "within"   // so long from the day on which the information is formed
	Prompt   TermKind = "prompt"   // 及时: no number, so that of the law is the last day
	ByLaw    TermKind = "law"      // as the regulation says, or the cell says nothing
	Standing TermKind = "standing" // 长期公开: it stays, and is published as the law says
	Period   TermKind = "period"   // once in each month, quarter, half-year or year
	Unread   TermKind = "unread"   // not understood; that of the law holds until somebody says more
)

// A Cadence is how often something is owed.
type Cadence string

// The cadences.
const (
	Month   Cadence = "month"
	Quarter Cadence = "quarter"
	Half    Cadence = "half"
	Year    Cadence = "year"
)

// A Term is the time limit of a row, as the machine reads it. The words of the
// row are kept beside it.
type Term struct {
	Kind  TermKind `json:"kind"`
	N     int      `json:"n,omitempty"`
	Unit  law.Unit `json:"unit,omitempty"`
	Every Cadence  `json:"every,omitempty"`
	By    string   `json:"by,omitempty"` // of a year: the day by which it is published, 03-31
}

// Law is the term that a duty of a domain runs by. What says no number has that which
// a law sets for the domain, or else the twenty working days from the day on which the
// information is formed or changed (条例, Article 26).
func (t Term) Law(domain string) law.Term {
	switch {
	case t.By != "":
		return law.Term{Unit: law.Date, Date: t.By}
	case t.N != 0:
		return law.Term{N: t.N, Unit: t.Unit}
	case t.Periodic(): // no decision or approval begins it
		return law.MustTerm(law.General)
	}
	return law.MustTerm(domainLimit(domain))
}

func domainLimit(code string) string {
	if d, known := DomainOf(code); known && d.Term != "" {
		return d.Term
	}
	return law.General
}

// Periodic reports whether it is owed by the calendar, and not when something is formed.
func (t Term) Periodic() bool { return t.Kind == Period }

// A pattern is one way to write a term.
type pattern struct {
	kind, value string
	re          *regexp.Regexp
}

var patterns = readPatterns()

func readPatterns() []pattern {
	var out []pattern
	for _, c := range cells(termFile) {
		out = append(out, pattern{c[0], c[1], regexp.MustCompile(c[2])})
	}
	return out
}

// ParseTerm reads a time limit as catalogues have it. sure is false where there
// is something in it that was not understood: a number, or all of it.
func ParseTerm(text string) (t Term, sure bool) {
	text = plain(text)
	if text == "" {
		return Term{Kind: ByLaw}, true
	}
	found := map[string]bool{}
	for _, p := range patterns {
		m := p.re.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		if p.kind == "notice" { // how long a notice hangs is no time in which to publish
			text = p.re.ReplaceAllString(text, "")
			found["law"] = true
			continue
		}
		if done := t.take(p, m, found); done {
			text = strings.Replace(text, m[0], "", 1)
		}
	}
	if t.Every == "" && found["month"] {
		t.Every = Month
	}
	switch {
	case t.Every != "":
		t.Kind = Period
	case t.N > 0:
		t.Kind = Within
	case found["prompt"]:
		t.Kind = Prompt
	case found["standing"]:
		t.Kind = Standing
	case found["law"]:
		t.Kind = ByLaw
	default:
		t.Kind = Unread
	}
	if t.By != "" && t.Every != Year { // a day of some year is no term by itself
		return Term{Kind: Unread}, false
	}
	return t, t.Kind != Unread && !strings.ContainsFunc(text, unicode.IsDigit)
}

// take takes what a pattern says into t, unless something said it before.
func (t *Term) take(p pattern, m []string, found map[string]bool) bool {
	n := func(i int) int { v, _ := strconv.Atoi(m[i]); return v }
	switch p.kind {
	case "within":
		if t.N != 0 || n(1) == 0 || n(1) > maxTerm {
			return false
		}
		t.N, t.Unit = n(1), law.Unit(p.value)
		switch p.value {
		case "week":
			t.N, t.Unit = 7*t.N, law.CalDay
		case "hour": // a duty has a day and no hour; part of a day is a day
			t.N, t.Unit = (t.N+23)/24, law.CalDay
		}
	case "by":
		t.By = fmt.Sprintf("%02d-%02d", n(1), n(2))
	case "byend":
		if n(1) < 1 || n(1) > 12 {
			return false
		}
		last := calendar.Day(fmt.Sprintf("2023-%02d-01", n(1))).AddMonths(1).Add(-1) // a common year: the day stands every year
		t.By = string(last)[len("2023-"):]
	case "monthday": // of the month after the period: its last day is day zero
		if t.N != 0 || n(1) < 1 || n(1) > 31 {
			return false
		}
		t.N, t.Unit, found["month"] = n(1), law.CalDay, true
	case "period":
		if t.Every != "" {
			return true
		}
		t.Every = Cadence(p.value)
	default:
		found[p.kind] = true
	}
	if t.By != "" && !calendar.Day("2023-"+t.By).Valid() {
		t.By = ""
		return false
	}
	return true
}

// maxTerm is the longest term in its own unit that a catalogue can mean.
const maxTerm = 400

// plain is a text in half width, without blanks, with its numbers in digits.
func plain(s string) string {
	s = strings.Join(strings.Fields(norm.NFKC.String(s)), "")
	return numerals.ReplaceAllStringFunc(s, func(m string) string {
		parts := numerals.FindStringSubmatch(m)
		return strconv.Itoa(digits(parts[1])) + parts[2]
	})
}

// A numeral is only read before what it counts: the same characters stand in many other words.
var (
	numeralValue = readNumerals()
	numerals     = regexp.MustCompile(numeralForm())
)

func readNumerals() map[rune]int {
	out := map[rune]int{}
	for _, w := range vocabulary {
		if w.set == "numeral" {
			v, err := strconv.Atoi(w.key)
			if err != nil {
				panic("catalogue: words.tsv: " + err.Error())
			}
			out[[]rune(w.text)[0]] = v
		}
	}
	return out
}

func numeralForm() string {
	return "([" + strings.Join(wordsOf("numeral"), "") + "]+)(" + strings.Join(wordsOf("counted"), "|") + ")"
}

// digits reads a number below a hundred.
func digits(s string) int {
	n, last := 0, 0
	for _, r := range s {
		if v := numeralValue[r]; v == 10 {
			n, last = n+max(last, 1)*10, 0
		} else {
			last = v
		}
	}
	return n + last
}

// before is the period before the one that holds a day: the text of a plan or a budget
// is often formed in the weeks before its year begins.
func (c Cadence) before(day calendar.Day) span { return c.around(c.around(day).from.Add(-1)) }

// A span is a period of the calendar.
type span struct {
	name     string // 2023, 2023-H2, 2023-Q4, 2023-10
	from, to calendar.Day
}

// around is the period of a cadence that holds a day.
func (c Cadence) around(day calendar.Day) span {
	months := map[Cadence]int{Month: 1, Quarter: 3, Half: 6, Year: 12}[c]
	year := day.Year()
	month, _ := strconv.Atoi(string(day)[len("2023-"):len("2023-01")])
	n := (month - 1) / months
	from := calendar.Day(fmt.Sprintf("%04d-%02d-01", year, n*months+1))
	s := span{from: from, to: from.AddMonths(months).Add(-1)}
	switch c {
	case Month:
		s.name = fmt.Sprintf("%04d-%02d", year, month)
	case Quarter:
		s.name = fmt.Sprintf("%04d-Q%d", year, n+1)
	case Half:
		s.name = fmt.Sprintf("%04d-H%d", year, n+1)
	case Year:
		s.name = strconv.Itoa(year)
	}
	return s
}
