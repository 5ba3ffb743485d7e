package portal

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/subscribe"
	"gongkai.example/gongkai/internal/kernel/article"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/surface/web"
)

// An itemView is an edition of an item.
type itemView struct {
	*publish.Page
	Crumbs   []web.Link
	Wrong    string // where an error of the page is told
	Notes    []note // what a reader has to know before reading
	Article  web.Article
	Facts    []web.Fact
	Files    []fileLine
	Links    []linkGroup
	Editions []editionLine
	Proof    proofPanel
	Mail     string // where to subscribe to what becomes of it

	meta web.Meta
}

// Meta is what the head says about the page.
func (v itemView) Meta() web.Meta { return v.meta }

// A note is a banner above a text: it says in words what is the matter with it.
type note struct {
	Kind string // class: "r", "y" or ""
	Text string
	Link *web.Link
}

// A fileLine is an attachment.
type fileLine struct {
	Href, Name, Type, SHA256 string
	Size                     int64
	Picture                  bool // shown in the text, if it is named there
}

// A linkGroup is the links of one kind, those of other pages to this one too.
type linkGroup struct {
	Title string
	Links []web.Link
}

// An editionLine is one edition in the history.
type editionLine struct {
	publish.Past
	Href    string
	Compare string // with the one before; "" for the first
	Tag     web.Tag
	Lines   []string
	Here    bool
}

// A proofPanel says when this became public, what was done to it since, and how
// to check it.
type proofPanel struct {
	First  string
	Count  int
	Acts   []proofAct
	Text   string // address of the bytes that were hashed
	SHA256 string // of them, as the log has it
	SM3    string
	Bundle string
}

// outlineLeast is how many headings a text has that is long enough for a list of them.
const outlineLeast = 4

// A proofAct is one public act on the item, with its own proof.
type proofAct struct{ Name, At, Href string }

func (p *Portal) itemView(ctx context.Context, page *publish.Page, dated bool) (v itemView, err error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return v, err
	}
	c := page.Content
	column := s.column[c.ColumnID]
	v = itemView{
		Page: page, Facts: itemFacts(page, s), Files: filesOf(page, dated), Editions: editionLines(page), Mail: p.subscribeURL(subscribe.Subject(publish.RefOf(page.ID))),
		Crumbs: []web.Link{{Href: homePath, Label: i18n.T("portal.home")}},
	}
	switch doc, err := p.Documents.OfItem(visitor(ctx), page.ID); {
	case err == nil:
		v.Facts = append(v.Facts, web.Fact{Label: "portal.policy.library", Text: i18n.T("portal.policy.library_text"), Href: policyURL(doc)})
	case fault.Of(err) != fault.NotFound:
		return v, err
	}
	if column != nil {
		for _, at := range append(s.above(column), column) {
			v.Crumbs = append(v.Crumbs, web.Link{Href: columnURL(at), Label: at.Name})
		}
	}
	v.Crumbs = append(v.Crumbs, web.Link{Label: i18n.T("portal.text")})
	v.Notes, v.Wrong = notesOf(page, dated), mistakeURL(itemURL(page.ID))
	v.Article = web.Article{
		Doc: article.Parse(c.Body), Title: c.Title, Mark: over(page.Validity), Files: map[string]string{},
		By: []string{page.Unit, longDay(calendar.DayOf(page.Released))}, State: stateTag(page),
	}
	if all := v.Article.Doc.Outline(); len(all) >= outlineLeast {
		v.Article.Contents = all
	}
	for _, f := range v.Files {
		v.Article.Files[f.Name] = f.Href
	}
	if v.Links, err = p.linksOf(ctx, page); err != nil {
		return v, err
	}
	if err := p.aroundItem(ctx, page.ID, &v); err != nil {
		return v, err
	}
	if v.Proof, err = p.proofPanel(ctx, page); err != nil {
		return v, err
	}
	v.meta = web.Meta{
		Column: webColumn(column), Title: v.Article.Mark + c.Title, Published: page.Released, Source: orText(c.Source, page.Unit), Author: c.Author, About: orText(page.Summary, c.Title),
		Keywords: strings.FieldsFunc(c.Keywords, func(r rune) bool { return strings.ContainsRune("\u3001,\uFF0C;\uFF1B", r) }), Ref: publish.RefOf(page.ID),
		Feeds: []web.Link{{Href: publishPath + feedName, Label: i18n.T("portal.publish")}},
	}
	if i := slices.IndexFunc(v.Files, func(f fileLine) bool { return f.Picture }); i >= 0 {
		v.meta.Image = v.Files[i].Href
	}
	if column != nil {
		v.meta.Feeds = []web.Link{{Href: columnURL(column) + feedName, Label: column.Name}}
	}
	return v, nil
}

func orText(s, or string) string {
	if s == "" {
		return or
	}
	return s
}

