package simulate

import (
	"context"
	"fmt"
	"slices"

	"gongkai.example/gongkai/internal/domain/interpret"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/profile"
)

// explained is an interpretation, as the journal has it.
type explained struct {
	life[interpret.Status, interpret.Act]
	document, item string
	excepted       bool
	released       calendar.Day
}

// interpretation follows an interpretation through the journal.
func (c *Recount) interpretation(e journal.Entry) error {
	var b struct {
		State    interpret.Status `json:"state"`
		Document string           `json:"document"`
		Item     string           `json:"item"`
	}
	if err := e.Decode(&b); err != nil {
		return err
	}
	x := c.explained[e.Ref]
	if x == nil {
		x = &explained{}
		c.explained[e.Ref] = x
	}
	if !x.follow(c, interpret.Flow, e, b.State) {
		return nil
	}
	x.document = b.Document
	switch interpret.Act(e.Act) { //nolint:exhaustive // the others bring nothing out
	case interpret.ActExcept:
		x.excepted = true
	case interpret.ActRelease:
		if x.item = b.Item; x.released == "" {
			x.released = calendar.DayOf(e.At)
		}
	}
	return nil
}

// Interprets counts the interpretations that are on line. Each came out with its document, or
// the document was let go first: then it is owed from that day until it follows, and its last day
// is that of the rule. Of every document that is issued there is one where the district asks
// for that.
func (c *Recount) Interprets(always bool, last func(issued calendar.Day) calendar.Day) (n int, wrong []string) {
	by := map[string]*explained{}
	owes := c.owed(interpret.RuleFollow)
	for ref, x := range c.explained {
		if x.state == interpret.Discarded {
			continue
		}
		if by[x.document] != nil {
			wrong = append(wrong, fmt.Sprintf("%s has two interpretations", x.document))
		}
		by[x.document] = x
		if x.released != "" {
			n++
		}
		want, bad := c.came(ref, x)
		if bad != "" {
			wrong = append(wrong, bad)
		}
		if owes[ref] != want {
			wrong = append(wrong, fmt.Sprintf("%s owes %d interpretations, not %d", ref, owes[ref], want))
		}
	}
	for ref, d := range c.enacted {
		if d.issued != "" && by[ref] == nil && always {
			wrong = append(wrong, fmt.Sprintf("%s was issued without an interpretation", ref))
		}
	}
	wrong = append(wrong, c.followed(last)...)
	slices.Sort(wrong)
	return n, wrong
}

// came says whether an interpretation is owed, and what is wrong with the day on which it came.
func (c *Recount) came(ref string, x *explained) (owed int, bad string) {
	d := c.enacted[x.document]
	switch {
	case d == nil || d.issued == "":
		if x.released != "" {
			bad = fmt.Sprintf("%s is on line before %s", ref, x.document)
		}
	case x.released == "" && x.excepted:
		owed = 1
	case x.released == "" || x.released < d.issued || x.released > d.issued && !x.excepted:
		bad = fmt.Sprintf("%s came on line on %q, %s on %s", ref, x.released, x.document, d.issued)
	case c.texts[x.item].day != x.released:
		bad = fmt.Sprintf("%s says that it is on line, %s is not", ref, x.item)
	}
	return owed, bad
}

// followed looks at the last days of the interpretations that followed or have to.
func (c *Recount) followed(last func(calendar.Day) calendar.Day) (wrong []string) {
	for _, d := range c.duties {
		x := c.explained[d.From]
		if d.Rule != interpret.RuleFollow || x == nil || c.enacted[x.document] == nil {
			continue
		}
		if want := last(c.enacted[x.document].issued); d.Due != want {
			wrong = append(wrong, fmt.Sprintf("%s is owed until %s, not %s", d.From, d.Due, want))
		}
		if d.State == "met" && d.MetOn != x.released {
			wrong = append(wrong, fmt.Sprintf("%s is met on %s, and came on line on %q", d.From, d.MetOn, x.released))
		}
	}
	return wrong
}

// followsIn is how many working days an interpretation may follow its document.
const followsIn = 3

// checkInterprets compares the interpretations with the list of the office.
func (w *World) checkInterprets(ctx context.Context, c *Recount, v *Verdict) error {
	settings, err := w.Units.Settings(ctx)
	if err != nil {
		return err
	}
	n, wrong := c.Interprets(settings.Word(profile.InterpretPolicy) == "all", func(issued calendar.Day) calendar.Day {
		due, _ := w.cal.AddWork(issued, followsIn)
		return due
	})
	v.Violations = append(v.Violations, wrong...)
	v.Interpreted = n
	there, err := w.interpretations(ctx)
	if err != nil {
		return err
	}
	shown := 0
	for _, x := range there {
		own := c.explained[x.Ref()]
		if own == nil || own.state != x.Status || own.released != x.Released {
			v.violated("%s is %s since %q and in the journal something else", x.Ref(), x.Status, x.Released)
		}
		if x.Status == interpret.Released {
			shown++
		}
	}
	if shown != n {
		v.violated("%d interpretations are on line, the journal has %d", shown, n)
	}
	return nil
}
