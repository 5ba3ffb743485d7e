package finder

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/platform/profile"
)

// Matters are the attributes, by code in order, that can still change the result: for each
// of them there are answers to the others with which two answers to it come out differently.
func (n *Node) Matters(at Attributes, a Answers) []string {
	found := map[string]bool{}
	_, rest := n.reduce(at, a)
	byRest := map[string]string{} // what is left, by what is assumed about all but one of these
	rest.assume(at, rest.shared(at), Answers{}, func(assumed Answers, left Node) {
		left.leaves(func(l *Node) {
			if l.Attr != "" {
				found[l.Attr] = true
			}
		})
		said := left.form()
		for code := range assumed {
			key := code + "?" + assumed.without(code)
			if was, there := byRest[key]; there && was != said {
				found[code] = true
			}
			byRest[key] = said
		}
	})
	return slices.Sorted(maps.Keys(found))
}

// assume calls f with each way to answer the attributes, and with what is left of the
// conditions then; of none it has the result as its operator.
func (n *Node) assume(at Attributes, codes []string, assumed Answers, f func(Answers, Node)) {
	if len(codes) == 0 {
		r, rest := n.reduce(at, assumed)
		if r != Unknown {
			rest = Node{Op: Op(r)}
		}
		f(assumed, rest)
		return
	}
	for _, v := range n.classes(at[codes[0]]) {
		n.assume(at, codes[1:], assumed.with(codes[0], v), f)
	}
}

// without names the answers but one.
func (a Answers) without(code string) string {
	var b strings.Builder
	for _, k := range slices.Sorted(maps.Keys(a)) {
		if k != code {
			b.WriteString(k + "=" + a[k].Option + "#" + strconv.Itoa(a[k].N) + ";")
		}
	}
	return b.String()
}

// form writes conditions in which no two ask for the same, as reduce leaves them, so that two
// are written alike exactly if they mean the same: what is read once has one flat form.
func (n *Node) form() string {
	if !n.group() {
		return string(n.Op) + ":" + n.Attr
	}
	parts := make([]string, len(n.Nodes))
	for i := range n.Nodes {
		parts[i] = n.Nodes[i].form()
	}
	slices.Sort(parts)
	return string(n.Op) + "(" + strings.Join(parts, ",") + ")"
}

// scale is divisible by 1 to 12: shares of a question with that many ways to answer are whole.
const scale = 27720

// Order lists the attributes that still matter for some conditions, the one first that
// decides most: for each set of conditions it counts the part of its answers (of the classes
// that the conditions tell apart) that settles them; then, for how many it matters; then
// comes the order of the profile.
func Order(rows []profile.Attribute, all []Node, a Answers) []profile.Attribute {
	at := byCode(rows)
	settles, matters := map[string]int{}, map[string]int{}
	for i := range all {
		n := &all[i]
		for _, code := range n.Matters(at, a) {
			matters[code]++
			ways := n.classes(at[code])
			done := 0
			for _, v := range ways {
				if n.Judge(at, a.with(code, v)) != Unknown {
					done++
				}
			}
			if len(ways) > 0 {
				settles[code] += scale * done / len(ways)
			}
		}
	}
	out := slices.DeleteFunc(slices.Clone(rows), func(r profile.Attribute) bool { return matters[r.Code] == 0 })
	slices.SortStableFunc(out, func(x, y profile.Attribute) int {
		return cmp.Or(cmp.Compare(settles[y.Code], settles[x.Code]), cmp.Compare(matters[y.Code], matters[x.Code]))
	})
	return out
}

func byCode(rows []profile.Attribute) Attributes {
	out := make(Attributes, len(rows))
	for _, r := range rows {
		out[r.Code] = r
	}
	return out
}
