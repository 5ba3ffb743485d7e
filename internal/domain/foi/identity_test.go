package foi_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/jobs"
)

// card is one paper of identity, staged.
func (w *world) card(text string) foi.Papers {
	w.Helper()
	u, err := w.s.StageSealed(w.Context(), "王小明身份证.PDF", []byte("%PDF-1.4\n"+strings.Repeat(text+" ", 30)+"\n%%EOF\n"))
	w.must(err)
	return foi.Papers{Identity: []files.Upload{u}}
}

// locked counts the locked files of the whole district.
func (w *world) locked() (n int) {
	w.Helper()
	w.must(w.db.Read(w.Context(), func(tx *db.Tx) (err error) {
		n, err = db.One[int](tx, "SELECT count(*) FROM files_file WHERE mark <> ''")
		return err
	}))
	return n
}

// TestIdentity: what a citizen uploads stays with the draft, goes to the request with
// the form, and is opened at the desk with a reason that stays; nobody else finds it.
func TestIdentity(t *testing.T) {
	each(t, "2026-03-02", func(w *world) {
		f := w.filing()
		code, err := w.s.Save(w.Context(), "", f, w.card("110101199003070011"))
		w.must(err)
		_, err = w.s.Save(w.Context(), code, f, foi.Papers{}) // the next step brings none
		w.must(err)
		b, err := w.s.Brought(w.Context(), code[:4]+" "+code[4:])
		w.must(err)
		if b != (foi.Brought{Identity: 1}) {
			w.Errorf("brought %+v", b)
		}
		_, err = w.s.Save(w.Context(), code, f, w.card("110101199003070011, the right way up"))
		w.must(err)
		if n := w.locked(); n != 1 {
			w.Errorf("%d papers, though one replaces the other", n)
		}
		out, err := w.s.File(w.Context(), f)
		w.must(err)
		w.must(w.s.Sent(w.Context(), code, f.Token))
		w.must(w.s.Sent(w.Context(), code, f.Token)) // pressed twice
		v, err := w.s.View(w.as(auth.Clerk), out.ID)
		w.must(err)
		if len(v.Identity) != 1 || v.Identity[0].Name != "scan.pdf" {
			w.Fatalf("the request has %+v", v.Identity)
		}
		if b, err := w.s.Brought(w.Context(), code); err != nil || b.Identity != 0 {
			w.Errorf("a draft that was sent still has %+v %v", b, err)
		}
		w.nowhere("王小明", "110101199003070011")
		f0, content, err := w.s.Open(w.as(auth.Clerk), v.Identity[0].ID, foi.Because{Reason: "核对身份"})
		if err != nil || !bytes.Contains(content, []byte("the right way up")) || f0.Type != files.PDF {
			w.Errorf("opened: %v", err)
		}
		if _, _, err := w.s.Sealed(w.as(auth.Counsel), v.Identity[0].ID); fault.Of(err) != fault.NotFound {
			w.Errorf("who sees no case finds its papers: %v", err)
		}
		w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
			n, err := db.One[int](tx, "SELECT count(*) FROM journal_entry WHERE act = 'foi.unseal' AND body LIKE '%核对身份%'")
			if n != 1 {
				w.Errorf("%d openings in the journal", n)
			}
			return err
		}))
		_, err = w.s.Bring(w.as(auth.Clerk), out.ID, foi.Papers{Authority: w.card("授权").Identity})
		w.must(err)
		if _, err := w.s.Bring(w.as(auth.Head), out.ID, w.card("x")); fault.Of(err) != fault.Forbidden {
			w.Errorf("brought without the right: %v", err)
		}
		if _, err := w.s.Bring(w.as(auth.Clerk), out.ID, foi.Papers{}); fault.Of(err) != fault.Invalid {
			w.Errorf("nothing was brought: %v", err)
		}
		var many foi.Papers
		for range 6 {
			many.Identity = append(many.Identity, w.card("x").Identity...)
		}
		if _, err := w.s.Bring(w.as(auth.Clerk), out.ID, many); fault.Of(err) != fault.Invalid {
			w.Errorf("seven papers of a kind: %v", err)
		}
	})
}

// TestIdentityForgotten: a draft that nobody sends is forgotten with its papers, and their contents go.
func TestIdentityForgotten(t *testing.T) {
	each(t, "2026-03-02", func(w *world) {
		_, err := w.s.Save(w.Context(), "", w.filing(), w.card("110101199003070011"))
		w.must(err)
		runner, err := jobs.NewRunner(w.db, jobs.Config{}, w.s.Kinds()...)
		w.must(err)
		w.on("2026-03-30")
		_, err = runner.RunDue(w.Context())
		w.must(err)
		if n := w.locked(); n != 1 {
			w.Errorf("%d papers after four weeks", n)
		}
		w.on("2026-04-02")
		w.clock.Add(12 * time.Hour)
		_, err = runner.RunDue(w.Context())
		w.must(err)
		if n := w.locked(); n != 0 {
			w.Errorf("%d papers of a draft that is forgotten", n)
		}
		if n, err := w.files.Sweep(w.Context()); err != nil || n != 1 {
			w.Errorf("%d contents swept: %v", n, err)
		}
	})
}

// TestReceivedWithPapers: what is handed over the counter comes with the request, once.
func TestReceivedWithPapers(t *testing.T) {
	each(t, "2026-03-02", func(w *world) {
		in := foi.Receipt{Filing: w.filing(), Channel: foi.Counter, Submitted: "2026-03-02"}
		for range 2 {
			_, err := w.s.Receive(w.as(auth.Clerk), in, w.card("110101199003070011"))
			w.must(err)
		}
		if n := w.locked(); n != 1 {
			w.Errorf("%d papers of a form that was sent twice", n)
		}
	})
}
