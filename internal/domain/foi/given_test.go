package foi_test

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/files"
)

// redacted is a signed request of which the one item is given in part: the copy of a
// Word file without a sentence. Beside it a record of the search is on file.
func (w *world) redacted() (*foi.Request, foi.Redaction) {
	w.Helper()
	r, it := w.parted("2026-09-10")
	clerk := w.as(auth.Clerk)
	x := w.kept(r, it.ID, "纪要.docx", wordFile(w, "科员张三丰月工资8765元", "会议同意执行"))
	w.did(w.s.MarkWords(clerk, r.ID, x.ID, foi.Words{Rev: x.Rev, Words: "张三丰月工资8765元", Limb: "internal"}))
	x, err := w.s.Copy(clerk, r.ID, x.ID, foi.Seen{Rev: w.record(x).Rev})
	w.must(err)
	staged, err := w.files.Stage(clerk, strings.NewReader("检索记录\n"))
	w.must(err)
	it = w.item(r)
	it.Facts = map[string]string{"form": "email", "original": "原件存档案室", "affair": "personnel"}
	it.Parts[0].Reason, it.Parts[0].How = "属于人事管理的内部事务信息", "遮盖"
	w.did(w.s.Decide(clerk, r.ID, it.ID, it, files.Upload{Staged: staged, Name: "检索记录.txt"}))
	w.did(w.s.Draft(clerk, r.ID, foi.Draft{Rev: w.load(r.ID).Rev, Remedy: []string{"R-A"}, Online: "https://xzfy.example.gov.cn", Contact: "公开办"}))
	return w.signs(w.load(r.ID)), x
}

// TestGiven: the applicant gets the copy once the reply is served, and nothing else of the case.
func TestGiven(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r, x := w.redacted()
		in, client := w.access(r), "203.0.113.9"
		offered := func(want int) foi.Mine {
			w.Helper()
			m, err := w.s.Track(w.Context(), in, client)
			w.must(err)
			if len(m.Files) != want {
				w.Fatalf("%s: %d files are offered, want %d", r.Status, len(m.Files), want)
			}
			return m
		}
		refused := func(in foi.Access, file int64, want fault.Kind) {
			w.Helper()
			if _, _, err := w.s.GivenTo(w.Context(), in, client, file); fault.Of(err) != want {
				w.Errorf("file %d: %v, want %s", file, err, want)
			}
		}
		early := offered(0)
		refused(in, x.Copy, fault.NotFound)
		r, err := w.s.Serve(w.as(auth.Clerk), r.ID, foi.Serve{Rev: r.Rev, Sending: posted("2026-09-10")})
		w.must(err)
		if text := w.lastLetter(r); !strings.Contains(text, "会议纪要（电子文件）") || strings.Contains(text, "0页") {
			w.Errorf("the reply says %s", text)
		}
		m := offered(1)
		if f := m.Files[0]; f.Title != "会议纪要" || f.Name() != "会议纪要.docx" || f.Type != files.DOCX || f.Size == 0 {
			w.Errorf("offered %+v", f)
		}
		w.sees(in, x)
		if _, c, err := w.s.GivenBy(w.Context(), early.Pass, x.Copy); err != nil {
			w.Errorf("by the pass of a page: %v", err)
		} else {
			w.must(c.Close())
		}
		for _, p := range w.item(r).Papers {
			if p.ID != x.Copy {
				refused(in, p.ID, fault.NotFound)
			}
		}
		other := w.received("2026-09-10")
		refused(w.access(other), x.Copy, fault.NotFound)
		refused(foi.Access{Number: in.Number, Code: "123412341234"}, x.Copy, fault.Invalid)
		w.passes(m, other, x)
		w.on("2026-09-15")
		r, err = w.s.Bounce(w.as(auth.Clerk), r.ID, foi.On{Rev: r.Rev, Day: "2026-09-15", Note: "查无此人"})
		w.must(err)
		offered(0)
		r, err = w.s.Resend(w.as(auth.Clerk), r.ID, foi.Serve{Rev: r.Rev, Sending: hand("2026-09-15")})
		w.must(err)
		offered(1)
	})
}

// sees reads the copy as the applicant gets it.
func (w *world) sees(in foi.Access, x foi.Redaction) {
	w.Helper()
	_, c, err := w.s.GivenTo(w.Context(), in, "203.0.113.9", x.Copy)
	w.must(err)
	data, err := io.ReadAll(c)
	w.must(err)
	w.must(c.Close())
	text, _ := w.content(&foi.Request{ID: x.Request}, x.Copy)
	if !strings.Contains(text, "会议同意执行") || strings.Contains(text, "张三丰") || bytes.Contains(data, []byte("8765")) {
		w.Errorf("the applicant gets %s", text)
	}
}

// passes tries the passes of other requests, of nobody, and one that is over.
func (w *world) passes(m foi.Mine, other *foi.Request, x foi.Redaction) {
	w.Helper()
	o, err := w.s.Track(w.Context(), w.access(other), "203.0.113.9")
	w.must(err)
	for _, p := range []string{o.Pass, "", "x", m.Pass[1:]} {
		if _, _, err := w.s.GivenBy(w.Context(), p, x.Copy); fault.Of(err) != fault.NotFound {
			w.Errorf("by another pass: %v", err)
		}
	}
	w.clock.Add(31 * time.Minute)
	if _, _, err := w.s.GivenBy(w.Context(), m.Pass, x.Copy); fault.Of(err) != fault.Conflict {
		w.Errorf("by a pass that is over: %v", err)
	}
}
