package hotspot_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/hotspot"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/holidays"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/search"
	"gongkai.example/gongkai/internal/platform/secret"
)

// world is a district to which people write, with documents in force.
type world struct {
	testing.TB
	db       *db.DB
	clock    *dbtest.Clock
	s        *hotspot.Service
	letters  *message.Service
	items    *publish.Service
	docs     *policy.Service
	notices  *notify.Service
	run      *jobs.Runner
	housing  int64
	civil    int64
	column   int64
	people   map[auth.Role]auth.Actor // of housing; the office and counsel over all
	second   auth.Actor               // of the office too
	stranger auth.Actor               // a clerk of civil affairs
	n        int
}

const start = "2023-10-09"

func each(t *testing.T, f func(w *world)) {
	t.Helper()
	clock := dbtest.At(start)
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set(start)
		f(newWorld(t, d, clock))
	})
}

func newWorld(t testing.TB, d *db.DB, clock *dbtest.Clock) *world {
	t.Helper()
	w := &world{TB: t, db: d, clock: clock, people: map[auth.Role]auth.Actor{}}
	p, err := profile.Open("honggutan")
	w.must(err)
	store, err := files.Open(d, files.Config{Dir: t.TempDir()})
	w.must(err)
	t.Cleanup(func() { _ = store.Close() })
	days := holidays.New(d, law.Calendar())
	duties := duty.New(d, days)
	units, columns := unit.New(d), column.New(d, duties)
	columns.Words, units.Columns = i18n.T, columns.Load
	_, err = units.Load(dbtest.As(t, auth.Machine("test")), p, false)
	w.must(err)
	rules := func(*db.Tx) (*screen.Rules, error) { return screen.New(screen.Options{}), nil }
	box, err := secret.NewBox([]byte(strings.Repeat("k", 32)))
	w.must(err)
	index := search.New(d, search.NewLexicon(nil))
	w.items = publish.New(publish.Needs{DB: d, Duties: duties, Columns: columns, Catalogues: catalogue.New(d, duties, rules), Files: store, Search: index})
	w.items.Words, w.items.Rules = i18n.T, rules
	w.docs = policy.New(policy.Needs{DB: d, Duties: duties, Holidays: days, Items: w.items, Files: store, Words: i18n.T})
	w.items.Ready, w.items.Released, w.items.Keeps = w.docs.Ready, w.docs.Released, w.docs.Keeps
	w.letters = message.New(message.Needs{DB: d, Duties: duties, Holidays: days, Search: index, Box: box, Words: i18n.T, Rules: rules})
	index.Add(w.items.Found(), w.letters.Found())
	w.s = hotspot.New(hotspot.Needs{DB: d, Duties: duties, Search: index, Box: box, Rules: rules})
	w.docs.Affected = w.s.Affected
	w.run, err = jobs.NewRunner(d, jobs.Config{}, append(w.docs.Kinds(), w.s.Kinds()...)...)
	w.must(err)
	w.notices, err = notify.New(d, notify.Config{})
	w.must(err)
	duties.Notices = w.notices
	home := int64(0)
	w.must(d.Read(t.Context(), func(tx *db.Tx) error {
		for code, to := range map[string]*int64{"czj": &w.housing, "mzj": &w.civil} {
			u, err := unit.ByCode(tx, code)
			if err != nil {
				return err
			}
			*to = u.ID
		}
		u, err := unit.InCharge(tx)
		home = u.ID
		if err != nil {
			return err
		}
		c, err := column.ByCode(tx, "zcwj-gfxwj")
		w.column = int64(c.ID)
		return err
	}))
	all, err := auth.Join(hotspot.Policy, message.Policy, policy.Policy, publish.Policy, duty.Policy)
	w.must(err)
	at := func(id int64, r auth.Role, unitID int64, over auth.Units) auth.Actor {
		return auth.Actor{Kind: auth.Person, ID: id, Name: string(r), Unit: unitID, Grants: []auth.Grant{{Role: r, Perms: all.Perms(r), Units: over}}}
	}
	for i, r := range auth.Roles {
		unitID, over := w.housing, auth.Units{IDs: []int64{w.housing}}
		if r == auth.Office || r == auth.Counsel {
			unitID, over = home, auth.Units{All: true}
		}
		w.people[r] = at(int64(i+1), r, unitID, over)
	}
	w.second, w.stranger = at(98, auth.Office, home, auth.Units{All: true}), at(99, auth.Clerk, w.civil, auth.Units{IDs: []int64{w.civil}})
	duties.People = func(_ *db.Tx, p auth.Perm, at int64) (out []int64, err error) {
		if a := w.people[auth.Office]; a.CanAt(p, at) {
			out = append(out, a.ID)
		}
		return out, nil
	}
	return w
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) want(err error, k fault.Kind, key string) {
	w.Helper()
	if fault.Of(err) != k || key != "" && fault.As(err).Text.Key != key {
		w.Errorf("got %v, want %s %s", err, k, key)
	}
}

func (w *world) wantField(err error, field, key string) {
	w.Helper()
	if fault.Of(err) != fault.Invalid || fault.As(err).Fields[field].Key != key {
		w.Errorf("got %v, want %s about %s", err, key, field)
	}
}

func (w *world) as(r auth.Role) context.Context { return auth.With(w.Context(), w.people[r]) }

func (w *world) by(a auth.Actor) context.Context { return auth.With(w.Context(), a) }

