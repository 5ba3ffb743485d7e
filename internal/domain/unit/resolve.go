package unit

import (
	"cmp"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/platform/profile"
)

// A Match is the unit or the group that a text names. Its units are shared by
// all who ask; do not change them.
type Match struct {
	Units      []Unit  // the one unit, or the members of the group, in the order of the tree
	Group      string  // name of the group; "" for a unit
	Choice     bool    // the group leaves open which of its units are meant
	Unverified bool    // the profile says that it most likely is meant: to be confirmed
	Exact      bool    // the text stands in the profile as it is
	Confidence float64 // from 0 to 1
}

// How sure a match is, by the way in which it was found.
const (
	sureExact  = 1.0  // written as in the profile
	sureFolded = 0.98 // written in another width, with another form of a word
	sureBoth   = 0.95 // a name with a second name of the same unit in brackets
	sureBare   = 0.9  // with another prefix of the district, or none
	sureHalf   = 0.8  // a name with a second name in brackets, of which only one is known
	sureChoice = 0.5  // a group of which a person has to choose
	sureLike   = 0.8  // most that likeness can give
	leastLike  = 0.5  // likeness below which nothing is suggested
)

// maxName is the longest name that is looked at, in bytes. The longest group
// of a known circular has 120.
const maxName = 300

// Area is how the names of units begin in a district.
type Area struct {
	Name  string // in full, with the city: 南昌市红谷滩区
	Short string // 红谷滩区
	Word  string // 区
}

// AreaOf takes the area from the settings of a profile.
func AreaOf(s profile.Settings) Area {
	return Area{s.Text(profile.AreaName), s.Text(profile.AreaShort), s.Text(profile.AreaWord)}
}

// ambiguous stands in an index for a name that two have.
const ambiguous = -1

// A Resolver finds what a name stands for. It does not change, so many may use it at once.
type Resolver struct {
	matches  []Match
	exact    map[string]int // as written; into matches, or ambiguous
	folded   map[string]int // by profile.Fold
	bare     map[string]int // folded, without the prefix of the district
	prefixes []string       // folded, the longest first
	likely   []candidate
}

// A candidate is one name for Suggest.
type candidate struct {
	name  []rune // bare
	match int
}

// NewResolver indexes the names of units and groups. The units stand in the
// order of the tree; closed ones are left out.
func NewResolver(units []Unit, groups []Group, area Area) *Resolver {
	r := &Resolver{exact: map[string]int{}, folded: map[string]int{}, bare: map[string]int{}}
	for _, p := range []string{area.Name, area.Short, area.Word} {
		if p = profile.Fold(p); p != "" {
			r.prefixes = append(r.prefixes, p)
		}
	}
	slices.SortFunc(r.prefixes, func(a, b string) int { return len(b) - len(a) })
	for i, u := range units {
		if u.Closed == "" {
			r.add(Match{Units: units[i : i+1 : i+1]}, append([]string{u.Name, u.Short}, u.Aliases...))
		}
	}
	for _, g := range groups {
		r.add(Match{Units: g.Members(units), Group: g.Name, Choice: g.Choice(), Unverified: g.Rule.Confidence == profile.Low}, append([]string{g.Name}, g.Aliases...))
	}
	return r
}

func (r *Resolver) add(m Match, names []string) {
	n := len(r.matches)
	r.matches = append(r.matches, m)
	for _, name := range names {
		fold := profile.Fold(name)
		bare := r.strip(fold)
		put(r.exact, name, n)
		put(r.folded, fold, n)
		put(r.bare, bare, n)
		r.likely = append(r.likely, candidate{[]rune(bare), n})
	}
}

func put(index map[string]int, name string, n int) {
	if first, taken := index[name]; taken && first != n {
		n = ambiguous
	}
	index[name] = n
}

// strip takes the prefix of the district from a folded name.
func (r *Resolver) strip(fold string) string {
	for _, p := range r.prefixes {
		if rest, ok := strings.CutPrefix(fold, p); ok && rest != "" {
			return rest
		}
	}
	return fold
}

