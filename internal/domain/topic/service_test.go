package topic_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/topic"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/holidays"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/search"
)

// world is a district with some items in public.
type world struct {
	testing.TB
	topics   *topic.Service
	items    *publish.Service
	rules    screen.Options // of the screening now
	unit     int64
	column   int64
	officers [2]auth.Actor
	made     map[string]publish.ID
}

func each(t *testing.T, f func(w *world)) {
	t.Helper()
	clock := dbtest.At("2023-10-26")
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		p, err := profile.Open("honggutan")
		if err != nil {
			t.Fatal(err)
		}
		w := &world{TB: t, made: map[string]publish.ID{}}
		units := unit.New(d)
		duties := duty.New(d, holidays.New(d, law.Calendar()))
		columns := column.New(d, duties)
		columns.Words, units.Columns = i18n.T, columns.Load
		_, err = units.Load(dbtest.As(t, auth.Machine("test")), p, false)
		w.must(err)
		rules := func(*db.Tx) (*screen.Rules, error) { return screen.New(w.rules), nil }
		w.items = publish.New(publish.Needs{DB: d, Duties: duties, Columns: columns, Catalogues: catalogue.New(d, duties, rules), Search: search.New(d, search.NewLexicon(nil))})
		w.items.Words = i18n.T
		w.items.Rules, w.topics = rules, topic.New(d, rules)
		w.must(d.Read(t.Context(), func(tx *db.Tx) error {
			c, err := column.ByCode(tx, "zwgk-fd-sfxm")
			if err != nil {
				return err
			}
			w.column = int64(c.ID)
			u, err := unit.ByCode(tx, "czj")
			w.unit = u.ID
			return err
		}))
		for i := range w.officers {
			w.officers[i] = w.actor(int64(i+1), auth.Office)
		}
		f(w)
	})
}

func (w *world) actor(id int64, r auth.Role) auth.Actor {
	w.Helper()
	policy, err := auth.Join(publish.Policy, topic.Policy, duty.Policy)
	w.must(err)
	return auth.Actor{Kind: auth.Person, ID: id, Name: string(r), Grants: []auth.Grant{{Role: r, Perms: policy.Perms(r), Units: auth.Units{All: true}}}}
}

func (w *world) as(a auth.Actor) context.Context { return auth.With(w.Context(), a) }

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// release makes an item with a title public.
func (w *world) release(title string, madeOn calendar.Day) *publish.Edition {
	w.Helper()
	ctx := func(id int64, r auth.Role) context.Context { return w.as(w.actor(id, r)) }
	e, err := w.items.Draft(ctx(11, auth.Clerk), w.unit, publish.Edit{
		Title: title, Body: "正文", Attribute: publish.Open, Column: w.column, Anchor: "foi:20-8", MadeOn: madeOn,
	}, nil)
	w.must(err)
	e, err = w.items.Submit(ctx(11, auth.Clerk), e.ID, publish.SelfCheck{Rev: e.Rev, Carrier: "document", Channels: []string{"site"}, Sure: true})
	w.must(err)
	e, err = w.items.Review(ctx(12, auth.Head), e.ID, publish.Agree{Rev: e.Rev})
	w.must(err)
	e, err = w.items.Clear(ctx(13, auth.Secrecy), e.ID, publish.Clearance{Rev: e.Rev, Verdict: publish.Publish, Together: "无"})
	w.must(err)
	e, err = w.items.Sign(ctx(14, auth.Signer), e.ID, publish.Agree{Rev: e.Rev})
	w.must(err)
	e, err = w.items.Release(ctx(11, auth.Clerk), e.ID, publish.Agree{Rev: e.Rev})
	w.must(err)
	w.made[title] = e.ItemID
	return e
}

func (w *world) titles(code string) (out []string) {
	w.Helper()
	p, err := w.topics.Page(w.Context(), code, db.Page{})
	w.must(err)
	for _, it := range slices.Concat(p.Pinned, p.Items.Items) {
		out = append(out, it.Title)
	}
	return out
}

func change() topic.Change {
	return topic.Change{Title: "重大项目", Code: "zdxm", Words: "项目、工程", Order: topic.Newest}
}

