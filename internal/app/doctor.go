package app

import (
	"context"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/disk"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/platform/profile"
)

// State is how a thing was found.
type State string

// The states.
const (
	Good State = "ok"
	Warn State = "warn" // works, and wants looking at
	Bad  State = "bad"  // has to be put right
)

// A Finding is one thing that Examine looked at. Check names it; its name for a
// reader is the text app.check.<Check>.
type Finding struct {
	Check string
	State State
	Text  fault.Text
	Do    fault.Text // what to do about it; empty if nothing
}

// examination collects findings.
type examination struct {
	config Config
	now    time.Time
	found  []Finding
	use    use
}

// Examine looks at everything that the program needs and says what is wrong and
// what to do. It makes and changes nothing but a file in the data folder, which
// it removes again.
func Examine(ctx context.Context, c Config, now time.Time) []Finding {
	c.Existing = true
	x := &examination{config: c, now: now}
	x.clock()
	x.folder()
	x.room()
	x.backups()
	x.replica(ctx)
	x.keys(ctx)
	x.profile()
	x.files(ctx)
	x.links()
	x.mail(ctx)
	x.mailbox(ctx)
	x.sms(ctx)
	x.fonts()
	x.certificate(ctx)
	if x.database(ctx) {
		x.district(ctx)
	}
	return x.found
}

func (x *examination) add(check string, s State, text, do fault.Text) {
	x.found = append(x.found, Finding{check, s, text, do})
}

func (x *examination) ok(check, key string, args ...any) {
	x.add(check, Good, fault.T(key, args...), fault.Text{})
}

// fail reports an error in the words of its fault.
func (x *examination) fail(check string, err error, do string) { x.failed(check, err, fault.T(do)) }

func (x *examination) failed(check string, err error, do fault.Text) {
	e := fault.As(err)
	text := e.Text
	if e.Kind == fault.Internal {
		text = fault.T("app.doctor.failed")
	}
	for _, r := range e.Rows {
		text = fault.T("app.doctor.row", r.File, r.Line, r.Text)
		break // the first one; the command of its own lists all
	}
	x.add(check, Bad, text, do)
}

// clock asks whether the wall clock can be: the program is younger than its notices.
func (x *examination) clock() {
	day := calendar.DayOf(x.now)
	if built := calendar.Day("2025-01-01"); day < built || day.Year() > built.Year()+50 {
		x.add("clock", Bad, fault.T("app.doctor.clock", day), fault.T("app.do.clock"))
		return
	}
	x.ok("clock", "app.doctor.clock_ok", x.now.In(calendar.Zone).Format("2006-01-02 15:04"))
}

// folder asks whether the data folder can be written and is closed to others.
func (x *examination) folder() {
	dir := x.config.Data
	info, err := os.Stat(dir)
	if err != nil || !info.IsDir() {
		x.add("data", Bad, fault.T("app.doctor.no_data", dir), fault.T("app.do.data"))
		return
	}
	if err := disk.Writable(dir); err != nil {
		x.fail("data", err, "app.do.rights")
		return
	}
	if open(info.Mode()) {
		x.add("data", Warn, fault.T("app.doctor.open", dir, info.Mode().Perm().String()), fault.T("app.do.chmod", "0700", dir))
		return
	}
	x.ok("data", "app.doctor.data", dir)
}

// open reports whether others than the owner have any right. Windows keeps no such bits.
func open(m fs.FileMode) bool { return m.Perm()&0o077 != 0 && runtime.GOOS != "windows" }

// files asks the bucket and the virus scanner, if the site has them.
func (x *examination) files(ctx context.Context) {
	answered, err := files.Reach(ctx, store(x.config))
	switch {
	case err != nil:
		x.fail("files", err, "app.do.files")
	case len(answered) > 0:
		x.ok("files", "app.doctor.files", strings.Join(answered, " "))
	}
}

// links says whether anybody follows the links of what is published.
func (x *examination) links() {
	if !x.config.Fetch.On {
		x.ok("links", "fetch.off")
		return
	}
	x.ok("links", "app.doctor.links", x.config.Fetch.Daily)
}

func (x *examination) profile() {
	p, err := profile.Open(x.config.Profile)
	if err == nil && len(p.Settings.Missing()) > 0 {
		x.add("foot", Warn, fault.T("app.doctor.foot", len(p.Settings.Missing())), fault.T("app.do.profile"))
	}
	if err == nil {
		x.words(p)
	}
	switch {
	case err != nil:
		x.fail("profile", err, "app.do.profile")
	case len(p.Unverified()) > 0:
		x.add("profile", Warn, fault.T("app.doctor.unverified", p.Name, len(p.Unverified())), fault.T("app.do.profile"))
	default:
		x.ok("profile", "app.doctor.profile", p.Name, len(p.Units))
	}
}

// words asks whether the public may read what the profile says. What is allowed
// expressly is: that a number stands beside a unit does not make it one of the office.
func (x *examination) words(p *profile.Profile) {
	rules := screen.New(screen.Options{Allow: declared(p, screen.Allow{}), Packs: screen.Packs(), Today: calendar.DayOf(x.now)})
	n := 0
	var first fault.Text
	for _, s := range p.Said() {
		for _, rule := range rules.Barred(s.Text) {
			if n++; n == 1 {
				first = fault.T("app.doctor.row", s.File, s.Line, rule)
			}
		}
	}
	if n == 0 {
		x.ok("words", "app.doctor.words_ok")
		return
	}
	x.add("words", Bad, fault.T("app.doctor.words", n, first), fault.T("app.do.words"))
}

