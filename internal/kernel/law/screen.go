package law

import (
	"regexp"
	"slices"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A Screen is a rule by which a text is screened before it is published.
// Package screen knows how each is found; what follows from it stands here.
type Screen struct {
	Rule       string
	Kind       string
	Severity   string // block, hold or advise
	Repair     string // the name of the mask; "" if a person has to rewrite
	Basis      Ref
	Confidence Confidence
	Note       string
}

// ruleForm is the form of the name of a rule and of a kind.
var ruleForm = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

func (b *Book) screen(l line) (string, fault.Text) {
	for _, c := range []string{"rule", "kind"} {
		if !ruleForm.MatchString(l[c]) {
			return c, fault.T("law.bad_key", l[c])
		}
	}
	if column, text := known(l, "severity", "block", "hold", "advise"); column != "" {
		return column, text
	}
	if column, text := known(l, "repair", "", "id", "tail", "mobile", "email", "name", "minor", "address", "plate", "gps", "birth", "word"); column != "" {
		return column, text
	}
	if column, text := known(l, "confidence", "H", "M", "L"); column != "" {
		return column, text
	}
	x := Screen{l["rule"], l["kind"], l["severity"], l["repair"], Ref(l["basis"]), Confidence(l["confidence"]), l["note"]}
	if slices.ContainsFunc(b.Screens, func(o Screen) bool { return o.Rule == x.Rule }) {
		return "rule", fault.T("law.twice", x.Rule)
	}
	if _, _, ok := b.Lookup(x.Basis); !ok {
		return "basis", fault.T("law.no_article", l["basis"])
	}
	b.Screens = append(b.Screens, x)
	return "", fault.Text{}
}
