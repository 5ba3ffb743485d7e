package portal_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/unit/unittest"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// identity says whether the district asks for a paper of identity; it is as it was after the test.
func identity(t *testing.T, word string) {
	t.Helper()
	set := func(to string) {
		err := lived.DB.Write(context.WithoutCancel(t.Context()), func(tx *db.Tx) error { return unittest.Set(tx, "foi.identity", to) })
		if err != nil {
			t.Fatal(err)
		}
	}
	var old string
	err := lived.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
		old, err = db.One[string](tx, "SELECT value FROM profile_setting WHERE setting_key = 'foi.identity'")
		return err
	})
	if err != nil && fault.Of(err) != fault.NotFound {
		t.Fatal(err)
	}
	set(word)
	t.Cleanup(func() { set(old) })
}

// TestIdentityMust: where the district asks for it the field is not optional, who
// brings none is told so at the field and keeps what was typed, and a program is
// sent to the page.
func TestIdentityMust(t *testing.T) {
	label := func(page string) string {
		return webtest.Parse(t, page).One(t, "label[for=f-identity]").Text()
	}
	_, page := get(t, lived.handler, "/foi")
	if !strings.Contains(label(page), "选填") || strings.Contains(page, "身份证明必填") {
		t.Error("who need not bring it is asked for it")
	}
	identity(t, "必填")
	_, page = get(t, lived.handler, "/foi")
	if strings.Contains(label(page), "选填") || !strings.Contains(page, "身份证明必填") {
		t.Errorf("the field reads %q", label(page))
	}
	who := map[string]string{"kind": "citizen", "name": "孙大伯", "paper": "id", "paper_no": "110101196001010054", "phone": "13800000000"}
	status, page := sendFiles(t, "/foi", who, nil)
	doc := webtest.Parse(t, page)
	if status != http.StatusUnprocessableEntity || !strings.Contains(doc.One(t, "#f-identity-e").Text(), "请上传身份证明") || doc.One(t, "#f-name").Attr("value") != "孙大伯" ||
		strings.Contains(label(page), "选填") || !strings.Contains(page, "身份证明必填") {
		t.Errorf("none brought answers %d", status)
	}
	card := "%PDF-1.4\n" + strings.Repeat("110101196001010054 ", 20) + "\n%%EOF\n"
	status, page = sendFiles(t, "/foi", who, map[string]string{"正面.pdf": card})
	if status != http.StatusOK || !strings.Contains(page, "第二步") {
		t.Fatalf("one brought answers %d", status)
	}
	draft := found(t, draftCode, page)
	who["draft"], who["name"] = draft, ""
	if status, page = sendFiles(t, "/foi", who, nil); status != http.StatusUnprocessableEntity || !strings.Contains(page, "已经上传：身份证明 1 份") || strings.Contains(page, "身份证明必填") {
		t.Errorf("a step that is sent back forgets what was brought: %d", status)
	}
	bureau, err := lived.Units.ByCode(t.Context(), "czj")
	if err != nil {
		t.Fatal(err)
	}
	_, err = lived.Requests.FileOnce(t.Context(), foi.Filing{
		Applicant: foi.Applicant{Kind: foi.Citizen, Name: "孙大伯", Paper: foi.IDCard, PaperNo: "110101196001010054", Phone: "13800000000"},
		Wish:      foi.Wish{Unit: bureau.ID, Want: "二〇二三年部门预算批复文件"}, Delivery: foi.Delivery{Form: foi.MailForm, Way: foi.ByCode}, Token: strings.Repeat("t", 20),
	}, "203.0.113.77", func() (foi.Papers, error) { return foi.Papers{}, nil })
	if fault.As(err).Fields["identity"].Key != "foi.need.identity" {
		t.Errorf("a program files without: %v", err)
	}
	identity(t, "选填")
	ok(t, "/foi", url.Values{"kind": {"citizen"}, "name": {"孙大伯"}, "paper": {"id"}, "paper_no": {"110101196001010054"}, "phone": {"13800000000"}}, "第二步")
}
