package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/config"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/simulate"
)

// simulation is how a year is simulated.
type simulation struct {
	simulate.Life
	faults []string
	kills  int
	pages  int
	serve  bool
	child  bool // one of the processes of a life that is killed again and again
}

func simulateCommand(s *shell) *cobra.Command {
	var in simulation
	cmd := command("simulate", "simulate", takes(0, 0), func(cmd *cobra.Command, _ []string) error { return s.simulate(cmd, in) })
	f := cmd.Flags()
	f.IntVar(&in.Year, "year", 2023, i18n.T("cli.flag.simulate_year"))
	f.Uint64Var(&in.Seed, "seed", 1, i18n.T("cli.flag.seed"))
	f.Float64Var(&in.Scale, "scale", 1, i18n.T("cli.flag.scale"))
	f.StringSliceVar(&in.faults, "faults", nil, i18n.T("cli.flag.faults", strings.Join(simulate.Kinds, " ")))
	f.IntVar(&in.kills, "kills", 0, i18n.T("cli.flag.kills"))
	f.IntVar(&in.pages, "pages", 0, i18n.T("cli.flag.simulate_pages"))
	f.BoolVar(&in.serve, "serve", false, i18n.T("cli.flag.simulate_serve"))
	f.BoolVar(&in.child, "child", false, "")
	_ = f.MarkHidden("child") // of a flag that is there
	return cmd
}

// simulate lives through a year, counts it once more and says what came of it. Without a
// folder or a database of the caller it is thrown away in the end.
func (s *shell) simulate(cmd *cobra.Command, in simulation) (err error) {
	weather, ok := simulate.NewWeather(in.Seed, in.faults)
	switch {
	case !ok:
		return misuse("cli.bad_value", "--faults", strings.Join(in.faults, ","))
	case in.Year < 2008 || in.Year > 2100:
		return misuse("cli.bad_value", "--year", in.Year)
	case in.Scale <= 0 || in.Scale > 100:
		return misuse("cli.bad_value", "--scale", in.Scale)
	case in.kills < 0 || in.kills > 100_000:
		return misuse("cli.bad_value", "--kills", in.kills)
	}
	if !cmd.Flags().Changed("data") {
		dir, err := os.MkdirTemp("", "gongkai-simulate-")
		if err != nil {
			return fileFault(err, os.TempDir())
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
		s.environ = append(slices.Clip(s.environ), config.Flag("data", dir))
	}
	c, err := s.settings(cmd)
	if err != nil {
		return err
	}
	if in.kills > 0 && !in.child {
		return s.killAgain(cmd, c, in)
	}
	return s.liveYear(cmd, c, in, weather)
}

// life is one process of a simulated year.
type life struct {
	*shell
	in    simulation
	app   *app.App
	world *simulate.World
	clock *simulate.Clock
	log   *os.File
	notes *notebook
	start time.Time
}

// liveYear lives through what is not lived through yet, and checks all of it.
func (s *shell) liveYear(cmd *cobra.Command, c config.Config, in simulation, weather *simulate.Weather) (err error) {
	l := &life{shell: s, in: in, start: time.Now(), clock: &simulate.Clock{Wall: time.Now}}
	l.clock.Set(in.First())
	if err := l.begin(cmd, c, weather); err != nil {
		return errors.Join(err, l.close())
	}
	defer func() { err = errors.Join(err, l.close()) }()
	if err := l.world.Live(cmd.Context(), s.progress(in.child)); err != nil {
		return l.failed(err)
	}
	return l.account(cmd)
}

func (l *life) begin(cmd *cobra.Command, c config.Config, weather *simulate.Weather) (err error) {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fileFault(err, c.Data)
	}
	if l.log, err = os.OpenFile(filepath.Join(c.Data, "simulate.log"), os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600); err != nil {
		return fileFault(err, c.Data)
	}
	if l.notes, err = openNotebook(filepath.Join(c.Data, notebookName)); err != nil {
		return fileFault(err, c.Data)
	}
	conf := app.Config{Config: c, Log: slog.New(handler(l.log, c.Log)), Unsafe: !l.in.child, Notice: i18n.T("cli.demo_notice")}
	if len(l.in.faults) > 0 {
		conf.Disturb, conf.Doubt = weather.Disturb, weather.Doubt
	}
	d, err := simulate.Open(cmd.Context(), conf, l.clock)
	if err != nil {
		return err
	}
	l.app = d.App
	w, err := l.in.Enter(cmd.Context(), d)
	if err != nil {
		return err
	}
	w.Noted, w.Told = l.notes.evening, l.notes.ack
	if len(l.in.faults) > 0 {
		w.Weather = weather
	}
	l.world = w
	return nil
}

