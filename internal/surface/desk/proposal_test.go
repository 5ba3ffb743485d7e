package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/proposal"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// answered is a request of the bureau of education that was replied to.
func (w *world) answered(clerk, head, secrecy, signer int64, token string) foi.View {
	w.t.Helper()
	as := w.as(clerk)
	out, err := w.Requests.Receive(as, foi.Receipt{
		Channel: foi.Counter, Submitted: w.DB.Today(),
		Filing: foi.Filing{
			Applicant: foi.Applicant{Kind: foi.Citizen, Name: "王小明", Paper: foi.IDCard, PaperNo: "110101196001010011", Phone: "13800000000"},
			Wish:      foi.Wish{Unit: w.education, Want: "2022年度教育经费决算"}, Delivery: foi.Delivery{Form: foi.PaperForm, Way: foi.ByHand}, Token: token,
		},
	}, foi.Papers{})
	must(w.t, err)
	_, err = w.Requests.Assign(w.as(head), out.ID, foi.To{Rev: 1, Person: clerk})
	must(w.t, err)
	v, err := w.Requests.View(as, out.ID)
	must(w.t, err)
	it := v.Items[0]
	it.Result, it.Facts, it.Given = "A2", map[string]string{"form": "paper"}, []foi.Given{{Title: "教育经费决算表", Pages: 1}}
	_, err = w.Requests.Decide(as, out.ID, it.ID, it)
	must(w.t, err)
	_, err = w.Requests.Give(as, out.ID, it.ID, foi.Give{Rev: it.Rev + 1, Document: it.Given[0].Title}, foi.Sheaf{Name: "经费决算.csv", Data: []byte("教育经费,万元\n")}, foi.Sheaf{})
	must(w.t, err)
	v, err = w.Requests.View(as, out.ID)
	must(w.t, err)
	r, err := w.Requests.Draft(as, out.ID, foi.Draft{Rev: v.Request.Rev, Remedy: []string{"R-B"}})
	must(w.t, err)
	r, err = w.Requests.Submit(as, out.ID, foi.Seen{Rev: r.Rev})
	must(w.t, err)
	r, err = w.Requests.Review(w.as(head), out.ID, foi.Seen{Rev: r.Rev})
	must(w.t, err)
	r, err = w.Requests.Clear(w.as(secrecy), out.ID, foi.Seen{Rev: r.Rev})
	must(w.t, err)
	r, err = w.Requests.Sign(w.as(signer), out.ID, foi.Seen{Rev: r.Rev})
	must(w.t, err)
	_, err = w.Requests.Serve(as, out.ID, foi.Serve{Rev: r.Rev, Sending: foi.Sending{How: foi.InHand, Day: w.DB.Today()}})
	must(w.t, err)
	v, err = w.Requests.View(as, out.ID)
	must(w.t, err)
	return v
}

