package foi_test

import (
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/profiles"
)

// A storedCase makes two requests through the services: one in which nothing is wrong, and
// one with the error. lawful nil is that of the row before.
type storedCase struct {
	rule          string
	lawful, wrong func(w *world) *foi.Request
}

// TestLintStored: each rule of the lint fires from a case as it is really stored, with the
// letters of a real district, and is silent on the lawful case beside it.
func TestLintStored(t *testing.T) {
	rows := slices.Concat(storedItems, storedLetters, storedWay, storedCopies)
	each(t, "2026-03-02", func(w *world) {
		w.lettersOf("honggutan")
		lawful := rows[0].lawful
		for _, row := range rows {
			if row.lawful != nil {
				lawful = row.lawful
			}
			r := lawful(w)
			if found := w.found(r); slices.Contains(found, row.rule) {
				w.Errorf("%s fires on a lawful case: %v", row.rule, found)
			}
			r = row.wrong(w)
			if found := w.found(r); !slices.Contains(found, row.rule) {
				w.Errorf("%s does not fire: %v", row.rule, found)
			}
			w.lettersOf("honggutan")
		}
	})
	for key := range i18n.Keys() {
		rule, of := strings.CutPrefix(key, "foi.lint.")
		if of && !slices.ContainsFunc(rows, func(row storedCase) bool { return row.rule == rule }) {
			t.Errorf("nothing shows that %s fires from stored data", rule)
		}
	}
}

// today is the day of the world.
func (w *world) today() calendar.Day { return w.db.Today() }

// asksFor is a request for something, at the counter, with a handler.
func (w *world) asksFor(want string) *foi.Request {
	w.Helper()
	f := w.filing()
	f.Want = want
	out, err := w.s.Receive(w.as(auth.Clerk), foi.Receipt{Filing: f, Channel: foi.Counter, Submitted: w.today()}, foi.Papers{})
	w.must(err)
	w.codes[out.ID] = out
	r := w.load(out.ID)
	r, err = w.s.Assign(w.as(auth.Head), r.ID, foi.To{Rev: r.Rev, Person: w.people[auth.Clerk].ID})
	w.must(err)
	return r
}

// result is what a reply that is right says with a result.
func result(code string) foi.Item {
	res, _ := law.ResultOf(code)
	limb := ""
	if res.Remedy == law.ByParts {
		limb = "internal"
	}
	return outcomeOf(res, limb, nil).item
}

// answers decides the things of a request with results, changed in some way, and drafts the reply.
func (w *world) answers(r *foi.Request, change func(*foi.Item), codes ...string) *foi.Request {
	w.Helper()
	var remedies []string
	for n, code := range codes {
		it := w.view(r).Items[n]
		in := result(code)
		in.ID, in.Rev = it.ID, it.Rev
		if change != nil {
			change(&in)
		}
		for _, f := range foi.FactsOf(in.Result, in.Parts) {
			if in.Facts[f.Key] != "" && f.Sort == foi.FactDay {
				in.Facts[f.Key] = string(r.Received)
			}
		}
		var brought []files.Upload
		if res, _ := law.ResultOf(code); slices.Contains(res.Evidence, "search_record") {
			staged, err := w.files.Stage(w.Context(), strings.NewReader("检索记录\n"))
			w.must(err)
			brought = append(brought, files.Upload{Staged: staged, Name: "检索记录.txt"})
		}
		w.did(w.s.Decide(w.as(auth.Clerk), r.ID, it.ID, in, brought...))
		if p := in.Remedy().Paragraph(); p != "" && !slices.Contains(remedies, p) {
			remedies = append(remedies, p)
		}
	}
	return w.drafts(w.gives(w.load(r.ID)), remedies...)
}

func (w *world) drafts(r *foi.Request, remedies ...string) *foi.Request {
	w.Helper()
	slices.Sort(remedies)
	w.did(w.s.Draft(w.as(auth.Clerk), r.ID, foi.Draft{Rev: r.Rev, Remedy: remedies, Online: "https://xzfy.example.gov.cn", Contact: "公开办"}))
	return w.load(r.ID)
}

// sole is a request for one thing that is answered with a result.
func sole(code string, change func(*foi.Item)) func(*world) *foi.Request {
	return func(w *world) *foi.Request {
		w.Helper()
		return w.answers(w.prepared(new(w.today()), outcome{item: result(code)}), change, code)
	}
}