// TestRule: what fits stands on the page when it is released, in the order that
// was chosen; what does not, never.
func TestRule(t *testing.T) {
	each(t, func(w *world) {
		w.release("甲项目", "2023-10-10")
		w.release("收费公告", "2023-10-11")
		made, err := w.topics.Make(w.as(w.officers[0]), change())
		w.must(err)
		if _, err := w.topics.Page(w.Context(), "zdxm", db.Page{}); fault.Of(err) != fault.NotFound {
			t.Errorf("a draft has a page: %v", err)
		}
		_, err = w.topics.Open(w.as(w.officers[0]), made.ID, topic.Seen{Rev: made.Rev})
		if fault.Of(err) != fault.Forbidden {
			t.Errorf("its author opens it: %v", err)
		}
		live, err := w.topics.Open(w.as(w.officers[1]), made.ID, topic.Seen{Rev: made.Rev})
		w.must(err)
		w.release("乙工程", "2023-10-02")
		if got := w.titles("zdxm"); !slices.Equal(got, []string{"乙工程", "甲项目"}) {
			t.Errorf("newest first: %v", got)
		}
		in := topic.FormOf(live)
		in.Order, in.Pins = topic.Made, "publish/"+itoa(w.made["收费公告"])
		pinned, found, err := w.topics.Preview(w.as(w.officers[0]), in, db.Page{})
		if err != nil || len(pinned) != 1 || found.Total != 2 || found.Items[0].Title != "甲项目" {
			t.Errorf("the preview: %+v %+v %v", pinned, found, err)
		}
		twice := in
		twice.Pins = "publish/" + itoa(w.made["乙工程"]) // which the rule finds as well
		pinned, found, err = w.topics.Preview(w.as(w.officers[0]), twice, db.Page{})
		if err != nil || len(pinned) != 1 || found.Total != 1 || found.Items[0].Title != "甲项目" {
			t.Errorf("what is pinned stands there twice: %+v %+v %v", pinned, found, err)
		}
		if _, _, err := w.topics.Preview(w.as(w.officers[0]), topic.Change{Title: "甲", Code: "jia", Order: topic.Made}, db.Page{}); fault.Of(err) != fault.Invalid {
			t.Errorf("a preview of everything: %v", err)
		}
		live, err = w.topics.Edit(w.as(w.officers[0]), live.ID, in)
		w.must(err)
		if v, err := w.topics.View(w.as(w.officers[1]), live.ID, db.Page{}); err != nil || v.Topic.Next == nil || len(v.Pinned) != 0 || v.Found.Total != 2 || !slices.Contains(v.Acts, topic.ActOpen) {
			t.Errorf("what waits: %+v %v", v, err)
		}
		if got := w.titles("zdxm"); !slices.Equal(got, []string{"乙工程", "甲项目"}) {
			t.Errorf("what waits is public: %v", got)
		}
		live, err = w.topics.Open(w.as(w.officers[1]), live.ID, topic.Seen{Rev: live.Rev})
		w.must(err)
		if got := w.titles("zdxm"); !slices.Equal(got, []string{"收费公告", "甲项目", "乙工程"}) {
			t.Errorf("by the day of the document, with one pinned: %v", got)
		}
		_, err = w.topics.Open(w.as(w.officers[1]), live.ID, topic.Seen{Rev: live.Rev})
		if fault.Of(err) != fault.Conflict {
			t.Errorf("nothing waits: %v", err)
		}
	})
}

