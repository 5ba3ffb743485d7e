package portal

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/surface/web"
)

// An itemFind narrows the catalogue of what is public (政府信息公开目录).
type itemFind struct {
	Anchor law.Ref      `form:"anchor" label:"publish.anchor" type:"select"`
	Theme  string       `form:"theme" label:"publish.theme" type:"select"`
	Genre  string       `form:"genre" label:"publish.genre" type:"select"`
	Unit   int64        `form:"unit" label:"publish.unit" type:"select"`
	Column int64        `form:"column" label:"publish.column" type:"select"`
	From   calendar.Day `form:"from" label:"portal.from" type:"date"`
	To     calendar.Day `form:"to" label:"portal.to" type:"date"`
}

// look is what is asked for; a column stands for all below it.
func (q itemFind) look(s *shelf) publish.Look {
	l := publish.Look{Anchor: q.Anchor, Theme: q.Theme, Genre: q.Genre, From: q.From, To: q.To}
	if q.Unit != 0 {
		l.Units = []int64{q.Unit}
	}
	if c := s.column[q.Column]; c != nil {
		l.Columns = s.within(c)
	} else if q.Column != 0 {
		l.Columns = []int64{q.Column}
	}
	return l
}

// pairs are the filters as the address of a list has them.
func (q itemFind) pairs() []string {
	return []string{
		"anchor", string(q.Anchor), "theme", q.Theme, "genre", q.Genre, "unit", positive(q.Unit), "column", positive(q.Column), "from", string(q.From), "to", string(q.To),
	}
}

// catalogueCols are the fields that the law asks of the catalogue (条例第十二条):
// number, name, what it is about, and the day of the document.
var catalogueCols = []web.Col[publish.Listed]{
	{Label: "portal.index_no", Class: "o1 nw", Cell: func(it publish.Listed) web.Cell { return web.Cell{Text: it.Index} }},
	{Label: "publish.title", Class: "ti", Cell: func(it publish.Listed) web.Cell {
		return titleCell(it.Validity, it.Title, itemURL(it.ID), it.Number)
	}},
	{Label: "publish.summary", Class: "gist", Cell: func(it publish.Listed) web.Cell { return web.Cell{Sub: it.Summary} }},
	{Label: "publish.anchor", Cell: func(it publish.Listed) web.Cell { return web.Cell{Text: anchorText(it.Anchor)} }},
	{Label: "publish.made_on", Class: "nw", Cell: func(it publish.Listed) web.Cell { return web.Cell{Text: string(it.MadeOn)} }},
	{Label: "portal.released", Class: "o2 nw", Cell: func(it publish.Listed) web.Cell { return web.Cell{Text: string(calendar.DayOf(it.Released))} }},
}

var (
	itemList = web.ListPage[itemFind, publish.Listed](web.Portal, "portal.publish", catalogueCols...).In(publishColumn)
	itemShow = web.MustPage[itemView](pages, web.Portal, "pages/publish.html")
	itemGone = web.MustPage[goneView](pages, web.Portal, "pages/publish_gone.html").In(publishColumn)
)

func (p *Portal) publishRoutes() []web.Route {
	find := func(ctx context.Context, q itemFind, page db.Page) (db.Rows[publish.Listed], error) {
		s, err := p.shelf(ctx)
		if err != nil {
			return db.Rows[publish.Listed]{}, err
		}
		return p.Items.Latest(visitor(ctx), q.look(s), page)
	}
	one := publishPath + "/{id}"
	return []web.Route{
		web.Public(publishPath, web.List(itemList, find, append(p.itemChoices(), web.Empty("portal.nothing_public"), web.Download(publishPath+".csv"), web.Syndicate(publishPath+feedName))...)).On("publish", "unit"),
		web.Public(publishPath+".csv", web.CSV(itemList, "portal.publish", find)).On("publish"),
		web.Public(publishPath+feedName, func(r *web.Req) (web.Reply, error) {
			q, err := web.Bind[itemFind](r)
			if err != nil {
				return nil, err
			}
			s, err := p.shelf(r.Context())
			if err != nil {
				return nil, err
			}
			return p.feed(r, feedOf{path: publishPath, title: s.listTitle(q), look: q.look(s), filters: q.pairs()})
		}).On("publish"),
		web.Public(one, p.item).On("publish/{id}"),
		web.Public(one+"/{edition}", p.edition).On("publish/{id}"),
		web.Public(one+"/compare", p.compare).On("publish/{id}"),
		web.Public(one+"/proof.json", p.itemProof).On("publish/{id}", journal.Signed),
		web.Public(one+"/proof/{entry}", p.actProof).On("publish/{id}", journal.Signed),
		web.Public(one+"/file/{file}", p.itemFile).On("publish/{id}"),
		web.Public(one+"/{edition}/file/{file}", p.itemFile).On("publish/{id}"),
	}
}

