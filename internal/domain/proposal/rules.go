package proposal

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/similar"
)

// Bounds are the numbers of the district.
type Bounds struct {
	Applicants int          // so many different ones are several (多个申请人)
	Given      int          // given out in so many requests
	Before     calendar.Day // a process matter withheld before that day may have ended
}

// A Found is a proposal that records speak for.
type Found struct {
	UnitID   int64
	Title    string // that the office gave a record; "" if it gave none
	Evidence []Evidence
}

// Look finds what should be proposed. Items that share anything are one proposal.
// What the reply said is public already is none.
func Look(all []foi.Wanted, b Bounds) []Found {
	var out []Found
	same := alike(all)
	for _, group := range same {
		out = append(out, several(all, group, b)...)
	}
	for _, group := range records(all) {
		out = append(out, given(all, group, b)...)
	}
	return merged(out)
}

// several are the items of a group if several applicants asked for them and they
// may be open (条例第四十四条: 且该政府信息属于可以公开的), and those whose ground may
// have lapsed.
func several(all []foi.Wanted, group []int, b Bounds) (out []Found) {
	people, gives := map[string]bool{}, false
	for _, i := range group {
		if all[i].IsPublic() {
			return nil
		}
		if all[i].Person != "" {
			people[all[i].Person] = true
		}
		gives = gives || all[i].Gives()
	}
	if gives && len(people) >= b.Applicants {
		out = append(out, foundOf(all, group, Asked))
	}
	for _, i := range group {
		if w := &all[i]; w.Pending && w.Answered != "" && w.Answered < b.Before && !gives {
			out = append(out, foundOf(all, []int{i}, Lapsed))
		}
	}
	return out
}

// given are the items of a group whose record was given out often enough.
func given(all []foi.Wanted, group []int, b Bounds) []Found {
	requests := map[foi.ID]bool{}
	for _, i := range group {
		requests[all[i].Request] = true
	}
	if len(requests) < b.Given {
		return nil
	}
	return []Found{foundOf(all, group, Given)}
}

func foundOf(all []foi.Wanted, group []int, k Kind) Found {
	f := Found{UnitID: all[group[0]].UnitID}
	for _, i := range group {
		f.Evidence = append(f.Evidence, evidenceOf(k, &all[i]))
		for _, g := range all[i].Given {
			f.Title = cmp.Or(f.Title, g.Title)
		}
	}
	return f
}

// records groups items of a unit by what was given out: the same file, or the same title.
func records(all []foi.Wanted) [][]int {
	at := map[string]int{}
	var out [][]int
	for i := range all {
		if !all[i].Gives() {
			continue
		}
		seen := map[int]bool{}
		for _, g := range all[i].Given {
			for _, key := range []string{"sha/" + g.SHA256, "title/" + folded(g.Title)} {
				if strings.HasSuffix(key, "/") {
					continue
				}
				key = unitKey(all[i].UnitID, key)
				n, ok := at[key]
				if !ok {
					n = len(out)
					at[key], out = n, append(out, nil)
				}
				if !seen[n] {
					seen[n], out[n] = true, append(out[n], i)
				}
			}
		}
	}
	return out
}

func unitKey(unitID int64, key string) string { return strconv.FormatInt(unitID, 10) + "|" + key }

// alike groups items of a unit that ask for nearly the same in nearly the same
// words. Different numbers are different things: the accounts of 2022 are not those
// of 2023.
func alike(all []foi.Wanted) [][]int {
	at := map[string][]int{}
	var keys []string
	for i := range all {
		key := unitKey(all[i].UnitID, numbers(all[i].Text))
		if at[key] == nil {
			keys = append(keys, key)
		}
		at[key] = append(at[key], i)
	}
	var out [][]int
	for _, key := range keys {
		some := at[key]
		texts := make([]string, len(some))
		for n, i := range some {
			texts[n] = all[i].Text
		}
		for _, group := range similar.InOrder(texts, similar.Alike) {
			for n := range group {
				group[n] = some[group[n]]
			}
			out = append(out, group)
		}
	}
	return out
}

// numbers are the different numbers in a text.
func numbers(text string) string {
	all := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsDigit(r) })
	slices.Sort(all)
	return strings.Join(slices.Compact(all), " ")
}

// folded is a title without what is no letter or digit.
func folded(title string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, title)
}

// merged joins what shares an item.
func merged(in []Found) []Found {
	var out []Found
	at := map[foi.ItemID]int{}
	for _, f := range in {
		to := -1
		for _, e := range f.Evidence {
			if n, ok := at[e.Item]; ok {
				to = n
				break
			}
		}
		if to < 0 {
			to, out = len(out), append(out, Found{UnitID: f.UnitID})
		}
		out[to].join(f)
		for _, e := range f.Evidence {
			if n, ok := at[e.Item]; ok && n != to { // f brings two together
				out[to].join(out[n])
				out[n].Evidence = nil
			}
		}
		for _, e := range out[to].Evidence {
			at[e.Item] = to
		}
	}
	return slices.DeleteFunc(out, func(f Found) bool { return len(f.Evidence) == 0 })
}

func (f *Found) join(o Found) {
	f.Title = cmp.Or(f.Title, o.Title)
	for _, e := range o.Evidence {
		if !slices.ContainsFunc(f.Evidence, func(x Evidence) bool { return x.Kind == e.Kind && x.Item == e.Item }) {
			f.Evidence = append(f.Evidence, e)
		}
	}
}
