package desk_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/desk"
)

// documentsOf is the service of documents over what the desk has.
func documentsOf(d *desk.Desk) *policy.Service {
	s := policy.New(policy.Needs{DB: d.DB, Duties: d.Duties, Holidays: d.Holidays, Items: d.Items, Files: d.Files, Words: i18n.T})
	d.Concerns = concernsOf(d)
	d.Items.Ready, d.Items.Keeps = s.Ready, s.Keeps
	d.Items.Released = func(tx *db.Tx, id publish.ID) error {
		return errors.Join(s.Released(tx, id), d.Concerns.Released(tx, id), d.Gazettes.Released(tx, id))
	}
	d.Cleanups, d.Gazettes = cleanupsOf(d, s), gazettesOf(d)
	d.Cleanups, d.Deposits = cleanupsOf(d, s), depositsOf(d, s)
	return s
}

// evidence takes a step with its file by the form of its page.
func (w *bureau) evidence(as auth.Actor, page, act string, change url.Values) reply {
	w.t.Helper()
	return w.upload(as, page+"/"+act, w.answers(as, page+"/"+act, change), "file", "材料.txt", []byte("材料"))
}

// policyBody is a document by articles.
const policyBody = "红谷滩区小额采购管理办法\n第一条 为规范小额采购，制定本办法。\n第二条 本办法自公布之日起施行，有效期三年。\n"

// TestPolicy takes a document from its draft to its number, with the words of each page.
func TestPolicy(t *testing.T) {
	w := newBureau(t)
	counsel := w.person(16, "闻知白", w.unit("区政府办"), auth.Counsel, auth.Units{All: true})
	w.get(w.writer, "/desk/policy", http.StatusOK, "还没有规范性文件", "起草规范性文件")
	in := url.Values{"unit": {fmt.Sprint(w.finance)}, "organ": {fmt.Sprint(w.finance)}, "title": {"红谷滩区小额采购管理办法"}, "vital": {"true"}}
	w.stays(w.send(w.writer, "/desk/policy/make", url.Values{"unit": {fmt.Sprint(w.finance)}, "title": {"办法"}}), http.StatusUnprocessableEntity, "发文机关")
	page := w.goes(w.send(w.writer, "/desk/policy/make", in))
	w.get(w.writer, page, http.StatusOK, "起草中", "评估论证", "未办妥", "缺少合法性审核", "公平竞争审查", "不需要", "自公布之日起")
	w.get(w.clerk, page, http.StatusNotFound)
	w.goes(w.fill(w.writer, page+"/edit", url.Values{"body": {policyBody}, "genre": {"08"}, "column": {w.library()}, "until": {"2026-10-31"}}))
	w.stays(w.fill(w.writer, page+"/ask", nil), http.StatusConflict, "还不能办理这一步", "缺少评估论证", "缺少征求意见")
	w.stays(w.fill(w.writer, page+"/assess", url.Values{"result": {"pass"}, "on": {"2023-10-26"}}), http.StatusUnprocessableEntity, "材料")
	w.goes(w.evidence(w.writer, page, "assess", url.Values{"result": {"pass"}, "on": {"2023-10-26"}}))
	w.get(w.writer, page, http.StatusOK, "可行", "打开材料")
	consult := url.Values{"result": {"done"}, "from": {"2023-10-20"}, "on": {"2023-10-26"}, "note": {"收到意见2条，都已采纳"}}
	w.stays(w.evidence(w.writer, page, "consult", consult), http.StatusUnprocessableEntity, "征求意见不少于 7 日", "收到意见2条，都已采纳")
	consult.Set("from", "2023-10-16")
	w.goes(w.evidence(w.writer, page, "consult", consult))
	w.stays(w.fill(w.writer, page+"/affect", url.Values{"kind": {"repeal"}, "target": {"《旧办法》"}}), http.StatusUnprocessableEntity, "库中没有“旧办法”")
	w.stays(w.fill(w.writer, page+"/affect", url.Values{"kind": {"amend"}, "target": {"《旧办法》"}}), http.StatusUnprocessableEntity, "请填写修改的文句", "请填写修改后的全文")
	w.goes(w.fill(w.writer, page+"/ask", nil))
	w.get(w.writer, page, http.StatusOK, "合法性审核中")
	w.get(counsel, "/desk", http.StatusOK, "规范性文件等您办理", "红谷滩区小额采购管理办法")
	judge := url.Values{"result": {"legal"}, "number": {"红司审〔2023〕9号"}}
	w.stays(w.evidence(w.writer, page, "judge", judge), http.StatusForbidden)
	w.stays(w.evidence(counsel, page, "judge", judge), http.StatusUnprocessableEntity, "审核时间不少于 5 个工作日")
	w.clock.Set("2023-11-03")
	w.goes(w.evidence(counsel, page, "judge", judge))
	w.get(w.writer, page, http.StatusOK, "待集体审议", "红司审〔2023〕9号")
	w.stays(w.evidence(w.writer, page, "deliberate", url.Values{"result": {"revised"}, "number": {"第8次局长办公会"}, "on": {"2023-11-03"}}), http.StatusUnprocessableEntity, "请填写会议通过的全文")
	w.goes(w.evidence(w.writer, page, "deliberate", url.Values{"result": {"pass"}, "number": {"第8次局长办公会"}, "on": {"2023-11-03"}}))
	w.get(w.writer, page+"/register", http.StatusOK, "您现在不能办理这一步")
	w.stays(w.fill(w.officer, page+"/register", url.Values{"word": {"红财规2023"}}), http.StatusUnprocessableEntity, "应为 1 到 12 个汉字")
	w.goes(w.fill(w.officer, page+"/register", url.Values{"word": {"红财规"}}))
	w.get(w.officer, page, http.StatusOK, "红财规〔2023〕1号", "HGTGF-2023-1", "待公布", "发布情况", "作废文号")
	w.goes(w.fill(w.officer, page+"/void", url.Values{"reason": {"上位法修改"}}))
	w.get(w.officer, page, http.StatusOK, "文号作废", "上位法修改", "红财规〔2023〕1号")
	w.get(w.officer, "/desk/policy?state=voided", http.StatusOK, "红财规〔2023〕1号")
	draft := w.goes(w.send(w.writer, "/desk/policy/make", in))
	w.goes(w.fill(w.writer, draft+"/discard", url.Values{"reason": {"不再制定"}}))
	w.get(w.writer, draft, http.StatusOK, "草稿作废")
}

