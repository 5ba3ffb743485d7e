package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/user"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/surface/web"
)

const journalPath = "/desk/journal"

// entryFind is journal.Filter with the labels of its fields.
type entryFind struct {
	Ref   string       `form:"ref" label:"journal.ref" max:"100"`
	Actor int64        `form:"actor" label:"journal.who" type:"select"`
	Act   string       `form:"act" label:"journal.act" type:"select" max:"100"`
	From  calendar.Day `form:"from" label:"journal.from"`
	To    calendar.Day `form:"to" label:"journal.to"`
}

// Check reports what is wrong with the filter.
func (q entryFind) Check() error { return journal.Filter(q).Check() }

// An entryRow is an entry with the unit that its actor worked for.
type entryRow struct {
	journal.Entry
	UnitName string
	To       string // the page of the thing, if the reader may see such
}

// An entryView is the page of one entry.
type entryView struct {
	Entry journal.Entry
	Facts []web.Fact
	Body  string
	Proof string // address of the proof; "" for an entry that has none
}

// A logView is the state of the log.
type logView struct {
	Facts      []web.Fact
	Checkpoint string
	Buttons    []web.Button
}

// A verifyView is what Verify found.
type verifyView struct {
	Report journal.Report
	Facts  []web.Fact
}

var (
	entryList = web.ListPage[entryFind, entryRow](web.Desk, "desk.journal",
		web.Col[entryRow]{Label: "journal.at", Class: "nw o1", Cell: func(e entryRow) web.Cell { return web.Cell{Text: moment(e.At)} }},
		web.Col[entryRow]{Label: "journal.act", Class: "ti", Cell: func(e entryRow) web.Cell {
			return web.Cell{Text: i18n.T(e.Act), Href: refURL("entry/" + strconv.FormatInt(e.ID, 10))}
		}},
		web.Col[entryRow]{Label: "journal.who", Cell: func(e entryRow) web.Cell { return web.Cell{Text: who(e.Entry), Sub: e.UnitName} }},
		web.Col[entryRow]{Label: "journal.ref", Cell: func(e entryRow) web.Cell { return web.Cell{Text: e.Ref, Href: e.To} }},
		web.Col[entryRow]{Label: "journal.form", Class: "xs", Cell: func(e entryRow) web.Cell { return web.Cell{Text: formName(e.Form)} }},
	)
	entryShow  = web.MustPage[entryView](pages, web.Desk, "pages/journal/entry.html")
	logShow    = web.MustPage[logView](pages, web.Desk, "pages/journal/log.html")
	verifyShow = web.MustPage[verifyView](pages, web.Desk, "pages/journal/verify.html")
)

func formName(f journal.Form) string { return i18n.T("journal.form." + string(f)) }

func (d *Desk) journalRoutes() []web.Route {
	return []web.Route{
		web.GET(journalPath, journal.PermFind, web.List(entryList, d.findEntries, web.Options("actor", d.peopleChoices), web.Options("act", actChoices), web.Download(journalPath+".csv"), web.Size(50))),
		web.GET(journalPath+".csv", journal.PermFind, web.CSV(entryList, "desk.journal", d.findEntries)),
		web.GET(journalPath+"/entry/{id}", journal.PermFind, web.Show(entryShow, d.entry)),
		web.GET(journalPath+"/entry/{id}/proof.json", journal.PermFind, d.proof),
		web.GET(journalPath+"/log", journal.PermFind, web.Look(logShow, d.log)),
		web.POST(journalPath+"/log/verify", journal.PermFind, web.Look(verifyShow, d.verify)),
	}
}

func (d *Desk) findEntries(ctx context.Context, q entryFind, p db.Page) (db.Rows[entryRow], error) {
	found, err := read(ctx, d, func(tx *db.Tx) (db.Rows[journal.Entry], error) { return journal.Find(tx, journal.Filter(q), p) })
	if err != nil {
		return db.Rows[entryRow]{}, err
	}
	names, err := d.Units.Shorts(ctx)
	return db.Map(found, func(e journal.Entry) entryRow { return entryRow{e, names[e.Unit], pageOf(auth.From(ctx), e.Ref)} }), err
}

// peopleChoices are the people whom the reader may know of, and the reader.
func (d *Desk) peopleChoices(ctx context.Context) ([]web.Option, error) {
	me := auth.From(ctx)
	out := []web.Option{{Value: strconv.FormatInt(me.ID, 10), Label: me.Name}}
	for p := (db.Page{Size: 200}); ; {
		rows, err := d.Users.List(ctx, user.Find{}, p)
		if err != nil {
			return nil, err
		}
		for _, u := range rows.Items {
			if u.ID != me.ID {
				out = append(out, web.Option{Value: strconv.FormatInt(u.ID, 10), Label: u.Name})
			}
		}
		if p.After = rows.Next; p.After == "" {
			return out, nil
		}
	}
}

// acts of each noun that a reader of the journal may look for.
var acts = []struct {
	noun string // i18n key
	acts []string
}{
	{"plan.plans", slices.Concat(actsOf(plan.Flow), []string{"plan.heading", "plan.point", "plan.split"}, actsOf(plan.TaskFlow), actsOf(plan.ReportFlow))},
	{"publish.items", actsOf(publish.Flow)},
	{"desk.duty", append(actsOf(duty.Flow), "duty.recompute")},
	{"desk.user", []string{
		"user.create", "user.edit", "user.assign", "user.end_post", "user.disable", "user.enable", "user.reset_password", "user.reset_totp",
		"user.sign_in", "user.change_password", "user.enrol_totp", "user.disable_totp", "user.sign_out_everywhere", "user.make_token", "user.revoke_token",
		"session.start", "session.rotate", "session.end",
	}},
	{"desk.unit", []string{"unit.open", "unit.change", "unit.close", "unit.reopen", "profile.load"}},
	{"desk.holidays", []string{"holidays.import"}},
	{"desk.journal", []string{"journal.erase"}},
}

