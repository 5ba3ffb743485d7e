package demo_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/demo"
	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/consult"
	"gongkai.example/gongkai/internal/domain/correction"
	"gongkai.example/gongkai/internal/domain/event"
	"gongkai.example/gongkai/internal/domain/faq"
	"gongkai.example/gongkai/internal/domain/finder"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/gazette"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/response"
	"gongkai.example/gongkai/internal/domain/survey"
	"gongkai.example/gongkai/internal/domain/user"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/config"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/session"
	"gongkai.example/gongkai/internal/simulate"
)

// A telling is a district in which the story was told, and the public page of its plan.
type telling struct {
	simulate.District
	out  demo.Told
	page plan.Page
}

// told is the telling that all tests read, and none changes.
var told = sync.OnceValues(func() (*telling, error) { return tell(context.Background(), filepath.Join(scratch, "once")) })

// scratch is a folder that lives as long as the tests.
var scratch string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "demo")
	if err != nil {
		panic(err)
	}
	scratch = dir
	code := m.Run()
	_ = os.RemoveAll(dir) // what is open in it ends with the process
	os.Exit(code)
}

// tell fills an empty reference district under the clock of the demo.
func tell(ctx context.Context, data string) (*telling, error) {
	clock := &simulate.Clock{Wall: time.Now}
	clock.Set(demo.Issued)
	c, err := config.Load([]string{"GONGKAI_DATA=" + data, "GONGKAI_PROFILE=" + demo.Profile})
	if err != nil {
		return nil, err
	}
	a, err := simulate.Open(ctx, app.Config{Config: c, Unsafe: true}, clock)
	if err != nil {
		return nil, err
	}
	t := &telling{District: a}
	if t.out, err = demo.Fill(ctx, t.District, 7); err != nil {
		return nil, err
	}
	newest, err := a.Plans.Newest(ctx)
	if err != nil {
		return nil, err
	}
	t.page, err = a.Plans.Page(ctx, newest.ID)
	return t, err
}

