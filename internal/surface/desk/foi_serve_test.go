package desk_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// parts sends a form with files; values that begin as a PDF or a PNG does are files.
func (b *browser) parts(path string, form url.Values) *http.Response {
	b.w.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for name, values := range form {
		for _, v := range values {
			ext := ".pdf"
			if strings.HasPrefix(v, "\x89PNG") {
				ext = ".png"
			} else if !strings.HasPrefix(v, "%PDF") {
				must(b.w.t, m.WriteField(name, v))
				continue
			}
			part, err := m.CreateFormFile(name, "扫描件"+ext)
			must(b.w.t, err)
			_, err = part.Write([]byte(v))
			must(b.w.t, err)
		}
	}
	must(b.w.t, m.Close())
	return b.do(http.MethodPost, path, m.FormDataContentType(), body.String())
}

// clarifying is a request of the bureau whose applicant was asked by hand to make it clear.
func (w *world) clarifying() (r *foi.Request, m foi.Mailed) {
	w.t.Helper()
	w.hire("head", w.education, auth.Head)
	out, err := w.Requests.Receive(w.as(w.clerk), foi.Receipt{Channel: foi.Counter, Submitted: "2023-10-09", Filing: foi.Filing{
		Applicant: foi.Applicant{Kind: foi.Citizen, Name: "王小明", Paper: foi.IDCard, PaperNo: "110101196001010011", Phone: "13800000000", Address: "示例市示例路2号"},
		Wish:      foi.Wish{Unit: w.education, Want: "教育经费文件"}, Delivery: foi.Delivery{Form: foi.PaperForm, Way: foi.ByHand},
	}}, foi.Papers{})
	must(w.t, err)
	page := fmt.Sprintf("/desk/foi/case/%d", out.ID)
	w.signedIn("head").send(page+"/assign", url.Values{"rev": {"1"}, "person": {fmt.Sprint(w.clerk)}}, page)
	_, err = w.Requests.Clarify(w.as(w.clerk), out.ID, foi.Clarify{Rev: 2, What: "年度不明", Tip: "写明年度", Sending: foi.Sending{How: foi.InHand, Day: "2023-10-09"}})
	must(w.t, err)
	v, err := w.Requests.View(w.as(w.clerk), out.ID)
	must(w.t, err)
	return &v.Request, v.Letters[0]
}

// TestServed: envelope and note of delivery from the page of a letter, the proof of
// service with its scan, and the scan opened for a reason that stays.
func TestServed(t *testing.T) {
	w := newWorld(t)
	w.printing()
	r, m := w.clarifying()
	clerk, other := w.signedIn("clerk"), w.signedIn("other")
	page, one := fmt.Sprintf("/desk/foi/case/%d", r.ID), fmt.Sprintf("/desk/foi/letter/%d", m.ID)
	clerk.get(page, http.StatusOK, "登记送达回证")
	clerk.get(one, http.StatusOK, "信封", "送达回证", "下载 PDF", "扫描二维码")
	for _, slip := range []string{"/envelope", "/proof"} {
		text := clerk.get(one+slip, http.StatusOK, "王**", "示例市示例路***").One(t, "main").Text()
		if strings.Contains(text, "王小明") || strings.Contains(text, "示例路2号") {
			t.Errorf("%s tells its reader", slip)
		}
		if res := clerk.do(http.MethodGet, one+slip+"/docx", "", ""); res.StatusCode != http.StatusOK || !strings.HasPrefix(webtest.Body(t, res), "PK") {
			t.Errorf("%s as DOCX answers %d", slip, res.StatusCode)
		}
		clerk.get(one+slip+"/exe", http.StatusNotFound)
		other.get(one+slip, http.StatusNotFound)
	}
	prove := fmt.Sprintf("/desk/foi/prove/%d", m.ID)
	other.get(prove, http.StatusNotFound)
	clerk.get(prove, http.StatusOK, "怎样送达的", "政府信息公开申请补正告知书", "直接送达")
	in := url.Values{"rev": {fmt.Sprint(r.Rev)}, "outcome": {"other"}, "day": {"2023-10-09"}, "signer": {"李淑芬"}}
	clerk.page(clerk.parts(prove, in), prove, http.StatusUnprocessableEntity, []string{"与受送达人的关系", "李淑芬"})
	in.Set("relation", "同住的配偶")
	in.Set("scans", "%PDF-1.4\n/Encrypt 1 0 R")
	clerk.page(clerk.parts(prove, in), prove, http.StatusUnprocessableEntity, []string{"李淑芬", "同住的配偶"})
	in.Set("scans", string(photo(t)))
	clerk.arrives(clerk.parts(prove, in), prove, page)
	clerk.get(page, http.StatusOK, "他人代收")
	doc := clerk.get(one, http.StatusOK, "他人代收", "李**", "查看要写明理由")
	file := doc.One(t, "main .sl a").Attr("href")
	other.get(file, http.StatusNotFound)
	clerk.post(file, url.Values{}, http.StatusUnprocessableEntity, "理由")
	res := clerk.do(http.MethodPost, file, formType, url.Values{"reason": {"核对签收日期"}}.Encode())
	if got := webtest.Body(t, res); res.StatusCode != http.StatusOK || !strings.HasPrefix(got, "%PDF") || !strings.Contains(res.Header.Get("Content-Disposition"), url.PathEscape("仅供办理依申请公开使用")) {
		t.Errorf("opened: %d %v", res.StatusCode, res.Header)
	}
	if kept := res.Header.Get("Cache-Control"); !strings.Contains(kept, "no-store") {
		t.Errorf("it may be kept: %q", kept)
	}
	clerk.get(page, http.StatusOK, "查看加密材料", "核对签收日期")
	rows, err := w.Requests.Find(w.as(w.other), foi.Find{}, db.Page{})
	must(t, err)
	if rows.Total != 0 {
		t.Errorf("another unit sees %d", rows.Total)
	}
}

