package desk_test

import (
	"net/http"
	"net/url"
	"testing"
)

// TestTopic: one writes a topic and sees what it would collect, another opens
// it; a change waits for the second person; closing freezes it.
func TestTopic(t *testing.T) {
	w := newBureau(t)
	w.live()
	second := w.district.second
	w.get(w.officer, "/desk/topic", http.StatusOK, "还没有专题", "新建专题")
	w.get(w.writer, "/desk/topic/make", http.StatusForbidden)
	in := url.Values{"title": {"涉企收费"}, "code": {"sqsf"}, "order": {"newest"}, "words": {"收费"}}
	none := url.Values{"title": {"全部"}, "code": {"all"}, "order": {"newest"}, "do": {"preview"}}
	w.stays(w.send(w.officer, "/desk/topic/make", none), http.StatusUnprocessableEntity, "至少填写一个条件")
	preview := url.Values{"do": {"preview"}, "title": {"涉企收费"}, "code": {"sqsf"}, "order": {"newest"}, "words": {"收费"}}
	w.stays(w.send(w.officer, "/desk/topic/make", preview), http.StatusOK, "关于公布涉企收费目录清单的通知", "共 1 条")
	page := w.goes(w.send(w.officer, "/desk/topic/make", in))
	w.get(w.officer, page, http.StatusOK, "待上线", "关于公布涉企收费目录清单的通知", "作废")
	w.get(w.writer, page, http.StatusNotFound)
	w.stays(w.fill(w.officer, page+"/open", nil), http.StatusForbidden, "另一")
	w.goes(w.fill(second, page+"/open", nil))
	w.get(w.writer, page, http.StatusOK, "已上线", "css:a[href=/topic/sqsf]")
	w.goes(w.fill(w.officer, page+"/edit", url.Values{"title": {"涉企收费公示"}, "theme": {"04"}, "columns": {w.column}}))
	w.get(second, page, http.StatusOK, "等待上线的修改", "涉企收费公示", "财政、金融、审计", "上线")
	w.goes(w.fill(second, page+"/open", nil))
	w.goes(w.fill(w.officer, page+"/close", nil))
	w.get(w.officer, page, http.StatusOK, "已归档", "涉企收费公示", "关于公布涉企收费目录清单的通知", "结束并归档")
	w.get(w.officer, "/desk/topic?state=closed", http.StatusOK, "sqsf")
	w.stays(w.fill(w.officer, page+"/remove", nil), http.StatusUnprocessableEntity, "撤下的理由")
	w.goes(w.fill(w.officer, page+"/remove", url.Values{"reason": {"名称有误，另行开设"}}))
	w.get(w.officer, page, http.StatusOK, "已撤下", "名称有误，另行开设", "涉企收费公示")
	draft := w.goes(w.send(w.officer, "/desk/topic/make", url.Values{"title": {"重复"}, "code": {"again"}, "order": {"made"}, "words": {"收费"}}))
	w.goes(w.fill(w.officer, draft+"/discard", nil))
	w.get(w.officer, draft, http.StatusOK, "已作废")
}
