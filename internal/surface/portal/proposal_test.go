package portal_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/proposal"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// given is a request of a citizen that was given a table, as staff do it.
func given(t *testing.T, token string) foi.Filed {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	bureau, err := lived.Units.ByCode(t.Context(), "czj")
	must(err)
	as := func(id int64, r auth.Role) context.Context {
		return auth.With(t.Context(), lived.actor(id, string(r), r, bureau.ID))
	}
	clerk := as(9001, auth.Clerk)
	out, err := lived.Requests.Receive(clerk, foi.Receipt{
		Channel: foi.Counter, Submitted: lived.DB.Today(),
		Filing: foi.Filing{
			Applicant: foi.Applicant{Kind: foi.Citizen, Name: "刘大妈", Paper: foi.IDCard, PaperNo: "110101196001010054", Phone: "13800000099"},
			Wish:      foi.Wish{Unit: bureau.ID, Want: "2021年小区绿化补助发放清单"}, Delivery: foi.Delivery{Form: foi.PaperForm, Way: foi.ByHand}, Token: token,
		},
	}, foi.Papers{})
	must(err)
	v, err := lived.Requests.View(clerk, out.ID)
	must(err)
	head := as(9002, auth.Head)
	able, err := lived.Requests.Handlers(head, out.ID)
	must(err)
	_, err = lived.Requests.Assign(head, out.ID, foi.To{Rev: v.Request.Rev, Person: able[0]})
	must(err)
	it := v.Items[0]
	it.Result, it.Facts, it.Given = "A2", map[string]string{"form": "paper"}, []foi.Given{{Title: "绿化补助发放清单", Pages: 1}}
	_, err = lived.Requests.Decide(clerk, out.ID, it.ID, it)
	must(err)
	r, err := lived.Requests.Give(clerk, out.ID, it.ID, foi.Give{Rev: it.Rev + 1, Document: it.Given[0].Title}, foi.Sheaf{Name: "清单.csv", Data: []byte("小区,元\n")}, foi.Sheaf{})
	must(err)
	r, err = lived.Requests.Draft(clerk, out.ID, foi.Draft{Rev: r.Rev, Remedy: []string{"R-B"}})
	must(err)
	for _, step := range []struct {
		as context.Context
		do func(context.Context, foi.ID, foi.Seen) (*foi.Request, error)
	}{{clerk, lived.Requests.Submit}, {head, lived.Requests.Review}, {as(9003, auth.Secrecy), lived.Requests.Clear}, {as(9004, auth.Signer), lived.Requests.Sign}} {
		r, err = step.do(step.as, out.ID, foi.Seen{Rev: r.Rev})
		must(err)
	}
	_, err = lived.Requests.Serve(clerk, out.ID, foi.Serve{Rev: r.Rev, Sending: foi.Sending{How: foi.InHand, Day: lived.DB.Today()}})
	must(err)
	return out
}

// TestSuggest: who was given something suggests that it be public, and reads on the
// page of the request what becomes of it.
func TestSuggest(t *testing.T) {
	out := given(t, "suggest")
	mine := url.Values{"number": {out.Number}, "code": {out.Code}}
	with := func(key, value string) url.Values {
		v := url.Values{"number": {out.Number}, "code": {out.Code}}
		v.Set(key, value)
		return v
	}
	ok(t, "/foi/track", mine, "建议主动公开")
	ok(t, "/foi/track", with("do", "suggest"), "需要公众广泛知晓", "不会说出您是谁")
	bad(t, "/foi/track/suggest", with("reason", " "), "请填写")
	wrong := with("reason", "全小区都想知道")
	wrong.Set("code", "000000000000")
	bad(t, "/foi/track/suggest", wrong, "编号或者查询码不对", "全小区都想知道")
	for range 2 {
		ok(t, "/foi/track/suggest", with("reason", "全小区都想知道"), "您的主动公开建议", "待研究")
	}
	office := lived.office(t.Context())
	rows, err := lived.Proposals.Find(office, proposal.Find{Status: proposal.Open}, db.Page{})
	if err != nil || rows.Items[0].Title != "绿化补助发放清单" {
		t.Fatalf("%+v %v", rows.Items, err)
	}
	p := rows.Items[0]
	if _, err := lived.Proposals.Decline(office, p.ID, proposal.Because{Rev: p.Rev, Reason: "清单里有个人信息"}); err != nil {
		t.Fatal(err)
	}
	page := ok(t, "/foi/track", mine, "未采纳", "清单里有个人信息")
	if strings.Contains(page, officeName) {
		t.Error("the applicant is told who decided")
	}
}
