package portal

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/event"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const (
	eventPath  = "/event"
	eventTrack = eventPath + "/track"
)

type (
	// An eventsView is the list of what is to come, and of what was.
	eventsView struct {
		Coming, Past []eventRow
		After        string
	}
	// An eventRow is one event in the list.
	eventRow struct {
		event.Event
		Href, Unit, Kind, When string
		Tag                    web.Tag
	}
	// An eventView is the page of an event.
	eventView struct {
		event.Shown
		Tag    web.Tag
		Href   string
		Left   string // places
		Facts  []web.Fact
		Came   int // people, with those who had not enrolled
		Photos []eventPhoto
	}
	eventPhoto struct{ Src, Alt string }
	// An eventForm is an enrolment as somebody writes it.
	eventForm struct {
		event.Enrolling
		Website string `form:"website" label:"event.trap" type:"trap"` // nobody sees it: who fills it in is a program
		Of      eventView
	}
	// An eventFiled is what the person keeps.
	eventFiled struct{ event.Filed }
	eventOpen  struct{ event.By }
	// The form of the person goes by the pass of the page that it was opened from.
	eventBack struct {
		Pass string `form:"pass" type:"hidden"`
		Sure bool   `form:"sure" label:"event.sure"`
	}
	// An eventMine is a receipt.
	eventMine struct {
		event.Mine
		State web.Tag
		Says  string
		Facts []web.Fact
		Acts  []web.Button
	}
)

// Meta is what the head says about the page.
func (v eventsView) Meta() web.Meta {
	return web.Meta{Column: eventColumn, Feeds: []web.Link{{Href: eventPath + feedName, Label: eventColumn.Name}}}
}

// Meta is what the head says about the page.
func (v eventView) Meta() web.Meta {
	return web.Meta{Column: eventColumn, Title: v.Event.Title, Published: v.Event.Opened.Start(), Source: v.Unit, Ref: event.RefOf(v.Event.ID)}
}

var (
	eventsPage     = web.MustPage[eventsView](pages, web.Portal, "pages/event/list.html", "pages/event/row.html")
	eventPage      = web.MustPage[eventView](pages, web.Portal, "pages/event/show.html")
	eventEnrolPage = web.MustPage[web.FormView[eventForm]](pages, web.Portal, "pages/event/enrol.html").In(eventColumn)
	eventFiledPage = web.MustPage[eventFiled](pages, web.Portal, "pages/event/filed.html").In(eventColumn)
	eventTrackPage = web.MustPage[web.FormView[eventOpen]](pages, web.Portal, "pages/event/track.html").In(eventColumn)
	eventMinePage  = web.MustPage[eventMine](pages, web.Portal, "pages/event/mine.html").In(eventColumn)
	eventBackPage  = web.MustPage[web.FormView[eventBack]](pages, web.Portal, "pages/event/withdraw.html").In(eventColumn)
)

func (p *Portal) eventRoutes() []web.Route {
	one := eventPath + "/{id}"
	return []web.Route{
		web.Public(eventPath, p.events).On("event"),
		web.Public(eventPath+feedName, p.eventFeed).On("event"),
		web.Public(eventPath+"/events.ics", p.eventCalendar).On("event"),
		web.Public(one, web.Show(eventPage, p.event)).On("event"),
		web.Public(one+"/event.ics", p.oneCalendar).On("event"),
		web.Public(one+"/photo/{file}", p.eventPhoto).On("event"),
		web.Form(one+"/enrol", auth.Public, web.Act(eventEnrolPage, p.blankEventForm, func(ctx context.Context, id event.ID, in eventForm) (web.Reply, error) {
			out, err := p.Events.Enrol(visitor(ctx), id, in.Enrolling, in.Website, web.ClientAddress(ctx))
			return eventFiledPage.With(eventFiled{out}), err
		}, nil, web.Submit("event.enrol"))),
		web.Form(eventTrack, auth.Public, web.Make(eventTrackPage, nil, func(ctx context.Context, in eventOpen) (web.Reply, error) {
			m, err := p.Events.Track(visitor(ctx), in.By, web.ClientAddress(ctx))
			return p.myEnrolment(&m), err
		}, nil, web.Submit("event.look"))),
		{Method: "POST", Path: eventTrack + "/act", Perm: auth.Public, Handler: p.openEventWithdrawal},
		{Method: "POST", Path: eventTrack + "/withdraw", Perm: auth.Public, Handler: web.Make(eventBackPage, nil, p.withdrawEnrolment, nil, web.Submit("event.withdraw")).Handle},
	}
}

func eventURL(id event.ID) string { return fmt.Sprintf("%s/%d", eventPath, id) }

