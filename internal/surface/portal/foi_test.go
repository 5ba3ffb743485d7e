package portal_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/unit"
)

// send posts a form to the portal and returns the status and the page.
func send(t *testing.T, path string, form url.Values) (int, string, http.Header) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	lived.handler.ServeHTTP(w, r)
	body, err := io.ReadAll(w.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Code, string(body), w.Result().Header
}

// ok is send that has to be answered with a page that says certain things.
func ok(t *testing.T, path string, form url.Values, has ...string) string {
	t.Helper()
	code, page, head := send(t, path, form)
	if code != http.StatusOK {
		t.Fatalf("%s answers %d:\n%s", path, code, page)
	}
	if cc := head.Get("Cache-Control"); !strings.Contains(cc, "no-store") {
		t.Errorf("%s may be kept: %q", path, cc)
	}
	for _, h := range has {
		if !strings.Contains(page, h) {
			t.Errorf("%s has no %q", path, h)
		}
	}
	return page
}

func bad(t *testing.T, path string, form url.Values, has ...string) {
	t.Helper()
	code, page, _ := send(t, path, form)
	if code != http.StatusUnprocessableEntity {
		t.Fatalf("%s answers %d", path, code)
	}
	for _, h := range has {
		if !strings.Contains(page, h) {
			t.Errorf("%s has no %q", path, h)
		}
	}
}

var (
	draftCode  = regexp.MustCompile(`name="draft" value="([0-9]{12})"`)
	caseNumber = regexp.MustCompile(`[0-9]{4}-[0-9]{3}-[0-9]{5}`)
	caseCode   = regexp.MustCompile(`查询码 ((?:<span class="nw">[0-9]{4}</span> ){3})`)
)

func found(t *testing.T, re *regexp.Regexp, page string) string {
	t.Helper()
	m := re.FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("no %v in the page", re)
	}
	return m[len(m)-1]
}

// TestRequest: a citizen asks in four steps, goes back, sends once though pressed
// twice, follows the case with number and code, and takes it back.
func TestRequest(t *testing.T) {
	bureau, err := lived.Units.ByCode(t.Context(), "czj")
	if err != nil {
		t.Fatal(err)
	}
	who := url.Values{"kind": {"citizen"}, "name": {"刘大妈"}, "paper": {"id"}, "paper_no": {"110101196001010054"}, "phone": {"１３８００００００99"}, "unit": {str(bureau)}}
	wrong := url.Values{"kind": {"citizen"}, "name": {"刘大妈"}, "paper": {"id"}, "paper_no": {"110101196001010055"}}
	bad(t, "/foi", wrong, "身份证号码不对", "电话、电子邮箱、联系地址至少填写一项", "刘大妈")
	code := found(t, draftCode, ok(t, "/foi", who, "第二步", "财政局"))
	bad(t, "/foi/want", url.Values{"draft": {code}, "unit": {str(bureau)}, "want": {"表"}}, "写得太少")
	bad(t, "/foi/want", url.Values{"draft": {code}, "unit": {"999999"}, "want": {"某某某某文件"}}, "没有这个单位")
	ok(t, "/foi/want", url.Values{"draft": {code}, "unit": {str(bureau)}, "want": {"近几年有关区审计局的全部文件"}}, "第三步")
	bad(t, "/foi/how", url.Values{"draft": {code}, "form": {"paper"}, "way": {"post"}}, "联系地址")
	page := ok(t, "/foi/how", url.Values{"draft": {code}, "form": {"email"}, "way": {"portal"}}, "第四步", "内容比较笼统", "审计局", "刘**", "近几年有关区审计局的全部文件")
	for _, secret := range []string{"110101196001010054", "13800000099"} {
		if strings.Contains(page, secret) {
			t.Errorf("the check shows %s", secret)
		}
	}
	bad(t, "/foi/send", url.Values{"draft": {code}}, "请勾选确认", "近几年有关区审计局的全部文件", "内容比较笼统")
	ok(t, "/foi/send", url.Values{"draft": {code}, "do": {"who"}}, "第一步", "刘大妈")
	ok(t, "/foi/resume", url.Values{"saved": {code[:4] + " " + code[4:]}}, "第四步")
	bad(t, "/foi/resume", url.Values{"saved": {"000000000000"}}, "没有找到这份草稿")
	page = ok(t, "/foi/send", url.Values{"draft": {code}, "sure": {"true"}}, "申请已经提交")
	number := found(t, caseNumber, page)
	digits := found(t, caseCode, page)
	if again := ok(t, "/foi/send", url.Values{"draft": {code}, "sure": {"true"}}); !strings.Contains(again, number) || !strings.Contains(again, digits) {
		t.Error("pressed twice, it is another request")
	}
	dashed := code[:4] + "-" + code[4:]
	if again := ok(t, "/foi/send", url.Values{"draft": {dashed}, "sure": {"true"}}); !strings.Contains(again, number) {
		t.Error("with its code typed otherwise, the draft is another request")
	}
	for _, do := range []string{"who", "want"} { // what was sent is no draft any more
		if status, page, _ := send(t, "/foi/send", url.Values{"draft": {code}, "do": {do}}); status != http.StatusConflict || strings.Contains(page, "刘大妈") {
			t.Errorf("a draft that was sent opens again: %d", status)
		}
	}
	digits = regexp.MustCompile(`[^0-9]`).ReplaceAllString(digits, "")
	bad(t, "/foi/track", url.Values{"number": {number}, "code": {"123412341234"}}, "编号或者查询码不对")
	bad(t, "/foi/track", url.Values{"number": {"2023-999-00001"}, "code": {digits}}, "编号或者查询码不对")
	page = ok(t, "/foi/track", url.Values{"number": {number}, "code": {digits}}, "当日与您确认收到", "待确认", "刘**")
	if strings.Contains(page, digits) || strings.Contains(page, "刘大妈") {
		t.Error("the page of the case tells its code or the whole name")
	}
	bad(t, "/foi/track", url.Values{"number": {number}, "code": {digits}, "do": {"amend"}}, "不能办理这一步")
	bad(t, "/foi/track", url.Values{"number": {number}, "code": {digits}, "do": {"suggest"}}, "提供以后才能建议主动公开")
	ok(t, "/foi/track", url.Values{"number": {number}, "code": {digits}, "do": {"withdraw"}}, "撤回以后不再办理")
	bad(t, "/foi/track/withdraw", url.Values{"number": {number}, "code": {digits}}, "请勾选确认")
	ok(t, "/foi/track/withdraw", url.Values{"number": {number}, "code": {digits}, "sure": {"true"}}, "您已经撤回申请")
}

