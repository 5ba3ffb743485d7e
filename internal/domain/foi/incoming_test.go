package foi_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/mailbox/imaptest"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/notify/smtptest"
)

// A post is a world whose office has a mailbox.
type post struct {
	*world
	server *imaptest.Server
	files  *files.Store
}

func withMailbox(t *testing.T, f func(p *post)) {
	t.Helper()
	each(t, "2023-10-09", func(w *world) {
		p := &post{world: w, server: imaptest.New(w)}
		p.files = storeOf(w, 1<<20)
		p.needs.Files = p.files
		p.needs.Rules = func(*db.Tx) (*screen.Rules, error) { return screen.New(screen.Options{Packs: screen.Packs()}), nil }
		p.needs.Intake = foi.Intake{Mailbox: p.server.Config(), Unit: "czj"}
		p.s = foi.New(p.needs)
		f(p)
	})
}

func storeOf(w *world, size int64) *files.Store {
	w.Helper()
	w.dir = w.TempDir()
	store, err := files.Open(w.db, files.Config{Dir: w.dir, Size: size, Box: w.needs.Box})
	w.must(err)
	w.files = store
	w.Cleanup(func() { _ = store.Close() })
	return store
}

// noon is the middle of a day in China.
func noon(day calendar.Day) time.Time { return day.Time().Add(4 * time.Hour) }

func mail(id, from, subject, text string, parts ...string) string {
	head := fmt.Sprintf("Message-ID: <%s@example.com>\r\nFrom: %s\r\nSubject: %s\r\nDate: Sun, 08 Oct 2023 22:00:00 +0800\r\n", id, from, subject)
	if len(parts) == 0 {
		return head + "Content-Type: text/plain; charset=utf-8\r\n\r\n" + text + "\r\n"
	}
	var out strings.Builder
	out.WriteString(head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text + "\r\n")
	for _, part := range parts {
		out.WriteString("--b\r\n" + part + "\r\n")
	}
	return out.String() + "--b--\r\n"
}

func attached(name, typ, content string) string {
	return fmt.Sprintf("Content-Type: %s\r\nContent-Disposition: attachment; filename=%q\r\nContent-Transfer-Encoding: base64\r\n\r\n%s", typ, name, base64.StdEncoding.EncodeToString([]byte(content)))
}

func (p *post) collect() {
	p.Helper()
	p.must(p.s.Collect(auth.With(p.Context(), auth.Machine("foi.collect"))))
}

func (p *post) letters(role auth.Role) []foi.IncomingRow {
	p.Helper()
	rows, err := p.s.FindIncoming(p.as(role), foi.FindIncoming{}, db.Page{})
	p.must(err)
	return rows.Items
}

func (p *post) letter(id foi.IncomingID) foi.IncomingView {
	p.Helper()
	v, err := p.s.Incoming(p.as(auth.Clerk), id)
	p.must(err)
	return v
}

const wanted = "我叫王小明，身份证号110101199003070011，电话13800000000，申请公开2022年度部门决算。"

// TestIncoming: each letter is one entry, whatever breaks off and however often it comes.
func TestIncoming(t *testing.T) {
	withMailbox(t, func(p *post) {
		p.server.Put(noon("2023-10-09"), mail("1", "王小明 <wang@example.com>", "信息公开申请", wanted))
		p.server.Put(noon("2023-10-09"), mail("1", "王小明 <wang@example.com>", "信息公开申请", wanted)) // came twice, by two ways
		p.server.Put(noon("2023-10-09"), mail("1", "other@example.com", "冒用编号", "另一封信"))
		p.server.Put(noon("2023-10-09"), mail("2", "wang@example.com", "信息公开申请", wanted))
		p.collect()
		p.collect()
		if n := len(p.letters(auth.Clerk)); n != 3 {
			p.Fatalf("%d letters, want 3: a second copy is none, another letter with the same id is one", n)
		}
		p.server.Put(noon("2023-10-09"), mail("3", "wang@example.com", "又一封", "x"))
		p.collect()
		all := p.letters(auth.Clerk)
		if len(all) != 4 || all[0].Arrived != "2023-10-09" || all[0].Written != "2023-10-08" {
			p.Fatalf("%d letters, the last %+v", len(all), all[0].Incoming)
		}
		if n := len(p.letters(auth.Head)); n != 0 {
			p.Errorf("who does not sort letters sees %d", n)
		}
		p.change("UPDATE foi_mailbox SET uid = 0, validity = 0") // as if noting the place had never been
		p.collect()
		if n := len(p.letters(auth.Clerk)); n != 4 {
			p.Errorf("read from the beginning there are %d letters", n)
		}
	})
}