// stateTag is the state beside the title: in force, or what else.
func stateTag(page *publish.Page) web.Tag {
	if page.Status == publish.Withdrawn {
		return web.Tag{Kind: "bad", Text: i18n.T("publish.status.withdrawn")}
	}
	if page.Status != publish.Live { // archived, or an edition before the last
		return web.Tag{Text: i18n.T("publish.status." + string(page.Status))}
	}
	if t := validityTag(page.Validity); t.Text != "" {
		return t
	}
	return web.Tag{Kind: "ok", Text: i18n.T("publish.validity.valid")}
}

// notesOf says what a reader has to know of the edition before reading it.
func notesOf(page *publish.Page, dated bool) (out []note) {
	say := func(kind, text string) { out = append(out, note{Kind: kind, Text: text}) }
	switch s := page.Status; {
	case s == publish.Withdrawn:
		say("r", i18n.T("portal.note.withdrawn", moment(page.Ended), page.Reason))
	case s == publish.Archived:
		say("y", i18n.T("portal.note.archived", moment(page.Ended), page.Reason))
	case s == publish.Superseded:
		out = append(out, note{"y", i18n.T("portal.note.superseded", page.Version, moment(page.Ended), page.Newest), &web.Link{
			Href: itemURL(page.ID), Label: i18n.T("portal.note.newest", page.Newest),
		}})
	case dated:
		say("", i18n.T("portal.note.dated", page.Version))
	}
	switch page.Validity {
	case publish.Amended, publish.Repealed:
		say("r", i18n.T("portal.note."+string(page.Validity), longDay(calendar.Day(page.ValidOn)), page.ValidBy))
	case publish.Pending, publish.Suspended:
		say("y", i18n.T("portal.note."+string(page.Validity), longDay(calendar.Day(page.ValidOn)), page.ValidBy))
	case publish.Lapsed:
		say("r", i18n.T("portal.note.lapsed", longDay(calendar.Day(page.ValidOn))))
	case publish.Valid:
	}
	if h := page.History; len(h) > 0 {
		i := slices.IndexFunc(h, func(e publish.Past) bool { return e.Version == page.Version })
		if i >= 0 && h[i].Emergency && !h[i].Confirmed {
			say("y", i18n.T("portal.note.emergency", page.Reason))
		}
	}
	return out
}

// itemFacts is the entry of the edition in the catalogue (政府信息公开目录).
func itemFacts(page *publish.Page, s *shelf) []web.Fact {
	c := page.Content
	out := []web.Fact{{Label: "portal.index_no", Text: page.Index}}
	add := func(label, text string, more ...string) {
		if text == "" {
			return
		}
		f := web.Fact{Label: label, Text: text}
		if len(more) > 0 {
			f.Href = more[0]
		}
		out = append(out, f)
	}
	unitHref := ""
	if u := s.unit[page.UnitID]; u != nil && u.Closed == "" {
		unitHref = unitURL(u)
	}
	add("portal.organ", page.Unit, unitHref)
	add("publish.number", c.Number)
	add("publish.made_on", longDay(c.MadeOn))
	released := web.Fact{Label: "portal.released", Text: moment(page.Released)}
	if !page.FirstAt.Equal(page.Released) {
		released.Note = i18n.T("portal.first_at", moment(page.FirstAt))
	}
	if !page.Planned.IsZero() {
		released.Note = strings.TrimSpace(released.Note + " " + i18n.T("portal.planned_at", moment(page.Planned)))
	}
	out = append(out, released)
	if c.Anchor != "" {
		_, a, _ := law.Lookup(c.Anchor)
		out = append(out, web.Fact{Label: "publish.anchor", Text: law.Title(c.Anchor), Note: a.Gist})
	}
	add("publish.theme", className(law.Theme, c.Theme))
	add("publish.genre", className(law.Genre, c.Genre))
	if at := s.column[c.ColumnID]; at != nil {
		add("publish.column", at.Path, columnURL(at))
	}
	if page.Validity != "" && page.Status != publish.Withdrawn {
		out = append(out, web.Fact{Label: "publish.validity", Text: i18n.T("publish.validity." + string(page.Validity)), Note: page.ValidBy})
	}
	add("publish.attribute", i18n.T("publish.attribute."+string(c.Attribute)))
	add("publish.until", longOr(calendar.Day(c.Until)))
	add("publish.source", c.Source)
	add("publish.keywords", c.Keywords)
	add("publish.author", c.Author)
	if c.Earlier != "" {
		out = append(out, web.Fact{Label: "portal.earlier", Text: longDay(calendar.Day(c.Earlier)), Note: i18n.T("portal.earlier_note")})
	}
	add("publish.summary", page.Summary)
	return out
}

// longOr is a day in words; "" for none.
func longOr(d calendar.Day) string {
	if d == "" {
		return ""
	}
	return longDay(d)
}

// moment is a time as pages show it; "" for none.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(calendar.Zone).Format("2006-01-02 15:04:05")
}

// filesOf is the attachments, at the address of the item or at that of its edition.
func filesOf(page *publish.Page, dated bool) []fileLine {
	at := itemURL(page.ID)
	if i := slices.IndexFunc(page.History, func(h publish.Past) bool { return h.Version == page.Version }); dated && i >= 0 {
		at = "/" + page.History[i].Address
	}
	var out []fileLine
	for _, a := range page.Content.Attachments {
		t := files.Type(a.Type)
		out = append(out, fileLine{
			Href: fileURL(at, a.File), Name: a.Name, Type: i18n.Text(t.Text()), SHA256: a.SHA256, Size: a.Size,
			Picture: isPicture(t.MIME()),
		})
	}
	return out
}

