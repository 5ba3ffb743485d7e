package desk

import (
	"context"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// A partsForm parts a request, each thing in a field of its own, with the paper on which the
// applicant agreed.
type partsForm struct {
	Rev        int64         `form:"rev" type:"hidden"`
	Items      itemRows      `form:"items" each:"foi.item_label"`
	Reason     string        `form:"reason" label:"foi.split_reason" hint:"foi.split_hint" type:"textarea" rows:"3" required:"true" max:"500"`
	AgreedHow  foi.Agreement `form:"agreed_how" label:"foi.agreed_how" hint:"foi.agreed_how_hint" group:"foi.group.agreed" type:"radio" options:"paper,call,visit,mail" required:"true"`
	AgreedOn   calendar.Day  `form:"agreed_on" label:"foi.agreed_on" type:"date" required:"true"`
	AgreedNote string        `form:"agreed_note" label:"foi.agreed_note" hint:"foi.agreed_note_hint" type:"textarea" rows:"3" required:"true" max:"300"`
	All        bool          // every row is drawn
	scansForm
	onCase
}

// itemRows are the things that a request asks for.
type itemRows [50]struct {
	Text string `form:"text" label:"foi.item_text" hint:"foi.item_text_hint" type:"textarea" rows:"2" required:"later" max:"1000"`
}

// spareItems are drawn empty behind what is there.
const spareItems = 3

// split is what the service asks for: one thing a line.
func (in partsForm) split() foi.Split {
	var lines []string
	for _, r := range in.Items {
		lines = append(lines, strings.Join(strings.Fields(r.Text), " "))
	}
	return foi.Split{Rev: in.Rev, Items: strings.Join(lines, "\n"), Reason: in.Reason, AgreedHow: in.AgreedHow, AgreedOn: in.AgreedOn, AgreedNote: in.AgreedNote}
}

// Check says which fields break a rule.
func (in partsForm) Check() error { return in.split().Check() }

// Hides leaves out the rows that nobody has asked for.
func (in partsForm) Hides(field string) bool {
	return !in.All && web.Spare(field, "items", max(web.Used(in.Items[:]), 1)+spareItems)
}

var partsPage = stepPage[partsForm]()

func (d *Desk) splitRoute() web.Route {
	return asTold(d, partsPage, foi.ActSplit, func(on onCase) partsForm {
		in := partsForm{Rev: on.rev(), AgreedOn: d.DB.Today(), onCase: on}
		for i, part := range foi.InRows(foi.Parts(on.Of.Want), len(in.Items)) {
			in.Items[i].Text = part
		}
		return in
	}, func(ctx context.Context, id foi.ID, in partsForm) (*foi.Request, error) {
		scans, err := d.sealed(ctx, "scans", in.Scans)
		if err != nil {
			return nil, err
		}
		return d.Requests.Split(ctx, id, in.split(), scans...)
	}, web.Aside("more", "foi.more_rows", func(ctx context.Context, in partsForm) (partsForm, error) {
		in.All = true
		return in, nil
	}))
}

// partingFacts say when and how the applicant agreed to have it parted, and what the
// same form asked for apart.
func partingFacts(v *caseView) (out []web.Fact) {
	r := &v.Request
	if r.AgreedOn != "" {
		out = append(out, web.Fact{Label: "foi.agreed", Text: i18n.T("foi.agreed_by", r.AgreedOn, i18n.T("foi.agreed_how."+string(r.AgreedHow))), Note: r.AgreedNote})
		out = append(out, sealedFacts("foi.agreed_paper", v.Agreed)...)
	}
	for _, o := range v.Apart {
		out = append(out, web.Fact{Label: "foi.apart_with", Text: o.Number, Href: caseURL(o.ID), Note: v.Units[o.UnitID]})
	}
	return out
}