// TestIncomingIsSealed: nothing in the database, on the page or in the journal says who writes.
func TestIncomingIsSealed(t *testing.T) {
	withMailbox(t, func(p *post) {
		p.server.Put(noon("2023-10-09"), mail("1", "王小明 <wang.xiaoming@example.com>", "申请 110101199003070011", wanted, attached("身份证.pdf", "application/pdf", pdf)))
		p.collect()
		x := p.letters(auth.Clerk)[0]
		v := p.letter(x.ID)
		if x.Shown != "w***@example.com" || strings.Contains(x.Subject+v.Text, "110101199003070011") || strings.Contains(v.Text, "13800000000") || !strings.Contains(v.Text, "2022年度部门决算") {
			p.Errorf("sender %q, subject %q, text %q", x.Shown, x.Subject, v.Text)
		}
		if strings.Contains(x.Content, "wang") || strings.Contains(x.Content, "决算") {
			p.Error("the row has words of the letter")
		}
		if _, err := p.s.OpenIncoming(p.as(auth.Clerk), x.ID, foi.Because{}); fault.Of(err) != fault.Invalid {
			p.Errorf("opened without a reason: %v", err)
		}
		c, err := p.s.OpenIncoming(p.as(auth.Clerk), x.ID, foi.Because{Reason: "核对申请"})
		p.must(err)
		if c.Address != "wang.xiaoming@example.com" || c.Text != wanted {
			p.Errorf("opened: %+v", c)
		}
		p.must(p.db.Read(p.as(auth.Office), func(tx *db.Tx) error {
			rows, err := journal.For(tx, x.Ref(), db.Page{})
			p.must(err)
			var acts []string
			for _, e := range rows.Items {
				acts = append(acts, e.Act)
				if strings.Contains(string(e.Body), "wang") || strings.Contains(string(e.Body), "决算") {
					p.Errorf("the journal has words of the letter: %s", e.Body)
				}
			}
			if got := strings.Join(acts, " "); got != "foi.open_incoming foi.arrive" {
				p.Errorf("journal: %s", got)
			}
			read, err := db.One[int](tx, "SELECT count(*) FROM jobs_job WHERE kind = 'files.text'")
			if err == nil && read != 0 {
				p.Error("the text of an attachment is read out into the database")
			}
			return err
		}))
	})
}

const pdf = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"

// TestIncomingAttachments: what may not be kept is refused one by one, and the entry says why.
func TestIncomingAttachments(t *testing.T) {
	withMailbox(t, func(p *post) {
		p.server.Put(noon("2023-10-09"), mail("1", "a@example.com", "附件", "见附件",
			attached("ok.pdf", "application/pdf", pdf),
			attached("setup.exe", "application/octet-stream", "MZ\x90\x00\x03\x00\x00\x00"),
			attached("lies.png", "image/png", pdf),
			attached("..\\..\\evil/../name.txt", "text/plain", "plain text"),
			attached("empty.txt", "text/plain", ""),
			"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"+base64.StdEncoding.EncodeToString([]byte(pdf)),
		))
		p.collect()
		v := p.letter(p.letters(auth.Clerk)[0].ID)
		var kept, refused []string
		for _, f := range v.Kept {
			kept = append(kept, f.Name)
		}
		for _, r := range v.Unkept {
			refused = append(refused, r.Name)
			if r.Why == "" {
				p.Errorf("%s is refused without a word", r.Name)
			}
		}
		if got, want := strings.Join(kept, " "), "ok.pdf name.txt 6.pdf"; got != want {
			p.Errorf("kept %s, want %s", got, want)
		}
		if got, want := strings.Join(refused, " "), "setup.exe lies.png empty.txt"; got != want {
			p.Errorf("refused %s, want %s", got, want)
		}
		if v.Files != 3 || v.Refused != 3 {
			p.Errorf("%d kept, %d refused", v.Files, v.Refused)
		}
	})
}

