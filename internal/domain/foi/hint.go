package foi

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Hint is what a clerk at the counter would ask before a request is sent. It
// never stops one: the description is the applicant's.
type Hint string

// The hints.
const (
	HintVague   Hint = "vague"   // nothing in it tells the information apart (Article 29)
	HintSeveral Hint = "several" // it asks for more than one thing (一事一申请)
	HintPlea    Hint = "plea"    // 信访、投诉、举报: no request for information (Article 39(1))
)

// hintsFile has the words by which a description is read, a role a line.
//
//go:embed hints.tsv
var hintsFile string

var hintWords = func() map[string][]string {
	out := map[string][]string{}
	for line := range strings.Lines(hintsFile) {
		role, words, _ := strings.Cut(strings.TrimSpace(line), "\t")
		out[role] = strings.Fields(words)
	}
	return out
}()

// hasWord reports whether a text has a word of a role.
func hasWord(role, text string) bool {
	return slices.ContainsFunc(hintWords[role], func(w string) bool { return strings.Contains(text, w) })
}

// patternsFile has the patterns by which a description is read, one a line; {role}
// stands for any word of a role of hints.tsv, or for another pattern.
//
//go:embed hint_patterns.tsv
var patternsFile string

// patterns are the patterns by their names; of a list the mark of its first thing and
// of the next.
var patterns, listMarks = func() (map[string]string, [][2]string) {
	named, lists := map[string]string{}, [][2]string{}
	for line := range strings.Lines(patternsFile) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(f) > 2 {
			lists = append(lists, [2]string{f[1], f[2]})
			continue
		}
		named[f[0]] = f[1]
	}
	return named, lists
}()

// compiled is a pattern, with the words and patterns that it names.
func compiled(name string, more ...string) *regexp.Regexp {
	var names []string
	for role, words := range hintWords {
		quoted := make([]string, len(words))
		for i, w := range words {
			quoted[i] = regexp.QuoteMeta(w)
		}
		names = append(names, "{"+role+"}", "(?:"+strings.Join(quoted, "|")+")")
	}
	names = append(names, "{organ}", patterns["organ"])
	return regexp.MustCompile(strings.NewReplacer(append(names, more...)...).Replace(patterns[name]))
}

var (
	// A year, and a place or a body by its name, tell information apart.
	year      = compiled("year")
	byName    = compiled("named")
	anonymous = compiled("anonymous") // of the district or of the writer's own: said, and still no name

	// Somebody wants something done, and asks for no record.
	pleads = compiled("pleads")
	holds  = compiled("held")
)

// Hints reads a description.
func Hints(want string) (out []Hint) {
	want = strings.TrimSpace(want)
	if pleas(want) {
		return []Hint{HintPlea} // what it lacks as a request is of no use to know
	}
	if vague(want) {
		out = append(out, HintVague)
	}
	if len(Parts(want)) > 1 {
		out = append(out, HintSeveral)
	}
	return out
}

// pleas reports whether a description complains and asks for no record: one about the
// records of complaints is a request as any other.
func pleas(want string) bool {
	return !holds.MatchString(want) && (pleads.MatchString(want) || hasWord("demand", want))
}

// vague reports whether a description could mean anything of its kind.
func vague(want string) bool {
	if hasWord("exact", want) || year.MatchString(want) {
		return false
	}
	if hasWord("vague", want) {
		return true
	}
	return hasWord("topic", want) && !byName.MatchString(anonymous.ReplaceAllString(want, ""))
}

// Where one thing ends and the next begins.
var (
	joined    = compiled("joined")
	starts    = compiled("starts")
	besides   = compiled("besides")
	furtherOf = compiled("further")
	polite    = compiled("polite")
	marked    = compiled("counted")

	// The first and the second: a text that has both counts its things. 2.5亿元 and
	// 1、2号楼 count none, and 1.2022年 does.
	counted = func() (out []*regexp.Regexp) {
		for _, m := range listMarks {
			out = append(out, compiled("counts", "{first}", m[0], "{next}", m[1]))
		}
		return out
	}()
)

