package foi_test

import (
	"fmt"
	"maps"
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
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/platform/profile"
)

// What is typed as the reason of a decision, and of a part that is withheld.
const (
	typedReason = "经办人写明的事实和理由"
	typedPart   = "这一部分的事实和理由"
)

// remedyOf is the paragraph that each result goes with: 复议前置 for what is withheld
// under Articles 14 to 16 (行政复议法第二十三条), none for what was not decided on.
var remedyOf = map[string]string{
	"A1": "R-B", "A2": "R-B", "A3": "R-A", "N1": "R-A", "N2": "R-A", "N3": "R-A", "N4": "R-A", "N5": "R-A", "N6": "R-A", "N7": "R-A", "N8": "R-C",
	"U1": "R-B", "U2": "R-B", "U3": "R-C", "U4": "R-B", "S1": "R-C", "S2": "R-B", "S3": "R-C", "S4": "R-B", "S5": "R-B", "O1": "R-B", "O2": "R-B", "O3": "",
}

// An outcome is one way in which a request can end: a result with one of the sets
// of fields that the law's table has for it.
type outcome struct {
	name   string
	item   foi.Item
	remedy string
}

// outcomes are all of them.
func outcomes() (out []outcome) {
	for _, r := range law.Results() {
		if r.Lapsed() {
			continue // TestDismiss has them
		}
		parts := []string{""}
		if r.Remedy == law.ByParts {
			parts = r.Limbs
		}
		for _, limb := range parts {
			for _, without := range spare(r) {
				out = append(out, outcomeOf(r, limb, without))
			}
		}
		if r.Code == "S2" {
			o := outcomeOf(r, "", nil)
			o.name, o.item.Facts["earlier_result"], o.remedy = "S2 given", "given", "R-C"
			out = append(out, o)
		}
		if r.Code == "N4" {
			o := outcomeOf(r, "", nil)
			o.name, o.item.Facts["opinion"] = "N4 silent", "silent"
			out = append(out, o)
		}
	}
	return out
}

// spare lists, for each choice of one set of every need, the keys that may be left out.
func spare(r law.Result) (out [][]string) {
	out = [][]string{nil}
	for _, need := range r.Fields {
		if len(need) < 2 {
			continue
		}
		var next [][]string
		for _, base := range out {
			for i := range need {
				others := slices.Concat(slices.Delete(slices.Clone([][]string(need)), i, i+1)...)
				next = append(next, append(slices.Clone(base), others...))
			}
		}
		out = next
	}
	return out
}

func outcomeOf(r law.Result, limb string, without []string) outcome {
	it := foi.Item{Result: r.Code, Facts: map[string]string{}, Whole: r.Remedy == law.ReviewFirst}
	if limb != "" {
		it.Parts = []foi.Withheld{{What: "联系人的手机号码", Limb: limb, Reason: typedPart, How: "对号码予以遮盖"}}
	}
	for _, f := range foi.FactsOf(r.Code, it.Parts) {
		it.Facts[f.Key] = "写明的" + f.Key
		switch f.Sort {
		case foi.FactURL:
			it.Facts[f.Key] = "https://gk.example.gov.cn/publish/17"
		case foi.FactChoice:
			it.Facts[f.Key] = f.Options[len(f.Options)-1]
		case foi.FactText, foi.FactDay:
		}
	}
	if it.Facts["opinion"] != "" {
		it.Facts["opinion"] = "object"
	}
	for _, key := range without {
		delete(it.Facts, key)
	}
	if slices.Contains(r.Keys(), "reason") {
		it.Reason = typedReason
	}
	if slices.Contains(r.Keys(), "given") && !slices.Contains(without, "given") {
		it.Given = []foi.Given{{Title: "2022年度部门决算", Pages: 12}}
	}
	o := outcome{name: strings.Join(append([]string{r.Code, limb}, without...), " "), item: it, remedy: remedyOf[r.Code]}
	if limb == law.NotInformation {
		o.remedy = "R-B"
	}
	return o
}