// Known reports whether a text names a unit or group with certainty.
func (r *Resolver) Known(text string) bool {
	_, ok := r.Resolve(text)
	return ok
}

// Resolve returns the one unit or group that the text names; false if there is
// none, or if it could be more than one. It never guesses: see Suggest.
func (r *Resolver) Resolve(text string) (Match, bool) {
	if len(text) > maxName {
		return Match{}, false
	}
	if n, ok := r.exact[strings.TrimSpace(text)]; ok {
		return r.match(n, sureExact)
	}
	fold := profile.Fold(text)
	if n, sure, ok := r.look(fold); ok {
		return r.match(n, sure)
	}
	outer, inner, ok := nested(fold)
	if !ok {
		return Match{}, false
	}
	a, _, okA := r.look(outer)
	b, _, okB := r.look(inner)
	switch {
	case okA && okB && a == b:
		return r.match(a, sureBoth)
	case okA && !okB && r.isUnit(a):
		return r.match(a, sureHalf)
	case okB && !okA && r.isUnit(b):
		return r.match(b, sureHalf)
	}
	return Match{}, false
}

// look finds a folded name; a name that stands for two is found as ambiguous.
func (r *Resolver) look(fold string) (n int, sure float64, ok bool) {
	if n, ok = r.folded[fold]; ok {
		return n, sureFolded, true
	}
	n, ok = r.bare[r.strip(fold)]
	return n, sureBare, ok
}

func (r *Resolver) isUnit(n int) bool { return n != ambiguous && r.matches[n].Group == "" }

func (r *Resolver) match(n int, sure float64) (Match, bool) {
	if n == ambiguous {
		return Match{}, false
	}
	m := r.matches[n]
	m.Exact = sure == sureExact
	m.Confidence = sure
	if m.Choice {
		m.Confidence = min(sure, sureChoice)
	}
	return m, true
}

// nested splits a name from a second name in brackets at its end.
func nested(fold string) (outer, inner string, ok bool) {
	rest, closed := strings.CutSuffix(fold, ")")
	outer, inner, open := strings.Cut(rest, "(")
	return outer, inner, closed && open && outer != "" && inner != ""
}

// Suggest returns up to n units and groups whose names look like the text, the
// likeliest first. They are for a person to choose from.
func (r *Resolver) Suggest(text string, n int) []Match {
	if len(text) > maxName {
		return nil
	}
	names := [][]rune{[]rune(r.strip(profile.Fold(text)))}
	if outer, inner, ok := nested(profile.Fold(text)); ok {
		names = [][]rune{[]rune(r.strip(outer)), []rune(r.strip(inner))}
	}
	best := make([]float64, len(r.matches))
	for _, c := range r.likely {
		for _, name := range names {
			best[c.match] = max(best[c.match], likeness(name, c.name))
		}
	}
	var out []Match
	for i, like := range best {
		if like >= leastLike {
			m := r.matches[i]
			m.Confidence = like * sureLike
			out = append(out, m)
		}
	}
	slices.SortStableFunc(out, func(a, b Match) int { return cmp.Compare(b.Confidence, a.Confidence) })
	return out[:min(n, len(out))]
}

// likeness is twice the longest common subsequence over the lengths of both,
// from 0 to 1. A short form is a subsequence of the full name that ends alike,
// as 教体局 is of 教育体育局; it counts as at least likeShort.
func likeness(a, b []rune) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	common := subsequence(a, b)
	like := 2 * float64(common) / float64(len(a)+len(b))
	if common == min(len(a), len(b)) && common > 1 && a[len(a)-1] == b[len(b)-1] {
		like = max(like, likeShort)
	}
	return like
}

const likeShort = 0.75

// subsequence is the length of the longest common subsequence.
func subsequence(a, b []rune) int {
	row := make([]int, len(b)+1) // of the rune of a before, then of this one
	for _, ra := range a {
		diagonal := 0
		for j, rb := range b {
			above := row[j+1]
			if ra == rb {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(above, row[j])
			}
			diagonal = above
		}
	}
	return row[len(b)]
}
