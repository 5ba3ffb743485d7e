package portal

import (
	"context"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/surface/web"
)

// A place is one page of the disclosure platform of a unit, in the one layout
// for all of them (国办公开办函〔2019〕61号).
type place string

// The sections. The catalogue stands beside the five of the platform.
const (
	sectionGuide     place = "guide"     // 政府信息公开指南
	sectionCatalogue place = "catalogue" // 政府信息公开目录
	sectionRules     place = "rules"     // 政府信息公开制度
	sectionStatutory place = "statutory" // 法定主动公开内容
	sectionAnnual    place = "annual"    // 政府信息公开年报
	sectionRequest   place = "request"   // 依申请公开
)

var sections = []place{sectionGuide, sectionCatalogue, sectionRules, sectionStatutory, sectionAnnual, sectionRequest}

// platformHome is the place of the column that is the platform itself.
const platformHome = "home"

func (s place) title() string { return i18n.T("portal.section." + string(s)) }

// A platform is what the pages of one unit share.
type platform struct {
	Unit     unit.Unit
	Href     string
	Here     place
	Sections []web.Tab
}

// Crumbs is the way to the page.
func (p platform) Crumbs() []web.Link {
	out := []web.Link{{Href: homePath, Label: i18n.T("portal.home")}, {Href: unitPath, Label: i18n.T("portal.unit")}}
	if p.Here == "" {
		return append(out, web.Link{Label: p.Unit.Short})
	}
	return append(out, web.Link{Href: p.Href, Label: p.Unit.Short}, web.Link{Label: p.Here.title()})
}

// Meta is what the head says about the page.
func (p platform) Meta() web.Meta {
	m := web.Meta{Column: unitColumn, Feeds: []web.Link{{Href: p.Href + feedName, Label: p.Unit.Name}}}
	switch p.Here {
	case sectionGuide, sectionRules, sectionAnnual, sectionRequest:
		m.Column.Kind = i18n.Text(column.Kind(p.Here).Label())
	case sectionCatalogue, sectionStatutory:
		m.Column.Kind = i18n.Text(column.Kind(sectionCatalogue).Label())
	default:
		return m
	}
	m.Column.Name, m.Column.About = p.Here.title(), i18n.T("portal.section_about", p.Unit.Name, p.Here.title())
	m.Column.Keywords = []string{p.Unit.Short, p.Here.title()}
	return m
}

// A platformView is the page of a unit, or a section that is a list of items.
type platformView struct {
	platform
	web.Lines
	Empty  string
	Mail   string    // where to subscribe; "" on a section
	Column *web.Link // of the platform, with the items of all units
}

// Meta is what the head says about the page.
func (v platformView) Meta() web.Meta {
	m := v.platform.Meta()
	if v.Here != "" && v.Feed != "" {
		m.Feeds = append(m.Feeds, web.Link{Href: v.Feed, Label: v.Here.title()})
	}
	return m
}

// A statutoryView is what the law has a unit make public, column by column.
type statutoryView struct {
	platform
	Groups []statutoryGroup
}

// A statutoryGroup is one column with the newest items of the unit in it.
type statutoryGroup struct {
	ID, Name, About, Href string
	Own                   string // all of the unit's
	Anchors               []string
	Total                 int
	More                  bool
	Rows                  web.Lines
}

// A guideView is the guide to the information of a unit (条例第十二条).
type guideView struct {
	platform
	Office   string // the department in charge (条例第三条)
	Whose    string // whose contacts stand here; "" if they are its own
	InCharge bool   // and that is the department in charge
	Columns  []web.Link
	Themes   []string
	Genres   []string
	Contacts []web.Fact
	Reading  string
	Version  calendar.Day
	Review   []string
	Court    string
	Open     int // 工作日 from the making to the release
	Reply    int // to answer a request
	Extend   int // by which the answer may be later
	Clarify  int // to say what a request lacks
}

var (
	unitOne       = web.MustPage[platformView](pages, web.Portal, "pages/platform.html")
	statutoryShow = web.MustPage[statutoryView](pages, web.Portal, "pages/statutory.html")
	guideShow     = web.MustPage[guideView](pages, web.Portal, "pages/guide.html")
	requestShow   = web.MustPage[guideView](pages, web.Portal, "pages/request.html")
	indexShow     = web.MustPage[indexView](pages, web.Portal, "pages/index.html")
)

