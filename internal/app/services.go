package app

import (
	"context"
	"errors"
	"net/http"
	"runtime"
	"slices"
	"sync"
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
	"gongkai.example/gongkai/internal/domain/subscribe"
	"gongkai.example/gongkai/internal/domain/survey"
	"gongkai.example/gongkai/internal/domain/topic"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/domain/user"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/fetch"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/holidays"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/platform/mailbox"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/search"
	"gongkai.example/gongkai/internal/platform/secret"
	"gongkai.example/gongkai/internal/platform/session"
	"gongkai.example/gongkai/internal/surface/api"
	"gongkai.example/gongkai/internal/surface/desk"
	"gongkai.example/gongkai/internal/surface/portal"
	"gongkai.example/gongkai/internal/surface/web"
	"gongkai.example/gongkai/internal/visitor"
)

const megabyte = 1 << 20

// policies is what every noun allows to whom.
var policies = []auth.Policy{
	duty.Policy, plan.Policy, column.Policy, catalogue.Policy, publish.Policy, topic.Policy, policy.Policy, interpret.Policy, cleanup.Policy, deposit.Policy, gazette.Policy, survey.Policy, finder.Policy, faq.Policy, consult.Policy, event.Policy, annual.Policy, response.Policy, hotspot.Policy, foi.Policy, proposal.Policy, correction.Policy, message.Policy, remedy.Policy, unit.Policy, user.Policy, holidays.Policy, journal.Policy, jobs.Policy,
}

// makeServices makes each service and sets what one needs of another above it.
func (a *App) makeServices(ctx context.Context) (err error) {
	c := a.Config
	a.pages = web.NewMemory(c.Limits.Pages * megabyte)
	a.DB.Watch(func(refs []string) { a.pages.Changed(refs...) })
	if a.box, err = a.openBox(ctx); err != nil {
		return err
	}
	a.fonts = letter.OpenFonts(c.Fonts)
	stored := store(c)
	stored.Box = a.box
	if a.Files, err = files.Open(a.DB, stored); err != nil {
		return err
	}
	if a.Notify, err = notify.New(a.DB, notify.Config{SMTP: smtp(c), SMS: short(c), Desk: c.URL() + "/desk", Address: user.MailOf}); err != nil {
		return err
	}
	if err := a.makeUsers(ctx); err != nil {
		return err
	}
	a.Duties.People, a.Duties.Notices = a.Users.People, a.Notify
	a.Holidays.Recompute = a.recompute
	a.Search = search.New(a.DB, search.NewLexicon(nil))
	a.Plans = plan.New(a.DB, a.Duties, a.Files, a.Search, a.rules)
	a.Plans.Words = i18n.T
	a.Search.Add(a.Plans.Found())
	a.makePublish()
	a.makeDocuments() //nolint:contextcheck // tx has it
	a.makeCases(c)
	a.figures = newFigures()
	if a.Jobs, err = jobs.NewRunner(a.DB, jobs.Config{Workers: c.Workers, Drain: c.HTTP.Shutdown, Log: c.Log, Observe: a.figures.job, Doubt: c.Doubt}, a.kinds()...); err != nil {
		return err
	}
	a.makeSurfaces(c)
	return nil
}

