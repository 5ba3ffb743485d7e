package publish_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/fetch"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/notify"
)

// elsewhere is the site that links lead to. It answers with the status that its
// path says, unless another one is set.
type elsewhere struct {
	net.Listener
	asked  atomic.Int32
	status sync.Map // by path
	paths  sync.Map // that were asked for
	on     bool
}

func open(w *world) *elsewhere {
	w.Helper()
	l, err := (&net.ListenConfig{}).Listen(w.Context(), "tcp", "127.0.0.1:0")
	w.must(err)
	w.Cleanup(func() { _ = l.Close() })
	e := &elsewhere{Listener: l, on: true}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go e.answer(c)
		}
	}()
	return e
}

// answer answers one question: the domains know no more of HTTP than that.
func (e *elsewhere) answer(c net.Conn) {
	defer c.Close()
	in := bufio.NewReader(c)
	first, _ := in.ReadString('\n')
	for line := first; strings.TrimSpace(line) != ""; {
		line, _ = in.ReadString('\n')
	}
	path := strings.Fields(first + " - -")[1]
	e.asked.Add(1)
	e.paths.Store(path, true)
	status, set := e.status.Load(path)
	if !set {
		status = 200
	}
	_, _ = fmt.Fprintf(c, "HTTP/1.1 %d Answer\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", status)
}

// eachAsking is each with links that are followed, and a clerk who is told.
func eachAsking(t *testing.T, f func(w *world)) {
	t.Helper()
	each(t, func(w *world) {
		e := open(w)
		w.web = e
		w.wire()
		notices, err := notify.New(w.db, notify.Config{})
		w.must(err)
		w.duties.Notices = notices
		w.duties.People = func(_ *db.Tx, p auth.Perm, unit int64) ([]int64, error) {
			if p == duty.Meet && unit == w.finance {
				return []int64{w.clerk.ID}, nil
			}
			return nil, nil
		}
		w.due() // today's look is over: a week from here has seven
		f(w)
	})
}

// fetch asks w.web and nobody else: no name is known.
func (w *world) fetch() *fetch.Client {
	if w.web == nil {
		return nil
	}
	at := netip.MustParseAddrPort(w.web.Addr().String())
	return fetch.New(fetch.Config{
		On: w.web.on, Timeout: time.Second, Redirects: 2, Bytes: 1 << 10, Parallel: 4, Ports: []string{fmt.Sprint(at.Port())}, Allow: []netip.Prefix{netip.PrefixFrom(at.Addr(), 32)},
		Resolver: &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("no name server") }},
	})
}

// say sets what a page elsewhere answers.
func (e *elsewhere) say(path string, status int) string {
	e.status.Store(path, status)
	return "http://" + e.Addr().String() + path
}

// screened lists what is found of links: field, kind and severity.
func (w *world) screened(e *publish.Edition) []string {
	w.Helper()
	s, err := w.items.Screen(w.as(w.clerk), e.ID)
	w.must(err)
	var out []string
	for _, f := range s.Findings {
		if strings.HasPrefix(string(f.Kind), "link_") {
			out = append(out, f.Where+" "+f.Rule+" "+string(f.Severity))
		}
	}
	slices.Sort(out)
	return out
}

// TestFollow: links that lead nowhere are named with their place, those that lead
// inside hold, and what is known is not asked a second time.
func TestFollow(t *testing.T) {
	eachAsking(t, func(w *world) {
		shown := w.live(w.notice())
		draft := w.draft(w.notice())
		in := w.notice()
		in.Body += fmt.Sprintf("详见https://www.example.gov.cn/publish/%d、http://www.example.gov.cn.example.cn/a和https://www.example.gov.cn/hant/publish/%d，另见https://www.example.gov.cn/column/1。\n", shown.ItemID, draft.ItemID)
		in.Beside = strings.Join([]string{w.web.say("/good", 200), w.web.say("/gone", 404), "http://" + strings.Replace(w.web.Addr().String(), "127.0.0.1", "127.0.0.2", 1) + "/", "http://oa/", "http://127.0.0.1:1/"}, "\n")
		in.Basis = publish.RefOf(shown.ItemID)
		e := w.draft(in)
		want := []string{"beside link_dead advise", "beside link_refused hold", "beside link_refused hold", "body link_dead advise", "body link_unpublished hold"}
		if w.web.asked.Store(0); !slices.Equal(w.screened(e), want) {
			t.Errorf("got %v", w.screened(e))
		}
		asked := w.web.asked.Load()
		if w.screened(e); asked == 0 || w.web.asked.Load() != asked {
			t.Errorf("asked %d times, then %d", asked, w.web.asked.Load())
		}
		v, err := w.items.View(w.as(w.clerk), e.ID)
		w.must(err)
		for _, f := range v.Findings {
			if f.Rule == "link_dead" && f.Where == "body" && string([]rune(e.Body)[f.Start:f.End]) != "http://www.example.gov.cn.example.cn/a" {
				t.Errorf("%+v", f)
			}
		}
		w.web.say("/gone", 200)
		w.clock.Add(2 * time.Hour) // what was dead may have been repaired
		if got := w.screened(e); !slices.Equal(got, want[1:]) || w.web.asked.Load() == asked {
			t.Errorf("after the repair: %v", got)
		}
		_, err = w.items.Withdraw(w.as(w.signer), shown.ID, because(shown))
		w.must(err)
		if got := w.screened(e); !slices.Equal(got, want[1:]) {
			t.Errorf("what is withdrawn can still be read: %v", got)
		}
	})
}

