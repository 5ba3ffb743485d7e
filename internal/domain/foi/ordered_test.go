package foi_test

import (
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
)

// TestOrdered: a reply that was ordered names the decision, the day on which it came and
// the reply that fell, and the true day of receipt; the page of the earlier number leads
// to the new one by the same code.
func TestOrdered(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		old := w.decided("R-A", "R-B")
		old = w.signs(old)
		w.on("2026-10-09")
		old, err := w.s.Serve(w.as(auth.Clerk), old.ID, foi.Serve{Rev: old.Rev, Sending: foi.Sending{How: foi.Electronic, Day: "2026-10-09"}})
		w.must(err)
		first, err := w.s.View(w.as(auth.Clerk), old.ID)
		w.must(err)
		w.on("2026-11-27")
		redo := foi.Redo{Rev: old.Rev, Reason: "复议决定撤销", Day: "2026-11-20", Days: 20, Count: law.Workday, Order: foi.Order{
			By: foi.ByReview, Organ: "南昌市红谷滩区人民政府", FileNo: "洪府复决字〔2026〕8号", Decided: "2026-11-20", Got: "2026-11-25", Annulled: true,
		}}
		for field, change := range map[string]func(*foi.Redo){
			"by": func(in *foi.Redo) { in.By = "" }, "organ": func(in *foi.Redo) { in.Organ = " " }, "file_no": func(in *foi.Redo) { in.FileNo = "" },
			"got": func(in *foi.Redo) { in.Got = "2026-11-28" }, "decided": func(in *foi.Redo) { in.Decided = "2026-10-01" },
		} {
			bad := redo
			change(&bad)
			if _, err := w.s.Redo(w.as(auth.Clerk), old.ID, bad); fault.As(err).Fields[field].Key == "" {
				w.Errorf("%s: %v", field, err)
			}
		}
		made, err := w.s.Redo(w.as(auth.Clerk), old.ID, redo)
		w.must(err)
		made, err = w.s.Assign(w.as(auth.Head), made.ID, foi.To{Rev: made.Rev, Person: w.people[auth.Clerk].ID})
		w.must(err)
		made = w.decides(made, "R-A", "R-B")
		d, err := w.s.Preview(w.as(auth.Clerk), made.ID)
		w.must(err)
		text := d.Text()
		w.says(text, "本机关于2026年9月10日收到您（单位）于2026年9月10日以", "本机关于2026年10月9日对该申请（原编号："+old.Number+"）作出过答复（"+first.Letters[len(first.Letters)-1].Number+"）",
			"南昌市红谷滩区人民政府于2026年11月20日作出行政复议决定书（洪府复决字〔2026〕8号），撤销该答复，要求本机关重新答复，本机关于2026年11月25日收到。", "以本答复为准")
		if strings.Contains(text, "2026年11月20日收到") || strings.Contains(text, "自行纠正") {
			w.Errorf("it states what did not happen:\n%s", text)
		}
		m, err := w.s.Track(w.Context(), w.access(old), "192.0.2.1")
		w.must(err)
		if len(m.Beside) != 1 || !m.Beside[0].Again || m.Beside[0].Number != made.Number || m.Beside[0].Why == nil || m.Beside[0].Why.Organ == "" {
			w.Errorf("the page of the earlier one leads to %+v", m.Beside)
		}
		if m, err = w.s.Track(w.Context(), foi.Access{Number: made.Number, Code: w.access(old).Code}, "192.0.2.1"); err != nil || len(m.Beside) != 1 || !m.Beside[0].Before {
			w.Errorf("the page of the new one: %+v %v", m.Beside, err)
		}
	})
}
