package foi

import (
	"maps"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/kernel/similar"
)

// A Severity says what follows from a finding.
type Severity string

// The severities. What can still be put right before the letter leaves blocks;
// what is done and over, or needs a judgment, warns.
const (
	Blocks Severity = "block"
	Warns  Severity = "warn"
)

// A Finding is an error that loses in a review or in court.
type Finding struct {
	Rule     string     `json:"rule"`
	Item     ItemID     `json:"item,omitempty"` // 0 is the letter
	Severity Severity   `json:"severity"`
	Text     fault.Text `json:"text"`
}

// A Case is all that the lint looks at, as plain values.
type Case struct {
	Today    calendar.Day
	Received calendar.Day // 收到申请之日
	Due      calendar.Day // the last day in time, with pauses and the extension; "" if none is known
	Want     string       // what was asked for, whole
	Items    []Item
	Body     string                // the reply, whole, as it was edited; "" while it cannot be written
	Missing  map[string]fault.Text // why it cannot

	Void []fault.Text // normative documents that the reply rests on and may not, in words

	Organ string   // the full name of the organ that replies
	Inner []string // its internal units, which never sign

	Online    bool // it will be served through the internet, as the applicant chose
	Remedies  CaseRemedies
	Clarified []CaseClarify
	Asked     []CaseConsult
	Letters   []CaseLetter
	Extension CaseExtension
	Fee       CaseFee
	Owed      []CaseAid
	Fair      bool // the reasons for asking so much were judged reasonable (Article 35)

	Applicant  []string // what identifies the applicant, without the name that the letter is addressed to
	Third      []string // what identifies third parties, their names too
	Enclosures []CaseFile
	Records    []CaseRecord
	Copies     []CaseCopy
	Screen     *screen.Rules // of the district; nil takes those without its lists
}

// CaseRemedies are the paragraphs that the letter templates make for this organ, and what they must name.
type CaseRemedies struct {
	Text   map[law.Remedy]string // of ReviewFirst, FreeChoice and NoEffect; "" where the profile prints none
	Organs []string              // the review organs that may be told
	Court  string
	Online string // where a review is asked for on the internet (行政复议法第二十二条)
}

// A CaseClarify is a notice that asked for a correction (Article 30).
type CaseClarify struct {
	On, By, Until, Amended calendar.Day // sent; the last day for sending; the applicant's last day; the correction
	Unclear                string       // what the notice says
}

// A CaseConsult is somebody who was asked.
type CaseConsult struct {
	Item                    ItemID // 0 is all of them
	Kind                    string // third, maker or organ
	Unreached               bool   // no letter reaches them
	Sent, Got, Until, Heard calendar.Day
	Opinion                 string // agree, part, object; "" is none
	Overruled               bool   // of a third party that objected: it is decided to disclose all the same, and to tell it in writing
}

// A CaseAid is a question to the inside that nobody has answered.
type CaseAid struct {
	Kind string // help or counsel
	Due  calendar.Day
}

// A CaseLetter is a letter of the case that went out.
type CaseLetter struct {
	Kind, Title, Number string
	Unproved            bool // it went on paper, and nothing proves yet that it came
}

// A CaseExtension is the extension of Article 33(2); the zero value is none. That the head
// agreed to it need not be looked at: no notice is written before.
type CaseExtension struct {
	To    calendar.Day // the new last day
	First calendar.Day // the last day before
	Told  calendar.Day // the notice was served
}

// A CaseFee is a fee that was asked for; the zero value is none.
type CaseFee struct{ Noticed, Until, Paid calendar.Day }

// named is what the applicant asked for, and what is given: a reply may speak of it.
func (c *Case) named() string {
	var b strings.Builder
	b.WriteString(c.Want)
	for _, i := range c.Items {
		b.WriteString("\n" + i.Text)
		for _, g := range i.Given {
			b.WriteString("\n\u300a" + strings.Trim(g.Title, "\u300a\u300b") + "\u300b" + g.Title)
		}
	}
	return b.String()
}

// A CaseFile is the text of something that is given out, as it is read back from the finished file.
type CaseFile struct {
	Item        ItemID
	Title, Text string
}

// lint is one run over a case.
type lint struct {
	Case
	body  string // folded
	found []Finding
}