// TestEveryResult takes each result, with each set of fields that will do, from the
// receipt to the service of the reply, with the letters of both profiles.
func TestEveryResult(t *testing.T) {
	each(t, "2026-03-02", func(w *world) {
		today := calendar.Day("2026-03-02")
		for _, name := range []string{"honggutan", "sample"} {
			w.lettersOf(name)
			for _, o := range outcomes() {
				text := w.lives(&today, o)
				for _, why := range wrong(o, text) {
					w.Errorf("%s, %s: %s\n%s", name, o.name, why, text)
				}
			}
		}
	})
}

// lettersOf has the letters of a profile in the place of those of the world.
func (w *world) lettersOf(name string) {
	w.Helper()
	p, err := profile.Open(name)
	w.must(err)
	w.needs.Letters = func(*db.Tx) (letter.Set, error) { return p.Letters, nil }
	w.s = foi.New(w.needs)
}

// lives is the life of a request that ends in one way; it returns the reply.
func (w *world) lives(today *calendar.Day, o outcome) string {
	w.Helper()
	r := w.prepared(today, o)
	v, err := w.s.View(w.as(auth.Clerk), r.ID)
	w.must(err)
	it := o.item
	it.ID, it.Rev, it.Facts = v.Items[0].ID, v.Items[0].Rev, maps.Clone(o.item.Facts)
	for _, f := range foi.FactsOf(it.Result, it.Parts) {
		if _, asked := o.item.Facts[f.Key]; asked && f.Sort == foi.FactDay {
			it.Facts[f.Key] = string(r.Received)
		}
	}
	var brought []files.Upload
	if res, _ := law.ResultOf(it.Result); slices.Contains(res.Evidence, "search_record") {
		staged, err := w.files.Stage(w.Context(), strings.NewReader("2022年度部门决算\n"))
		w.must(err)
		brought = append(brought, files.Upload{Staged: staged, Name: "存卷.txt"})
	}
	r, err = w.s.Decide(w.as(auth.Clerk), r.ID, it.ID, it, brought...)
	w.must(err)
	r = w.gives(r)
	draft := foi.Draft{Rev: r.Rev, Online: "https://xzfy.example.gov.cn", Contact: "公开办"}
	if o.remedy != "" {
		draft.Remedy = []string{o.remedy}
	}
	if r, err = w.s.Draft(w.as(auth.Clerk), r.ID, draft); err != nil {
		w.Fatalf("%s: %v", o.name, err)
	}
	if _, err = w.s.Preview(w.as(auth.Clerk), r.ID); err != nil {
		w.Errorf("%s: the preview: %v", o.name, err)
	}
	r = w.signs(r)
	text := w.lastLetter(r)
	r, err = w.s.Serve(w.as(auth.Clerk), r.ID, foi.Serve{Rev: r.Rev, Sending: foi.Sending{How: foi.Electronic, Day: *today}})
	w.must(err)
	if r.Status != foi.Answered {
		w.Errorf("%s: %s", o.name, r.Status)
	}
	return text
}

// prepared is a request with what has to be done before the result can be reached.
func (w *world) prepared(today *calendar.Day, o outcome) *foi.Request {
	w.Helper()
	r := w.received(*today)
	var err error
	switch {
	case o.item.Result == "U4":
		r, err = w.s.Clarify(w.as(auth.Clerk), r.ID, foi.Clarify{Rev: r.Rev, What: "没有写明年度", Tip: "请写明年度", Sending: hand(*today)})
		w.must(err)
		r, err = w.s.Amend(w.as(auth.Clerk), r.ID, foi.Amend{Rev: r.Rev, Want: "就是那个文件", Day: *today})
	case o.item.Result == "S4":
		r, err = w.s.Wonder(w.as(auth.Clerk), r.ID, foi.Wonder{Rev: r.Rev, Counts: "63件", Period: "2026年1月", Why: "理由", Days: 7, Sending: hand(*today)})
	case o.item.Facts["opinion"] != "":
		r, err = w.s.Ask(w.as(auth.Clerk), r.ID, foi.Ask{Rev: r.Rev, Kind: foi.Third, Party: "示例建设有限公司", Subject: "合同单价", Harm: "商业秘密", Sending: hand(*today)})
		w.must(err)
		q := w.asked(r, 0)
		if o.item.Facts["opinion"] == "silent" {
			*today = q.Until.Add(1)
			w.on(*today)
			w.must(w.s.Lapse(auth.With(w.Context(), auth.Machine("foi.lapse"))))
			w.proved(r, q.Sent)
			r = w.load(r.ID)
			return r
		}
		r, err = w.s.Hear(w.as(auth.Clerk), r.ID, q.ID, foi.Hear{Rev: r.Rev, Day: *today, Opinion: foi.Objects, Reason: "单价是商业秘密"})
	}
	w.must(err)
	w.proved(r, *today)
	return w.load(r.ID)
}