// TestLinkHeld: a link inside goes on when another person gives a reason.
func TestLinkHeld(t *testing.T) {
	eachAsking(t, func(w *world) {
		in := w.notice()
		in.Beside = "http://10.1.2.3/report 填报系统"
		e := w.submitted(in)
		e, err := w.items.Review(w.as(w.head), e.ID, agree(e))
		w.must(err)
		_, err = w.items.Clear(w.as(w.secrecy), e.ID, clear(e))
		w.wantField(err, "beside")
		v, err := w.items.View(w.as(w.secrecy), e.ID)
		w.must(err)
		i := slices.IndexFunc(v.Findings, func(f publish.Finding) bool { return f.Severity == screen.Hold })
		_, err = w.items.Answer(w.as(w.secrecy), e.ID, publish.Reply{Print: v.Findings[i].Print, Reason: "公众在大厅的终端上可以打开"})
		w.must(err)
		_, err = w.items.Clear(w.as(w.secrecy), e.ID, clear(e))
		w.must(err)
	})
}

// TestLinksOff: where nobody may be asked nothing is said of links elsewhere,
// and nothing is held up; those to this site are looked up all the same.
func TestLinksOff(t *testing.T) {
	eachAsking(t, func(w *world) {
		w.web.on = false
		w.wire()
		draft := w.draft(w.notice())
		in := w.notice()
		in.Body += fmt.Sprintf("https://www.example.gov.cn/publish/%d\n", draft.ItemID)
		in.Beside = w.web.say("/gone", 404) + "\nhttp://127.0.0.2/"
		if got := w.screened(w.draft(in)); !slices.Equal(got, []string{"body link_unpublished hold"}) {
			t.Errorf("got %v", got)
		}
		in = w.notice()
		in.Beside = w.web.say("/gone", 404)
		v, err := w.items.View(w.as(w.clerk), w.live(in).ID)
		if err != nil || v.Follows {
			t.Errorf("the desk is not told: %+v %v", v.Follows, err)
		}
		w.week()
		if n := w.web.asked.Load(); n != 0 || len(w.told()) > 0 {
			t.Errorf("%d questions, told %+v", n, w.told())
		}
	})
}

// week runs what is due through a week and the hours after it.
func (w *world) week() {
	w.Helper()
	for range 7 * 12 {
		w.clock.Add(2 * time.Hour)
		w.due()
	}
}

// told lists what the clerk was told about links.
func (w *world) told() (out []notify.Notice) {
	w.Helper()
	rows, err := w.duties.Notices.List(w.as(w.clerk), notify.Find{}, db.Page{})
	w.must(err)
	for _, n := range rows.Items {
		if n.Text.Key == "publish.told.links" {
			out = append(out, n)
		}
	}
	return out
}

