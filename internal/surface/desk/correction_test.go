package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/correction"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
)

// TestCorrectionAtTheDesk: received at the counter, checked, corrected by the clerk,
// signed by the head; the page tells nobody who asked, and another unit knows nothing.
func TestCorrectionAtTheDesk(t *testing.T) {
	w := newWorld(t)
	w.hire("head", w.education, auth.Head)
	clerk, head, other := w.signedIn("clerk"), w.signedIn("head"), w.signedIn("other")
	in := url.Values{
		"kind": {"citizen"}, "name": {"王小明"}, "paper": {"id"}, "paper_no": {"110101196001010011"}, "phone": {"13800000000"}, "channel": {"counter"}, "day": {"2023-10-09"},
		"unit": {fmt.Sprint(w.education)}, "record": {"2022年助学金发放名单"}, "wrong": {"班级写成三班"}, "right": {"二班"}, "proof": {""},
	}
	clerk.get("/desk/correction/new", http.StatusOK, "要更正的记录", "证据材料")
	clerk.post("/desk/correction/new", in, http.StatusUnprocessableEntity, "班级写成三班", "王小明")
	in.Set("proof", "学生证")
	clerk.post("/desk/correction/new", in, http.StatusOK, "已经登记", "查询码")
	rows, err := w.Corrections.Find(w.as(w.clerk), correction.Find{}, db.Page{})
	must(t, err)
	id := rows.Items[0].ID
	page := fmt.Sprintf("/desk/correction/%d", id)
	doc := clerk.get(page, http.StatusOK, "2022年助学金发放名单", "王**", "待核实")
	if text := doc.One(t, "main").Text(); strings.Contains(text, "王小明") || strings.Contains(text, "110101196001010011") || strings.Contains(text, "13800000000") {
		t.Error("the page tells who the applicant is")
	}
	clerk.get("/desk", http.StatusOK, "待办的更正申请", rows.Items[0].Number)
	clerk.get("/desk/correction", http.StatusOK, rows.Items[0].Number, "已收到")
	clerk.get("/desk/correction.csv", http.StatusOK, rows.Items[0].Number)
	for _, path := range []string{page, page + "/check", page + "/notice", page + "/applicant"} {
		other.get(path, http.StatusNotFound)
	}
	clerk.post(page+"/correct", url.Values{"rev": {"1"}, "outcome": {"已改"}}, http.StatusConflict, "已改")
	clerk.get(page+"/notice", http.StatusConflict)
	clerk.send(page+"/check", url.Values{"rev": {"1"}}, page)
	clerk.post(page+"/correct", url.Values{"rev": {"2"}}, http.StatusUnprocessableEntity)
	clerk.send(page+"/correct", url.Values{"rev": {"2"}, "outcome": {"名单中的班级已经更正为二班"}}, page)
	clerk.get(page+"/notice", http.StatusOK, "名单中的班级已经更正为二班", "这是草稿")
	clerk.post(page+"/tell", url.Values{"rev": {"3"}, "how": {"hand"}, "day": {"2023-10-09"}}, http.StatusForbidden)
	head.get("/desk", http.StatusOK, "待办的更正申请")
	head.post(page+"/tell", url.Values{"rev": {"3"}, "how": {"hand"}, "day": {"2023-10-10"}}, http.StatusUnprocessableEntity)
	head.send(page+"/tell", url.Values{"rev": {"3"}, "how": {"hand"}, "day": {"2023-10-09"}}, page)
	clerk.get(page, http.StatusOK, "已告知", "〔2023〕1号", "看告知书")
	if res := clerk.do(http.MethodGet, page+"/notice/docx", "", ""); res.StatusCode != http.StatusOK {
		t.Errorf("the notice as a file answers %d", res.StatusCode)
	}
	clerk.get(page+"/notice/exe", http.StatusNotFound)
	clerk.post(page+"/applicant", url.Values{}, http.StatusUnprocessableEntity)
	clerk.post(page+"/applicant", url.Values{"reason": {"核对身份"}}, http.StatusOK, "王小明", "110101196001010011")
	clerk.get(page, http.StatusOK, "核对身份")
}

// scan is a proof that was taken in.
func (w *world) scan(name string) []files.Upload {
	w.t.Helper()
	u, err := w.Requests.StageSealed(w.t.Context(), name, photo(w.t))
	must(w.t, err)
	return []files.Upload{u}
}

// TestCorrectionProof: a proof is opened by who handles it, and stays with the unit
// that the matter is passed on to.
func TestCorrectionProof(t *testing.T) {
	w := newWorld(t)
	w.printing()
	w.hire("head", w.education, auth.Head)
	clerk, head, other := w.signedIn("clerk"), w.signedIn("head"), w.signedIn("other")
	out, err := w.Corrections.Receive(w.as(w.clerk), correction.Receipt{
		Filing: correction.Filing{
			Applicant: foi.Applicant{Kind: foi.Citizen, Name: "王小明", Paper: foi.IDCard, PaperNo: "110101196001010011", Phone: "13800000000"},
			Claim:     correction.Claim{Unit: w.education, Record: "名单", Wrong: "错", Right: "对", Proof: "证件"},
		},
		Channel: foi.Counter, Day: "2023-10-09",
	}, w.scan("证件.png"))
	must(t, err)
	v, err := w.Corrections.View(w.as(w.clerk), out.ID)
	must(t, err)
	page, proof := fmt.Sprintf("/desk/correction/%d", out.ID), fmt.Sprintf("/desk/correction/%d/proof/%d", out.ID, v.Proofs[0].ID)
	why := url.Values{"reason": {"核对证据"}}.Encode()
	clerk.get(page, http.StatusOK, proof, "打开要写明理由")
	clerk.get(proof, http.StatusOK)
	clerk.post(proof, url.Values{}, http.StatusUnprocessableEntity)
	if res := clerk.do(http.MethodPost, proof, formType, why); res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(res.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the proof answers %d %v", res.StatusCode, res.Header)
	}
	other.get(proof, http.StatusNotFound)
	clerk.get(page, http.StatusOK, "打开证据材料", "核对证据")
	head.send(page+"/transfer", url.Values{"rev": {"1"}, "unit": {fmt.Sprint(w.police)}, "reason": {"由公安机关负责"}}, "/desk/correction")
	clerk.get(proof, http.StatusNotFound)
	other.get(page, http.StatusOK, "由公安机关负责")
	if res := other.do(http.MethodPost, proof, formType, why); res.StatusCode != http.StatusOK {
		t.Errorf("the proof answers %d to the unit that has the matter now", res.StatusCode)
	}
}