// labelled are the letters of one theme of the labelled set of the kernel.
func (w *world) labelled(theme string) (out []string) {
	w.Helper()
	all, err := os.ReadFile("../../kernel/cluster/testdata/letters.tsv")
	w.must(err)
	for l := range strings.Lines(string(all)) {
		if t, text, ok := strings.Cut(strings.TrimSpace(l), "\t"); ok && t == theme {
			out = append(out, text)
		}
	}
	return out
}

// write has somebody write a letter to a unit on a day; its title is how it begins.
func (w *world) write(unitID int64, day calendar.Day, text string) message.ID {
	w.Helper()
	w.n++
	out, err := w.letters.Receive(w.as(auth.Office), message.Receipt{
		Channel: message.Counter, Day: day, Kind: message.Consult,
		Letter: message.Letter{Unit: unitID, Title: string([]rune(text)[:8]), Text: text}, Sender: message.Sender{Name: fmt.Sprintf("来信人%d", w.n), Phone: fmt.Sprintf("139%08d", w.n)},
	})
	w.must(err)
	return out.ID
}

// writes has several letters written over the days from one on.
func (w *world) writes(unitID int64, from calendar.Day, texts []string) (ids []message.ID) {
	w.Helper()
	for i, text := range texts {
		ids = append(ids, w.write(unitID, from.Add(3*i), text))
	}
	return ids
}

// twoThemes are two quarters: of heating there is much more in the second, of parking somewhat less.
func (w *world) twoThemes() {
	w.Helper()
	heating, parking := w.labelled("heating"), w.labelled("parking")
	w.writes(w.housing, "2023-04-03", append(heating[:2:2], parking...))
	w.writes(w.housing, "2023-07-03", heating)
	w.writes(w.housing, "2023-08-03", heating[2:])
	w.writes(w.civil, "2023-07-05", parking[:6])
}

// look looks over the quarter that ended with September.
func (w *world) look() hotspot.Run {
	w.Helper()
	r, err := w.s.Ask(w.as(auth.Office), hotspot.Look{Span: hotspot.Quarter, Last: "2023-09-30"})
	w.must(err)
	_, err = w.run.RunDue(w.Context())
	w.must(err)
	out, err := w.s.Newest(w.as(auth.Office))
	w.must(err)
	if out.ID != r.ID {
		w.Fatalf("the look %d is not made", r.ID)
	}
	return out
}

func (w *world) spots(q hotspot.Find) []hotspot.Spot {
	w.Helper()
	rows, err := w.s.Find(w.as(auth.Office), q, db.Page{})
	w.must(err)
	return rows.Items
}

// spot is the theme whose proposed name has a word.
func (w *world) spot(word string) hotspot.View {
	w.Helper()
	for _, x := range w.spots(hotspot.Find{}) {
		if strings.Contains(x.Proposed, word) {
			v, err := w.s.View(w.as(auth.Office), x.ID)
			w.must(err)
			return v
		}
	}
	w.Fatalf("no theme of %s", word)
	return hotspot.View{}
}

// paper is a piece of evidence.
func (w *world) paper() policy.Evidence {
	w.Helper()
	e, err := w.docs.Attach(w.Context(), "材料.txt", strings.NewReader("材料"))
	w.must(err)
	return e
}

const heatingBody = "红谷滩区集中供暖管理办法\n第一条　为规范集中供暖，制定本办法。\n第二条　供暖期内，居民卧室温度不低于18℃。\n第三条　室温不达标的，供热单位应当退还采暖费。\n第四条　本办法自公布之日起施行，有效期至2023年12月31日。"

// issued is a document in force that says what is to be done where it is cold.
func (w *world) issued() *policy.Document {
	w.Helper()
	clerk, office, today := w.as(auth.Clerk), w.as(auth.Office), w.db.Today()
	d, err := w.docs.Make(clerk, w.housing, policy.Edit{Organ: w.housing, Title: "红谷滩区集中供暖管理办法", Genre: "08", Theme: "17", Column: w.column, Until: "2023-12-31", Body: heatingBody})
	w.must(err)
	d, err = w.docs.Assess(clerk, d.ID, policy.Taken{Rev: d.Rev, Result: "pass", On: today}, w.paper())
	w.must(err)
	d, err = w.docs.Ask(clerk, d.ID, policy.Seen{Rev: d.Rev})
	w.must(err)
	d, err = w.docs.Judge(w.as(auth.Counsel), d.ID, policy.Taken{Rev: d.Rev, Result: "legal", Number: "9号", Reason: "应急处置"}, w.paper())
	w.must(err)
	d, err = w.docs.Deliberate(clerk, d.ID, policy.Deliberation{Taken: policy.Taken{Rev: d.Rev, Result: "pass", Number: "第12次", On: today}}, w.paper())
	w.must(err)
	d, err = w.docs.Register(office, d.ID, policy.Registration{Rev: d.Rev, Word: "红财规"})
	w.must(err)
	_, all, err := w.items.Item(office, d.Item)
	w.must(err)
	e := &all[0]
	e, err = w.items.Submit(clerk, e.ID, publish.SelfCheck{Rev: e.Rev, Carrier: "document", Channels: []string{"site"}, Sure: true})
	w.must(err)
	e, err = w.items.Review(w.as(auth.Head), e.ID, publish.Agree{Rev: e.Rev})
	w.must(err)
	e, err = w.items.Clear(w.as(auth.Secrecy), e.ID, publish.Clearance{Rev: e.Rev, Verdict: publish.Publish, Together: "无"})
	w.must(err)
	e, err = w.items.Sign(w.as(auth.Signer), e.ID, publish.Agree{Rev: e.Rev})
	w.must(err)
	_, err = w.items.Release(clerk, e.ID, publish.Agree{Rev: e.Rev})
	w.must(err)
	return d
}
