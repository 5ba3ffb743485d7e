package portal_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// A library is a district with normative documents.
type library struct {
	*world
	testing.TB
	unit, column int64
}

func (l *library) as(id int64, r auth.Role) context.Context {
	return auth.With(l.Context(), l.actor(id, string(r), r, l.unit))
}

func (l *library) paper() policy.Evidence {
	e, err := l.Documents.Attach(l.Context(), "材料.txt", strings.NewReader("材料"))
	check(err)
	return e
}

// issue takes a document through its procedure in a day.
func (l *library) issue(title, body string, affect *policy.Affect) *policy.Document {
	l.Helper()
	s, today := l.Documents, l.DB.Today()
	clerk, office := l.as(9101, auth.Clerk), l.office(l.Context())
	d, err := s.Make(clerk, l.unit, policy.Edit{Organ: l.unit, Title: title, Genre: "08", Theme: "04", Column: l.column, Until: today.Add(700), Body: body, Contact: "0791-00000000"})
	check(err)
	if affect != nil {
		affect.Rev = d.Rev
		d, err = s.Affect(clerk, d.ID, *affect)
		check(err)
	}
	d, err = s.Assess(clerk, d.ID, policy.Taken{Rev: d.Rev, Result: "pass", On: today}, l.paper())
	check(err)
	l.interpret(clerk, d)
	d, err = s.Ask(clerk, d.ID, policy.Seen{Rev: d.Rev})
	check(err)
	d, err = s.Judge(l.as(9102, auth.Counsel), d.ID, policy.Taken{Rev: d.Rev, Result: "legal", Number: "1", Reason: "应急处置"}, l.paper())
	check(err)
	d, err = s.Deliberate(clerk, d.ID, policy.Deliberation{Taken: policy.Taken{Rev: d.Rev, Result: "pass", Number: "1", On: today}}, l.paper())
	check(err)
	d, err = s.Register(office, d.ID, policy.Registration{Rev: d.Rev, Word: "红财规"})
	check(err)
	l.release(d.Item)
	return d
}

// release takes an item through its four signatures and on line.
func (l *library) release(item publish.ID) {
	l.Helper()
	clerk, office := l.as(9101, auth.Clerk), l.office(l.Context())
	it, _, err := l.Items.Item(office, item)
	check(err)
	e, err := l.Items.Get(office, it.Working)
	check(err)
	e, err = l.Items.Submit(clerk, e.ID, publish.SelfCheck{Rev: e.Rev, Carrier: "document", Channels: []string{"site"}, Sure: true})
	check(err)
	e, err = l.Items.Review(l.as(9103, auth.Head), e.ID, publish.Agree{Rev: e.Rev})
	check(err)
	e, err = l.Items.Clear(l.as(9104, auth.Secrecy), e.ID, publish.Clearance{Rev: e.Rev, Verdict: publish.Publish, Together: "无"})
	check(err)
	e, err = l.Items.Sign(l.as(9105, auth.Signer), e.ID, publish.Agree{Rev: e.Rev})
	check(err)
	_, err = l.Items.Release(clerk, e.ID, publish.Agree{Rev: e.Rev})
	check(err)
}

func newLibrary(t *testing.T) *library {
	t.Helper()
	w, _ := newWorld(t.Context(), t.TempDir(), "honggutan", "https://www.example.gov.cn")
	t.Cleanup(func() { check(w.DB.Close()) })
	l := &library{world: w, TB: t}
	check(l.DB.Read(t.Context(), func(tx *db.Tx) error {
		c, err := column.ByCode(tx, "zcwj-gfxwj")
		l.column = int64(c.ID)
		return err
	}))
	u, err := l.Units.ByCode(t.Context(), "czj")
	check(err)
	l.unit = u.ID
	return l
}