func (p *Portal) events(r *web.Req) (web.Reply, error) {
	v, err := p.eventsAfter(r.Context(), r.URL.Query().Get("after"))
	return eventsPage.With(v), err
}

// eventsAfter is a page of the list: what is to come, the soonest first, and what was.
func (p *Portal) eventsAfter(ctx context.Context, after string) (v eventsView, err error) {
	coming := []event.Event{}
	if after == "" {
		if coming, err = p.Events.Coming(visitor(ctx)); err != nil {
			return v, err
		}
	}
	past, err := p.Events.Past(visitor(ctx), db.Page{After: after})
	if err != nil {
		return v, err
	}
	s, err := p.shelf(ctx)
	if err != nil {
		return v, err
	}
	rows := func(all []event.Event) (out []eventRow) {
		for _, e := range all {
			out = append(out, eventRow{
				Event: e, Href: eventURL(e.ID), Unit: s.unitName(e.UnitID), Kind: i18n.T("event.kind." + string(e.Kind)), When: eventWhen(&e.When), Tag: p.eventTag(&e),
			})
		}
		return out
	}
	return eventsView{rows(coming), rows(past.Items), past.Next}, nil
}

// eventWhen is when an event takes place, in words.
func eventWhen(w *event.When) string {
	if w.Begins == w.Ends {
		return i18n.T("event.from_to_day", w.Begins, w.Starts, w.Stops)
	}
	return i18n.T("event.from_to", w.Begins, w.Starts, w.Ends, w.Stops)
}

func (p *Portal) eventTag(e *event.Event) web.Tag {
	switch {
	case e.Takes(p.DB.Now()):
		return web.Tag{Kind: "info", Text: i18n.T("event.tag.open")}
	case e.Status == event.Told:
		return web.Tag{Kind: "ok", Text: i18n.T("event.tag.told")}
	case e.Status == event.Cancelled:
		return web.Tag{Kind: "bad", Text: i18n.T("event.tag.cancelled")}
	case e.Status == event.Held:
		return web.Tag{Kind: "warn", Text: i18n.T("event.tag.held")}
	}
	return web.Tag{Text: i18n.T("event.tag.over")}
}

// eventFeed is to what the public is invited, for readers of feeds.
func (p *Portal) eventFeed(r *web.Req) (web.Reply, error) {
	rows, err := p.Events.Announced(visitor(r.Context()), db.Page{Size: feedPage, After: r.URL.Query().Get("after")})
	if err != nil {
		return nil, err
	}
	s, err := p.shelf(r.Context())
	if err != nil {
		return nil, err
	}
	f := web.Feed{Path: eventPath, Self: eventPath + feedName, Title: eventColumn.Name, Author: s.home().Name, Since: p.opened(s).Start()}
	for i := range rows.Items {
		e := &rows.Items[i]
		text := strings.TrimSpace(strings.Join([]string{eventWhen(&e.When), e.Place, e.About, e.Minutes}, "\n"))
		f.Entries = append(f.Entries, web.Entry{Path: eventURL(e.ID), Title: e.Title, Author: s.unitName(e.UnitID), Published: e.Opened.Start(), Text: text})
	}
	if rows.Next != "" {
		f.Next = searchURL(f.Self, "after", rows.Next)
	}
	return f, nil
}

// eventCalendar is what is to come, for calendars that look again by themselves.
func (p *Portal) eventCalendar(r *web.Req) (web.Reply, error) {
	all, err := p.Events.Coming(visitor(r.Context()))
	c := web.ICal{Name: eventColumn.Name}
	for i := range all {
		c.Events = append(c.Events, icalOf(&all[i]))
	}
	return c, err
}

// oneCalendar is one event, to be taken into a calendar.
func (p *Portal) oneCalendar(r *web.Req) (web.Reply, error) {
	id, err := web.ID[event.ID](r)
	if err != nil {
		return nil, err
	}
	v, err := p.Events.Show(visitor(r.Context()), id)
	if err != nil {
		return nil, err
	}
	return web.ICal{Name: v.Event.Title, Events: []web.ICalEvent{icalOf(&v.Event)}}, nil
}

func icalOf(e *event.Event) web.ICalEvent {
	return web.ICalEvent{Path: eventURL(e.ID), Title: e.Title, Text: e.About, Place: e.Place, From: e.From(), Until: e.Until(), Changed: e.Rev, Cancelled: e.Status == event.Cancelled}
}

