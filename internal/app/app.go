// Package app puts the program together: it opens the database, the keys and
// the files, makes every service, tells them what they need of each other, and
// serves the surfaces. It is the only package that imports all others below it.
//
// Reading order: New, then services.go for the wiring, http.go for what is
// served, serve.go for the life of the process.
package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync/atomic"
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
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/config"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/holidays"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/search"
	"gongkai.example/gongkai/internal/platform/secret"
	"gongkai.example/gongkai/internal/platform/session"
	"gongkai.example/gongkai/internal/surface/api"
	"gongkai.example/gongkai/internal/surface/desk"
	"gongkai.example/gongkai/internal/surface/portal"
	"gongkai.example/gongkai/internal/surface/web"
)

// Config is the settings of the office and what the caller decides beside them.
type Config struct {
	config.Config
	Log *slog.Logger // nil discards

	// Existing refuses to make what a first start makes: the data folder, the
	// database and its schema, the keys, the district. Commands that only look set it.
	Existing bool
	// Bare leaves a database without a district as it is, for whoever loads one.
	Bare bool

	// Clock is the time of every transaction; nil is the wall clock. The demo and tests have their own.
	Clock func() time.Time
	// Notice says on every page that this is not the real site.
	Notice string
	// Unsafe does not wait for the disk: for a district that is thrown away.
	Unsafe bool
	// Disturb has the machine fail; see db.Config.
	Disturb func(db.Moment) error
	// Doubt has jobs delivered twice; see jobs.Config.
	Doubt func() bool
	// Hash is the price of a password; zero is secret.Standard.
	Hash secret.Params
}

// App is the whole program. The services are for whoever acts through it: the
// command line, the demo, tests.
type App struct {
	Config   Config
	DB       *db.DB
	Units    *unit.Service
	Users    *user.Service
	Sessions *session.Service
	Holidays *holidays.Holidays
	Duties   *duty.Service
	Plans    *plan.Service

	Catalogues  *catalogue.Service
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
	Concerns    *response.Service
	Hotspots    *hotspot.Service
	Messages    *message.Service
	Reports     *annual.Service
	Search      *search.Index

	Columns *column.Service
	Journal *journal.Journal
	Files   *files.Store
	Notify  *notify.Service
	Jobs    *jobs.Runner
	Portal  *portal.Portal
	Desk    *desk.Desk
	API     *api.API

	Subscriptions *subscribe.Service

	pages    *web.Memory
	site     atomic.Pointer[site]
	district atomic.Pointer[district]
	box      *secret.Box
	figures  *figures
	fonts    *letter.Fonts
	stopping atomic.Bool
	listener net.Listener
	plain    net.Listener // for HTTP beside HTTPS
	doors    []door       // at the listeners
}

// New opens everything and wires it. Nothing runs until Serve; Close gives all back.
//
// Errors: Busy if the database does not answer, or the disk is full; Invalid for a key
// that others may read, a profile with faults; Conflict for a database that another
// version made or that is damaged, and for keys that are not those it is used with; with
// Existing also NotFound for what is not there.
func New(ctx context.Context, c Config) (_ *App, err error) {
	defer fault.Wrap(&err, "app.New")
	a := &App{Config: c}
	return a.open(ctx, a.openDatabase, a.openJournal, a.makeDistrict, a.makeServices, a.refreshSite)
}

// NewLog opens the database and the public log and nothing else: for measuring.
func NewLog(ctx context.Context, c Config) (_ *App, err error) {
	defer fault.Wrap(&err, "app.NewLog")
	a := &App{Config: c}
	return a.open(ctx, a.openDatabase, a.openJournal)
}

func (a *App) open(ctx context.Context, steps ...func(context.Context) error) (*App, error) {
	if a.Config.Log == nil {
		a.Config.Log = slog.New(slog.DiscardHandler)
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return nil, errors.Join(Explain(a.Config, err), a.Close())
		}
	}
	return a, nil
}

// Close closes the files and the database.
func (a *App) Close() error {
	errs := []error{a.closeListeners()}
	if a.Files != nil {
		errs = append(errs, a.Files.Close())
	}
	if a.DB != nil {
		errs = append(errs, a.DB.Close())
	}
	return errors.Join(errs...)
}
