package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"gongkai.example/gongkai/internal/domain/hotspot"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/search"
	"gongkai.example/gongkai/internal/platform/secret"
	"gongkai.example/gongkai/internal/surface/desk"
)

// The rights that the people of the bureau have over letters and themes.
var letterPolicy, spotPolicy = message.Policy, hotspot.Policy

// lettersOf gives the desk letters, and the themes of them.
func lettersOf(t *testing.T, d *desk.Desk) {
	t.Helper()
	box, err := secret.NewBox(make([]byte, 32))
	must(t, err)
	index := search.New(d.DB, search.NewLexicon(nil))
	d.Messages = message.New(message.Needs{DB: d.DB, Duties: d.Duties, Holidays: d.Holidays, Search: index, Box: box, Words: i18n.T, Rules: screening})
	d.Hotspots = hotspot.New(hotspot.Needs{DB: d.DB, Duties: d.Duties, Search: index, Box: box, Rules: screening})
	d.Concerns = concernsOf(d)
}

// TestHotspot takes a theme from the look that finds it to the public page, with the words of each page.
func TestHotspot(t *testing.T) {
	w := newBureau(t)
	second := w.person(79, "沈望舒", w.unit("区政府办"), auth.Office, auth.Units{All: true})
	w.get(w.officer, "/desk/hotspot", http.StatusOK, "没有符合条件的热点", "开始汇总")
	yesterday := w.DB.Today().Add(-1)
	for i := range 8 {
		text := "家里暖气不热，供热公司没有上门检查。"
		if i%2 == 1 {
			text = "采暖费交了，供热公司没有退费，暖气不热。"
		}
		_, err := w.Messages.Receive(w.as(w.officer), message.Receipt{
			Channel: message.Counter, Day: yesterday, Kind: message.Consult, Letter: message.Letter{Unit: w.finance, Title: "暖气不热", Text: fmt.Sprintf("%s来信%d", text, i)}, Sender: message.Sender{Name: fmt.Sprintf("来信人%d", i), Phone: fmt.Sprintf("1390000000%d", i)},
		})
		must(t, err)
	}
	w.stays(w.fill(w.officer, "/desk/hotspot/look/new", url.Values{"span": {"month"}, "last": {string(w.DB.Today())}}), http.StatusUnprocessableEntity, "截止日期应当在今天以前")
	w.goes(w.fill(w.officer, "/desk/hotspot/look/new", url.Values{"span": {"month"}, "last": {string(yesterday)}}))
	w.get(w.officer, "/desk/hotspot/look", http.StatusOK, "正在汇总")
	rows, err := w.Hotspots.Runs(w.as(w.officer), struct{}{}, db.Page{})
	must(t, err)
	must(t, w.Hotspots.Make(auth.With(t.Context(), auth.Machine("jobs")), rows.Items[0].ID))
	found, err := w.Hotspots.Find(w.as(w.officer), hotspot.Find{}, db.Page{})
	must(t, err)
	page := "/desk/hotspot/" + fmt.Sprint(found.Items[0].ID)
	w.get(w.officer, "/desk/hotspot", http.StatusOK, "待命名", "css:a[href="+page+"]")
	w.get(w.officer, page, http.StatusOK, "待命名", "系统起的名称不会公布", "暖气不热", "登记为舆情", "css:a[href="+page+"/name]")
	w.get(w.officer, page+"/concern", http.StatusOK, "css:input[name=title]")
	w.get(w.officer, page+"/merge", http.StatusOK, "这一步不能撤回")
	w.get(w.officer, page+"/split", http.StatusOK, "css:input[name=members]")
	w.stays(w.fill(w.officer, page+"/split", url.Values{"members": {"letter/1"}}), http.StatusUnprocessableEntity, "至少选 3 件")
	w.get(w.officer, page+"/confirm", http.StatusOK, "确认以后")
	w.stays(w.fill(w.officer, page+"/name", url.Values{"name": {""}}), http.StatusUnprocessableEntity)
	w.goes(w.fill(w.officer, page+"/name", url.Values{"name": {"冬季供暖不热"}}))
	w.get(w.officer, page+"/show", http.StatusOK, "您现在不能办理这一步")
	w.goes(w.fill(second, page+"/show", nil))
	w.get(second, page, http.StatusOK, "已公布", "冬季供暖不热", "撤下")
	w.goes(w.fill(second, page+"/hide", url.Values{"reason": {"名称不准确"}}))
	w.goes(w.fill(w.officer, page+"/aside", url.Values{"reason": {"重复来信"}}))
	w.get(w.officer, page, http.StatusOK, "不作为热点", "重复来信")
	w.goes(w.fill(w.officer, page+"/back", url.Values{"reason": {"又有来信"}}))
	w.get(w.officer, page, http.StatusOK, "待命名")
}