// library is the column of normative documents.
func (w *bureau) library() string {
	w.t.Helper()
	all, err := w.Columns.Tree(w.t.Context())
	must(w.t, err)
	for i := range all {
		if all[i].Code == "zcwj-gfxwj" {
			return fmt.Sprint(all[i].ID)
		}
	}
	w.t.Fatal("no library")
	return ""
}

// TestCitation: a text that rests on a document which is no longer in force is stopped with
// its name, and what is public already waits for a look of who answers for it.
func TestCitation(t *testing.T) {
	w := newBureau(t)
	w.Items.Cites = w.Documents.Relied
	doc := w.rule("甲管理办法")
	draft := func(text string) *publish.Edition {
		var at int64
		_, err := fmt.Sscan(w.library(), &at)
		must(t, err)
		e, err := w.Items.Draft(w.as(w.writer), w.finance, publish.Edit{Title: "办事须知", Body: text, Attribute: publish.Open, Anchor: "foi:20-1", Column: at, MadeOn: w.DB.Today()}, nil)
		must(t, err)
		return e
	}
	public := draft("请按照《甲管理办法》办理。")
	w.online(public.ItemID)
	w.get(w.writer, "/desk/"+doc.Ref(), http.StatusOK, "引用这份文件的信息", "办事须知")
	w.clock.Set(doc.Until.Add(1))
	must(t, w.Documents.Turn(t.Context()))
	w.get(w.writer, "/desk/"+doc.Ref(), http.StatusOK, "已失效", "待核对")
	v, err := w.Documents.View(w.as(w.writer), doc.ID)
	must(t, err)
	one := "/desk/" + v.Citing[0].Ref()
	w.get(w.clerk, one, http.StatusNotFound)
	w.get(w.writer, one, http.StatusOK, "办事须知", "甲管理办法", "已失效", "登记核对结果")
	w.stays(w.fill(w.writer, one+"/look", url.Values{"reason": {""}}), http.StatusUnprocessableEntity)
	w.goes(w.fill(w.writer, one+"/look", url.Values{"reason": {"只是说明沿革"}}))
	w.get(w.writer, one, http.StatusOK, "已核对", "只是说明沿革")
	e := draft("请按照" + doc.Number + "办理。")
	_, err = w.Items.Screen(w.as(w.writer), e.ID)
	must(t, err)
	w.get(w.writer, fmt.Sprintf("/desk/publish/edition/%d", e.ID), http.StatusOK, "《甲管理办法》", "不得作为行政管理的依据")
}