// TestIncomingTooLarge: of a letter that is too large the head is read, and the entry says so.
func TestIncomingTooLarge(t *testing.T) {
	withMailbox(t, func(p *post) {
		p.needs.Intake.Mailbox.Most = 1000
		p.needs.Files = storeOf(p.world, 100)
		p.s = foi.New(p.needs)
		p.server.Put(noon("2023-10-09"), mail("1", "a@example.com", "很大的信", strings.Repeat("字", 1000)))
		p.server.Put(noon("2023-10-09"), mail("2", "a@example.com", "附件很大", "x", attached("a.txt", "text/plain", strings.Repeat("x", 200))))
		p.collect()
		all := p.letters(auth.Clerk)
		if len(all) != 2 {
			p.Fatalf("%d letters", len(all))
		}
		large, small := p.letter(all[1].ID), p.letter(all[0].ID)
		if large.Subject != "很大的信" || large.Text != "" || len(large.Faults) != 1 || large.Faults[0] != foi.FlawCut {
			p.Errorf("the large one: %+v", large)
		}
		if len(small.Unkept) != 1 || small.Unkept[0].Size != 200 {
			p.Errorf("the large attachment: %+v", small.Unkept)
		}
	})
}

// TestIncomingRegister: the letter becomes one request, delivered on the day on which
// it came, and owes its confirmation that day.
func TestIncomingRegister(t *testing.T) {
	withMailbox(t, func(p *post) {
		p.server.Put(noon("2023-10-09"), mail("1", "王小明 <wang@example.com>", "信息公开申请", wanted, attached("申请表.pdf", "application/pdf", pdf)))
		p.collect()
		p.on("2023-10-11") // two days later
		x := p.letters(auth.Clerk)[0]
		in, err := p.s.Filing(p.as(auth.Clerk), x.ID)
		p.must(err)
		if in.Mail != "wang@example.com" || in.Name != "王小明" || !strings.Contains(in.Want, "2022年度部门决算") || in.Unit != p.bureau.ID {
			p.Errorf("prefilled: %+v", in.Filing)
		}
		if in.PaperNo != "110101199003070011" || in.Phone != "13800000000" || strings.Contains(in.Want, in.PaperNo) || strings.Contains(in.Want, in.Phone) {
			p.Errorf("who asks is not parted from what is asked: %+v", in.Filing)
		}
		in.PaperNo = ""
		if _, err := p.s.Register(p.as(auth.Clerk), x.ID, in); fault.Of(err) != fault.Invalid {
			p.Errorf("registered without a paper: %v", err)
		}
		in.PaperNo, in.Want = "110101199003070011", "2022年度部门决算"
		if _, err := p.s.Register(p.as(auth.Head), x.ID, in); fault.Of(err) != fault.NotFound {
			p.Errorf("the head registers: %v", err)
		}
		out, err := p.s.Register(p.as(auth.Clerk), x.ID, in)
		p.must(err)
		again, err := p.s.Register(p.as(auth.Clerk), x.ID, in)
		p.must(err)
		if again.Number != out.Number || again.Code != out.Code || !again.Again {
			p.Errorf("pressed twice: %+v and %+v", out, again)
		}
		v, err := p.s.View(p.as(auth.Clerk), out.ID)
		p.must(err)
		r := v.Request
		if r.Channel != foi.Mail || r.Submitted != "2023-10-08" || r.Delivered != "2023-10-09" || r.Received != "" || r.Status != foi.Waiting {
			p.Errorf("the request: %+v", r.Facts)
		}
		if len(v.Incoming) != 1 || len(v.Incoming[0].Kept) != 1 || v.Incoming[0].Kept[0].Name != "申请表.pdf" {
			p.Errorf("kept with the case: %+v", v.Incoming)
		}
		c, err := p.s.Confirm(p.as(auth.Clerk), out.ID, foi.Confirm{Rev: r.Rev, Day: "2023-10-11", How: "电话"})
		p.must(err)
		if c.Received != "2023-10-11" || len(c.Late) != 1 || c.Late[0].Due != "2023-10-09" {
			p.Errorf("confirmed: received %s, late %+v", c.Received, c.Late)
		}
		if _, err := p.s.SetAside(p.as(auth.Clerk), x.ID, foi.Because{Rev: p.letter(x.ID).Rev, Reason: "垃圾邮件"}); fault.Of(err) != fault.Conflict {
			p.Errorf("a request is set aside: %v", err)
		}
		file := v.Incoming[0].Kept[0].ID
		for role, want := range map[auth.Role]fault.Kind{auth.Clerk: "", auth.Head: "", auth.Signer: fault.Forbidden, auth.Supervisor: fault.NotFound} {
			_, content, err := p.s.Open(p.as(role), file, foi.Because{Reason: "核对身份"})
			if fault.Of(err) != want || err == nil && string(content) != pdf {
				p.Errorf("%s takes the attachment: %v, %d bytes", role, err, len(content))
			}
		}
	})
}

