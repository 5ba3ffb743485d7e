package portal_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/platform/db"
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
	ok(t, "/foi/want", url.Values{"draft": {code}, "unit": {str(bureau)}, "want": {"近几年有关区审计局的全部文件"}, "do": {"look"}}, "第二步", "内容比较笼统", "审计局", "近几年有关区审计局的全部文件")
	ok(t, "/foi/want", url.Values{"draft": {code}, "unit": {str(bureau)}, "want": {"近几年有关区审计局的全部文件"}}, "第三步", "内容比较笼统")
	ok(t, "/foi/how", url.Values{"draft": {code}, "form": {"email"}, "way": {"post"}, "do": {"want"}}, "第二步", "近几年有关区审计局的全部文件")
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
	ok(t, "/foi/track", url.Values{"number": {number}, "code": {digits}, "do": {"complain"}}, "投诉不影响您申请行政复议")
	bad(t, "/foi/track/complain", url.Values{"number": {number}, "code": {digits}, "text": {" "}}, "请填写投诉的内容")
	bad(t, "/foi/track/complain", url.Values{"number": {number}, "code": {"123412341234"}, "text": {"没有人联系我"}}, "编号或者查询码不对", "没有人联系我")
	ok(t, "/foi/track/complain", url.Values{"number": {number}, "code": {digits}, "text": {"没有人联系我"}}, "正在核查您的投诉", "没有人联系我")
	bad(t, "/foi/track", url.Values{"number": {number}, "code": {digits}, "do": {"complain"}}, "答复以后可以再提")
	ok(t, "/foi/track", url.Values{"number": {number}, "code": {digits}, "do": {"complaint-back"}}, "撤回以后不再核查")
	bad(t, "/foi/track/complaint-back", url.Values{"number": {number}, "code": {digits}}, "确认")
	ok(t, "/foi/track/complaint-back", url.Values{"number": {number}, "code": {digits}, "sure": {"true"}}, "您已撤回")
	bad(t, "/foi/track", url.Values{"number": {number}, "code": {digits}, "do": {"complaint-back"}}, "没有正在核查的投诉")
	bad(t, "/foi/track", url.Values{"number": {number}, "code": {digits}, "do": {"suggest"}}, "提供以后才能建议主动公开")
	ok(t, "/foi/track", url.Values{"number": {number}, "code": {digits}, "do": {"withdraw"}}, "撤回以后不再办理")
	bad(t, "/foi/track/withdraw", url.Values{"number": {number}, "code": {digits}}, "请勾选确认")
	ok(t, "/foi/track/withdraw", url.Values{"number": {number}, "code": {digits}, "sure": {"true"}}, "您已经撤回申请")
}

// TestNotices: a citizen asks to be told by mail, sees it in the check, and ends it later; a
// way that is not set up is not offered.
func TestNotices(t *testing.T) {
	bureau, err := lived.Units.ByCode(t.Context(), "czj")
	if err != nil {
		t.Fatal(err)
	}
	who := url.Values{"kind": {"citizen"}, "name": {"赵小雨"}, "paper": {"id"}, "paper_no": {"110101196001010054"}, "phone": {"13800000000"}}
	code := found(t, draftCode, ok(t, "/foi", who))
	how := ok(t, "/foi/want", url.Values{"draft": {code}, "unit": {str(bureau)}, "want": {"二〇二三年公务用车购置清单"}}, "有进展时发邮件告诉我")
	if strings.Contains(how, "notice_sms") {
		t.Error("short messages are offered, and none go out")
	}
	in := url.Values{"draft": {code}, "form": {"email"}, "way": {"portal"}, "notice_mail": {"true"}}
	bad(t, "/foi/how", in, "请在第一步填写电子邮箱", "有进展时发邮件告诉我")
	who.Set("draft", code)
	who.Set("mail", "zhao@example.com")
	ok(t, "/foi", who)
	ok(t, "/foi/how", in, "办理通知", "邮件")
	page := ok(t, "/foi/send", url.Values{"draft": {code}, "sure": {"true"}}, "申请已经提交")
	access := url.Values{"number": {found(t, caseNumber, page)}, "code": {regexp.MustCompile(`[^0-9]`).ReplaceAllString(found(t, caseCode, page), "")}}
	ok(t, "/foi/track", access, "办理通知")
	access.Set("do", "notices")
	ok(t, "/foi/track", access, "有进展时发邮件告诉我", "都不选的，不再通知")
	access.Del("do")
	if page := ok(t, "/foi/track/notices", access, "待确认"); strings.Contains(page, "<dt>办理通知") {
		t.Error("it is not ended")
	}
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

// TestIdentityUpload: pictures and scans only, with what is wrong said at the field; the
// draft keeps them, and the last step says how many there are.
func TestIdentityUpload(t *testing.T) {
	bureau, err := lived.Units.ByCode(t.Context(), "czj")
	if err != nil {
		t.Fatal(err)
	}
	who := map[string]string{"kind": "citizen", "name": "孙大伯", "paper": "id", "paper_no": "110101196001010054", "phone": "13800000000"}
	status, page := sendFiles(t, "/foi", who, map[string]string{"王小明.docx": "PK\x03\x04"})
	if status != http.StatusUnprocessableEntity || !strings.Contains(page, "请重新选择") || !strings.Contains(page, "孙大伯") {
		t.Errorf("a file that is none answers %d", status)
	}
	if status, page = sendFiles(t, "/foi", who, map[string]string{"身份证.txt": "只有文字"}); status != http.StatusUnprocessableEntity || !strings.Contains(page, "这里只能上传照片或者扫描件") {
		t.Errorf("a text answers %d", status)
	}
	card := "%PDF-1.4\n" + strings.Repeat("110101196001010054 ", 20) + "\n%%EOF\n"
	status, page = sendFiles(t, "/foi", who, map[string]string{"正面.pdf": card, "背面.pdf": card + "\n"})
	if status != http.StatusOK || !strings.Contains(page, "第二步") {
		t.Fatalf("two scans answer %d", status)
	}
	draft := found(t, draftCode, page)
	ok(t, "/foi/want", url.Values{"draft": {draft}, "unit": {str(bureau)}, "want": {"二〇二三年部门预算批复文件"}})
	ok(t, "/foi/how", url.Values{"draft": {draft}, "form": {"email"}, "way": {"portal"}}, "身份证明", "2 份，已经加密保存")
	ok(t, "/foi/send", url.Values{"draft": {draft}, "do": {"who"}}, "已经上传：身份证明 2 份")
	page = ok(t, "/foi/send", url.Values{"draft": {draft}, "sure": {"true"}}, "申请已经提交")
	if number := found(t, caseNumber, page); !strings.Contains(page, "/foi/track?number="+number) {
		t.Error("the receipt has no code that leads to the page of the request")
	}
	office := lived.office(t.Context())
	rows, err := lived.Requests.Find(office, foi.Find{Number: found(t, caseNumber, page)}, db.Page{})
	if err != nil || len(rows.Items) != 1 {
		t.Fatal(rows, err)
	}
	v, err := lived.Requests.View(office, rows.Items[0].ID)
	if err != nil || len(v.Identity) != 2 || len(v.Authority) != 0 {
		t.Errorf("%d papers of the request: %v", len(v.Identity), err)
	}
}

// sendFiles posts a form with files of identity.
func sendFiles(t *testing.T, path string, form, papers map[string]string) (int, string) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name, value := range form {
		if err := m.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	for name, content := range papers {
		part, err := m.CreateFormFile("identity", name)
		if err == nil {
			_, err = io.WriteString(part, content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	w := httptest.NewRecorder()
	lived.handler.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}