// TestProposalAtTheDesk: given out twice, found by the job, seen with no applicant,
// accepted by the office, and the unit has a draft with the copy.
func TestProposalAtTheDesk(t *testing.T) {
	w := newWorld(t)
	head, secrecy, signer := w.hire("head", w.education, auth.Head), w.hire("secrecy", w.education, auth.Secrecy), w.hire("signer", w.education, auth.Signer)
	first := w.answered(w.clerk, head, secrecy, signer, "1")
	w.answered(w.clerk, head, secrecy, signer, "2")
	clerk, officer, other := w.signedIn("clerk"), w.signedIn("officer"), w.signedIn("other")
	officer.get("/desk/proposal", http.StatusOK, "还没有建议")
	must(t, w.Proposals.Look(w.machine()))
	rows, err := w.Proposals.Find(w.as(w.officer), proposal.Find{}, db.Page{})
	must(t, err)
	if len(rows.Items) != 1 {
		t.Fatalf("%+v", rows.Items)
	}
	page := fmt.Sprintf("/desk/proposal/%d", rows.Items[0].ID)
	doc := officer.get(page, http.StatusOK, "教育经费决算表", "多次提供同一记录", first.Request.Number, "经费决算.csv", "2 件", "1 人")
	if text := doc.One(t, "main").Text(); strings.Contains(text, "王") {
		t.Error("the page tells who asked")
	}
	officer.get("/desk/proposal", http.StatusOK, "教育经费决算表", "待研究")
	officer.get("/desk", http.StatusOK, "待研究的转主动公开建议", "教育经费决算表")
	clerk.get(page, http.StatusOK, first.Request.Number)
	clerk.get(page+"/accept", http.StatusForbidden)
	other.get(page, http.StatusNotFound)
	clerk.get(fmt.Sprintf("/desk/foi/case/%d", first.Request.ID), http.StatusOK, page)

	file := url.Values{"rev": {"1"}, "files": {"12"}, "title": {"2022年教育经费决算"}, "reason": {"多人需要"}}
	officer.post(page+"/accept", file, http.StatusUnprocessableEntity, "多人需要")
	doc = officer.get(page+"/accept", http.StatusOK, "经费决算.csv", "草稿照常审核")
	id := doc.One(t, "input[name=files]").Attr("value")
	officer.post(page+"/accept", url.Values{"rev": {"1"}, "files": {id}, "title": {""}, "reason": {"多人需要"}}, http.StatusUnprocessableEntity, "多人需要")
	officer.send(page+"/accept", url.Values{"rev": {"1"}, "files": {id}, "title": {"2022年教育经费决算"}, "reason": {"多人需要"}}, page)
	officer.get(page, http.StatusOK, "已采纳，待公开", "2022年教育经费决算", "多人需要")
	officer.post(page+"/accept", url.Values{"rev": {"2"}, "title": {"x"}, "reason": {"y"}}, http.StatusConflict)
	v, err := w.Proposals.View(w.as(w.officer), rows.Items[0].ID)
	must(t, err)
	_, editions, err := w.Items.Item(w.as(w.clerk), v.Proposal.Item)
	must(t, err)
	if e := editions[0]; e.Title != "2022年教育经费决算" || len(e.Attachments) != 1 || e.Attachments[0].Name != "经费决算.csv" {
		t.Errorf("the draft of the unit: %+v", e)
	}
	officer.send(page+"/decline", url.Values{"rev": {"2"}, "reason": {"审查后认为不宜公开"}}, page)
	officer.get(page, http.StatusOK, "未采纳", "审查后认为不宜公开")
	officer.get("/desk/proposal.csv", http.StatusOK, "未采纳")
}

// TestRaiseAtTheDesk: a clerk proposes what was answered.
func TestRaiseAtTheDesk(t *testing.T) {
	w := newWorld(t)
	head, secrecy, signer := w.hire("head", w.education, auth.Head), w.hire("secrecy", w.education, auth.Secrecy), w.hire("signer", w.education, auth.Signer)
	v := w.answered(w.clerk, head, secrecy, signer, "1")
	clerk, other := w.signedIn("clerk"), w.signedIn("other")
	raise := fmt.Sprintf("/desk/foi/item/%d/raise", v.Items[0].ID)
	clerk.get(fmt.Sprintf("/desk/foi/case/%d", v.Request.ID), http.StatusOK, raise, "建议转为主动公开")
	other.get(raise, http.StatusNotFound)
	clerk.get(raise, http.StatusOK, "2022年度教育经费决算")
	clerk.post(raise, url.Values{}, http.StatusUnprocessableEntity)
	res := clerk.do(http.MethodPost, raise, formType, url.Values{"reason": {"家长都关心"}}.Encode())
	page := res.Header.Get("Location")
	clerk.get(page, http.StatusOK, "工作人员建议", "家长都关心")
	clerk.post(raise, url.Values{"reason": {"家长都关心"}}, http.StatusConflict, "已经有建议")
}
