package foi

import (
	"fmt"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/flow"
)

// consulted: Article 15 rests on a letter to the third party; silence is neither
// consent nor objection (Article 32); whoever was asked has had the time.
func (l *lint) consulted() {
	heeded := slices.ContainsFunc(l.Items, func(i Item) bool { return slices.Contains(i.limbs(), "third") })
	for n := range l.Items {
		i := &l.Items[n]
		asked := slices.DeleteFunc(slices.Clone(l.Asked), func(a CaseConsult) bool { return a.Kind != "third" || a.Item != 0 && a.Item != i.ID })
		if slices.Contains(i.limbs(), "third") {
			l.that(slices.ContainsFunc(asked, func(a CaseConsult) bool { return a.Sent != "" }), i.ID, Blocks, "consult_missing")
			same := func(a CaseConsult) bool {
				opinion := a.Opinion
				if opinion == "" {
					opinion = "silent"
				}
				return opinion == i.Facts["opinion"] && string(a.Sent) == i.Facts["consulted"]
			}
			l.that(len(asked) == 0 || slices.ContainsFunc(asked, same), i.ID, Blocks, "consult_differs")
		}
		for _, a := range asked {
			against := a.Opinion == string(Objects) || a.Opinion == string(Partly)
			l.that(!i.opens() || heeded || !against || a.Overruled, i.ID, Blocks, "consult_untold")
		}
	}
	l.waited()
}

// waited: whoever was asked has had the time, or no letter reaches them; and silence is not
// told as consent.
func (l *lint) waited() {
	silent := func(kind string) bool {
		return slices.ContainsFunc(l.Asked, func(a CaseConsult) bool { return a.Kind == kind && a.Opinion == "" })
	}
	l.that(!silent("third") || silent("maker") || !says(l.body, "consent"), 0, Blocks, "consult_silence")
	for _, a := range l.Asked {
		l.that(a.Heard != "" || a.Unreached || a.Until != "" && a.Until < l.Today, a.Item, Blocks, "consult_open")
	}
}

// A quote is an article as a text has it. bare: its paragraph or item is left out.
type quote struct {
	ref  law.Ref
	bare bool
}

// quotes finds the articles that a folded text quotes, of the sources that the
// program has. A title holds until the next one; what has the name of another
// law before it without marks belongs to that.
func quotes(text string) []quote {
	var out []quote
	var source law.Ref
	last := 0
	for _, m := range quoting().FindAllStringSubmatchIndex(text, -1) {
		sub := func(n int) string {
			if m[2*n] < 0 {
				return ""
			}
			return text[m[2*n]:m[2*n+1]]
		}
		if title := sub(1); title != "" {
			source = sourceOf(title)
			if source != "" {
				out = append(out, quote{ref: source})
			}
			last = m[1]
			continue
		}
		of := between(text[last:m[0]], source)
		last = m[1]
		if of == "" {
			continue
		}
		out = append(out, quoteOf(of, numeral(sub(2)), numeral(sub(3)), numeral(sub(4))))
		paragraph := numeral(sub(3))
		for _, f := range further().FindAllStringSubmatch(sub(5), -1) {
			item := numeral(f[1])
			if f[2] == pattern("paragraph") {
				paragraph, item = item, 0
			}
			out = append(out, quoteOf(of, numeral(sub(2)), paragraph, item))
		}
	}
	return out
}

// between says of which source an article is, from the words before it.
func between(words string, source law.Ref) law.Ref {
	if at := strings.LastIndex(words, pattern("stop")); at >= 0 {
		words = words[at+len(pattern("stop")):]
	}
	switch {
	case endsIn(words, "other"):
		return ""
	case endsIn(words, "short"):
		return "foi"
	}
	return source
}

func endsIn(text, role string) bool {
	return slices.ContainsFunc(words()[role], func(w string) bool { return strings.HasSuffix(text, w) })
}

// sourceOf is the source with a title, which may be longer (中华人民共和国…) or 条例 for short; "" if there is none.
func sourceOf(title string) law.Ref {
	if slices.Contains(words()["short"], title) {
		return "foi"
	}
	for _, s := range law.Sources() {
		if strings.HasSuffix(title, folded(s.Title)) {
			return s.Ref
		}
	}
	return ""
}

func quoteOf(source law.Ref, article, paragraph, item int) quote {
	whole := fmt.Sprintf("%s:%d", source, article)
	ref := whole
	if paragraph > 0 {
		ref += fmt.Sprintf(".%d", paragraph)
	}
	if item > 0 {
		ref += fmt.Sprintf("-%d", item)
	}
	parted := slices.ContainsFunc(law.Articles(), func(a law.Article) bool {
		return strings.HasPrefix(string(a.Ref), whole+".") || strings.HasPrefix(string(a.Ref), whole+"-")
	})
	_, _, stands := law.Lookup(law.Ref(ref))
	return quote{law.Ref(ref), ref == whole && parted && !stands}
}

