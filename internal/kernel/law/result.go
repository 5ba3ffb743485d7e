package law

import (
	"regexp"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A Group is a question of the order in which a request is handled: 补不补、该不该、
// 有没有、给不给. The last one, 当不当, is asked of the reply and has no results.
type Group string

// The groups, in the order in which they are asked.
const (
	Clear Group = "clear" // 补不补: is it clear what is asked for
	Admit Group = "admit" // 该不该: is it a request, and ours
	Exist Group = "exist" // 有没有: is there such information
	Give  Group = "give"  // 给不给: may it be given
	Sound Group = "sound" // 当不当: is the reply right
)

// Groups lists the groups in their order.
var Groups = []Group{Clear, Admit, Exist, Give, Sound}

// A Remedy says which way is open against a result, and so which paragraph the reply must have.
type Remedy string

// The remedies.
const (
	ReviewFirst Remedy = "A"       // 复议前置: review, and only then a suit (行政复议法第二十三条)
	FreeChoice  Remedy = "B"       // review or suit
	NoEffect    Remedy = "C"       // courts hold that it has no real effect (法释〔2025〕8号第十条)
	NoRemedy    Remedy = "none"    // nothing was decided
	ByParts     Remedy = "parts"   // A if a part is withheld under Articles 14 to 16, else B
	ByEarlier   Remedy = "earlier" // C if the earlier reply disclosed, else B
)

// Paragraph is the code of the paragraph in letters.tsv that tells the remedy; "" for
// those that facts decide, and for none.
func (r Remedy) Paragraph() string {
	switch r {
	case ReviewFirst, FreeChoice, NoEffect:
		return "R-" + string(r)
	case NoRemedy, ByParts, ByEarlier:
	}
	return ""
}

// NotInformation is the limb of a part that is no government information at all
// (条例第三十七条: 不属于政府信息的内容), and therefore under none of Articles 14 to 16.
const NotInformation = "none"

// A Need is what one requirement of a result asks for: all keys of any one of its sets.
type Need [][]string

// A Result is one way in which a request, or one item of it, can end: 政府信息公开条例,
// Articles 30 and 35 to 39. It decides the articles to quote, what has to be
// said and kept, the paragraph on remedies, and where it counts.
type Result struct {
	Code       string     `json:"code"`
	Group      Group      `json:"group"`
	Basis      []Ref      `json:"basis"`            // every one of them is quoted in the reply
	Beside     []Ref      `json:"beside,omitempty"` // may be quoted too
	Fields     []Need     `json:"fields"`           // what has to be said
	Evidence   []string   `json:"evidence"`         // what has to be kept, keys as those of fields
	Remedy     Remedy     `json:"remedy"`
	Row        string     `json:"row"`             // of table 3 of the annual report
	Limbs      []string   `json:"limbs,omitempty"` // the grounds that it may rest on; NotInformation for none of them
	Confidence Confidence `json:"confidence"`
	Name       string     `json:"name"`
}

// Keys returns every key of the fields, in the order of the file.
func (r Result) Keys() []string {
	var out []string
	for _, n := range r.Fields {
		for _, set := range n {
			out = append(out, set...)
		}
	}
	return out
}

// Replied reports whether a reply ends a request with this result: one that was
// given up or taken back has none.
func (r Result) Replied() bool { return !strings.HasPrefix(r.Row, "3.6") }

// lapseLetter tells an applicant who let a time pass that the request is not handled any more.
const lapseLetter = "D12"

// Letter is the code of the letter that tells the result: the decision in a reply
// that has its own code, or the notice to who let a time pass (条例第三十条, 费办法第六条).
func (r Result) Letter() string {
	if r.Lapsed() {
		return lapseLetter
	}
	return r.Code
}

// Lapsed reports whether time alone brings the result: nobody chooses it.
func (r Result) Lapsed() bool { return r.Row == "3.6.1" || r.Row == "3.6.2" }

// Results returns the results in the order of the file.
func Results() []Result { return slices.Clone(book().Results) }

// ResultOf returns the result with a code; false if there is none.
func ResultOf(code string) (Result, bool) {
	i := slices.IndexFunc(book().Results, func(r Result) bool { return r.Code == code })
	if i < 0 {
		return Result{}, false
	}
	return book().Results[i], true
}

// The forms of the columns of results.tsv.
var (
	codeForm = regexp.MustCompile(`^[A-Z][1-9]$`)
	needForm = regexp.MustCompile(`^[a-z_]+([+|][a-z_]+)*$`)
	nameForm = regexp.MustCompile(`^[a-z_]+$`)
	rowForm  = regexp.MustCompile(`^3\.[1-6](\.[1-8])?$`)
)

func (b *Book) result(l line) (string, fault.Text) {
	if column, text := need(l, "code", "row", "name"); column != "" {
		return column, text
	}
	for _, c := range []struct{ name, words string }{
		{"group", "clear admit exist give"},
		{"remedy", "A B C none parts earlier"},
		{"confidence", "H M L"},
	} {
		if column, text := known(l, c.name, strings.Fields(c.words)...); column != "" {
			return column, text
		}
	}
	for _, c := range []struct {
		name string
		ok   func(string) bool
		key  string
	}{
		{"code", codeForm.MatchString, "law.bad_form"},
		{"fields", needForm.MatchString, "law.bad_form"},
		{"evidence", nameForm.MatchString, "law.bad_form"},
		{"row", rowForm.MatchString, "law.bad_form"},
		{"basis", b.stands, "law.no_article"},
		{"beside", b.stands, "law.no_article"},
		{"limbs", b.grounds, "law.no_limb"},
	} {
		for w := range strings.FieldsSeq(l[c.name]) {
			if !c.ok(w) {
				return c.name, fault.T(c.key, w)
			}
		}
	}
	r := Result{
		Code: l["code"], Group: Group(l["group"]), Basis: refs(l["basis"]), Beside: refs(l["beside"]), Fields: needs(l["fields"]),
		Evidence: strings.Fields(l["evidence"]), Remedy: Remedy(l["remedy"]), Row: l["row"], Limbs: strings.Fields(l["limbs"]),
		Confidence: Confidence(l["confidence"]), Name: l["name"],
	}
	if slices.ContainsFunc(b.Results, func(o Result) bool { return o.Code == r.Code }) {
		return "code", fault.T("law.twice", r.Code)
	}
	b.Results = append(b.Results, r)
	return "", fault.Text{}
}

// stands reports whether a word is the ref of an article or of a source.
func (b *Book) stands(word string) bool {
	_, _, ok := b.Lookup(Ref(word))
	return ok
}

// grounds reports whether a word is a limb, or the word for none.
func (b *Book) grounds(word string) bool {
	return word == NotInformation || slices.ContainsFunc(b.Limbs, func(x Limb) bool { return x.Code == word })
}

func refs(text string) []Ref {
	out := []Ref{}
	for w := range strings.FieldsSeq(text) {
		out = append(out, Ref(w))
	}
	return out
}

// needs reads "title url|gazette+issue": blanks part what is needed, strokes
// what will do instead, and plus signs what goes together.
func needs(text string) []Need {
	out := []Need{}
	for w := range strings.FieldsSeq(text) {
		var n Need
		for set := range strings.SplitSeq(w, "|") {
			n = append(n, strings.Split(set, "+"))
		}
		out = append(out, n)
	}
	return out
}
