package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// nodesBench is what two nodes on one PostgreSQL do against what one does, while a third
// releases items. Nodes, readers and database share this machine, so their
// requests a second say little; the processor time that a request takes says how much two
// machines with a node each would serve. That lies between two numbers: where both serve at
// once they take each other's cores, which two machines do not; where they serve in turn
// nothing is in each other's way, and only that both make their pages anew after every
// release, whoever serves, is counted.
type nodesBench struct {
	Items    int     `json:"items"`
	One      load    `json:"one"`
	Two      load    `json:"two"`      // at once
	Ratio    float64 `json:"ratio"`    // of what two nodes serve to what one serves, at once
	Apart    float64 `json:"apart"`    // the same, in turn
	Released int     `json:"released"` // items, meanwhile
}

// releaseEvery is how many requests each node answers between two releases. A release has
// every node make its pages anew, so each has to come to as many requests of two as of one.
const releaseEvery = 2000

// rounds is how often one and two are asked in turn: what else the machine does in five
// seconds weighs more than what is looked for. The ratio in the middle counts; the loads are
// those of the last round.
const rounds = 5

// benchNodes makes a district in an empty database, which is emptied again.
func (s *shell) benchNodes(cmd *cobra.Command, items int) (err error) {
	if items < 1 || items > 100_000 {
		return misuse("cli.bad_value", "--n", items)
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
	out, err := runNodes(ctx, conf, items)
	if err := errors.Join(err, d.Drop(ctx), d.Close()); err != nil {
		return err
	}
	return s.show(out, func(p *page) {
		p.table(
			"",
			[]string{i18n.T("cli.bench.one_node"), out.One.words()},
			[]string{i18n.T("cli.bench.two_nodes"), out.Two.words()},
			[]string{i18n.T("cli.bench.nodes_ratio"), fmt.Sprintf("%.2f", out.Ratio)},
			[]string{i18n.T("cli.bench.nodes_apart"), fmt.Sprintf("%.2f", out.Apart)},
			[]string{i18n.T("cli.bench.released"), fmt.Sprint(out.Released)},
		)
	})
}

func runNodes(ctx context.Context, c app.Config, n int) (out nodesBench, err error) {
	items, list, err := fillSite(ctx, c, func(a *app.App) (string, error) { return release(ctx, a, n, 1) })
	if err != nil {
		return out, err
	}
	out.Items = n
	var urls [2][]string
	var pids [2]int
	for i := range urls {
		server, url, err := serveSite(ctx, c.Config)
		if err != nil {
			return out, err
		}
		defer func() { _ = stopProcess(server) }()
		pids[i] = server.Process.Pid
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

// compare asks one node, both at once, and both in turn.
func (b *nodesBench) compare(ctx context.Context, a *app.App, urls [2][]string, pids [2]int) (err error) {
	both := make([]string, 0, 2*len(urls[0]))
	for i := range urls[0] {
		both = append(both, urls[0][i], urls[1][i])
	}
	ratios, aparts := make([]float64, rounds), make([]float64, rounds)
	for i := range rounds {
		if b.One, err = b.meanwhile(ctx, a, urls[i%2], pids[i%2]); err != nil {
			return err
		}
		if b.Two, err = b.meanwhile(ctx, a, both, pids[:]...); err != nil {
			return err
		}
		var turns load
		for _, own := range urls {
			turn, err := b.meanwhile(ctx, a, own, pids[:]...)
			if err != nil {
				return err
			}
			turns.add(turn)
		}
		ratios[i], aparts[i] = twice(b.One, b.Two), twice(b.One, turns)
	}
	b.Ratio, b.Apart = middle(ratios), middle(aparts)
	return nil
}

// twice is how much two nodes serve for one, by what a request takes.
func twice(one, two load) float64 {
	if two.CPU == 0 {
		return 0
	}
	return 2 * float64(one.CPU) / float64(two.CPU)
}

func middle(of []float64) float64 { return slices.Sorted(slices.Values(of))[len(of)/2] }

// add counts what was asked later with it.
func (l *load) add(o load) {
	n := l.asked + o.asked
	l.CPU = (l.CPU*time.Duration(l.asked) + o.CPU*time.Duration(o.asked)) / time.Duration(max(n, 1))
	l.asked = n
}

// meanwhile visits nodes and releases items. The processes are those whose time is counted.
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