// Lint says what is wrong with a reply before a human signs it: the errors of
// practice that organs lose with, each a rule of its own.
func Lint(c Case) []Finding {
	if c.Screen == nil {
		c.Screen = screen.New(screen.Options{})
	}
	l := &lint{Case: c, body: folded(c.Body)}
	for _, f := range slices.Sorted(maps.Keys(l.Missing)) {
		l.found = append(l.found, Finding{"letter." + f, 0, Blocks, l.Missing[f]})
	}
	l.clock()
	for n := range l.Items {
		l.item(&l.Items[n])
	}
	if l.Body != "" {
		l.letter()
		l.articles()
		l.remedies()
	} else if blocks(l.found) == 0 { // else that is why
		l.that(false, 0, Blocks, "no_draft")
	}
	for _, why := range l.Void {
		l.that(false, 0, Blocks, "cites", why)
	}
	l.clarified()
	l.consulted()
	l.askedInside()
	l.served()
	l.leaks()
	l.records()
	l.copies()
	return l.found
}

// that adds a finding unless ok. Rule and text share their key.
func (l *lint) that(ok bool, item ItemID, severity Severity, rule string, args ...any) {
	if !ok {
		l.found = append(l.found, Finding{rule, item, severity, fault.T("foi.lint."+rule, args...)})
	}
}

// clock: what is late already has to go out all the same, so it warns and does not stop.
func (l *lint) clock() {
	l.that(l.Due == "" || l.Today <= l.Due, 0, Warns, "late", l.Received, l.Due)
	if x := l.Extension; x != (CaseExtension{}) {
		l.that(x.Told != "", 0, Blocks, "extension_untold")
		l.that(x.Told <= x.First, 0, Warns, "extension_late", x.Told, x.First)
	}
}

// item: the result has all that it needs, and the letter says it.
func (l *lint) item(i *Item) {
	if err := i.Check(); err != nil {
		fields := fault.As(err).Fields
		for _, f := range slices.Sorted(maps.Keys(fields)) {
			l.found = append(l.found, Finding{"item." + f, i.ID, Blocks, fields[f]})
		}
	}
	if i.Result == "" {
		return
	}
	text := folded(i.Text)
	l.that(i.Result != "S1" || len(l.Items) > 1 || !says(text, "petition") || !says(text, "wish"), i.ID, Warns, "petition_mixed")
	l.that(i.Result != "N6" || i.Facts["pending"] != "no", i.ID, Warns, "process_over")
	l.that(i.Result != "S4" || !l.Fair, i.ID, Blocks, "often_fair")
	l.that(heldBy(i.Text, l.Want) >= heldLeast, i.ID, Warns, "item_unnamed")
	l.lapsed(i)
	if l.Body == "" {
		return
	}
	for _, k := range []string{"url", "organ", "contact", "law", "article", "earlier_number"} {
		l.that(!l.owes(i, k) || has(l.body, i.Facts[k]), i.ID, Blocks, "untold", FactOf(k).Title())
	}
	for _, k := range []string{"gazette", "place", "time", "address", "channel", "how"} {
		l.that(!l.owes(i, k) || has(l.body, i.Facts[k]), i.ID, Warns, "untold_perhaps", FactOf(k).Title())
	}
	for _, g := range i.Given {
		l.that(has(l.body, g.Title), i.ID, Blocks, "untold", FactOf(keyGiven).Title())
	}
	for _, w := range i.Parts {
		l.that(has(l.body, w.What), i.ID, Warns, "untold_perhaps", FactOf(keyParts).Title())
	}
}

// heldLeast is how much of an item stands in what was asked for: who parts a request drops
// and joins words, and does not write of something else (答非所问).
const heldLeast = 0.5

// heldBy is the share of the pairs of characters of a text that another one has too.
func heldBy(text, whole string) float64 {
	return similar.Share(similar.PairsOf(folded(text)), similar.PairsOf(folded(whole)))
}

// owes reports whether a fact is one of the result's own, and said.
func (l *lint) owes(i *Item, key string) bool {
	return i.said(key) && slices.ContainsFunc(FactsOf(i.Result, i.Parts), func(f Fact) bool { return f.Key == key })
}

// lapsed: who is said to have let a time pass was told of it, and it is over.
func (l *lint) lapsed(i *Item) {
	switch i.Result {
	case "U4":
		l.that(slices.ContainsFunc(l.Clarified, func(c CaseClarify) bool { return c.Amended != "" }), i.ID, Blocks, "no_amendment")
	case "O1":
		over := slices.ContainsFunc(l.Clarified, func(c CaseClarify) bool { return c.Amended == "" && c.Until != "" && c.Until < l.Today })
		l.that(over, i.ID, Blocks, "not_lapsed")
	case "O2":
		l.that(l.Fee.Noticed != "" && l.Fee.Paid == "" && l.Fee.Until != "" && l.Fee.Until < l.Today, i.ID, Blocks, "not_lapsed")
	}
}

