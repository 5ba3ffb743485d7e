package simulate

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/journal"
)

// quoted is a document that an item in public cites, as the journal has it.
type quoted struct {
	life[policy.CitationStage, policy.Act]
	document, item string
	at             int  // place of the entry by which somebody last knew that it is in force, or looked
	gone           bool // with the edition of the item
}

// citations are those of all items.
type citations struct {
	quoted map[string]*quoted
	quotes map[string][]*quoted // by item
}

func newCitations() citations {
	return citations{map[string]*quoted{}, map[string][]*quoted{}}
}

// citation follows a citation through the journal. It falls when its document is no longer in force.
func (c *Recount) citation(e journal.Entry) error {
	var b struct {
		State    policy.CitationStage `json:"state"`
		Document policy.ID            `json:"document"`
		Item     publish.ID           `json:"item"`
	}
	if err := e.Decode(&b); err != nil {
		return err
	}
	x := c.quoted[e.Ref]
	if x == nil {
		x = &quoted{document: policy.RefOf(b.Document), item: publish.RefOf(b.Item)}
		c.quoted[e.Ref] = x
		c.quotes[x.item] = append(c.quotes[x.item], x)
	}
	if !x.follow(c, policy.CitationFlow, e, b.State) {
		return nil
	}
	if policy.Act(e.Act) != policy.ActFall {
		x.at = c.place
	} else if d := c.enacted[x.document]; d == nil || d.fell == 0 {
		c.odd("%s of %s, and %s has not fallen", e.Act, e.Ref, x.document)
	}
	return nil
}

// recited ends the citations of an item that has come on line once more.
func (c *Recount) recited(item string) {
	for _, x := range c.quotes[item] {
		x.gone = true
	}
	delete(c.quotes, item)
}

// fallsBy notes since when a document is not in force, by what its log says.
func (x *enacted) fallsBy(place int) {
	switch {
	case x.Standing.InForce() || x.Standing == policy.Pending || x.Standing == "":
		x.fell = 0
	case x.fell == 0:
		x.fell = place
	}
}

// speaksOfIt reports whether an item is that of a document, or of one that does something to it.
func (c *Recount) speaksOfIt(item, document string) bool {
	if d := c.enacted[document]; d == nil || d.Item == item {
		return true
	}
	for _, x := range c.enacted {
		if x.Item == item && slices.ContainsFunc(x.Does, func(d deed) bool { return d.Document == document }) {
			return true
		}
	}
	return false
}

// Citations counts the documents that items cite. When one falls, whoever answers for an item that cites it
// owes a look, once, until somebody has looked or the item came on line anew.
func (c *Recount) Citations() (n map[policy.CitationStage]int, wrong []string) {
	n = map[policy.CitationStage]int{}
	owes := c.owed(policy.RuleLook)
	for ref, x := range c.quoted {
		want := 0
		if x.state == policy.Fallen && !x.gone {
			want = 1
		}
		if owes[ref] != want {
			wrong = append(wrong, fmt.Sprintf("%s is %s and owes %d looks", ref, x.state, owes[ref]))
		}
		if delete(owes, ref); x.gone {
			continue
		}
		n[x.state]++
		d := c.enacted[x.document]
		if d != nil && x.state != policy.Fallen && d.fell > x.at && !c.speaksOfIt(x.item, x.document) {
			wrong = append(wrong, fmt.Sprintf("%s is %s, and %s has fallen since", ref, x.state, x.document))
		}
	}
	for ref := range owes {
		wrong = append(wrong, fmt.Sprintf("%s owes a look and cites nothing", ref))
	}
	slices.Sort(wrong)
	return n, wrong
}

// checkCitations compares the citations with what the desk shows of each.
func (w *World) checkCitations(ctx context.Context, c *Recount, v *Verdict) error {
	n, wrong := c.Citations()
	v.Violations = append(v.Violations, wrong...)
	v.Fallen, v.Looked = n[policy.Fallen], n[policy.Looked]
	v.Cited = n[policy.Noted] + v.Fallen + v.Looked
	for ref, x := range c.quoted {
		if x.gone {
			continue
		}
		id, err := strconv.ParseInt(strings.TrimPrefix(ref, "citation/"), 10, 64)
		if err != nil {
			return err
		}
		shown, err := w.Documents.Citation(w.as(ctx, w.Office), policy.CitationID(id))
		if err != nil {
			return err
		}
		if shown.Citation.Stage != x.state {
			v.violated("%s is %s and in the journal %s", ref, shown.Citation.Stage, x.state)
		}
	}
	return nil
}
