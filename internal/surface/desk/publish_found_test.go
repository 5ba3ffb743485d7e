package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// synthetic is an identity number of nobody: the example of GB 11643.
const synthetic = "11010519491231002X"

// links are the addresses on a page that have a part.
func links(doc *webtest.Doc, part string) (out []string) {
	for _, a := range doc.All("a") {
		if strings.Contains(a.Attr("href"), part) {
			out = append(out, a.Attr("href"))
		}
	}
	return out
}

// TestPublishFound: a clerk who hands in a number is told where it stands and
// what to do, has it masked by a button, and can go on.
func TestPublishFound(t *testing.T) {
	w := newBureau(t)
	page := w.draft()
	w.get(w.writer, page, http.StatusOK, "还没有筛查", "css:form[action="+page+"/screen]")
	body := w.answers(w.writer, page+"/edit", nil).Get("body")
	w.goes(w.edited(w.writer, page, url.Values{"body": {body + "\n经办人身份证号" + synthetic + "\n"}}))
	w.goes(w.send(w.writer, page+"/screen", url.Values{}))
	w.get(w.writer, page, http.StatusOK, "居民身份证号", "不得发布", "冒名开户", "可以改为：110105********002X", "按建议打码", "正文\u3000第 ")
	w.stays(w.fill(w.writer, page+"/submit", handedIn), http.StatusUnprocessableEntity, "居民身份证号")
	if links := links(w.get(w.head, page, http.StatusOK), "/answer/"); links != nil {
		t.Error("what blocks can be answered")
	}
	w.get(w.head, page+"/answer/none", http.StatusNotFound)
	w.step(w.writer, page, "repair", nil)
	w.get(w.writer, page, http.StatusOK, "没有发现问题", "110105********002X")
	if strings.Contains(w.visit(w.writer, page).body, synthetic) {
		t.Error("the number is still there")
	}
	w.stays(w.fill(w.writer, page+"/repair", nil), http.StatusConflict, "没有可以自动打码的内容")
	w.step(w.writer, page, "submit", handedIn)
}

// TestPublishPass: what is held goes on with a reason, or for good when two
// people say that it is none.
func TestPublishPass(t *testing.T) {
	w := newBureau(t)
	page := w.draft()
	body := w.answers(w.writer, page+"/edit", nil).Get("body")
	w.goes(w.edited(w.writer, page, url.Values{"body": {body + "\n内部资料，注意保存。\n"}}))
	w.step(w.writer, page, "submit", handedIn)
	if links := links(w.get(w.writer, page, http.StatusOK, "暂缓发布"), "/propose/"); links != nil {
		t.Error("who wrote it may answer")
	}
	proposals := links(w.get(w.head, page, http.StatusOK, "暂缓发布"), "/propose/")
	if len(proposals) == 0 {
		t.Fatal("nothing to answer")
	}
	for _, form := range proposals {
		w.stays(w.fill(w.head, form, url.Values{"reason": {""}}), http.StatusUnprocessableEntity)
		w.goes(w.fill(w.head, form, url.Values{"reason": {"刊物名称"}}))
	}
	answer := strings.Replace(proposals[0], "propose", "answer", 1)
	w.goes(w.fill(w.head, answer, url.Values{"reason": {"引用通知原文"}}))
	w.get(w.head, page, http.StatusOK, "已说明理由", "引用通知原文", "周长明")
	w.get(w.head, page+"/record", http.StatusOK, "机器扫描结果", "正文\u3000第 ", "已说明理由，理由：引用通知原文（周长明，")
	w.get(w.secrecy, "/desk", http.StatusOK, "等待确认的筛查误报", "刊物名称")
	lines := links(w.get(w.secrecy, "/desk/publish/pass?state=proposed", http.StatusOK, "刊物名称", "待确认"), "/pass/")
	if len(lines) != len(proposals) {
		t.Fatalf("%d of %d", len(lines), len(proposals))
	}
	for _, pass := range lines {
		w.get(w.secrecy, pass, http.StatusOK, "刊物名称", "css:a[href="+page+"]", "确认是误报", "取消误报")
		w.stays(w.send(w.head, pass+"/accept-pass", url.Values{"rev": {"1"}}), http.StatusForbidden, "另一")
		w.goes(w.fill(w.secrecy, pass+"/accept-pass", nil))
	}
	w.get(w.head, page, http.StatusOK, "已确认")
	w.goes(w.fill(w.secrecy, lines[0]+"/revoke-pass", nil))
	w.get(w.secrecy, lines[0], http.StatusOK, "已取消")
	clerk := w.person(50, "某人", w.finance, auth.Clerk, auth.Units{IDs: []int64{w.finance}})
	w.get(clerk, lines[0], http.StatusOK)
	w.get(clerk, lines[0]+"/accept-pass", http.StatusForbidden)
	w.get(w.clerk, lines[0], http.StatusNotFound) // of another unit
}
