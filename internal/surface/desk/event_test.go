package desk_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"net/url"
	"testing"

	"gongkai.example/gongkai/internal/domain/event"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// TestEventAtTheDesk: a fault is told at its field; another person announces; staff enrol who
// calls, note who came, and hand in minutes with a photograph that another person publishes.
func TestEventAtTheDesk(t *testing.T) {
	w := newWorld(t)
	w.hire("head", w.education, auth.Head)
	clerk, head, other := w.signedIn("clerk"), w.signedIn("head"), w.signedIn("other")
	day := string(w.DB.Today().Add(10))
	in := url.Values{
		"unit": {fmt.Sprint(w.education)}, "title": {"列席校园餐会议"}, "kind": {"attend"}, "about": {"听会，提意见。"}, "begins": {day}, "starts": {"9点"}, "ends": {day}, "stops": {"11:30"},
		"place": {"三楼"}, "places": {"2"}, "most": {"2"}, "closes": {string(w.DB.Today().Add(8))}, "who": {"学生家长"}, "contact": {"0791-80000001"},
	}
	clerk.post("/desk/event/new", in, http.StatusUnprocessableEntity, "按 9:00 的样子", "听会，提意见")
	in.Set("starts", "9：00")
	clerk.do(http.MethodPost, "/desk/event/new", "application/x-www-form-urlencoded", in.Encode())
	rows, err := w.Events.Find(w.as(w.clerk), event.Find{}, db.Page{})
	must(t, err)
	id := rows.Items[0].ID
	page := fmt.Sprintf("/desk/event/%d", id)
	other.get(page, http.StatusNotFound)
	clerk.send(page+"/ask", url.Values{"rev": {"1"}}, page)
	head.get("/desk", http.StatusOK, "列席校园餐会议", "待批准")
	clerk.post(page+"/approve", url.Values{"rev": {"2"}}, http.StatusForbidden)
	head.send(page+"/approve", url.Values{"rev": {"2"}}, page)
	clerk.post(page+"/take", url.Values{"name": {"王小明"}, "phone": {"1"}, "people": {"1"}}, http.StatusUnprocessableEntity, "电话号码不对", "王小明")
	clerk.post(page+"/take", url.Values{"name": {"王小明"}, "phone": {"13900000001"}, "people": {"2"}}, http.StatusOK, "已经报名", "查询码")
	clerk.post(page+"/take", url.Values{"name": {"李小红"}, "phone": {"13900000002"}, "people": {"1"}}, http.StatusOK, "候补第 1 位")
	clerk.get(page+"/enrolments", http.StatusOK, "王**", "候补")
	clerk.post(page+"/people", url.Values{"reason": {"通知"}}, http.StatusOK, "13900000001")
	change := url.Values{"rev": {"3"}, "reason": {"换会议室"}, "begins": {day}, "starts": {"9:00"}, "ends": {day}, "stops": {"11:30"}, "place": {"五楼"}, "places": {"3"}, "closes": in["closes"]}
	head.send(page+"/change", change, page)
	clerk.get(page, http.StatusOK, "要打电话", "五楼", "3 人")
	clerk.send(page+"/reach", url.Values{"note": {"逐一电话通知"}}, page)

	w.clock.Set(rows.Items[0].Begins)
	clerk = w.signedIn("clerk")
	all, err := w.Events.Enrolments(w.as(w.clerk), id)
	must(t, err)
	clerk.send(page+"/come", url.Values{"came": {all[0].Number}}, page)
	clerk.get(page+"/come", http.StatusOK, `value="`+all[0].Number+`" checked`)
	w.clock.Set(rows.Items[0].Begins.Add(1))
	must(t, w.Events.Tick(w.machine()))
	clerk, head = w.signedIn("clerk"), w.signedIn("head")
	clerk.get("/desk", http.StatusOK, "列席校园餐会议", "已举行，待整理纪要")
	minutes(t, w, clerk, head, page, id)
}

// minutes hands the minutes in, with a photograph, and has them published.
func minutes(t *testing.T, w *world, clerk, head *browser, page string, id event.ID) {
	t.Helper()
	rev := func() string {
		v, err := w.Events.View(w.as(w.clerk), id)
		must(t, err)
		return fmt.Sprint(v.Event.Rev)
	}
	var photo bytes.Buffer
	must(t, png.Encode(&photo, image.NewGray(image.Rect(0, 0, 8, 8))))
	p, err := w.Events.Attach(w.as(w.clerk), "会场.png", &photo)
	must(t, err)
	v, err := w.Events.View(w.as(w.clerk), id)
	must(t, err)
	_, err = w.Events.Add(w.as(w.clerk), id, event.Adding{Seen: event.Seen{Rev: v.Event.Rev}, Alt: "家长代表在会议室发言"}, p)
	must(t, err)
	clerk.get(page, http.StatusOK, "家长代表在会议室发言")
	said := url.Values{"rev": {rev()}, "walkins": {"0"}, "minutes": {"会议审议了办法。"}}
	clerk.post(page+"/note", said, http.StatusUnprocessableEntity, "请写明听取了哪些意见", "会议审议了办法")
	said.Set("heard", "代表甲：公布菜单。")
	said.Set("became", "采纳。")
	clerk.send(page+"/note", said, page)
	head.send(page+"/tell", url.Values{"rev": {rev()}}, page)
	clerk.get(page, http.StatusOK, "纪要已公布", "代表甲：公布菜单")
}
