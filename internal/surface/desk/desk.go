// Package desk is what staff see: sign-in, what is to be done today, and the
// pages of every noun. It asks services and draws; it decides nothing.
//
// One file a noun has its table of routes, its pages and its columns. A thing
// of the journal, "duty/17", has its page at "/desk/duty/17".
package desk

import (
	"context"
	"embed"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/annual"
	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/cleanup"
	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/consult"
	"gongkai.example/gongkai/internal/domain/correction"
	"gongkai.example/gongkai/internal/domain/deposit"
	"gongkai.example/gongkai/internal/domain/duty"
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
	"gongkai.example/gongkai/internal/domain/survey"
	"gongkai.example/gongkai/internal/domain/topic"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/domain/user"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/holidays"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/session"
	"gongkai.example/gongkai/internal/surface/web"
)

// Where the desk is.
const (
	home        = "/desk"
	signInPath  = "/sign-in"
	codePath    = "/sign-in/code"
	changePath  = "/sign-in/password"
	signOutPath = "/sign-out"
	mePath      = "/desk/me"
)

//go:embed pages
var pages embed.FS

// Desk is what the pages stand on. App sets the fields once.
type Desk struct {
	DB          *db.DB
	Sessions    *session.Service
	Users       *user.Service
	Units       *unit.Service
	Duties      *duty.Service
	Holidays    *holidays.Holidays
	Journal     *journal.Journal
	Jobs        *jobs.Runner
	Plans       *plan.Service
	Items       *publish.Service
	Topics      *topic.Service
	Documents   *policy.Service
	Interprets  *interpret.Service
	Cleanups    *cleanup.Service
	Gazettes    *gazette.Service
	Deposits    *deposit.Service
	Surveys     *survey.Service
	Finders     *finder.Service
	FAQs        *faq.Service
	Consults    *consult.Service
	Events      *event.Service
	Requests    *foi.Service
	Remedies    *remedy.Service
	Proposals   *proposal.Service
	Corrections *correction.Service
	Messages    *message.Service
	Concerns    *response.Service
	Hotspots    *hotspot.Service
	Reports     *annual.Service
	Fonts       *letter.Fonts // for letters as PDF
	Columns     *column.Service
	Catalogues  *catalogue.Service
	Files       *files.Store
	Notices     *notify.Service
	Profile     string     // the profile of the district: a name, or the path of a folder
	Blocks      []Provider // further blocks of the page of today
}

// Routes is every page of the desk.
func (d *Desk) Routes() []web.Route {
	return slices.Concat(
		d.sessionRoutes(), d.todayRoutes(), d.noticeRoutes(), d.publishRoutes(), d.topicRoutes(), d.policyRoutes(), d.interpretRoutes(), d.cleanupRoutes(), d.gazetteRoutes(), d.depositRoutes(), d.surveyRoutes(), d.finderRoutes(), d.faqRoutes(), d.consultRoutes(), d.eventRoutes(), d.foiRoutes(), d.proposalRoutes(), d.correctionRoutes(), d.messageRoutes(), d.orderRoutes(), d.templateRoutes(), d.responseRoutes(), d.hotspotRoutes(), d.annualRoutes(), d.remedyRoutes(), d.remedySealedRoutes(), d.planRoutes(), d.catalogueRoutes(), d.columnRoutes(), d.dutyRoutes(), d.meRoutes(), d.userRoutes(),
		d.unitRoutes(), d.holidaysRoutes(), d.journalRoutes(), d.jobsRoutes(),
	)
}