// misprinted answers with a template of the district that says something in another way.
func misprinted(file string, then func(*world) *foi.Request, swaps ...string) func(*world) *foi.Request {
	return func(w *world) *foi.Request {
		w.Helper()
		w.template(file, swaps)
		return then(w)
	}
}

// template reads the letters of the district with one of them changed, which must pass.
func (w *world) template(file string, swaps []string) {
	w.Helper()
	set, rows := changed(w, file, swaps...)
	if len(rows) > 0 {
		w.Fatalf("%s with %s is refused when it is read: %v", file, swaps[1], rows)
	}
	w.needs.Letters = func(*db.Tx) (letter.Set, error) { return set, nil }
	w.s = foi.New(w.needs)
}

// changed reads the letters of the district with one of them changed.
func changed(t testing.TB, file string, swaps ...string) (letter.Set, []fault.Row) {
	t.Helper()
	all := map[string]string{}
	names, err := fs.Glob(profiles.Files, "honggutan/letters/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range names {
		b, err := profiles.Files.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all[path.Base(f)] = string(b)
	}
	was := all[file]
	if all[file] = strings.NewReplacer(swaps...).Replace(was); all[file] == was {
		t.Fatalf("%s does not have %s", file, swaps[0])
	}
	return letter.Read(all)
}

func fact(key, value string) func(*foi.Item) { return func(it *foi.Item) { it.Facts[key] = value } }

func because(text string) func(*foi.Item) {
	return func(it *foi.Item) { it.Reason = typedReason + "。" + text }
}

// somebody is the number of an identity card of nobody.
const somebody = "11010519491231002X"

// storedItems are the rules about what is decided.
var storedItems = []storedCase{
	{"item.result", sole("A1", nil), func(w *world) *foi.Request { return w.asksFor("某年度的决算") }},
	{"item.url", nil, sole("A1", fact("url", "https://www.example.gov.cn/"))},
	{"no_draft", nil, func(w *world) *foi.Request {
		r := w.asksFor("某年度的决算")
		it := w.item(r)
		in := result("A1")
		in.ID, in.Rev = it.ID, it.Rev
		w.did(w.s.Decide(w.as(auth.Clerk), r.ID, it.ID, in))
		return r
	}},
	{"item.papers", sole("U1", nil), func(w *world) *foi.Request {
		r := sole("U1", nil)(w)
		it := w.item(r)
		w.did(w.s.TakeOut(w.as(auth.Clerk), it.Papers[0].ID, foi.Seen{Rev: it.Rev}))
		return r
	}},
	{"item.organ", sole("U2", func(it *foi.Item) { delete(it.Facts, "unknown") }), sole("U2", func(it *foi.Item) { delete(it.Facts, "organ"); delete(it.Facts, "unknown") })},
	{"item.marking", sole("N1", nil), sole("N1", func(it *foi.Item) { delete(it.Facts, "marking") })},
	{"item.whole", sole("N3", nil), sole("N3", func(it *foi.Item) { it.Whole = false })},
	{"item.reason", sole("N5", nil), sole("N5", because("依法不得公开"))},
	{"process_over", sole("N6", fact("pending", "yes")), sole("N6", fact("pending", "no"))},
	{"petition_mixed", func(w *world) *foi.Request {
		return w.answers(w.asksFor("投诉某小区物业管理混乱"), nil, "S1")
	}, func(w *world) *foi.Request {
		return w.answers(w.asksFor("投诉某小区物业管理混乱，并公开该小区的验收报告"), nil, "S1")
	}},
	{"often_fair", weighed(foi.Unfair), weighed(foi.Fair)},
	{"no_amendment", sole("U4", nil), func(w *world) *foi.Request { return w.answers(w.asksFor("那个文件"), nil, "U4") }},
	{"not_lapsed", func(w *world) *foi.Request { return w.gaveUp(new(w.today()), "O1") }, func(w *world) *foi.Request { return w.answers(w.asksFor("那个文件"), nil, "O1") }},
	{"not_lapsed", func(w *world) *foi.Request { return w.gaveUp(new(w.today()), "O2") }, func(w *world) *foi.Request { return w.answers(w.asksFor("那个文件"), nil, "O2") }},
	{"item_unnamed", split("2025年度绿地养护的预算"), split("2024年度道路维修的预算")},
	{"must_not", sole("A3", nil), sole("A3", func(it *foi.Item) { it.Parts[0].How = "该部分依法不得公开，予以遮盖" })},
}

