package portal_test

import (
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/deposit"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// TestDeposit: the page of the library says when the city has last received it, from that moment on.
func TestDeposit(t *testing.T) {
	l := newLibrary(t)
	l.issue("甲管理办法", "第一条　甲。", nil)
	office := l.office(t.Context())
	d, err := l.Deposits.Make(office)
	check(err)
	d, err = l.Deposits.HandOver(l.as(9101, auth.Office), d.ID, deposit.Handing{Seen: deposit.Seen{Rev: d.Rev}, Channel: deposit.System, On: l.DB.Today()})
	check(err)
	webtest.Run(t, l.handler, webtest.Scenario{Name: "not received", URL: "/policy", Has: []string{"甲管理办法"}, Not: []string{"最近一次接收"}})
	scan, err := l.Deposits.Attach(office, "回执.txt", strings.NewReader("收到"))
	check(err)
	_, err = l.Deposits.Receive(office, d.ID, deposit.Receipt{Seen: deposit.Seen{Rev: d.Rev}, Number: "收〔2023〕1号", On: l.DB.Today(), Taken: 1}, scan)
	check(err)
	webtest.Run(t, l.handler, webtest.Scenario{Name: "received", URL: "/policy", Has: []string{"最近一次接收本库", "收〔2023〕1号", "css:a[href=/cleanup]", "css:a[href=/policy.csv]"}})
}
