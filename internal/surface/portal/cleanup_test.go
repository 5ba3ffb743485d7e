package portal_test

import (
	"net/http"
	"testing"

	"gongkai.example/gongkai/internal/domain/cleanup"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// TestCleanup: everybody follows a clean-up, and reads what came of each document.
func TestCleanup(t *testing.T) {
	l := newLibrary(t)
	keep := l.issue("甲管理办法", "第一条　甲。", nil)
	gone := l.issue("乙管理办法", "第一条　乙。", nil)
	today, office := l.DB.Today(), l.office(t.Context())
	c, err := l.Cleanups.Make(office, l.unit, cleanup.Edit{
		Title: "规范性文件清理", Basis: "政务公开工作要点", AsOf: today, Due: today.Add(30), Settle: today.Add(60), Column: l.column, Strict: true, Contact: "0791-00000000",
	})
	check(err)
	one := "/" + c.Ref()
	webtest.Run(t, l.handler, webtest.Scenario{Name: "a draft", URL: one, Status: 404})
	c, err = l.Cleanups.Start(office, c.ID, cleanup.Seen{Rev: c.Rev})
	check(err)
	rows, err := l.Cleanups.Verdicts(office, cleanup.FindVerdict{Cleanup: c.ID}, db.Page{})
	check(err)
	for _, v := range rows.Items {
		j := cleanup.Keep
		if v.Document == gone.ID {
			j = cleanup.Lapse
		}
		x, err := l.Cleanups.Propose(l.as(9101, auth.Clerk), v.ID, cleanup.Proposal{Rev: v.Rev, Verdict: j, Note: "内部的理由"})
		check(err)
		_, err = l.Cleanups.Approve(l.as(9103, auth.Head), x.ID, cleanup.Seen{Rev: x.Rev})
		check(err)
	}
	of := cleanup.FindVerdict{Verdict: cleanup.Lapse}.At(one + "/documents")
	webtest.Run(t, l.handler,
		webtest.Scenario{Name: "the list", URL: "/cleanup", Has: []string{"规范性文件清理", "清理中"}},
		webtest.Scenario{Name: "running", URL: one, Has: []string{"2 份列入清理", "已有意见 2 份", "失效"}, Not: []string{"宣布失效", "内部的理由"}},
		webtest.Scenario{Name: "its documents", URL: one + "/documents", Has: []string{"甲管理办法", "已有意见", "css:form[action=" + one + "/documents#n]", "css:a[href=" + one + "/documents.csv]"}, Not: []string{"继续有效</td>"}},
		webtest.Scenario{Name: "the documents of none", URL: "/cleanup/1/documents", Status: http.StatusNotFound},
		webtest.Scenario{Name: "the documents of what is no number", URL: "/cleanup/x/documents", Status: http.StatusNotFound},
		webtest.Scenario{Name: "in the library", URL: "/policy", Has: []string{"css:a[href=/cleanup]"}},
	)
	c, err = l.Cleanups.Compile(office, c.ID, cleanup.Compile{Rev: c.Rev})
	check(err)
	l.release(c.Item)
	webtest.Run(t, l.handler,
		webtest.Scenario{Name: "announced", URL: one, Has: []string{"结果已公布", "宣布失效", "css:a[href=/" + publish.RefOf(c.Item) + "]"}},
		webtest.Scenario{Name: "what lapsed", URL: of, Has: []string{"乙管理办法", "已失效"}, Not: []string{"甲管理办法"}},
		webtest.Scenario{Name: "the announcement", URL: "/" + publish.RefOf(c.Item), Has: []string{"关于公布规范性文件清理结果的公告", "现行有效行政规范性文件目录", "甲管理办法", "不得作为行政管理的依据"}},
		webtest.Scenario{Name: "a document that lapsed", URL: "/" + gone.Ref(), Has: []string{"已失效", "关于公布规范性文件清理结果的公告", "宣布失效", "css:a[href=" + one + "]"}},
		webtest.Scenario{Name: "one that stays", URL: "/" + keep.Ref(), Has: []string{"继续有效", "css:a[href=" + one + "]"}},
	)
}