// linksOf is what the edition names, and what names it.
func (p *Portal) linksOf(ctx context.Context, page *publish.Page) (out []linkGroup, err error) {
	groups := map[publish.LinkKind]*linkGroup{}
	for _, k := range publish.LinkKinds {
		groups[k] = &linkGroup{Title: i18n.T("portal.link." + string(k))}
	}
	var ids []publish.ID
	for _, l := range page.Content.Related {
		if l.Item != 0 {
			ids = append(ids, l.Item)
			web.Shows(ctx, publish.RefOf(l.Item))
		}
	}
	named := map[publish.ID]string{}
	err = p.DB.Read(visitor(ctx), func(tx *db.Tx) error {
		found, err := publish.ListedOf(tx, ids)
		for _, it := range found {
			named[it.ID] = it.Title
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	add := func(k publish.LinkKind, href, title string) {
		g := groups[k]
		if g != nil && !slices.ContainsFunc(g.Links, func(l web.Link) bool { return l.Href == href }) {
			g.Links = append(g.Links, web.Link{Href: href, Label: orText(title, href)})
		}
	}
	for _, l := range page.Content.Related {
		switch {
		case l.Item == 0:
			add(l.Kind, l.URL, l.Title)
		case named[l.Item] != "": // one that was taken down is named no more
			add(l.Kind, itemURL(l.Item), orText(l.Title, named[l.Item]))
		}
	}
	for _, b := range page.Backlinks {
		add(reverse(b.Kind), itemURL(b.ID), b.Title)
	}
	for _, k := range publish.LinkKinds {
		if len(groups[k].Links) > 0 {
			out = append(out, *groups[k])
		}
	}
	return out, nil
}

// reverse is what a thing is to this one when it calls this one k.
func reverse(k publish.LinkKind) publish.LinkKind {
	switch k {
	case publish.Explains:
		return publish.Explained
	case publish.Explained:
		return publish.Explains
	case publish.Basis, publish.Beside:
	}
	return publish.Beside
}

// editionLines is every edition, with its address for good.
func editionLines(page *publish.Page) []editionLine {
	var out []editionLine
	for i, h := range page.History {
		l := editionLine{Past: h, Href: "/" + h.Address, Here: h.Version == page.Version, Tag: web.Tag{Text: i18n.T("publish.status." + string(h.Status))}}
		if h.Status == publish.Live {
			l.Tag.Kind = "ok"
		}
		readable := func(e publish.Past) bool { return e.Status != publish.Removed }
		if before := slices.IndexFunc(page.History[i+1:], readable); before >= 0 && readable(h) {
			l.Compare = searchURL(itemURL(page.ID)+"/compare", "from", page.History[i+1+before].Version, "to", h.Version)
		}
		say := func(key string, args ...any) { l.Lines = append(l.Lines, i18n.T(key, args...)) }
		if h.Note != "" {
			say("portal.edition.note", h.Note)
		}
		if !h.Planned.IsZero() {
			say("portal.edition.planned", moment(h.Planned), moment(h.Released))
		}
		if h.Emergency && h.Confirmed {
			say("portal.edition.confirmed")
		} else if h.Emergency {
			say("portal.edition.emergency")
		}
		if !h.Ended.IsZero() {
			say("portal.edition.ended", moment(h.Ended), i18n.T("publish.status."+string(h.Status)))
		}
		if h.Reason != "" {
			say("portal.edition.reason", h.Reason)
		}
		out = append(out, l)
	}
	return out
}

// proofPanel is how the public log knows the item.
func (p *Portal) proofPanel(ctx context.Context, page *publish.Page) (v proofPanel, err error) {
	acts, err := p.publicActs(ctx, publish.RefOf(page.ID))
	if err != nil {
		return v, err
	}
	v = proofPanel{
		First: moment(page.FirstAt), Count: len(acts), SHA256: proof.SHA256(page.Content.Body), SM3: proof.SM3(page.Content.Body),
		Bundle: itemURL(page.ID) + "/proof.json",
	}
	for _, h := range page.History {
		if h.Version == page.Version {
			v.Text = "/" + h.Address + ".txt"
		}
	}
	for _, e := range acts {
		v.Acts = append(v.Acts, proofAct{actName(e), moment(e.At), itemURL(page.ID) + "/proof/" + strconv.FormatInt(e.ID, 10) + ".json"})
	}
	return v, nil
}

// actName is a public act in words, with the version that it was about.
func actName(e journal.Entry) string {
	var shown struct {
		Version string `json:"version"`
	}
	if err := e.Decode(&shown); err != nil || shown.Version == "" { // erased since
		return i18n.T(e.Act)
	}
	return i18n.T("portal.act_of", i18n.T(e.Act), shown.Version)
}