// weighed is a request refused as too much, whose reasons were judged in some way.
func weighed(view foi.Fairness) func(*world) *foi.Request {
	return func(w *world) *foi.Request {
		r := w.prepared(new(w.today()), outcome{item: result("S4")})
		r, err := w.s.Weigh(w.as(auth.Clerk), r.ID, foi.Weigh{Rev: r.Rev, View: view, Day: w.today(), Why: "核对了数量"})
		w.must(err)
		return w.answers(r, nil, "S4")
	}
}

// split is a request for two things, of which the second is written down in some way.
func split(as string) func(*world) *foi.Request {
	return func(w *world) *foi.Request {
		r := w.asksFor("请提供2025年度绿地养护的验收报告和预算")
		r, err := w.s.Split(w.as(auth.Clerk), r.ID, foi.Split{Rev: r.Rev, Items: "2025年度绿地养护的验收报告\n" + as, Reason: "两件事", AgreedHow: foi.ByCall, AgreedOn: r.Submitted, AgreedNote: "逐项读给申请人听，同意"})
		w.must(err)
		return w.answers(r, nil, "A1", "A1")
	}
}

const signedByOrgan = "{{.机关名称}}\n{{.落款日期}}"

// storedLetters are the rules about the letter.
var storedLetters = []storedCase{
	{"letter.remedy", sole("N5", nil), func(w *world) *foi.Request { return w.drafts(sole("N5", nil)(w), "R-B") }},
	{"remedy_choice", nil, sole("N5", because("您也可以在6个月内直接向人民法院提起行政诉讼。"))},
	{"remedy_first", nil, misprinted("R-A.txt", sole("N5", nil), "应当先申请", "可以申请")},
	{"remedy_period", nil, misprinted("R-A.txt", sole("N5", nil), "可以自收到本文书之日起{{.复议期限}}内向{{.复议机关}}申请行政复议", "可以向{{.复议机关}}申请行政复议。期限为{{.复议期限}}。")},
	{"remedy_period_after", nil, misprinted("R-A.txt", sole("N5", nil), "{{.复议后起诉期限}}内", "", "如对", "期限为{{.复议后起诉期限}}。如对")},
	{"remedy_online", nil, func(w *world) *foi.Request {
		r := sole("N5", nil)(w)
		w.did(w.s.Draft(w.as(auth.Clerk), r.ID, foi.Draft{Rev: r.Rev, Remedy: []string{"R-A"}, Contact: "公开办"}))
		return r
	}},
	{"article_missing", nil, misprinted("N5.txt", sole("N5", nil), "第十六条第一款、", "")},
	{"article_bare", nil, sole("N5", because("根据《中华人民共和国政府信息公开条例》第十六条不予公开。"))},
	{"article_alien", nil, sole("N5", because("根据《中华人民共和国政府信息公开条例》第十四条不予公开。"))},
	{"cites", nil, func(w *world) *foi.Request {
		w.change("INSERT INTO policy_document (id, rev, unit_id, organ_id, title, number, state, made_at) VALUES (7, 1, 1, 1, '旧办法', '红府规〔2020〕1号', 'registered', 0)")
		return sole("N5", because("根据红府规〔2020〕1号不予公开。"))(w)
	}},
	{"purpose", nil, sole("N5", because("您没有说明申请用途。"))},
	{"leak_applicant", nil, sole("N5", because("已经电话13800000000告知。"))},
	{"screen", nil, sole("N5", because("经办人的身份证号是"+somebody+"。"))},
	{"inner_unit", nil, misprinted("reply.txt", func(w *world) *foi.Request {
		w.change("UPDATE unit_unit SET contact_desk = '办公室' WHERE code = 'czj'") // as the list of units has it
		return sole("N5", nil)(w)
	}, signedByOrgan, "南昌市红谷滩区财政局办公室\n{{.机关名称}}\n{{.落款日期}}")},
	{"remedy_not_first", sole("A1", nil), misprinted("R-B.txt", sole("A1", nil), "可以自收到本文书之日起{{.复议期限}}", "应当先自收到本文书之日起{{.复议期限}}")},
	{"remedy_missing", nil, misprinted("R-B.txt", sole("A1", nil), "诉讼", "程序")},
	{"remedy_organ", nil, misprinted("R-B.txt", sole("A1", nil), "内向{{.复议机关}}申请", "内（机关为{{.复议机关}}。）申请")},
	{"remedy_court", nil, misprinted("R-B.txt", sole("A1", nil), "内向{{.法院}}提起", "内提起", "如对", "法院是{{.法院}}。如对")},
	{"remedy_period_suit", nil, misprinted("R-B.txt", sole("A1", nil), "自收到本文书之日起{{.起诉期限}}内", "", "如对", "期限是{{.起诉期限}}。如对")},
	{"untold", sole("U2", nil), misprinted("U2.txt", sole("U2", nil), "向{{.负责机关}}提出", "向{{if .负责机关}}有关机关{{else}}{{.负责机关}}{{end}}提出")},
	{"untold_perhaps", sole("A2", nil), misprinted("A2.txt", sole("A2", nil), "；地点：{{.领取地点}}", "；地点：{{if .领取地点}}本机关{{else}}{{.领取地点}}{{end}}")},
}