// proved has every letter that was given in hand signed for.
func (w *world) proved(r *foi.Request, day calendar.Day) {
	w.Helper()
	v, err := w.s.View(w.as(auth.Clerk), r.ID)
	w.must(err)
	for _, m := range v.Letters {
		if _, there := v.Proofs[m.ID]; there || m.How == foi.Electronic {
			continue
		}
		r = w.load(r.ID)
		_, err := w.s.Prove(w.as(auth.Clerk), r.ID, m.ID, foi.Prove{Rev: r.Rev, Outcome: foi.BySelf, Day: day})
		w.must(err)
	}
}

// wrong says what a reply lacks, or has and should not.
func wrong(o outcome, text string) (out []string) {
	lacks := func(what string) {
		if !strings.Contains(text, what) {
			out = append(out, "it does not say "+what)
		}
	}
	if strings.Contains(text, "{{") {
		out = append(out, "a placeholder is left")
	}
	for _, ref := range o.item.Basis() {
		title := law.Title(ref)
		_, number, _ := strings.Cut(title, "》")
		lacks(number)
	}
	if o.item.Reason != "" {
		lacks(typedReason)
	}
	for _, p := range o.item.Parts {
		lacks(p.What)
		lacks(typedPart)
		lacks(p.How)
	}
	for _, key := range []string{"url", "gazette", "place", "way", "time", "organ", "contact", "unknown", "law", "article", "same", "excuse", "has", "case_file", "level"} {
		if said := o.item.Facts[key]; strings.HasPrefix(said, "写明的") || strings.HasPrefix(said, "http") {
			lacks(said)
		}
	}
	told := map[string]bool{
		"R-A": strings.Contains(text, "应当先申请行政复议"),
		"R-B": strings.Contains(text, "也可以自收到本文书之日起6个月内") && !strings.Contains(text, "是否受理"),
		"R-C": strings.Contains(text, "是否受理"),
	}
	for code, is := range told {
		if is != (code == o.remedy) {
			out = append(out, fmt.Sprintf("%s is told: %v", code, is))
		}
	}
	return out
}

// TestRemedyIsAsked: only what was not decided on goes out without a paragraph about remedies.
func TestRemedyIsAsked(t *testing.T) {
	each(t, "2026-03-02", func(w *world) {
		r := w.decided("R-A", "R-B")
		if _, err := w.s.Draft(w.as(auth.Clerk), r.ID, foi.Draft{Rev: r.Rev, Contact: "公开办"}); err == nil {
			w.Error("a refusal was drafted with no remedy")
		}
	})
}

