package simulate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/journal"
)

// entry is what the journal has of an act at ten in the morning of a day.
func entry(day calendar.Day, act, ref, body string) journal.Entry {
	return journal.Entry{At: day.Start().Add(10 * time.Hour), Act: act, Ref: ref, Body: journal.Body(body)}
}

func recounted(t *testing.T, evenings []Evening, entries ...journal.Entry) *Recount {
	t.Helper()
	c := NewRecount(evenings)
	for _, e := range entries {
		if err := c.Put(e); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// TestBoard: the board of an evening is compared with what the journal has until then.
func TestBoard(t *testing.T) {
	entries := []journal.Entry{
		entry("2023-03-01", "duty.open", "duty/1", `{"state":"open","due":"2023-03-10"}`),
		entry("2023-03-01", "duty.open", "duty/2", `{"state":"open","due":"2023-03-02"}`),
		entry("2023-03-01", "duty.open", "duty/3", `{"state":"open","due":"2023-03-01"}`),
		entry("2023-03-02", "duty.claim", "duty/1", `{"state":"open","due":"2023-03-10","claimed":"2023-03-02"}`),
		entry("2023-03-03", "duty.meet", "duty/2", `{"state":"met","due":"2023-03-02","met_on":"2023-03-03"}`),
		entry("2023-03-03", "duty.meet", "duty/3", `{"state":"met","due":"2023-03-01","met_on":"2023-03-01"}`),
		entry("2023-03-04", "duty.hold", "duty/1", `{"state":"suspended"}`),
	}
	evenings := []Evening{
		{"2023-03-01", "2023-03-03", duty.Tally{Soon: 2, InTime: 1}},
		{"2023-03-02", "2023-03-06", duty.Tally{Soon: 1, Late: 1, Claimed: 1}},
		{"2023-03-03", "2023-03-07", duty.Tally{Claimed: 1, Done: 1, DoneLate: 1}},
		{"2023-03-04", "2023-03-08", duty.Tally{Paused: 1, Done: 1, DoneLate: 1}},
	}
	if c := recounted(t, evenings, entries...); len(c.End()) > 0 || len(c.Odd) > 0 {
		t.Errorf("%q %q", c.found, c.Odd)
	}
	for i := range evenings {
		wrong := append([]Evening{}, evenings...)
		wrong[i].InTime++
		if c := recounted(t, wrong, entries...); len(c.End()) != 1 || !strings.HasPrefix(c.found[0], string(wrong[i].Day)) {
			t.Errorf("a wrong board on %s is %q", wrong[i].Day, c.found)
		}
	}
}

// TestTwice: what is done a second time, or from where it cannot be done, is found.
func TestTwice(t *testing.T) {
	opened := entry("2023-03-01", "duty.open", "duty/1", `{"state":"open"}`)
	met := entry("2023-03-02", "duty.meet", "duty/1", `{"state":"met"}`)
	filed := entry("2023-03-01", "foi.file", "foi/7", `{"state":"waiting"}`)
	confirmed := entry("2023-03-01", "foi.confirm", "foi/7", `{"state":"received"}`)
	live := entry("2023-03-01", "publish.release", "publish/3", `{"index":"a"}`)
	for _, row := range []struct {
		name    string
		entries []journal.Entry
		odd     int
	}{
		{"lawful", []journal.Entry{opened, met, filed, confirmed, live}, 0},
		{"opened twice", []journal.Entry{opened, opened}, 1},
		{"met twice", []journal.Entry{opened, met, met}, 1},
		{"met and never opened", []journal.Entry{met}, 1},
		{"filed twice", []journal.Entry{filed, filed}, 1},
		{"confirmed twice", []journal.Entry{filed, confirmed, confirmed}, 1},
		{"answered out of the blue", []journal.Entry{filed, entry("2023-03-01", "foi.serve", "foi/7", `{"state":"answered"}`)}, 1},
		{"released twice", []journal.Entry{live, live}, 1},
	} {
		if c := recounted(t, nil, row.entries...); len(c.Odd) != row.odd {
			t.Errorf("%s: %q", row.name, c.Odd)
		}
	}
}

// TestTables: where a request and a dispute count in the report on a year.
func TestTables(t *testing.T) {
	one := func(n int, came, ended calendar.Day, kind, last string, more ...journal.Entry) []journal.Entry {
		ref := fmt.Sprintf("foi/%d", n)
		out := []journal.Entry{entry(came, "foi.receive", ref, fmt.Sprintf(`{"state":"received","unit_id":1,"kind":%q,"pieces":1,"day":%q}`, kind, came))}
		for _, e := range more {
			e.Ref = ref
			out = append(out, e)
		}
		if ended != "" {
			out = append(out, entry(ended, last, ref, fmt.Sprintf(`{"state":"answered","unit_id":1,"kind":%q,"pieces":1,"day":%q}`, kind, ended)))
		}
		return out
	}
	work := func(result string) journal.Entry {
		return entry("2023-05-01", "foi.work", "", fmt.Sprintf(`{"state":"handling","unit_id":1,"key":"item/1","note":%q}`, result))
	}
	var all []journal.Entry
	all = append(all, one(1, "2022-12-20", "2023-01-10", "citizen", "foi.serve", work("A2"))...)
	all = append(all, one(2, "2023-05-01", "2023-05-20", "business", "foi.serve", work("U1"), work("N5"))...) // decided anew
	all = append(all, one(3, "2023-05-01", "2023-05-20", "citizen", "foi.lapse")...)
	all = append(all, one(4, "2023-12-20", "2024-01-10", "citizen", "foi.serve", work("A1"))...)
	all = append(all, one(5, "2023-05-01", "2023-05-02", "legal", "foi.withdraw", work("U2"))...) // taken back while the reply was in review
	all = append(all, one(6, "2022-05-01", "2022-05-20", "citizen", "foi.serve", work("A2"))...)
	all = append(all,
		entry("2023-06-01", "remedy.register", "remedy/1", `{"kind":"suit","unit_id":1,"after_review":true}`),
		entry("2023-08-01", "remedy.decide", "remedy/1", `{"kind":"suit","unit_id":1,"after_review":true,"outcome":"rejected","day":"2023-08-01"}`),
		entry("2023-06-01", "remedy.register", "remedy/2", `{"kind":"review","unit_id":1}`))
	got := recounted(t, nil, all...).Report(2023, func(int64) bool { return true })
	want := map[string]int{
		"3/2/citizen": 1, "3/3.1/citizen": 1, "3/1/business": 1, "3/3.3.5/business": 1, "3/1/citizen": 2, "3/3.6.1/citizen": 1, "3/4/citizen": 1,
		"3/1/legal": 1, "3/3.6.3/legal": 1, "4/after/kept": 1, "4/review/pending": 1,
	}
	for p, n := range got {
		if n != account.Whole(want[placed(p)]) {
			t.Errorf("%s has %v", placed(p), n)
		}
		delete(want, placed(p))
	}
	if len(want) > 0 {
		t.Errorf("nothing in %v", want)
	}
}

// TestAnew: what is answered anew by order counts in no report and is as many as the orders
// that were followed; without an order, or twice for one, it is found.
func TestAnew(t *testing.T) {
	asked := []journal.Entry{
		entry("2023-05-01", "foi.receive", "foi/1", `{"state":"received","unit_id":1,"kind":"citizen","pieces":1,"day":"2023-05-01"}`),
		entry("2023-06-01", "remedy.register", "remedy/1", `{"state":"open","kind":"review","unit_id":1}`),
	}
	decided := func(outcome string) journal.Entry {
		return entry("2023-08-01", "remedy.decide", "remedy/1", `{"state":"decided","kind":"review","unit_id":1,"day":"2023-08-01","outcome":"`+outcome+`"}`)
	}
	begun := entry("2023-08-02", "remedy.redo", "remedy/1", `{"state":"decided","kind":"review","unit_id":1,"outcome":"annulled"}`)
	again := entry("2023-08-02", "foi.redo", "foi/2", `{"state":"received","unit_id":1,"kind":"citizen","pieces":1,"day":"2023-08-01"}`)
	done := entry("2023-08-20", "remedy.fulfil", "remedy/1", `{"state":"fulfilled","kind":"review","unit_id":1,"outcome":"annulled"}`)
	for _, row := range []struct {
		name         string
		entries      []journal.Entry
		anew, orders int
		odd          int
	}{
		{"in order", []journal.Entry{decided("annulled"), begun, again, done}, 1, 1, 0},
		{"upheld", []journal.Entry{decided("upheld"), begun, again}, 1, 0, 1},
		{"twice", []journal.Entry{decided("annulled"), begun, again, begun}, 1, 1, 1},
		{"fulfilled by nothing", []journal.Entry{decided("annulled"), done}, 0, 0, 1},
	} {
		c := recounted(t, nil, append(asked[:2:2], row.entries...)...)
		filed, anew := c.Requests()
		if filed != 1 || anew != row.anew || c.Ordered() != row.orders || len(c.Odd) != row.odd {
			t.Errorf("%s: %d filed, %d anew, %d ordered, %q", row.name, filed, anew, c.Ordered(), c.Odd)
		}
		got := c.Report(2023, func(int64) bool { return true })
		if n := got[account.Place{Table: account.Requests, Row: account.RowNew, Column: "citizen"}]; n != account.Whole(1) {
			t.Errorf("%s: %v new requests", row.name, n)
		}
	}
}

// TestMends: a correction goes the way of its table, and a step out of the blue is found.
func TestMends(t *testing.T) {
	step := func(act, state string) journal.Entry {
		return entry("2023-03-01", "correction."+act, "correction/1", `{"state":"`+state+`","unit_id":1}`)
	}
	way := []journal.Entry{step("file", "received"), step("check", "checking"), step("correct", "corrected"), step("tell", "told")}
	if c := recounted(t, nil, way...); len(c.Odd) != 0 {
		t.Errorf("%q", c.Odd)
	}
	if c := recounted(t, nil, way[0], way[1], way[3]); len(c.Odd) != 1 {
		t.Errorf("told what nobody decided: %q", c.Odd)
	}
	if c := recounted(t, nil, append(way, way[3])...); len(c.Odd) != 1 {
		t.Errorf("told twice: %q", c.Odd)
	}
}

// TestAcks: what somebody was told is done has to be in the journal.
func TestAcks(t *testing.T) {
	c := recounted(t, nil, entry("2023-03-01", "foi.file", "foi/7", `{"state":"waiting"}`))
	refs := map[string]string{"2023-001-00001": "foi/7", "2023-001-00002": "foi/8"}
	for _, row := range []struct {
		acks []Ack
		lost int
	}{
		{nil, 0},
		{[]Ack{{"foi.file", "a form"}}, 0},
		{[]Ack{{"foi.file", "2023-001-00001"}}, 0},
		{[]Ack{{"foi.file", "a form"}, {"foi.file", "another"}}, 1},
		{[]Ack{{"foi.file", "2023-001-00002"}}, 1}, // that of somebody else is there
		{[]Ack{{"foi.serve", "2023-001-00001"}}, 2},
	} {
		var v Verdict
		if c.checkAcks(row.acks, refs, &v); len(v.Violations) != row.lost {
			t.Errorf("%v: %q", row.acks, v.Violations)
		}
	}
}

func placed(p account.Place) string {
	text, _ := p.MarshalText()
	return string(text)
}

// TestLetters: a letter goes the way of its table; two people say that it is none, and it
// becomes one request, which somebody filed.
func TestLetters(t *testing.T) {
	step := func(n int, act, state string, who, request int64) journal.Entry {
		e := entry("2023-03-01", "foi."+act, fmt.Sprintf("foi/incoming/%d", n), fmt.Sprintf(`{"state":%q,"unit_id":1,"request_id":%d}`, state, request))
		e.ActorID = who
		return e
	}
	filed := entry("2023-03-01", "foi.file", "foi/7", `{"state":"waiting"}`)
	came, aside, again, registered := step(1, "arrive", "unsorted", 0, 0), step(1, "set_aside", "aside", 3, 0), step(1, "take_back", "unsorted", 4, 0), step(1, "register", "registered", 3, 7)
	for _, row := range []struct {
		name       string
		entries    []journal.Entry
		odd, wrong int
	}{
		{"set aside, taken back, registered", []journal.Entry{came, aside, again, filed, registered}, 0, 0},
		{"looked at", []journal.Entry{came, step(1, "open_incoming", "unsorted", 3, 0)}, 0, 0},
		{"set aside by two", []journal.Entry{came, aside, step(1, "uphold", "upheld", 4, 0)}, 0, 0},
		{"set aside by one", []journal.Entry{came, aside, step(1, "uphold", "upheld", 3, 0)}, 1, 0},
		{"registered twice", []journal.Entry{came, filed, registered, registered}, 2, 0},
		{"two letters, one request", []journal.Entry{came, filed, registered, step(2, "arrive", "unsorted", 0, 0), step(2, "register", "registered", 3, 7)}, 1, 1},
		{"registered as nothing", []journal.Entry{came, registered}, 0, 1},
		{"out of the blue", []journal.Entry{aside}, 1, 0},
	} {
		c := recounted(t, nil, row.entries...)
		if _, wrong := c.Letters(); len(c.Odd) != row.odd || len(wrong) != row.wrong {
			t.Errorf("%s: %q %q", row.name, c.Odd, wrong)
		}
	}
}

// TestOpinions: what is asked of the inside is asked and answered once, and owed until its day.
func TestOpinions(t *testing.T) {
	filed := entry("2023-03-01", "foi.receive", "foi/7", `{"state":"received","unit_id":1,"kind":"citizen","pieces":1}`)
	ask := entry("2023-03-02", "foi.seek", "foi/7", `{"state":"received","key":"aid/3","day":"2023-03-02","due":"2023-03-09"}`)
	owed := entry("2023-03-02", "duty.open", "duty/1", `{"state":"open","rule":"foi.aid","ref":"foi/7/aid/3","due":"2023-03-09"}`)
	late := entry("2023-03-10", "foi.opine", "foi/7", `{"key":"aid/3","day":"2023-03-10"}`)
	met := entry("2023-03-10", "duty.meet", "duty/1", `{"state":"met","rule":"foi.aid","ref":"foi/7/aid/3","due":"2023-03-09","met_on":"2023-03-10"}`)
	longer := entry("2023-03-02", "duty.open", "duty/1", `{"state":"open","rule":"foi.aid","ref":"foi/7/aid/3","due":"2023-03-10"}`)
	for _, row := range []struct {
		name              string
		entries           []journal.Entry
		given, odd, wrong int
	}{
		{"asked", []journal.Entry{ask, owed}, 0, 0, 0},
		{"answered late", []journal.Entry{ask, owed, late, met}, 1, 0, 0},
		{"answered and still owed", []journal.Entry{ask, owed, late}, 1, 0, 1},
		{"met by nothing", []journal.Entry{ask, owed, met}, 0, 0, 1},
		{"asked and not owed", []journal.Entry{ask}, 0, 0, 1},
		{"owed longer", []journal.Entry{ask, longer}, 0, 0, 1},
		{"owed and not asked", []journal.Entry{owed}, 0, 0, 1},
		{"answered twice", []journal.Entry{ask, owed, late, met, late}, 1, 1, 0},
		{"answered before it was asked", []journal.Entry{late}, 0, 1, 0},
	} {
		c := recounted(t, nil, append([]journal.Entry{filed}, row.entries...)...)
		n, wrong := c.Opinions()
		if n.Given != row.given || n.Late != n.Given || len(c.Odd) != row.odd || len(wrong) != row.wrong {
			t.Errorf("%s: %+v, %q %q", row.name, n, c.Odd, wrong)
		}
	}
}

// TestProposals: a proposal is decided as its table has it, comes to one item that is on
// line, and owes what its state owes.
func TestProposals(t *testing.T) {
	step := func(n int, act, state string, item int) journal.Entry {
		return entry("2023-03-01", "proposal."+act, fmt.Sprintf("proposal/%d", n), fmt.Sprintf(`{"state":%q,"item_id":%d}`, state, item))
	}
	duties := func(n int, act, rule, state string) journal.Entry {
		return entry("2023-03-01", "duty."+act, fmt.Sprintf("duty/%d", n), fmt.Sprintf(`{"state":%q,"rule":"proposal.%s","ref":"proposal/1"}`, state, rule))
	}
	found := []journal.Entry{step(1, "find", "open", 0), duties(1, "open", "decide", "open")}
	accepted := append(found[:2:2], step(1, "accept", "accepted", 9), duties(1, "meet", "decide", "met"), duties(2, "open", "publish", "open"))
	live := entry("2023-03-05", "publish.release", "publish/9", `{"index":"a"}`)
	released := append(accepted[:5:5], live, step(1, "release", "released", 9), duties(2, "meet", "publish", "met"))
	for _, row := range []struct {
		name       string
		entries    []journal.Entry
		odd, wrong int
	}{
		{"found", found, 0, 0},
		{"accepted", accepted, 0, 0},
		{"released", released, 0, 0},
		{"declined, and it owes nothing", append(found[:2:2], step(1, "decline", "declined", 0), duties(1, "meet", "decide", "met")), 0, 0},
		{"declined, and it is owed", append(found[:2:2], step(1, "decline", "declined", 0)), 0, 1},
		{"found, and nobody owes a decision", found[:1], 0, 1},
		{"accepted, and nobody owes it", accepted[:4], 0, 1},
		{"released, and not on line", append(accepted[:5:5], step(1, "release", "released", 9), duties(2, "meet", "publish", "met")), 0, 1},
		{"released twice", append(released[:8:8], step(1, "release", "released", 9)), 1, 0},
		{"released and never accepted", []journal.Entry{live, step(1, "find", "open", 0), step(1, "release", "released", 9)}, 1, 0},
		{"two of one item", append(released[:8:8], step(2, "raise", "open", 0), step(2, "accept", "accepted", 9), step(2, "release", "released", 9)), 0, 1},
	} {
		c := recounted(t, nil, row.entries...)
		if _, wrong := c.Proposals(); len(c.Odd) != row.odd || len(wrong) != row.wrong {
			t.Errorf("%s: %q %q", row.name, c.Odd, wrong)
		}
	}
}

// TestCoverage: rows are covered by what is on line, owed in time, or late, as long as their
// version is in force; of a domain one is.
func TestCoverage(t *testing.T) {
	version := func(n int, act, rows string) journal.Entry {
		return entry("2023-01-05", "catalogue."+act, fmt.Sprintf("catalogue/%d", n), `{"domain":"budget","rows":[`+rows+`]}`)
	}
	owed := func(n int, row, state, more string) journal.Entry {
		return entry("2023-01-05", "duty.open", fmt.Sprintf("duty/%d", n), fmt.Sprintf(`{"state":%q,"unit_id":1,"rule":"catalogue.publish","under":"catalogue/row/%s","due":"2023-02-01"%s}`, state, row, more))
	}
	first := []journal.Entry{version(1, "import", ""), version(1, "enforce", `{"id":1},{"id":2},{"id":3}`)}
	live := entry("2023-01-20", "publish.release", "publish/9", `{"index":"a"}`)
	met := owed(1, "1", "met", `,"met_on":"2023-01-20","evidence":"publish/9"`)
	for _, row := range []struct {
		name       string
		day        calendar.Day
		entries    []journal.Entry
		want       Covering
		odd, wrong int
	}{
		{"in force", "2023-01-31", append(first[:2:2], live, met, owed(2, "2", "open", "")), Covering{Live: 1, Owed: 1}, 0, 0},
		{"late", "2023-02-02", append(first[:2:2], live, met, owed(2, "2", "open", "")), Covering{Live: 1, Late: 1}, 0, 0},
		{"late and owed is late", "2023-02-02", append(first[:2:2], owed(2, "2", "open", ""), owed(3, "2", "suspended", "")), Covering{Late: 1}, 0, 0},
		{"met by what is not on line", "2023-01-31", append(first[:2:2], met), Covering{Live: 1}, 0, 1},
		{"the next version has a row less", "2023-02-02", append(first[:2:2], live, met, owed(2, "2", "open", ""), version(2, "import", ""), version(1, "supersede", ""), version(2, "enforce", `{"id":1},{"id":3}`)), Covering{Live: 1}, 0, 0},
		{"two in force", "2023-02-02", append(first[:2:2], version(2, "import", ""), version(2, "enforce", "")), Covering{}, 0, 1},
		{"superseded twice", "2023-02-02", append(first[:2:2], version(2, "import", ""), version(1, "supersede", ""), version(1, "supersede", ""), version(2, "enforce", "")), Covering{}, 1, 0},
		{"in force out of the blue", "2023-02-02", append(first[:2:2], version(2, "enforce", "")), Covering{}, 1, 0},
	} {
		c := recounted(t, nil, row.entries...)
		got, wrong := c.Coverage(row.day)
		if got["budget"] != row.want || len(c.Odd) != row.odd || len(wrong) != row.wrong {
			t.Errorf("%s: %+v, %q %q", row.name, got, c.Odd, wrong)
		}
	}
}

// TestSubmits: a form that is sent again, by a process that was killed before, is told as done once.
func TestSubmits(t *testing.T) {
	var all []Ack
	w := &World{District: District{Clock: &Clock{}}, Told: func(a Ack) error { all = append(all, a); return nil }}
	form := told(foi.ActFile, "a form")
	for _, again := range []bool{false, true, true} {
		if err := w.submits(t.Context(), auth.Actor{}, func(context.Context) (Ack, bool, error) { return form, again, nil }); err != nil {
			t.Fatal(err)
		}
	}
	if len(all) != 1 || all[0] != form {
		t.Errorf("told: %v", all)
	}
	if err := w.submits(t.Context(), auth.Actor{}, func(context.Context) (Ack, bool, error) { return form, false, io.EOF }); !errors.Is(err, io.EOF) || len(all) != 1 {
		t.Errorf("failed with %v, told: %v", err, all)
	}
}
