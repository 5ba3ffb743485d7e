package desk_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/cleanup"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/surface/desk"
)

// cleanupsOf is the service of clean-ups over what the desk has.
func cleanupsOf(d *desk.Desk, documents *policy.Service) *cleanup.Service {
	s := cleanup.New(cleanup.Needs{DB: d.DB, Duties: d.Duties, Documents: documents, Items: d.Items, Words: d.Items.Words, Rules: screening})
	documents.Affected = s.Affected
	return s
}

func (w *bureau) as(a auth.Actor) context.Context { return auth.With(w.t.Context(), a) }

// rule is a document of the finance bureau in force.
func (w *bureau) rule(title string) *policy.Document {
	w.t.Helper()
	s, today, as := w.Documents, w.DB.Today(), w.as(w.writer)
	var at int64
	_, err := fmt.Sscan(w.library(), &at)
	must(w.t, err)
	paper := func() policy.Evidence {
		e, err := s.Attach(w.t.Context(), "材料.txt", strings.NewReader("材料"))
		must(w.t, err)
		return e
	}
	d, err := s.Make(as, w.finance, policy.Edit{Organ: w.finance, Title: title, Genre: "08", Column: at, Until: today.Add(700), Body: "第一条 " + title + "。"})
	must(w.t, err)
	d, err = s.Assess(as, d.ID, policy.Taken{Rev: d.Rev, Result: "pass", On: today}, paper())
	must(w.t, err)
	d, err = s.Ask(as, d.ID, policy.Seen{Rev: d.Rev})
	must(w.t, err)
	counsel := w.person(76, "闻知白", w.unit("区政府办"), auth.Counsel, auth.Units{All: true})
	d, err = s.Judge(w.as(counsel), d.ID, policy.Taken{Rev: d.Rev, Result: "legal", Number: "1", Reason: "应急处置"}, paper())
	must(w.t, err)
	d, err = s.Deliberate(as, d.ID, policy.Deliberation{Taken: policy.Taken{Rev: d.Rev, Result: "pass", Number: "1", On: today}}, paper())
	must(w.t, err)
	d, err = s.Register(w.as(w.officer), d.ID, policy.Registration{Rev: d.Rev, Word: "红财规"})
	must(w.t, err)
	w.online(d.Item)
	return d
}

// online takes an item through its four signatures.
func (w *bureau) online(item publish.ID) {
	w.t.Helper()
	it, _, err := w.Items.Item(w.as(w.officer), item)
	must(w.t, err)
	e, err := w.Items.Get(w.as(w.officer), it.Working)
	must(w.t, err)
	all := auth.Units{All: true}
	e, err = w.Items.Submit(w.as(w.writer), e.ID, publish.SelfCheck{Rev: e.Rev, Carrier: "document", Channels: []string{"site"}, Sure: true})
	must(w.t, err)
	for _, step := range []func(e *publish.Edition) (*publish.Edition, error){
		func(e *publish.Edition) (*publish.Edition, error) {
			return w.Items.Review(w.as(w.person(71, "甲", w.finance, auth.Head, all)), e.ID, publish.Agree{Rev: e.Rev})
		},
		func(e *publish.Edition) (*publish.Edition, error) {
			return w.Items.Clear(w.as(w.person(72, "乙", w.finance, auth.Secrecy, all)), e.ID, publish.Clearance{Rev: e.Rev, Verdict: publish.Publish, Together: "无"})
		},
		func(e *publish.Edition) (*publish.Edition, error) {
			return w.Items.Sign(w.as(w.person(73, "丙", w.finance, auth.Signer, all)), e.ID, publish.Agree{Rev: e.Rev})
		},
		func(e *publish.Edition) (*publish.Edition, error) {
			return w.Items.Release(w.as(w.writer), e.ID, publish.Agree{Rev: e.Rev})
		},
	} {
		e, err = step(e)
		must(w.t, err)
	}
}

