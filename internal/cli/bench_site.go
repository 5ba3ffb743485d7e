package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/config"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// siteBench is what is measured: the program as a process of its own, asked by
// this one over the loopback. A web server that sends one of its pages as a file
// is asked in the same way, in the same run; the ratio needs no fast machine.
type siteBench struct {
	Items    int           `json:"items"`
	Item     load          `json:"item"`
	List     load          `json:"list"`
	All      load          `json:"all"`      // each item in turn
	Resident int64         `json:"resident"` // bytes, after the load, with what it has kept of all items
	First    int           `json:"first"`    // bytes of a first visit: a page with its styles and scripts, gzip
	Nginx    *load         `json:"nginx,omitempty"`
	Ratio    float64       `json:"ratio,omitempty"` // of requests a second, Item to Nginx
	Start    time.Duration `json:"start"`           // of the process, until it is ready
}

// load is what one address answered.
type load struct {
	Rate int64         `json:"rate"` // requests a second
	P50  time.Duration `json:"p50"`
	P99  time.Duration `json:"p99"`
	CPU  time.Duration `json:"cpu"` // of the server, a request

	asked int64
}

// visitors is how many ask at a time, for how long.
const (
	visitors  = 32
	visitTime = 5 * time.Second
	readyTime = 20 * time.Second
)

func (s *shell) benchSite(cmd *cobra.Command, items int, lived float64) (err error) {
	switch {
	case items < 1 || items > 100_000:
		return misuse("cli.bad_value", "--n", items)
	case lived < 0 || lived > 100:
		return misuse("cli.bad_value", "--simulate", lived)
	}
	c, err := s.settings(cmd)
	if err != nil {
		return err
	}
	if c.Data, err = os.MkdirTemp("", "gongkai-bench-"); err != nil {
		return fileFault(err, os.TempDir())
	}
	defer func() { err = errors.Join(err, os.RemoveAll(c.Data)) }()
	c.DSN = ""
	fill, conf := func(a *app.App) (string, error) { return release(machine(cmd), a, items, 1) }, app.Config{Config: c}
	if lived > 0 {
		fill = s.livedIn(cmd, &conf, lived)
	}
	all, list, err := fillSite(machine(cmd), conf, fill)
	if err != nil {
		return err
	}
	out, item := siteBench{Items: len(all)}, all[0]
	start := time.Now()
	server, url, err := serveSite(cmd.Context(), c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stopProcess(server)) }()
	out.Start = time.Since(start)
	if err := out.visit(cmd.Context(), server.Process.Pid, url, list, all); err != nil {
		return err
	}
	if out.Resident, err = residentOf(server.Process.Pid); err != nil {
		return err
	}
	if out.First, err = firstVisit(cmd.Context(), url, item); err != nil {
		return err
	}
	if out.Nginx, err = visitNginx(cmd.Context(), url+item, c.Data); err != nil {
		return err
	}
	if out.Nginx != nil {
		out.Ratio = float64(out.Item.Rate) / float64(out.Nginx.Rate)
	}
	return s.show(out, func(p *page) { out.print(p) })
}

func (b *siteBench) visit(ctx context.Context, pid int, url, list string, items []string) (err error) {
	for _, v := range []struct {
		out   *load
		paths []string
	}{
		{&b.Item, items[:1]}, {&b.List, []string{list}}, {&b.All, items},
	} {
		if *v.out, err = visit(ctx, inTurn(under(url, v.paths)), pid); err != nil {
			return err
		}
	}
	return nil
}

func (b siteBench) print(p *page) {
	rows := [][]string{
		{i18n.T("cli.bench.item"), b.Item.words()},
		{i18n.T("cli.bench.list"), b.List.words()},
		{i18n.T("cli.bench.all"), b.All.words()},
		{i18n.T("cli.bench.resident"), fmt.Sprintf("%d MB", b.Resident>>20)},
		{i18n.T("cli.bench.first"), fmt.Sprintf("%.1f kB", float64(b.First)/1000)},
		{i18n.T("cli.bench.start"), b.Start.Round(time.Millisecond).String()},
	}
	if b.Nginx != nil {
		rows = append(rows, []string{"nginx", b.Nginx.words()}, []string{i18n.T("cli.bench.ratio"), fmt.Sprintf("%.2f", b.Ratio)})
	}
	p.table("", rows...)
}

func (l load) words() string {
	return i18n.T("cli.bench.load", l.Rate, l.P50.Round(10*time.Microsecond), l.P99.Round(10*time.Microsecond), l.CPU.Round(100*time.Nanosecond))
}

