package portal_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

var copyForm = regexp.MustCompile(`action="(/foi/track/file)"><input type="hidden" name="pass" value="([^"]+)"><input type="hidden" name="file" value="([0-9]+)">`)

var passField = regexp.MustCompile(`action="/foi/track/act"><input type="hidden" name="pass" value="([^"]+)"><input type="hidden" name="do" value="complain">`)

// TestActsOfMine: the page of a request offers what its applicant may do, by a pass
// that stands for number and code; what may not be done is not offered.
func TestActsOfMine(t *testing.T) {
	out := given(t, "given three")
	page := ok(t, "/foi/track", url.Values{"number": {out.Number}, "code": {out.Code}}, "建议主动公开")
	m := passField.FindStringSubmatch(page)
	if m == nil || strings.Contains(page, out.Code) || strings.Contains(page, `value="amend"`) {
		t.Fatalf("no button, or the code, or an act that is not due")
	}
	pass := html.UnescapeString(m[1])
	ok(t, "/foi/track/act", url.Values{"pass": {pass}, "do": {"complain"}}, "投诉不影响您申请行政复议")
	ok(t, "/foi/track/act", url.Values{"pass": {pass}, "do": {"suggest"}}, "建议主动公开")
	if code, _, _ := send(t, "/foi/track/act", url.Values{"pass": {pass[1:]}, "do": {"complain"}}); code != http.StatusNotFound {
		t.Errorf("a pass that is none: %d", code)
	}
}

// TestGivenFile: the page of a request offers what was given out, with its title, type
// and size; the copy comes under its title and is kept by nobody on the way.
func TestGivenFile(t *testing.T) {
	out, other := given(t, "given one"), given(t, "given two")
	offer := func(number, code string) (pass, file string) {
		t.Helper()
		page := ok(t, "/foi/track", url.Values{"number": {number}, "code": {code}}, "提供给您的信息", "绿化补助发放清单", "CSV 表格，", "半小时")
		m := copyForm.FindStringSubmatch(page)
		if m == nil || strings.Contains(page, code) {
			t.Fatalf("no button, or the code, in\n%s", page)
		}
		return html.UnescapeString(m[2]), m[3]
	}
	pass, file := offer(out.Number, out.Code)
	code, body, head := send(t, "/foi/track/file", url.Values{"pass": {pass}, "file": {file}})
	if code != http.StatusOK || body != "小区,元\n" {
		t.Fatalf("%d %q", code, body)
	}
	for key, want := range map[string]string{
		"Cache-Control": "private, no-store", "Content-Type": "text/csv",
		"Content-Disposition": `attachment; filename="________.csv"; filename*=UTF-8''` + url.QueryEscape("绿化补助发放清单") + ".csv",
	} {
		if got := head.Get(key); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
	theirs, file2 := offer(other.Number, other.Code)
	for _, in := range []url.Values{
		{"pass": {pass}, "file": {file2}}, {"pass": {theirs}, "file": {file}}, {"pass": {"x"}, "file": {file}}, {"file": {file}}, {"pass": {pass}}, {"pass": {pass}, "file": {"1"}},
	} {
		if code, body, _ := send(t, "/foi/track/file", in); code != http.StatusNotFound || strings.Contains(body, "小区,元") {
			t.Errorf("%v answers %d", in, code)
		}
	}
	lived.clock.Add(31 * time.Minute)
	defer lived.clock.Add(-31 * time.Minute)
	if code, body, _ := send(t, "/foi/track/file", url.Values{"pass": {pass}, "file": {file}}); code != http.StatusConflict || !strings.Contains(body, "重新输入申请编号") {
		t.Errorf("half an hour later it answers %d", code)
	}
}