// Menu is the rail of the desk.
func (d *Desk) Menu() []web.Item {
	return []web.Item{
		{Label: "desk.today", Path: home, Perm: duty.See, Count: d.pressing},
		{Label: "notify.title", Path: noticePath, Count: d.Notices.Unread},
		{Label: "desk.duty", Path: dutyPath, Perm: duty.See},
		{Label: "publish.todo", Path: todoPath, Perm: publish.See, Group: "desk.group.publish", Count: d.itemsWait},
		{Label: "publish.items", Path: publishPath, Perm: publish.See, Group: "desk.group.publish"},
		{Label: "topic.topics", Path: topicPath, Perm: topic.Edit, Group: "desk.group.publish"},
		{Label: "catalogue.catalogues", Path: cataloguePath, Perm: catalogue.See, Group: "desk.group.publish"},
		{Label: "column.columns", Path: columnPath, Perm: column.See, Group: "desk.group.publish"},
		{Label: "publish.batches", Path: batchPath, Perm: publish.Import, Group: "desk.group.publish"},
		{Label: "publish.passes", Path: passPath, Perm: publish.Passing, Group: "desk.group.publish"},
		{Label: "policy.documents", Path: policyPath, Perm: policy.See, Group: "desk.group.policy", Count: d.documentsWait},
		{Label: "interpret.interpretations", Path: interpretPath, Perm: interpret.See, Group: "desk.group.policy"},
		{Label: "interpret.figures", Path: interpretFigures, Perm: interpret.See, Group: "desk.group.policy"},
		{Label: "finder.measures", Path: finderPath, Perm: finder.See, Group: "desk.group.policy"},
		{Label: "faq.entries", Path: faqPath, Perm: faq.See, Group: "desk.group.policy"},
		{Label: "cleanup.cleanups", Path: cleanupPath, Perm: cleanup.See, Group: "desk.group.policy"},
		{Label: "gazette.gazettes", Path: gazettePath, Perm: gazette.See, Group: "desk.group.policy"},
		{Label: "deposit.deposits", Path: depositPath, Perm: deposit.See, Group: "desk.group.policy", Count: d.depositsWait},
		{Label: "policy.import.list", Path: policyImportPath, Perm: policy.Register, Group: "desk.group.policy"},
		{Label: "foi.requests", Path: foiPath, Perm: foi.See, Group: "desk.group.foi", Count: d.foiWait},
		{Label: "foi.incoming", Path: incomingPath, Perm: foi.Take, Group: "desk.group.foi", Count: d.incomingWait},
		{Label: "foi.aids", Path: aidPath, Perm: foi.Help, Group: "desk.group.foi", Count: d.aidWait},
		{Label: "foi.board", Path: boardPath, Perm: foi.See, Group: "desk.group.foi"},
		{Label: "foi.figures", Path: figuresPath, Perm: foi.See, Group: "desk.group.foi"},
		{Label: "correction.corrections", Path: correctionPath, Perm: correction.See, Group: "desk.group.foi", Count: d.correctionsWait},
		{Label: "remedy.cases", Path: remedyPath, Perm: remedy.See, Group: "desk.group.foi", Count: d.remedyWait},
		{Label: "remedy.figures", Path: remedyFigure, Perm: remedy.See, Group: "desk.group.foi"},
		{Label: "proposal.proposals", Path: proposalPath, Perm: proposal.See, Group: "desk.group.foi", Count: d.proposalsWait},
		{Label: "foi.batches", Path: paperPath, Perm: foi.Import, Group: "desk.group.foi"},
		{Label: "foi.forgettable", Path: foiPath + "/forget", Perm: foi.Purge, Group: "desk.group.foi"},
		{Label: "message.messages", Path: messagePath, Perm: message.See, Group: "desk.group.people", Count: d.messagesWait},
		{Label: "message.orders", Path: orderPath, Perm: message.See, Group: "desk.group.people"},
		{Label: "message.templates", Path: templatePath, Perm: message.Release, Group: "desk.group.people"},
		{Label: "message.figures", Path: messageFigures, Perm: message.See, Group: "desk.group.people"},
		{Label: "response.concerns", Path: responsePath, Perm: response.See, Group: "desk.group.people", Count: d.concernsWait},
		{Label: "response.figures", Path: responseFigures, Perm: response.See, Group: "desk.group.people"},
		{Label: "hotspot.spots", Path: hotspotPath, Perm: hotspot.See, Group: "desk.group.people", Count: d.spotsWait},
		{Label: "hotspot.looks", Path: hotspotLook, Perm: hotspot.Name, Group: "desk.group.people"},
		{Label: "consult.consults", Path: consultPath, Perm: consult.See, Group: "desk.group.people"},
		{Label: "survey.surveys", Path: surveyPath, Perm: survey.See, Group: "desk.group.people"},
		{Label: "event.events", Path: eventPath, Perm: event.See, Group: "desk.group.people"},
		{Label: "plan.plans", Path: planPath, Perm: plan.See, Group: "desk.group.account"},
		{Label: "plan.reports", Path: reportPath, Perm: plan.See, Group: "desk.group.account", Count: d.waiting},
		{Label: "annual.reports", Path: annualPath, Perm: annual.See, Group: "desk.group.account", Count: d.annualWait},
		{Label: "desk.holidays", Path: holidaysPath, Perm: holidays.See, Group: "desk.manage"},
		{Label: "desk.unit", Path: unitPath, Perm: unit.See, Group: "desk.manage"},
		{Label: "desk.profile", Path: profilePath, Perm: unit.See, Group: "desk.manage"},
		{Label: "desk.user", Path: userPath, Perm: user.See, Group: "desk.manage"},
		{Label: "desk.journal", Path: journalPath, Perm: journal.PermFind, Group: "desk.manage"},
		{Label: "desk.log", Path: journalPath + "/log", Perm: journal.PermFind, Group: "desk.manage"},
		{Label: "desk.jobs", Path: jobsPath, Perm: jobsSee, Group: "desk.manage", Count: d.deadJobs},
	}
}

