package finder_test

import (
	"testing"

	"gongkai.example/gongkai/internal/domain/finder"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/policy/policytest"
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
	s    *finder.Service
	asks []profile.Attribute
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
	w := &world{World: policytest.New(t, d, clock, "mzj", "czj", finder.Policy)}
	w.asks = w.Profile.Finder
	w.s = finder.New(finder.Needs{DB: d, Duties: w.Duties, Search: w.Search, Words: i18n.T, Rules: w.Rules, Asks: func(*db.Tx) ([]profile.Attribute, error) { return w.asks, nil }})
	w.Search.Add(w.s.Found())
	w.Docs.Affected = w.s.Affected
	w.Jobs(w.s.Kinds()...)
	return w
}

// subsidy is the measure as a clerk types it.
func subsidy() finder.Edit {
	return finder.Edit{
		Title: "居家养老服务补贴", Who: finder.Person, Gives: "每月 200 元服务补贴。", By: "第二条", Apply: "到居住地社区居委会填一张表，带身份证。", Contact: "区民政局 0791-80000000",
		Conditions: "1. 年龄 至少 60周岁，依据 第三条第一项\n2. 居住地 是 红谷滩区，依据第三条第（二）项\n3. 任一符合：\n3.1 家庭类型 是 低保家庭、特困人员，依据 第三条第三项\n3.2 年龄 至少 80，依据 第三条第三项\n4、居住情况 不是 住在养老机构；依据 第四条\n",
	}
}

// open is the measure as everybody knows of it, with its document.
func (w *world) open() (*finder.Measure, *policy.Document) {
	w.Helper()
	d := w.Issue(w.Drafted("红谷滩区居家养老服务补贴办法", policytest.Subsidy, nil))
	m, err := w.s.Make(w.As(auth.Clerk), d.ID, subsidy())
	w.Must(err)
	m, err = w.s.Ask(w.As(auth.Clerk), m.ID, finder.Seen{Rev: m.Rev})
	w.Must(err)
	m, err = w.s.Approve(w.As(auth.Head), m.ID, finder.Seen{Rev: m.Rev})
	w.Must(err)
	return m, d
}

// try is the result and the questions that are left, for a person.
func (w *world) try(said map[string]string) finder.Outcome {
	w.Helper()
	out, err := w.s.Try(w.Context(), finder.Person, said)
	w.Must(err)
	return out
}

// owed is the last day of the look that is owed; "" for none.
func (w *world) owed(m *finder.Measure) calendar.Day {
	w.Helper()
	return w.Owed(finder.RuleLook, m.Ref(), m.UnitID)
}
