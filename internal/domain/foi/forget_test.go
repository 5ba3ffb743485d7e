package foi_test

import (
	"crypto/rand"
	"reflect"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/journal"
)

// putAway is a case with everything that names people, answered and archived on 2026-09-10.
func (w *world) putAway() (r *foi.Request, mark, sum string) {
	w.Helper()
	w.on("2026-09-10")
	f := w.filing()
	f.Want = "王小明承包地的确权材料"
	in := foi.Receipt{Filing: f, Channel: foi.Counter, Submitted: "2026-09-10"}
	out, err := w.s.Receive(w.as(auth.Clerk), in, w.card("110101199003070011"))
	w.must(err)
	r = w.load(out.ID)
	r, err = w.s.Assign(w.as(auth.Head), r.ID, foi.To{Rev: r.Rev, Person: w.people[auth.Clerk].ID})
	w.must(err)
	r, err = w.s.Ask(w.as(auth.Clerk), r.ID, foi.Ask{Rev: r.Rev, Kind: foi.Third, Party: "赵德柱", Address: "示例市示例路9号", Subject: "赵德柱的承包合同，村会计电话13912345678", Harm: "个人隐私", Sending: hand("2026-09-10")})
	w.must(err)
	r, err = w.s.Hear(w.as(auth.Clerk), r.ID, w.asked(r, 0).ID, foi.Hear{Rev: r.Rev, Day: "2026-09-10", Opinion: foi.Agrees, Reason: "赵德柱同意"})
	w.must(err)
	v, err := w.s.View(w.as(auth.Clerk), r.ID)
	w.must(err)
	it := v.Items[0]
	it.Result = "A1"
	it.Facts = map[string]string{"title": "2022年度部门决算", "url": "https://gk.example.gov.cn/publish/17", "public_proof": "网页打印件存卷"}
	r, err = w.s.Decide(w.as(auth.Clerk), r.ID, it.ID, it)
	w.must(err)
	r, err = w.s.Draft(w.as(auth.Clerk), r.ID, foi.Draft{Rev: r.Rev, Remedy: []string{"R-B"}, Online: "https://xzfy.example.gov.cn"})
	w.must(err)
	r = w.signs(r)
	mark, sum = w.codeOf(r)
	r, err = w.s.Serve(w.as(auth.Clerk), r.ID, foi.Serve{Rev: r.Rev, Sending: hand("2026-09-10")})
	w.must(err)
	v, err = w.s.View(w.as(auth.Clerk), r.ID)
	w.must(err)
	scans := w.card("李淑芬 签收")
	r, err = w.s.Prove(w.as(auth.Clerk), r.ID, v.Letters[len(v.Letters)-1].ID, foi.Prove{Rev: r.Rev, Outcome: foi.ByOther, Day: "2026-09-10", Signer: "李淑芬", Relation: "配偶"}, scans.Identity...)
	w.must(err)
	r, err = w.s.Archive(w.as(auth.Clerk), r.ID, foi.Seen{Rev: r.Rev})
	w.must(err)
	return r, mark, sum
}

// TestForget: after the term nobody can tell any more whose a case was; the figures, the
// numbers and the log are what they were, and a letter on paper can still be checked.
func TestForget(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r, mark, sum := w.putAway()
		signer, err := proof.NewSigner(rand.Reader, "gongkai.example/log")
		w.must(err)
		log := journal.New(w.db, signer)
		_, err = log.Sequence(w.Context())
		w.must(err)
		before := w.figures()
		forget := func(want int) {
			w.Helper()
			n, err := w.s.Forget(auth.With(w.Context(), auth.Machine("foi.forget")))
			w.must(err)
			if n != want {
				w.Errorf("%d cases forgotten, want %d", n, want)
			}
		}
		w.on("2036-09-10") // the last day of ten years
		forget(0)
		if w.load(r.ID).Forgotten != "" || w.locked() != 2 {
			w.Fatal("forgotten too early")
		}
		rows, err := w.s.Forgettable(w.as(auth.Office), foi.Forgetting{}, db.Page{})
		w.must(err)
		if len(rows.Items) != 1 || rows.Items[0].On != "2036-09-11" {
			w.Errorf("soon to be forgotten: %+v", rows.Items)
		}
		w.on("2036-09-11")
		due, err := w.s.Forgettable(w.as(auth.Office), foi.Forgetting{Due: true}, db.Page{})
		w.must(err)
		if len(due.Items) != 1 || w.load(r.ID).Forgotten != "" { // the list does nothing
			w.Errorf("due: %+v", due.Items)
		}
		forget(1)
		forget(0)
		if after := w.figures(); !reflect.DeepEqual(after, before) {
			w.Errorf("the figures were\n%+v\nand are\n%+v", before, after)
		}
		w.forgotten(r)
		g, err := w.s.Genuine(w.Context(), mark, sum, "203.0.113.5")
		w.must(err)
		if !g.Same || g.Standing != foi.InForce || g.Unit != w.bureau.Name {
			w.Errorf("a letter on paper: %+v", g)
		}
		_, err = log.Sequence(w.Context())
		w.must(err)
		report, err := log.Verify(w.Context(), nil)
		w.must(err)
		w.must(report.Err())
	})
}

