package app

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/surface/web"
)

// probes answer whoever watches over the process.
func (a *App) probes() []web.Route {
	return []web.Route{
		web.GET("/healthz", auth.Public, func(*web.Req) (web.Reply, error) { return web.JSON{V: health{State: "ok"}}, nil }),
		web.GET("/readyz", auth.Public, a.ready),
	}
}

// health is the answer of a probe.
type health struct {
	State string `json:"state"` // ok, stopping or no_database
}

// ready says whether requests should be sent here: not while the program stops, nor without its database.
func (a *App) ready(r *web.Req) (web.Reply, error) {
	state := "ok"
	switch {
	case a.stopping.Load():
		state = "stopping"
	case a.DB.Ping(r.Context()) != nil:
		state = "no_database"
	}
	if state != "ok" {
		return web.WithStatus(http.StatusServiceUnavailable, web.JSON{V: health{State: state}}), nil
	}
	return web.JSON{V: health{State: state}}, nil
}

// figures counts what the process does.
type figures struct{ set *metrics.Set }

func newFigures() *figures { return &figures{metrics.NewSet()} }

// The bounds of what is counted together, in seconds: a kept page takes a tenth of a
// millisecond, a search some, an upload seconds; a job from milliseconds to minutes.
var (
	requestBuckets = []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 60}
	jobBuckets     = []float64{.001, .005, .01, .05, .1, .5, 1, 5, 10, 60, 300}
)

// job counts one try of a job.
func (f *figures) job(r jobs.Run) {
	outcome := "done"
	if r.Err != nil {
		outcome = "failed"
	}
	f.set.GetOrCreateCounter(fmt.Sprintf(`gongkai_jobs_total{kind=%q,outcome=%q}`, r.Job.Kind, outcome)).Inc()
	f.set.GetOrCreatePrometheusHistogramExt(fmt.Sprintf(`gongkai_job_seconds{kind=%q}`, r.Job.Kind), jobBuckets).Update(r.Took.Seconds())
}

// watch counts requests by the class of their answer, and how long they took.
func (f *figures) watch(now func() time.Time, next http.Handler) http.Handler {
	took := f.set.GetOrCreatePrometheusHistogramExt("gongkai_http_request_seconds", requestBuckets)
	var classes [6]*metrics.Counter // 1xx to 5xx
	for i := range classes {
		if i > 0 {
			classes[i] = f.set.GetOrCreateCounter(fmt.Sprintf(`gongkai_http_requests_total{code="%dxx"}`, i))
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := now()
		seen := &answer{ResponseWriter: w, code: http.StatusOK}
		next.ServeHTTP(seen, r)
		took.Update(now().Sub(start).Seconds())
		classes[seen.code/100].Inc()
	})
}

// answer remembers the status that was sent.
type answer struct {
	http.ResponseWriter
	code int
}

func (w *answer) WriteHeader(code int) {
	w.code = code
	w.ResponseWriter.WriteHeader(code)
}

// Unwrap is for http.ResponseController.
func (w *answer) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// metrics writes the figures for Prometheus: to this machine, or to whoever
// has the token. To anybody else the page is not there.
func (a *App) metrics(w http.ResponseWriter, r *http.Request) {
	if !a.mayMeasure(r) {
		http.NotFound(w, r)
		return
	}
	if err := a.gauge(r.Context()); err != nil {
		a.Config.Log.WarnContext(r.Context(), "metrics", "err", err)
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	a.figures.set.WritePrometheus(w)
	metrics.WriteProcessMetrics(w)
	metrics.WriteFDMetrics(w)
}

// gauge looks at what is counted only when somebody asks. What cannot be looked at keeps its last value.
func (a *App) gauge(ctx context.Context) error {
	set := func(name string, v float64) { a.figures.set.GetOrCreateGauge(name, nil).Set(v) }
	b, err := a.backlog(ctx)
	if err == nil {
		for name, v := range map[string]int64{"due": b.Due, "running": b.Running, "dead": b.Dead} {
			set(fmt.Sprintf(`gongkai_jobs{state=%q}`, name), float64(v))
		}
	}
	signed, logErr := a.Journal.Checkpoint(ctx)
	if c, err := a.Journal.Key().Open(signed); logErr == nil && err == nil {
		set("gongkai_journal_leaves", float64(c.Size))
	}
	free, total, diskErr := roomIn(a.Config.Data)
	if diskErr == nil {
		set("gongkai_disk_free_bytes", float64(free))
		set("gongkai_disk_bytes", float64(total))
	}
	last, _, backupErr := lastBackup(a.Config.Backup)
	if backupErr == nil && !last.IsZero() {
		set("gongkai_backup_time_seconds", float64(last.Unix()))
	}
	return errors.Join(err, ignoreBusy(logErr), backupErr)
}

// ignoreBusy passes over that nothing was signed yet.
func ignoreBusy(err error) error {
	if fault.Of(err) == fault.Busy {
		return nil
	}
	return err
}

func (a *App) backlog(ctx context.Context) (b jobs.Backlog, err error) {
	err = a.DB.Read(ctx, func(tx *db.Tx) error { b, err = a.Jobs.Backlog(tx); return err })
	return b, err
}

// mayMeasure lets in the machine itself and the bearer of the token. A request
// that a proxy on this machine passes on is not from this machine.
func (a *App) mayMeasure(r *http.Request) bool {
	if want := a.Config.HTTP.Metrics; want != "" &&
		subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte("Bearer "+want)) == 1 {
		return true
	}
	return r.Header.Get("X-Forwarded-For") == "" && r.Header.Get("Forwarded") == "" && peer(r).IsLoopback()
}
