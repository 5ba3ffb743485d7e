package screen

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/calendar"
)

// Kind says what a finding is.
type Kind string

// Severity says what follows from a finding.
type Severity string

// The severities.
const (
	Block  Severity = "block"  // cannot be published
	Hold   Severity = "hold"   // only when somebody with the right to it gives a reason
	Advise Severity = "advise" // for whoever reads it
)

// A Finding is one place of a text that a rule names. It holds nothing of the text but the repair.
type Finding struct {
	Part     string   `json:"part"` // of a file: the body, a sheet, a comment
	Kind     Kind     `json:"kind"`
	Start    int      `json:"start"` // in runes of the text as given
	End      int      `json:"end"`   // excluded
	Rule     string   `json:"rule"`
	Severity Severity `json:"severity"`
	Repair   string   `json:"repair"` // what may stand there instead; "" when a person has to rewrite

	print string
}

// Fingerprint is the same for the same words in the same surroundings, wherever
// they stand. A caller keeps it to remember what was accepted; with a key in
// Options nobody without the key can find out the words by trying.
func (f Finding) Fingerprint() string { return f.print }

// Options are what a caller knows beside the text.
type Options struct {
	Allow        Allow
	Packs        []Pack       // of wrong words
	Consultation bool         // the public is asked about this text: drafts are right here
	Today        calendar.Day // for the age of children; "" if that is not asked
	Key          []byte       // of the fingerprints
}

// Rules are the rules of screening, made ready. They may be used by many at once.
type Rules struct {
	allow        allowed
	dict         *dict
	consultation bool
	today        calendar.Day
	key          []byte
}

// New makes rules ready.
func New(o Options) *Rules {
	r := &Rules{dict: newDict(), allow: o.Allow.compile(), consultation: o.Consultation, today: o.Today, key: o.Key}
	for role, words := range lang().words {
		for _, w := range words {
			r.dict.add(w, role, nil)
		}
	}
	for _, p := range o.Packs {
		for i := range p.entries {
			r.dict.add(p.entries[i].word, noRole, &p.entries[i])
		}
	}
	r.dict.sort()
	return r
}

// Text returns the findings in a text, in the order of their places. part is kept in each of them.
func (r *Rules) Text(part, text string) []Finding {
	s := &scan{r: r, part: part}
	s.decode(text)
	s.run()
	slices.SortStableFunc(s.out, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), cmp.Compare(a.Rule, b.Rule))
	})
	return slices.CompactFunc(s.out, func(a, b Finding) bool { // b stands before a
		// the name of a minor is told once, as such
		return a.Start == b.Start && a.End == b.End && (a.Rule == b.Rule || b.Rule == "minor" && a.Rule == "name")
	})
}

// A Verdict is a place of a text for which others name the rule: they have found
// out what the text cannot tell, such as where a link leads.
type Verdict struct {
	Rule       string
	Start, End int // in runes, End excluded
}

// Say returns the findings for what others have found out about a text. A rule
// that law/screening.tsv does not have is left out. part is kept in each of them.
func (r *Rules) Say(part, text string, all []Verdict) []Finding {
	s := &scan{r: r, part: part}
	s.decode(text)
	for _, v := range all {
		if _, known := lang().rules[v.Rule]; known {
			s.found(v.Rule, v.Start, v.End)
		}
	}
	return s.out
}

// found adds a finding by the name of its rule.
func (s *scan) found(name string, start, end int) {
	s.repaired(name, start, end, "")
}

// repaired is found with a repair that is not made by the rule's own mask.
func (s *scan) repaired(name string, start, end int, repair string) {
	d := lang().rules[name]
	if repair == "" {
		repair = s.mask(d.repair, start, end)
	}
	s.out = append(s.out, Finding{s.part, d.kind, start, end, name, d.severity, repair, s.fingerprint(name, start, end)})
}

// around is how many runes on each side belong to a fingerprint.
const around = 8

// fingerprint hashes the rule, the words without width, case and blanks, and
// what stands around them without its digits.
func (s *scan) fingerprint(name string, start, end int) string {
	h := hmac.New(sha256.New, s.r.key)
	buf := append(make([]byte, 0, 256), name...)
	add := func(from, to int, digits bool) {
		buf = append(buf, 0)
		for _, c := range s.f[from:to] {
			switch {
			case blank(c) || c == '\n' || !digits && digit(c):
			default:
				buf = utf8.AppendRune(buf, c)
			}
		}
	}
	add(max(0, start-around), start, false)
	add(start, end, true)
	add(end, min(len(s.f), end+around), false)
	_, _ = h.Write(buf) // a hash takes everything
	return hex.EncodeToString(h.Sum(nil)[:16])
}