// makeCases makes what somebody asks for, writes or is asked, and what counts it.
func (a *App) makeCases(c Config) {
	a.Requests = foi.New(foi.Needs{
		DB: a.DB, Duties: a.Duties, Holidays: a.Holidays, Box: a.box, Files: a.Files, Words: i18n.T, Letters: a.letters, Rules: a.rules, Intake: intake(c), Notify: a.Notify, Site: c.URL(), Cites: policy.Cites,
	})
	a.Remedies = remedy.New(remedy.Needs{DB: a.DB, Duties: a.Duties, Holidays: a.Holidays, Requests: a.Requests, Files: a.Files, Box: a.box, Words: i18n.T, Rules: a.rules})
	a.Proposals = proposal.New(proposal.Needs{DB: a.DB, Duties: a.Duties, Requests: a.Requests, Items: a.Items, Files: a.Files, Box: a.box, Words: i18n.T})
	a.Corrections = correction.New(correction.Needs{DB: a.DB, Duties: a.Duties, Requests: a.Requests, Files: a.Files, Box: a.box, Words: i18n.T, Letters: a.letters})
	a.Messages = message.New(message.Needs{DB: a.DB, Duties: a.Duties, Holidays: a.Holidays, Search: a.Search, Box: a.box, Words: i18n.T, Rules: a.rules, Cites: policy.Cites, Cited: publish.TitleAt})
	a.Concerns = response.New(response.Needs{DB: a.DB, Duties: a.Duties, Holidays: a.Holidays, Items: a.Items, Words: i18n.T})
	a.Hotspots = hotspot.New(hotspot.Needs{DB: a.DB, Duties: a.Duties, Search: a.Search, Box: a.box, Rules: a.rules})
	a.Surveys = survey.New(survey.Needs{DB: a.DB, Duties: a.Duties, Box: a.box, Mail: a.Notify, Search: a.Search, Words: i18n.T, Rules: a.rules})
	a.Consults = consult.New(consult.Needs{DB: a.DB, Duties: a.Duties, Holidays: a.Holidays, Search: a.Search, Box: a.box, Documents: a.Documents, Words: i18n.T, Rules: a.rules})
	a.Events = event.New(event.Needs{DB: a.DB, Duties: a.Duties, Files: a.Files, Search: a.Search, Box: a.box, Mail: a.Notify, Site: c.URL(), Words: i18n.T, Rules: a.rules})
	a.Search.Add(a.Messages.Found(), a.Surveys.Found(), a.Consults.Found(), a.Events.Found())
	a.Reports = annual.New(annual.Needs{DB: a.DB, Duties: a.Duties, Plans: a.Plans, Items: a.Items, Fonts: a.fonts, Words: i18n.T})
	a.Items.Released = func(tx *db.Tx, id publish.ID) error {
		return errors.Join(a.Proposals.Released(tx, id), a.Documents.Released(tx, id), a.Cleanups.Released(tx, id), a.Deposits.Released(tx, id), a.Gazettes.Released(tx, id), a.Interprets.Released(tx, id), a.Reports.Released(tx, id), a.Concerns.Released(tx, id))
	}
}

// makeSurfaces gives the services to those who draw them.
func (a *App) makeSurfaces(c Config) {
	a.Portal = &portal.Portal{
		DB: a.DB, Units: a.Units, Holidays: a.Holidays, Plans: a.Plans, Columns: a.Columns, Catalogues: a.Catalogues, Items: a.Items, Topics: a.Topics, Documents: a.Documents, Interprets: a.Interprets, Cleanups: a.Cleanups, Deposits: a.Deposits, Gazettes: a.Gazettes, Surveys: a.Surveys, Finders: a.Finders, FAQs: a.FAQs, Consults: a.Consults, Events: a.Events, Requests: a.Requests, Proposals: a.Proposals, Corrections: a.Corrections, Messages: a.Messages, Concerns: a.Concerns, Hotspots: a.Hotspots, Remedies: a.Remedies,
		Search: a.Search, Journal: a.Journal, Files: a.Files, Memory: a.pages, Subscriptions: a.Subscriptions,
	}
	a.Subscriptions.Subjects = a.Portal.News()
	a.Desk = &desk.Desk{
		DB: a.DB, Sessions: a.Sessions, Users: a.Users, Units: a.Units, Duties: a.Duties, Holidays: a.Holidays,
		Journal: a.Journal, Jobs: a.Jobs, Plans: a.Plans, Items: a.Items, Topics: a.Topics, Documents: a.Documents, Interprets: a.Interprets, Cleanups: a.Cleanups, Deposits: a.Deposits, Gazettes: a.Gazettes, Surveys: a.Surveys, Finders: a.Finders, FAQs: a.FAQs, Consults: a.Consults, Events: a.Events, Requests: a.Requests, Proposals: a.Proposals, Corrections: a.Corrections, Messages: a.Messages, Concerns: a.Concerns, Hotspots: a.Hotspots, Remedies: a.Remedies, Columns: a.Columns, Catalogues: a.Catalogues, Files: a.Files, Notices: a.Notify, Profile: c.Profile, Fonts: a.fonts, Reports: a.Reports,
	}
	a.API = &api.API{
		DB: a.DB, Users: a.Users, Units: a.Units, Duties: a.Duties, Plans: a.Plans, Columns: a.Columns, Catalogues: a.Catalogues, Items: a.Items, Topics: a.Topics, Documents: a.Documents, Interprets: a.Interprets, Cleanups: a.Cleanups, Deposits: a.Deposits, Gazettes: a.Gazettes, Surveys: a.Surveys, Finders: a.Finders, FAQs: a.FAQs, Consults: a.Consults, Events: a.Events, Requests: a.Requests, Proposals: a.Proposals, Corrections: a.Corrections, Messages: a.Messages, Concerns: a.Concerns, Hotspots: a.Hotspots, Remedies: a.Remedies, Reports: a.Reports, Search: a.Search, Holidays: a.Holidays, URL: c.HTTP.PublicURL,
		Journal: a.Journal, Files: a.Files, Log: c.Log,
	}
}