// read is told, for a test.
func read(t *testing.T) *telling {
	t.Helper()
	d, err := told()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestFill tells the story twice from one seed: the district is a living one,
// and the figures are the same.
func TestFill(t *testing.T) {
	d := read(t)
	out, page := d.out, d.page
	people := out.People
	if len(people) < 10 {
		t.Errorf("%d people to sign in as", len(people))
	}
	in, err := d.Users.SignIn(t.Context(), user.SignIn{Login: people[0].Login, Password: simulate.Password}, session.Client{})
	if err != nil || in.Session.MustChange() {
		t.Errorf("%s cannot sign in: %v", people[0].Login, err)
	}
	for standing, want := range map[policy.Standing]int{policy.Amended: 1, policy.Repealed: 2, policy.Lapsed: 1, policy.Valid: 5} {
		rows, err := d.Documents.Library(t.Context(), policy.Browse{Standing: standing}, db.Page{})
		if err != nil || len(rows.Items) != want {
			t.Errorf("%d documents are %s, want %d: %v", len(rows.Items), standing, want, err)
		}
	}
	reports := 0
	for _, pt := range page.Points {
		reports += len(pt.Told)
	}
	if c := page.Total; c.Late == 0 || c.Soon == 0 || c.InTime == 0 || c.Done == 0 || c.DoneLate == 0 || reports == 0 {
		t.Errorf("a living district has every light: %+v, and public reports: %d", c, reports)
	}
	again, err := tell(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = again.Close() }()
	if again.page.Total != page.Total {
		t.Errorf("%+v\n%+v", page.Total, again.page.Total)
	}
}

// TestPress: what is in public in the story, and what waits in each state.
func TestPress(t *testing.T) {
	d := read(t)
	rows, err := d.Items.Latest(t.Context(), publish.Look{}, db.Page{Size: 200})
	if err != nil || len(rows.Items) < 40 {
		t.Errorf("%d items in public, %v", len(rows.Items), err)
	}
	system := auth.With(t.Context(), auth.Machine("test"))
	for _, state := range []publish.Status{publish.Drafted, publish.Submitted, publish.Reviewed, publish.Cleared, publish.Scheduled, publish.Superseded, publish.Withdrawn, publish.Kept} {
		found, err := d.Items.Find(system, publish.Find{Status: state}, db.Page{})
		if err != nil || len(found.Items) == 0 {
			t.Errorf("nothing is %s, %v", state, err)
		}
	}
	page, err := d.Topics.Page(t.Context(), "yshj", db.Page{})
	if err != nil || len(page.Items.Items) == 0 {
		t.Errorf("the topic shows %d items, %v", len(page.Items.Items), err)
	}
	board, err := d.Catalogues.Board(system)
	imported := slices.DeleteFunc(board.Rows, func(r catalogue.BoardRow) bool { return r.Version == 0 })
	if err != nil || len(imported) != 3 {
		t.Errorf("%d catalogues, %v", len(imported), err)
	}
}

// TestConsults: one consultation has its outcome, with every opinion accounted for; one is open,
// with a hearing.
func TestConsults(t *testing.T) {
	d := read(t)
	rows, err := d.Consults.Shown(t.Context(), db.Page{})
	if err != nil || len(rows.Items) != 2 {
		t.Fatalf("%d consultations, %v", len(rows.Items), err)
	}
	open, err := d.Consults.Show(t.Context(), rows.Items[0].ID)
	if err != nil || !open.Takes || open.Received != 3 || len(open.Hearings) != 1 || open.Hearings[0].N != 3 {
		t.Errorf("open: %+v, %v", open, err)
	}
	told, err := d.Consults.Show(t.Context(), rows.Items[1].ID)
	if err != nil || told.Counts == nil || !told.Counts.Conserved() || told.Counts.Received != 40 || told.Counts.Decided[consult.Adopt] != 33 || len(told.Edits) != 4 {
		t.Errorf("told: %+v %+v, %v", told.Counts, told.Edits, err)
	}
}

// TestEvents: one event has taken place, with its minutes and a waiting list that was left over;
// one is to come.
func TestEvents(t *testing.T) {
	d := read(t)
	coming, err := d.Events.Coming(t.Context())
	if err != nil || len(coming) != 1 || coming[0].Kind != event.Brief || !coming[0].Takes(d.DB.Now()) {
		t.Errorf("coming: %+v, %v", coming, err)
	}
	past, err := d.Events.Past(t.Context(), db.Page{})
	if err != nil || len(past.Items) != 1 {
		t.Fatalf("past: %+v, %v", past.Items, err)
	}
	v, err := d.Events.Show(t.Context(), past.Items[0].ID)
	if err != nil || v.Event.Status != event.Told || v.Event.Became == "" || len(v.Photos) != 1 || v.Counts.Came != 5 || v.Counts.Taken != 6 || v.Counts.Waiting != 2 {
		t.Errorf("past: %+v, %v", v, err)
	}
}

// TestMoney: a fee is outstanding and one is paid with its receipt and a term begun
// afresh; one request is answered later for good reasons; cases of the year before
// were taken over from paper; and corrections stand received and told.
func TestMoney(t *testing.T) {
	d := read(t)
	system := auth.With(t.Context(), auth.Machine("test"))
	fees := map[foi.Paid]foi.Fee{}
	rows, err := d.Requests.Find(system, foi.Find{}, db.Page{Size: 200})
	if err != nil {
		t.Fatal(err)
	}
	paper, delayed := 0, 0
	for _, row := range rows.Items {
		if row.Batch != 0 {
			paper++
			continue
		}
		v, err := d.Requests.View(system, row.ID)
		if err != nil {
			t.Fatal(err)
		}
		if v.Deadline.Delay.N > 0 {
			delayed++
		}
		for _, c := range v.Charges {
			fees[c.State] = foi.Fee{Amount: c.Fen}
			switch {
			case c.State == foi.Noticed && (v.Request.Status != foi.Charging || c.Until <= demo.Today):
				t.Errorf("the fee that is asked for: %s until %s", v.Request.Status, c.Until)
			case c.State == foi.Settled && (c.Receipt == "" || v.Request.Clock.Started() != c.Paid || v.Request.Due <= demo.Today):
				t.Errorf("the fee that is paid: %+v, due %s", c, v.Request.Due)
			}
		}
	}
	if paper != 10 || delayed != 1 || fees[foi.Settled].Amount != 15000 || fees[foi.Noticed].Amount != 510000 {
		t.Errorf("%d cases on paper, %d delayed, fees %+v", paper, delayed, fees)
	}
	found, err := d.Corrections.Find(system, correction.Find{}, db.Page{})
	states := map[correction.Status]int{}
	for _, c := range found.Items {
		states[c.Status]++
	}
	if err != nil || states[correction.Received] == 0 || states[correction.Told] == 0 {
		t.Errorf("corrections %v, %v", states, err)
	}
}

// TestMessages: a letter stands in every state; one was answered late, and one is public
// without the name and the telephone that stood in it.
func TestMessages(t *testing.T) {
	d := read(t)
	system := auth.With(t.Context(), auth.Machine("test"))
	rows, err := d.Messages.Find(system, message.Find{}, db.Page{Size: 100})
	states, late := map[message.Status]int{}, 0
	for _, r := range rows.Items {
		states[r.Status]++
		if r.Tardy {
			late++
		}
	}
	for _, s := range []message.Status{message.Held, message.Received, message.Handling, message.Leading, message.Releasing, message.Replied, message.Refused, message.Withdrawn} {
		if states[s] == 0 {
			t.Errorf("no letter is %s", s)
		}
	}
	public, failed := d.Messages.PublicList(t.Context(), message.PublicFind{}, db.Page{})
	if err != nil || failed != nil || late != 1 || len(public.Items) != 2 {
		t.Fatalf("%d late, %d public, %v, %v", late, len(public.Items), err, failed)
	}
	if text := public.Items[1].Text; strings.Contains(text, "刘玉兰") || strings.Contains(text, "13800000031") || !strings.Contains(text, "补贴") {
		t.Errorf("public: %s", text)
	}
}

// TestConcerns: a concern stands in most states, those that were answered were so in time, and
// everybody reads the answers.
func TestConcerns(t *testing.T) {
	d := read(t)
	rows, err := d.Concerns.Find(auth.With(t.Context(), auth.Machine("test")), response.Find{}, db.Page{})
	states := map[response.Status]int{}
	for _, r := range rows.Items {
		states[r.Status]++
		if !r.FirstAt.IsZero() && r.Answer.Lamp != response.LampDone {
			t.Errorf("%s is answered %s", r.Title, r.Answer.Lamp)
		}
	}
	for _, s := range []response.Status{response.Found, response.Handling, response.Responded, response.Reviewed, response.Unfounded} {
		if states[s] != 1 {
			t.Errorf("%d concerns are %s", states[s], s)
		}
	}
	public, failed := d.Concerns.PublicList(t.Context(), response.PublicFind{}, db.Page{})
	if err != nil || failed != nil || public.Total != 2 {
		t.Errorf("%d answers are public, %v, %v", public.Total, err, failed)
	}
}

// TestMeasures: three measures are offered; who is 85 gets both of the two for people.
func TestMeasures(t *testing.T) {
	d := read(t)
	all, err := d.Finders.Offers(t.Context(), 0)
	if err != nil || len(all) != 3 {
		t.Errorf("%d measures, %v", len(all), err)
	}
	out, err := d.Finders.Try(t.Context(), finder.Person, map[string]string{"age": "85", "residence": "红谷滩区"})
	if err != nil || len(out.Fits) != 2 || len(out.Questions) != 0 {
		t.Errorf("who is 85: %+v, %v", out, err)
	}
}

// TestFAQs: ten questions are answered, one of them is in doubt as its clause was amended, and
// everyday words find the right one.
func TestFAQs(t *testing.T) {
	d := read(t)
	all, err := d.FAQs.Browse(t.Context(), faq.Browse{})
	states := map[faq.Status]int{}
	for _, e := range all {
		states[e.Status]++
	}
	if err != nil || states[faq.Open] != 9 || states[faq.Doubted] != 1 {
		t.Errorf("%v, %v", states, err)
	}
	for q, want := range map[string]string{"我妈六十五了去社区食堂吃饭便宜吗": "老人在社区食堂吃饭有优惠吗？", "开食堂政府补助多少钱": "开社区食堂有补助吗？"} {
		found, err := d.FAQs.Browse(t.Context(), faq.Browse{Q: q})
		if err != nil || len(found) == 0 || found[0].Question != want {
			t.Errorf("%s finds %+v, %v", q, found, err)
		}
	}
}

// TestSurveys: one survey takes answers, the results of one are public, and one waits.
func TestSurveys(t *testing.T) {
	d := read(t)
	rows, err := d.Surveys.Find(auth.With(t.Context(), auth.Machine("test")), survey.Find{}, db.Page{})
	states := map[survey.Status]int{}
	for _, x := range rows.Items {
		states[x.Status]++
		if x.Status == survey.Told && x.N < 100 {
			t.Errorf("%d answers", x.N)
		}
	}
	if err != nil || states[survey.Open] != 1 || states[survey.Told] != 1 || states[survey.Asked] != 1 {
		t.Errorf("%v, %v", states, err)
	}
}

// TestLetters: letters wait in the mailbox of the office.
func TestLetters(t *testing.T) {
	d := read(t)
	err := d.Requests.Collect(t.Context()) // no mailbox is set: nothing is asked
	rows, found := d.Requests.FindIncoming(auth.With(t.Context(), auth.Machine("test")), foi.FindIncoming{Status: foi.Unsorted}, db.Page{})
	if err != nil || found != nil || len(rows.Items) != 2 || rows.Items[1].Arrived != "2023-10-25" {
		t.Errorf("letters %+v, %v, %v", rows.Items, err, found)
	}
}

// TestGazette: one issue is out, with the documents of its time, and the next one is being edited.
func TestGazette(t *testing.T) {
	d := read(t)
	all, err := d.Gazettes.Shown(t.Context(), gazette.Browse{}, db.Page{})
	if err != nil || len(all.Items) != 1 {
		t.Fatalf("%v, %v", all.Items, err)
	}
	p, err := d.Gazettes.Page(t.Context(), all.Items[0].ID)
	if err != nil || len(p.Entries) != 3 {
		t.Errorf("%+v, %v", p, err)
	}
}
