package desk_test

import (
	"net/url"
	"testing"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/notify"
)

func TestNotices(t *testing.T) {
	w := newWorld(t)
	for _, key := range []string{"first", "second"} {
		must(t, w.DB.Write(w.machine(), func(tx *db.Tx) error {
			return w.Notices.Tell(tx, notify.Notice{
				Account: w.clerk, Key: key, Text: fault.T("desk.left", 3), Lines: []fault.Text{fault.T("desk.reach.unit")}, Link: "duty?light=soon",
			})
		}))
	}
	b := w.signedIn("clerk")
	b.get("/desk", 200, "通知", "剩 3 个工作日")
	doc := b.get("/desk/notice?unread=true", 200, "共 2 条", "未读")
	at := doc.All("td.ti a")[0].Attr("href")
	w.signedIn("other").get(at, 404)
	b.get(at, 200, "剩 3 个工作日", "本单位事项", `href="/desk/duty?light=soon"`)
	b.get("/desk/notice?unread=true", 200, "共 1 条")
	b.send("/desk/notice/read-all", url.Values{}, "/desk/notice")
	b.get("/desk/notice?unread=true", 200, "已全部标为已读", "没有符合条件的内容")
}
