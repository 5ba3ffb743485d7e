package foi_test

import (
	"encoding/json"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/auth"
)

// TestSameApplicant: who handles a request is told of another of the same applicant for
// the same thing, of another unit too, however many came since: number, unit and day,
// and no word of what it says.
func TestSameApplicant(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		there := w.filing()
		there.Unit, there.Want = w.office.ID, "2022年度区级部门决算公开情况的汇总表"
		other, err := w.s.File(w.Context(), there)
		w.must(err)
		rest := w.filing()
		rest.Unit, rest.Want = w.office.ID, "2023年招商引资项目考核结果"
		_, err = w.s.File(w.Context(), rest)
		w.must(err)
		r := w.received("2026-09-10")
		v, err := w.s.View(w.as(auth.Clerk), r.ID)
		w.must(err)
		if len(v.Same) != 1 || v.Same[0].Number != other.Number || v.Same[0].UnitID != w.office.ID || v.Same[0].Day != "2026-09-10" || v.Same[0].ID != 0 {
			w.Fatalf("told of %+v", v.Same)
		}
		if text, err := json.Marshal(v.Same); err != nil || strings.Contains(string(text), "决算") {
			w.Errorf("it tells what is asked for: %s %v", text, err)
		}
		if v, err = w.s.View(w.as(auth.Office), r.ID); err != nil || len(v.Same) != 1 || v.Same[0].ID != other.ID {
			w.Errorf("who may see both is told of %+v %v", v.Same, err)
		}
		by := w.filing() // the same telephone, another paper: an applicant who sent a passport once
		by.Paper, by.PaperNo, by.Mail = foi.Passport, "E12345678", "else@example.com"
		again, err := w.s.File(w.Context(), by)
		w.must(err)
		if same, err := w.s.SameAs(w.as(auth.Clerk), again.ID); err != nil || len(same) != 2 {
			w.Errorf("by the telephone: %+v %v", same, err)
		}
		by.Name, by.Phone, by.PaperNo, by.Mail, by.Token = "李四", "13900000001", "E87654321", "li@example.com", "another"
		stranger, err := w.s.File(w.Context(), by)
		w.must(err)
		if same, err := w.s.SameAs(w.as(auth.Clerk), stranger.ID); err != nil || len(same) != 0 {
			w.Errorf("of somebody else: %+v %v", same, err)
		}
	})
}