// TestClose: what a topic showed when it was closed stays, and nothing joins it.
func TestClose(t *testing.T) {
	each(t, func(w *world) {
		first := w.release("甲项目", "2023-10-10")
		tp, err := w.topics.Make(w.as(w.officers[0]), change())
		w.must(err)
		tp, err = w.topics.Open(w.as(w.officers[1]), tp.ID, topic.Seen{Rev: tp.Rev})
		w.must(err)
		tp, err = w.topics.Close(w.as(w.officers[0]), tp.ID, topic.Seen{Rev: tp.Rev})
		w.must(err)
		w.release("乙项目", "2023-10-11")
		if got := w.titles("zdxm"); !slices.Equal(got, []string{"甲项目"}) {
			t.Errorf("after it was closed: %v", got)
		}
		p, err := w.topics.Page(w.Context(), "zdxm", db.Page{})
		w.must(err)
		if !p.Closed || p.ClosedAt.IsZero() {
			t.Errorf("page %+v", p)
		}
		in := topic.FormOf(tp)
		in.Words = "道路"
		_, err = w.topics.Edit(w.as(w.officers[0]), tp.ID, in)
		if fault.As(err).Text.Key != "topic.only_words" {
			t.Errorf("what a closed topic shows is changed: %v", err)
		}
		in = topic.FormOf(tp)
		in.Intro = "改正过的说明"
		tp, err = w.topics.Edit(w.as(w.officers[0]), tp.ID, in)
		w.must(err)
		if _, err = w.topics.Open(w.as(w.officers[0]), tp.ID, topic.Seen{Rev: tp.Rev}); fault.Of(err) != fault.Forbidden {
			t.Errorf("opened by who wrote it: %v", err)
		}
		tp, err = w.topics.Open(w.as(w.officers[1]), tp.ID, topic.Seen{Rev: tp.Rev})
		w.must(err)
		if p, err = w.topics.Page(w.Context(), "zdxm", db.Page{}); err != nil || p.Intro != "改正过的说明" || !p.Closed || tp.Next != nil || len(p.Items.Items) != 1 {
			t.Errorf("the words of a closed topic: %+v %v", p, err)
		}
		_, err = w.items.Withdraw(w.as(w.officers[0]), first.ID, publish.Because{Rev: first.Rev, Reason: "有误"})
		w.must(err)
		p, err = w.topics.Page(w.Context(), "zdxm", db.Page{})
		if err != nil || len(p.Items.Items) != 0 || p.Items.Total != 0 || p.Gone != 1 {
			t.Errorf("what was withdrawn since: %+v, %v", p, err)
		}
		all, err := w.topics.Public(w.Context())
		if err != nil || len(all) != 1 {
			t.Errorf("%v %v", all, err)
		}
	})
}

// TestRemove: a topic that is taken down leaves why and since when, and none of its words.
func TestRemove(t *testing.T) {
	each(t, func(w *world) {
		w.release("甲项目", "2023-10-10")
		in := change()
		in.Title, in.Intro = "有误的名称", "说明文字"
		tp, err := w.topics.Make(w.as(w.officers[0]), in)
		w.must(err)
		tp, err = w.topics.Open(w.as(w.officers[1]), tp.ID, topic.Seen{Rev: tp.Rev})
		w.must(err)
		_, err = w.topics.Remove(w.as(w.officers[0]), tp.ID, topic.Remove{Rev: tp.Rev})
		if fault.Of(err) != fault.Invalid || fault.As(err).Fields["reason"].Key == "" {
			t.Errorf("no reason: %v", err)
		}
		_, err = w.topics.Remove(w.as(w.officers[0]), tp.ID, topic.Remove{Rev: tp.Rev, Reason: "张三身份证号11010519491231002X被公开"})
		if fault.Of(err) != fault.Invalid {
			t.Errorf("a reason that cannot be public: %v", err)
		}
		tp, err = w.topics.Remove(w.as(w.officers[0]), tp.ID, topic.Remove{Rev: tp.Rev, Reason: "名称有误，另行开设"})
		w.must(err)
		page, err := w.topics.Page(w.Context(), "zdxm", db.Page{})
		if err != nil || page.Title+page.Intro != "" || len(page.Items.Items) != 0 || page.Reason != "名称有误，另行开设" || page.RemovedAt.IsZero() {
			t.Errorf("%+v (%v)", page, err)
		}
		if all, err := w.topics.Public(w.Context()); err != nil || len(all) != 0 {
			t.Errorf("still listed: %+v (%v)", all, err)
		}
		if said := fmt.Sprint(tp.Public()); strings.Contains(said, "有误的名称") || strings.Contains(said, "说明文字") {
			t.Errorf("the log says %s", said)
		}
		if _, err := w.topics.Make(w.as(w.officers[0]), topic.Change{Title: "又一个", Code: "zdxm", Words: "项目", Order: topic.Newest}); fault.As(err).Fields["code"].Key != "topic.code_taken" {
			t.Errorf("its address is given to another: %v", err)
		}
		_, err = w.topics.Edit(w.as(w.officers[0]), tp.ID, topic.Change{Rev: tp.Rev, Title: "又来", Code: "zdxm", Words: "项目", Order: topic.Newest})
		if fault.Of(err) != fault.Conflict {
			t.Errorf("edited after all: %v", err)
		}
	})
}