// event is the page of an event: where to enrol, or what came of it.
func (p *Portal) event(ctx context.Context, id event.ID) (v eventView, err error) {
	if v.Shown, err = p.Events.Show(visitor(ctx), id); err != nil {
		return v, err
	}
	e := &v.Event
	v.Tag, v.Href, v.Facts, v.Came = p.eventTag(e), eventURL(id), eventFacts(e, v.Unit), v.Counts.Came+e.Walkins
	if v.Left = i18n.T("event.full"); v.Counts.Free > 0 {
		v.Left = i18n.T("event.left", v.Counts.Free)
	}
	for _, x := range v.Shown.Photos {
		v.Photos = append(v.Photos, eventPhoto{v.Href + "/photo/" + strconv.FormatInt(x.File, 10), x.Alt})
	}
	return v, nil
}

func eventFacts(e *event.Event, unit string) []web.Fact {
	return slices.DeleteFunc([]web.Fact{
		{Label: "event.kind", Text: i18n.T("event.kind." + string(e.Kind))},
		{Label: "event.when", Text: eventWhen(&e.When)},
		{Label: "event.place", Text: e.Place},
		{Label: "event.unit", Text: unit},
		{Label: "event.places", Text: i18n.T("event.people_n", e.Places)},
		{Label: "event.closes", Text: string(e.Closes)},
		{Label: "event.who", Text: e.Who},
		{Label: "event.access", Text: e.Access},
		{Label: "event.contact", Text: e.Contact},
	}, func(f web.Fact) bool { return f.Text == "" })
}

func (p *Portal) eventPhoto(r *web.Req) (web.Reply, error) {
	id, err := web.ID[event.ID](r)
	if err != nil {
		return nil, err
	}
	file, err := strconv.ParseInt(r.PathValue("file"), 10, 64)
	if err != nil {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	f, err := p.Events.PhotoShown(visitor(r.Context()), id, file)
	if err != nil {
		return nil, err
	}
	content, err := p.Files.Open(r.Context(), f)
	if err != nil {
		return nil, err
	}
	return web.File{Name: f.Name, Type: f.Type.MIME(), Modified: f.MadeAt, Inline: true, Content: content}, nil
}

// blankEventForm is a form for one person; once it is too late its page says so.
func (p *Portal) blankEventForm(ctx context.Context, id event.ID) (in eventForm, err error) {
	in.People, in.Token = 1, rand.Text()
	in.Of, err = p.event(ctx, id)
	return in, err
}

// openEventWithdrawal opens the form that gives a place back.
func (p *Portal) openEventWithdrawal(r *web.Req) (web.Reply, error) {
	in, err := web.Bind[eventBack](r)
	if err != nil {
		return nil, err
	}
	m, err := p.Events.Track(visitor(r.Context()), event.By{Pass: in.Pass}, web.ClientAddress(r.Context()))
	return openBack(eventBackPage, eventTrack, eventBack{Pass: in.Pass}, "event.withdraw", len(m.May), err)
}

func (p *Portal) withdrawEnrolment(ctx context.Context, in eventBack) (web.Reply, error) {
	if !in.Sure {
		return nil, fault.Field("sure", "event.need.withdraw")
	}
	m, err := p.Events.Withdraw(visitor(ctx), event.By{Pass: in.Pass}, web.ClientAddress(ctx))
	return p.myEnrolment(&m), err
}

// myEnrolment is the page of a receipt.
func (p *Portal) myEnrolment(m *event.Mine) web.Reply {
	if m.Number == "" { // with a fault, which is told instead
		return nil
	}
	kind := map[event.Status]string{event.Placed: "info", event.Waiting: "warn", event.Came: "ok"}[m.Status]
	v := eventMine{Mine: *m, State: web.Tag{Kind: kind, Text: i18n.T("event.enrolment_state." + string(m.Status))}, Says: p.saysOf(m)}
	v.Facts = append(slices.DeleteFunc([]web.Fact{
		{Label: "event.name", Text: m.Shown.Name},
		{Label: "event.phone", Text: m.Shown.Phone},
		{Label: "event.mail", Text: m.Shown.Mail},
		{Label: "event.people", Text: i18n.T("event.people_n", m.People)},
	}, func(f web.Fact) bool { return f.Text == "" }), eventFacts(&m.Event, m.Unit)...)
	if len(m.May) > 0 {
		v.Acts = []web.Button{{Href: eventTrack + "/act", Label: i18n.T("event.withdraw"), Post: true, Secondary: true, With: []web.Sent{{Name: "pass", Value: m.Pass}}}}
	}
	return eventMinePage.With(v)
}

// saysOf is what an enrolment has come to, in a sentence.
func (p *Portal) saysOf(m *event.Mine) string {
	e := &m.Event
	switch {
	case e.Status == event.Cancelled:
		return i18n.T("event.says.cancelled", e.Reason)
	case m.Status == event.Waiting && !p.DB.Now().Before(e.From()):
		return i18n.T("event.says.missed")
	case m.Status == event.Waiting:
		return i18n.T("event.says.waiting", m.Place)
	}
	return i18n.T("event.says." + string(m.Status))
}