// TestDismiss: who did not make it clear, or did not pay, is told what came of it:
// the facts, the ground and the remedy, once.
func TestDismiss(t *testing.T) {
	each(t, "2026-03-02", func(w *world) {
		today := calendar.Day("2026-03-02")
		for _, name := range []string{"honggutan", "sample"} {
			w.lettersOf(name)
			for result, says := range map[string][]string{
				"O1": {"没有正当理由逾期未补正", "第三十条", "补〔2026〕"},
				"O2": {"逾期未缴纳信息处理费", "管理办法》第六条", "费〔2026〕", "应当缴纳"},
			} {
				r := w.gaveUp(&today, result)
				if found := w.found(r); !slices.Contains(found, "lapse_untold") {
					w.Errorf("%s: nobody was told, and the findings are %v", result, found)
				}
				_, err := w.s.Dismiss(w.as(auth.Clerk), r.ID, foi.Dismiss{Rev: r.Rev, Sending: foi.Sending{How: foi.Electronic, Day: today}})
				if fields(err) != "online" {
					w.Errorf("%s: served online with no online review: %v", result, err)
				}
				until := r.Until
				r, err = w.s.Dismiss(w.as(auth.Clerk), r.ID, foi.Dismiss{Rev: r.Rev, Online: "https://xzfy.example.gov.cn", Sending: foi.Sending{How: foi.Electronic, Day: today}})
				w.must(err)
				text := w.lastLetter(r)
				for _, want := range append(says, "视为放弃申请", "行政复议", "6个月", "https://xzfy.example.gov.cn", "王小明", chinese(until)) {
					if !strings.Contains(text, want) {
						w.Errorf("%s, %s: the letter does not say %s:\n%s", name, result, want, text)
					}
				}
				if found := w.found(r); slices.Contains(found, "lapse_untold") {
					w.Errorf("%s: told, and the findings are %v", result, found)
				}
				if _, err := w.s.Dismiss(w.as(auth.Clerk), r.ID, foi.Dismiss{Rev: r.Rev, Sending: hand(today)}); err == nil {
					w.Errorf("%s: told twice", result)
				}
				m, err := w.s.Track(w.Context(), w.access(r), "192.0.2.1")
				w.must(err)
				if n := len(m.Letters); m.Letters[n-1].Kind != "D12" {
					w.Errorf("%s: the applicant does not see the letter: %d", result, n)
				}
			}
		}
	})
}

// gaveUp is a request that was given up by silence.
func (w *world) gaveUp(today *calendar.Day, result string) *foi.Request {
	w.Helper()
	r := w.received(*today)
	var err error
	if result == "O1" {
		r, err = w.s.Clarify(w.as(auth.Clerk), r.ID, foi.Clarify{Rev: r.Rev, What: "没有写明年度", Tip: "请写明年度", Sending: hand(*today)})
	} else {
		var lines []string
		for i := range 11 {
			lines = append(lines, fmt.Sprintf("第%d个部门的决算", i+1))
		}
		r, err = w.s.Split(w.as(auth.Clerk), r.ID, foi.Split{Rev: r.Rev, Items: strings.Join(lines, "\n"), Reason: "十一个部门", AgreedHow: foi.ByCall, AgreedOn: r.Submitted, AgreedNote: "电话中逐项读给申请人听，同意"})
		w.must(err)
		r = w.charged(r, foi.FeeProposal{Standard: law.Piece, Pay: "缴款码"})
	}
	w.must(err)
	*today = r.Until.Add(1)
	w.on(*today)
	w.must(w.s.Lapse(auth.With(w.Context(), auth.Machine("foi.lapse"))))
	v, err := w.s.View(w.as(auth.Clerk), r.ID)
	w.must(err)
	for i := range v.Items {
		if err := v.Items[i].Check(); err != nil || v.Items[i].Result != result {
			w.Errorf("%s: an item is %s and lacks %v", result, v.Items[i].Result, err)
		}
	}
	return &v.Request
}

// found are the rules of the findings on a request.
func (w *world) found(r *foi.Request) (out []string) {
	w.Helper()
	v, err := w.s.View(w.as(auth.Clerk), r.ID)
	w.must(err)
	for _, f := range v.Found {
		out = append(out, f.Rule)
	}
	return out
}

// fields are the fields that an error names.
func fields(err error) string {
	if err == nil {
		return ""
	}
	return strings.Join(slices.Sorted(maps.Keys(fault.As(err).Fields)), " ")
}

// chinese writes a day as a letter does.
func chinese(d calendar.Day) string {
	t := d.Time()
	return fmt.Sprintf("%d年%d月%d日", t.Year(), int(t.Month()), t.Day())
}