// fonts says with which fonts letters become PDF. Without one the site goes on:
// letters are HTML and DOCX.
func (x *examination) fonts() {
	names, err := letter.OpenFonts(x.config.Fonts).Names()
	if err != nil {
		x.add("fonts", Warn, fault.As(err).Text, fault.T("app.do.fonts"))
		return
	}
	x.ok("fonts", "app.doctor.fonts", strings.Join(names, " "))
}

// database asks whether it answers and has the schema of the program.
func (x *examination) database(ctx context.Context) bool {
	d, err := OpenDatabase(ctx, x.config)
	if err != nil {
		x.failed("database", err, x.advice(err))
		return false
	}
	defer func() { _ = d.Close() }()
	all, err := d.Migrations(ctx)
	newer := fault.As(err).Text.Key == "db.newer_schema"
	if err = Explain(x.config, err); err != nil && !newer {
		x.failed("database", err, x.advice(err))
		return false
	}
	x.ok("database", "app.doctor.database", d.Engine())
	x.skew(ctx, d)
	if newer {
		x.fail("schema", err, "app.do.upgrade")
		return false
	}
	pending := 0
	for _, m := range all {
		if !m.Applied {
			pending++
		}
	}
	if pending > 0 {
		x.add("schema", Bad, fault.T("app.doctor.pending", pending), fault.T("app.do.migrate"))
		return false
	}
	x.ok("schema", "app.doctor.schema", len(all))
	return true
}

// district looks at what is in the database.
func (x *examination) district(ctx context.Context) {
	a, err := New(ctx, x.config)
	if err != nil {
		x.failed("district", err, x.advice(err))
		return
	}
	defer func() { _ = a.Close() }()
	x.holidays(ctx, a)
	x.log(ctx, a)
	x.verify(ctx, a.Journal)
	x.attachments(ctx, a)
	x.jobs(ctx, a)
	x.search(ctx, a)
	x.address(a)
	x.mailboxUnit(ctx, a)
}

// holidays asks for the notices of this year and, when it is out, of the next:
// it comes in October or November.
func (x *examination) holidays(ctx context.Context, a *App) {
	cal, err := a.Holidays.Current(ctx)
	if err != nil {
		x.fail("holidays", err, "app.do.database")
		return
	}
	_, through := cal.Covered()
	today := calendar.DayOf(x.now)
	switch year := today.Year(); {
	case through.Year() < year:
		x.add("holidays", Bad, fault.T("app.doctor.holidays_past", through), fault.T("app.do.holidays", year))
	case through.Year() == year && today.Time().Month() >= time.November:
		x.add("holidays", Warn, fault.T("app.doctor.holidays", through), fault.T("app.do.holidays", year+1))
	default:
		x.ok("holidays", "app.doctor.holidays", through)
	}
}

// log asks whether the last checkpoint is signed with the key, and how much waits.
func (x *examination) log(ctx context.Context, a *App) {
	signed, err := a.Journal.Checkpoint(ctx)
	if fault.Of(err) == fault.Busy {
		x.ok("journal", "app.doctor.log_new")
		return
	}
	if err != nil {
		x.fail("journal", err, "app.do.journal")
		return
	}
	c, err := a.Journal.Key().Open(signed)
	if err != nil {
		x.add("journal", Bad, fault.T("journal.other_key", a.Journal.Key().Fingerprint()), fault.T("app.do.journal"))
		return
	}
	if host, _, _ := strings.Cut(c.Origin, "/log"); x.config.HTTP.PublicURL != "" && c.Origin != x.config.Origin() {
		x.add("journal", Warn, fault.T("app.doctor.log_moved", host, x.config.HTTP.PublicURL), fault.T("app.do.log_moved"))
		return
	}
	x.ok("journal", "app.doctor.log", c.Origin, c.Size)
}

// jobs asks whether any were given up.
func (x *examination) jobs(ctx context.Context, a *App) {
	b, err := a.backlog(ctx)
	switch {
	case err != nil:
		x.fail("jobs", err, "app.do.database")
	case b.Dead > 0:
		x.add("jobs", Warn, fault.T("app.doctor.dead", b.Dead), fault.T("app.do.jobs"))
	default:
		x.ok("jobs", "app.doctor.jobs", b.Due)
	}
}

// search asks whether all that is public can be found, and nothing else.
func (x *examination) search(ctx context.Context, a *App) {
	found, there, err := a.Search.Compare(ctx)
	switch {
	case err != nil:
		x.fail("search", err, "app.do.database")
	case found != there:
		x.add("search", Bad, fault.T("app.doctor.search_differs", found, there), fault.T("app.do.search"))
	default:
		x.ok("search", "app.doctor.search", found)
	}
}

// address asks whether readers outside are told the right address.
func (x *examination) address(a *App) {
	switch {
	case a.Config.HTTP.PublicURL == "":
		x.add("address", Warn, fault.T("app.doctor.no_url"), fault.T("app.do.url"))
	case !a.Config.HTTPS():
		x.add("address", Warn, fault.T("app.doctor.no_https", a.Config.URL()), fault.T("app.do.url"))
	default:
		x.ok("address", "app.doctor.url", a.Config.URL())
	}
}
