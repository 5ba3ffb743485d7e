package foi

import (
	"net/url"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
)

// Limits in characters.
const (
	maxFact       = 1000
	maxItemReason = 5000
	maxSecret     = 100 // of a fact about a secret: a mark, a term, a number, and no room for what it says
	maxSecretWhy  = 200
)

// A FactSort is what a fact is filled in with.
type FactSort string

// The sorts of facts.
const (
	FactText   FactSort = "text"
	FactDay    FactSort = "date"
	FactURL    FactSort = "url"
	FactChoice FactSort = "choice"
)

// A Fact is something that a result asks to be said or kept. Its texts have the
// keys foi.fact.<key> and, of a choice, foi.fact.<key>.<option>.
type Fact struct {
	Key     string   `json:"key"`
	Sort    FactSort `json:"sort"`
	Options []string `json:"options,omitempty"`
}

// Title is the name of the fact.
func (f Fact) Title() fault.Text { return fault.T("foi.fact." + f.Key) }

// What a fact can be said with, where the law knows only so many.
var factOptions = map[string][]string{
	"form":           {"paper", "email", "disc", "onsite", "other"}, // Article 40
	"level":          {"top", "high", "plain"},                      // 绝密、机密、秘密
	"interest":       {"state", "public", "economy", "society"},     // 三安全一稳定
	"third_kind":     {"trade", "privacy", "other"},                 // 商业秘密、个人隐私
	"opinion":        {"agree", "part", "object", "silent"},
	"affair":         {"personnel", "logistics", "workflow"},       // Article 16(1)
	"process":        {"discussion", "draft", "letter", "request"}, // Article 16(2)
	"pending":        {"yes", "no"},                                // 所涉决定尚未作出
	"earlier_result": {"given", "refused"},
}

var factDays = []string{"consulted", "searched_on", "clarified_on", "until", "earlier_on", "wondered_on", "charged_on"}

// FactOf returns how a fact is filled in.
func FactOf(key string) Fact {
	switch {
	case factOptions[key] != nil:
		return Fact{key, FactChoice, slices.Clone(factOptions[key])}
	case slices.Contains(factDays, key):
		return Fact{Key: key, Sort: FactDay}
	case key == "url":
		return Fact{Key: key, Sort: FactURL}
	}
	return Fact{Key: key, Sort: FactText}
}

// What a result needs and what stands elsewhere than in the facts.
const (
	keyGiven  = "given"
	keyParts  = "parts"
	keyReason = "reason"
	keyPapers = "papers"
)

// Evidence that is not written down once more: what the case has already
// (its letters, the text of the request, the count of the applicant), what hangs
// on what is given, and the record of a search, which is a paper on the item.
var (
	ofCase = []string{
		"consult_letter", "consult_answer", "clarify_letter", "clarify_service", "amendment", "request_text",
		"fee_letter", "fee_service", "ledger", "wonder_letter",
	}
	ofGiven = "given_copy"
	ofPaper = "search_record"
)

// FactsOf returns what the form for a result asks, beside what is given, what is
// withheld and the reason. parts are the grounds of a partial release, each of
// which asks what a whole refusal on it would.
func FactsOf(code string, parts []Withheld) []Fact {
	r, _ := law.ResultOf(code)
	keys := r.Keys()
	for _, n := range groundNeeds(parts) {
		for _, set := range n {
			keys = append(keys, set...)
		}
	}
	keys = append(keys, r.Evidence...)
	var out []Fact
	for _, k := range keys {
		if asked := !slices.Contains([]string{keyGiven, keyParts, keyReason, ofGiven, ofPaper}, k) && !slices.Contains(ofCase, k); asked &&
			!slices.ContainsFunc(out, func(f Fact) bool { return f.Key == k }) {
			out = append(out, FactOf(k))
		}
	}
	return out
}

// groundNeeds is what the grounds of a partial release ask to be said: whoever
// withholds a part proves it like a whole (法释〔2025〕8号第五条、第六条).
func groundNeeds(parts []Withheld) []law.Need {
	var out []law.Need
	for _, r := range law.Results() {
		if len(r.Limbs) != 1 || !rests(parts, r.Limbs[0]) {
			continue
		}
		for _, n := range r.Fields {
			if n[0][0] != keyReason { // each part has its own
				out = append(out, n)
			}
		}
	}
	return out
}

func rests(parts []Withheld, limb string) bool {
	return slices.ContainsFunc(parts, func(w Withheld) bool { return w.Limb == limb })
}

// limbs are the grounds on which something of the item is withheld.
func (i *Item) limbs() []string {
	r, _ := law.ResultOf(i.Result)
	if r.Remedy != law.ByParts {
		return r.Limbs
	}
	var out []string
	for _, w := range i.Parts {
		if !slices.Contains(out, w.Limb) {
			out = append(out, w.Limb)
		}
	}
	return out
}

// said reports whether something that a result needs is there.
func (i *Item) said(key string) bool {
	switch key {
	case keyGiven, ofGiven:
		return len(i.Given) > 0
	case keyParts:
		return len(i.Parts) > 0
	case keyReason:
		return strings.TrimSpace(i.Reason) != ""
	}
	return strings.TrimSpace(i.Facts[key]) != ""
}