func (p *Portal) platformRoutes() []web.Route {
	one := unitPath + "/{code}"
	return []web.Route{
		web.Public(one, p.unitPage).On("publish"),
		web.Public(one+feedName, p.unitFeed).On("publish"),
		web.Public(one+"/"+string(sectionGuide), p.guide).On("profile"),
		web.Public(one+"/"+string(sectionRequest), p.guide).On("profile"),
		web.Public(one+"/"+string(sectionCatalogue), p.unitCatalogue).On("publish"),
		web.Public(one+"/"+string(sectionStatutory), p.statutory).On("publish"),
		web.Public(one+"/"+string(sectionRules), p.sectionItems(sectionRules)).On("publish"),
		web.Public(one+"/"+string(sectionAnnual), p.sectionItems(sectionAnnual)).On("publish"),
	}
}

func unitURL(u *unit.Unit) string { return unitPath + "/" + u.Code }

// home is the government itself, whose platform the site has at its front.
func (s *shelf) home() *unit.Unit {
	for i := range s.units {
		if s.units[i].Depth == 0 && s.units[i].Closed == "" {
			return &s.units[i]
		}
	}
	return &unit.Unit{}
}

// platformOf is the frame of the pages of the unit that the path names.
func (p *Portal) platformOf(r *web.Req, here place) (*shelf, platform, error) {
	s, err := p.shelf(r.Context())
	if err != nil {
		return nil, platform{}, err
	}
	u, err := s.unitNamed(r.PathValue("code"))
	if err != nil {
		return nil, platform{}, err
	}
	v := platform{Unit: *u, Href: unitURL(u), Here: here}
	for _, at := range sections {
		v.Sections = append(v.Sections, web.Tab{Href: v.Href + "/" + string(at), Label: at.title(), Here: at == here})
	}
	return s, v, nil
}

func (p *Portal) unitPage(r *web.Req) (web.Reply, error) {
	return p.platformItems(r, "", publish.Look{}, "portal.unit_empty")
}

func (p *Portal) unitFeed(r *web.Req) (web.Reply, error) {
	_, of, err := p.platformOf(r, "")
	if err != nil {
		return nil, err
	}
	return p.feed(r, feedOf{path: of.Href, title: of.Unit.Name, look: publish.Look{Units: []int64{of.Unit.ID}}})
}

// sectionItems is a section that lists the items of the unit in the column of that place.
func (p *Portal) sectionItems(here place) web.Handler {
	return func(r *web.Req) (web.Reply, error) {
		s, err := p.shelf(r.Context())
		if err != nil {
			return nil, err
		}
		look := publish.Look{Columns: []int64{-1}} // no column has that number: a profile may have no such place
		if c := s.placed(here); c != nil {
			look.Columns = s.within(c)
		}
		return p.platformItems(r, here, look, "portal.section_empty")
	}
}

// placed is the column that stands at a place of the platform.
func (s *shelf) placed(at place) *column.Column {
	for i := range s.columns {
		if c := &s.columns[i]; c.Platform == string(at) && c.Live() {
			return c
		}
	}
	return nil
}

func (p *Portal) platformItems(r *web.Req, here place, look publish.Look, empty string) (web.Reply, error) {
	s, of, err := p.platformOf(r, here)
	if err != nil {
		return nil, err
	}
	look.Units = []int64{of.Unit.ID}
	rows, err := p.Items.Latest(visitor(r.Context()), look, db.Page{After: r.URL.Query().Get("after")})
	if err != nil {
		return nil, err
	}
	v := platformView{platform: of, Lines: s.listOf(r, rows, false, ""), Empty: i18n.T(empty, of.Unit.Short, here.title())}
	if here == "" {
		v.Feed, v.Mail, v.Empty = of.Href+feedName, p.subscribeURL(unitSubject(of.Unit.Code)), i18n.T(empty, of.Unit.Short)
	} else if c := s.placed(here); c != nil {
		v.Feed = searchURL(publishPath+feedName, itemFind{Unit: of.Unit.ID, Column: int64(c.ID)}.pairs()...)
		v.Column = &web.Link{Href: columnURL(c), Label: c.Name}
	}
	return unitOne.With(v), nil
}

