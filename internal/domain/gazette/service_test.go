package gazette_test

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/gazette"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/policy/policytest"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/letter"
)

var fonts = sync.OnceValue(func() *letter.Fonts { return letter.OpenFonts("") })

// world is a district whose documents are printed in a gazette.
type world struct {
	*policytest.World
	all *gazette.Service
}

func each(t *testing.T, f func(w *world)) {
	t.Helper()
	clock := dbtest.At("2023-11-01")
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set("2023-11-01")
		w := &world{World: policytest.New(t, d, clock, "mzj", "czj", gazette.Policy)}
		w.all = gazette.New(gazette.Needs{DB: d, Duties: w.Duties, Items: w.Items, Fonts: fonts(), Words: i18n.T})
		w.Items.Ready = func(tx *db.Tx, id publish.ID, c *publish.Content) error {
			return errors.Join(w.Docs.Ready(tx, id, c), w.all.Ready(tx, id, c))
		}
		w.Items.Released = func(tx *db.Tx, id publish.ID) error {
			return errors.Join(w.Docs.Released(tx, id), w.all.Released(tx, id))
		}
		w.Docs.Moved = w.all.Moved
		w.Items.Cites = func(tx *db.Tx, id publish.ID, text string) ([]publish.Cited, error) {
			if is, err := gazette.Carries(tx, id); err != nil || is {
				return nil, err
			}
			return w.Docs.Relied(tx, id, text)
		}
		w.Docs.Lists = gazette.Carries
		f(w)
	})
}

// rule is a document that was issued today.
func (w *world) rule(title string) *policy.Document {
	w.Helper()
	return w.Issue(w.Drafted(title, title+"\n第一条　为做好工作，制定本办法。\n第二条　本办法自公布之日起施行，有效期至2025年2月28日。", nil))
}

func (w *world) next() *gazette.Gazette {
	w.Helper()
	g, err := w.all.Make(w.As(auth.Office), w.Bureau, gazette.Begin{Column: w.Column})
	w.Must(err)
	return g
}

func (w *world) compile(g *gazette.Gazette) *gazette.Gazette {
	w.Helper()
	g, err := w.all.Compile(w.As(auth.Office), g.ID, gazette.Seen{Rev: g.Rev})
	w.Must(err)
	return g
}

func (w *world) titles(g *gazette.Gazette) string {
	w.Helper()
	v, err := w.all.View(w.As(auth.Office), g.ID)
	w.Must(err)
	var out []string
	for _, e := range v.Entries {
		out = append(out, e.Title)
	}
	return strings.Join(out, " ")
}

// TestIssue: an issue begins with what was issued since the last one, its release is the issue, the
// next one has what came since, and the numbers of a year have no gap.
func TestIssue(t *testing.T) {
	each(t, func(w *world) {
		first := w.rule("甲办法")
		owed := w.Owed(gazette.RulePrint, first.Ref(), w.Unit("qfb"))
		if want := w.DB.Today().Add(90); owed != want {
			t.Errorf("owed on %s, want %s", owed, want)
		}
		one := w.next()
		if _, err := w.all.Make(w.As(auth.Office), w.Bureau, gazette.Begin{Column: w.Column}); fault.Of(err) != fault.Conflict {
			t.Errorf("two at once: %v", err)
		}
		if _, err := w.all.Make(w.As(auth.Clerk), w.Bureau, gazette.Begin{Column: w.Column}); err == nil {
			t.Error("a clerk makes one")
		}
		one = w.compile(one)
		if _, err := w.all.Page(w.Context(), one.ID); fault.Of(err) != fault.NotFound {
			t.Errorf("public before its release: %v", err)
		}
		w.Must(w.Release(one.Item))
		p, err := w.all.Page(w.Context(), one.ID)
		w.Must(err)
		if p.Year != 2023 || p.No != 1 || len(p.Entries) != 1 || p.Entries[0].Hash == "" || p.Entries[0].Number != first.Number {
			t.Errorf("%+v", p)
		}
		if owed := w.Owed(gazette.RulePrint, first.Ref(), w.Unit("qfb")); owed != "" {
			t.Errorf("printed, and owed on %s", owed)
		}
		places, err := w.all.Of(w.Context(), first.ID)
		w.Must(err)
		if len(places) != 1 || places[0].ID != one.ID {
			t.Errorf("printed in %v", places)
		}
		second := w.rule("乙办法")
		two := w.next()
		if got := w.titles(two); got != "乙办法" || two.No != 2 {
			t.Errorf("the next issue has %s, no %d", got, two.No)
		}
		_, err = w.all.Discard(w.As(auth.Office), two.ID, gazette.Because{Rev: two.Rev, Reason: "不出"})
		w.Must(err)
		w.Clock.Set("2024-01-03")
		three := w.next()
		if got := w.titles(three); got != "乙办法" || three.Year != 2024 || three.No != 1 {
			t.Errorf("the issue of the new year has %s, no %d of %d", got, three.No, three.Year)
		}
		if owed := w.Owed(gazette.RulePrint, second.Ref(), w.Unit("qfb")); owed == "" {
			t.Error("not printed, and not owed")
		}
	})
}