// TestIncomingSealed: what was attached to a letter opens as a scan does: with the right to
// learn who asks, for a reason that stays, before the letter is registered too.
func TestIncomingSealed(t *testing.T) {
	withMailbox(t, func(p *post) {
		p.server.Put(noon("2023-10-09"), mail("1", "王小明 <wang@example.com>", "信息公开申请", wanted, attached("WANGXIAOMING-id.pdf", "application/pdf", pdf)))
		p.collect()
		x := p.letters(auth.Clerk)[0]
		file := p.letter(x.ID).Kept[0].ID
		for role, want := range map[auth.Role]fault.Kind{auth.Clerk: "", auth.Head: fault.NotFound, auth.Signer: fault.NotFound} {
			if _, content, err := p.s.Open(p.as(role), file, foi.Because{Reason: "核对身份"}); fault.Of(err) != want || err == nil && string(content) != pdf {
				p.Errorf("%s opens it: %v", role, err)
			}
		}
		if _, _, err := p.s.Open(p.as(auth.Clerk), file, foi.Because{}); fault.Of(err) != fault.Invalid {
			p.Errorf("opened with no reason: %v", err)
		}
		var notes []string
		p.must(p.db.Read(p.Context(), func(tx *db.Tx) error {
			rows, err := journal.For(tx, x.Ref(), db.Page{})
			for _, e := range rows.Items {
				var b foi.IncomingBrief
				if e.Act == "foi.unseal" && e.Decode(&b) == nil {
					notes = append(notes, b.Note)
				}
			}
			return err
		}))
		if !slices.Equal(notes, []string{"核对身份"}) {
			p.Errorf("the journal keeps %v", notes)
		}
	})
}

// TestIncomingNames: the names that a letter says are its sender's are hidden where it is
// shown, and never become a part of what is asked for.
func TestIncomingNames(t *testing.T) {
	withMailbox(t, func(p *post) {
		for i, letter := range []struct{ from, text, name string }{
			{"wang@example.com", "您好，我叫李秋白，想了解2022年度部门决算。", "李秋白"},
			{"wang@example.com", "我叫李秋白想了解2022年度部门决算", "李秋白"},
			{"wang@example.com", "申请2022年度部门决算。\n申请人：欧阳明月\n欧阳明月的地址另附", "欧阳明月"},
			{"孙立夏 <wang@example.com>", "申请2022年度部门决算。\n孙立夏", "孙立夏"},
		} {
			p.server.Put(noon("2023-10-09"), mail(fmt.Sprint(i), letter.from, letter.name+"的申请", letter.text))
			p.collect()
			x := p.letters(auth.Clerk)[0]
			v := p.letter(x.ID)
			in, err := p.s.Filing(p.as(auth.Clerk), x.ID)
			p.must(err)
			if all := v.Subject + v.Text + in.Want + x.Subject; strings.Contains(all, letter.name) || !strings.Contains(v.Text, "2022年度部门决算") {
				p.Errorf("%q: shown %q, %q", letter.text, v.Subject, v.Text)
			}
			in.Name, in.PaperNo, in.Want = letter.name, "110101199003070011", letter.name+"申请公开2022年度部门决算"
			out, err := p.s.Register(p.as(auth.Clerk), x.ID, in)
			p.must(err)
			if r := p.load(out.ID); strings.Contains(r.Want, letter.name) {
				p.Errorf("asked for: %q", r.Want)
			}
		}
	})
}