// MostRows is how many documents an item gives out, and how many parts it withholds.
const MostRows = 100

// Check says what the result of the item still needs before the reply can go to
// the head. The fields are keys of facts, or text, result, reason, given, parts,
// whole and papers.
//
// Errors: Invalid.
func (i *Item) Check() error {
	var c fault.Check
	c.That(strings.TrimSpace(i.Text) != "", "text", "required")
	r, ok := law.ResultOf(i.Result)
	if !ok {
		c.That(i.Result != "", "result", "foi.result.open")
		c.That(false, "result", "foi.result.unknown", i.Result)
		return c.Err()
	}
	for _, n := range append(slices.Clone(r.Fields), groundNeeds(i.Parts)...) {
		i.needs(&c, n)
	}
	c.That(len(i.Given) <= MostRows, "given", "foi.bad.items", MostRows)
	c.That(len(i.Parts) <= MostRows, "parts", "foi.bad.items", MostRows)
	i.keeps(&c, r)
	i.formed(&c)
	i.gives(&c, r)
	i.withholds(&c, r)
	if slices.Contains(i.limbs(), "secret") {
		i.guards(&c, r)
	}
	c.That(i.Facts["opinion"] != "agree" || !slices.Contains(i.limbs(), "third"), "opinion", "foi.result.agreed")
	c.That(i.Facts["until"] == "" || i.Facts["until"] > max(i.Facts["clarified_on"], i.Facts["charged_on"]), "until", "foi.result.until")
	return c.Err()
}

// CheckSaid is Check but for the copies of what is given out, which come after the list of it.
func (i *Item) CheckSaid() error {
	said := *i
	said.Given = slices.Clone(i.Given)
	for n := range said.Given {
		said.Given[n].File = -1 // none that is stored
	}
	return said.Check()
}

// needs asks for one of the sets of a need: the one that was begun, or else the first.
func (i *Item) needs(c *fault.Check, n law.Need) {
	best, most := n[0], 0
	for _, set := range n {
		there := 0
		for _, k := range set {
			if i.said(k) {
				there++
			}
		}
		if there == len(set) {
			return
		}
		if there > most {
			best, most = set, there
		}
	}
	if len(n) > 1 && most == 0 {
		titles := make([]fault.Text, len(n))
		for at, set := range n {
			titles[at] = FactOf(set[0]).Title()
		}
		c.That(false, best[0], "foi.result.one_of", titles)
		return
	}
	for _, k := range best {
		c.That(i.said(k), k, "foi.result.missing", FactOf(k).Title())
	}
}

// keeps asks for the evidence that the organ has to be able to show.
func (i *Item) keeps(c *fault.Check, r law.Result) {
	for _, k := range r.Evidence {
		switch {
		case slices.Contains(ofCase, k), k == ofGiven:
		case k == ofPaper:
			c.That(len(i.Papers) > 0, keyPapers, "foi.result.no_search_record")
		default:
			c.That(i.said(k), k, "foi.result.missing", FactOf(k).Title())
		}
	}
}

// formed asks that each fact is of its sort.
func (i *Item) formed(c *fault.Check) {
	for k, v := range i.Facts {
		if strings.TrimSpace(v) == "" {
			continue
		}
		c.That(len([]rune(v)) <= maxFact, k, "foi.result.too_long", maxFact)
		switch f := FactOf(k); f.Sort {
		case FactText:
		case FactDay:
			c.That(calendar.Day(v).Valid(), k, "foi.result.bad_day")
		case FactChoice:
			c.That(slices.Contains(f.Options, v), k, "foi.result.bad_choice")
		case FactURL:
			u, err := url.Parse(v)
			whole := isAddress(v)
			c.That(whole, k, "foi.result.bad_url")
			c.That(!whole || err != nil || !siteRoot(u), k, "foi.result.site_root")
		}
	}
	c.That(len([]rune(i.Reason)) <= maxItemReason, keyReason, "foi.result.too_long", maxItemReason)
}

// isAddress reports whether a text is the whole address of a page.
func isAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// siteRoot reports whether an address leads to a home page and no further:
// 告知获取的方式、途径 means the place itself.
func siteRoot(u *url.URL) bool {
	name := strings.ToLower(strings.Trim(u.Path, "/"))
	stem, _, _ := strings.Cut(name, ".")
	home := name == "" || !strings.Contains(name, "/") && slices.Contains([]string{"index", "default", "home", "main"}, stem)
	return home && u.RawQuery == "" && !strings.Contains(strings.TrimLeft(u.Fragment, "!/"), "/")
}

// gives looks at what is given out.
func (i *Item) gives(c *fault.Check, r law.Result) {
	gives := slices.Contains(r.Keys(), keyGiven)
	c.That(gives || len(i.Given) == 0, keyGiven, "foi.result.nothing_given")
	for n, g := range i.Given {
		c.That(strings.TrimSpace(g.Title) != "", keyGiven, "foi.result.given_title", n+1)
		c.That(g.Pages > 0 || i.Facts["form"] != "paper", keyGiven, "foi.result.given_pages", n+1)
		c.That(g.File != 0 || !slices.Contains(r.Evidence, ofGiven), keyGiven, "foi.result.given_copy", n+1)
	}
}