func (w *world) figures() foi.Figures {
	w.Helper()
	f, err := w.s.Figures(w.as(auth.Office), foi.Span{From: "2026-01-01", To: "2026-12-31"})
	w.must(err)
	return f
}

// forgotten looks for the people of the case everywhere.
func (w *world) forgotten(r *foi.Request) {
	w.Helper()
	v, err := w.s.View(w.as(auth.Clerk), r.ID)
	w.must(err)
	if v.Request.Number != r.Number || v.Request.Forgotten == "" || v.Applicant.Name != "（已隐去）" || v.Applicant.PaperNo != "" || len(v.Identity) != 0 || w.locked() != 0 {
		w.Errorf("what is left: %+v %+v", v.Request, v.Applicant)
	}
	if v.Want != "（已隐去）承包地的确权材料" || v.Asked[0].Shown != "（已隐去）" || !strings.HasPrefix(v.Asked[0].Subject, "（已隐去）的承包合同") {
		w.Errorf("what is left: %q %+v", v.Want, v.Asked[0])
	}
	for _, m := range v.Letters {
		if m.Text != "" || m.Number == "" || m.SHA == "" {
			w.Errorf("a letter: %+v", m)
		}
	}
	people := []string{"13912345678", "王小明", "赵德柱", "李淑芬", "13800000000", "110101199003070011", "示例路"}
	w.nowhere(people...)
	w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
		sealed, err := db.One[int](tx, "SELECT count(*) FROM foi_request WHERE applicant <> '' OR person <> '' OR code <> '' OR body <> ''")
		if err != nil || sealed != 0 {
			w.Errorf("%d rows are still sealed: %v", sealed, err)
		}
		for _, q := range []string{"SELECT count(*) FROM foi_request WHERE want LIKE ?", "SELECT count(*) FROM foi_item WHERE text LIKE ?", "SELECT count(*) FROM foi_consult WHERE party <> '' OR subject LIKE ?", "SELECT count(*) FROM foi_consult WHERE reason LIKE ?", "SELECT count(*) FROM foi_proof WHERE people <> '' OR shown LIKE ?"} {
			for _, p := range people {
				if n, err := db.One[int](tx, q, "%"+p+"%"); err != nil || n != 0 {
					w.Errorf("%q has %s: %v", q, p, err)
				}
			}
		}
		return nil
	}))
	if _, err := w.s.Unmask(w.as(auth.Clerk), r.ID, foi.Because{Reason: "核对"}); fault.Of(err) != fault.Conflict {
		w.Errorf("opened after it was forgotten: %v", err)
	}
	if _, err := w.s.IssueSlip(w.as(auth.Clerk), r.ID, v.Letters[0].ID, foi.SlipEnvelope); fault.Of(err) != fault.Conflict {
		w.Errorf("an envelope to nobody: %v", err)
	}
	if n, err := w.files.Sweep(w.Context()); err != nil || n != 2 {
		w.Errorf("%d contents swept: %v", n, err)
	}
}

// TestKeep: what somebody has kept stays, and so does what is not archived.
func TestKeep(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r, _, _ := w.putAway()
		w.forms++
		open := w.received("2026-09-10")
		keep := foi.Keep{Rev: r.Rev, Kept: true, Reason: "行政诉讼尚未审结"}
		if _, err := w.s.Keep(w.as(auth.Clerk), r.ID, keep); fault.Of(err) != fault.Forbidden {
			w.Errorf("a clerk had it kept: %v", err)
		}
		r, err := w.s.Keep(w.as(auth.Office), r.ID, keep)
		w.must(err)
		run := func(want calendar.Day) {
			w.Helper()
			_, err := w.s.Forget(auth.With(w.Context(), auth.Machine("foi.forget")))
			w.must(err)
			if got := w.load(r.ID); got.Forgotten != want || w.load(open.ID).Forgotten != "" {
				w.Errorf("forgotten on %q, want %q", got.Forgotten, want)
			}
		}
		w.on("2040-01-02")
		run("")
		due, err := w.s.Forgettable(w.as(auth.Office), foi.Forgetting{Due: true}, db.Page{})
		w.must(err)
		all, err := w.s.Forgettable(w.as(auth.Office), foi.Forgetting{}, db.Page{})
		w.must(err)
		if len(due.Items) != 0 || len(all.Items) != 1 || !all.Items[0].Kept {
			w.Errorf("due %+v of %+v", due.Items, all.Items)
		}
		if rows, err := w.s.Forgettable(w.as(auth.Clerk), foi.Forgetting{}, db.Page{}); err != nil || len(rows.Items) != 0 {
			w.Errorf("a clerk sees %d", len(rows.Items))
		}
		_, err = w.s.Keep(w.as(auth.Office), r.ID, foi.Keep{Rev: r.Rev, Reason: "已经审结"})
		w.must(err)
		run("2040-01-02")
		if _, err := w.s.Keep(w.as(auth.Office), r.ID, foi.Keep{Rev: w.load(r.ID).Rev, Kept: true, Reason: "迟了"}); fault.Of(err) != fault.Conflict {
			w.Errorf("kept what is forgotten: %v", err)
		}
		w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
			of, err := files.Locked(tx, "foi_identity", int64(r.ID))
			if len(of) != 0 || strings.TrimSpace(w.load(r.ID).Want) == "" {
				w.Errorf("%d papers", len(of))
			}
			return err
		}))
	})
}
