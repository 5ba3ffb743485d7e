package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/interpret"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const (
	interpretPath    = "/desk/interpret"
	interpretFigures = interpretPath + "/figures"
)

type (
	// An interpretRow is an interpretation as lists show it.
	interpretRow struct {
		interpret.Interpretation
		Unit string
	}
	// An interpretView is the page of one interpretation.
	interpretView struct {
		interpret.View
		State    web.Tag
		Facts    []web.Fact
		Plan     []web.Fact
		Elements []web.Fact
		Pieces   []interpretPiece
		Lacking  []string // what it lacks, in words
		Add      []web.Link
		Document string // page of the document at the desk
		Carrier  string // page of the edition that carries it
		Public   string
		Buttons  []web.Button
		History  []web.Event
	}
	// An interpretPiece is one piece on the page.
	interpretPiece struct {
		Title string
		Facts []web.Fact
	}
	// A figureLine is a number that leads to its list.
	figureLine struct{ Name, Value, Href string }
	// An interpretBoard is how documents are interpreted.
	interpretBoard struct{ Lines []figureLine }
)

func interpretPage[In any]() *web.Page[web.FormView[In]] {
	return web.MustPage[web.FormView[In]](pages, web.Desk, "pages/interpret/act.html", "pages/interpret/parts.html")
}

var (
	interpretList = web.ListPage[interpret.Find, interpretRow](web.Desk, "interpret.interpretations",
		web.Col[interpretRow]{Label: "interpret.state", Class: "o1", Cell: func(r interpretRow) web.Cell { return web.Cell{Tag: interpretTag(&r.Interpretation)} }},
		web.Col[interpretRow]{Label: "interpret.title", Class: "ti", Cell: func(r interpretRow) web.Cell {
			return web.Cell{Text: r.Title, Href: refURL(r.Ref()), Sub: r.Subject}
		}},
		web.Col[interpretRow]{Label: "interpret.forms", Cell: func(r interpretRow) web.Cell { return web.Cell{Text: interpretForms(r.Forms)} }},
		web.Col[interpretRow]{Label: "interpret.unit", Class: "xs", Cell: func(r interpretRow) web.Cell { return web.Cell{Text: r.Unit} }},
		web.Col[interpretRow]{Label: "interpret.released", Class: "num o2", Cell: func(r interpretRow) web.Cell {
			c := dayCell(r.Released)
			c.Sub = lateText(&r.Interpretation)
			return c
		}},
	)
	interpretShow      = web.MustPage[interpretView](pages, web.Desk, "pages/interpret/show.html", "pages/interpret/parts.html")
	interpretBoardPage = web.MustPage[interpretBoard](pages, web.Desk, "pages/interpret/figures.html")
	interpretMakePage  = web.FormPage[interpret.Subject](web.Desk, "interpret.make")
	interpretEditPage  = interpretPage[interpretEdit]()
	interpretAddPage   = interpretPage[interpretAdd]()
	interpretDropPage  = interpretPage[interpretDrop]()
	interpretAllowPage = interpretPage[interpretExcept]()
	interpretWhyPage   = interpretPage[interpretWhy]()
)