// Join tells the kit where the desk is and who asks for a page.
func (d *Desk) Join(k *web.Kit) {
	k.Menu, k.Home, k.Account = d.Menu(), home, mePath
	k.SignIn, k.SignOut = signInPath, signOutPath
	k.Actor, k.Gate = d.Actor, d.Gate
	k.UnitName, k.DayNote = d.unitName, d.dayNote
}

// dayNote says what kind of day it is.
func (d *Desk) dayNote(ctx context.Context, day calendar.Day) string {
	cal, err := d.Holidays.Current(ctx)
	if err != nil {
		return "" // the page is worth more than the note
	}
	return i18n.Text(cal.Status(day).Text())
}

func (d *Desk) unitName(ctx context.Context, id int64) string {
	u, err := d.Units.Get(ctx, id)
	if err != nil {
		return ""
	}
	return u.Short
}

// read runs f in a reading transaction.
func read[V any](ctx context.Context, d *Desk, f func(*db.Tx) (V, error)) (out V, err error) {
	err = d.DB.Read(ctx, func(tx *db.Tx) error { out, err = f(tx); return err })
	return out, err
}

// download sends {file} of the thing {id}, if find lets the reader have it.
func download[K ~int64](d *Desk, find func(context.Context, K, int64) (files.File, error)) web.Handler {
	return func(r *web.Req) (web.Reply, error) {
		id, err := web.ID[K](r)
		if err != nil {
			return nil, err
		}
		file, err := strconv.ParseInt(r.PathValue("file"), 10, 64)
		if err != nil {
			return nil, fault.New(fault.NotFound, "not_found")
		}
		f, err := find(r.Context(), id, file)
		if err != nil {
			return nil, err
		}
		content, err := d.Files.Open(r.Context(), f)
		if err != nil {
			return nil, err
		}
		return web.File{Name: f.Name, Type: f.Type.MIME(), Modified: f.MadeAt, Content: content}, nil
	}
}

