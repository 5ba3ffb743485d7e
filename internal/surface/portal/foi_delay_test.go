package portal_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/auth"
)

// TestDelayIsTold: the applicant reads in plain words why the reply comes later, by
// when, and the letter that says so.
func TestDelayIsTold(t *testing.T) {
	bureau, err := lived.Units.ByCode(t.Context(), "czj")
	if err != nil {
		t.Fatal(err)
	}
	as := func(role auth.Role, id int64) context.Context {
		return auth.With(t.Context(), lived.actor(id, string(role), role, bureau.ID))
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	clerk, head := as(auth.Clerk, 941), as(auth.Head, 942)
	s, day := lived.Requests, lived.DB.Today()
	sent := foi.Sending{How: foi.Electronic, Day: day}
	out, err := s.Receive(clerk, foi.Receipt{Channel: foi.Counter, Submitted: day, Filing: foi.Filing{
		Applicant: foi.Applicant{Kind: foi.Citizen, Name: "刘大妈", Paper: foi.IDCard, PaperNo: "110101196001010054", Phone: "13800000099"},
		Wish:      foi.Wish{Unit: bureau.ID, Want: "2013年至2022年历年预算执行情况"}, Delivery: foi.Delivery{Form: foi.MailForm, Way: foi.ByCode}, Token: "delay",
	}}, foi.Papers{})
	must(err)
	rev := func() int64 {
		v, err := s.View(head, out.ID)
		must(err)
		return v.Request.Rev
	}
	handlers, err := s.Handlers(head, out.ID)
	must(err)
	_, err = s.Assign(head, out.ID, foi.To{Rev: rev(), Person: handlers[0]})
	must(err)
	_, err = s.Wonder(clerk, out.ID, foi.Wonder{Rev: rev(), Counts: "63件", Period: "2023年10月", Why: "请说明", Days: 7, Sending: sent})
	must(err)
	_, err = s.Weigh(clerk, out.ID, foi.Weigh{Rev: rev(), View: foi.Fair, Day: day, Why: "写论文用，可信"})
	must(err)
	r, err := s.Delay(head, out.ID, foi.DelayBy{Rev: rev(), Days: 30, Reason: "信息共六十余件", Sending: sent})
	must(err)
	page := ok(t, "/foi/track", url.Values{"number": {out.Number}, "code": {out.Code}},
		"您说明的理由合理，但是不能按期答复，所以延迟 30 个工作日答复", "应当在 "+string(r.Due)+" 以前答复", "确定延迟答复期限并告知", "政府信息公开申请延迟答复告知书", "信息共六十余件")
	if strings.Contains(page, "写论文用，可信") {
		t.Error("the applicant reads what staff thought of the reasons")
	}
}