// TestWatch: what is public is looked at within a week, and the clerks hear of
// what three looks did not find; what comes back in between is not told.
func TestWatch(t *testing.T) {
	eachAsking(t, func(w *world) {
		target := w.live(w.notice())
		in := w.notice()
		in.Beside = strings.Join([]string{w.web.say("/gone", 410), w.web.say("/shaky", 500), w.web.say("/good", 200), publish.RefOf(target.ItemID)}, "\n")
		e := w.live(in)
		in.Beside = w.web.say("/gone", 410)
		withdrawn := w.live(in)
		_, err := w.items.Withdraw(w.as(w.signer), withdrawn.ID, because(withdrawn))
		w.must(err)
		looks := 0
		for range 7 * 12 {
			w.clock.Add(2 * time.Hour)
			before := w.web.asked.Load()
			if w.due(); w.web.asked.Load() == before {
				continue
			}
			if looks++; looks == 2 {
				w.web.say("/shaky", 200)
			}
			if told := len(w.told()); told != looks/3 {
				t.Errorf("told %d times after %d looks", told, looks)
			}
		}
		told := w.told()
		if len(told) != 1 || len(told[0].Lines) != 1 || told[0].Link != fmt.Sprintf("publish/edition/%d", e.ID) || looks != 3 {
			t.Fatalf("told %+v after %d looks", told, looks)
		}
		if line := i18n.Text(told[0].Lines[0]); !strings.Contains(line, "/gone") || strings.Contains(line, "publish.link") {
			t.Errorf("%s", line)
		}
		dead := func(q publish.FindDead) string {
			rows, err := w.items.Dead(w.as(w.clerk), q, db.Page{})
			w.must(err)
			out := []string{}
			for _, d := range rows.Items {
				out = append(out, string(d.Kind)+" "+d.Link[strings.LastIndex(d.Link, "/"):])
				if d.Edition != e.ID || d.ItemID != e.ItemID || d.UnitID != w.finance || d.String() != "1.0" || d.Title == "" || d.FoundAt.IsZero() {
					t.Errorf("%+v", d)
				}
			}
			return strings.Join(out, ", ")
		}
		if got := dead(publish.FindDead{}); got != "gone /gone" {
			t.Errorf("on the list: %s", got)
		}
		for q, n := range map[publish.FindDead]int{{Unit: w.finance, Kind: "gone", Text: "/gone"}: 1, {Unit: w.unit("区司法局")}: 0, {Kind: "silent"}: 0, {Text: "没有"}: 0} {
			if rows, err := w.items.Dead(w.as(w.office), q, db.Page{}); err != nil || rows.Total != n {
				t.Errorf("%+v: %d %v", q, rows.Total, err)
			}
		}
		if rows, err := w.items.Dead(w.as(w.actor(9, auth.Units{IDs: []int64{w.unit("区司法局")}}, auth.Clerk)), publish.FindDead{}, db.Page{}); err != nil || rows.Total != 0 {
			t.Errorf("of another unit: %+v %v", rows, err)
		}
		_, err = w.items.Remove(w.as(w.signer), target.ID, publish.Remove{Because: because(target)})
		w.must(err)
		w.week()
		if told := w.told(); len(told) != 3 { // what was removed, at once; what is still gone
			t.Errorf("a week later: %+v", told)
		}
		if got := dead(publish.FindDead{}); got != "hidden /"+strings.TrimPrefix(publish.RefOf(target.ItemID), "publish/")+", gone /gone" {
			t.Errorf("on the list a week later: %s", got)
		}
		w.web.say("/gone", 200)
		w.week()
		if got := dead(publish.FindDead{Kind: "gone"}); got != "" {
			t.Errorf("what is there again is on the list: %s", got)
		}
		_, err = w.items.Withdraw(w.as(w.signer), e.ID, because(e))
		w.must(err)
		if got := dead(publish.FindDead{}); got != "" {
			t.Errorf("of what was withdrawn: %s", got)
		}
	})
}

// TestDaily: no more links are looked at in a day than the settings say, and the
// weeks take turns at them.
func TestDaily(t *testing.T) {
	eachAsking(t, func(w *world) {
		w.daily = 2
		w.wire()
		in := w.notice()
		var all []string
		for i := range 5 {
			all = append(all, w.web.say(fmt.Sprintf("/%d", i), 200))
		}
		in.Beside = strings.Join(all, "\n")
		w.live(in)
		w.web.paths.Clear()
		for week := range 5 {
			asked := w.web.asked.Load()
			w.week()
			if n := w.web.asked.Load() - asked; n != 2 {
				t.Errorf("week %d: %d questions", week, n)
			}
		}
		for i := range 5 {
			if _, asked := w.web.paths.Load(fmt.Sprintf("/%d", i)); !asked {
				t.Errorf("link %d was never looked at", i)
			}
		}
	})
}

// TestCutOff: when nothing at all answers it is we who are cut off. Nobody is
// told, and the job says so.
func TestCutOff(t *testing.T) {
	eachAsking(t, func(w *world) {
		in := w.notice()
		in.Body += "见http://a.example.cn/和http://b.example.cn/\n"
		w.live(in)
		said := map[string]bool{}
		for range 7 * 12 {
			w.clock.Add(2 * time.Hour)
			if _, err := w.runner.RunDue(w.Context()); err != nil {
				said[fault.As(err).Text.Key] = true
			}
		}
		if told := w.told(); len(told) > 0 || len(said) != 1 || !said["fetch.no_way_out"] {
			t.Errorf("told %+v, the job says %v", told, said)
		}
	})
}

// TestLinkKinds: whatever a clerk can be told of a link has words.
func TestLinkKinds(t *testing.T) {
	n := 0
	for _, k := range []fetch.Kind{
		fetch.Alive, fetch.Gone, fetch.Broken, fetch.Nameless, fetch.Silent, fetch.Untrusted, fetch.Astray, fetch.Inside, fetch.NoWeb, fetch.Unasked, "hidden",
	} {
		if told := k.Dead() || k.Refused() || k == "hidden"; told != i18n.Has("publish.link."+string(k)) {
			t.Errorf("%s: told is %v", k, told)
		} else if told {
			n++
		}
	}
	if n != 9 {
		t.Errorf("%d kinds are told", n)
	}
}