// makeDocuments makes the normative documents, their clean-up, their interpretations and what they give,
// and has items ask the nouns that keep them.
func (a *App) makeDocuments() {
	a.Documents = policy.New(policy.Needs{DB: a.DB, Duties: a.Duties, Holidays: a.Holidays, Items: a.Items, Files: a.Files, Words: i18n.T})
	a.Cleanups = cleanup.New(cleanup.Needs{DB: a.DB, Duties: a.Duties, Documents: a.Documents, Items: a.Items, Words: i18n.T, Rules: a.rules})
	a.Gazettes = gazette.New(gazette.Needs{DB: a.DB, Duties: a.Duties, Items: a.Items, Fonts: a.fonts, Words: i18n.T})
	a.Deposits = deposit.New(deposit.Needs{DB: a.DB, Duties: a.Duties, Documents: a.Documents, Files: a.Files, Words: i18n.T})
	a.Interprets = interpret.New(interpret.Needs{DB: a.DB, Duties: a.Duties, Items: a.Items, Words: i18n.T})
	a.Finders = finder.New(finder.Needs{DB: a.DB, Duties: a.Duties, Search: a.Search, Words: i18n.T, Rules: a.rules, Asks: a.asks})
	a.FAQs = faq.New(faq.Needs{DB: a.DB, Duties: a.Duties, Search: a.Search, Words: i18n.T, Rules: a.rules})
	a.Search.Add(a.Finders.Found(), a.FAQs.Found())
	a.Documents.Moved = func(tx *db.Tx, d *policy.Document, act policy.Act) error {
		return errors.Join(a.Interprets.Moved(tx, d, act), a.Gazettes.Moved(tx, d, act))
	}
	a.Documents.Affected = func(tx *db.Tx, id policy.ID, k policy.Kind) error {
		return errors.Join(a.Cleanups.Affected(tx, id, k), a.Deposits.Affected(tx, id, k), a.Finders.Affected(tx, id, k), a.FAQs.Affected(tx, id, k), a.Hotspots.Affected(tx, id, k))
	}
	a.Items.Keeps, a.Items.With, a.Items.Undone = a.Documents.Keeps, a.Interprets.With, a.Documents.Undone
	a.Documents.Lists = func(tx *db.Tx, id publish.ID) (bool, error) {
		if is, err := cleanup.Announces(tx, id); err != nil || is { // it says itself what is no longer in force
			return is, err
		}
		return gazette.Carries(tx, id) // it prints what was issued, whatever became of it
	}
	a.Items.Cites = func(tx *db.Tx, id publish.ID, text string) ([]publish.Cited, error) {
		if lists, err := a.Documents.Lists(tx, id); err != nil || lists {
			return nil, err
		}
		about, err := interpret.DocumentOf(tx, id) // who explains a document speaks of it as the document does of itself
		if err != nil {
			return nil, err
		}
		return a.Documents.Relied(tx, about, text)
	}
	a.Items.Ready = func(tx *db.Tx, id publish.ID, c *publish.Content) error {
		return errors.Join(a.Documents.Ready(tx, id, c), a.Cleanups.Ready(tx, id, c), a.Gazettes.Ready(tx, id, c), a.Interprets.Ready(tx, id, c))
	}
	site := sync.OnceValue(a.Handler)
	a.Interprets.Visit = func(ctx context.Context, address string) (bool, []string, error) {
		got, err := visitor.Visitor{Handler: site(), URL: a.Config.HTTP.PublicURL}.Get(ctx, address)
		return err == nil && got.Status == http.StatusOK, got.Links(), err
	}
}

// recompute moves every open clock to the calendar of a notice that came out, and
// returns how many duties have another day.
func (a *App) recompute(tx *db.Tx, cal *calendar.Calendar) (int, error) {
	moved, err := a.Duties.Recompute(tx, cal)
	if err == nil {
		_, err = a.Requests.Recompute(tx, cal)
	}
	if err == nil {
		_, err = a.Messages.Recompute(tx, cal)
	}
	return moved, err
}