// storedWay are the rules about what happened before the reply.
var storedWay = []storedCase{
	{"unproved", sole("N4", nil), func(w *world) *foi.Request {
		r := w.asksFor("合同单价")
		r, err := w.s.Ask(w.as(auth.Clerk), r.ID, foi.Ask{Rev: r.Rev, Kind: foi.Third, Party: "示例建设有限公司", Address: "示例路9号", Subject: "合同单价", Harm: "商业秘密", Sending: hand(w.today())})
		w.must(err)
		return r
	}},
	{"leak_third", nil, func(w *world) *foi.Request { return w.third("该公司住所在示例路9号。", "object") }},
	{"leak_third", nil, func(w *world) *foi.Request { return w.third("示例建设有限公司不同意。", "object") }},
	{"consult_missing", nil, func(w *world) *foi.Request { return w.answers(w.asksFor("合同单价"), nil, "N4") }},
	{"consult_differs", nil, func(w *world) *foi.Request { return w.third("", "silent") }},
	{"consult_missing", asked(0, 1), asked(0, 0)},
	{"consult_open", sole("A2", nil), func(w *world) *foi.Request {
		r := w.asksFor("合同单价")
		r, err := w.s.Ask(w.as(auth.Clerk), r.ID, foi.Ask{Rev: r.Rev, Kind: foi.Third, Party: "示例建设有限公司", Subject: "合同单价", Harm: "商业秘密", Sending: hand(w.today())})
		w.must(err)
		return w.answers(r, nil, "A2")
	}},
	{"consult_open", unreached, func(w *world) *foi.Request {
		return w.answers(w.asks(w.asksFor("合同单价"), foi.Third, w.today()), nil, "A2")
	}},
	{"consult_silence", silenced(""), silenced("第三方逾期未答复，视为同意公开")},
	{"consult_untold", sole("A2", nil), func(w *world) *foi.Request {
		return w.answers(w.prepared(new(w.today()), outcome{item: result("N4")}), nil, "A2")
	}},
	{"aid_owed.counsel", nil, helped(foi.ByCounsel)},
	{"aid_owed.help", nil, helped(foi.ByUnit)},
	{"clarify_purpose", sole("U4", nil), misprinted("D3.txt", sole("U4", nil), "{{.补正要求}}", "{{.补正要求}}，并写明申请用途")},
	{"clarify_late", nil, func(w *world) *foi.Request {
		r := w.asksFor("那个文件")
		w.on(w.today().Add(30))
		r, err := w.s.Clarify(w.as(auth.Clerk), r.ID, foi.Clarify{Rev: r.Rev, What: "没有写明年度", Tip: "请写明年度", Sending: hand(w.today())})
		w.must(err)
		r, err = w.s.Amend(w.as(auth.Clerk), r.ID, foi.Amend{Rev: r.Rev, Want: "就是那个文件", Day: w.today()})
		w.must(err)
		return w.answers(r, nil, "U4")
	}},
	{"lapse_untold", func(w *world) *foi.Request {
		r := w.gaveUp(new(w.today()), "O1")
		r, err := w.s.Dismiss(w.as(auth.Clerk), r.ID, foi.Dismiss{Rev: r.Rev, Sending: hand(w.today())})
		w.must(err)
		return r
	}, func(w *world) *foi.Request { return w.gaveUp(new(w.today()), "O1") }},
	{"extension_untold", extended(0, 0), extended(1, 0)},
	{"extension_late", nil, extended(1, 40)},
	{"late", sole("A1", nil), func(w *world) *foi.Request {
		r := sole("A1", nil)(w)
		w.on(r.Due.Add(1))
		return r
	}},
}