// fillSite has a district of its own filled, and returns the addresses of its items and
// that of the column which fill says is theirs.
func fillSite(ctx context.Context, c app.Config, fill func(*app.App) (list string, err error)) (items []string, list string, err error) {
	c.Unsafe = true
	a, err := app.New(ctx, c)
	if err != nil {
		return nil, "", err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if list, err = fill(a); err != nil {
		return nil, "", err
	}
	if _, err := a.Journal.Sequence(ctx); err != nil {
		return nil, "", err
	}
	for p := (db.Page{Size: 200}); ; {
		rows, err := a.Items.Latest(ctx, publish.Look{}, p)
		if err != nil || len(rows.Items) == 0 {
			return nil, "", errors.Join(err, fault.New(fault.NotFound, "not_found"))
		}
		for _, r := range rows.Items {
			items = append(items, "/"+publish.RefOf(r.ID))
		}
		if p.After = rows.Next; p.After == "" {
			return items, list, nil
		}
	}
}

// release puts n items on line, numbered from first, and returns the address of their column.
func release(ctx context.Context, a *app.App, n, first int) (list string, err error) {
	units, err := a.Units.Tree(ctx)
	if err != nil {
		return "", err
	}
	tree, err := a.Columns.Tree(ctx)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(tree, func(c column.Column) bool { return c.Leaf() && !c.Archived })
	if i < 0 {
		return "", fault.New(fault.NotFound, "not_found")
	}
	var file bytes.Buffer
	enc := json.NewEncoder(&file)
	for k := range n {
		line := map[string]string{
			"title": fmt.Sprintf("%s %d", tree[i].About, first+k), "unit": units[k%len(units)].Name, "column": tree[i].Code,
			"body": strings.Repeat(tree[i].About+"\n", 40), "made_on": "2023-01-05",
		}
		if err := enc.Encode(line); err != nil {
			return "", err
		}
	}
	in, err := a.Items.Import(ctx, publish.Source{Name: fmt.Sprintf("bench-%d.jsonl", first), File: file.Bytes()}, false)
	if err != nil {
		return "", err
	}
	if _, err := a.Items.Admit(ctx, in.Batch.ID, publish.Agree{Rev: in.Batch.Rev}); err != nil {
		return "", err
	}
	_, err = a.Jobs.RunDue(ctx)
	return "/column/" + tree[i].Code, err
}

// serveSite starts this program as a server of a district.
func serveSite(ctx context.Context, c config.Config) (*exec.Cmd, string, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, "", err
	}
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, "", err
	}
	server := exec.CommandContext(ctx, self, "serve", "--data", c.Data, "--dsn", c.DSN, "--profile", c.Profile, "--listen", address) // #nosec G204 -- this program itself
	server.Stderr = io.Discard
	if err := server.Start(); err != nil {
		return nil, "", err
	}
	url := "http://" + address
	for until := time.Now().Add(readyTime); time.Now().Before(until); time.Sleep(5 * time.Millisecond) {
		if status, err := ask(ctx, http.DefaultClient, url+"/readyz", ""); err == nil && status == http.StatusOK {
			return server, url, nil
		}
	}
	return nil, "", errors.Join(fault.New(fault.Busy, "cli.bench.not_ready"), stopProcess(server))
}

func freeAddress(ctx context.Context) (string, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

func stopProcess(p *exec.Cmd) error {
	err := p.Process.Kill()
	_ = p.Wait() // it was killed, and says so
	return err
}

// ask reads one answer whole.
func ask(ctx context.Context, c *http.Client, url, coding string) (status int, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	if coding != "" {
		r.Header.Set("Accept-Encoding", coding)
	}
	res, err := c.Do(r)
	if err != nil {
		return 0, err
	}
	defer func() { _ = res.Body.Close() }()
	_, err = io.Copy(io.Discard, res.Body)
	return res.StatusCode, err
}

// under are paths of a site as addresses.
func under(site string, paths []string) []string {
	out := make([]string, len(paths))
	for i, p := range paths {
		out[i] = site + p
	}
	return out
}

// inTurn says which page is asked next.
func inTurn(urls []string) func() string {
	var asked atomic.Int64
	return func() string { return urls[int(asked.Add(1)-1)%len(urls)] }
}

// visit asks for pages from many sides, for a while, and counts the processor time of
// the processes that answer.
func visit(ctx context.Context, next func() string, pids ...int) (out load, err error) {
	c := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: visitors, DisableCompression: true}}
	defer c.CloseIdleConnections()
	if status, err := ask(ctx, c, next(), "gzip"); err != nil || status != http.StatusOK {
		return out, errors.Join(err, fault.New(fault.NotFound, "not_found"))
	}
	before := cpuOf(pids...)
	var mu sync.Mutex
	var all []time.Duration
	var wg sync.WaitGroup
	begin := time.Now()
	for range visitors {
		wg.Go(func() {
			var mine []time.Duration
			for time.Since(begin) < visitTime {
				start := time.Now()
				status, failed := ask(ctx, c, next(), "gzip")
				if failed != nil || status != http.StatusOK {
					mu.Lock()
					err = errors.Join(failed, fault.New(fault.Busy, "cli.bench.not_ready"))
					mu.Unlock()
					return
				}
				mine = append(mine, time.Since(start))
			}
			mu.Lock()
			all = append(all, mine...)
			mu.Unlock()
		})
	}
	wg.Wait()
	took := time.Since(begin)
	if err != nil || len(all) == 0 {
		return out, err
	}
	slices.Sort(all)
	n := len(all)
	return load{
		Rate: int64(float64(n) / took.Seconds()), P50: all[n/2], P99: all[n*99/100], CPU: (cpuOf(pids...) - before) / time.Duration(n), asked: int64(n),
	}, nil
}

// cpuOf is the processor time of processes and of their children that run beside
// them, as Linux tells it; 0 elsewhere.
func cpuOf(pids ...int) (all time.Duration) {
	const tick = 10 * time.Millisecond // USER_HZ is 100 on every Linux
	const user, system = 11, 12
	for _, pid := range pids {
		text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
		if err != nil {
			return 0
		}
		fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
		if len(fields) <= system {
			return 0
		}
		u, _ := strconv.ParseInt(fields[user], 10, 64) // digits, as the kernel writes them
		k, _ := strconv.ParseInt(fields[system], 10, 64)
		all += time.Duration(u+k) * tick
	}
	return all
}

func residentOf(pid int) (int64, error) {
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kb << 10, err
		}
	}
	return 0, err
}
