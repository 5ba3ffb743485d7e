package desk_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// TestRequestAtTheDesk: received over the counter; what the table does not have, a
// stranger, an old page and a curious reader are refused.
func TestRequestAtTheDesk(t *testing.T) {
	w := newWorld(t)
	w.hire("head", w.education, auth.Head)
	clerk, head, other := w.signedIn("clerk"), w.signedIn("head"), w.signedIn("other")
	in := url.Values{
		"kind": {"citizen"}, "name": {"王小明"}, "paper": {"id"}, "paper_no": {"110101196001010011"}, "phone": {"13800000000"}, "mail": {"wang@example.com"},
		"unit": {fmt.Sprint(w.education)}, "want": {"2022年度教育经费决算"}, "form": {"email"}, "way": {"email"}, "channel": {"counter"}, "submitted": {"2023-10-09"},
	}
	spoilt := url.Values{}
	maps.Copy(spoilt, in)
	spoilt.Set("submitted", "2023-10-10")
	clerk.post("/desk/foi/new", spoilt, http.StatusUnprocessableEntity, "不能晚于今天", "王小明")
	clerk.post("/desk/foi/new", in, http.StatusOK, "已经登记", "查询码")
	rows, err := w.Requests.Find(w.as(w.clerk), foi.Find{}, db.Page{})
	must(t, err)
	page := fmt.Sprintf("/desk/foi/case/%d", rows.Items[0].ID)
	doc := clerk.get(page, http.StatusOK, "2022年度教育经费决算", "王**", "2023-11-06", "还有 20 个工作日", "期限是怎样算出来的")
	if text := doc.One(t, "main").Text(); strings.Contains(text, "王小明") || strings.Contains(text, "110101196001010011") || strings.Contains(text, "13800000000") {
		t.Error("the page of the case tells who the applicant is")
	}
	other.get(page, http.StatusNotFound)
	other.get(page+"/confirm", http.StatusNotFound)
	rev := url.Values{"rev": {"1"}, "day": {"2023-10-09"}, "how": {"electronic"}}
	clerk.post(page+"/serve", rev, http.StatusConflict)
	clerk.post(page+"/assign", url.Values{"rev": {"1"}, "person": {fmt.Sprint(w.clerk)}}, http.StatusForbidden)
	head.post(page+"/assign", url.Values{"rev": {"1"}, "person": {"7"}}, http.StatusUnprocessableEntity, "不能办理本单位的申请")
	head.send(page+"/assign", url.Values{"rev": {"1"}, "person": {fmt.Sprint(w.clerk)}}, page)
	clerk.get(page, http.StatusOK, "下一步", "对每一项申请事项作出处理", "由经办人或者政务公开办负责", "不晚于 2023-11-06", "还差：第 1 项还没有作出处理")
	body := webtest.Body(t, clerk.do(http.MethodGet, page, "", ""))
	if !regexp.MustCompile(`<a class="btn s"[^>]*/submit"`).MatchString(body) || strings.Contains(body, `class="btn"`) {
		t.Error("with nothing decided one of the buttons stands out")
	}
	clerk.post(page+"/propose", url.Values{"rev": {"1"}, "reason": {"检索量大"}}, http.StatusConflict, "检索量大")
	clerk.send(page+"/propose", url.Values{"rev": {"2"}, "reason": {"检索量大"}}, page)
	clerk.post(page+"/extend", url.Values{"rev": {"3"}, "how": {"electronic"}, "day": {"2023-10-09"}}, http.StatusForbidden)
	head.send(page+"/extend", url.Values{"rev": {"3"}, "how": {"electronic"}, "day": {"2023-10-09"}}, page)
	clerk.get(page, http.StatusOK, "2023-12-04")

	who := strings.Replace(page, "case", "applicant", 1)
	clerk.post(who, url.Values{}, http.StatusUnprocessableEntity)
	clerk.post(who, url.Values{"reason": {"核对身份"}}, http.StatusOK, "王小明", "110101196001010011")
	clerk.get(page, http.StatusOK, "查看申请人信息", "核对身份")
	clerk.get("/desk/foi/figures", http.StatusOK, "新收申请")
}

// TestVillageIsNoOrgan: a village has nothing that Article 2 calls government information.
func TestVillageIsNoOrgan(t *testing.T) {
	w := newWorld(t)
	tree, err := w.Units.Tree(t.Context())
	must(t, err)
	for _, u := range tree {
		_, err := w.Requests.File(t.Context(), foi.Filing{
			Applicant: foi.Applicant{Kind: foi.Citizen, Name: "王小明", Paper: foi.IDCard, PaperNo: "110101196001010011", Mail: "wang@example.com"},
			Wish:      foi.Wish{Unit: u.ID, Want: "2022年度账目"}, Delivery: foi.Delivery{Form: foi.MailForm, Way: foi.ByMail},
		})
		if (err == nil) != u.Kind.Organ() {
			t.Errorf("%s (%s): %v", u.Name, u.Kind, err)
		}
	}
	offered := map[string]bool{}
	for _, o := range w.signedIn("clerk").get("/desk/message/new", http.StatusOK).All("select[name=unit] option") {
		offered[o.Attr("value")] = true
	}
	for _, u := range tree {
		if offered[fmt.Sprint(u.ID)] != u.Kind.Organ() {
			t.Errorf("a letter to %s (%s) is offered: %v", u.Name, u.Kind, offered[fmt.Sprint(u.ID)])
		}
	}
}