// pageOf is refURL for what the reader may see at all: who looks after the journal
// or the duties of everybody has no business with a request for information.
func pageOf(a auth.Actor, ref string) string {
	noun, rest, _ := strings.Cut(ref, "/")
	if noun == "foi" {
		perm := foi.See
		if strings.Contains(rest, "/aid/") {
			perm = foi.Help
		}
		if strings.HasPrefix(rest, "incoming/") {
			perm = foi.Take
		}
		if !a.Can(perm) {
			return ""
		}
	}
	if perm, known := seen[noun]; known && !a.Can(perm) {
		return ""
	}
	return refURL(ref)
}

// seen is what one has to be allowed to see the pages of a noun at all.
var seen = map[string]auth.Perm{
	"cleanup": cleanup.See, "consult": consult.See, "correction": correction.See, "deposit": deposit.See, "event": event.See, "faq": faq.See, "finder": finder.See, "gazette": gazette.See, "hotspot": hotspot.See,
	"interpret": interpret.See, "message": message.See, "policy": policy.See, "remedy": remedy.See, "response": response.See, "survey": survey.See,
}

// actPage is the page that asks for what an act of a noun needs.
func actPage[In any](noun string) *web.Page[web.FormView[In]] {
	return web.MustPage[web.FormView[In]](pages, web.Desk, "pages/"+noun+"/act.html")
}

// lineList is a list that begins as the line of a thing reads on the page of today: its state, its title and whose it is.
func lineList[Q, R any](noun string, line func(R) Line, more ...web.Col[R]) *web.Page[web.ListView[Q, R]] {
	return web.ListPage[Q](web.Desk, noun+"."+noun+"s", append([]web.Col[R]{
		{Label: noun + ".state", Class: "o1", Cell: func(r R) web.Cell { return web.Cell{Tag: line(r).Tag} }},
		{Label: noun + ".title", Class: "ti", Cell: func(r R) web.Cell { l := line(r); return web.Cell{Text: l.Title, Href: l.Href} }},
		{Label: noun + ".unit", Cell: func(r R) web.Cell { return web.Cell{Text: line(r).Note} }},
	}, more...)...)
}

// refURL is the page of a thing; "" if it has none.
func refURL(ref string) string {
	noun, rest, _ := strings.Cut(ref, "/")
	switch noun {
	case "session", "":
		return ""
	case "message":
		if id, ok := strings.CutPrefix(rest, "template/"); ok {
			return templatePath + "/" + id
		}
	case "foi":
		if rest == "" { // lists that were taken out
			return foiPath
		}
		if strings.HasPrefix(rest, "batch/") {
			return foiPath + "/" + rest
		}
		id, part, _ := strings.Cut(rest, "/")
		if aid, ok := strings.CutPrefix(part, "aid/"); ok {
			return foiPath + "/aid/" + aid
		}
		if id == "incoming" {
			return incomingPath + "/" + part
		}
		return casePath + "/" + id
	case "consult":
		if strings.Contains(rest, "/") { // of an opinion, a hearing
			return consultPath + "/" + rest
		}
		return consultCase + "/" + rest
	case "hotspot":
		if strings.HasPrefix(rest, "run/") {
			return hotspotLook
		}
	case "event":
		id, _, _ := strings.Cut(rest, "/") // who enrolled is on its page
		return eventPath + "/" + id
	case "correction":
		id, _, _ := strings.Cut(rest, "/") // its letter is on its page
		return correctionPath + "/" + id
	case "profile":
		return profilePath
	case "entry":
		return "/desk/journal/entry/" + rest
	case "user":
		id, _, _ := strings.Cut(rest, "/") // a token is on the page of its owner
		return "/desk/user/" + id
	}
	return home + "/" + ref
}

// who is the name of whoever did something.
func who(e journal.Entry) string {
	if e.ActorName == "" || e.ActorKind == "system" {
		return i18n.T("desk.system")
	}
	return e.ActorName
}

// moment is a time as lists show it: in the civil time of the country, to the minute.
func moment(t time.Time) string {
	if t.IsZero() {
		return web.Nothing
	}
	return t.In(calendar.Zone).Format("2006-01-02 15:04")
}