func TestBadTopics(t *testing.T) {
	each(t, func(w *world) {
		first, err := w.topics.Make(w.as(w.officers[0]), change())
		w.must(err)
		for field, spoil := range map[string]func(*topic.Change){
			"title": func(c *topic.Change) { c.Title = " " },
			"code":  func(c *topic.Change) { c.Code = "项目" },
			"words": func(c *topic.Change) { c.Words = "" },
			"pins":  func(c *topic.Change) { c.Pins = "publish/1" }, // nobody can read it
			"order": func(c *topic.Change) { c.Order = "random" },
			"to":    func(c *topic.Change) { c.From, c.To = "2023-02-01", "2023-01-01" },
		} {
			in := change()
			in.Code = "other"
			spoil(&in)
			if _, err := w.topics.Make(w.as(w.officers[0]), in); fault.As(err).Fields[field].Key == "" {
				t.Errorf("%s: %v", field, err)
			}
		}
		if _, err := w.topics.Make(w.as(w.officers[0]), change()); fault.As(err).Fields["code"].Key != "topic.code_taken" {
			t.Errorf("one code twice: %v", err)
		}
		if _, err := w.topics.Make(w.as(w.actor(9, auth.Clerk)), change()); fault.Of(err) != fault.Forbidden {
			t.Errorf("a clerk makes one: %v", err)
		}
		if _, err := w.topics.View(w.as(w.actor(9, auth.Clerk)), first.ID, db.Page{}); fault.Of(err) != fault.NotFound {
			t.Errorf("a clerk sees a draft: %v", err)
		}
		rows, err := w.topics.Find(w.as(w.officers[0]), topic.Find{Status: topic.Draft}, db.Page{})
		if err != nil || rows.Total != 1 {
			t.Errorf("%+v %v", rows, err)
		}
		if _, err := w.topics.Discard(w.as(w.officers[0]), first.ID, topic.Seen{Rev: first.Rev}); err != nil {
			t.Error(err)
		}
	})
}

func TestTable(t *testing.T) {
	if err := topic.Flow.Check(topic.Closed, topic.Removed, topic.Discarded); err != nil {
		t.Error(err)
	}
}

func itoa(id publish.ID) string { return strconv.FormatInt(int64(id), 10) }

// TestWords: the words of a topic are public without a review, and screened: when
// they are written, and by the rules of the day when it is opened and closed.
func TestWords(t *testing.T) {
	const words = "联系张三，身份证号11010519491231002X"
	each(t, func(w *world) {
		for field, spoil := range map[string]func(*topic.Change){
			"title": func(c *topic.Change) { c.Title = words },
			"intro": func(c *topic.Change) { c.Intro = words },
			"words": func(c *topic.Change) { c.Words = "手机13812345678" },
		} {
			in := change()
			spoil(&in)
			if _, err := w.topics.Make(w.as(w.officers[0]), in); fault.As(err).Fields[field].Key != "screen.not_to_show" {
				t.Errorf("made with a bad %s: %v", field, err)
			}
		}
		made, err := w.topics.Make(w.as(w.officers[0]), change())
		w.must(err)
		in := topic.FormOf(made)
		in.Intro = words
		if _, err := w.topics.Edit(w.as(w.officers[0]), made.ID, in); fault.As(err).Fields["intro"].Key != "screen.not_to_show" {
			t.Errorf("a draft is changed: %v", err)
		}
		pack, err := screen.ReadPack("test", []byte("word\tkind\tsuggestion\tseverity\tcontexts\n重大项目\ttypo\t\tblock\t\n"))
		w.must(err)
		red := func(name string, err error) {
			t.Helper()
			if e := fault.As(err); e.Kind != fault.Invalid || e.Text.Key != "topic.red" {
				t.Errorf("%s by newer rules: %v", name, err)
			}
		}
		w.rules.Packs = []screen.Pack{pack}
		_, err = w.topics.Open(w.as(w.officers[1]), made.ID, topic.Seen{Rev: made.Rev})
		red("opened", err)
		w.rules.Packs = nil
		live, err := w.topics.Open(w.as(w.officers[1]), made.ID, topic.Seen{Rev: made.Rev})
		w.must(err)
		in = topic.FormOf(live)
		in.Title = words
		if _, err := w.topics.Edit(w.as(w.officers[0]), live.ID, in); fault.As(err).Fields["title"].Key != "screen.not_to_show" {
			t.Errorf("a live one is changed: %v", err)
		}
		in.Title = "重大项目进展"
		live, err = w.topics.Edit(w.as(w.officers[0]), live.ID, in)
		w.must(err)
		w.rules.Packs = []screen.Pack{pack}
		_, err = w.topics.Open(w.as(w.officers[1]), live.ID, topic.Seen{Rev: live.Rev})
		red("what waits is opened", err)
		_, err = w.topics.Close(w.as(w.officers[0]), live.ID, topic.Seen{Rev: live.Rev})
		red("closed", err)
	})
}