// itemChoices are the choices of the filters of items.
func (p *Portal) itemChoices() []web.Opt {
	return []web.Opt{
		web.Options("anchor", anchorChoices), web.Options("theme", classChoices(law.Theme)), web.Options("genre", classChoices(law.Genre)),
		web.Options("unit", func(ctx context.Context) ([]web.Option, error) {
			s, err := p.shelf(ctx)
			if err != nil {
				return nil, err
			}
			var out []web.Option
			for _, u := range s.units {
				out = append(out, web.Option{Value: strconv.FormatInt(u.ID, 10), Label: u.Short})
			}
			return out, nil
		}),
		web.Options("column", func(ctx context.Context) ([]web.Option, error) {
			s, err := p.shelf(ctx)
			if err != nil {
				return nil, err
			}
			var out []web.Option
			for _, c := range s.columns {
				if !c.Hidden {
					out = append(out, web.Option{Value: strconv.FormatInt(int64(c.ID), 10), Label: c.Path})
				}
			}
			return out, nil
		}),
	}
}

// listTitle names the catalogue by whose it is and the column that it is narrowed to.
func (s *shelf) listTitle(q itemFind) string {
	title := i18n.T("portal.publish")
	if c := s.column[q.Column]; c != nil {
		title = c.Name
	}
	if u := s.unit[q.Unit]; u != nil {
		title = i18n.T("portal.list_of", u.Short, title)
	}
	return title
}

func anchorChoices(context.Context) ([]web.Option, error) {
	var out []web.Option
	for _, a := range law.Anchors() {
		out = append(out, web.Option{Value: string(a.Ref), Label: a.Place + "\u3000" + a.Gist})
	}
	return out, nil
}

func classChoices(s law.Scheme) web.Source {
	return func(context.Context) ([]web.Option, error) {
		var out []web.Option
		for _, c := range law.ClassesOf(s) {
			out = append(out, web.Option{Value: c.Code, Label: c.Name})
		}
		return out, nil
	}
}

// anchorText is the article under which something is public, in words.
func anchorText(r law.Ref) string {
	if r == "" {
		return ""
	}
	_, a, ok := law.Lookup(r)
	if !ok {
		return string(r)
	}
	return a.Place
}

func className(s law.Scheme, code string) string {
	c, _ := law.ClassOf(s, code)
	return c.Name
}

// fileURL is the address of an attachment at that of an item, or of one edition of it.
func fileURL(at string, file int64) string { return at + "/file/" + strconv.FormatInt(file, 10) }

func itemURL(id publish.ID) string { return "/" + publish.RefOf(id) }

// item answers the address of an item: the edition that stands.
func (p *Portal) item(r *web.Req) (web.Reply, error) {
	id, err := web.ID[publish.ID](r)
	if err != nil {
		return nil, err
	}
	page, err := p.Items.Page(visitor(r.Context()), id)
	if err != nil {
		return nil, err
	}
	return p.drawItem(r, page, false)
}

// edition answers the address of one edition for good, or sends its text alone:
// the bytes whose hash stands in the public log.
func (p *Portal) edition(r *web.Req) (web.Reply, error) {
	id, err := web.ID[publish.ID](r)
	if err != nil {
		return nil, err
	}
	name, text := strings.CutSuffix(r.PathValue("edition"), ".txt")
	if name == "" { // the item itself has another address
		return nil, fault.New(fault.NotFound, "not_found")
	}
	page, err := p.Items.PageAt(visitor(r.Context()), id, name)
	if err != nil {
		return nil, err
	}
	if text && page.Content != nil {
		return raw{typ: plain, data: []byte(page.Content.Body)}, nil
	}
	return p.drawItem(r, page, true)
}

// A goneView is the tombstone of an item that was removed, or of one edition of it.
type goneView struct {
	Index, Unit, Reason string
	Ended               string
	Proof               string
	Version             string    // of the edition; "" for the whole item
	Newest              *web.Link // what stands in its place
}

// drawItem draws an item at one of its addresses; what was removed leads to its
// successor or says why it is gone.
func (p *Portal) drawItem(r *web.Req, page *publish.Page, dated bool) (web.Reply, error) {
	if page.Content != nil {
		v, err := p.itemView(r.Context(), page, dated)
		if err != nil {
			return nil, err
		}
		return itemShow.With(v), nil
	}
	if page.Successor != 0 {
		return web.Moved(itemURL(page.Successor)), nil
	}
	last, err := p.Items.Page(visitor(r.Context()), page.ID)
	if err != nil {
		return nil, err
	}
	v := goneView{Index: page.Index, Unit: page.Unit, Reason: last.Reason, Ended: moment(last.Ended), Proof: itemURL(page.ID) + "/proof.json"}
	if last.Content != nil { // an edition before the last was taken away, and no more
		v.Version, v.Reason, v.Ended = page.Version, page.Reason, moment(page.Ended)
		v.Newest = &web.Link{Href: itemURL(page.ID), Label: i18n.T("portal.note.newest", last.Version)}
	}
	return web.WithStatus(http.StatusGone, itemGone.With(v)), nil
}