func (d *Desk) interpretRoutes() []web.Route {
	s, one := d.Interprets, interpretPath+"/{id}"
	out := []web.Route{
		web.GET(interpretPath, interpret.See, web.List(interpretList, d.findInterprets, web.Options("unit", d.unitChoices), web.Empty("interpret.empty"),
			web.Create(web.Item{Label: "interpret.make", Path: interpretPath + "/make", Perm: interpret.Write}), web.Download(interpretPath+".csv"))),
		web.GET(interpretPath+".csv", interpret.See, web.CSV(interpretList, "interpret.interpretations", d.findInterprets)),
		web.GET(interpretFigures, interpret.See, web.Look(interpretBoardPage, d.interpretBoard)),
		web.Form(interpretPath+"/make", interpret.Write, web.Make(interpretMakePage, nil, s.Make, interpretURL,
			web.Options("policy", d.uninterpreted), web.Submit("interpret.make"), web.Done("interpret.done_make"), web.Cancel(interpretPath))),
		web.GET(one, interpret.See, web.Show(interpretShow, d.interpretation)),
		onInterprets(d, interpretEditPage, interpret.ActEdit, "edit", func(on onInterpret) interpretEdit {
			return interpretEdit{interpret.FormOf(&on.Of.Interpretation), on}
		}, func(ctx context.Context, id interpret.ID, in interpretEdit) (*interpret.Interpretation, error) {
			return s.Edit(ctx, id, in.Edit)
		}),
		onInterprets(d, interpretDropPage, interpret.ActDrop, "drop", func(on onInterpret) interpretDrop {
			return interpretDrop{interpret.Drop{Rev: on.Of.Interpretation.Rev}, on}
		}, func(ctx context.Context, id interpret.ID, in interpretDrop) (*interpret.Interpretation, error) {
			return s.Drop(ctx, id, in.Drop)
		}),
		onInterprets(d, interpretAllowPage, interpret.ActExcept, "except", func(on onInterpret) interpretExcept {
			return interpretExcept{interpret.Exception{Rev: on.Of.Interpretation.Rev}, on}
		}, func(ctx context.Context, id interpret.ID, in interpretExcept) (*interpret.Interpretation, error) {
			return s.Except(ctx, id, in.Exception)
		}),
		onInterprets(d, interpretWhyPage, interpret.ActDiscard, "discard", func(on onInterpret) interpretWhy {
			return interpretWhy{interpret.Because{Rev: on.Of.Interpretation.Rev}, on}
		}, func(ctx context.Context, id interpret.ID, in interpretWhy) (*interpret.Interpretation, error) {
			return s.Discard(ctx, id, in.Because)
		}),
	}
	for _, f := range interpret.Forms { // each form has a page with its own fields
		out = append(out, onInterprets(d, interpretAddPage, interpret.ActAdd, "add/"+string(f), func(on onInterpret) interpretAdd {
			return interpretAdd{Add: interpret.Add{Rev: on.Of.Interpretation.Rev, Form: f}, onInterpret: on}
		}, d.addPiece))
	}
	return out
}

// onInterprets is the form of one act on an interpretation. The permission of each is in the
// table: the service asks it over the unit.
func onInterprets[Form any](
	d *Desk, page *web.Page[web.FormView[Form]], act interpret.Act, path string, blank func(onInterpret) Form,
	do func(context.Context, interpret.ID, Form) (*interpret.Interpretation, error),
) web.Route {
	at := interpretPath + "/{id}"
	return web.Form(at+"/"+path, interpret.See, web.Act(page, func(ctx context.Context, id interpret.ID) (in Form, err error) {
		v, err := d.interpretation(ctx, id)
		return blank(onInterpret{act, v, slices.Contains(v.Acts, act)}), err
	}, do, interpretURL, web.Submit(string(act)), web.Done("interpret.done"), web.Cancel(at)))
}

func interpretURL(x *interpret.Interpretation) string { return refURL(x.Ref()) }

// uninterpreted are the documents of one's units that have no interpretation yet.
func (d *Desk) uninterpreted(ctx context.Context) ([]web.Option, error) {
	all, err := d.Interprets.Choices(ctx)
	out := make([]web.Option, len(all))
	for i := range all {
		out[i] = web.Option{Value: strconv.FormatInt(int64(all[i].ID), 10), Label: strings.TrimSpace(all[i].Title + "\u3000" + all[i].Number)}
	}
	return out, err
}

func interpretTag(x *interpret.Interpretation) web.Tag {
	if x.Broken != "" {
		return web.Tag{Kind: "bad", Text: i18n.T("interpret.broken_tag")}
	}
	kind := map[interpret.Status]string{interpret.Draft: "info", interpret.Excepted: "warn", interpret.Released: "ok"}[x.Status]
	return web.Tag{Kind: kind, Text: i18n.T("interpret.state." + string(x.Status))}
}

// lateText says whether an interpretation came out with its document; "" before it did.
func lateText(x *interpret.Interpretation) string {
	switch n := x.Late(); {
	case x.Released == "":
		return ""
	case n > 0:
		return i18n.T("interpret.late_by", n)
	}
	return i18n.T("interpret.in_time")
}

// interpretForms is |text|video| in words.
func interpretForms(forms string) string {
	var out []string
	for f := range strings.SplitSeq(strings.Trim(forms, "|"), "|") {
		if f != "" {
			out = append(out, i18n.T("interpret.forms."+f))
		}
	}
	return strings.Join(out, "\u3001")
}

