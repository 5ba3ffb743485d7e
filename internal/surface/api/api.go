package api

import (
	"log/slog"
	"net/http"
	"slices"

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
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/holidays"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/search"
	"gongkai.example/gongkai/internal/surface/web"
)

// root is where the API is; its description is at root.json and root.yaml, for people at root itself.
const root = "/api"

// API is what the endpoints stand on. App sets the fields once.
type API struct {
	DB          *db.DB
	Users       *user.Service
	Units       *unit.Service
	Duties      *duty.Service
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
	Columns     *column.Service
	Catalogues  *catalogue.Service
	Search      *search.Index
	Holidays    *holidays.Holidays
	Journal     *journal.Journal
	Files       *files.Store
	Log         *slog.Logger
	URL         string // where readers find the site, with no slash at the end; "" is the host that they ask
}

// Endpoints is the whole API.
func (a *API) Endpoints() []Endpoint {
	return slices.Concat(
		a.publicEndpoints(), a.publicItemEndpoints(), a.publicPolicyEndpoints(), a.publicInterpretEndpoints(), a.publicFinderEndpoints(), a.publicFAQEndpoints(), a.publicCleanupEndpoints(), a.publicGazetteEndpoints(), a.publicCatalogueEndpoints(), a.publicRequestEndpoints(), a.publicMessageEndpoints(), a.publicResponseEndpoints(), a.publicHotspotEndpoints(), a.publicConsultEndpoints(), a.publicEventEndpoints(), a.dueEndpoints(), a.publishEndpoints(), a.batchEndpoints(), a.topicEndpoints(), a.policyEndpoints(), a.interpretEndpoints(), a.cleanupEndpoints(), a.gazetteEndpoints(), a.depositEndpoints(), a.surveyEndpoints(), a.finderEndpoints(), a.faqEndpoints(), a.consultEndpoints(), a.eventEndpoints(), a.requestEndpoints(), a.requestPartEndpoints(), a.redactionEndpoints(), a.proposalEndpoints(), a.correctionEndpoints(), a.messageEndpoints(), a.responseEndpoints(), a.hotspotEndpoints(), a.lookEndpoints(), a.annualEndpoints(), a.remedyEndpoints(), a.planEndpoints(), a.pointEndpoints(), a.reportEndpoints(),
		a.catalogueEndpoints(), a.columnEndpoints(),
		a.dutyEndpoints(), a.unitEndpoints(), a.holidaysEndpoints(), a.journalEndpoints(),
	)
}

// Routes is the page that describes the API to people.
func (a *API) Routes() []web.Route { return a.docsRoutes() }

// Mount is the API for the kit.
func (a *API) Mount() web.Mount {
	return web.Mount{Path: root + "/", Handler: a.Handler(), Body: mostFiles}
}

// Handler serves the endpoints and their description.
func (a *API) Handler() http.Handler {
	mux := http.NewServeMux()
	all := a.Endpoints()
	for i := range all {
		mux.Handle(all[i].Method+" "+all[i].Path, a.serve(&all[i]))
		if all[i].open() {
			mux.HandleFunc("OPTIONS "+all[i].Path, web.Preflight)
		}
	}
	for path, spec := range map[string]document{
		"/openapi.json": {"application/json", func() ([]byte, error) { return describe(all).MarshalJSON() }},
		"/openapi.yaml": {"application/yaml", func() ([]byte, error) { return describe(all).YAML() }},
	} {
		mux.Handle("GET "+root+path, spec.handler(a))
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { a.missing(mux, w, r) })
	return mux
}

// missing answers a request that no endpoint takes: one of another method says which there are.
func (a *API) missing(mux *http.ServeMux, w http.ResponseWriter, r *http.Request) {
	for _, m := range []string{http.MethodGet, http.MethodPost} {
		other := r.Clone(r.Context())
		other.Method = m
		if _, pattern := mux.Handler(other); pattern != "/" {
			w.Header().Set("Allow", m)
			problemOf(fault.As(fault.New(fault.Invalid, "api.bad_method", r.Method, m)), w).send(w, http.StatusMethodNotAllowed)
			return
		}
	}
	a.refuse(w, r, fault.New(fault.NotFound, "api.no_endpoint"))
}