// deciding are the articles of the regulation that say how a request ends, and
// that a letter quotes only for such an end; those that steps rest on may stand anywhere.
func deciding() []law.Ref {
	var out []law.Ref
	for _, r := range law.Results() {
		for _, ref := range r.Basis {
			step := slices.ContainsFunc(Flow, func(s flow.Step[Status, Act]) bool { return s.Basis == ref })
			if !step && ref.Source() == "foi" && !slices.Contains(out, ref) {
				out = append(out, ref)
			}
		}
	}
	return out
}

// articles: what decides is quoted to 款 and 项, and nothing else that would decide is.
func (l *lint) articles() {
	quoted := quotes(l.body)
	var may []law.Ref
	for n := range l.Items {
		i := &l.Items[n]
		r, _ := law.ResultOf(i.Result)
		may = append(append(may, i.Basis()...), r.Beside...)
		for _, ref := range i.Basis() {
			there := slices.ContainsFunc(quoted, func(q quote) bool { return q.ref == ref })
			l.that(there, i.ID, Blocks, "article_missing", law.Title(ref))
		}
	}
	decides := deciding()
	var told []law.Ref
	for _, q := range quoted {
		if slices.Contains(told, q.ref) {
			continue
		}
		told = append(told, q.ref)
		l.that(!q.bare, 0, Blocks, "article_bare", numberOf(q.ref))
		l.that(!slices.Contains(decides, q.ref) || slices.Contains(may, q.ref), 0, Blocks, "article_alien", law.Title(q.ref))
	}
}

// numberOf is the number of an article that law does not have as such.
func numberOf(r law.Ref) string {
	_, n, _ := strings.Cut(string(r), ":")
	return n
}

// remedies: each way that is open is told, with what the law asks of it (行政复议法第二十条、
// 第二十二条、第二十三条): review first or free, the organ, the periods. What the letter says
// is read, not what its template should have said: a district writes that itself.
func (l *lint) remedies() {
	var open []law.Remedy
	for n := range l.Items {
		r := l.Items[n].Remedy()
		printed := r == law.ReviewFirst || r == law.FreeChoice || strings.TrimSpace(l.Remedies.Text[r]) != ""
		if r != law.NoRemedy && printed && !slices.Contains(open, r) {
			open = append(open, r)
		}
	}
	told := strings.Split(l.body, pattern("stop"))
	told = slices.DeleteFunc(told, func(s string) bool { return !says(s, "review") && !says(s, "suit") })
	first := slices.Contains(open, law.ReviewFirst)
	if first && len(open) == 1 {
		l.that(!slices.ContainsFunc(told, free), 0, Blocks, "remedy_choice")
	}
	if !first && len(open) > 0 {
		l.that(!slices.ContainsFunc(told, func(s string) bool { return says(s, "must_first") }), 0, Blocks, "remedy_not_first")
	}
	for _, r := range open {
		if r == law.NoEffect { // the law has no words for it: those of the district, or none
			l.that(has(l.body, l.Remedies.Text[r]), 0, Blocks, "remedy_missing")
			continue
		}
		l.elements(strings.Join(told, pattern("stop")), r)
	}
	if l.Online && len(open) > 0 {
		l.that(l.Remedies.Online != "" && has(l.body, l.Remedies.Online), 0, Blocks, "remedy_online")
	}
}

// free reports whether a sentence leaves the choice between review and suit.
func free(s string) bool {
	return says(s, "suit") && (says(s, "half_year") || says(s, "straight") && !says(s, "not_straight") && !says(s, "fifteen"))
}

// elements looks for what a paragraph about a way has to say.
func (l *lint) elements(told string, r law.Remedy) {
	if !says(told, "review") || !says(told, "suit") {
		l.that(false, 0, Blocks, "remedy_missing")
		return
	}
	named := slices.ContainsFunc(l.Remedies.Organs, func(o string) bool { return has(told, o) })
	l.that(named, 0, Blocks, "remedy_organ")
	l.that(has(told, l.Remedies.Court) || l.Remedies.Court == "", 0, Warns, "remedy_court")
	l.that(says(told, "sixty"), 0, Blocks, "remedy_period")
	if r == law.ReviewFirst {
		l.that(says(told, "first"), 0, Blocks, "remedy_first")
		l.that(says(told, "fifteen"), 0, Blocks, "remedy_period_after")
		return
	}
	l.that(says(told, "half_year"), 0, Blocks, "remedy_period_suit")
}
