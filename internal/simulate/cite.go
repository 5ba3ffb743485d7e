package simulate

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// Habits of whoever writes about documents, as shares, and days.
const (
	cites     = 0.08 // of items: they name a document that they rest on
	glances   = 0.40 // of days: somebody looks at an item whose document is no longer in force
	oversees  = 0.10 // of those items: nobody ever does
	lasts     = 60   // days that a document has to be in force still, for somebody to rest on it
	lookAhead = 20   // days before a look is owed, from when on somebody thinks of it
)

// cited is a sentence with a document in force that an item rests on; "" for most of them.
func (w *World) cited(ctx context.Context, day calendar.Day, number string) (string, error) {
	r := w.luck("cites", number)
	if !often(r, cites) {
		return "", nil
	}
	docs, err := w.documents(ctx)
	if err != nil {
		return "", err
	}
	var may []*policy.Document
	for i := range w.decrees() {
		x := &w.decreed[i]
		if d := docs[x.title]; d != nil && x.kind == "" && d.Status == policy.Issued && d.Standing.InForce() && x.until > day.Add(lasts) && docs[fill(words().Policies.Repealing, x.title)] == nil {
			may = append(may, d)
		}
	}
	if len(may) == 0 {
		return "", nil
	}
	d := pick(r, may)
	return fill(words().Cites, d.Title, d.Number), nil
}

// waitsOn lets an item lie that rests on a document which has fallen on its way.
func waitsOn(e *publish.Edition, err error) error {
	if says, _, _ := strings.Cut(words().Cites, "{"); fault.Of(err) == fault.Invalid && strings.Contains(e.Body, says) {
		return nil
	}
	return err
}

// glancesAt has those who answer for an item look at it again, once a document that it cites is no longer in
// force.
func (w *World) glancesAt(ctx context.Context, day calendar.Day) error {
	owed, err := w.owed(ctx, policy.RuleLook, day.Add(lookAhead))
	if err != nil {
		return err
	}
	for _, d := range owed {
		if often(w.luck("oversees", d.Title), oversees) || !often(w.luck("glances", day, d.Title), glances) {
			continue
		}
		id, err := strconv.ParseInt(d.From[strings.LastIndexByte(d.From, '/')+1:], 10, 64)
		if err != nil {
			return err
		}
		v, err := w.Documents.Citation(w.as(ctx, w.Office), policy.CitationID(id))
		if err != nil {
			return err
		}
		err = steps[policy.Act](ctx, w, d.UnitID, d.Title)(policy.Write, policy.ActLook, nil, func(ctx context.Context) error {
			_, err := w.Documents.Look(ctx, v.Citation.ID, policy.Because{Rev: v.Citation.Rev, Reason: words().Looked})
			return err
		})
		if err := passing(err); err != nil {
			return fmt.Errorf("%s: %w", d.Title, err)
		}
	}
	return nil
}