// TestIncomingAtOnce: two people press at the same time, and it is one request.
func TestIncomingAtOnce(t *testing.T) {
	withMailbox(t, func(p *post) {
		p.server.Put(noon("2023-10-09"), mail("1", "王小明 <wang@example.com>", "信息公开申请", wanted))
		p.collect()
		x := p.letters(auth.Clerk)[0]
		in, err := p.s.Filing(p.as(auth.Clerk), x.ID)
		p.must(err)
		in.PaperNo = "110101199003070011"
		numbers := make([]string, 4)
		var wg sync.WaitGroup
		for i := range numbers {
			ctx := p.as(auth.Clerk)
			wg.Go(func() {
				out, err := p.s.Register(ctx, x.ID, in)
				if numbers[i] = out.Number; err != nil {
					p.Error(err)
				}
			})
		}
		wg.Wait()
		for _, n := range numbers {
			if n != numbers[0] {
				p.Errorf("several requests: %v", numbers)
			}
		}
	})
}

func TestIncomingSetAside(t *testing.T) {
	withMailbox(t, func(p *post) {
		p.server.Put(noon("2023-10-09"), mail("1", "a@example.com", "广告", "买一送一"))
		p.collect()
		x := p.letters(auth.Clerk)[0]
		if _, err := p.s.SetAside(p.as(auth.Clerk), x.ID, foi.Because{Rev: x.Rev}); fault.Of(err) != fault.Invalid {
			p.Errorf("set aside without a reason: %v", err)
		}
		a, err := p.s.SetAside(p.as(auth.Clerk), x.ID, foi.Because{Rev: x.Rev, Reason: "垃圾邮件"})
		p.must(err)
		if _, err := p.s.SetAside(p.as(auth.Clerk), x.ID, foi.Because{Rev: x.Rev, Reason: "垃圾邮件"}); fault.Of(err) != fault.Conflict {
			p.Errorf("twice: %v", err)
		}
		b, err := p.s.TakeBack(p.as(auth.Clerk), x.ID, foi.Seen{Rev: a.Rev})
		p.must(err)
		if b.Status != foi.Unsorted || b.Reason != "" {
			p.Errorf("taken back: %+v", b)
		}
	})
}

// TestIncomingOwed: what a letter is has to be said the day it comes; one that was set aside
// is owed a second pair of eyes within the time of the district, and nothing is forgotten.
func TestIncomingOwed(t *testing.T) {
	withMailbox(t, func(p *post) {
		p.server.Put(noon("2023-10-09"), mail("1", "a@example.com", "广告", "买一送一"))
		p.collect()
		x := p.letters(auth.Clerk)[0]
		owed := func(want string) {
			p.Helper()
			var got strings.Builder
			rows, err := p.duties.Find(p.as(auth.Office), duty.Find{From: x.Ref()}, db.Page{})
			p.must(err)
			for _, d := range rows.Items {
				if isOpen(d) {
					got.WriteString(d.Rule + " " + string(d.Due) + ";")
				}
			}
			if got.String() != want {
				p.Errorf("owed is %q, want %q", got.String(), want)
			}
		}
		owed("foi.sort 2023-10-09;")
		p.did(p.s.SetAside(p.as(auth.Clerk), x.ID, foi.Because{Rev: x.Rev, Reason: "垃圾邮件"}))
		owed("foi.uphold 2023-10-16;")
		rev := p.letter(x.ID).Rev
		if _, err := p.s.Uphold(p.as(auth.Clerk), x.ID, foi.Seen{Rev: rev}); fault.Of(err) != fault.Forbidden {
			p.Errorf("who set it aside looks at it again: %v", err)
		}
		p.on("2023-10-11")
		p.did(p.s.TakeBack(p.as(auth.Clerk), x.ID, foi.Seen{Rev: rev}))
		owed("foi.sort 2023-10-11;")
		p.did(p.s.SetAside(p.as(auth.Clerk), x.ID, foi.Because{Rev: p.letter(x.ID).Rev, Reason: "垃圾邮件"}))
		owed("foi.uphold 2023-10-18;")
		p.did(p.s.Uphold(p.as(auth.Office), x.ID, foi.Seen{Rev: p.letter(x.ID).Rev}))
		owed("")
		if got := p.letter(x.ID); got.Status != foi.Upheld || got.Reason != "垃圾邮件" {
			p.Errorf("%s %q", got.Status, got.Reason)
		}
		p.did(p.s.TakeBack(p.as(auth.Clerk), x.ID, foi.Seen{Rev: p.letter(x.ID).Rev}))
		owed("foi.sort 2023-10-11;")
	})
}