func (l *life) close() error {
	var errs []error
	if l.app != nil {
		errs = append(errs, l.app.Close())
	}
	if l.log != nil {
		errs = append(errs, l.log.Close())
	}
	if l.notes != nil {
		errs = append(errs, l.notes.file.Close())
	}
	return errors.Join(errs...)
}

// progress draws a bar on the terminal; a program that reads along gets none.
func (s *shell) progress(quiet bool) func(simulate.Progress) {
	const width = 40
	return func(p simulate.Progress) {
		if s.json || quiet {
			return
		}
		done := p.Done * width / p.Total
		_, _ = fmt.Fprintf(s.err, "\r%s [%s%s] %3d%% %s", p.Day, strings.Repeat("#", done), strings.Repeat(".", width-done), p.Done*100/p.Total, i18n.T("cli.simulate_acts", p.Tally.Acts))
		if p.Done == p.Total {
			_, _ = fmt.Fprintln(s.err)
		}
	}
}

// failed says how a life that did not come to its end is lived once more.
func (l *life) failed(err error) error {
	_, _ = fmt.Fprintln(l.err, "\n"+i18n.T("cli.simulate_repeat", l.in.again()))
	return err
}

// again is the command that repeats a simulation.
func (in simulation) again() string {
	out := fmt.Sprintf("gongkai simulate --year %d --seed %d --scale %s", in.Year, in.Seed, strconv.FormatFloat(in.Scale, 'g', -1, 64))
	if len(in.faults) > 0 {
		out += " --faults " + strings.Join(in.faults, ",")
	}
	if in.kills > 0 {
		out += " --kills " + strconv.Itoa(in.kills)
	}
	return out
}

// account checks the year and says what came of it. A violation is an error.
func (l *life) account(cmd *cobra.Command) error {
	lived := time.Since(l.start)
	evenings, acks, err := l.notes.all()
	if err != nil {
		return err
	}
	checked := time.Now()
	v, err := l.world.Check(cmd.Context(), simulate.Inspection{
		Log: func() ([]byte, error) { return os.ReadFile(l.log.Name()) }, Evenings: evenings, Acks: acks, Pages: l.in.pages,
	})
	if err != nil {
		return l.failed(err)
	}
	out := struct {
		simulate.Life
		simulate.Verdict
		Acts   int     `json:"acts"`
		Struck int     `json:"struck,omitempty"`
		Lived  float64 `json:"lived"`   // seconds
		Took   float64 `json:"checked"` // seconds
	}{Life: l.in.Life, Verdict: v, Acts: len(acks), Lived: lived.Seconds(), Took: time.Since(checked).Seconds()}
	if l.world.Weather != nil {
		out.Struck = l.world.Weather.Struck()
	}
	if err := l.show(out, func(p *page) { p.verdict(v, len(acks), out.Struck, lived, time.Since(checked)) }); err != nil {
		return err
	}
	if len(v.Violations) > 0 {
		return l.failed(fault.New(fault.Invalid, "cli.simulate_violated", len(v.Violations)))
	}
	if !l.in.serve {
		return nil
	}
	return l.serveYear(cmd)
}

func (p *page) verdict(v simulate.Verdict, acts, struck int, lived, checked time.Duration) {
	row := func(key string, args ...any) []string {
		return []string{i18n.T("cli.head." + key), i18n.T("cli.simulate."+key, args...)}
	}
	p.table(" ",
		row("did", acts, struck), row("requests", v.Requests), row("letters", v.Letters), row("messages", v.Messages, v.Replied), row("consults", v.Consults, v.Outcomes, v.Said),
		row("surveys", v.Surveys, v.Results, v.Voices), row("events", v.Events, v.Minutes, v.Guests), row("concerns", v.Concerns, v.Answered, v.AnsweredLate), row("themes", v.Looks, v.Themes, v.Shown),
		row("norms", v.Documents, v.Issued, v.Amended, v.Repealed, v.Lapsed, v.Interpreted), row("faqs", v.Answers, v.Doubted, v.Measures),
		row("cleanups", v.Cleanups, v.Verdicts, v.Ended, v.Void, v.Unsettled), row("gazettes", v.Issues, v.Printed), row("deposits", v.Packages, v.Received, v.Differences), row("cited", v.Cited, v.Fallen, v.Looked),
		row("opinions", v.Opinions, v.LateOpinions), row("proposals", v.Proposals, v.Released), row("covered", v.Versions, v.Covered), row("items", v.Items),
		row("duties", v.Duties["done"], v.Duties["donelate"], v.Duties["late"], v.Duties["soon"]+v.Duties["intime"]+v.Duties["claimed"]+v.Duties["paused"]),
		row("evenings", v.Evenings), row("reports", v.Reports, v.Cells), row("fees", v.Notices, strconv.FormatFloat(float64(v.Paid)/100, 'f', 2, 64)),
		row("secrets", v.Secrets, v.Pages, v.Log), row("entries", v.Entries), row("digest", v.Digest),
		row("time", lived.Round(100*time.Millisecond), checked.Round(100*time.Millisecond)),
	)
	for _, line := range v.Violations {
		p.say("cli.simulate_line", line)
	}
}