// TestCleanup takes a clean-up from its draft to its announcement, with the words of each page.
func TestCleanup(t *testing.T) {
	w := newBureau(t)
	w.rule("甲管理办法")
	w.rule("乙管理办法")
	head := w.person(77, "顾长川", w.finance, auth.Head, auth.Units{IDs: []int64{w.finance}})
	in := url.Values{
		"unit": {fmt.Sprint(w.unit("区政府办"))}, "title": {"规范性文件清理"}, "basis": {"政务公开工作要点"}, "as_of": {"2023-10-26"}, "due": {"2023-10-01"}, "settle": {"2023-12-31"}, "column": {w.library()}, "strict": {"true"},
	}
	w.get(w.officer, "/desk/cleanup", http.StatusOK, "还没有文件清理", "新建清理")
	w.get(w.writer, "/desk/cleanup/new", http.StatusForbidden)
	w.stays(w.send(w.officer, "/desk/cleanup/new", in), http.StatusUnprocessableEntity, "不能早于 2023-10-26", "政务公开工作要点")
	in.Set("due", "2023-11-30")
	page := w.goes(w.send(w.officer, "/desk/cleanup/new", in))
	id := page[strings.LastIndexByte(page, '/')+1:]
	w.get(w.writer, page, http.StatusNotFound)
	w.goes(w.fill(w.officer, "/desk/cleanup/edit/"+id, url.Values{"contact": {"0791-00000000"}}))
	w.goes(w.fill(w.officer, "/desk/cleanup/start/"+id, nil))
	w.get(w.writer, page, http.StatusOK, "清理中", "区财政局", "各单位进度", "未列入现行有效目录的一律失效")
	w.get(w.writer, "/desk", http.StatusOK, "文件清理等您办理", "甲管理办法")
	rows, err := w.Cleanups.Verdicts(w.as(w.officer), cleanup.FindVerdict{}, db.Page{})
	must(t, err)
	one := "/desk/" + rows.Items[0].Ref()
	w.get(w.clerk, one, http.StatusNotFound)
	w.get(w.writer, one, http.StatusOK, "待提出意见", "提出清理意见")
	w.stays(w.fill(w.writer, one+"/propose", url.Values{"verdict": {"keep"}}), http.StatusUnprocessableEntity)
	w.goes(w.fill(w.writer, one+"/propose", url.Values{"verdict": {"keep"}, "note": {"仍在执行"}}))
	w.get(w.writer, one+"/approve", http.StatusOK, "您现在不能办理这一步")
	w.get(head, "/desk", http.StatusOK, "文件清理等您办理", "待批准")
	w.goes(w.fill(head, one+"/refuse", url.Values{"reason": {"请写明依据"}}))
	w.get(w.writer, one, http.StatusOK, "请写明依据", "待提出意见")
	w.goes(w.fill(w.writer, one+"/propose", url.Values{"verdict": {"keep"}, "note": {"上位法没有修改"}}))
	w.goes(w.fill(head, one+"/approve", nil))
	list := cleanup.FindVerdict{Cleanup: rows.Items[0].CleanupID, Unit: w.finance, Stage: cleanup.Open}.At("/desk/cleanup/verdict")
	w.get(w.officer, list, http.StatusOK, rows.Items[1].Title)
	w.get(w.officer, page, http.StatusOK, "css:a[href="+list+"]")
	w.stays(w.fill(w.officer, "/desk/cleanup/compile/"+id, nil), http.StatusUnprocessableEntity, "还有 1 份文件没有批准的意见")
	w.goes(w.fill(w.officer, "/desk/cleanup/extend/"+id, url.Values{"due": {"2023-12-10"}, "reason": {"文件多"}}))
	w.goes(w.fill(w.officer, "/desk/cleanup/compile/"+id, url.Values{"sure": {"true"}}))
	w.get(w.officer, page, http.StatusOK, "公告待公布", "退回重新清理")
	w.goes(w.fill(w.officer, "/desk/cleanup/reopen/"+id, url.Values{"reason": {"补充意见"}}))
	w.goes(w.fill(w.officer, one+"/back", url.Values{"reason": {"与上位法不一致"}}))
	w.get(w.writer, one, http.StatusOK, "待提出意见", "与上位法不一致")
	w.goes(w.fill(w.officer, "/desk/cleanup/stop/"+id, url.Values{"reason": {"另行安排"}}))
	w.get(w.officer, page, http.StatusOK, "已停止", "另行安排")
	draft := w.goes(w.send(w.officer, "/desk/cleanup/new", in))
	w.goes(w.fill(w.officer, "/desk/cleanup/discard/"+draft[strings.LastIndexByte(draft, '/')+1:], url.Values{"reason": {"重复"}}))
}
