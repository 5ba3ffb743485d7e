package desk_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/interpret"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/desk"
)

// interpretsOf is the service of interpretations over what the desk has. It asks nothing of
// documents yet: see asked.
func interpretsOf(d *desk.Desk) *interpret.Service {
	return interpret.New(interpret.Needs{DB: d.DB, Duties: d.Duties, Items: d.Items, Words: i18n.T})
}

// asked has documents ask for their interpretations, as the program does.
func asked(d *desk.Desk) {
	s, docs, items := d.Interprets, d.Documents, d.Items
	docs.Moved, items.With = s.Moved, s.With
	items.Ready = func(tx *db.Tx, id publish.ID, c *publish.Content) error {
		return errors.Join(docs.Ready(tx, id, c), s.Ready(tx, id, c))
	}
	items.Released = func(tx *db.Tx, id publish.ID) error {
		return errors.Join(docs.Released(tx, id), s.Released(tx, id))
	}
}

// plain is an interpretation in words of its own.
func plain() url.Values {
	return url.Values{
		"title": {"小额采购怎么公开"}, "outline": {"讲三件事"}, "forms": {"text", "qa"}, "channels": {"site"}, "on": {"2023-11-03"}, "person": {"李局长"}, "contact": {"采购科 0791-00000000"},
		"purpose": {"群众想知道钱花到哪里去了。"}, "main": {"买了什么、花了多少，都贴出来。"}, "scope": {"区里吃财政饭的单位。"}, "process": {"不用申请，上网就能看。"}, "changes": {"以前没有规定。"}, "background": {"省里有要求。"},
	}
}

