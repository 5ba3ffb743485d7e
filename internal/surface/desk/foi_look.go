package desk

import (
	"context"
	"fmt"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/surface/web"
)

// A letterView is a letter of a case, or what goes with one.
type letterView struct {
	ID      foi.ID
	Name    string
	Body    any // template.HTML of the letter
	Facts   []web.Fact
	Buttons []web.Button
	Back    string // the letter that it goes with; "" is none
	Draft   bool
	Of      caseView // of a draft: what it rests on
	Gone    bool     // the text was destroyed after its term
}

func (d *Desk) letter(ctx context.Context, id int64id) (v letterView, err error) {
	if v.ID, err = d.Requests.Of(ctx, foi.PartLetter, int64(id)); err != nil {
		return v, err
	}
	m, doc, err := d.Requests.Letter(ctx, v.ID, int64(id))
	if err != nil {
		return v, err
	}
	c, err := d.Requests.View(ctx, v.ID)
	if err != nil {
		return v, err
	}
	line := letterLineOf(m, auth.From(ctx).CanAt(foi.Handle, c.Request.UnitID))
	v.Name = line.Name
	v.Facts = []web.Fact{{Label: "foi.serve_how", Text: line.Way}, {Label: "foi.sent", Text: string(m.Sent)}, {Label: "foi.post_no", Text: m.Tracking}, {Label: "foi.got_on", Text: string(m.Got)}}
	if p, ok := c.Proofs[m.ID]; ok {
		v.Facts = append(v.Facts, proofFacts(p)...)
	}
	if v.Gone = c.Request.Forgotten != ""; v.Gone {
		return v, nil
	}
	v.Buttons = letterButtons(ctx, line, &c)
	v.Body, err = letter.Body(doc)
	return v, err
}

// letterButtons are what may be done with a letter and what goes with it.
func letterButtons(ctx context.Context, m letterLine, c *foi.View) []web.Button {
	at := letterURL(m.ID)
	slips := []web.Button{{Href: at + "/proof", Label: i18n.T("foi.proof_sheet"), Secondary: true}}
	if !m.ToApplicant() || c.Applicant.Address != "" { // nothing is posted to who has left no address
		slips = append(slips, web.Button{Href: at + "/envelope", Label: i18n.T("foi.envelope"), Secondary: true})
	}
	if !auth.From(ctx).CanAt(foi.Handle, c.Request.UnitID) {
		return slips
	}
	out := append(downloads(at), slips...)
	if m.Sent != "" && m.Back == "" {
		out = append([]web.Button{{Href: fmt.Sprintf("%s/prove/%d", foiPath, m.ID), Label: i18n.T("foi.prove")}}, out...)
	}
	return out
}

// letterFile is a letter as a file: the last part of the path is docx or pdf.
func (d *Desk) letterFile(r *web.Req) (web.Reply, error) {
	id, err := web.ID[int64id](r)
	if err != nil {
		return nil, err
	}
	of, err := d.Requests.Of(r.Context(), foi.PartLetter, int64(id))
	if err != nil {
		return nil, err
	}
	m, doc, err := d.Requests.Issue(r.Context(), of, int64(id))
	if err != nil {
		return nil, err
	}
	name := m.Number
	if name == "" {
		name = m.Kind
	}
	return d.fileOf(doc, name, r.PathValue("form"))
}

// int64id is the id of a part that has no type of its own.
type int64id int64

func (d *Desk) previewReply(ctx context.Context, id foi.ID) (v letterView, err error) {
	v.ID, v.Draft, v.Name = id, true, i18n.T("foi.preview")
	if v.Of, err = d.request(ctx, id); err != nil {
		return v, err
	}
	doc, err := d.Requests.Preview(ctx, id)
	if err != nil {
		return v, err
	}
	v.Body, err = letter.Body(doc)
	return v, err
}
