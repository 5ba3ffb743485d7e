package api

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/topic"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/search"
	"gongkai.example/gongkai/internal/surface/web"
)

// publicItemEndpoints answer anybody about what is public.
func (a *API) publicItemEndpoints() []Endpoint {
	return []Endpoint{
		list("/public/items", "public.items", auth.Public, a.publicItems),
		file("/public/items.csv", "public.items_table", auth.Public, "text/csv", a.itemsTable),
		get("/public/items/{id}", "public.item", auth.Public, a.publicItem),
		look("/public/edition", "public.edition", auth.Public, a.publicEdition),
		look("/public/topics", "public.topics", auth.Public, a.publicTopics),
		look("/public/topic", "public.topic", auth.Public, a.publicTopic),
		file("/public/topic.csv", "public.topic_table", auth.Public, "text/csv", a.topicTable),
		look("/public/search", "public.search", auth.Public, a.search),
		file("/public/search.csv", "public.search_table", auth.Public, "text/csv", a.searchTable),
		look("/public/suggest", "public.suggest", auth.Public, a.suggest),
		file("/public/dcat.jsonld", "public.dcat", auth.Public, "application/ld+json", a.dcat),
	}
}

// itemFind narrows the list of public items.
type itemFind struct {
	Column int64        `form:"column" label:"publish.column" hint:"api.column_hint"`
	Unit   int64        `form:"unit" label:"publish.unit"`
	Anchor law.Ref      `form:"anchor" label:"publish.anchor" max:"40"`
	Theme  string       `form:"theme" label:"publish.theme" max:"10"`
	Genre  string       `form:"genre" label:"publish.genre" max:"10"`
	Row    int64        `form:"row" label:"publish.row"`
	From   calendar.Day `form:"from" label:"portal.from"`
	To     calendar.Day `form:"to" label:"portal.to"`
}

func (q itemFind) look() publish.Look {
	l := publish.Look{Row: q.Row, Theme: q.Theme, Genre: q.Genre, Anchor: q.Anchor, From: q.From, To: q.To}
	if q.Column != 0 {
		l.Columns = []int64{q.Column}
	}
	if q.Unit != 0 {
		l.Units = []int64{q.Unit}
	}
	return l
}

func (a *API) publicItems(ctx context.Context, q itemFind, p db.Page) (db.Rows[publish.Listed], error) {
	return a.Items.Latest(ctx, q.look(), p)
}

func (a *API) publicItem(ctx context.Context, id publish.ID) (*publish.Page, error) {
	return a.Items.Page(ctx, id)
}

// editionInput names one edition by its address for good, as the history of an item has it.
type editionInput struct {
	Address string `form:"address" label:"api.edition" hint:"api.edition_hint" required:"true" max:"100"`
}

