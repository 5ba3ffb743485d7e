package foi_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
)

// unseen looks for words in all that the store has on the disk.
func (w *world) unseen(words string) {
	w.Helper()
	w.must(filepath.WalkDir(w.dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		if bytes.Contains(b, []byte(words)) {
			w.Errorf("%s has %s open", p, words)
		}
		return err
	}))
}

// locked counts the locked files of a thing.
func (w *world) lockedOf(noun string, ref int64) (n int) {
	w.Helper()
	w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
		all, err := files.Locked(tx, noun, ref)
		if n = len(all); n > 0 {
			if _, no := files.Get(tx, all[0].ID); fault.Of(no) != fault.NotFound {
				w.Errorf("it is an attachment like others: %v", no)
			}
		}
		return err
	}))
	return n
}

// swept is how many contents nothing holds any more, two days later.
func (w *world) swept(day calendar.Day) int {
	w.Helper()
	w.on(day)
	n, err := w.files.Sweep(w.Context())
	w.must(err)
	return n
}

// TestRecordLocked: a record lies encrypted, and is gone with its redaction.
func TestRecordLocked(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r, it := w.parted("2026-09-10")
		x := w.kept(r, it.ID, "纪要.txt", []byte("张三丰的家庭住址\n会议同意执行\n"))
		w.unseen("张三丰的家庭住址")
		if n := w.lockedOf("foi_redaction", int64(x.ID)); n != 1 {
			w.Fatalf("%d records are locked", n)
		}
		w.did(w.s.MarkWords(w.as(auth.Clerk), r.ID, x.ID, foi.Words{Rev: x.Rev, Words: "张三丰的家庭住址", Limb: "third"}))
		w.did(w.s.Copy(w.as(auth.Clerk), r.ID, x.ID, foi.Seen{Rev: w.record(x).Rev}))
		w.unseen("张三丰的家庭住址")
		w.did(w.s.Discard(w.as(auth.Clerk), r.ID, x.ID, foi.Seen{Rev: w.record(x).Rev}))
		if n := w.lockedOf("foi_redaction", int64(x.ID)); n != 0 {
			w.Errorf("%d records are left", n)
		}
		if n := w.swept("2026-09-14"); n != 2 {
			w.Errorf("%d contents swept, want record and copy", n)
		}
	})
}

// TestRecordForgotten: after the term the record is gone; that a copy was made, and of
// what by its hash, stays.
func TestRecordForgotten(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r, x := w.redacted()
		clerk := w.as(auth.Clerk)
		r, err := w.s.Serve(clerk, r.ID, foi.Serve{Rev: r.Rev, Sending: foi.Sending{How: foi.Electronic, Day: "2026-09-10"}})
		w.must(err)
		w.did(w.s.Archive(clerk, r.ID, foi.Seen{Rev: r.Rev}))
		w.did(w.s.Record(clerk, r.ID, x.ID))
		w.on("2036-09-11")
		n, err := w.s.Forget(auth.With(w.Context(), auth.Machine("foi.forget")))
		if err != nil || n != 1 {
			w.Fatalf("%d forgotten: %v", n, err)
		}
		if n := w.lockedOf("foi_redaction", int64(x.ID)); n != 0 {
			w.Errorf("%d records are left", n)
		}
		if _, err := w.s.Record(clerk, r.ID, x.ID); fault.Of(err) != fault.Conflict {
			w.Errorf("the record of a forgotten case: %v", err)
		}
		v, err := w.s.View(clerk, r.ID)
		w.must(err)
		if len(v.Records) != 1 || v.Records[0].Source != x.Source || v.Records[0].Hash != x.Hash {
			w.Errorf("what is left of it: %+v", v.Records)
		}
		if n := w.swept("2036-09-14"); n != 1 {
			w.Errorf("%d contents swept, want the record", n)
		}
	})
}

// TestIncomingLocked: what came by mail lies encrypted, and is forgotten with the case.
func TestIncomingLocked(t *testing.T) {
	withMailbox(t, func(p *post) {
		p.server.Put(noon("2023-10-09"), mail("1", "王小明 <wang@example.com>", "信息公开申请", wanted, attached("申请.txt", "text/plain", "申请人王小明住示例路2号")))
		p.collect()
		x := p.letters(auth.Clerk)[0]
		p.unseen("王小明")
		if n := p.lockedOf("foi_incoming", int64(x.ID)); n != 1 {
			p.Fatalf("%d attachments are locked", n)
		}
		in, err := p.s.Filing(p.as(auth.Clerk), x.ID)
		p.must(err)
		in.Want = "2022年度部门决算"
		out, err := p.s.Register(p.as(auth.Clerk), x.ID, in)
		p.must(err)
		m, err := p.s.Track(p.Context(), foi.Access{Number: out.Number, Code: out.Code}, "203.0.113.9")
		p.must(err)
		if len(m.Brought) != 1 || m.Brought[0] != (foi.MyPaper{Kind: "mail", Type: files.Text}) {
			p.Errorf("the applicant is told of %+v", m.Brought)
		}
		p.did(p.s.ProposeClose(p.as(auth.Clerk), out.ID, foi.Because{Rev: 1, Reason: "重复"}))
		p.did(p.s.Close(p.as(auth.Head), out.ID, foi.Because{Rev: 2, Reason: "重复"}))
		p.did(p.s.Archive(p.as(auth.Clerk), out.ID, foi.Seen{Rev: 3}))
		p.on("2033-10-12")
		n, err := p.s.Forget(auth.With(p.Context(), auth.Machine("foi.forget")))
		if err != nil || n != 1 {
			p.Fatalf("%d forgotten: %v", n, err)
		}
		v := p.letter(x.ID)
		if v.Text != "" || v.Subject != "" || len(v.Kept) != 0 || v.Shown != "（已隐去）" || v.Files != 1 {
			p.Errorf("what is left of the letter: %+v", v)
		}
		if n := p.swept("2033-10-15"); n != 1 {
			p.Errorf("%d contents swept", n)
		}
	})
}
