package portal_test

import (
	"bytes"
	"context"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/correction"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

var (
	correctionNumber = regexp.MustCompile(`更正申请编号 <span class="nw">(\d{4}-\d{5})</span>`)
	correctionToken  = regexp.MustCompile(`name="token" value="([^"]+)"`)
)

// claim is the form of somebody whose record is wrong, with the token of the page.
func claim(t *testing.T) url.Values {
	t.Helper()
	bureau, err := lived.Units.ByCode(t.Context(), "czj")
	if err != nil {
		t.Fatal(err)
	}
	_, page := get(t, lived.handler, "/correction")
	return url.Values{
		"kind": {"citizen"}, "name": {"刘大妈"}, "paper": {"id"}, "paper_no": {"110101196001010054"}, "phone": {"13800000099"}, "unit": {str(bureau)},
		"record": {"2023年惠农补贴名单"}, "wrong": {"姓名写成刘大马"}, "right": {"刘大妈"}, "proof": {"身份证"}, "sure": {"true"}, "token": {found(t, correctionToken, page)},
	}
}

// TestCorrection: from the form, sent twice, to the notice with number and code.
func TestCorrection(t *testing.T) {
	form := claim(t)
	for _, tt := range []struct{ field, value, says string }{
		{"sure", "", "请勾选确认"}, {"proof", "", "请填写"}, {"unit", "999999", "没有这个单位"}, {"paper_no", "110101196001010055", "身份证号码不对"}, {"record", strings.Repeat("长", 1001), "1000"},
	} {
		bad1 := maps.Clone(form)
		bad1.Set(tt.field, tt.value)
		bad(t, "/correction", bad1, tt.says, "姓名写成刘大马")
	}
	page := ok(t, "/correction", form, "更正申请已经提交", "财政局")
	number, digits := found(t, correctionNumber, page), found(t, caseCode, page)
	if again := ok(t, "/correction", form); !strings.Contains(again, number) || !strings.Contains(again, digits) {
		t.Error("sent twice, it is another one")
	}
	code := regexp.MustCompile(`[^0-9]`).ReplaceAllString(digits, "")
	mine := url.Values{"number": {number}, "code": {code}}
	bad(t, "/correction/track", url.Values{"number": {number}, "code": {"000000000000"}}, "编号或者查询码不对")
	bad(t, "/foi/track", mine, "编号或者查询码不对") // it is no request for information
	page = ok(t, "/correction/track", mine, "刘**", "姓名写成刘大马", "前告诉您结果")
	if strings.Contains(page, code) || strings.Contains(page, "13800000099") {
		t.Error("the page tells the code or the telephone")
	}
	told(t, number)
	page = ok(t, "/correction/track", mine, "政府信息更正申请办理告知书", "姓名已经更正", "请看下面的文书")
	if strings.Contains(page, "clerk") || strings.Contains(page, "提出处理结果") {
		t.Error("the applicant is told of staff")
	}
	back := maps.Clone(mine)
	back.Set("do", "withdraw")
	bad(t, "/correction/track", back, "不能办理这一步")
}

// told has the bureau correct and tell.
func told(t *testing.T, number string) {
	t.Helper()
	bureau, err := lived.Units.ByCode(t.Context(), "czj")
	if err != nil {
		t.Fatal(err)
	}
	as := func(id int64, r auth.Role) context.Context {
		return auth.With(t.Context(), lived.actor(id, string(r), r, bureau.ID))
	}
	clerk := as(9001, auth.Clerk)
	rows, err := lived.Corrections.Find(clerk, correction.Find{Status: correction.Received}, db.Page{})
	if err != nil || rows.Items[0].Number != number {
		t.Fatalf("%+v %v", rows.Items, err)
	}
	c, err := lived.Corrections.Check(clerk, rows.Items[0].ID, correction.Seen{Rev: 1})
	if err == nil {
		c, err = lived.Corrections.Correct(clerk, c.ID, correction.Decide{Rev: c.Rev, Outcome: "名单中的姓名已经更正"})
	}
	if err == nil {
		_, err = lived.Corrections.Tell(as(9002, auth.Head), c.ID, correction.Telling{Rev: c.Rev, Sending: foi.Sending{How: foi.Electronic, Day: lived.DB.Today()}})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestCorrectionBack: taken back by its applicant, after it was asked whether that is meant.
func TestCorrectionBack(t *testing.T) {
	page := ok(t, "/correction", claim(t))
	code := regexp.MustCompile(`[^0-9]`).ReplaceAllString(found(t, caseCode, page), "")
	mine := url.Values{"number": {found(t, correctionNumber, page)}, "code": {code}}
	with := func(key, value string) url.Values {
		v := maps.Clone(mine)
		v.Set(key, value)
		return v
	}
	ok(t, "/correction/track", with("do", "withdraw"), "撤回以后不再办理")
	bad(t, "/correction/track/withdraw", mine, "请勾选确认")
	ok(t, "/correction/track/withdraw", with("sure", "true"), "您已经撤回申请")
}

// TestCorrectionFiles: a program named as a picture is refused by its name, and what
// was typed stays.
func TestCorrectionFiles(t *testing.T) {
	send := func(name, content string) (int, string) {
		var body bytes.Buffer
		m := multipart.NewWriter(&body)
		for key, values := range claim(t) {
			if err := m.WriteField(key, values[0]); err != nil {
				t.Fatal(err)
			}
		}
		part, err := m.CreateFormFile("files", name)
		if err == nil {
			_, err = io.WriteString(part, content)
		}
		if err == nil {
			err = m.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/correction", &body)
		r.Header.Set("Content-Type", m.FormDataContentType())
		w := httptest.NewRecorder()
		lived.handler.ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
	if code, page := send("证件.jpg", "MZ\x90\x00"); code != http.StatusUnprocessableEntity || !strings.Contains(page, "姓名写成刘大马") {
		t.Errorf("a program as a picture answers %d", code)
	}
	if code, page := send("证件.pdf", "%PDF-1.4\n1 0 obj\n%%EOF\n"); code != http.StatusOK || !strings.Contains(page, "更正申请已经提交") {
		t.Errorf("a picture answers %d\n%s", code, page)
	}
}