// TestPolicy: a document as it stands on each day, in the library, on its own page, on the
// page of its item and in search.
func TestPolicy(t *testing.T) {
	l := newLibrary(t)
	const body = "小额采购管理办法\n第一条　为规范小额采购，制定本办法。\n第二条　采购结果应当公示三日。\n第三条　本办法自公布之日起施行。"
	first := l.issue("小额采购管理办法", body, nil)
	start := l.DB.Today()
	gone := l.issue("旧采购规定", "第一条　旧规定。", nil)
	l.clock.Set(start.Add(30))
	words := "将第二条中的“三日”修改为“五日”。"
	l.issue("关于修改小额采购管理办法的决定", words, &policy.Affect{Kind: policy.Amend, Target: first.Number, Words: words, Body: strings.Replace(body, "三日", "五日", 1)})
	stalls := l.issue("摆摊管理办法", "摆摊管理办法\n第一条　方便群众。\n第二条　设摊位。", nil)
	l.issue("关于暂停摆摊管理办法第二条的决定", "第一条　暂停摆摊管理办法第二条。", &policy.Affect{Kind: policy.Suspend, Target: stalls.Number, Clauses: "第二条"})
	l.issue("关于废止旧采购规定的决定", "第一条　废止旧采购规定。", &policy.Affect{Kind: policy.Repeal, Target: "《旧采购规定》"})
	one, old := "/"+first.Ref(), "/"+gone.Ref()
	webtest.Run(t, l.handler,
		webtest.Scenario{Name: "the library", URL: "/policy", Has: []string{"规范性文件库", "小额采购管理办法", "红财规〔", "HGTGF-", "已修改", "已废止", "css:a[href=" + one + "]"}},
		webtest.Scenario{Name: "one state", URL: "/policy?standing=repealed", Has: []string{"【已废止】旧采购规定"}, Not: []string{"小额采购管理办法"}},
		webtest.Scenario{Name: "today", URL: one, Has: []string{"公示五日", "css:p#article2", "起已修改", "关于修改小额采购管理办法的决定", "与上一个文本比较", "公布时的信息和凭证", "0791-00000000"}, Not: []string{"公示三日"}},
		webtest.Scenario{Name: "a day before", URL: one + "?on=" + string(start.Add(29)), Has: []string{"公示三日", "到 " + string(start.Add(29)) + " 止", "看今天的"}, Not: []string{"公示五日"}},
		webtest.Scenario{Name: "before the issue", URL: one + "?on=" + string(start.Add(-1)), Has: []string{"还没有这份文件", "下面是现在的文本"}},
		webtest.Scenario{Name: "no day", URL: one + "?on=2024-02-30", Status: http.StatusUnprocessableEntity},
		webtest.Scenario{Name: "side by side", URL: one + "/compare", Has: []string{"新增", "删除", "小额采购管理办法", "原第二条", "现第二条", "css:a[href='" + one + "?on=" + string(start) + "#article2']", "css:a[href='" + one + "?on=" + string(start.Add(30)) + "#article2']"}},
		webtest.Scenario{Name: "repealed", URL: old, Has: []string{"这份文件已废止", "<title>【已废止】旧采购规定", "【已废止】旧采购规定</h1>", "关于废止旧采购规定的决定", "旧规定"}},
		webtest.Scenario{Name: "as an item", URL: "/" + publish.RefOf(l.item(gone)), Has: []string{"【已废止】旧采购规定</h1>", "css:a[href=" + old + "]"}},
		webtest.Scenario{Name: "in search", URL: "/search?q=旧采购规定", Has: []string{"【已废止】"}},
		webtest.Scenario{Name: "in a feed", URL: "/publish/feed.xml", Has: []string{"【已废止】旧采购规定"}},
		webtest.Scenario{Name: "in the catalogue", URL: "/publish", Has: []string{"【已废止】旧采购规定"}},
		webtest.Scenario{Name: "before it was repealed", URL: old + "?on=" + string(start), Not: []string{"【已废止】"}},
		webtest.Scenario{Name: "a clause apart", URL: "/" + stalls.Ref(), Has: []string{
			"这份文件有效，自", "其中第二条暂停施行，自", "依据《关于暂停摆摊管理办法第二条的决定》", `css:p#article2 .tag`, "设摊位。 <span class=\"tag y\">暂停施行</span>", "暂停施行：第二条",
		}, Not: []string{"css:p#article1 .tag"}},
		webtest.Scenario{Name: "as a table", URL: "/policy.csv", Has: []string{"旧采购规定", "已废止"}},
	)
	l.clock.Set(start.Add(701))
	check(l.Documents.Turn(t.Context()))
	webtest.Run(t, l.handler,
		webtest.Scenario{Name: "lapsed", URL: one, Has: []string{"这份文件已失效", "【已失效】小额采购管理办法"}},
		webtest.Scenario{Name: "lapsed in the library", URL: "/policy?standing=lapsed", Has: []string{"【已失效】小额采购管理办法"}},
	)
}

func (l *library) item(d *policy.Document) publish.ID {
	l.Helper()
	v, err := l.Documents.View(l.office(l.Context()), d.ID)
	check(err)
	return v.Document.Item
}