// TestHostileRequest: what is typed is data, whatever it is.
func TestHostileRequest(t *testing.T) {
	for _, tt := range []struct{ field, value string }{
		{"name", "张\r\nBcc: x@example.com"}, {"mail", "a@example.com\nBcc: b@example.com"}, {"phone", "<script>alert(1)</script>"}, {"name", strings.Repeat("长", 101)}, {"kind", "king"},
	} {
		form := url.Values{"kind": {"citizen"}, "name": {"李四"}, "paper": {"id"}, "paper_no": {"110101196001010054"}, "phone": {"13800000000"}}
		form.Set(tt.field, tt.value)
		code, page, _ := send(t, "/foi", form)
		if code != http.StatusUnprocessableEntity || strings.Contains(page, "<script>alert") {
			t.Errorf("%s=%q answers %d", tt.field, tt.value, code)
		}
	}
	if code, _, _ := send(t, "/foi/want", url.Values{"draft": {"123"}, "unit": {"1"}, "want": {"某某文件"}}); code != http.StatusNotFound {
		t.Errorf("a draft that is none answers %d", code)
	}
}

func str(u unit.Unit) string { return strconv.FormatInt(u.ID, 10) }

// TestCheckShowsAll: who acts for whom is checked as well, with nothing told in full.
func TestCheckShowsAll(t *testing.T) {
	bureau, err := lived.Units.ByCode(t.Context(), "czj")
	if err != nil {
		t.Fatal(err)
	}
	who := url.Values{
		"kind": {"citizen"}, "name": {"王小明"}, "paper": {"id"}, "paper_no": {"110101196001010054"}, "phone": {"13800000000"},
		"agent": {"赵代理"}, "agent_no": {"X1234567"}, "help": {"需要代写"},
	}
	code := found(t, draftCode, ok(t, "/foi", who))
	ok(t, "/foi/want", url.Values{"draft": {code}, "unit": {str(bureau)}, "want": {"二〇二三年部门预算批复文件"}})
	page := ok(t, "/foi/how", url.Values{"draft": {code}, "form": {"email"}, "way": {"portal"}}, "公民", "赵**", "需要代写")
	if strings.Contains(page, "赵代理") || strings.Contains(page, "X1234567") {
		t.Error("the check tells the agent in full")
	}
}