// third is a refusal for the sake of a third party that was asked and objected, with more said.
func (w *world) third(more, opinion string) *foi.Request {
	w.Helper()
	r := w.asksFor("合同单价")
	r, err := w.s.Ask(w.as(auth.Clerk), r.ID, foi.Ask{Rev: r.Rev, Kind: foi.Third, Party: "示例建设有限公司", Address: "示例路9号", Subject: "合同单价", Harm: "商业秘密", Sending: hand(w.today())})
	w.must(err)
	r, err = w.s.Hear(w.as(auth.Clerk), r.ID, w.asked(r, 0).ID, foi.Hear{Rev: r.Rev, Day: w.today(), Opinion: foi.Objects, Reason: "单价是商业秘密"})
	w.must(err)
	w.proved(r, w.today())
	return w.answers(w.load(r.ID), func(it *foi.Item) { it.Reason += "。" + more; it.Facts["opinion"] = opinion }, "N4")
}

// asked is a request for two things, both refused for the sake of third parties: who is
// asked is asked about the first and the second thing, or about one of them twice.
func asked(about ...int) func(*world) *foi.Request {
	return func(w *world) *foi.Request {
		r := w.asksFor("两份合同的单价")
		r, err := w.s.Split(w.as(auth.Clerk), r.ID, foi.Split{Rev: r.Rev, Items: "甲合同的单价\n乙合同的单价", Reason: "两件事", AgreedHow: foi.ByCall, AgreedOn: r.Submitted, AgreedNote: "逐项读给申请人听，同意"})
		w.must(err)
		for n, at := range about {
			r, err = w.s.Ask(w.as(auth.Clerk), r.ID, foi.Ask{
				Rev: r.Rev, Kind: foi.Third, Party: []string{"示例建设有限公司", "示例路桥有限公司"}[n], Item: w.view(r).Items[at].ID, Subject: "合同单价", Harm: "商业秘密", Sending: hand(w.today()),
			})
			w.must(err)
			r, err = w.s.Hear(w.as(auth.Clerk), r.ID, w.asked(r, n).ID, foi.Hear{Rev: r.Rev, Day: w.today(), Opinion: foi.Objects, Reason: "单价是商业秘密"})
			w.must(err)
		}
		w.proved(r, w.today())
		return w.answers(w.load(r.ID), nil, "N4", "N4")
	}
}

// unreached is a request about which a third party was asked whom no letter reaches.
func unreached(w *world) *foi.Request {
	r := w.asks(w.asksFor("合同单价"), foi.Third, w.today())
	r, err := w.s.Back(w.as(auth.Clerk), r.ID, w.letters(r)[0].ID, foi.On{Rev: r.Rev, Day: w.today()})
	w.must(err)
	r, err = w.s.Unreach(w.as(auth.Clerk), r.ID, w.asked(r, 0).ID, foi.Unreach{Rev: r.Rev, Reason: "登记地址查无此公司"}, w.evidence())
	w.must(err)
	return w.answers(r, nil, "A2")
}

// silenced discloses what a third party has said nothing about, with more said.
func silenced(more string) func(*world) *foi.Request {
	return func(w *world) *foi.Request {
		it := result("N4")
		it.Facts["opinion"] = "silent"
		return w.answers(w.prepared(new(w.today()), outcome{item: it}), func(it *foi.Item) { it.Facts["way"] += "。" + more }, "A2")
	}
}

// helped asks somebody inside, who has not answered.
func helped(by foi.Helper) func(*world) *foi.Request {
	return func(w *world) *foi.Request {
		r := sole("A2", nil)(w)
		w.did(w.s.Seek(w.as(auth.Clerk), r.ID, foi.Seek{Rev: r.Rev, Kind: by, Unit: map[foi.Helper]int64{foi.ByCounsel: w.bureau.ID, foi.ByUnit: w.office.ID}[by], Question: "能否公开"}))
		return r
	}
}

