package law

import (
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// General is the term of what is made public unasked (条例第二十六条), unless a law or a
// regulation has another one for it.
const General = "publish.release"

// A Release is one term in which what stands under an anchor is to be public.
type Release struct {
	Anchor     Ref        `json:"anchor"`
	Term       string     `json:"term"` // key of a Limit
	Confidence Confidence `json:"confidence"`
	Note       string     `json:"note,omitempty"` // for which part of the anchor
}

// Anchors returns the articles and items that say what is to be made public
// unasked: 政府信息公开条例, Articles 20 and 21, without their heads.
func Anchors() []Article {
	return slices.DeleteFunc(Articles(), func(a Article) bool { return !isAnchor(a.Ref) })
}

func isAnchor(r Ref) bool {
	return strings.HasPrefix(string(r), "foi:20-") || strings.HasPrefix(string(r), "foi:21-")
}

// Releases returns the terms that hold for an anchor, the one first that holds
// unless another is said to; the general one alone for an anchor that has none.
func Releases(anchor Ref) []Release {
	out := slices.DeleteFunc(slices.Clone(book().Releases), func(r Release) bool { return r.Anchor != anchor })
	if len(out) == 0 {
		return []Release{{Anchor: anchor, Term: General, Confidence: High}}
	}
	return out
}

// ReleaseTerms returns each term that some anchor has, once, the general one first.
func ReleaseTerms() []Limit {
	out := []Limit{book().limits[General]}
	for _, r := range book().Releases {
		if !slices.ContainsFunc(out, func(l Limit) bool { return l.Key == r.Term }) {
			out = append(out, book().limits[r.Term])
		}
	}
	return out
}

func (b *Book) release(l line) (string, fault.Text) {
	if column, text := need(l, "anchor", "term"); column != "" {
		return column, text
	}
	if column, text := known(l, "confidence", "H", "M", "L"); column != "" {
		return column, text
	}
	r := Release{Ref(l["anchor"]), l["term"], Confidence(l["confidence"]), l["note"]}
	_, _, there := b.Lookup(r.Anchor)
	limit, timed := b.limits[r.Term]
	switch {
	case !there || !isAnchor(r.Anchor):
		return "anchor", fault.T("law.no_article", l["anchor"])
	case !timed || limit.Sense != Within || limit.Unit == Date:
		return "term", fault.T("law.no_term", l["term"])
	case slices.ContainsFunc(b.Releases, func(o Release) bool { return o.Anchor == r.Anchor && o.Term == r.Term }):
		return "term", fault.T("law.twice", l["term"])
	}
	b.Releases = append(b.Releases, r)
	return "", fault.Text{}
}