// statutoryFew is how many items of a column its group shows.
const statutoryFew = 3

// statutory lists the columns that the layout has for the unit, each with its newest items.
func (p *Portal) statutory(r *web.Req) (web.Reply, error) {
	s, of, err := p.platformOf(r, sectionStatutory)
	if err != nil {
		return nil, err
	}
	v := statutoryView{platform: of}
	for _, c := range column.Layout(s.columns, of.Unit.Kind) {
		if c.Platform != string(sectionStatutory) || !c.Leaf() {
			continue
		}
		rows, err := p.Items.Latest(visitor(r.Context()), publish.Look{Columns: []int64{int64(c.ID)}, Units: []int64{of.Unit.ID}}, db.Page{Size: statutoryFew})
		if err != nil {
			return nil, err
		}
		g := statutoryGroup{
			ID: c.Code, Name: c.Name, About: c.About, Href: columnURL(&c), Total: rows.Total, More: rows.More, Rows: web.Lines{Rows: s.lines(rows.Items, false)},
			Own: searchURL(publishPath, itemFind{Unit: of.Unit.ID, Column: int64(c.ID)}.pairs()...),
		}
		for _, a := range c.Anchors {
			if place := anchorText(law.Ref("foi:" + a)); !slices.Contains(g.Anchors, place) {
				g.Anchors = append(g.Anchors, place)
			}
		}
		v.Groups = append(v.Groups, g)
	}
	return statutoryShow.With(v), nil
}

// guide generates the guide from the profile, and the page that says how to apply.
func (p *Portal) guide(r *web.Req) (web.Reply, error) {
	here := place(strings.TrimPrefix(r.URL.Path, unitPath+"/"+r.PathValue("code")+"/"))
	s, of, err := p.platformOf(r, here)
	if err != nil {
		return nil, err
	}
	v := guideView{platform: of, Review: of.Unit.Review, Court: of.Unit.Court}
	if office := s.office(); office != nil {
		v.Office = office.Name
	}
	for _, c := range column.Layout(s.columns, of.Unit.Kind) {
		if c.Platform == string(sectionStatutory) && c.Leaf() {
			v.Columns = append(v.Columns, web.Link{Href: of.Href + "/" + string(sectionStatutory) + "#" + c.Code, Label: c.Name})
		}
	}
	for _, c := range law.ClassesOf(law.Theme) {
		v.Themes = append(v.Themes, c.Name)
	}
	for _, c := range law.ClassesOf(law.Genre) {
		v.Genres = append(v.Genres, c.Name)
	}
	if err := p.contacts(r.Context(), s, &v); err != nil {
		return nil, err
	}
	if here == sectionRequest {
		return requestShow.With(v), nil
	}
	return guideShow.With(v), nil
}

// office is the department in charge of disclosure; nil if the profile has none.
func (s *shelf) office() *unit.Unit {
	i := slices.IndexFunc(s.units, func(u unit.Unit) bool { return u.Kind == unit.Office && u.Closed == "" })
	if i < 0 {
		return nil
	}
	return &s.units[i]
}

// contacts is how to reach who works on disclosure: name, address, hours,
// telephone, fax and a way over the network (条例第十二条). The version is the day
// on which what the guide is made of changed last.
func (p *Portal) contacts(ctx context.Context, s *shelf, v *guideView) error {
	return p.DB.Read(visitor(ctx), func(tx *db.Tx) error {
		st, err := unit.Settings(tx)
		if err != nil {
			return err
		}
		if of := unit.Reach(s.units, v.Unit.ID); of != nil {
			v.Contacts = unitContacts(of)
			if of.ID != v.Unit.ID {
				v.Whose, v.InCharge = of.Name, of.Kind == unit.Office
			}
		} else {
			organ := orText(v.Office, st.Text(profile.SiteOrgan))
			v.Contacts = siteContacts(st, organ)
			if v.Unit.Depth > 0 && v.Unit.Kind != unit.Office {
				v.Whose, v.InCharge = organ, true
			}
		}
		v.Reading = st.Text(profile.SiteReading)
		v.Open, v.Reply, v.Extend, v.Clarify = law.MustTerm("publish.release").N, law.MustTerm("foi.reply").N, law.MustTerm("foi.extend").N, law.MustTerm("foi.clarify").N
		loaded, err := unit.NewestLoad(tx)
		if fault.Of(err) == fault.NotFound {
			return nil
		}
		v.Version = calendar.DayOf(loaded.At)
		return err
	})
}