// Parts are the things that a description asks for, as far as its form tells: one a
// line, after a semicolon, by its number, of another organ. What says more of the same
// thing stays with it.
func Parts(want string) (out []string) {
	for _, chunk := range chunks(want) {
		for _, one := range numbered(chunk) {
			for _, part := range alsoAsked(one) {
				out = append(out, byOrgan(part)...)
			}
		}
	}
	out = slices.DeleteFunc(out, func(s string) bool { return s == "" })
	return slices.Compact(out)
}

// InRows is parts for a form with so many rows: what is more stands in the last, so that
// nothing that was asked for is left out unseen.
func InRows(parts []string, rows int) []string {
	if len(parts) <= rows {
		return parts
	}
	return append(slices.Clone(parts[:rows-1]), strings.Join(parts[rows-1:], "\uff1b"))
}

// tidyPart is a part without the mark that counted it. 2.5亿元 begins with none, and 1.2022年 does.
func tidyPart(s string) string {
	s = strings.TrimSpace(s)
	mark := marked.FindString(s)
	rest := s[len(mark):]
	at := year.FindStringIndex(rest)
	amount := strings.HasSuffix(mark, ".") && rest != "" && rest[0] >= '0' && rest[0] <= '9' && (at == nil || at[0] != 0)
	if !amount {
		s = rest
	}
	return strings.TrimRight(s, " \n，。；;、,")
}

// chunks parts a text at its lines and semicolons, but not within a title.
func chunks(text string) (out []string) {
	depth, from := 0, 0
	cut := func(to, next int) {
		part := strings.TrimSpace(text[from:to])
		from = next
		switch {
		case part == "" || polite.MatchString(part) && utf8.RuneCountInString(part) < 12:
		case len(out) > 0 && (furtherOf.MatchString(part) || utf8.RuneCountInString(part) < leastWant || strings.HasSuffix(out[len(out)-1], "：") && !marked.MatchString(part)):
			out[len(out)-1] += "\n" + part
		case len(out) > 0 && (marked.MatchString(part) && strings.ContainsAny(out[len(out)-1], ":：")):
			out[len(out)-1] += "\n" + part // of a list that the text before announces
		default:
			out = append(out, part)
		}
	}
	for i, c := range text {
		switch c {
		case '《', '（', '(', '“':
			depth++
		case '》', '）', ')', '”':
			depth = max(depth-1, 0)
		case '\n', '；', ';':
			if depth == 0 {
				cut(i, i+utf8.RuneLen(c))
			}
		}
	}
	cut(len(text), len(text))
	return out
}

// numbered parts a text at the numbers of its list. What stands before the first, and
// tells the things apart, is said of each.
func numbered(text string) []string {
	for _, re := range counted {
		at := re.FindAllStringSubmatchIndex(text, -1)
		if len(at) < 2 {
			continue
		}
		lead := strings.TrimRight(strings.TrimSpace(text[:at[0][2]]), "：:，, ")
		if !year.MatchString(lead) && !hasWord("exact", lead) {
			lead = ""
		}
		var out []string
		for i, m := range at {
			end := len(text)
			if i+1 < len(at) {
				end = at[i+1][2]
			}
			if part := tidyPart(text[m[2]:end]); utf8.RuneCountInString(part) >= 2 {
				out = append(out, lead+part)
			}
		}
		if len(out) > 1 {
			return out
		}
	}
	return []string{text}
}

// alsoAsked parts a text where it says that something else is asked for too.
func alsoAsked(text string) (out []string) {
	from := 0
	for _, m := range besides.FindAllStringIndex(text, -1) {
		before, after := text[from:m[0]], text[m[1]:]
		if utf8.RuneCountInString(before) >= leastWant && utf8.RuneCountInString(after) >= leastWant {
			out, from = append(out, tidyPart(before)), m[1]
		}
	}
	return append(out, tidyPart(text[from:]))
}

// byOrgan parts a text where a second organ is asked for something of its own. Of what
// several made together, the first has nothing of its own.
func byOrgan(text string) []string {
	head := starts.FindString(text)
	m := joined.FindStringSubmatchIndex(text)
	if head == "" || m == nil || utf8.RuneCountInString(text[:m[0]]) < utf8.RuneCountInString(head)+2 {
		return []string{text}
	}
	return append([]string{tidyPart(text[:m[0]])}, byOrgan(tidyPart(text[m[2]:]))...)
}