// TestMeanwhile: what is issued while an issue is edited is in the next one, if it is not put into this
// one; what the office took out of this one is not put back into the next.
func TestMeanwhile(t *testing.T) {
	each(t, func(w *world) {
		w.rule("甲办法")
		w.Clock.Set("2023-11-02")
		w.rule("乙办法")
		w.Clock.Set("2023-11-03")
		one := w.next()
		v, err := w.all.View(w.As(auth.Office), one.ID)
		w.Must(err)
		in := gazette.Content{Rev: one.Rev, Documents: []string{strconv.FormatInt(int64(v.Entries[0].Item), 10)}, Begin: gazette.Begin{Column: w.Column}}
		one, err = w.all.Edit(w.As(auth.Office), one.ID, in)
		w.Must(err)
		w.Clock.Set("2023-11-06")
		w.rule("丙办法")
		w.Clock.Set("2023-11-08")
		one = w.compile(one)
		w.Must(w.Release(one.Item))
		if got := w.titles(one); got != "甲办法" {
			t.Errorf("the first issue has %s", got)
		}
		if got := w.titles(w.next()); got != "丙办法" {
			t.Errorf("the next issue has %s", got)
		}
	})
}

// TestLists: an issue prints what was issued, and owes no look at a document of it that has fallen since.
func TestLists(t *testing.T) {
	each(t, func(w *world) {
		a := w.rule("甲办法")
		w.Must(w.Release(w.compile(w.next()).Item))
		w.Issue(w.Drafted("关于废止甲办法的决定", "第一条　废止甲办法。", &policy.Affect{Kind: policy.Repeal, Target: a.Number}))
		rows, err := w.Duties.Find(w.As(auth.Office), duty.Find{Rule: policy.RuleLook}, db.Page{})
		w.Must(err)
		for _, d := range rows.Items {
			t.Errorf("owed: %s", d.Title)
		}
	})
}

// TestContent: each text is printed once, in the order of the parts; only what everybody reads.
func TestContent(t *testing.T) {
	each(t, func(w *world) {
		a := w.rule("甲办法")
		g := w.compile(w.next())
		w.Must(w.Release(g.Item))
		w.rule("乙办法")
		next := w.next()
		office := w.As(auth.Office)
		edit := func(more string, documents ...publish.ID) error {
			in := gazette.Content{Rev: next.Rev, More: more, Begin: gazette.Begin{Column: w.Column}}
			for _, id := range documents {
				in.Documents = append(in.Documents, strconv.FormatInt(int64(id), 10))
			}
			out, err := w.all.Edit(office, next.ID, in)
			if err == nil {
				next = out
			}
			return err
		}
		w.WantField(edit("随便"), "more", "gazette.no_address")
		w.WantField(edit("/publish/7"), "more", "gazette.no_item")
		w.WantField(edit("", a.Item), "more", "gazette.printed")
		w.WantField(edit("/"+publish.RefOf(g.Item)), "more", "gazette.itself")
		w.Must(edit(""))
		w.Want(func() error { _, err := w.all.Compile(office, next.ID, gazette.Seen{Rev: next.Rev}); return err }(), fault.Conflict, "gazette.empty_issue")
		v, err := w.all.View(office, next.ID)
		w.Must(err)
		if len(v.Waiting) != 1 || v.Waiting[0].Title != "乙办法" {
			t.Errorf("waiting: %v", v.Waiting)
		}
		w.Must(edit("\r\n  /"+publish.RefOf(v.Waiting[0].Item)+"\r\n", v.Waiting[0].Item))
		if got := w.titles(next); got != "乙办法" {
			t.Errorf("has %s", got)
		}
	})
}

