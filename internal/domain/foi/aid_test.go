package foi_test

import (
	"slices"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/notify"
)

// toldStaff are the keys of what a person was told.
func (w *world) toldStaff(r auth.Role) (out []string) {
	w.Helper()
	rows, err := w.duties.Notices.List(w.as(r), notify.Find{}, db.Page{})
	w.must(err)
	for _, n := range rows.Items {
		out = append(out, n.Text.Key)
	}
	return out
}

func (w *world) notices() {
	w.Helper()
	n, err := notify.New(w.db, notify.Config{})
	w.must(err)
	w.duties.Notices = n
}

// TestCounselAsked: counsel is told of a question and has a list of them; the reply may go
// on without the opinion, but whoever submits and signs it reads that it is owed.
func TestCounselAsked(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		w.notices()
		r := w.decided("R-A", "R-B")
		w.must(second(w.s.Seek(w.as(auth.Clerk), r.ID, foi.Seek{Rev: r.Rev, Kind: foi.ByCounsel, Unit: w.bureau.ID, Question: "能否公开"})))
		asked := func(who auth.Role, state string) []foi.SoughtRow {
			rows, err := w.s.FindAid(w.as(who), foi.FindAid{State: state}, db.Page{})
			w.must(err)
			return rows.Items
		}
		mine := asked(auth.Counsel, foi.AidOpen)
		if len(mine) != 1 || mine[0].Number != r.Number || mine[0].Asker != w.bureau.ID || len(asked(auth.Clerk, "")) != 0 {
			w.Fatalf("counsel is asked %+v", mine)
		}
		if got := w.toldStaff(auth.Counsel); !slices.Equal(got, []string{"foi.told.seek"}) {
			w.Errorf("counsel is told %v", got)
		}
		owed := func(found []foi.Finding) bool {
			return slices.ContainsFunc(found, func(f foi.Finding) bool { return f.Rule == "aid_owed.counsel" && f.Severity == foi.Warns })
		}
		v, err := w.s.View(w.as(auth.Clerk), r.ID)
		w.must(err)
		if !owed(v.Found) {
			w.Error("nothing says at the submission that counsel has not answered")
		}
		w.must(w.submit(w.load(r.ID)))
		r = w.load(r.ID)
		r, err = w.s.Review(w.as(auth.Head), r.ID, foi.Seen{Rev: r.Rev})
		w.must(err)
		r, err = w.s.Clear(w.as(auth.Secrecy), r.ID, foi.Seen{Rev: r.Rev})
		w.must(err)
		if v, err = w.s.View(w.as(auth.Signer), r.ID); err != nil || !owed(v.Found) {
			w.Errorf("nothing says at the signature that counsel has not answered: %v", err)
		}
		w.must(second(w.s.Opine(w.as(auth.Counsel), mine[0].ID, foi.Opine{Rev: mine[0].Rev, Answer: "可以公开"})))
		if v, err = w.s.View(w.as(auth.Signer), r.ID); err != nil || owed(v.Found) {
			w.Errorf("an answer is still owed: %v", err)
		}
		if len(asked(auth.Counsel, foi.AidOpen)) != 0 || len(asked(auth.Counsel, foi.AidAnswered)) != 1 || !slices.Contains(w.toldStaff(auth.Clerk), "foi.told.opine") {
			w.Error("the answer is not where it was asked")
		}
	})
}

func second[T any](_ T, err error) error { return err }

// TestDecidersTold: who may decide on a proposal is told of it, and who made it is not.
func TestDecidersTold(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		w.notices()
		r := w.received("2026-09-10")
		_, err := w.s.Propose(w.as(auth.Clerk), r.ID, foi.Extension{Rev: r.Rev, Reason: "材料较多"})
		w.must(err)
		if !slices.Contains(w.toldStaff(auth.Head), "foi.told.propose") || len(w.toldStaff(auth.Clerk)) != 0 || len(w.toldStaff(auth.Signer)) != 0 {
			w.Errorf("the head is told %v, the clerk %v", w.toldStaff(auth.Head), w.toldStaff(auth.Clerk))
		}
	})
}