// letter: no part of the organ signs beside it, and nothing is said that a reply must not
// say. That the organ signs, and with its seal, is asked of the template when it is read.
func (l *lint) letter() {
	var tail []string
	for line := range strings.Lines(l.Body) {
		if line = folded(line); line != "" {
			tail = append(tail, line)
		}
	}
	tail = tail[max(0, len(tail)-lastLines):]
	organ := folded(l.Organ)
	for _, unit := range l.Inner {
		unit = folded(unit)
		l.that(!slices.Contains(tail, unit) && !slices.Contains(tail, organ+unit), 0, Blocks, "inner_unit")
	}
	asks := says(l.body, "purpose") && !slices.ContainsFunc(l.Items, func(i Item) bool { return says(folded(i.Text), "purpose") })
	l.that(!asks, 0, Blocks, "purpose")
	barred := slices.ContainsFunc(l.Items, func(i Item) bool { return !mild(i.limbs()) && len(i.limbs()) > 0 })
	for n := range l.Items {
		i := &l.Items[n]
		l.that(barred || !mild(i.limbs()) || !says(l.body, "must_not"), i.ID, Warns, "must_not") // of another item it may be the right word
	}
}

// lastLines is how far from its end the signature of a letter stands: name, day, contact, enclosures.
const lastLines = 6

// clarified: in time, and not asking what for (Articles 29 and 30). A second notice is not written.
func (l *lint) clarified() {
	for _, c := range l.Clarified {
		l.that(c.By == "" || c.On <= c.By, 0, Warns, "clarify_late", c.On, c.By)
		l.that(!says(folded(c.Unclear), "purpose"), 0, Warns, "clarify_purpose")
	}
}

// served: each letter can be proved to have come (送达回证). A reply that rests on one
// does not go out without.
func (l *lint) served() {
	for _, m := range l.Letters {
		severity := Warns
		if l.restsOn(m.Kind) {
			severity = Blocks
		}
		l.that(!m.Unproved, 0, severity, "unproved", m.Title, m.Number)
	}
}

// restsOn reports whether what is decided rests on a letter of a kind having come: a
// time was let pass from the day of its receipt, or somebody said nothing to it.
func (l *lint) restsOn(kind string) bool {
	silent := slices.ContainsFunc(l.Asked, func(a CaseConsult) bool { return a.Kind == string(Third) && a.Opinion == "" })
	return slices.ContainsFunc(l.Items, func(i Item) bool {
		switch i.Result {
		case "O1":
			return kind == letterClarify
		case "O2":
			return kind == letterFee
		case "S4":
			return kind == letterWonder
		}
		return kind == letterAsk && silent && slices.Contains(i.limbs(), "third")
	})
}

// leaks: nothing of the applicant beyond the address, nothing of third parties,
// and no identity data in the letter and in what goes with it.
func (l *lint) leaks() {
	for _, w := range l.Applicant {
		l.that(!has(l.body, w), 0, Blocks, "leak_applicant")
	}
	for _, w := range l.Third {
		l.that(!has(l.body, w), 0, Blocks, "leak_third")
	}
	secret := slices.ContainsFunc(l.Items, func(i Item) bool { return slices.Contains(i.limbs(), "secret") })
	for _, f := range l.Screen.Text("body", l.Body) {
		if f.Severity == screen.Advise || secret && f.Kind == "secret_mark" { // the ground itself has to be named
			continue
		}
		l.that(false, 0, severityOf(f), "screen", fault.T("screen."+f.Rule))
	}
	for _, e := range l.Enclosures {
		text := folded(e.Text)
		for _, w := range l.Third {
			l.that(!has(text, w), e.Item, Blocks, "leak_enclosed", e.Title)
		}
		runes := []rune(e.Text)
		for _, f := range l.Screen.Text(e.Title, e.Text) {
			own := f.End <= len(runes) && slices.ContainsFunc(l.Applicant, func(w string) bool { return has(folded(string(runes[f.Start:f.End])), w) })
			if f.Severity != screen.Advise && !own { // the applicant may have a file about the applicant
				l.that(false, e.Item, severityOf(f), "screen_enclosed", e.Title, fault.T("screen."+f.Rule))
			}
		}
	}
}

func severityOf(f screen.Finding) Severity {
	if f.Severity == screen.Block {
		return Blocks
	}
	return Warns
}
