package simulate

import (
	"context"
	"fmt"
	"slices"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/proposal"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/journal"
)

// thinksFor is how many days after an answer somebody says that all should be able to read it.
const thinksFor = 4

// takenUp is the share of proposals that the office accepts, ponders how many days it
// takes at least, and dithers how many more it may take: some are decided late.
const (
	takenUp = 0.65
	ponders = 2
	dithers = 15
)

// suggest has the citizen of an errand propose what the answer gave. Said twice, it is one
// suggestion.
func (w *World) suggest(ctx context.Context, row foi.Row, e errand) error {
	v, err := w.Requests.View(w.as(ctx, w.Office), row.ID)
	if err != nil || !slices.ContainsFunc(v.Items, func(it foi.Item) bool { return len(it.Given) > 0 }) {
		return err
	}
	if _, has := w.access[e.n]; !has {
		if err := w.file(ctx, e.day, e); err != nil {
			return err
		}
	}
	in := proposal.Suggestion{Access: w.access[e.n], Why: proposal.Why{Reason: words().Asks.Suggest}}
	return w.does(ctx, auth.Actor{}, func(ctx context.Context) error { return w.Proposals.Suggest(ctx, in, client) })
}

// raise has the office that gave an answer propose what it gave. What is proposed already
// is not proposed again.
func (w *World) raise(ctx context.Context, row foi.Row) error {
	v, err := w.Requests.View(w.as(ctx, w.Office), row.ID)
	if err != nil {
		return err
	}
	clerk, err := w.Holder(row.UnitID, proposal.Raise)
	if err != nil {
		return err
	}
	err = w.does(ctx, clerk, func(ctx context.Context) error {
		_, err := w.Proposals.Raise(ctx, v.Items[0].ID, proposal.Why{Reason: words().Asks.Raise})
		return err
	})
	if fault.Of(err) == fault.Conflict {
		return nil
	}
	return err
}

func (w *World) proposals(ctx context.Context, q proposal.Find) (out []proposal.Row, err error) {
	return all(w.as(ctx, w.Office), w.Proposals.Find, q)
}

// considers has the office decide on what was proposed. What is accepted is a draft of its
// unit, which goes the way of all others (press.go).
func (w *World) considers(ctx context.Context, day calendar.Day) error {
	rows, err := w.proposals(ctx, proposal.Find{Status: proposal.Open})
	if err != nil {
		return err
	}
	for i := range rows {
		p := &rows[i]
		v, err := w.Proposals.View(w.as(ctx, w.Office), p.ID)
		if err != nil {
			return err
		}
		number := v.Evidence[0].Number
		r := w.luck("proposal", number)
		if day.Sub(p.Opened) < ponders+r.IntN(dithers) {
			continue
		}
		who, err := w.Holder(w.Root.ID, proposal.Decide, v.Proposal.By[proposal.ActRaise])
		if err != nil {
			return err
		}
		act := proposal.ActDecline
		if often(r, takenUp) {
			act = proposal.ActAccept
		}
		title := fill(words().Asks.Proposed, pick(r, words().Asks.Subjects), string(p.Opened))
		err = w.act(ctx, who, told(act, title), func(ctx context.Context) (err error) {
			if act == proposal.ActDecline {
				_, err = w.Proposals.Decline(ctx, p.ID, proposal.Because{Rev: p.Rev, Reason: words().Asks.Decline})
				return err
			}
			in := proposal.Accept{Rev: p.Rev, Title: title, Reason: words().Asks.Accept}
			for _, f := range v.Copies {
				in.Files = append(in.Files, f.ID)
			}
			_, err = w.Proposals.Accept(ctx, p.ID, in)
			return err
		})
		if err := passing(err); err != nil {
			return err
		}
	}
	return nil
}

// proposed is a proposal, as the journal has it.
type proposed struct {
	life[proposal.Status, proposal.Act]
	item string // what it came to: publish/9
}

// proposal follows a proposal through the journal.
func (c *Recount) proposal(e journal.Entry) error {
	var b proposal.Brief
	if err := e.Decode(&b); err != nil {
		return err
	}
	p := c.proposals[e.Ref]
	if p == nil {
		p = &proposed{}
		c.proposals[e.Ref] = p
	}
	if !p.follow(c, proposal.Flow, e, b.Status) {
		c.odd("%s of %s is no step of a proposal", e.Act, e.Ref)
	}
	if b.Item != 0 {
		p.item = publish.RefOf(b.Item)
	}
	return nil
}

// Proposals counts the proposals by where they stand. Each that was released came to an
// item of its own that is on line; one that waits owes its decision, one that was accepted
// its publication, and one that has ended owes nothing.
func (c *Recount) Proposals() (n map[proposal.Status]int, wrong []string) {
	n = map[proposal.Status]int{}
	decide, release := c.owed(proposal.RuleDecide), c.owed(proposal.RulePublish)
	items := map[string]string{}
	for ref, p := range c.proposals {
		n[p.state]++
		want := map[proposal.Status][2]int{proposal.Open: {1, 0}, proposal.Accepted: {0, 1}}[p.state]
		if owes := [2]int{decide[ref], release[ref]}; owes != want {
			wrong = append(wrong, fmt.Sprintf("%s is %s and owes %v, not %v", ref, p.state, owes, want))
		}
		if p.state != proposal.Released {
			continue
		}
		if c.releases[p.item] == 0 {
			wrong = append(wrong, fmt.Sprintf("%s is released, and %q is not on line", ref, p.item))
		}
		if was := items[p.item]; was != "" {
			wrong = append(wrong, fmt.Sprintf("%s and %s came to one item", was, ref))
		}
		items[p.item] = ref
	}
	slices.Sort(wrong)
	return n, wrong
}

// checkProposals compares where the proposals stand with the list of the office.
func (w *World) checkProposals(ctx context.Context, c *Recount, v *Verdict) error {
	n, wrong := c.Proposals()
	v.Violations = append(v.Violations, wrong...)
	v.Proposals, v.Released = len(c.proposals), n[proposal.Released]
	for _, p := range c.proposals {
		if p.state == proposal.Released && c.first[p.item] == w.Year {
			v.Suggested++
		}
	}
	rows, err := w.proposals(ctx, proposal.Find{})
	if err != nil {
		return err
	}
	if len(rows) != v.Proposals {
		v.violated("%d proposals are listed, %d were made", len(rows), v.Proposals)
	}
	for i := range rows {
		if p := c.proposals[rows[i].Ref()]; p == nil || p.state != rows[i].Status {
			v.violated("%s is %s and in the journal something else", rows[i].Ref(), rows[i].Status)
		}
	}
	return nil
}