// extended is a request whose extension was told by the post: the notice came back some days
// later, if any, and went out again after some more.
func extended(back, again int) func(*world) *foi.Request {
	return func(w *world) *foi.Request {
		r := w.asksFor("某年度的决算")
		r, err := w.s.Propose(w.as(auth.Clerk), r.ID, foi.Extension{Rev: r.Rev, Reason: "检索量大"})
		w.must(err)
		r, err = w.s.Extend(w.as(auth.Head), r.ID, foi.ExtendBy{Rev: r.Rev, Sending: posted(w.today())})
		w.must(err)
		if back > 0 {
			w.on(w.today().Add(back))
			r, err = w.s.Back(w.as(auth.Clerk), r.ID, w.letters(r)[0].ID, foi.On{Rev: r.Rev, Day: w.today()})
			w.must(err)
		}
		if again > 0 {
			w.on(w.today().Add(again))
			r, err = w.s.Dispatch(w.as(auth.Clerk), r.ID, w.letters(r)[0].ID, foi.Serve{Rev: r.Rev, Sending: hand(w.today())})
			w.must(err)
		}
		return r
	}
}

// storedCopies are the rules about what goes with the letter.
var storedCopies = []storedCase{
	{"leak_enclosed", enclosing("验收合格"), enclosing("验收人：某某公司")},
	{"screen_enclosed", nil, enclosing("验收人身份证号" + somebody)},
	{"copy_unredacted", sole("A3", nil), func(w *world) *foi.Request { return w.turned(false) }},
	{"copy_whole", nil, func(w *world) *foi.Request { return w.turned(true) }},
	{"redaction_open", func(w *world) *foi.Request { return w.cuts("甲乙丙三人参加了会议", "丙三人") }, func(w *world) *foi.Request {
		r, it := w.parted(w.today())
		w.kept(r, it.ID, "纪要.txt", []byte("某人发言\n"))
		return r
	}},
	{"treated_otherwise", nil, func(w *world) *foi.Request { return w.cuts("甲乙丙三人参加了会议", "参加了") }},
	{"passage_otherwise", func(w *world) *foi.Request {
		return w.cuts("第一次会议。\n"+sentence, "张三丰")
	}, func(w *world) *foi.Request { return w.cuts("第二次会议。\n"+sentence, "办公楼") }},
}

// enclosing gives out a file that says something.
func enclosing(text string) func(*world) *foi.Request {
	return func(w *world) *foi.Request {
		runner, err := jobs.NewRunner(w.db, jobs.Config{}, w.files.Kinds()...)
		w.must(err)
		r := w.asksFor("验收报告")
		r, err = w.s.Ask(w.as(auth.Clerk), r.ID, foi.Ask{Rev: r.Rev, Kind: foi.Third, Party: "某某公司", Subject: "验收报告", Harm: "商业秘密", Sending: hand(w.today())})
		w.must(err)
		r, err = w.s.Hear(w.as(auth.Clerk), r.ID, w.asked(r, 0).ID, foi.Hear{Rev: r.Rev, Day: w.today(), Opinion: foi.Agrees})
		w.must(err)
		it := w.item(r)
		in := foi.Item{ID: it.ID, Rev: it.Rev, Result: "A2", Facts: map[string]string{"form": "email"}, Given: []foi.Given{{Title: "验收报告"}}}
		w.did(w.s.Decide(w.as(auth.Clerk), r.ID, it.ID, in))
		w.did(w.s.Give(w.as(auth.Clerk), r.ID, it.ID, foi.Give{Rev: w.item(r).Rev, Document: "验收报告"}, sheaf("验收报告.txt", text+"\n"), foi.Sheaf{}))
		w.did(runner.RunDue(auth.With(w.Context(), auth.Machine("jobs"))))
		return w.drafts(w.load(r.ID), "R-B")
	}
}

// turned is a request in which a document was to be given whole; then it was decided to
// give it in part, and nobody has made another copy. whole: the record is on file too.
func (w *world) turned(whole bool) *foi.Request {
	w.Helper()
	r := w.answers(w.asksFor("施工合同"), nil, "A2")
	it := w.item(r)
	in := result("A3")
	in.ID, in.Rev, in.Given = it.ID, it.Rev, slices.Clone(it.Given)
	maps.DeleteFunc(in.Facts, func(k, _ string) bool { return foi.FactOf(k).Sort == foi.FactDay })
	w.did(w.s.Decide(w.as(auth.Clerk), r.ID, it.ID, in))
	if whole {
		w.did(w.s.AddRecord(w.as(auth.Clerk), r.ID, it.ID, "施工合同", "施工合同.txt", []byte(it.Given[0].Title+"\n")))
	}
	return w.load(r.ID)
}

// cuts is a request in which words are taken out of a text.
func (w *world) cuts(text, words string) *foi.Request {
	w.Helper()
	return w.cut(w.today(), "纪要.txt", []byte(text+"\n"), words)
}
