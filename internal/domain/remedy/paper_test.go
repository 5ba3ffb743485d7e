package remedy_test

import (
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/remedy"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/journal"
)

const scan = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"

func (w *world) staged() []files.Upload {
	w.Helper()
	u, err := w.requests.StageSealed(w.Context(), "答辩状.pdf", []byte(scan))
	w.must(err)
	return []files.Upload{u}
}

// TestPapers: what belongs to a case is kept locked; the unit opens the papers of its
// reviews with a reason that stays, and none of a complaint about itself.
func TestPapers(t *testing.T) {
	each(t, func(w *world) {
		c := w.review()
		if _, err := w.s.Bring(w.as(auth.Clerk), c.ID, remedy.Bring{Kind: remedy.AnswerPaper}, nil); fault.As(err).Fields["files"].Key == "" {
			t.Errorf("no scan: %v", err)
		}
		if _, err := w.s.Bring(w.as(auth.Counsel), c.ID, remedy.Bring{Kind: remedy.AnswerPaper}, w.staged()); fault.Of(err) != fault.Forbidden {
			t.Errorf("counsel brings a paper: %v", err)
		}
		_, err := w.s.Bring(w.as(auth.Clerk), c.ID, remedy.Bring{Kind: remedy.AnswerPaper, Note: "答复书"}, w.staged())
		w.must(err)
		v, err := w.s.View(w.as(auth.Clerk), c.ID)
		w.must(err)
		if len(v.Papers) != 1 || len(v.Papers[0].Scans) != 1 || v.Papers[0].Kind != remedy.AnswerPaper {
			t.Fatalf("kept %+v", v.Papers)
		}
		id := v.Papers[0].Scans[0].ID
		if _, _, err := w.s.Open(w.as(auth.Clerk), id, remedy.Unseal{}); fault.Of(err) != fault.Invalid {
			t.Errorf("opened without a reason: %v", err)
		}
		_, content, err := w.s.Open(w.as(auth.Clerk), id, remedy.Unseal{Reason: "开庭准备"})
		if err != nil || string(content) != scan {
			t.Errorf("opened %q %v", content, err)
		}
		v, err = w.s.View(w.as(auth.Clerk), c.ID)
		w.must(err)
		if !slices.ContainsFunc(v.History, func(e journal.Entry) bool {
			return e.Act == "remedy.unseal" && strings.Contains(string(e.Body), "开庭准备")
		}) {
			t.Errorf("no trace of the look: %+v", v.History)
		}
		if v, err := w.s.View(w.as(auth.Counsel), c.ID); err != nil || len(v.Papers) != 0 {
			t.Errorf("counsel is shown %+v %v", v.Papers, err)
		}
		if _, _, err := w.s.Open(w.as(auth.Counsel), id, remedy.Unseal{Reason: "r"}); fault.Of(err) != fault.Forbidden {
			t.Errorf("counsel opens it: %v", err)
		}

		told := w.told(w.bureau.ID, remedy.Post)
		if _, err := w.s.Bring(w.as(auth.Clerk), told.ID, remedy.Bring{Kind: remedy.ComplaintPaper}, w.staged()); fault.Of(err) != fault.Forbidden {
			t.Errorf("the unit brings a letter about itself: %v", err)
		}
		_, err = w.s.Bring(w.as(auth.Office), told.ID, remedy.Bring{Kind: remedy.ComplaintPaper}, w.staged())
		w.must(err)
		if v, err := w.s.View(w.as(auth.Clerk), told.ID); err != nil || len(v.Papers) != 0 || v.Opens {
			t.Errorf("the unit is shown the letter: %+v %v", v.Papers, err)
		}
		v, err = w.s.View(w.as(auth.Office), told.ID)
		w.must(err)
		if _, _, err := w.s.Open(w.as(auth.Clerk), v.Papers[0].Scans[0].ID, remedy.Unseal{Reason: "想看看是谁"}); fault.Of(err) != fault.Forbidden {
			t.Errorf("the unit opens the letter: %v", err)
		}
		if _, _, err := w.s.Open(w.as(auth.Clerk), 1, remedy.Unseal{Reason: "r"}); fault.Of(err) != fault.NotFound {
			t.Errorf("no scan: %v", err)
		}
	})
}

// TestForget: once the term is over, what somebody wrote, who that was and the papers
// are gone, and the case still counts; not while another about the request goes on.
func TestForget(t *testing.T) {
	each(t, func(w *world) {
		w.answered("2023-09-28", "A1")
		mine, err := w.s.Complain(w.Context(), w.access(), remedy.Complain{Text: "答复看不懂，电话13800000009"}, "192.0.2.1")
		w.must(err)
		_, err = w.s.Judge(w.as(auth.Office), mine.ID, remedy.Judgement{Rev: mine.Rev, Outcome: "unfounded", Answer: "不属实"})
		w.must(err)
		phone := w.told(w.bureau.ID, remedy.Phone)
		_, err = w.s.Bring(w.as(auth.Office), phone.ID, remedy.Bring{Kind: remedy.ComplaintPaper, Note: "来信"}, w.staged())
		w.must(err)
		v, err := w.s.View(w.as(auth.Office), phone.ID)
		w.must(err)
		scan := v.Papers[0].Scans[0].ID
		_, err = w.s.Judge(w.as(auth.Office), phone.ID, remedy.Judgement{Rev: phone.Rev, Outcome: "unfounded", Answer: "不属实"})
		w.must(err)
		review := w.review()

		forgets := func(day string, want int) {
			t.Helper()
			w.clock.Set(calendar.Day(day))
			n, err := w.s.Forget(dbtest.As(t, auth.Machine("test")))
			if err != nil || n != want {
				t.Errorf("on %s %d are forgotten, want %d: %v", day, n, want, err)
			}
		}
		forgets("2033-09-28", 0)
		forgets("2033-09-29", 1) // not the one about the request that is under review
		v, err = w.s.View(w.as(auth.Office), phone.ID)
		w.must(err)
		if v.Words != (remedy.Words{}) || v.Answer != "" || v.Unmasks || v.Case.Forgotten != "2033-09-29" || v.Case.Outcome != "unfounded" || len(v.Papers[0].Scans) != 0 {
			t.Errorf("left over %+v", v)
		}
		if _, _, err := w.s.Open(w.as(auth.Office), scan, remedy.Unseal{Reason: "r"}); fault.Of(err) != fault.NotFound {
			t.Errorf("the scan is still there: %v", err)
		}
		if _, err := w.s.Bring(w.as(auth.Office), phone.ID, remedy.Bring{Kind: remedy.ComplaintPaper}, w.staged()); fault.Of(err) != fault.Conflict {
			t.Errorf("a paper for what was forgotten: %v", err)
		}
		_, err = w.s.Decide(w.as(auth.Clerk), review.ID, remedy.Decision{Rev: review.Rev, Outcome: "upheld", Day: "2033-09-29"})
		w.must(err)
		forgets("2043-09-29", 0)
		forgets("2043-09-30", 2)
		w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
			n, err := db.One[int](tx, "SELECT count(*) FROM remedy_case WHERE words <> '' OR answer <> ''")
			if n != 0 {
				t.Errorf("%d cases have their words still", n)
			}
			return err
		}))
		tab, err := w.s.Table(w.as(auth.Office), remedy.Span{Year: 2033})
		w.must(err)
		if tab.Sums[remedy.Reviews] != 1 {
			t.Errorf("what was forgotten counts no more: %+v", tab)
		}
	})
}