// contact is one line of a contact; what is not known is said to be so.
func contact(label, text string) web.Fact {
	f := web.Fact{Label: "portal.contact." + label, Text: orText(text, i18n.T("portal.contact.none"))}
	if strings.HasPrefix(text, "http") {
		f.Href = text
	}
	return f
}

func unitContacts(u *unit.Unit) []web.Fact {
	return []web.Fact{
		contact("organ", orText(u.Desk, u.Name)), contact("address", u.Address), contact("hours", u.Hours),
		contact("phone", u.Phone), contact("fax", u.Fax), contact("online", u.Online),
	}
}

// siteContacts is the contact of the department in charge, as the settings have it.
func siteContacts(st profile.Settings, organ string) []web.Fact {
	return []web.Fact{
		contact("organ", organ), contact("address", st.Text(profile.SiteAddress)), contact("hours", st.Text(profile.SiteHours)),
		contact("phone", st.Text(profile.SitePhone)), contact("fax", st.Text(profile.SiteFax)), contact("mail", st.Text(profile.SiteMail)),
	}
}

// An indexView is the catalogue of the records of a unit (政府信息公开目录).
type indexView struct {
	platform
	Version calendar.Day // on which it changed last; "" while nothing was ever public
	Find    indexFind
	Anchors []web.Tab
	Rows    []indexRow
	Pager   web.Lines
	CSV     string
	Feed    string
}

// Meta is what the head says about the page.
func (v indexView) Meta() web.Meta {
	m := v.platform.Meta()
	m.Feeds = append(m.Feeds, web.Link{Href: v.Feed, Label: i18n.T("portal.publish")})
	return m
}

// indexFind narrows the catalogue by the article that things are public under.
type indexFind struct {
	Anchor law.Ref `form:"anchor" max:"40"`
}

// An indexRow is one record with the fields of the catalogue.
type indexRow struct {
	publish.Listed
	Href, Anchor string
	Released     calendar.Day
	Tag          web.Tag
}

// unitCatalogue generates the catalogue of a unit from its records.
func (p *Portal) unitCatalogue(r *web.Req) (web.Reply, error) {
	s, of, err := p.platformOf(r, sectionCatalogue)
	if err != nil {
		return nil, err
	}
	q, err := web.Bind[indexFind](r)
	if err != nil {
		return nil, err
	}
	rows, err := p.Items.Latest(visitor(r.Context()), publish.Look{Units: []int64{of.Unit.ID}, Anchor: q.Anchor}, db.Page{After: r.URL.Query().Get("after")})
	if err != nil {
		return nil, err
	}
	at := of.Href + "/" + string(sectionCatalogue)
	own := itemFind{Unit: of.Unit.ID, Anchor: q.Anchor}.pairs()
	v := indexView{
		platform: of, Find: q, Pager: s.listOf(r, rows, false, ""),
		CSV: searchURL(publishPath+".csv", own...), Feed: searchURL(publishPath+feedName, own...),
	}
	v.Anchors = []web.Tab{{Href: at, Label: i18n.T("portal.all"), Here: q.Anchor == ""}}
	for _, a := range law.Anchors() {
		v.Anchors = append(v.Anchors, web.Tab{Href: searchURL(at, "anchor", string(a.Ref)), Label: a.Gist, Here: q.Anchor == a.Ref})
	}
	changed, err := p.Items.Changed(visitor(r.Context()), of.Unit.ID)
	if err != nil {
		return nil, err
	}
	if !changed.IsZero() {
		v.Version = calendar.DayOf(changed)
	}
	for _, it := range rows.Items {
		var tag web.Tag
		it.Title, tag = listed(it.Validity, it.Title)
		v.Rows = append(v.Rows, indexRow{it, itemURL(it.ID), anchorText(it.Anchor), calendar.DayOf(it.Released), tag})
	}
	return indexShow.With(v), nil
}