func (d *Desk) findInterprets(ctx context.Context, q interpret.Find, p db.Page) (db.Rows[interpretRow], error) {
	found, err := d.Interprets.Find(ctx, q, p)
	if err != nil {
		return db.Rows[interpretRow]{}, err
	}
	names, err := d.Units.Shorts(ctx)
	return db.Map(found, func(x interpret.Interpretation) interpretRow { return interpretRow{x, names[x.UnitID]} }), err
}

// interpretBoard is the figures, each of which leads to the list of its interpretations.
func (d *Desk) interpretBoard(ctx context.Context, q interpret.Counted) (v interpretBoard, err error) {
	f, err := d.Interprets.Count(ctx, q)
	if err != nil {
		return v, err
	}
	line := func(name, query string, value string) {
		href := interpretPath + "?" + query
		if q.Unit != 0 {
			href += "&unit=" + strconv.FormatInt(q.Unit, 10)
		}
		v.Lines = append(v.Lines, figureLine{i18n.T("interpret.figure." + name), value, href})
	}
	line("released", "state=released", strconv.Itoa(f.Released))
	line("nontext", "state=released&forms=nontext", strconv.Itoa(f.NonText))
	line("share", "state=released&forms=nontext", strconv.Itoa(f.Share())+"%")
	line("late", "state=released&late=late", strconv.Itoa(f.Late))
	line("excepted", "state=excepted", strconv.Itoa(f.Excepted))
	line("broken", "links=broken", strconv.Itoa(f.Broken))
	return v, nil
}

func (d *Desk) interpretation(ctx context.Context, id interpret.ID) (v interpretView, err error) {
	if v.View, err = d.Interprets.View(ctx, id); err != nil {
		return v, err
	}
	x := &v.Interpretation
	v.State = interpretTag(x)
	v.Document = refURL(x.DocumentRef())
	if v.Edition != 0 {
		v.Carrier = editionURL(v.Edition)
	}
	if x.Status == interpret.Released {
		v.Public = "/" + x.Ref()
	}
	v.draw()
	acts := slices.DeleteFunc(slices.Clone(v.Acts), func(a interpret.Act) bool { return a == interpret.ActAdd })
	v.Buttons = web.Buttons(acts, interpretURL(x), "interpret")
	if slices.Contains(v.Acts, interpret.ActAdd) {
		for _, f := range interpret.Forms {
			v.Add = append(v.Add, web.Link{Href: interpretURL(x) + "/add/" + string(f), Label: i18n.T("interpret.forms." + string(f))})
		}
	}
	v.History, err = d.history(ctx, x.Ref(), nil)
	return v, err
}

// draw puts the record into words. What is not filled in is not there.
func (v *interpretView) draw() {
	x, c := &v.Interpretation, &v.Interpretation.Content
	filled := func(all ...web.Fact) []web.Fact {
		return slices.DeleteFunc(all, func(f web.Fact) bool { return f.Text == "" })
	}
	progress := ""
	if v.Progress != "" {
		progress = i18n.T("publish.status." + string(v.Progress))
	}
	v.Facts = filled(
		web.Fact{Label: "interpret.subject", Text: x.Subject, Href: v.Document},
		web.Fact{Label: "interpret.unit", Text: v.Unit},
		web.Fact{Label: "interpret.progress", Text: progress, Href: v.Carrier},
		web.Fact{Label: "interpret.decider", Text: x.Decider},
		web.Fact{Label: "interpret.reason", Text: x.Reason},
		web.Fact{Label: "interpret.issued", Text: string(x.Issued)},
		web.Fact{Label: "interpret.released", Text: string(x.Released), Note: lateText(x)},
		web.Fact{Label: "interpret.links", Text: i18n.Text(x.Problem())},
	)
	var forms, channels []string
	for _, f := range c.Plan.Forms {
		forms = append(forms, i18n.T("interpret.forms."+string(f)))
	}
	for _, at := range c.Plan.Channels {
		channels = append(channels, i18n.T("interpret.channels."+at))
	}
	v.Plan = filled(
		web.Fact{Label: "interpret.outline", Text: c.Plan.Outline},
		web.Fact{Label: "interpret.forms", Text: strings.Join(forms, "\u3001")},
		web.Fact{Label: "interpret.channels", Text: strings.Join(channels, "\u3001")},
		web.Fact{Label: "interpret.on", Text: string(c.Plan.On)},
		web.Fact{Label: "interpret.person", Text: strings.TrimSpace(c.Plan.Person + "\u3000" + c.Plan.Post)},
		web.Fact{Label: "interpret.contact", Text: c.Plan.Contact},
	)
	for _, e := range interpret.Elements {
		v.Elements = append(v.Elements, web.Fact{Label: "interpret.element." + string(e), Text: c.Elements[e]})
	}
	v.Elements = filled(v.Elements...)
	for i := range c.Pieces {
		v.Pieces = append(v.Pieces, v.piece(&c.Pieces[i]))
	}
	for _, l := range v.Lacks {
		v.Lacking = append(v.Lacking, i18n.Text(l))
	}
}

