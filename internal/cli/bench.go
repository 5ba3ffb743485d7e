package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// benchCommand measures the program as it is built, on the machine where it is to run.
func benchCommand(s *shell) *cobra.Command {
	var leaves, dues int64
	var looks, items, shared, percent, mb int
	var lived float64
	log := command("journal", "bench_journal", takes(0, 0), func(cmd *cobra.Command, _ []string) error { return s.benchJournal(cmd, leaves) })
	log.Flags().Int64Var(&leaves, "n", 100_000, i18n.T("cli.flag.leaves"))
	due := command("due", "bench_due", takes(0, 0), func(*cobra.Command, []string) error { return s.benchDue(dues) })
	due.Flags().Int64Var(&dues, "n", 1_000_000, i18n.T("cli.flag.dues"))
	board := command("board", "bench_board", takes(0, 0), func(cmd *cobra.Command, _ []string) error { return s.benchBoard(cmd, looks) })
	board.Flags().IntVar(&looks, "n", 100, i18n.T("cli.flag.looks"))
	site := command("site", "bench_site", takes(0, 0), func(cmd *cobra.Command, _ []string) error { return s.benchSite(cmd, items, lived) })
	site.Flags().IntVar(&items, "n", 5000, i18n.T("cli.flag.items"))
	site.Flags().Float64Var(&lived, "simulate", 0, i18n.T("cli.flag.bench_simulate"))
	site.MarkFlagsMutuallyExclusive("n", "simulate")
	kept := command("backup", "bench_backup", takes(0, 0), func(cmd *cobra.Command, _ []string) error { return s.benchBackup(cmd, mb) })
	kept.Flags().IntVar(&mb, "mb", 256, i18n.T("cli.flag.bench_mb"))
	nodes := command("nodes", "bench_nodes", takes(0, 0), func(cmd *cobra.Command, _ []string) error { return s.benchNodes(cmd, shared, percent) })
	nodes.Flags().IntVar(&shared, "n", 1000, i18n.T("cli.flag.items"))
	nodes.Flags().IntVar(&percent, "share", 25, i18n.T("cli.flag.share"))
	return group("bench", "bench", log, due, board, site, nodes, kept)
}

// benchJournal fills a log in a folder of its own, which is removed.
func (s *shell) benchJournal(cmd *cobra.Command, n int64) (err error) {
	if n < 1000 {
		return misuse("cli.bad_value", "--n", n)
	}
	c, err := s.settings(cmd)
	if err != nil {
		return err
	}
	if c.Data, err = os.MkdirTemp("", "gongkai-bench-"); err != nil {
		return fileFault(err, os.TempDir())
	}
	defer func() { err = errors.Join(err, os.RemoveAll(c.Data)) }()
	c.DSN = filepath.Join(c.Data, "bench.db")
	a, err := app.NewLog(machine(cmd), app.Config{Config: c})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	f, err := a.Journal.Bench(machine(cmd), n, nil)
	if err != nil {
		return err
	}
	return s.show(f, func(p *page) {
		p.table(
			"",
			[]string{i18n.T("cli.bench.write"), perSecond(n, f.Write)},
			[]string{i18n.T("cli.bench.sequence"), perSecond(n, f.Sequence)},
			[]string{i18n.T("cli.bench.verify"), perSecond(n, f.VerifyAll)},
			[]string{i18n.T("cli.bench.proof"), f.Proof.String()},
			[]string{i18n.T("cli.bench.check"), f.Check.String()},
		)
	})
}

func perSecond(n int64, took time.Duration) string {
	return i18n.T("cli.bench.rate", took.Round(time.Millisecond), int64(float64(n)/took.Seconds()))
}

// benchDue computes last days of requests with two questions that overlap.
func (s *shell) benchDue(n int64) error {
	if n < 1 {
		return misuse("cli.bad_value", "--n", n)
	}
	cal := law.Calendar()
	first, _ := cal.Covered()
	clocks := make([]deadline.Clock, 365)
	for i := range clocks {
		from := first.Add(i)
		events := fmt.Sprintf("receive %s; ask A %s; ask B %s; heard A %s; heard B %s; extend %s",
			from, from.Add(3), from.Add(5), from.Add(12), from.Add(17), from.Add(20))
		list, err := deadline.ParseEvents(events)
		if err != nil {
			return err
		}
		if clocks[i], err = deadline.Play(cal, "foi.reply", list); err != nil {
			return err
		}
	}
	start := time.Now()
	last := calendar.Day("")
	for i := range n {
		last = max(last, clocks[i%int64(len(clocks))].Due(cal).Day)
	}
	took := time.Since(start)
	return s.show(map[string]any{"n": n, "took": took, "last": last}, func(p *page) {
		p.say("cli.bench.due", n, perSecond(n, took))
	})
}

// benchBoard looks at the board of the newest plan of this database again and again.
func (s *shell) benchBoard(cmd *cobra.Command, n int) error {
	if n < 1 {
		return misuse("cli.bad_value", "--n", n)
	}
	return s.with(cmd, looks, func(ctx context.Context, a *app.App) error {
		newest, err := a.Plans.Newest(ctx)
		if err != nil {
			return err
		}
		took := make([]time.Duration, n)
		duties := 0
		for i := range took {
			start := time.Now()
			b, err := a.Plans.Board(ctx, newest.ID)
			if err != nil {
				return err
			}
			took[i], duties = time.Since(start), b.Total.All()
		}
		slices.Sort(took)
		half, most := took[n/2], took[n*95/100]
		return s.show(map[string]any{"n": n, "duties": duties, "p50": half, "p95": most}, func(p *page) {
			p.say("cli.bench.board", duties, n, half.Round(10*time.Microsecond), most.Round(10*time.Microsecond))
		})
	})
}
