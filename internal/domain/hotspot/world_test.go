package hotspot_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/hotspot"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/policy/policytest"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/secret"
)

// world is a district to which people write, with documents in force.
type world struct {
	*policytest.World // of housing, with the office and counsel of the government's own office
	s                 *hotspot.Service
	letters           *message.Service
	notices           *notify.Service
	civil             int64
	second            auth.Actor // of the office too
	n                 int
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
	w := &world{World: policytest.New(t, d, clock, "czj", "mzj", hotspot.Policy, message.Policy)}
	w.civil = w.Unit("mzj")
	box, err := secret.NewBox([]byte(strings.Repeat("k", 32)))
	w.Must(err)
	w.letters = message.New(message.Needs{DB: d, Duties: w.Duties, Holidays: w.Holidays, Search: w.Search, Box: box, Words: i18n.T, Rules: w.Rules})
	w.Search.Add(w.letters.Found())
	w.s = hotspot.New(hotspot.Needs{DB: d, Duties: w.Duties, Search: w.Search, Box: box, Rules: w.Rules})
	w.Docs.Affected = w.s.Affected
	w.Jobs(w.s.Kinds()...)
	w.notices, err = notify.New(d, notify.Config{})
	w.Must(err)
	w.Duties.Notices = w.notices
	home := w.Unit("qfb")
	for i, r := range []auth.Role{auth.Office, auth.Counsel} {
		w.People[r] = w.Actor(int64(90+i), r, home, auth.Units{All: true})
	}
	w.second = w.Actor(98, auth.Office, home, auth.Units{All: true})
	w.Duties.People = func(_ *db.Tx, p auth.Perm, at int64) (out []int64, err error) {
		if a := w.People[auth.Office]; a.CanAt(p, at) {
			out = append(out, a.ID)
		}
		return out, nil
	}
	return w
}

func (w *world) by(a auth.Actor) context.Context { return auth.With(w.Context(), a) }

// labelled are the letters of one theme of the labelled set of the kernel.
func (w *world) labelled(theme string) (out []string) {
	w.Helper()
	all, err := os.ReadFile("../../kernel/cluster/testdata/letters.tsv")
	w.Must(err)
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
	out, err := w.letters.Receive(w.As(auth.Office), message.Receipt{
		Channel: message.Counter, Day: day, Kind: message.Consult,
		Letter: message.Letter{Unit: unitID, Title: string([]rune(text)[:8]), Text: text}, Sender: message.Sender{Name: fmt.Sprintf("来信人%d", w.n), Phone: fmt.Sprintf("139%08d", w.n)},
	})
	w.Must(err)
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
	w.writes(w.Bureau, "2023-04-03", append(heating[:2:2], parking...))
	w.writes(w.Bureau, "2023-07-03", heating)
	w.writes(w.Bureau, "2023-08-03", heating[2:])
	w.writes(w.civil, "2023-07-05", parking[:6])
}

// look looks over the quarter that ended with September.
func (w *world) look() hotspot.Run {
	w.Helper()
	r, err := w.s.Ask(w.As(auth.Office), hotspot.Look{Span: hotspot.Quarter, Last: "2023-09-30"})
	w.Must(err)
	_, err = w.Run.RunDue(w.Context())
	w.Must(err)
	out, err := w.s.Newest(w.As(auth.Office))
	w.Must(err)
	if out.ID != r.ID {
		w.Fatalf("the look %d is not made", r.ID)
	}
	return out
}

func (w *world) spots(q hotspot.Find) []hotspot.Spot {
	w.Helper()
	rows, err := w.s.Find(w.As(auth.Office), q, db.Page{})
	w.Must(err)
	return rows.Items
}

// spot is the theme whose proposed name has a word.
func (w *world) spot(word string) hotspot.View {
	w.Helper()
	for _, x := range w.spots(hotspot.Find{}) {
		if strings.Contains(x.Proposed, word) {
			v, err := w.s.View(w.As(auth.Office), x.ID)
			w.Must(err)
			return v
		}
	}
	w.Fatalf("no theme of %s", word)
	return hotspot.View{}
}

const heatingBody = "红谷滩区集中供暖管理办法\n第一条　为规范集中供暖，制定本办法。\n第二条　供暖期内，居民卧室温度不低于18℃。\n第三条　室温不达标的，供热单位应当退还采暖费。\n第四条　本办法自公布之日起施行，有效期至2025年2月28日。"

// issued is a document in force that says what is to be done where it is cold.
func (w *world) issued() *policy.Document {
	w.Helper()
	return w.Issue(w.Drafted("红谷滩区集中供暖管理办法", heatingBody, nil))
}
