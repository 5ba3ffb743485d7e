package app

import (
	"context"
	"errors"
	"net"
	"sync"
	"syscall"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
)

// How long a request may take on the line. An upload of 50 MB over 2 Mbit/s takes four minutes.
const (
	headerTime = 10 * time.Second
	readTime   = 10 * time.Minute
	idleTime   = 2 * time.Minute
	maxHeader  = 64 << 10
)

// Addresses are where the program listens: those of the settings, with the port that
// the machine gave where theirs is 0.
type Addresses struct {
	Site  net.Addr
	Plain net.Addr // for HTTP beside HTTPS; nil without
}

// Listen takes the addresses of the settings and reads the certificate: whoever is told
// that the site has started can rely on it. Who connects before Serve waits.
//
// Errors: Conflict if something else has a port; Invalid if an address is not of
// this machine, or the certificate cannot be used.
func (a *App) Listen(ctx context.Context) (Addresses, error) {
	at, err := a.listen(ctx)
	if err == nil {
		a.doors, err = a.openDoors()
	}
	if err != nil {
		err = errors.Join(err, a.closeListeners())
		a.listener, a.plain = nil, nil
		return Addresses{}, err
	}
	return at, nil
}

func (a *App) listen(ctx context.Context) (_ Addresses, err error) {
	c := a.Config
	if a.listener, err = listen(ctx, c.HTTP.Listen); err != nil {
		return Addresses{}, err
	}
	if !c.TLS.On() || c.TLS.Listen == "" {
		return Addresses{Site: a.listener.Addr()}, nil
	}
	if a.plain, err = listen(ctx, c.TLS.Listen); err != nil {
		return Addresses{}, err
	}
	return Addresses{a.listener.Addr(), a.plain.Addr()}, nil
}

func (a *App) closeListeners() error {
	var errs []error
	for _, l := range []net.Listener{a.listener, a.plain} {
		if l == nil {
			continue
		}
		if err := l.Close(); !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func listen(ctx context.Context, address string) (net.Listener, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fault.Caused(err, fault.Conflict, "app.port_taken", address)
	case err != nil:
		return nil, fault.Caused(err, fault.Invalid, "app.no_port", address)
	}
	return l, nil
}

// Serve answers requests, works on jobs and signs the log until ctx ends. Then
// it takes no new work, finishes what runs for as long as the settings allow,
// and returns. Whatever ends it, nobody is left waiting at the addresses.
func (a *App) Serve(ctx context.Context) error {
	if a.listener == nil {
		if _, err := a.Listen(ctx); err != nil {
			return err
		}
	}
	return errors.Join(a.serve(ctx), a.closeListeners())
}

func (a *App) serve(ctx context.Context) error {
	endReplica := a.keepReplica(ctx)
	run, stop := context.WithCancel(ctx)
	defer stop()
	var work sync.WaitGroup
	failed := make(chan error, 2)
	work.Go(func() { failed <- a.Jobs.Run(run) })
	work.Go(func() { a.sign(run) })
	work.Go(func() { a.follow(run) })
	work.Go(func() { a.collect(run) })
	work.Go(func() { a.warm(run) })
	served := make(chan error, len(a.doors))
	for _, d := range a.doors {
		go func() { served <- d.serve() }()
	}
	var err error
	select {
	case <-ctx.Done():
		a.stopping.Store(true)
	case err = <-served:
	}
	a.Config.Log.InfoContext(ctx, "stopping")
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), a.Config.HTTP.Shutdown)
	defer cancel()
	for _, d := range a.doors {
		err = errors.Join(err, d.server.Shutdown(late))
	}
	stop()
	work.Wait()
	err = errors.Join(err, <-failed)
	if _, e := a.Journal.Sequence(late); e != nil { // what the last requests and jobs did
		err = errors.Join(err, e)
	}
	err = errors.Join(err, endReplica(late))
	if errors.Is(err, context.DeadlineExceeded) {
		return fault.Caused(err, fault.Busy, "app.stopped_late", a.Config.HTTP.Shutdown)
	}
	return err
}

// signEvery is how long an act waits for its place in the public log.
const signEvery = time.Second

// sign moves what was done into the public log, and notices when a profile was loaded.
func (a *App) sign(ctx context.Context) {
	tick := time.NewTicker(signEvery)
	defer tick.Stop()
	told := ""
	for {
		_, err := a.Journal.Sequence(ctx)
		err = errors.Join(err, a.refreshSite(ctx))
		switch {
		case err == nil || ctx.Err() != nil:
			told = ""
		case told != err.Error(): // once, and not every second
			told = err.Error()
			a.Config.Log.ErrorContext(ctx, "public log", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// followEvery is how long what another node did may stay unseen here; what this
// node did is seen at once.
const followEvery = 400 * time.Millisecond

// follow tells the memory of pages what other nodes and commands have changed.
func (a *App) follow(ctx context.Context) {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	var f journal.Follower
	for {
		var refs []string
		known := false
		err := a.DB.Read(ctx, func(tx *db.Tx) (err error) { refs, known, err = f.Next(tx); return err })
		switch {
		case err != nil: // what is kept stays: a database that does not answer changes nothing either
			a.Config.Log.DebugContext(ctx, "following the log", "err", err)
		case !known:
			a.pages.Forget()
		case len(refs) > 0:
			a.pages.Changed(refs...)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// warmEvery is how long the first look of a new day may find its board cold.
const warmEvery = time.Minute

// warm has boards ready before somebody looks. The server is ready without it:
// who comes first waits for what is being read, and reads nothing twice.
func (a *App) warm(ctx context.Context) {
	tick := time.NewTicker(warmEvery)
	defer tick.Stop()
	for {
		if err := a.Duties.Warm(ctx); err != nil && ctx.Err() == nil { // whoever looks will be told
			a.Config.Log.WarnContext(ctx, "warming boards", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