// withholds looks at what is withheld: whether it can be parted was asked
// (条例第三十七条), each part has its ground, and what the law leaves to the
// organ's discretion (第十六条: 可以不予公开) is not told as a prohibition.
func (i *Item) withholds(c *fault.Check, r law.Result) {
	parted := r.Remedy == law.ByParts
	c.That(parted || len(i.Parts) == 0, keyParts, "foi.result.no_parts")
	c.That(r.Remedy != law.ReviewFirst || i.Whole, "whole", "foi.result.whole")
	c.That(!parted || !i.Whole, "whole", "foi.result.not_whole")
	if !parted {
		c.That(!mild(r.Limbs) || !says(folded(i.Reason), "must_not"), keyReason, "foi.result.must_not")
	}
	for n, w := range i.Parts {
		c.That(strings.TrimSpace(w.What) != "", keyParts, "foi.result.part_what", n+1)
		c.That(slices.Contains(r.Limbs, w.Limb), keyParts, "foi.result.part_limb", n+1)
		c.That(strings.TrimSpace(w.Reason) != "", keyParts, "foi.result.part_reason", n+1)
		c.That(strings.TrimSpace(w.How) != "", keyParts, "foi.result.part_how", n+1)
		c.That(!mild([]string{w.Limb}) || !says(folded(w.Reason), "must_not"), keyParts, "foi.result.part_must_not", n+1)
	}
}

// mild reports whether one of the grounds is a matter of discretion.
func mild(limbs []string) bool {
	return slices.ContainsFunc(limbs, func(code string) bool {
		l, _ := law.LimbOf(code)
		return l.Force == law.May
	})
}

// guards keeps what a secret says out of the program, which must not store it
// (保守国家秘密法第三十一条): there is room for a reference and for nothing else.
func (i *Item) guards(c *fault.Check, r law.Result) {
	for _, k := range []string{"level", "term", "classifier", "marking"} {
		c.That(len([]rune(i.Facts[k])) <= maxSecret, k, "foi.result.secret_long", maxSecret)
	}
	for n, w := range i.Parts {
		c.That(w.Limb != "secret" || len([]rune(w.What)) <= maxSecret && len([]rune(w.Reason)) <= maxSecretWhy, keyParts, "foi.result.part_secret", n+1)
	}
	if r.Remedy == law.ByParts {
		return
	}
	c.That(len([]rune(i.Reason)) <= maxSecretWhy, keyReason, "foi.result.secret_long", maxSecretWhy)
	c.That(len(i.Papers) == 0, keyPapers, "foi.result.secret_paper")
	for k, v := range i.Facts {
		of := slices.Contains(r.Keys(), k) || slices.Contains(r.Evidence, k)
		c.That(of || v == "", k, "foi.result.secret_only")
	}
}

// Remedy is the way that is open against the result: A, B, C or none.
func (i *Item) Remedy() law.Remedy {
	r, ok := law.ResultOf(i.Result)
	switch {
	case !ok:
		return law.NoRemedy
	case r.Remedy == law.ByParts && slices.ContainsFunc(i.limbs(), func(l string) bool { return l != law.NotInformation }):
		return law.ReviewFirst
	case r.Remedy == law.ByEarlier && i.Facts["earlier_result"] == "given":
		return law.NoEffect
	case r.Remedy == law.ByParts, r.Remedy == law.ByEarlier:
		return law.FreeChoice
	}
	return r.Remedy
}

// Basis lists the articles that the reply has to quote for the item.
func (i *Item) Basis() []law.Ref {
	r, _ := law.ResultOf(i.Result)
	out := slices.Clone(r.Basis)
	for _, code := range i.limbs() {
		if l, ok := law.LimbOf(code); ok && !slices.Contains(out, l.Basis) {
			out = append(out, l.Basis)
		}
	}
	return out
}

// Row is the row of table 3 of the annual report that the item would count in
// alone; "" while it is open.
func (i *Item) Row() string {
	r, _ := law.ResultOf(i.Result)
	return r.Row
}

// RowOf is the row of a whole request, which counts once: 区分处理的，只计这一情形,
// so that what is given in part and withheld in part is 3.2. sure is false where
// no rule was found and the handler has to decide: a mixed reply without any
// disclosure counts as its first item, one that gives something and lacks
// something else as 3.2. "" is open.
func RowOf(items []Item) (row string, sure bool) {
	var rows []string
	for n := range items {
		r := items[n].Row()
		if r == "" {
			return "", false
		}
		if !slices.Contains(rows, r) {
			rows = append(rows, r)
		}
	}
	withheld := slices.ContainsFunc(rows, func(r string) bool { return strings.HasPrefix(r, "3.3.") })
	switch {
	case len(rows) == 0:
		return "", false
	case len(rows) == 1:
		return rows[0], true
	case slices.Contains(rows, "3.2"):
		return "3.2", true
	case slices.Contains(rows, "3.1"):
		return "3.2", withheld
	}
	return rows[0], false
}