// itemProof sends the proof of the newest public act on an item.
func (p *Portal) itemProof(r *web.Req) (web.Reply, error) {
	id, err := web.ID[publish.ID](r)
	if err != nil {
		return nil, err
	}
	if _, err := p.Items.Page(visitor(r.Context()), id); err != nil {
		return nil, err
	}
	return p.bundle(r.Context(), publish.RefOf(id))
}

// actProof sends the proof of one public act on an item.
func (p *Portal) actProof(r *web.Req) (web.Reply, error) {
	id, err := web.ID[publish.ID](r)
	if err != nil {
		return nil, err
	}
	acts, err := p.publicActs(r.Context(), publish.RefOf(id))
	if err != nil {
		return nil, err
	}
	entry, ok := strings.CutSuffix(r.PathValue("entry"), ".json")
	if !ok || !slices.ContainsFunc(acts, func(e journal.Entry) bool { return strconv.FormatInt(e.ID, 10) == entry }) {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	return p.bundle(r.Context(), entry)
}

// actsMost is how many acts on an item are looked at for its page.
const actsMost = 200

// publicActs lists what was done to a thing before everybody's eyes, the first act first.
func (p *Portal) publicActs(ctx context.Context, ref string) (out []journal.Entry, err error) {
	err = p.DB.Read(visitor(ctx), func(tx *db.Tx) error {
		rows, err := journal.For(tx, ref, db.Page{Size: actsMost})
		out = slices.DeleteFunc(rows.Items, func(e journal.Entry) bool { return e.Form != journal.FormPublic })
		slices.Reverse(out)
		return err
	})
	return out, err
}

// itemFile sends an attachment: pictures to be shown, everything else to be kept.
// The address without an edition leads on to what has replaced the file since;
// that with one is of the file itself, for good.
func (p *Portal) itemFile(r *web.Req) (web.Reply, error) {
	id, err := web.ID[publish.ID](r)
	if err != nil {
		return nil, err
	}
	file, err := strconv.ParseInt(r.PathValue("file"), 10, 64)
	if err != nil {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	var f files.File
	if edition := r.PathValue("edition"); edition != "" {
		f, err = p.Items.FileAt(visitor(r.Context()), id, edition, file)
	} else {
		f, err = p.Items.File(visitor(r.Context()), id, file)
	}
	if err != nil {
		return nil, err
	}
	if f.ID != file {
		return web.Moved(fileURL(itemURL(id), f.ID)), nil
	}
	content, err := p.Files.Open(r.Context(), f)
	if err != nil {
		return nil, err
	}
	return web.File{Name: f.Name, Type: f.Type.MIME(), Modified: f.MadeAt, Inline: isPicture(f.Type.MIME()), Content: content}, nil
}

// isPicture reports whether a type can be drawn in a page and do nothing else.
func isPicture(mime string) bool {
	return slices.Contains([]string{"image/png", "image/jpeg", "image/gif", "image/webp"}, mime)
}

// moved answers a path that leads nowhere here: it may have been on an earlier
// site, whose addresses stay good (国办发〔2017〕47号: 网站迁移后旧网址应当跳转).
func (p *Portal) moved(r *web.Req) (web.Reply, error) {
	for _, old := range []string{r.Here(), "http://" + r.Host + r.Here(), "https://" + r.Host + r.Here()} {
		id, err := p.Items.Moved(visitor(r.Context()), old)
		switch {
		case err == nil:
			return web.Moved(itemURL(id)), nil
		case fault.Of(err) != fault.NotFound:
			return nil, err
		}
	}
	return nil, fault.New(fault.NotFound, "not_found")
}

// mapItems lists the public items for search engines, the oldest first.
func (p *Portal) mapItems() MapPart {
	return MapPart{
		Name: "publish",
		Pages: func(ctx context.Context) (int, error) {
			n, err := p.Items.Count(visitor(ctx))
			return (n + mapMost - 1) / mapMost, err
		},
		List: func(ctx context.Context, page int) (out []MapURL, err error) {
			items, err := p.Items.Addresses(visitor(ctx), (page-1)*mapMost, mapMost)
			for _, it := range items {
				out = append(out, MapURL{itemURL(it.ID), web.AtomTime(it.Released)})
			}
			return out, err
		},
	}
}
