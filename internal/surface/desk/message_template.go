package desk

import (
	"context"
	"slices"
	"strconv"

	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// Below the path of replies: "template" in the place of a letter would be one of another kind.
const templatePath = messagePath + "/reply/template"

// A templateView is the page of a template.
type templateView struct {
	message.Template
	State   web.Tag
	Facts   []web.Fact
	Buttons []web.Button
	History []web.Event
}

var (
	templateList = web.ListPage[message.FindTemplate, message.Template](web.Desk, "message.templates",
		web.Col[message.Template]{Label: "message.template_name", Class: "ti", Cell: func(t message.Template) web.Cell {
			return web.Cell{Text: t.Name, Href: refURL(t.Ref())}
		}},
		web.Col[message.Template]{Label: "message.state", Class: "o1", Cell: func(t message.Template) web.Cell { return web.Cell{Tag: templateTag(t.Status)} }},
		web.Col[message.Template]{Label: "message.template_kind", Class: "o2", Cell: func(t message.Template) web.Cell { return web.Cell{Text: templateKind(t.Kind)} }},
	)
	templateShow = web.MustPage[templateView](pages, web.Desk, "pages/message/template.html")
	templateNew  = web.FormPage[message.Wording](web.Desk, "message.template")
	templateEdit = web.FormPage[message.Wording](web.Desk, "message.template_edit")
)

func templateTag(s message.TemplateStatus) web.Tag {
	return web.Tag{Kind: map[message.TemplateStatus]string{message.TemplateUsed: "ok"}[s], Text: i18n.T("message.template_state." + string(s))}
}

func templateKind(k message.Kind) string {
	if k == "" {
		return i18n.T("message.template_all")
	}
	return i18n.T("message.kind." + string(k))
}

func templateURL(t *message.Template) string { return refURL(t.Ref()) }

func (d *Desk) templateRoutes() []web.Route {
	s, one := d.Messages, templatePath+"/{id}"
	stored := func(ctx context.Context, id message.TemplateID) (message.Wording, error) {
		t, err := s.Template(ctx, id)
		return message.Wording{Rev: t.Rev, Name: t.Name, Kind: t.Kind, Opening: t.Opening, Text: t.Text}, err
	}
	return []web.Route{
		web.GET(templatePath, message.See, web.List(templateList, s.Templates, web.Empty("message.no_templates"),
			web.Create(web.Item{Label: "message.template", Path: templatePath + "/new", Perm: message.Release}))),
		web.Form(templatePath+"/new", message.Release, web.Make(templateNew, nil, s.MakeTemplate, templateURL, web.Submit("message.save"), web.Done("message.saved"), web.Cancel(templatePath))),
		web.GET(one, message.See, web.Show(templateShow, d.template)),
		web.Form(one+"/template-edit", message.Release, web.Act(templateEdit, stored, s.EditTemplate, templateURL, web.Submit("message.save"), web.Done("message.saved"), web.Cancel(one))),
		web.POST(one+"/template-end", message.Release, web.Do(s.EndTemplate, templateURL, web.Done("foi.done"))),
		web.POST(one+"/template-resume", message.Release, web.Do(s.ResumeTemplate, templateURL, web.Done("foi.done"))),
	}
}

func (d *Desk) template(ctx context.Context, id message.TemplateID) (v templateView, err error) {
	if v.Template, err = d.Messages.Template(ctx, id); err != nil {
		return v, err
	}
	t := &v.Template
	v.State = templateTag(t.Status)
	v.Facts = given([]web.Fact{{Label: "message.template_kind", Text: templateKind(t.Kind)}, {Label: "message.opening", Text: t.Opening}, {Label: "message.template_text", Text: t.Text}})
	for _, act := range message.TemplateFlow.Next(auth.From(ctx), t) {
		b := web.Button{Href: refURL(t.Ref()) + "/" + web.ActPath(act), Label: i18n.T(string(act)), Secondary: act != message.ActTemplateEdit}
		if act != message.ActTemplateEdit {
			b.Post, b.With = true, []web.Sent{{Name: "rev", Value: strconv.FormatInt(t.Rev, 10)}}
		}
		v.Buttons = append(v.Buttons, b)
	}
	v.History, err = d.history(ctx, t.Ref(), nil)
	return v, err
}

// templateChoices are the templates in use for the kind of a letter, and for all.
func (d *Desk) templateChoices(ctx context.Context, kind message.Kind) (out []web.Option, err error) {
	rows, err := d.Messages.Templates(ctx, message.FindTemplate{Status: message.TemplateUsed, Kind: kind}, db.Page{Size: 100})
	for _, t := range rows.Items {
		out = append(out, web.Option{Value: strconv.FormatInt(int64(t.ID), 10), Label: t.Name})
	}
	return out, err
}

// useTemplate begins what is still empty of a reply with the words of a template.
func (d *Desk) useTemplate(ctx context.Context, in messageReply) (messageReply, error) {
	if in.Template == 0 || !slices.ContainsFunc(in.Templates, func(o web.Option) bool { return o.Value == strconv.FormatInt(int64(in.Template), 10) }) {
		return in, fault.Field("template", "message.need.template")
	}
	t, err := d.Messages.Template(ctx, in.Template)
	if err == nil {
		in.Draft = t.Begin(in.Draft, len(in.Of.Questions))
	}
	return in, err
}
