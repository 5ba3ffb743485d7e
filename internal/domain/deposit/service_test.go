package deposit_test

import (
	"archive/zip"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/deposit"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/unit/unittest"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// TestDeposit: what is issued is owed once and within the days of the profile, ends with the receipt that covers it,
// by the day of the handing-over, and not with any other; a package says what is new, changed, ended and gone.
func TestDeposit(t *testing.T) {
	each(t, func(w *world) {
		a, b := w.issue("甲办法"), w.issue("乙办法")
		if due := w.owed(a); due != "2023-03-15" { // ten working days
			t.Errorf("owed by %s", due)
		}
		w.RunJobs()
		w.Clock.Set("2023-03-02")
		w.RunJobs()
		w.Must(w.s.Owe(w.Context()))
		if all := w.duties(deposit.RuleHand); len(all) != 2 {
			t.Fatalf("%d duties for two documents", len(all))
		}
		d := w.handed()
		if got := w.changes(d, deposit.Fresh); d.Documents != 2 || len(got) != 2 {
			t.Errorf("the first package: %+v", d.Tally)
		}
		c := w.issue("丙办法") // after the package
		w.Clock.Set("2023-03-20")
		d = w.received(d)
		if w.owed(a) != "" || w.owed(b) != "" || w.owed(c) == "" {
			t.Errorf("after the receipt: %q %q %q", w.owed(a), w.owed(b), w.owed(c))
		}
		for _, x := range w.duties(deposit.RuleHand) {
			if x.Status == duty.Met && (x.MetOn != "2023-03-02" || x.Evidence != d.Ref()) {
				t.Errorf("met on %s by %s", x.MetOn, x.Evidence)
			}
		}
		w.repeal(a)
		if due := w.owed(a); due != "2023-04-03" {
			t.Errorf("a repeal is owed by %q", due)
		}
		next := w.handed()
		if next.Base != d.ID || !slices.Equal(w.changes(next, deposit.Ended), []string{"甲办法"}) || !slices.Equal(w.changes(next, deposit.Same), []string{"乙办法"}) || next.New != 2 {
			t.Errorf("the second package: %+v", next.Tally)
		}
		w.received(next)
		if w.owed(a) != "" || w.owed(c) != "" {
			t.Errorf("still owed: %q %q", w.owed(a), w.owed(c))
		}
		latest, err := w.s.Latest(w.Context())
		if err != nil || latest.Receipt != "洪文库收〔2023〕1号" || latest.Taken != next.Documents || latest.On != "2023-03-20" {
			t.Errorf("everybody reads %+v %v", latest, err)
		}
	})
}

// TestTerm: what lapses by its own term is owed from that night on, once.
func TestTerm(t *testing.T) {
	each(t, func(w *world) {
		a := w.issue("甲办法") // until 2025-02-28
		w.received(w.handed())
		if w.owed(a) != "" {
			t.Fatal("owed after the receipt")
		}
		w.Clock.Set("2025-03-01")
		w.RunJobs()
		w.RunJobs()
		w.Must(w.s.Owe(w.Context()))
		if all := w.duties(deposit.RuleHand); len(all) != 2 || w.owed(a) != "2025-03-14" {
			t.Errorf("%d duties, owed by %q", len(all), w.owed(a))
		}
		d := w.made()
		if !slices.Equal(w.changes(d, deposit.Ended), []string{"甲办法"}) {
			t.Errorf("the package: %+v", d.Tally)
		}
	})
}

// TestReturned: a package that comes back leaves all owed and asks for another one; so does a receipt for less. The
// next whole one ends both.
func TestReturned(t *testing.T) {
	each(t, func(w *world) {
		a, _ := w.issue("甲办法"), w.issue("乙办法")
		d := w.handed()
		in := deposit.Refusal{Because: deposit.Because{Seen: deposit.Seen{Rev: d.Rev}, Reason: "缺附件"}, On: "2023-02-28"}
		_, err := w.s.Return(auth.With(w.Context(), w.clerk), d.ID, in)
		w.WantField(err, "on", "deposit.early")
		in.On = w.DB.Today()
		d, err = w.s.Return(auth.With(w.Context(), w.clerk), d.ID, in)
		w.Must(err)
		if w.owed(a) != "2023-03-15" || w.Owed(deposit.RuleHand, d.Ref(), w.justice) != "2023-03-15" {
			t.Errorf("after the return: %q %q", w.owed(a), w.Owed(deposit.RuleHand, d.Ref(), w.justice))
		}
		less := w.handed()
		if less.Base != 0 || less.New != 2 {
			t.Errorf("what came back counts: %+v", less)
		}
		_, err = w.receive(less, deposit.Receipt{Taken: 3})
		w.WantField(err, "taken", "deposit.taken_more")
		_, err = w.receive(less, deposit.Receipt{Taken: 1})
		w.WantField(err, "note", "deposit.taken_less")
		less, err = w.receive(less, deposit.Receipt{Taken: 1, Note: "乙办法没有收到"})
		w.Must(err)
		if less.Whole || w.owed(a) == "" || w.Owed(deposit.RuleHand, less.Ref(), w.justice) == "" {
			t.Error("a receipt for less ends something")
		}
		last := w.handed()
		if last.Base != 0 {
			t.Error("a receipt for less counts as received")
		}
		last, err = w.receive(last, deposit.Receipt{Taken: 1, Sure: true, Note: "乙办法不需要"})
		w.Must(err)
		if !last.Whole || w.owed(a) != "" || w.Owed(deposit.RuleHand, d.Ref(), w.justice) != "" || w.Owed(deposit.RuleHand, less.Ref(), w.justice) != "" {
			t.Error("something is still owed")
		}
		_, err = w.s.Void(auth.With(w.Context(), w.clerk), last.ID, deposit.Because{Seen: deposit.Seen{Rev: last.Rev}, Reason: "错"})
		w.Want(err, fault.Conflict, "flow.no_step")
	})
}

// TestFourEyes: who made a package does not hand it over, another unit does neither, one package waits at a time, and a
// district whose profile names no library owes nothing.
func TestFourEyes(t *testing.T) {
	each(t, func(w *world) {
		_, err := w.s.Make(auth.With(w.Context(), w.clerk))
		w.Want(err, fault.Conflict, "deposit.nothing")
		w.issue("甲办法")
		_, err = w.s.Make(auth.With(w.Context(), w.Other))
		w.Want(err, fault.Forbidden, "not_allowed")
		d := w.made()
		_, err = w.s.Make(auth.With(w.Context(), w.second))
		w.Want(err, fault.Conflict, "deposit.waits")
		in := deposit.Handing{Seen: deposit.Seen{Rev: d.Rev}, Channel: deposit.Disc, On: w.DB.Today()}
		_, err = w.s.HandOver(auth.With(w.Context(), w.clerk), d.ID, in)
		w.Want(err, fault.Forbidden, "flow.four_eyes")
		in.On = w.DB.Today().Add(1)
		_, err = w.s.HandOver(auth.With(w.Context(), w.second), d.ID, in)
		w.WantField(err, "on", "policy.future")
		_, err = w.s.View(w.Context(), d.ID)
		w.Want(err, fault.NotFound, "not_found")
		_, err = w.s.Void(auth.With(w.Context(), w.clerk), d.ID, deposit.Because{Seen: deposit.Seen{Rev: d.Rev}, Reason: "重做"})
		w.Must(err)
		w.setting("deposit.library", "")
		w.issue("乙办法")
		w.Must(w.s.Owe(w.Context()))
		_, err = w.s.Make(auth.With(w.Context(), w.clerk))
		w.Want(err, fault.Conflict, "deposit.no_library")
		if all := w.duties(deposit.RuleHand); len(all) != 1 {
			t.Errorf("%d duties where the profile names no library", len(all))
		}
		w.setting("deposit.library", "市级文件库")
		w.setting("deposit.since", "2023-03-02")
		w.Must(w.s.Owe(w.Context()))
		if all := w.duties(deposit.RuleHand); len(all) != 1 {
			t.Errorf("%d duties for what changed before the day", len(all))
		}
	})
}

// setting gives the district another value.
func (w *world) setting(key, value string) {
	w.Helper()
	w.Must(w.DB.Write(w.As(auth.Office), func(tx *db.Tx) error { return unittest.Set(tx, key, value) }))
}

// TestPackage: the package is what policy writes, its sum is that of its bytes, and one that was tampered with is neither
// downloaded nor handed over.
func TestPackage(t *testing.T) {
	each(t, func(w *world) {
		w.issue("甲办法")
		d := w.made()
		var again strings.Builder
		_, err := w.Docs.Export(w.Context(), &again)
		w.Must(err)
		f, err := w.s.Package(w.As(auth.Office), d.ID)
		w.Must(err)
		in, err := w.Files.Open(w.Context(), f)
		w.Must(err)
		data, err := io.ReadAll(in)
		w.Must(err)
		w.Must(in.Close())
		if string(data) != again.String() || proof.SHA256(string(data)) != d.SHA256 || d.Size != int64(len(data)) || f.Type.MIME() != "application/zip" || !strings.HasSuffix(f.Name, ".zip") {
			t.Errorf("the package is not what the library writes: %+v", f)
		}
		if z, err := zip.NewReader(strings.NewReader(string(data)), d.Size); err != nil || len(z.File) != 3 {
			t.Errorf("the archive: %v", err)
		}
		w.tamper(d.SHA256)
		_, err = w.s.Package(w.As(auth.Office), d.ID)
		w.Want(err, fault.Conflict, "deposit.damaged")
		_, err = w.s.HandOver(auth.With(w.Context(), w.second), d.ID, deposit.Handing{Seen: deposit.Seen{Rev: d.Rev}, Channel: deposit.System, On: w.DB.Today()})
		w.Want(err, fault.Conflict, "deposit.damaged")
	})
}

// tamper changes a byte of a stored content.
func (w *world) tamper(sha string) {
	w.Helper()
	name := filepath.Join(w.Store, "blobs", sha[:2], sha[2:4], sha)
	data, err := os.ReadFile(name)
	w.Must(err)
	data[len(data)/2] ^= 1
	w.Must(os.Chmod(name, 0o600))
	w.Must(os.WriteFile(name, data, 0o600))
}

// TestSince: the page of a package says how many documents have changed since it was made; what is taken off the site is
// gone from the next one and no longer owed.
func TestSince(t *testing.T) {
	each(t, func(w *world) {
		a := w.issue("甲办法")
		d := w.made()
		w.issue("乙办法")
		w.repeal(a)
		v, err := w.s.View(w.As(auth.Office), d.ID)
		w.Must(err)
		if v.Since != 3 { // the two, and the decision
			t.Errorf("%d documents have changed since", v.Since)
		}
		var changed []policy.Eventful
		w.Must(w.DB.Read(w.Context(), func(tx *db.Tx) error { changed, err = policy.Events(tx, a.ID); return err }))
		if len(changed) != 1 || len(changed[0].Events) != 2 || changed[0].Events[1].Kind != policy.Repeal {
			t.Errorf("the life of a document: %+v", changed)
		}
	})
}