// TestForgettable: the office sees which cases are anonymised next, and has one kept.
func TestForgettable(t *testing.T) {
	w := newWorld(t)
	out, err := w.Requests.Receive(w.as(w.clerk), foi.Receipt{Channel: foi.Counter, Submitted: "2023-10-09", Filing: foi.Filing{
		Applicant: foi.Applicant{Kind: foi.Citizen, Name: "王小明", Paper: foi.IDCard, PaperNo: "110101196001010011", Phone: "13800000000"},
		Wish:      foi.Wish{Unit: w.education, Want: "教育经费文件"}, Delivery: foi.Delivery{Form: foi.PaperForm, Way: foi.ByHand},
	}}, foi.Papers{})
	must(t, err)
	_, err = w.Requests.WithdrawOnPaper(w.as(w.clerk), out.ID, foi.Because{Rev: 1, Reason: "本人书面撤回"})
	must(t, err)
	_, err = w.Requests.Archive(w.as(w.clerk), out.ID, foi.Seen{Rev: 2})
	must(t, err)
	w.clock.Set("2033-09-20")
	officer := w.signedIn("officer")
	officer.get("/desk/foi/forget", http.StatusOK, out.Number, "2033-10-10")
	w.signedIn("clerk").get("/desk/foi/forget", http.StatusForbidden)
	page, keep := fmt.Sprintf("/desk/foi/case/%d", out.ID), fmt.Sprintf("/desk/foi/keep/%d", out.ID)
	officer.get(page, http.StatusOK, "到期以后继续保存")
	officer.post(keep, url.Values{"rev": {"3"}, "kept": {"true"}}, http.StatusUnprocessableEntity, "请填写理由")
	officer.send(keep, url.Values{"rev": {"3"}, "kept": {"true"}, "reason": {"行政诉讼尚未审结"}}, page)
	officer.get("/desk/foi/forget", http.StatusOK, "继续保存")
	officer.send(keep, url.Values{"rev": {"4"}, "reason": {"已经审结"}}, page)
	w.clock.Set("2033-10-10")
	if n, err := w.Requests.Forget(w.machine()); err != nil || n != 1 {
		t.Fatalf("%d forgotten: %v", n, err)
	}
	doc := w.signedIn("officer").get(page, http.StatusOK, "保存期限届满", "（已隐去）", out.Number)
	if strings.Contains(doc.One(t, "main").Text(), "王") {
		t.Error("the page still tells whose it was")
	}
}