func (a *API) publicEdition(ctx context.Context, in editionInput) (*publish.Page, error) {
	noun, rest, _ := strings.Cut(strings.TrimPrefix(in.Address, "/"), "/")
	number, name, _ := strings.Cut(rest, "/")
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil || noun != "publish" || name == "" {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	return a.Items.PageAt(ctx, publish.ID(id), name)
}

// PublicTopics is the topics that have a page.
type PublicTopics struct {
	Topics []topic.Page `json:"topics"`
}

func (a *API) publicTopics(ctx context.Context, _ struct{}) (out PublicTopics, err error) {
	out.Topics, err = a.Topics.Public(ctx)
	if out.Topics == nil {
		out.Topics = []topic.Page{}
	}
	return out, err
}

// topicInput names a topic, and a page of its items.
type topicInput struct {
	Code  string `form:"code" label:"topic.code" required:"true" max:"40"`
	After string `form:"after" label:"api.after" max:"200"`
}

func (a *API) publicTopic(ctx context.Context, in topicInput) (topic.Page, error) {
	return a.Topics.Page(ctx, in.Code, db.Page{After: in.After})
}

// searchInput is a search.
type searchInput struct {
	Q       string         `form:"q" label:"portal.q" max:"500"`
	Units   []int64        `form:"unit" label:"publish.unit"`
	Columns []int64        `form:"column" label:"publish.column"`
	Years   []int          `form:"year" label:"portal.year"`
	Genres  []string       `form:"genre" label:"publish.genre"`
	States  []search.State `form:"state" label:"publish.validity"`
	From    calendar.Day   `form:"from" label:"portal.from"`
	To      calendar.Day   `form:"to" label:"portal.to"`
	Newest  bool           `form:"newest" label:"portal.newest"`
	Page    int            `form:"page" label:"portal.page"`
	Size    int            `form:"size" label:"api.size"`
}

// Check asks for numbers that something may have.
func (in searchInput) Check() error {
	var c fault.Check
	c.That(!slices.ContainsFunc(in.Units, func(n int64) bool { return n <= 0 }), "unit", "not_found")
	c.That(!slices.ContainsFunc(in.Columns, func(n int64) bool { return n <= 0 }), "column", "not_found")
	c.That(!slices.ContainsFunc(in.Years, func(n int) bool { return n <= 0 }), "year", "not_found")
	return c.Err()
}

func (in searchInput) query() search.Query {
	return search.Query{
		Text: in.Q, Units: in.Units, Columns: in.Columns, Years: in.Years, Kinds: in.Genres, States: in.States,
		From: in.From, To: in.To, Newest: in.Newest, Page: in.Page, Size: in.Size,
	}
}

func (a *API) search(ctx context.Context, in searchInput) (search.Result, error) {
	return read(ctx, a, func(tx *db.Tx) (search.Result, error) { return a.Search.Find(tx, in.query()) })
}

// suggestInput is the beginning of a title or a number.
type suggestInput struct {
	Q string `form:"q" label:"portal.q" required:"true" max:"200"`
}

// A Suggested list is titles that somebody may be typing.
type Suggested struct {
	Titles []SuggestedTitle `json:"titles"`
}

// A SuggestedTitle is one of them. What is not in force as it was, or was withdrawn, says so.
type SuggestedTitle struct {
	search.Suggestion
	Mark string `json:"mark,omitempty"`
}

// suggested is how many titles are offered.
const suggested = 8

func (a *API) suggest(ctx context.Context, in suggestInput) (out Suggested, err error) {
	return read(ctx, a, func(tx *db.Tx) (Suggested, error) {
		found, err := a.Search.Suggest(tx, in.Q, suggested)
		out.Titles = make([]SuggestedTitle, len(found))
		for i, f := range found {
			out.Titles[i].Suggestion = f
			if f.State != search.Valid && f.State != "" {
				out.Titles[i].Mark = stateWords(f.State)
			}
		}
		return out, err
	})
}

// A dcatNode is one object of JSON-LD.
type dcatNode map[string]any

// dcatContext names the vocabularies of DCAT-AP.
var dcatContext = dcatNode{
	"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/", "xsd": "http://www.w3.org/2001/XMLSchema#",
}

// dcat describes what is published as a catalogue of data sets (DCAT-AP 3). A
// data set is a column: it has a keeper, a cadence and a list that can be read
// as JSON, CSV and feed, which is what a harvester takes over. An item is a
// document, and the list names each; a catalogue of a hundred thousand data
// sets of one page each would be of no use to anybody.
func (a *API) dcat(r *http.Request, _ struct{}) (web.Bytes, error) {
	ctx := r.Context()
	base := base(a, r)
	units, err := a.Units.Tree(ctx)
	if err != nil {
		return web.Bytes{}, err
	}
	keepers := map[int64]dcatNode{}
	for _, u := range units {
		keepers[u.ID] = dcatNode{"@id": base + "/unit/" + u.Code, "@type": "foaf:Agent", "foaf:name": said(u.Name)}
	}
	columns, err := a.Columns.Tree(ctx)
	if err != nil {
		return web.Bytes{}, err
	}
	sets := []dcatNode{}
	for _, c := range columns {
		if c.Hidden || !c.Leaf() {
			continue
		}
		rows, err := a.Items.Latest(ctx, publish.Look{Columns: []int64{int64(c.ID)}}, db.Page{Size: 1})
		if err != nil {
			return web.Bytes{}, err
		}
		if len(rows.Items) == 0 {
			continue
		}
		page, query := base+"/column/"+c.Code, "?column="+strconv.FormatInt(int64(c.ID), 10)
		words := make([]dcatNode, len(c.Keywords))
		for i, w := range c.Keywords {
			words[i] = said(w)
		}
		sets = append(sets, dcatNode{
			"@id": page, "@type": "dcat:Dataset", "dct:title": said(c.Path), "dct:description": said(c.About), "dcat:keyword": words, "dct:identifier": c.Code,
			"dct:publisher": keepers[c.KeeperID], "dct:modified": typed("xsd:dateTime", web.AtomTime(rows.Items[0].Released)), "dcat:landingPage": dcatNode{"@id": page},
			"dcat:distribution": []dcatNode{
				distribution(base+root+"/public/items"+query, "application/json"), distribution(base+root+"/public/items.csv"+query, "text/csv"),
				distribution(page+"/feed.xml", "application/atom+xml"),
			},
		})
	}
	top := dcatNode{
		"@context": dcatContext, "@id": base + "/", "@type": "dcat:Catalog", "dct:title": said(i18n.T("portal.publish")), "dct:description": said(i18n.T("portal.column.publish.about")),
		"dct:language": dcatNode{"@id": "http://publications.europa.eu/resource/authority/language/ZHO"}, "foaf:homepage": dcatNode{"@id": base + "/"}, "dcat:dataset": sets,
	}
	if len(units) > 0 {
		top["dct:publisher"] = keepers[units[0].ID]
	}
	data, err := encode(top, false)
	return web.Bytes{Name: "dcat.jsonld", Type: "application/ld+json", Data: data}, err
}

// said is a text of the country's language.
func said(text string) dcatNode { return dcatNode{"@value": text, "@language": "zh"} }

func typed(kind, text string) dcatNode { return dcatNode{"@type": kind, "@value": text} }

func distribution(at, media string) dcatNode {
	return dcatNode{
		"@id": at, "@type": "dcat:Distribution", "dcat:accessURL": dcatNode{"@id": at}, "dcat:downloadURL": dcatNode{"@id": at},
		"dcat:mediaType": dcatNode{"@id": "https://www.iana.org/assignments/media-types/" + media},
	}
}

// base is where readers find the site, with no slash at the end.
func base(a *API, r *http.Request) string {
	switch {
	case a.URL != "":
		return a.URL
	case r.TLS != nil:
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
