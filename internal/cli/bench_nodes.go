package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync/atomic"

	"github.com/spf13/cobra"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// nodesBench is what two nodes on one PostgreSQL serve against what one serves, while a third
// releases items. Nodes, readers and database share this machine, and would take each other's
// processors, which machines of their own do not: so each node is held to a share of one.
type nodesBench struct {
	Items    int     `json:"items"`
	Share    int     `json:"share"` // percent of a processor that each node has; 0 is as much as it gets
	One      load    `json:"one"`
	Two      load    `json:"two"`
	Ratio    float64 `json:"ratio"`    // of requests a second, Two to One
	Released int     `json:"released"` // items, meanwhile
}

// releaseEvery is how many requests each node answers between two releases. A release has
// every node make its pages anew, so it must be as frequent for two as for one.
const releaseEvery = 2000

// rounds is how often one and two are asked in turn: what else the machine does in five
// seconds weighs more than what is looked for. The ratio in the middle counts; the loads are
// those of the last round.
const rounds = 5

// benchNodes makes a district in an empty database, which is emptied again.
func (s *shell) benchNodes(cmd *cobra.Command, items, percent int) (err error) {
	switch {
	case items < 1 || items > 100_000:
		return misuse("cli.bad_value", "--n", items)
	case percent < 0 || percent > 100:
		return misuse("cli.bad_value", "--share", percent)
	}
	c, err := s.settings(cmd)
	if err != nil {
		return err
	}
	if c.SQLite() {
		return misuse("cli.bench.needs_server")
	}
	if c.Data, err = os.MkdirTemp("", "gongkai-bench-"); err != nil {
		return fileFault(err, os.TempDir())
	}
	defer func() { err = errors.Join(err, os.RemoveAll(c.Data)) }()
	ctx, conf := machine(cmd), app.Config{Config: c}
	d, err := app.OpenDatabase(ctx, conf)
	if err != nil {
		return err
	}
	empty, err := d.Empty(ctx)
	if err == nil && !empty {
		err = fault.New(fault.Conflict, "db.not_empty")
	}
	if err != nil {
		return errors.Join(err, d.Close())
	}
	out, err := runNodes(ctx, conf, items, percent)
	if err := errors.Join(err, d.Drop(ctx), d.Close()); err != nil {
		return err
	}
	return s.show(out, func(p *page) {
		p.table(
			"",
			[]string{i18n.T("cli.bench.one_node"), out.One.words()},
			[]string{i18n.T("cli.bench.two_nodes"), out.Two.words()},
			[]string{i18n.T("cli.bench.nodes_ratio"), fmt.Sprintf("%.2f", out.Ratio)},
			[]string{i18n.T("cli.bench.released"), fmt.Sprint(out.Released)},
		)
	})
}

func runNodes(ctx context.Context, c app.Config, n, percent int) (out nodesBench, err error) {
	items, list, err := fillSite(ctx, c, func(a *app.App) (string, error) { return release(ctx, a, n, 1) })
	if err != nil {
		return out, err
	}
	out.Items, out.Share = n, percent
	var urls [2][]string
	var pids [2]int
	for i := range urls {
		server, url, err := serveSite(ctx, c.Config)
		if err != nil {
			return out, err
		}
		pids[i] = server.Process.Pid
		held, failed := holdTo(percent, pids[i])
		defer func() {
			_ = stopProcess(server)
			err = errors.Join(err, held.end())
		}()
		if failed != nil {
			return out, failed
		}
		for _, item := range items { // what changes is the news and the list; the items are read
			urls[i] = append(urls[i], under(url, []string{"/", item, list, item})...)
		}
		if _, err := visit(ctx, inTurn(urls[i]), pids[i]); err != nil { // so that both keep what they can
			return out, err
		}
	}
	c.Unsafe = true
	a, err := app.New(ctx, c)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	err = out.compare(ctx, a, urls, pids)
	return out, err
}

// compare asks one node and both, in turn.
func (b *nodesBench) compare(ctx context.Context, a *app.App, urls [2][]string, pids [2]int) (err error) {
	both := make([]string, 0, 2*len(urls[0]))
	for i := range urls[0] {
		both = append(both, urls[0][i], urls[1][i])
	}
	ratios := make([]float64, rounds)
	for i := range ratios {
		if b.One, err = b.meanwhile(ctx, a, urls[i%2], pids[i%2]); err != nil {
			return err
		}
		if b.Two, err = b.meanwhile(ctx, a, both, pids[:]...); err != nil {
			return err
		}
		ratios[i] = float64(b.Two.Rate) / float64(max(b.One.Rate, 1))
	}
	slices.Sort(ratios)
	b.Ratio = ratios[rounds/2]
	return nil
}

// meanwhile visits the nodes and releases items.
func (b *nodesBench) meanwhile(ctx context.Context, a *app.App, urls []string, pids ...int) (out load, err error) {
	var asked atomic.Int64
	due, next := make(chan struct{}, 1), inTurn(urls)
	released := make(chan error)
	go func() {
		var failed error
		for range due {
			b.Released++
			_, err := release(ctx, a, 1, b.Items+b.Released)
			failed = errors.Join(failed, err)
		}
		released <- failed
	}()
	out, err = visit(ctx, func() string {
		if asked.Add(1)%int64(releaseEvery*len(pids)) == 0 {
			select {
			case due <- struct{}{}:
			default: // the last one is not on line yet
			}
		}
		return next()
	}, pids...)
	close(due)
	return out, errors.Join(err, <-released)
}