// TestStands: what was laid out is what is released: a text that has changed since, or another table of
// contents, is refused; a document that is no longer in force is printed all the same.
func TestStands(t *testing.T) {
	each(t, func(w *world) {
		a := w.rule("甲办法")
		w.Issue(w.Drafted("关于废止甲办法的决定", "第一条　废止甲办法。", &policy.Affect{Kind: policy.Repeal, Target: a.Number}))
		g := w.compile(w.next())
		clerk := w.As(auth.Clerk)
		e, err := w.Items.Revise(clerk, a.Item)
		w.Must(err)
		_, err = w.Items.Discard(clerk, e.ID, publish.Because{Rev: e.Rev, Reason: "不改"})
		w.Must(err)
		_, all, err := w.Items.Item(w.As(auth.Office), g.Item)
		w.Must(err)
		if n := len(all[0].Attachments); n == 0 || !strings.HasSuffix(all[0].Attachments[n-1].Name, ".docx") {
			t.Errorf("the files are %v", all[0].Attachments)
		}
		w.Must(w.DB.Read(t.Context(), func(tx *db.Tx) error {
			content := all[0].Content
			w.Must(w.all.Ready(tx, g.Item, &content))
			content.Body += "。"
			w.Want(w.all.Ready(tx, g.Item, &content), fault.Conflict, "gazette.other_text")
			content = all[0].Content
			content.Attachments = slices.Clone(content.Attachments[:1])
			content.Attachments[0].SHA256 = strings.Repeat("0", 64)
			w.Want(w.all.Ready(tx, g.Item, &content), fault.Conflict, "gazette.other_files")
			return nil
		}))
		w.Must(w.Release(g.Item))
	})
}

// TestChanged: a text that everybody reads otherwise since the issue was laid out holds it back.
func TestChanged(t *testing.T) {
	each(t, func(w *world) {
		clerk := w.As(auth.Clerk)
		text := publish.Edit{Title: "公告", Body: "现将有关事项公告如下。", Attribute: publish.Open, Anchor: "foi:20-15", Column: w.Column, MadeOn: w.DB.Today()}
		e, err := w.Items.Draft(clerk, w.Bureau, text, nil)
		w.Must(err)
		w.Must(w.Release(e.ItemID))
		g := w.next()
		g, err = w.all.Edit(w.As(auth.Office), g.ID, gazette.Content{Rev: g.Rev, More: "/" + publish.RefOf(e.ItemID), Begin: gazette.Begin{Column: w.Column}})
		w.Must(err)
		g = w.compile(g)
		e, err = w.Items.Revise(clerk, e.ItemID)
		w.Must(err)
		text.Body, text.Rev = "现将有关事项重新公告如下。", e.Rev
		_, err = w.Items.Edit(clerk, e.ID, text, nil)
		w.Must(err)
		w.Must(w.Release(e.ItemID))
		w.Want(w.Release(g.Item), fault.Conflict, "gazette.changed")
	})
}

// TestPages: a document says on which page it is printed, where the machine has a font to print with.
func TestPages(t *testing.T) {
	if _, err := fonts().Names(); err != nil {
		t.Skip("SKIP: this machine has no font to print with")
	}
	each(t, func(w *world) {
		for _, name := range []string{"甲", "乙", "丙"} {
			w.rule(name + "办法")
		}
		g := w.compile(w.next())
		v, err := w.all.View(w.As(auth.Office), g.ID)
		w.Must(err)
		for i, e := range v.Entries {
			if e.Page != i+2 {
				t.Errorf("%s begins on page %d, want %d", e.Title, e.Page, i+2)
			}
		}
	})
}