// makePublish makes what is made public, and how it is found.
func (a *App) makePublish() {
	a.Catalogues = catalogue.New(a.DB, a.Duties, a.rules)
	a.Catalogues.Words, a.Catalogues.Published = i18n.T, publish.UnderRows
	a.Items = publish.New(publish.Needs{DB: a.DB, Duties: a.Duties, Columns: a.Columns, Catalogues: a.Catalogues, Files: a.Files, Search: a.Search, Fetch: fetch.New(asks(a.Config)), Site: a.Config.URL(), Daily: a.Config.Fetch.Daily})
	a.Items.Words, a.Items.Rules = i18n.T, a.rules
	a.Search.Add(a.Items.Found())
	a.Topics = topic.New(a.DB, a.rules)
}

func (a *App) makeUsers(ctx context.Context) error {
	rights, err := auth.Join(policies...)
	if err != nil {
		return err
	}
	settings, err := a.Units.Settings(ctx)
	if err != nil {
		return err
	}
	price := a.Config.Hash
	if price == (secret.Params{}) {
		price = secret.Standard
	}
	a.Sessions = session.New(a.DB, session.Config{Idle: a.Config.Session.Idle, Life: a.Config.Session.Life, Secure: a.Config.HTTPS()})
	a.Users = user.New(user.Needs{
		DB: a.DB, Policy: rights, Sessions: a.Sessions, Box: a.box, Issuer: settings.Text(profile.SiteName),
		Hasher: secret.NewHasher(price, min(runtime.NumCPU(), hashesAtOnce)),
	})
	a.Sessions.Actor = a.Users.ActorIn
	a.Subscriptions = subscribe.New(a.DB, a.box, a.Notify, a.Config.URL())
	return nil
}

// hashesAtOnce bounds the memory of a Monday morning: each takes 19 MiB.
const hashesAtOnce = 4

// kinds is every job of the program.
func (a *App) kinds() []jobs.Definition {
	all := []jobs.Definition{
		jobs.Define("session.prune", func(ctx context.Context, _ jobs.Slot) error { return a.Sessions.Prune(ctx) }, jobs.Daily("03:10")),
		jobs.Define("search.mend", func(ctx context.Context, _ jobs.Slot) error { return a.Search.Mend(ctx) }, jobs.Daily("04:20")),
	}
	return slices.Concat(all, a.Files.Kinds(), a.Duties.Kinds(), a.Notify.Kinds(), a.Catalogues.Kinds(), a.Items.Kinds(), a.Requests.Kinds(), a.Remedies.Kinds(), a.Proposals.Kinds(), a.Corrections.Kinds(), a.Documents.Kinds(), a.Deposits.Kinds(), a.Interprets.Kinds(), a.Messages.Kinds(), a.Concerns.Kinds(), a.Hotspots.Kinds(), a.Surveys.Kinds(), a.Finders.Kinds(), a.FAQs.Kinds(), a.Consults.Kinds(), a.Events.Kinds(), a.Reports.Kinds(), a.Subscriptions.Kinds())
}

func store(c Config) files.Config {
	s := c.Store
	return files.Config{
		Dir: c.Files(), Size: c.Limits.Upload * megabyte, Clamd: s.Clamd,
		S3: files.S3{URL: s.S3, Bucket: s.Bucket, Region: s.Region, Key: s.Key, Secret: s.Secret},
	}
}

// asks is how far the program may ask other servers, and how considerately it does.
func asks(c Config) fetch.Config {
	f := c.Fetch
	return fetch.Config{
		On: f.On, Timeout: f.Timeout, Redirects: f.Redirects, Allow: f.Allow,
		Bytes: 1 << 10, Parallel: 8, Pause: time.Second, Agent: "gongkai (+" + c.URL() + ")",
	}
}

func smtp(c Config) notify.SMTP {
	if c.Mail.Host == "" {
		return notify.SMTP{}
	}
	return notify.SMTP{
		Host: c.Mail.Host, Port: c.Mail.Port, User: c.Mail.User, Password: c.Mail.Password, From: c.Mail.From, TLS: notify.Security(c.Mail.TLS),
	}
}

func short(c Config) notify.SMS {
	return notify.SMS{URL: c.SMS.URL, Key: c.SMS.Key, Secret: c.SMS.Secret, Templates: c.SMS.Templates}
}

// intake is the mailbox to which requests are sent. A letter with one attachment of
// the largest size that is kept is read whole: its encoding adds a third.
func intake(c Config) foi.Intake {
	m := c.IMAP
	return foi.Intake{
		Mailbox: mailbox.Config{
			Host: m.Host, Port: m.Port, User: m.User, Password: m.Password, Folder: m.Folder, TLS: mailbox.Security(m.TLS), Most: 2 * c.Limits.Upload * megabyte,
		},
		Unit: m.Unit, Receipt: m.Receipt, Own: smtp(c).Sender(),
	}
}
