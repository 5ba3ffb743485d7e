package circular

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/calendar"
)

// aside are the kinds of lines that may stand anywhere and interrupt nothing.
var aside = []string{"page", "footer", "rule", "attribute", "meta", "edition"}

// kindOf tells what a line is if it is not text: its kind, or "".
func (r *reader) kindOf(p *para) string {
	const longest = 400 // bytes; such lines are short
	if len(p.text) > longest || p.level != 0 {
		return ""
	}
	for _, h := range r.g.head {
		if slices.Contains(aside, h.kind) && h.re.MatchString(p.text) {
			return h.kind
		}
	}
	return ""
}

// match returns the values of the groups of the first rule of the kind that fits.
func (r *reader) match(kind, t string) map[string]string {
	for _, h := range r.g.head {
		if h.kind != kind {
			continue
		}
		if m := h.re.FindStringSubmatch(t); m != nil {
			return groups(h.re, m)
		}
	}
	return nil
}

func groups(re *regexp.Regexp, m []string) map[string]string {
	out := map[string]string{"": m[0]}
	for i, name := range re.SubexpNames() {
		if name != "" {
			out[name] = m[i]
		}
	}
	return out
}

// head reads the lines before the outline: the marks of the document, its
// titles, the addressee, the text of a notice, and the preamble.
func (r *reader) head(lines []line) {
	var rest []line
	for _, l := range lines {
		if !r.headMark(l) {
			rest = append(rest, l)
		}
	}
	titles := r.titles(rest)
	last := -1
	for _, t := range titles {
		last = max(last, t.j-1)
	}
	r.nameDocument(titles)
	for i := 0; i < len(rest); {
		switch t := titleAt(titles, i); {
		case t != nil:
			r.out.Marks = append(r.out.Marks, Mark{"title", t.text, t.span})
			i = t.j
		case i > last && (r.out.Document.Addressee != "" || !isAddressee(rest[i].text)):
			r.preamble(rest[i:])
			i = len(rest)
		default:
			i = r.headText(rest, i)
		}
	}
	r.findYear()
}

// headMark reads a line with a mark; false if it is something else.
func (r *reader) headMark(l line) bool {
	d := &r.out.Document
	kind := l.kind
	switch {
	case kind != "":
	case r.match("issuer", l.text) != nil:
		kind = "issuer"
		if d.Issuer == "" {
			d.Issuer = r.match("issuer", l.text)["v"]
		}
	case r.match("date", l.text) != nil:
		kind = "date"
		d.Date = r.dateOf(r.match("date", l.text))
	case r.match("secret", l.text) != nil:
		kind = "secret"
	case r.match("annex", l.text) != nil || r.match("annexes", l.text) != nil:
		kind = "annex"
	}
	if m := r.match("number", l.text); m != nil && kind != "attribute" && len(l.text)-len(m["v"]) < 60 {
		kind = "number"
		if d.Number == "" {
			d.Number = r.officialNumber(m)
			r.numberYear(m)
		}
	}
	if m := r.match("attribute", l.text); m != nil {
		kind, d.Attribute = "attribute", m["v"]
	}
	if kind == "" {
		return false
	}
	r.mark(kind, l.para)
	return true
}

func (r *reader) numberYear(m map[string]string) {
	if r.out.Document.Year == 0 {
		r.out.Document.Year = r.g.number(m["y"])
	}
}

// officialNumber writes a 发文字号 in the form of GB/T 9704: 〔year〕 and no leading zeros.
func (r *reader) officialNumber(m map[string]string) string {
	v := m["v"]
	k := strings.Index(v, m["y"])
	organ := strings.TrimRight(v[:k], openers+"{□ "+r.g.box)
	tail := v[strings.LastIndex(v, m["s"])+len(m["s"]):]
	return fmt.Sprintf("%s〔%s〕%d%s", organ, m["y"], r.g.number(m["s"]), tail)
}

func (r *reader) dateOf(m map[string]string) calendar.Day {
	d := calendar.Day(fmt.Sprintf("%04d-%02d-%02d", r.g.number(m["y"]), r.g.number(m["m"]), r.g.number(m["d"])))
	if !d.Valid() {
		return ""
	}
	return d
}

// A title is the lines i to j.
type title struct {
	i, j int
	text string
	span Span
}

func titleAt(all []title, i int) *title {
	for k := range all {
		if all[k].i == i {
			return &all[k]
		}
	}
	return nil
}

// titles finds the titles: up to four lines without a sentence that together
// end like a title and hold one of its words.
func (r *reader) titles(lines []line) []title {
	const most = 4
	var out []title
	for i := 0; i < len(lines); i++ {
		if r.organ(lines[i].text) && i+1 < len(lines) && !strings.HasPrefix(lines[i+1].text, r.g.about[0]) {
			continue // the issuer's name above a title of its own
		}
		for j := i; j < min(len(lines), i+most) && titleLine(lines[j].text); j++ {
			folded := strings.TrimRight(lines[j].text, ")")
			if w, _ := r.g.titleEnd.end(folded); w == "" || !r.titled(lines[i:j+1]) {
				continue
			}
			var text strings.Builder
			for _, l := range lines[i : j+1] {
				text.WriteString(l.plain(0, len(l.text)))
			}
			out = append(out, title{i, j + 1, text.String(), between(lines[i].whole().Start, lines[j].whole().End)})
			i = j
			break
		}
	}
	return out
}