// TestInterpret: a document is stopped without its interpretation; what is missing is named;
// who signs the document sees what it signs with it; both come out together.
func TestInterpret(t *testing.T) {
	w := newBureau(t)
	asked(w.Desk)
	counsel := w.person(16, "闻知白", w.unit("区政府办"), auth.Counsel, auth.Units{All: true})
	in := url.Values{"unit": {fmt.Sprint(w.finance)}, "organ": {fmt.Sprint(w.finance)}, "title": {"红谷滩区小额采购管理办法"}, "body": {policyBody}, "genre": {"08"}, "column": {w.library()}, "until": {"2026-10-31"}}
	page := w.goes(w.send(w.writer, "/desk/policy/make", in))
	w.goes(w.evidence(w.writer, page, "assess", url.Values{"result": {"pass"}, "on": {"2023-10-26"}}))
	id := strings.TrimPrefix(page, "/desk/policy/")
	w.stays(w.fill(w.writer, page+"/ask", nil), http.StatusConflict, "应当有政策解读")
	w.get(w.writer, page, http.StatusOK, "应当解读，还没有起草", "/desk/interpret/make?policy="+id)
	w.get(w.writer, "/desk/interpret/make?policy="+id, http.StatusOK, "红谷滩区小额采购管理办法", "谁起草、谁解读")
	w.stays(w.send(w.writer, "/desk/interpret/make", url.Values{}), http.StatusUnprocessableEntity, "只填一个")
	x := w.goes(w.send(w.writer, "/desk/interpret/make", url.Values{"policy": {id}}))
	w.get(w.writer, x, http.StatusOK, "随文件起草", "没有写明“办理流程”", "添加材料", "还没有填写")
	w.get(w.clerk, x, http.StatusNotFound)
	w.stays(w.fill(w.writer, page+"/ask", nil), http.StatusConflict, "解读还没有备齐", "没有写明“新旧政策差异”")
	copied := plain()
	copied.Set("main", "第一条 为规范小额采购，制定本办法。第二条 本办法自公布之日起施行，有效期三年。")
	for _, e := range []string{"purpose", "scope", "process", "changes", "background"} {
		copied.Set(e, "本办法自公布之日起施行，有效期三年。")
	}
	w.goes(w.fill(w.writer, x+"/edit", copied))
	w.get(w.writer, x, http.StatusOK, "超过 60%", "与原文相同的语句", "本办法自公布之日起施行，有效期三年")
	w.goes(w.fill(w.writer, x+"/edit", plain()))
	w.get(w.writer, x, http.StatusOK, "解读方案选了“政策简明问答”，还没有材料")
	w.stays(w.fill(w.writer, x+"/add/qa", url.Values{"title": {"两问"}, "text": {"谁来管？"}}), http.StatusUnprocessableEntity, "一问一答", "谁来管？")
	w.stays(w.fill(w.writer, x+"/add/live", url.Values{"title": {"直播"}}), http.StatusUnprocessableEntity, "网址", "日期")
	w.get(w.writer, x+"/add/picture", http.StatusOK, "图片说了什么", `name="file"`)
	w.goes(w.fill(w.writer, x+"/add/qa", url.Values{"title": {"两问"}, "text": {"问：谁来管？\n答：财政局。"}}))
	w.goes(w.fill(w.writer, x+"/add/expert", url.Values{"title": {"不要了"}, "people": {"某专家"}, "text": {"多说几句。"}}))
	w.goes(w.fill(w.writer, x+"/drop", url.Values{"piece": {w.piece(x, "不要了")}}))
	w.get(w.writer, x, http.StatusOK, "已经备齐", "问：谁来管？")
	w.stays(w.fill(w.writer, x+"/except", url.Values{"decider": {"李局长"}, "reason": {"急"}}), http.StatusForbidden)
	w.goes(w.fill(w.writer, page+"/ask", nil))
	w.clock.Set("2023-11-03")
	w.goes(w.evidence(counsel, page, "judge", url.Values{"result": {"legal"}, "number": {"9号"}}))
	w.goes(w.evidence(w.writer, page, "deliberate", url.Values{"result": {"pass"}, "number": {"第8次"}, "on": {"2023-11-03"}}))
	w.goes(w.fill(w.officer, page+"/register", url.Values{"word": {"红财规"}}))
	edition := w.editionOf("红谷滩区小额采购管理办法")
	w.get(w.writer, edition, http.StatusOK, "与本文件一起审核、一起发布", "群众想知道钱花到哪里去了")
	w.step(w.writer, edition, "submit", handedIn)
	w.get(w.head, edition+"/review", http.StatusOK, "群众想知道钱花到哪里去了", "问：谁来管？")
	w.step(w.head, edition, "review", agreed)
	w.step(w.secrecy, edition, "clear", cleared)
	w.step(w.signer, edition, "sign", agreed)
	w.step(w.writer, edition, "release", agreed)
	w.get(w.writer, x, http.StatusOK, "与文件同步发布", "公众看到的页面")
	w.get(w.writer, page, http.StatusOK, "小额采购怎么公开", "已发布")
	w.get(w.officer, "/desk/interpret/figures", http.StatusOK, "非文字形式占比", "100%", "/desk/interpret?state=released&amp;forms=nontext")
	w.get(w.officer, "/desk/interpret?state=released&forms=nontext", http.StatusOK, "小额采购怎么公开", "政策简明问答")
	w.get(w.officer, "/desk/interpret?late=late", http.StatusOK, "没有符合条件的内容")
}

// piece is the id of a piece by its title.
func (w *bureau) piece(page, title string) string {
	w.t.Helper()
	var id interpret.ID
	_, err := fmt.Sscanf(page, "/desk/interpret/%d", &id)
	must(w.t, err)
	v, err := w.Interprets.View(auth.With(w.t.Context(), w.writer), id)
	must(w.t, err)
	for _, p := range v.Interpretation.Content.Pieces {
		if p.Title == title {
			return fmt.Sprint(p.ID)
		}
	}
	w.t.Fatalf("no piece %s", title)
	return ""
}

// editionOf is the page of the newest edition with a title.
func (w *bureau) editionOf(title string) string {
	w.t.Helper()
	rows, err := w.Items.Find(auth.With(w.t.Context(), w.officer), publish.Find{Text: title}, db.Page{})
	must(w.t, err)
	if len(rows.Items) == 0 {
		w.t.Fatalf("no edition of %s", title)
	}
	return fmt.Sprintf("/desk/publish/edition/%d", rows.Items[0].ID)
}
