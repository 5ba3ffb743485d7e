package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/faq"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// TestFAQAtTheDesk: an answered letter becomes an entry with nothing personal in it; without a
// quote it is not handed in, and what is wrong with a quote is said at its field with all that
// was typed.
func TestFAQAtTheDesk(t *testing.T) {
	w := newWorld(t)
	w.hire("head", w.education, auth.Head)
	clerk, head, other := w.signedIn("clerk"), w.signedIn("head"), w.signedIn("other")
	in := url.Values{"channel": {"counter"}, "day": {"2023-10-09"}, "kind": {"consult"}, "unit": {fmt.Sprint(w.education)}, "title": {"校园餐补助怎么领"}, "text": {"我是王小明，电话13800000000，孩子的校园餐补助怎么领？"}, "name": {"王小明"}}
	clerk.post("/desk/message/new", in, http.StatusOK, "已经登记")
	rows, err := w.Messages.Find(w.as(w.clerk), message.Find{}, db.Page{})
	must(t, err)
	letter := fmt.Sprintf("/desk/message/%d", rows.Items[0].ID)
	clerk.send(letter+"/sign", url.Values{"rev": {"1"}}, letter)
	form := fmt.Sprintf("/desk/faq/new?letter=%d", rows.Items[0].ID)
	if text := clerk.get(letter, http.StatusOK).One(t, "main").Text(); strings.Contains(text, "做成政策问答") {
		t.Error("a letter without an answer is offered")
	}
	entry := url.Values{"unit": {fmt.Sprint(w.education)}, "letter": {fmt.Sprint(rows.Items[0].ID)}, "question": {"校园餐补助怎么领？"}, "topic": {"上学"}, "audience": {"在校学生"}, "explanation": {"到学校填表，10 天内到账。"}, "contact": {"0791-80000001"}}
	clerk.post("/desk/faq/new", entry, http.StatusConflict, "还没有答复")
	clerk.send(letter+"/reply", url.Values{"rev": {"2"}, "answers.1.text": {"王小明您好，到学校填表就可以领。"}}, letter)
	head.send(letter+"/sign-off", url.Values{"rev": {"3"}}, letter)
	clerk.get(letter, http.StatusOK, "做成政策问答", form)
	text := clerk.get(form, http.StatusOK, "校园餐补助怎么领", "到学校填表就可以领", "个人信息已经隐去", "引用条款 1", "生育").One(t, "main").Text()
	for _, secret := range []string{"王小明", "13800000000"} {
		if strings.Contains(text, secret) {
			t.Errorf("the form tells %s", secret)
		}
	}
	other.get(form, http.StatusNotFound)
	entry.Set("quotes.1.document", "《没有的办法》")
	entry.Set("quotes.1.words", "每人500元")
	clerk.post("/desk/faq/new", entry, http.StatusUnprocessableEntity, "没有找到", "每人500元", "到学校填表，10 天内到账")
	entry.Del("quotes.1.document")
	entry.Del("quotes.1.words")
	if res := clerk.do(http.MethodPost, "/desk/faq/new", "application/x-www-form-urlencoded", entry.Encode()); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("made: %d", res.StatusCode)
	}
	all, err := w.FAQs.Find(w.as(w.clerk), faq.Find{}, db.Page{})
	must(t, err)
	page := "/desk/" + all.Items[0].Ref()
	other.get(page, http.StatusNotFound)
	clerk.get("/desk/faq?topic=上学", http.StatusOK, "校园餐补助怎么领")
	clerk.get(letter, http.StatusOK, page)
	clerk.get(page, http.StatusOK, "还没有引用条款", "条款里没有的数字", letter)
	clerk.get(page+"/edit", http.StatusOK, "到学校填表，10 天内到账", "引用条款 6")
	clerk.get(page+"/ask", http.StatusOK, "已经核对无误")
	clerk.post(page+"/ask", url.Values{"rev": {"1"}, "sure": {"true"}}, http.StatusConflict, "没有依据的解答不能提交")
	head.get(page+"/approve", http.StatusOK, "您现在不能办理这一步")
	clerk.post(page+"/discard", url.Values{"rev": {"1"}}, http.StatusUnprocessableEntity, "请填写理由")
	clerk.send(page+"/discard", url.Values{"rev": {"1"}, "reason": {"重复"}}, page)
}