// serveYear lets somebody look at the district; its clock goes on from the last day.
func (l *life) serveYear(cmd *cobra.Command) error {
	l.clock.Run(l.in.Last())
	at, err := l.app.Listen(cmd.Context())
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintln(l.out, i18n.T("cli.simulate_served", "http://"+at.Site.String(), simulate.Password))
	return l.app.Serve(cmd.Context())
}

// killAgain lives a year in processes that are killed, with no warning, at moments of
// luck; the last one lives on to the end and is asked for the account.
func (s *shell) killAgain(cmd *cobra.Command, c config.Config, in simulation) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	args := append([]string{"simulate", "--child", "--data", c.Data}, strings.Fields(in.again())[2:]...)
	for _, name := range []string{"env-file", "profile", "dsn", "pages"} {
		if f := cmd.Flags().Lookup(name); f.Changed {
			args = append(args, "--"+name, f.Value.String())
		}
	}
	if s.json {
		args = append(args, "--json")
	}
	r, notes := simulate.Luck(in.Seed, "kills"), filepath.Join(c.Data, notebookName)
	for n := 0; ; n++ {
		child := exec.CommandContext(cmd.Context(), self, args...) //nolint:gosec // this program
		child.Env, child.Stdout, child.Stderr = s.environ, s.out, s.err
		if err := child.Start(); err != nil {
			return err
		}
		ended := make(chan error, 1)
		go func() { ended <- child.Wait() }()
		if n < in.kills {
			wait := time.Duration(500+r.IntN(2500)) * time.Millisecond
			if r.IntN(4) > 0 { // the others are killed wherever they are by then, while they start too
				awaitNote(notes, ended)
			}
			select {
			case <-time.After(wait):
				_ = child.Process.Kill() // it may have ended: then the year is over
			case err := <-ended:
				return childFault(err)
			}
			if err := <-ended; err == nil { // it was done before it was killed
				return nil
			}
			_, _ = fmt.Fprintf(s.err, "\r%s", i18n.T("cli.simulate_killed", n+1, in.kills))
			continue
		}
		_, _ = fmt.Fprintln(s.err)
		return childFault(<-ended)
	}
}

// awaitNote waits until a child has noted something, or ended: on a slow machine, a year whose processes are
// killed before they do anything never passes.
func awaitNote(notes string, ended chan error) {
	size := func() int64 {
		info, err := os.Stat(notes)
		if err != nil {
			return 0
		}
		return info.Size()
	}
	for before := size(); size() == before; {
		select {
		case err := <-ended:
			ended <- err // for who asks next
			return
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func childFault(err error) error {
	if err == nil {
		return nil
	}
	return fault.Caused(err, fault.Invalid, "cli.simulate_child")
}

// A notebook is what must outlive a process that is killed: what people were told, and
// what the board showed. A line that was written is kept by the system.
type notebook struct{ file *os.File }

// notebookName is its file in the folder of the data.
const notebookName = "simulate.jsonl"

type note struct {
	Evening *simulate.Evening `json:"evening,omitempty"`
	Ack     *simulate.Ack     `json:"ack,omitempty"`
}

func openNotebook(name string) (*notebook, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600) //nolint:gosec // in the folder of the caller
	return &notebook{f}, err
}

func (n *notebook) evening(e simulate.Evening) error { return n.write(note{Evening: &e}) }

func (n *notebook) ack(a simulate.Ack) error { return n.write(note{Ack: &a}) }

func (n *notebook) write(x note) error {
	line, err := json.Marshal(x)
	if err == nil {
		_, err = n.file.Write(append(line, '\n'))
	}
	return err
}

// all is what was written over all starts; of an evening that was looked at twice, the last.
func (n *notebook) all() (evenings []simulate.Evening, acks []simulate.Ack, err error) {
	if _, err := n.file.Seek(0, io.SeekStart); err != nil {
		return nil, nil, err
	}
	byDay := map[string]simulate.Evening{}
	lines := bufio.NewScanner(n.file)
	for lines.Scan() {
		var x note
		if err := json.Unmarshal(lines.Bytes(), &x); err != nil {
			return nil, nil, err
		}
		if x.Ack != nil {
			acks = append(acks, *x.Ack)
		}
		if x.Evening != nil {
			byDay[string(x.Evening.Day)] = *x.Evening
		}
	}
	for _, e := range byDay {
		evenings = append(evenings, e)
	}
	return evenings, acks, lines.Err()
}
