// Package portal is what the public sees: how far the yearly plan is, with its
// evidence and proofs, the calculator of deadlines, the units, the public log.
// Nothing on it needs a sign-in or a script, and nothing on it is about a
// person: it draws only the public views of the nouns.
//
// A noun is a file with a table of routes; start at Routes.
package portal

import (
	"context"
	"embed"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/cleanup"
	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/consult"
	"gongkai.example/gongkai/internal/domain/correction"
	"gongkai.example/gongkai/internal/domain/deposit"
	"gongkai.example/gongkai/internal/domain/event"
	"gongkai.example/gongkai/internal/domain/faq"
	"gongkai.example/gongkai/internal/domain/finder"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/gazette"
	"gongkai.example/gongkai/internal/domain/hotspot"
	"gongkai.example/gongkai/internal/domain/interpret"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/proposal"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/remedy"
	"gongkai.example/gongkai/internal/domain/response"
	"gongkai.example/gongkai/internal/domain/subscribe"
	"gongkai.example/gongkai/internal/domain/survey"
	"gongkai.example/gongkai/internal/domain/topic"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/holidays"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/search"
	"gongkai.example/gongkai/internal/surface/web"
)

// Where the pages are.
const (
	homePath      = "/"
	publishPath   = "/publish"
	columnPath    = "/column"
	topicPath     = "/topic"
	searchPath    = "/search"
	planPath      = "/plan"
	reportPath    = "/plan/report"
	cataloguePath = "/catalogue"
	duePath       = "/due"
	journalPath   = "/journal"
	unitPath      = "/unit"
	aboutPath     = "/about"
	mapPath       = "/sitemap"
)

//go:embed pages
var pages embed.FS

// Portal is what the pages stand on. App sets the fields once.
type Portal struct {
	DB            *db.DB
	Units         *unit.Service
	Holidays      *holidays.Holidays
	Plans         *plan.Service
	Columns       *column.Service
	Catalogues    *catalogue.Service
	Items         *publish.Service
	Topics        *topic.Service
	Documents     *policy.Service
	Interprets    *interpret.Service
	Cleanups      *cleanup.Service
	Gazettes      *gazette.Service
	Deposits      *deposit.Service
	Surveys       *survey.Service
	Finders       *finder.Service
	FAQs          *faq.Service
	Consults      *consult.Service
	Events        *event.Service
	Remedies      *remedy.Service
	Requests      *foi.Service
	Proposals     *proposal.Service
	Corrections   *correction.Service
	Messages      *message.Service
	Concerns      *response.Service
	Hotspots      *hotspot.Service
	Search        *search.Index
	Journal       *journal.Journal
	Files         *files.Store
	Memory        *web.Memory // of pages, and of what they are made of; nil keeps nothing
	Subscriptions *subscribe.Service
	Maps          []MapPart // public pages of further nouns, for search engines
}

// Routes is every page of the portal.
func (p *Portal) Routes() []web.Route {
	return slices.Concat(
		p.homeRoutes(), p.publishRoutes(), p.columnRoutes(), p.topicRoutes(), p.policyRoutes(), p.interpretRoutes(), p.cleanupRoutes(), p.gazetteRoutes(), p.surveyRoutes(), p.finderRoutes(), p.faqRoutes(), p.consultRoutes(), p.eventRoutes(), p.searchRoutes(), p.platformRoutes(), p.planRoutes(), p.reportRoutes(), p.catalogueRoutes(), p.dueRoutes(), p.journalRoutes(), p.unitRoutes(), p.aboutRoutes(), p.subscribeRoutes(), p.foiRoutes(), p.correctionRoutes(), p.messageRoutes(), p.talkRoutes(), p.responseRoutes(), p.hotspotRoutes(),
	)
}

// Nav is the menu of the portal.
func (p *Portal) Nav() []web.Item {
	return []web.Item{
		{Label: "portal.home", Path: homePath},
		{Label: "portal.nav.publish", Path: publishPath, Below: []web.Item{
			{Label: "portal.publish", Path: publishPath},
			{Label: "portal.column", Path: columnPath},
			{Label: "portal.topic", Path: topicPath},
			{Label: "portal.catalogue", Path: cataloguePath},
		}},
		{Label: "portal.nav.policy", Path: policyPath, Below: []web.Item{
			{Label: "portal.policy", Path: policyPath},
			{Label: "portal.interpret", Path: interpretPath},
			{Label: "portal.finder", Path: finderPath},
			{Label: "portal.faq", Path: faqPath},
			{Label: "portal.gazette", Path: gazettePath},
		}},
		{Label: "portal.tile.request", Path: foiPath},
		{Label: "portal.talk", Path: talkPath, Below: []web.Item{
			{Label: "portal.message_list", Path: messagePath},
			{Label: "consult.consults", Path: consultPath},
			{Label: "survey.surveys", Path: surveyPath},
			{Label: "event.events", Path: eventPath},
			{Label: "portal.response", Path: responsePath},
			{Label: "portal.hotspot", Path: hotspotPath},
		}},
		{Label: "portal.plan", Path: planPath},
		{Label: "portal.journal", Path: journalPath},
		{Label: "portal.unit", Path: unitPath},
	}
}

// Links is the line of links in the foot of every page.
func (p *Portal) Links() []web.Link {
	return []web.Link{
		{Href: mapPath, Label: i18n.T("portal.sitemap")},
		{Href: duePath, Label: i18n.T("portal.due")},
		{Href: aboutPath, Label: i18n.T("portal.about")},
		{Href: aboutPath + "#access", Label: i18n.T("portal.access")},
		{Href: aboutPath + "#privacy", Label: i18n.T("portal.privacy")},
		{Href: aboutPath + "#contact", Label: i18n.T("portal.contact")},
	}
}

// Join tells the kit where the portal is.
func (p *Portal) Join(k *web.Kit) {
	k.Nav, k.Missing = p.Nav(), p.moved
	k.Codes = map[byte]string{'I': "publish", 'P': "plan", 'R': "plan/report"}
	site := k.Site
	k.Site = func() web.Site {
		s := site()
		s.Links = p.Links()
		return s
	}
}

// visitor is a context in which nobody in particular looks: what is shown on the
// portal does not depend on who is signed in beside it.
func visitor(ctx context.Context) context.Context { return auth.With(ctx, auth.Actor{}) }

// newest is the page of the newest plan under way; false before the first.
func (p *Portal) newest(ctx context.Context) (page *plan.Page, ok bool, err error) {
	found, err := p.Plans.Newest(visitor(ctx))
	if fault.Of(err) == fault.NotFound {
		return nil, false, nil
	}
	if err == nil {
		page, err = p.page(ctx, found.ID)
	}
	return page, err == nil, err
}

// lines is text in its lines, none of them empty.
func lines(text string) []string {
	var out []string
	for l := range strings.Lines(text) {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}
