package desk

import (
	"context"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/topic"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const topicPath = "/desk/topic"

// A topicView is the page of one topic, with what its rule finds now.
type topicView struct {
	topic.View
	State   web.Tag
	Facts   []web.Fact
	Waiting []web.Fact // what was changed and waits to be opened
	Public  string     // its page, if it has one
	Shown   topicFound
	Buttons []web.Button
	History []web.Event
}

// A topicFound is what a rule finds.
type topicFound struct {
	Lines web.Lines
	Asked bool // there is a rule to ask
}

// topicForm is a topic as it is written, beside what the rule finds.
type topicForm struct {
	topic.Change
	Do    string `form:"do"`
	Found topicFound
}

// Options are the anchors and classes of the law.
func (topicForm) Options(field string) []web.Option { return lawOptions(field) }

// topicAct is the form of an act that only asks whether it is meant.
type topicAct struct {
	topic.Seen
	Act topic.Act
	Of  topicView
}

// topicRemove is the form that takes a topic down.
type topicRemove struct {
	topic.Remove
	Act topic.Act
	Of  topicView
}

var (
	topicList = web.ListPage[topic.Find, topic.Topic](web.Desk, "topic.topics",
		web.Col[topic.Topic]{Label: "topic.status", Class: "o1", Cell: func(t topic.Topic) web.Cell { return web.Cell{Tag: topicTag(t.Status)} }},
		web.Col[topic.Topic]{Label: "topic.title", Class: "ti", Cell: func(t topic.Topic) web.Cell { return web.Cell{Text: t.Title, Href: topicURL(&t)} }},
		web.Col[topic.Topic]{Label: "topic.code", Cell: func(t topic.Topic) web.Cell { return web.Cell{Text: t.Code} }},
		web.Col[topic.Topic]{Label: "topic.opened", Class: "num o2", Cell: func(t topic.Topic) web.Cell { return web.Cell{Text: moment(t.OpenedAt)} }},
	)
	topicShow       = web.MustPage[topicView](pages, web.Desk, "pages/topic/show.html", "pages/topic/parts.html")
	topicEdit       = web.MustPage[web.FormView[topicForm]](pages, web.Desk, "pages/topic/edit.html", "pages/topic/parts.html")
	topicRemovePage = web.MustPage[web.FormView[topicRemove]](pages, web.Desk, "pages/topic/act.html", "pages/topic/parts.html")
	topicActPage    = web.MustPage[web.FormView[topicAct]](pages, web.Desk, "pages/topic/act.html", "pages/topic/parts.html")
)

func (d *Desk) topicRoutes() []web.Route {
	one := topicPath + "/{id}"
	opts := []web.Opt{
		web.Options("columns", d.columnFilter), web.Options("units", d.unitChoices), web.Aside("preview", "topic.preview", d.previewTopic),
	}
	act := func(name topic.Act, do func(context.Context, topic.ID, topic.Seen) (*topic.Topic, error)) web.Route {
		load := func(ctx context.Context, id topic.ID) (topicAct, error) {
			v, err := d.topic(ctx, id)
			return topicAct{topic.Seen{Rev: v.Topic.Rev}, name, v}, err
		}
		return web.Form(one+"/"+web.ActPath(name), topic.Edit, web.Act(topicActPage, load, func(ctx context.Context, id topic.ID, in topicAct) (*topic.Topic, error) {
			return do(ctx, id, in.Seen)
		}, topicURL, web.Submit(string(name)), web.Done("topic.done."+web.ShortAct(name)), web.Cancel(one)))
	}
	return []web.Route{
		web.GET(topicPath, topic.See, web.List(topicList, d.Topics.Find, web.Empty("topic.empty"),
			web.Create(web.Item{Label: "topic.make", Path: topicPath + "/make", Perm: topic.Edit}))),
		web.Form(topicPath+"/make", topic.Edit, web.Make(topicEdit, nil, func(ctx context.Context, in topicForm) (*topic.Topic, error) {
			return d.Topics.Make(ctx, in.Change)
		}, topicURL, append(opts, web.Done("topic.done.make"), web.Cancel(topicPath))...)),
		web.GET(one, topic.See, web.Show(topicShow, d.topic)),
		web.Form(one+"/edit", topic.Edit, web.Act(topicEdit, d.topicForm, func(ctx context.Context, id topic.ID, in topicForm) (*topic.Topic, error) {
			return d.Topics.Edit(ctx, id, in.Change)
		}, topicURL, append(opts, web.Done("topic.done.edit"), web.Cancel(one))...)),
		act(topic.ActOpen, d.Topics.Open),
		act(topic.ActClose, d.Topics.Close),
		act(topic.ActDiscard, d.Topics.Discard),
		web.Form(one+"/"+web.ActPath(topic.ActRemove), topic.Edit, web.Act(topicRemovePage, func(ctx context.Context, id topic.ID) (topicRemove, error) {
			v, err := d.topic(ctx, id)
			return topicRemove{topic.Remove{Rev: v.Topic.Rev}, topic.ActRemove, v}, err
		}, func(ctx context.Context, id topic.ID, in topicRemove) (*topic.Topic, error) {
			return d.Topics.Remove(ctx, id, in.Remove)
		}, topicURL, web.Submit(string(topic.ActRemove)), web.Done("topic.done.remove"), web.Cancel(one))),
	}
}

func topicURL(t *topic.Topic) string { return refURL(t.Ref()) }

func topicTag(s topic.Status) web.Tag {
	kind := map[topic.Status]string{topic.Draft: "warn", topic.Live: "ok"}[s]
	return web.Tag{Kind: kind, Text: i18n.T("topic.status." + string(s))}
}

func (d *Desk) topic(ctx context.Context, id topic.ID) (v topicView, err error) {
	if v.View, err = d.Topics.View(ctx, id, db.Page{}); err != nil {
		return v, err
	}
	t := &v.Topic
	v.State = topicTag(t.Status)
	if t.Status == topic.Removed {
		v.Facts = []web.Fact{{Label: "topic.reason", Text: t.Reason}, {Label: "topic.removed", Text: moment(t.RemovedAt)}}
	} else {
		v.Shown = foundBy(v.Pinned, v.Found)
	}
	if t.Status == topic.Live || t.Status == topic.Closed {
		v.Public = "/topic/" + t.Code
	}
	stored := *t
	stored.Next = nil
	facts, err := d.topicFacts(ctx, topic.FormOf(&stored))
	if err != nil {
		return v, err
	}
	v.Facts = append(v.Facts, facts...)
	if t.Next != nil {
		if v.Waiting, err = d.topicFacts(ctx, *t.Next); err != nil {
			return v, err
		}
	}
	var acts []topic.Act
	for _, act := range v.Acts {
		if act != topic.ActOpen || t.Status == topic.Draft || t.Next != nil { // else there is nothing to open
			acts = append(acts, act)
		}
	}
	v.Buttons = web.Buttons(acts, topicURL(t), "topic")
	v.History, err = d.history(ctx, t.Ref(), nil)
	return v, err
}

// topicFacts are the words and the rule of a topic as people read them. What is not filled in is not there.
func (d *Desk) topicFacts(ctx context.Context, in topic.Change) (out []web.Fact, err error) {
	names, err := d.Units.Shorts(ctx)
	if err != nil {
		return nil, err
	}
	var columns, units []string
	for _, id := range in.Columns {
		path, err := d.columnPath(ctx, id)
		if err != nil {
			return nil, err
		}
		columns = append(columns, path)
	}
	for _, id := range in.Units {
		units = append(units, names[id])
	}
	for _, f := range []web.Fact{
		{Label: "topic.title", Text: in.Title},
		{Label: "topic.code", Text: in.Code},
		{Label: "topic.intro", Text: in.Intro},
		{Label: "topic.columns", Text: joined(columns)},
		{Label: "topic.units", Text: joined(units)},
		{Label: "publish.theme", Text: className(law.Theme, in.Theme)},
		{Label: "publish.genre", Text: className(law.Genre, in.Genre)},
		{Label: "publish.anchor", Text: anchorName(in.Anchor)},
		{Label: "topic.words", Text: in.Words},
		{Label: "topic.from", Text: string(in.From)},
		{Label: "topic.to", Text: string(in.To)},
		{Label: "topic.order", Text: i18n.T("topic.order." + string(in.Order))},
		{Label: "topic.pins", Text: in.Pins},
	} {
		if f.Text != "" {
			out = append(out, f)
		}
	}
	return out, nil
}

func (d *Desk) topicForm(ctx context.Context, id topic.ID) (in topicForm, err error) {
	v, err := d.Topics.View(ctx, id, db.Page{})
	if err != nil {
		return in, err
	}
	in.Change = topic.FormOf(&v.Topic)
	return d.previewTopic(ctx, in)
}

// previewTopic draws the form with what its rule would find now.
func (d *Desk) previewTopic(ctx context.Context, in topicForm) (topicForm, error) {
	pinned, found, err := d.Topics.Preview(ctx, in.Change, db.Page{})
	if err == nil {
		in.Found = foundBy(pinned, found)
	}
	return in, err
}

// foundBy draws what a rule finds, what is pinned first.
func foundBy(pinned []publish.Listed, found db.Rows[publish.Listed]) topicFound {
	out := topicFound{Asked: true, Lines: web.Lines{Total: found.Total, More: found.More}}
	line := func(it publish.Listed) web.Line {
		return web.Line{Href: refURL(publish.RefOf(it.ID)), Title: it.Title, Day: calendar.DayOf(it.Released)}
	}
	for _, it := range pinned {
		l := line(it)
		l.Tag = web.Tag{Kind: "info", Text: i18n.T("topic.pinned")}
		out.Lines.Rows = append(out.Lines.Rows, l)
	}
	for _, it := range found.Items {
		out.Lines.Rows = append(out.Lines.Rows, line(it))
	}
	return out
}
