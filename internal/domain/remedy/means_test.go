package remedy_test

import (
	"testing"

	"gongkai.example/gongkai/internal/domain/remedy"
	"gongkai.example/gongkai/internal/domain/unit/unittest"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// open are the remedies that the applicant still has, complaints left out.
func (w *world) open() (out []remedy.Means) {
	w.Helper()
	st, err := w.s.Standing(w.Context(), w.filed.ID)
	w.must(err)
	for _, m := range st.Means {
		if m.Kind != remedy.Complaint {
			out = append(out, m)
		}
	}
	return out
}

// TestSuitAfterReview: once a review has ended, a suit is open for fifteen days from
// the receipt of its decision, before the court of whoever is the defendant then; of
// one that was taken back, or agreed on, there is none.
func TestSuitAfterReview(t *testing.T) {
	for _, tt := range []struct {
		outcome, court string
		on, last       calendar.Day // of the decision, and to sue
	}{
		{"upheld", "南昌铁路运输法院", "2023-11-20", "2023-12-05"},
		{"upheld", "南昌铁路运输法院", "2023-12-15", "2024-01-02"}, // the 30th is a Saturday, and the days after are New Year
		{"dismissed", "南昌铁路运输法院", "2023-11-20", "2023-12-05"},
		{"unlawful", "南昌铁路运输中级法院", "2023-11-20", "2023-12-05"}, // the government that changed it is the defendant
		{"ended", "", "2023-11-20", ""},
		{"mediated", "", "2023-11-20", ""},
	} {
		each(t, func(w *world) {
			w.answered("2023-09-28", "N4")
			w.on("2023-10-12")
			c, err := w.s.Register(w.as(auth.Clerk), remedy.Entry{
				Kind: remedy.Review, Unit: w.bureau.ID, Request: w.filed.Number, Party: remedy.Applicant, Way: remedy.Notice, Received: "2023-10-12", Organ: "南昌市红谷滩区人民政府", FileNo: "5号",
			})
			w.must(err)
			if m := w.open(); len(m) != 1 || !m[0].After || m[0].Last != "" || m[0].Days != 15 {
				t.Errorf("while it is reviewed: %+v", m)
			}
			w.on(tt.on)
			_, err = w.s.Decide(w.as(auth.Clerk), c.ID, remedy.Decision{Rev: c.Rev, Outcome: tt.outcome, Day: tt.on})
			w.must(err)
			v, err := w.s.View(w.as(auth.Clerk), c.ID)
			w.must(err)
			m := w.open()
			if tt.last == "" {
				if len(m) != 0 || v.Sue != nil {
					t.Errorf("%s: %+v, the desk %+v", tt.outcome, m, v.Sue)
				}
				return
			}
			if len(m) != 1 || m[0].Last != tt.last || m[0].Where != tt.court || m[0].From != tt.on || m[0].Over || v.Sue == nil || *v.Sue != m[0] {
				t.Errorf("%s: %+v, the desk %+v", tt.outcome, m, v.Sue)
			}
			w.on(tt.last.Add(1))
			if m := w.open(); len(m) != 1 || !m[0].Over {
				t.Errorf("the day after the last: %+v", m)
			}
			_, err = w.s.Register(w.as(auth.Clerk), remedy.Entry{
				Kind: remedy.Suit, After: true, Unit: w.bureau.ID, Request: w.filed.Number, Party: remedy.Applicant, Way: remedy.Notice, Received: w.db.Today(), Organ: tt.court, FileNo: "12号",
			})
			w.must(err)
			if m := w.open(); len(m) != 0 {
				t.Errorf("sued already: %+v", m)
			}
		})
	}
}

// TestOfAnother: a review that a third party asked for takes nothing from the applicant.
func TestOfAnother(t *testing.T) {
	each(t, func(w *world) {
		w.answered("2023-09-28", "A3")
		w.on("2023-10-12")
		_, err := w.s.Register(w.as(auth.Clerk), remedy.Entry{
			Kind: remedy.Review, Unit: w.bureau.ID, Request: w.filed.Number, Party: remedy.Other, Way: remedy.Notice, Received: "2023-10-12", Organ: "某机关", FileNo: "5号",
		})
		w.must(err)
		if m := w.open(); len(m) != 2 || m[0].Kind != remedy.Review || m[0].Last != "2023-11-27" {
			t.Errorf("left to the applicant: %+v", m)
		}
	})
}

// TestSilence: who got no reply by the last day may go to a review for sixty days from
// it; whether that has to come before a suit is the district's to say.
func TestSilence(t *testing.T) {
	each(t, func(w *world) {
		w.on("2023-10-20") // the twentieth working day
		if m := w.open(); len(m) != 0 {
			t.Errorf("on the last day: %+v", m)
		}
		w.on("2023-10-21")
		m := w.open()
		if len(m) != 2 || !m[0].Silent || !m[0].First || m[0].Last != "2023-12-19" || m[0].Where != "南昌市红谷滩区人民政府" || !m[1].After || m[1].Last != "" {
			t.Errorf("the day after: %+v", m)
		}
		w.must(w.db.Write(w.Context(), func(tx *db.Tx) error { return unittest.Set(tx, "remedy.silence", "复议或者诉讼") }))
		m = w.open()
		if len(m) != 2 || m[0].First || m[1].After || m[1].Last != "2024-04-22" {
			t.Errorf("where both are open: %+v", m)
		}
		w.answered("2023-10-27", "A1")
		if m := w.open(); len(m) != 2 || m[0].Silent || m[0].Last != "2023-12-26" {
			t.Errorf("answered after all: %+v", m)
		}
	})
}