// actsOf lists the acts of a life cycle in the order of its table.
func actsOf[S, A ~string](t flow.Table[S, A]) []string {
	var out []string
	for _, step := range t {
		if act := string(step.Act); !slices.Contains(out, act) {
			out = append(out, act)
		}
	}
	return out
}

func actChoices(context.Context) ([]web.Option, error) {
	var out []web.Option
	for _, n := range acts {
		for _, act := range n.acts {
			out = append(out, web.Option{Value: act, Label: i18n.T(act), Group: i18n.T(n.noun)})
		}
	}
	return out, nil
}

func (d *Desk) entry(ctx context.Context, id int64) (v entryView, err error) {
	e, err := read(ctx, d, func(tx *db.Tx) (journal.Entry, error) { return journal.Get(tx, id) })
	if err != nil {
		return v, err
	}
	v = entryView{Entry: e, Body: indent(e.Body), Facts: []web.Fact{
		{Label: "journal.act", Text: i18n.T(e.Act), Note: e.Act},
		{Label: "journal.ref", Text: e.Ref, Href: pageOf(auth.From(ctx), e.Ref)},
		{Label: "journal.at", Text: moment(e.At)},
		{Label: "journal.who", Text: who(e), Note: d.unitName(ctx, e.Unit)},
		{Label: "journal.form", Text: formName(e.Form)},
	}}
	if e.Form != journal.FormInternal {
		v.Proof = refURL("entry/"+strconv.FormatInt(id, 10)) + "/proof.json"
	}
	return v, nil
}

// indent is a body as people read it.
func indent(b journal.Body) string {
	var out bytes.Buffer
	if json.Indent(&out, []byte(b), "", "  ") != nil {
		return string(b)
	}
	return out.String()
}

// proof sends the proof of an entry that the actor may audit.
func (d *Desk) proof(r *web.Req) (web.Reply, error) {
	id, err := web.ID[int64](r)
	if err != nil {
		return nil, err
	}
	if _, err := d.entry(r.Context(), id); err != nil {
		return nil, err
	}
	name := strconv.FormatInt(id, 10)
	b, err := d.Journal.Proof(r.Context(), name)
	if err != nil {
		return nil, err
	}
	data, err := json.MarshalIndent(b, "", "  ")
	return web.Bytes{Name: "proof-" + name + ".json", Type: "application/json", Data: data}, err
}

func (d *Desk) log(ctx context.Context, _ struct{}) (v logView, err error) {
	v.Facts = []web.Fact{
		{Label: "journal.origin", Text: d.Journal.Key().Origin()},
		{Label: "journal.fingerprint", Text: d.Journal.Key().Fingerprint()},
		{Label: "journal.key", Text: d.Journal.Key().String()},
	}
	v.Buttons = []web.Button{{Href: journalPath + "/log/verify", Label: i18n.T("desk.verify"), Post: true}}
	v.Checkpoint, err = d.Journal.Checkpoint(ctx)
	if fault.Of(err) == fault.Busy { // nothing is signed yet
		return v, nil
	}
	if err != nil {
		return v, err
	}
	c, err := d.Journal.Key().Open(v.Checkpoint)
	if err != nil {
		return v, err
	}
	v.Facts = append([]web.Fact{
		{Label: "journal.size", Text: strconv.FormatInt(c.Size, 10)},
		{Label: "journal.root", Text: c.Root.String()},
	}, v.Facts...)
	return v, nil
}

func (d *Desk) verify(ctx context.Context, _ struct{}) (verifyView, error) {
	r, err := d.Journal.Verify(ctx, nil)
	count := func(n int64) string { return strconv.FormatInt(n, 10) }
	return verifyView{Report: r, Facts: []web.Fact{
		{Label: "journal.size", Text: count(r.Size)},
		{Label: "journal.entries", Text: count(r.Entries)},
		{Label: "journal.pending", Text: count(r.Pending)},
		{Label: "journal.heads", Text: count(r.Heads)},
		{Label: "journal.erasures", Text: count(r.Erased)},
		{Label: "journal.root", Text: r.Root},
		{Label: "journal.fingerprint", Text: r.Fingerprint},
	}}, err
}

// history is what was done to a thing, newest first; more adds to an event what the entry has to say.
func (d *Desk) history(ctx context.Context, ref string, more func(journal.Entry, *web.Event)) ([]web.Event, error) {
	rows, err := read(ctx, d, func(tx *db.Tx) (db.Rows[journal.Entry], error) {
		return journal.For(tx, ref, db.Page{Size: 100})
	})
	return entryEvents(rows.Items, more), err
}

// entryEvents are entries of the journal as a page shows them; more adds what an entry says.
func entryEvents(all []journal.Entry, more func(journal.Entry, *web.Event)) []web.Event {
	out := make([]web.Event, len(all))
	for i, e := range all {
		out[i] = web.Event{Title: i18n.T(e.Act), When: moment(e.At), Who: who(e)}
		if more != nil && !e.Erased() {
			more(e, &out[i])
		}
	}
	return out
}
