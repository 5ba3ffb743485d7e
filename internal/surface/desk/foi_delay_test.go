package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// TestDelayAtTheDesk: the reasons are asked for, judged, and the head sets a later
// last day; each form comes in its turn, and the page says where it stands.
func TestDelayAtTheDesk(t *testing.T) {
	w := newWorld(t)
	w.hire("head", w.education, auth.Head)
	clerk, head := w.signedIn("clerk"), w.signedIn("head")
	clerk.post("/desk/foi/new", url.Values{
		"kind": {"citizen"}, "name": {"王小明"}, "paper": {"id"}, "paper_no": {"110101196001010011"}, "phone": {"13800000000"}, "mail": {"wang@example.com"},
		"unit": {fmt.Sprint(w.education)}, "want": {"2022年度教育经费决算"}, "form": {"email"}, "way": {"email"}, "channel": {"counter"}, "submitted": {"2023-10-09"},
	}, http.StatusOK)
	rows, err := w.Requests.Find(w.as(w.clerk), foi.Find{}, db.Page{})
	must(t, err)
	page := fmt.Sprintf("/desk/foi/case/%d", rows.Items[0].ID)
	head.send(page+"/assign", url.Values{"rev": {"1"}, "person": {fmt.Sprint(w.clerk)}}, page)
	sent := func(rev string, more url.Values) url.Values {
		more["rev"], more["how"], more["day"] = []string{rev}, []string{"electronic"}, []string{"2023-10-09"}
		return more
	}
	delay := url.Values{"days": {"30"}, "reason": {"信息共六十余件"}}
	head.post(page+"/delay", sent("2", delay), http.StatusConflict, "还没有要求申请人说明理由", "信息共六十余件")
	clerk.send(page+"/wonder", sent("2", url.Values{"counts": {"63件"}, "period": {"2023年9月"}, "why": {"请说明"}, "days": {"7"}}), page)
	clerk.get(page, http.StatusOK, "2023-10-09 已经要求说明，尚未认定", "认定申请理由")
	clerk.post(page+"/weigh", url.Values{"rev": {"3"}, "view": {"fair"}, "day": {""}, "why": {"用于研究"}}, http.StatusUnprocessableEntity, "不能认定为合理", "用于研究")
	clerk.send(page+"/weigh", url.Values{"rev": {"3"}, "view": {"fair"}, "day": {"2023-10-09"}, "why": {"用于研究"}}, page)
	head.get(page+"/delay", http.StatusOK, `待核实`, "不占用延长的次数")
	head.post(page+"/delay", sent("4", url.Values{"days": {"900"}, "reason": {"信息共六十余件"}}), http.StatusUnprocessableEntity, "1 至 250", "900")
	clerk.post(page+"/delay", sent("4", delay), http.StatusForbidden)
	head.send(page+"/delay", sent("4", delay), page)
	clerk.get(page, http.StatusOK, "2023-12-18", "认定理由合理", "确定延迟答复，期限增加 30 个工作日，不占用延长次数", "政府信息公开申请延迟答复告知书")
	clerk.post(page+"/propose", url.Values{"rev": {"5"}, "reason": {"检索量大"}}, http.StatusConflict, "不再适用第三十三条的延长")
}
