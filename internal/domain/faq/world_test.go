package faq_test

import (
	"testing"

	"gongkai.example/gongkai/internal/domain/faq"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/policy/policytest"
	"gongkai.example/gongkai/internal/domain/unit/unittest"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/profile"
)

// world is a district with a document that gives something.
type world struct {
	*policytest.World
	s *faq.Service
}

func each(t *testing.T, f func(w *world)) {
	t.Helper()
	clock := dbtest.At("2023-03-01")
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set("2023-03-01")
		f(newWorld(t, d, clock))
	})
}

func newWorld(t testing.TB, d *db.DB, clock *dbtest.Clock) *world {
	t.Helper()
	w := &world{World: policytest.New(t, d, clock, "mzj", "czj", faq.Policy, message.Policy)}
	w.s = faq.New(faq.Needs{DB: d, Duties: w.Duties, Search: w.Search, Words: i18n.T, Rules: w.Rules})
	w.Search.Add(w.s.Found())
	w.Docs.Affected = w.s.Affected
	w.Jobs(w.s.Kinds()...)
	return w
}

// meal is an entry as a clerk types it, about a document.
func (w *world) meal(d *policy.Document) faq.Begin {
	in := faq.Begin{Unit: w.Bureau, Edit: faq.Edit{
		Question: "在家养老有补贴吗？", Others: "老人居家服务补多少钱\n高龄老人能领什么补助", Topic: "养老", Audience: "本区老年人",
		Explanation: "有。在家接受服务的老人每月补贴二百元，满60岁可以申请。", Contact: "区民政局 0791-80000000",
	}}
	in.Quotes[0] = faq.Quoted{Document: d.Number, Clause: "第二条", Words: "每月给予200元服务补贴"}
	in.Quotes[1] = faq.Quoted{Document: "《" + d.Title + "》", Clause: "第三条第1项"}
	in.Links[0] = faq.Linked{Label: "养老服务补贴申请", Href: "https://www.jxzwfww.gov.cn/"}
	return in
}

// open is the entry as everybody knows of it, with its document.
func (w *world) open() (*faq.Entry, *policy.Document) {
	w.Helper()
	d := w.Issue(w.Drafted("红谷滩区居家养老服务补贴办法", policytest.Subsidy, nil))
	e, err := w.s.Make(w.As(auth.Clerk), w.meal(d))
	w.Must(err)
	return w.publish(e), d
}

// publish takes a draft to the public.
func (w *world) publish(e *faq.Entry) *faq.Entry {
	w.Helper()
	e, err := w.s.Ask(w.As(auth.Clerk), e.ID, faq.Asking{Rev: e.Rev})
	w.Must(err)
	e, err = w.s.Approve(w.As(auth.Head), e.ID, faq.Seen{Rev: e.Rev})
	w.Must(err)
	return e
}

// amend changes a document from today on.
func (w *world) amend(d *policy.Document, words, text string) {
	w.Helper()
	w.Issue(w.Drafted("关于修改补贴办法的决定", words, &policy.Affect{Kind: policy.Amend, Target: d.Number, Words: words, Body: text}))
}

// set changes a setting of the district.
func (w *world) set(k profile.WordKey, value string) {
	w.Helper()
	w.Must(w.DB.Write(auth.With(w.Context(), auth.Machine("test")), func(tx *db.Tx) error { return unittest.Set(tx, k, value) }))
}

// show is what everybody may know of an entry.
func (w *world) show(e *faq.Entry) faq.Shown {
	w.Helper()
	out, err := w.s.Show(w.Context(), e.ID)
	w.Must(err)
	return out
}

// owed is the last day of the look that is owed; "" for none.
func (w *world) owed(e *faq.Entry) calendar.Day {
	w.Helper()
	return w.Owed(faq.RuleLook, e.Ref(), e.UnitID)
}