// piece is a piece in words, with its files.
func (v *interpretView) piece(p *interpret.Piece) interpretPiece {
	out := interpretPiece{Title: i18n.T("interpret.forms."+string(p.Form)) + "\uff1a" + p.Title}
	for _, f := range []web.Fact{
		{Label: "interpret.people", Text: p.People},
		{Label: "interpret.day", Text: strings.TrimSpace(string(p.On) + " " + p.Clock)},
		{Label: "interpret.place", Text: p.Place},
		{Label: "interpret.audience", Text: p.Audience},
		{Label: "interpret.url", Text: p.URL, Href: p.URL},
		{Label: "interpret.file", Text: p.File, Href: v.fileURL(p.File)},
		{Label: "interpret.captions", Text: p.Captions, Href: v.fileURL(p.Captions)},
		{Label: "interpret.alt", Text: p.Alt},
		{Label: "interpret.transcript", Text: p.Transcript},
		{Label: "interpret.text", Text: p.Text},
	} {
		if f.Text != "" {
			out.Facts = append(out.Facts, f)
		}
	}
	return out
}

// fileURL is the address of a file of the item; "" if it has none of that name.
func (v *interpretView) fileURL(name string) string {
	if id, ok := v.Files[name]; ok {
		return fileURL(v.Edition, id)
	}
	return ""
}

// A jointView is what goes through the review together with an edition.
type jointView struct {
	Says, Href string
	Warns      string
	Elements   []web.Fact // of what is signed with it; none for nothing
	Pieces     []interpretPiece
}

// joint finds what goes together with an edition; nil for nothing.
func (d *Desk) joint(ctx context.Context, e *publish.Edition) (*jointView, error) {
	x, err := d.Interprets.Joint(ctx, e.ItemID)
	if err != nil || x == nil {
		return nil, err
	}
	v := &jointView{Href: interpretURL(x), Says: i18n.T("interpret.joint.own", x.Subject)}
	if x.Item == e.ItemID {
		return v, nil
	}
	v.Says = i18n.T("interpret.joint."+string(x.Status), x.Title)
	if x.Status != interpret.Draft {
		return v, nil
	}
	var whole interpretView
	if whole.View, err = d.Interprets.View(ctx, x.ID); err != nil {
		return nil, err
	}
	if whole.Warns {
		v.Warns = i18n.T("interpret.warns", whole.Copied)
	}
	whole.draw()
	v.Elements, v.Pieces = whole.Elements, whole.Pieces
	return v, nil
}

// policyInterpretation is what the page of a normative document says of its interpretation.
func (d *Desk) policyInterpretation(ctx context.Context, doc *policy.Document) (link web.Link, state web.Tag, err error) {
	x, needed, err := d.Interprets.OfPolicy(ctx, doc.ID)
	switch {
	case err != nil:
	case x != nil:
		return web.Link{Href: interpretURL(x), Label: x.Title}, interpretTag(x), nil
	case needed && slices.Contains(policy.Making, doc.Status):
		return web.Link{Href: interpretPath + "/make?policy=" + strconv.FormatInt(int64(doc.ID), 10), Label: i18n.T("interpret.make")}, web.Tag{Kind: "warn", Text: i18n.T("interpret.needed")}, nil
	}
	return link, state, err
}
