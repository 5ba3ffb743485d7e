package desk

import (
	"context"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/surface/web"
)

// A letterView is a letter of a case.
type letterView struct {
	ID     foi.ID
	Letter int64 // 0: a draft
	Number string
	Name   string
	Doc    letter.Document
	Body   any // template.HTML of the letter
	Facts  []web.Fact
	Draft  bool
}

func (d *Desk) letter(ctx context.Context, id int64id) (v letterView, err error) {
	if v.ID, err = d.Requests.Of(ctx, foi.PartLetter, int64(id)); err != nil {
		return v, err
	}
	m, doc, err := d.Requests.Letter(ctx, v.ID, int64(id))
	if err != nil {
		return v, err
	}
	v.Letter, v.Number, v.Doc = m.ID, m.Number, doc
	if k, ok := law.LetterOf(m.Kind); ok {
		v.Name = k.Name
	}
	line := letterLineOf(m, false)
	v.Facts = []web.Fact{{Label: "foi.serve_how", Text: line.Way}, {Label: "foi.sent", Text: string(m.Sent)}, {Label: "foi.post_no", Text: m.Tracking}, {Label: "foi.got", Text: string(m.Got)}}
	v.Body, err = letter.Body(doc)
	return v, err
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
	switch r.PathValue("form") {
	case "docx":
		data, err := letter.DOCX(doc)
		return web.Bytes{Name: name + ".docx", Type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Data: data}, err
	case "pdf":
		p, err := d.Fonts.PDF(doc)
		return web.Bytes{Name: name + ".pdf", Type: "application/pdf", Data: p.Data}, err
	}
	return nil, fault.New(fault.NotFound, "not_found")
}

// int64id is the id of a part that has no type of its own.
type int64id int64

func (d *Desk) previewReply(ctx context.Context, id foi.ID) (v letterView, err error) {
	v.ID, v.Draft, v.Name = id, true, i18n.T("foi.preview")
	if v.Doc, err = d.Requests.Preview(ctx, id); err != nil {
		return v, err
	}
	v.Body, err = letter.Body(v.Doc)
	return v, err
}
