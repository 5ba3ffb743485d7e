package desk_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/sheet"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// counted are links that are a number, or end in one.
var counted = regexp.MustCompile(`^(?:\D* )?(\d+)(?: 件|件\D*)?$`)

// TestEveryNumberLeads: each number on the board and in the figures leads to a list
// that has as many.
func TestEveryNumberLeads(t *testing.T) {
	w := newWorld(t)
	w.requests(w.hire("head", w.education, auth.Head))
	w.passedOn()
	officer := w.signedIn("officer")
	if links := officer.get("/desk/foi/figures", http.StatusOK).All("td[data-l=转出] a"); len(links) != 1 {
		t.Errorf("%d numbers of what was passed on", len(links))
	}
	for page, least := range map[string]int{"/desk/foi/board": 19, "/desk/foi/figures": 10} {
		n := 0
		for _, a := range officer.get(page, http.StatusOK).All("main a") {
			m := counted.FindStringSubmatch(a.Text())
			if m == nil {
				continue
			}
			n++
			list := officer.get(a.Attr("href"), http.StatusOK)
			if got := list.One(t, "#n").Text(); got != "共 "+m[1]+" 条" {
				t.Errorf("%s: %s leads to %s, with %s", page, m[1], a.Attr("href"), got)
			}
		}
		if n < least {
			t.Errorf("%s has %d numbers", page, n)
		}
	}
	clerk := w.signedIn("clerk")
	if links := clerk.get("/desk/foi", http.StatusOK).All("a[download]"); len(links) != 0 {
		t.Errorf("a clerk is offered %s", links[0].Attr("href"))
	}
	clerk.get("/desk/foi/export", http.StatusForbidden)
	for _, path := range []string{"/desk/foi/export?lamp=paused", "/desk/foi/figures/export", "/desk/foi/pieces/export?row=received", "/desk/foi/fees/export"} {
		officer.get(path, http.StatusOK)
	}
	res := officer.do(http.MethodGet, "/desk/foi/export?lamp=paused", "", "")
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(res.Body)
	must(t, err)
	b, err := sheet.Read("x.xlsx", data, sheet.Limits{})
	must(t, err)
	if rows := b.Sheets[0].Rows; len(rows) != 2 || !strings.Contains(fmt.Sprint(rows), "王**") || strings.Contains(fmt.Sprint(rows), "王小明") {
		t.Errorf("taken out: %v", rows)
	}
	officer.get("/desk/journal", http.StatusOK, "导出依申请公开表格")
}

// passedOn is a request that another unit was given first and answered in time.
func (w *world) passedOn() {
	w.t.Helper()
	f := foi.Filing{
		Applicant: foi.Applicant{Kind: foi.Citizen, Name: "李小红", Paper: foi.IDCard, PaperNo: "110101196001010054", Mail: "li@example.com"},
		Wish:      foi.Wish{Unit: w.education, Want: "2021年度学校招生人数"}, Delivery: foi.Delivery{Form: foi.MailForm, Way: foi.ByMail}, Token: "passed on",
	}
	filed, err := w.Requests.Receive(w.as(w.clerk), foi.Receipt{Filing: f, Channel: foi.Counter, Submitted: "2023-10-09"}, foi.Papers{})
	must(w.t, err)
	must(w.t, w.DB.Write(w.machine(), func(tx *db.Tx) error {
		_, err := tx.Exec("INSERT INTO foi_transfer (id, request_id, day, from_unit) VALUES (?, ?, ?, ?)", tx.ID(), filed.ID, tx.Today, w.unit("QL"))
		if err == nil {
			_, err = tx.Exec("UPDATE foi_request SET state = 'answered', answered = ?, ended = ?, sort_day = '9999' WHERE id = ?", tx.Today, tx.Today, filed.ID)
		}
		return err
	}))
}

// requests are one with a fee to be paid, one that is worked on, and one from the portal.
func (w *world) requests(head int64) {
	w.t.Helper()
	f := foi.Filing{
		Applicant: foi.Applicant{Kind: foi.Citizen, Name: "王小明", Paper: foi.IDCard, PaperNo: "110101196001010011", Mail: "wang@example.com"},
		Wish:      foi.Wish{Unit: w.education, Want: "2022年度教育经费决算"}, Delivery: foi.Delivery{Form: foi.MailForm, Way: foi.ByMail},
	}
	clerk := w.as(w.clerk)
	for i, way := range []string{"charge", "work", "portal"} {
		f.Token = fmt.Sprint("form", i)
		if way == "portal" {
			_, err := w.Requests.File(w.t.Context(), f)
			must(w.t, err)
			continue
		}
		filed, err := w.Requests.Receive(clerk, foi.Receipt{Filing: f, Channel: foi.Counter, Submitted: "2023-10-09"}, foi.Papers{})
		must(w.t, err)
		r, err := w.Requests.Assign(w.as(head), filed.ID, foi.To{Rev: 1, Person: w.clerk})
		must(w.t, err)
		if way == "charge" {
			r, err = w.Requests.ProposeFee(clerk, r.ID, foi.FeeProposal{Rev: r.Rev, Standard: law.Page, Pages: 31, Pay: "缴款码"})
			must(w.t, err)
			_, err = w.Requests.Charge(w.as(head), r.ID, foi.ChargeBy{Rev: r.Rev, Sending: foi.Sending{How: foi.InHand, Day: "2023-10-09"}})
			must(w.t, err)
		}
	}
}

// TestFiguresOfASpan: a span that is none is named, and the figures say what they are of.
func TestFiguresOfASpan(t *testing.T) {
	w := newWorld(t)
	officer := w.signedIn("officer")
	officer.get("/desk/foi/figures?"+url.Values{"from": {"2023-02-01"}, "to": {"2023-03-31"}}.Encode(), http.StatusOK, "2023 年 2 月 1 日", "2023 年 3 月 31 日")
	officer.get("/desk/foi/figures?from=2023-03-01&to=2023-01-01", http.StatusUnprocessableEntity, "截止日期不能早于起始日期")
}
