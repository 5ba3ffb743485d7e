package simulate

import (
	"context"
	"fmt"
	"slices"

	"gongkai.example/gongkai/internal/domain/gazette"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/profile"
)

// pressed is an issue of the gazette, as the journal has it.
type pressed struct {
	life[gazette.Status, gazette.Act]
	year, no int
	made     int      // place of the entry by which it was begun
	items    []string // that it prints
}

// presses are the issues, and what they have printed.
type presses struct {
	pressed map[string]*pressed
	issues  map[int]int               // of a year
	prints  map[string][]calendar.Day // days on which an item was printed
	signed  map[string]signatures     // of items
}

func newPresses() presses {
	return presses{map[string]*pressed{}, map[int]int{}, map[string][]calendar.Day{}, map[string]signatures{}}
}

// signatures are those under an item: who handed it in, reviewed, cleared and signed it last.
type signatures [4]int64

var signing = []publish.Act{publish.ActSubmit, publish.ActReview, publish.ActClear, publish.ActSign}

// sign notes who signed an item.
func (c *Recount) sign(e journal.Entry) {
	if i := slices.Index(signing, publish.Act(e.Act)); i >= 0 {
		s := c.signed[e.Ref]
		s[i] = e.ActorID
		c.signed[e.Ref] = s
	}
}

// issue follows an issue through the journal. With its release it has the next number of its year,
// the signatures of four people, texts that are on line and stand in no other issue, and all that
// was issued before it was begun.
func (c *Recount) issue(e journal.Entry) error {
	var b struct {
		State   gazette.Status `json:"state"`
		Year    int            `json:"year"`
		No      int            `json:"no"`
		Item    any            `json:"item"` // a name where it is public
		Entries []struct {
			Item string `json:"item"`
		} `json:"entries"`
	}
	if err := e.Decode(&b); err != nil {
		return err
	}
	x := c.pressed[e.Ref]
	if x == nil {
		x = &pressed{made: c.place}
		c.pressed[e.Ref] = x
	}
	if gazette.Act(e.Act) == gazette.ActIssue { // in public: there is no other state
		b.State = gazette.Issued
	}
	if !x.follow(c, gazette.Flow, e, b.State) || b.State != gazette.Issued {
		return nil
	}
	x.year, x.no = b.Year, b.No
	if c.issues[b.Year]++; b.No != c.issues[b.Year] {
		c.odd("%s is number %d of %d, the %dth of that year", e.Ref, b.No, b.Year, c.issues[b.Year])
	}
	item, _ := b.Item.(string)
	s := c.signed[item]
	if who := slices.Compact(slices.Sorted(slices.Values(s[:]))); len(who) != len(s) || who[0] == 0 {
		c.odd("%s came out with the signatures of %v", e.Ref, s)
	}
	for _, t := range b.Entries {
		if c.releases[t.Item] == 0 {
			c.odd("%s prints %s, which is not on line", e.Ref, t.Item)
		}
		x.items = append(x.items, t.Item)
		c.prints[t.Item] = append(c.prints[t.Item], calendar.DayOf(e.At))
	}
	for ref, d := range c.enacted {
		if d.issued != "" && d.at < x.made && len(c.prints[d.Item]) == 0 {
			c.odd("%s leaves out %s, which was issued before it was begun", e.Ref, ref)
		}
	}
	return nil
}

// Gazettes counts the issues that came out. Every document stands in one issue at most, and is owed
// to the next one until then, where the district asks for it within so many days.
func (c *Recount) Gazettes(within int) (issues int, wrong []string) {
	bad := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	for item, days := range c.prints {
		if len(days) > 1 {
			bad("%s was printed %d times", item, len(days))
		}
	}
	duties := map[string][]*owedOnce{}
	for _, d := range c.duties {
		if d.Rule == gazette.RulePrint {
			duties[d.From] = append(duties[d.From], d)
		}
	}
	for ref, x := range c.enacted {
		if x.issued == "" || within == 0 {
			continue
		}
		own := duties[ref]
		if delete(duties, ref); len(own) != 1 {
			bad("%s owes its print %d times", ref, len(own))
			continue
		}
		d := own[0]
		if d.Due != x.issued.Add(within) {
			bad("%s was issued on %s and owes its print by %s", ref, x.issued, d.Due)
		}
		days := c.prints[x.Item]
		if met := d.State == "met"; met != (len(days) > 0) || met && d.MetOn != days[0] {
			bad("%s was printed on %v, what it owes is %s on %q", ref, days, d.State, d.MetOn)
		}
	}
	for ref, all := range duties {
		bad("%s owes %d prints for nothing", ref, len(all))
	}
	for _, n := range c.issues {
		issues += n
	}
	slices.Sort(wrong)
	return issues, wrong
}

// checkGazettes compares the issues with what everybody reads in them.
func (w *World) checkGazettes(ctx context.Context, c *Recount, v *Verdict) error {
	settings, err := w.Units.Settings(ctx)
	if err != nil {
		return err
	}
	issues, wrong := c.Gazettes(settings.Int(profile.GazettePrint))
	v.Violations = append(v.Violations, wrong...)
	shown, err := all(ctx, w.Gazettes.Shown, gazette.Browse{})
	if err != nil {
		return err
	}
	if v.Issues = issues; len(shown) != issues {
		v.violated("everybody finds %d issues of the gazette, the journal has %d", len(shown), issues)
	}
	for i := range shown {
		p, err := w.Gazettes.Page(ctx, shown[i].ID)
		if err != nil {
			return err
		}
		var items []string
		for _, e := range p.Entries {
			items = append(items, publish.RefOf(e.Item))
		}
		v.Printed += len(items)
		if x := c.pressed[gazette.RefOf(p.ID)]; x == nil || x.year != p.Year || x.no != p.No || !slices.Equal(x.items, items) {
			v.violated("%s has %v, in the journal it is something else", gazette.RefOf(p.ID), items)
		}
	}
	return nil
}