// titleLine reports whether a line can be part of a title.
func titleLine(t string) bool {
	return utf8.RuneCountInString(t) <= 60 && !strings.ContainsAny(t, "。;,!?") && !strings.HasSuffix(t, ":") && !strings.HasPrefix(t, "(")
}

func (r *reader) titled(lines []line) bool {
	for _, l := range lines {
		for _, w := range r.g.titleIn {
			if strings.Contains(l.text, w) {
				return true
			}
		}
	}
	return false
}

// nameDocument takes the last title as the circular's own, and an earlier one
// that is about it as the notice's.
func (r *reader) nameDocument(titles []title) {
	if len(titles) == 0 {
		return
	}
	d := &r.out.Document
	d.Title = titles[len(titles)-1].text
	for _, t := range titles {
		k := strings.Index(t.text, r.g.about[0])
		if k < 0 {
			continue
		}
		if t.text != d.Title {
			d.Notice = t.text
		}
		if d.Issuer == "" {
			d.Issuer = t.text[:k]
		}
	}
}

func isAddressee(t string) bool {
	return strings.HasSuffix(t, ":") && !strings.ContainsAny(t, "。;!?") && utf8.RuneCountInString(t) <= 200
}

// headText reads one line between the titles.
func (r *reader) headText(lines []line, i int) int {
	l := lines[i]
	switch {
	case r.out.Document.Addressee == "" && isAddressee(l.text):
		r.out.Document.Addressee = strings.TrimRight(l.plain(0, len(l.text)), ":：")
		r.mark("addressee", l.para)
	case r.organ(l.text):
		if r.out.Document.Issuer == "" {
			r.out.Document.Issuer = l.plain(0, len(l.text))
		}
		r.mark("issuer", l.para)
	default:
		r.mark("body", l.para)
	}
	return i + 1
}

// organ reports whether a line is the name of an organ and nothing else.
func (r *reader) organ(t string) bool {
	w, _ := r.g.organ.end(t)
	return w != "" && len(w) < len(t) && utf8.RuneCountInString(t) <= longestHeading && !strings.ContainsAny(t, "。;,:、")
}

func (r *reader) preamble(lines []line) {
	var text []string
	for _, p := range r.paragraphs(lines) {
		text = append(text, p.shown(0, len(p.text)))
		s := p.whole()
		if r.out.Preamble.Text == "" && len(text) == 1 {
			r.out.Preamble.Span.Start = s.Start
		}
		r.out.Preamble.Span.End = s.End
	}
	r.out.Preamble.Text = strings.Join(text, "\n")
}

// findYear takes the year that the titles name; else the number's, else the date's.
func (r *reader) findYear() {
	d := &r.out.Document
	for _, t := range []string{d.Notice, d.Title} {
		p := r.g.foldSpan(t, between(0, len(t)))
		if m := r.g.yearIn.FindStringSubmatch(p.text); m != nil {
			d.Year = r.g.number(m[1])
		}
	}
	if d.Year == 0 && d.Date != "" {
		d.Year = d.Date.Time().Year()
	}
	r.year = d.Year
}

// cutAnnex divides the lines where the annexes begin.
func (r *reader) cutAnnex(lines []line) (body, annex []line) {
	for i, l := range lines {
		if l.para != nil && l.kind == "" && len(l.text) < 40 && r.match("annex", l.text) != nil {
			return lines[:i], lines[i:]
		}
	}
	return lines, nil
}

// cutTail divides the lines where the signature, the date and the imprint begin.
func (r *reader) cutTail(lines []line) (body, tail []line) {
	n := len(lines)
	for n > 1 && lines[n-1].para != nil && r.isTail(lines[n-1]) {
		n--
	}
	n = r.annexList(lines, n)
	return lines[:n], lines[n:]
}

// annexList returns where the list of annexes begins that ends at n, n if there is
// none: its first line says so, and the numbered lines after it hold no sentence.
func (r *reader) annexList(lines []line, n int) int {
	const most = 12 // lines
	for i := n - 1; i > max(0, n-most); i-- {
		l := lines[i]
		if l.para == nil || strings.Contains(l.text, "。") || utf8.RuneCountInString(l.text) > 2*longestHeading {
			return n
		}
		if l.level == 0 && r.match("annexes", l.text) != nil {
			return i
		}
	}
	return n
}

func (r *reader) isTail(l line) bool {
	if l.kind != "" {
		return true
	}
	if l.level != 0 || len(l.text) > 600 {
		return false
	}
	for _, kind := range []string{"date", "printed", "copy", "annexes"} {
		if r.match(kind, l.text) != nil {
			return true
		}
	}
	return r.organ(l.text)
}

// tail reads the lines after the outline.
func (r *reader) tail(lines []line) {
	d := &r.out.Document
	for _, l := range lines {
		switch {
		case r.headMark(l):
		case r.match("printed", l.text) != nil:
			r.mark("printed", l.para)
		case r.match("copy", l.text) != nil:
			r.mark("copy", l.para)
		case !r.organ(l.text):
			r.mark("annex", l.para)
		default:
			if d.Issuer == "" {
				d.Issuer = l.plain(0, len(l.text))
			}
			r.mark("issuer", l.para)
		}
	}
	if r.year == 0 {
		r.findYear()
	}
}