// TestIncomingStorageAway: a storage that does not answer loses no letter.
func TestIncomingStorageAway(t *testing.T) {
	withMailbox(t, func(p *post) {
		p.server.Put(noon("2023-10-09"), mail("1", "a@example.com", "附件", "x", attached("a.pdf", "application/pdf", pdf)))
		whole := p.needs.Files
		broken, err := files.Open(p.db, files.Config{Dir: p.TempDir(), Clamd: "tcp://127.0.0.1:1", Box: p.needs.Box})
		p.must(err)
		p.needs.Files = broken
		p.s = foi.New(p.needs)
		err = p.s.Collect(auth.With(p.Context(), auth.Machine("foi.collect")))
		if fault.Of(err) != fault.Busy || len(p.letters(auth.Clerk)) != 0 {
			p.Errorf("without the scanner: %v", err)
		}
		p.must(errors.Join(broken.Close()))
		p.needs.Files = whole
		p.s = foi.New(p.needs)
		p.collect()
		if v := p.letter(p.letters(auth.Clerk)[0].ID); len(v.Kept) != 1 {
			p.Errorf("afterwards: %+v", v.Kept)
		}
	})
}

// TestIncomingReceipt: the sender is told once a day that the letter came; a machine, a list and this site never.
func TestIncomingReceipt(t *testing.T) {
	withMailbox(t, func(p *post) {
		out := smtptest.New(p)
		var err error
		p.needs.Notify, err = notify.New(p.db, notify.Config{SMTP: out.Config()})
		p.must(err)
		p.needs.Intake.Receipt, p.needs.Intake.Own = true, "gk@example.gov.cn"
		p.s = foi.New(p.needs)
		run, err := jobs.NewRunner(p.db, jobs.Config{Log: slog.New(slog.DiscardHandler)}, p.s.Kinds()...)
		p.must(err)
		for i, head := range []string{
			"From: wang@example.com", "From: WANG@example.com", "From: li@example.com\r\nAuto-Submitted: auto-replied", "From: list@example.com\r\nPrecedence: bulk",
			"From: gk@example.gov.cn", "From: " + imaptest.User, "From: zhao@example.com\r\nReturn-Path: <>", "From: no address", "From: sun@example.com\r\nBcc: other@example.com",
		} {
			p.server.Put(noon("2023-10-09"), fmt.Sprintf("%s\r\nMessage-ID: <%d@example.com>\r\nSubject: secret\r\n\r\nx\r\n", head, i))
		}
		p.collect()
		_, err = run.RunDue(p.Context())
		p.must(err)
		var to []string
		for _, m := range out.Mails() {
			to = append(to, m.To)
			if m.Head.Get("Auto-Submitted") != "auto-generated" || strings.Contains(m.Subject+m.Text, "secret") || !strings.Contains(m.Text, "区财政局") {
				p.Errorf("%v\n%s", m.Head, m.Text)
			}
		}
		slices.Sort(to)
		if got, want := strings.Join(to, " "), "sun@example.com wang@example.com"; got != want {
			p.Errorf("told %s, want %s", got, want)
		}
		p.on("2023-10-11")
		p.server.Put(noon("2023-10-11"), mail("9", "wang@example.com", "又一封", "x"))
		p.collect()
		_, err = run.RunDue(p.Context())
		p.must(err)
		if n := len(out.Mails()); n != 3 {
			p.Errorf("%d mails two days later, want 3", n)
		}
	})
}
