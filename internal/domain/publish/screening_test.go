package publish_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// synthetic is an identity number of nobody: the example of GB 11643.
const synthetic = "11010519491231002X"

// TestBlocks: an identity number in the text, in the title or in a file stops a
// draft before anybody is asked, and names the place; the repair lets it go on.
func TestBlocks(t *testing.T) {
	each(t, func(w *world) {
		in := w.notice()
		in.Body += "经办人身份证号" + synthetic + "\n"
		e := w.draft(in)
		_, err := w.items.Submit(w.as(w.clerk), e.ID, check(e))
		w.wantField(err, "body")
		if strings.Contains(err.Error(), synthetic) {
			t.Error("the message repeats the number")
		}
		v, err := w.items.View(w.as(w.clerk), e.ID)
		w.must(err)
		if len(v.Findings) == 0 || v.Findings[0].Kind != "id_card" || v.Findings[0].Severity != screen.Block || v.Findings[0].Repair == "" {
			t.Fatalf("findings %+v", v.Findings)
		}
		f := v.Findings[0]
		body := []rune(in.Body)
		repaired := string(body[:f.Start]) + f.Repair + string(body[f.End:])
		e, err = w.items.Edit(w.as(w.clerk), e.ID, edit(&v.Edition, func(in *publish.Edit) { in.Body = repaired }), nil)
		w.must(err)
		if _, err = w.items.Submit(w.as(w.clerk), e.ID, check(e)); err != nil {
			t.Errorf("after the repair: %v", err)
		}

		e, err = w.items.Draft(w.as(w.clerk), w.finance, w.notice(), w.attach("名单.csv", "姓名,身份证号\n张三,"+synthetic+"\n"))
		w.must(err)
		_, err = w.items.Submit(w.as(w.clerk), e.ID, check(e))
		w.wantField(err, "files")
		_, err = w.items.Emergency(w.as(w.signer), e.ID, because(e))
		w.wantField(err, "files") // nothing is public unscreened, however urgent
	})
}

// TestHold: what is held goes on when somebody with the right to it gives a
// reason, and that is not who wrote it.
func TestHold(t *testing.T) {
	each(t, func(w *world) {
		in := w.notice()
		in.Body += "内部资料，注意保存。\n"
		e := w.draft(in)
		e, err := w.items.Submit(w.as(w.clerk), e.ID, check(e))
		w.must(err) // a person is asked
		e, err = w.items.Review(w.as(w.head), e.ID, agree(e))
		w.must(err)
		_, err = w.items.Clear(w.as(w.secrecy), e.ID, clear(e))
		w.wantField(err, "body")
		v, err := w.items.View(w.as(w.secrecy), e.ID)
		w.must(err)
		for _, f := range v.Findings {
			if f.Severity != screen.Hold {
				continue
			}
			reply := publish.Reply{Print: f.Print, Reason: "引用的是通知原文，可以公开"}
			_, err = w.items.Answer(w.as(w.clerk), e.ID, reply)
			w.want(err, fault.Forbidden, "")
			_, err = w.items.Answer(w.as(w.secrecy), e.ID, publish.Reply{Print: f.Print})
			w.wantField(err, "reason")
			_, err = w.items.Answer(w.as(w.secrecy), e.ID, reply)
			w.must(err)
		}
		e, err = w.items.Clear(w.as(w.secrecy), e.ID, clear(e))
		w.must(err)
		e, err = w.items.Sign(w.as(w.signer), e.ID, agree(e))
		w.must(err)
		w.release(e)
	})
}

// TestFalseAlarmOfOnesOwn: who wrote the text is not the second who calls it harmless.
func TestFalseAlarmOfOnesOwn(t *testing.T) {
	each(t, func(w *world) {
		in := w.notice()
		in.Body += "内部资料，注意保存。\n"
		author := w.actor(7, auth.Units{IDs: []int64{w.finance}}, auth.Head)
		e, err := w.items.Draft(w.as(author), w.finance, in, nil)
		w.must(err)
		_, err = w.items.Screen(w.as(author), e.ID)
		w.must(err)
		v, err := w.items.View(w.as(w.head), e.ID)
		w.must(err)
		p, err := w.items.Propose(w.as(w.head), e.ID, publish.Reply{Print: v.Findings[0].Print, Reason: "刊物名称"})
		w.must(err)
		_, err = w.items.AcceptPass(w.as(author), p.ID, publish.Agree{Rev: p.Rev})
		w.want(err, fault.Forbidden, "flow.four_eyes")
		_, err = w.items.AcceptPass(w.as(w.secrecy), p.ID, publish.Agree{Rev: p.Rev})
		w.must(err)
	})
}

// TestFalseAlarm: two people say that it is none, and it is none from then on,
// in every item; until one says otherwise.
func TestFalseAlarm(t *testing.T) {
	each(t, func(w *world) {
		in := w.notice()
		in.Body += "内部资料，注意保存。\n"
		open := func(e *publish.Edition) (out []publish.Finding) {
			_, err := w.items.Screen(w.as(w.clerk), e.ID)
			w.must(err)
			v, err := w.items.View(w.as(w.head), e.ID)
			w.must(err)
			for _, f := range v.Findings {
				if f.Open() {
					out = append(out, f)
				}
			}
			return out
		}
		e := w.draft(in)
		var passes []*publish.Pass
		for _, f := range open(e) {
			p, err := w.items.Propose(w.as(w.head), e.ID, publish.Reply{Print: f.Print, Reason: "刊物名称"})
			w.must(err)
			_, err = w.items.AcceptPass(w.as(w.head), p.ID, publish.Agree{Rev: p.Rev})
			w.want(err, fault.Forbidden, "flow.four_eyes")
			passes = append(passes, p)
		}
		if len(passes) == 0 || len(open(e)) != len(passes) {
			t.Fatalf("one person is enough: %d of %d", len(open(e)), len(passes))
		}
		for i, p := range passes {
			p, err := w.items.AcceptPass(w.as(w.secrecy), p.ID, publish.Agree{Rev: p.Rev})
			w.must(err)
			passes[i] = p
		}
		if other := w.draft(in); len(open(other)) != 0 {
			t.Errorf("in another item: %+v", open(other))
		}
		_, err := w.items.RevokePass(w.as(w.secrecy), passes[0].ID, publish.Agree{Rev: passes[0].Rev})
		w.must(err)
		if len(open(e)) != 1 {
			t.Errorf("after it was revoked: %d", len(open(e)))
		}
		rows, err := w.items.Passes(w.as(w.head), publish.FindPass{}, db.Page{})
		if err != nil || len(rows.Items) != len(passes) {
			t.Errorf("%+v %v", rows, err)
		}
		rows, err = w.items.Passes(w.as(w.head), publish.FindPass{Status: publish.PassRevoked}, db.Page{})
		if err != nil || len(rows.Items) != 1 {
			t.Errorf("revoked: %+v %v", rows, err)
		}
		p, err := w.items.Pass(w.as(w.secrecy), passes[0].ID)
		if err != nil || p.Edition == 0 || len(p.Acts) != 0 {
			t.Errorf("%+v %v", p, err)
		}
	})
}

// TestTurnsRed: rules that came after the signatures hold at the release, and a
// planned one stops with an alarm.
func TestTurnsRed(t *testing.T) {
	each(t, func(w *world) {
		now, later := w.approve(w.submitted(w.notice())), w.approve(w.submitted(w.notice()))
		later, err := w.items.Schedule(w.as(w.clerk), later.ID, publish.Plan{Rev: later.Rev, Day: "2023-10-27", Clock: "09:00"})
		w.must(err)
		pack, err := screen.ReadPack("test", []byte("word\tkind\tsuggestion\tseverity\tcontexts\n涉企收费\ttypo\t\tblock\t\n"))
		w.must(err)
		w.packs = []screen.Pack{pack}
		_, err = w.items.Release(w.as(w.clerk), now.ID, agree(now))
		w.want(err, fault.Invalid, "publish.red")
		w.clock.Set("2023-10-28")
		w.due()
		if later, err = w.items.Get(w.as(w.clerk), later.ID); err != nil || later.Status != publish.Returned {
			t.Errorf("%v %v", later.Status, err)
		}
	})
}

// TestUnscreened: a content that was not screened cannot be handed in, whatever
// stands in the table of screenings for another content.
func TestUnscreened(t *testing.T) {
	each(t, func(w *world) {
		w.items.Rules = func(*db.Tx) (*screen.Rules, error) { return nil, fault.New(fault.Busy, "db.unreachable") }
		e := w.draft(w.notice())
		if _, err := w.items.Submit(w.as(w.clerk), e.ID, check(e)); fault.Of(err) != fault.Busy {
			t.Errorf("a failing screener lets it pass: %v", err)
		}
	})
}

// docx is a Word file with one paragraph.
func docx(t testing.TB, paragraph string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"[Content_Types].xml": `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
		"_rels/.rels":         `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
		"docProps/core.xml":   `<?xml version="1.0"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>someone</dc:creator></cp:coreProperties>`,
		"word/document.xml":   `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p>` + paragraph + `</w:p></w:body></w:document>`,
	} {
		f, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestAttach: a file with tracked changes is refused and says so; one that only
// carries its author along is published without the author, and the original
// stays sealed.
func TestAttach(t *testing.T) {
	each(t, func(w *world) {
		tracked := docx(w, `<w:ins w:id="1" w:author="someone" w:date="2023-10-01T00:00:00Z"><w:r><w:t>新</w:t></w:r></w:ins><w:r><w:t>正文</w:t></w:r>`)
		_, err := w.items.Attach(w.Context(), "通知.docx", bytes.NewReader(tracked))
		w.wantField(err, "files")
		_, err = w.items.Attach(w.Context(), "通知.docx", bytes.NewReader([]byte("MZ\x90\x00 not a document")))
		w.wantField(err, "files")
		plain := docx(w, `<w:r><w:t>正文</w:t></w:r>`)
		a, err := w.items.Attach(w.Context(), "通知.docx", bytes.NewReader(plain))
		w.must(err)
		e, err := w.items.Draft(w.as(w.clerk), w.finance, w.notice(), []publish.Attached{a})
		w.must(err)
		if sum := proof.SHA256(string(plain)); e.Attachments[0].SHA256 == sum {
			t.Error("the file with its author is what becomes public")
		}
		e, err = w.items.Submit(w.as(w.clerk), e.ID, check(e))
		w.must(err)
		e = w.release(w.approve(e))
		var original int64
		w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
			all, err := db.All[files.File](tx, "FROM files_file WHERE noun = ? AND ref = ? ORDER BY id", "publish", e.ItemID)
			if len(all) != 2 || !all[0].Sealed {
				t.Errorf("files %+v", all)
			}
			original = all[0].ID
			return err
		}))
		_, err = w.items.File(w.Context(), e.ItemID, original)
		w.want(err, fault.NotFound, "")
	})
}

// TestReasons: why something was done to a public item is public, and screened as its text is.
// TestFormats: what the screening cannot read is not taken in, and says what to do: an OFD file
// could carry anything into public.
func TestFormats(t *testing.T) {
	each(t, func(w *world) {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for _, name := range []string{"OFD.xml", "Doc_0/Document.xml"} {
			_, err := z.Create(name)
			w.must(err)
		}
		w.must(z.Close())
		_, err := w.items.Attach(w.Context(), "公文.ofd", &b)
		w.wantField(err, "files")
		if text := i18n.Text(fault.As(err).Fields["files"]); !strings.Contains(text, "OFD") || !strings.Contains(text, "PDF") {
			t.Errorf("%q", text)
		}
	})
}

func TestReasons(t *testing.T) {
	each(t, func(w *world) {
		e := w.live(w.notice())
		reason := publish.Because{Rev: e.Rev, Reason: "张三，身份证号" + synthetic}
		_, err := w.items.Withdraw(w.as(w.office), e.ID, reason)
		w.wantField(err, "reason")
		_, err = w.items.Archive(w.as(w.office), e.ID, reason)
		w.wantField(err, "reason")
		_, err = w.items.Remove(w.as(w.office), e.ID, publish.Remove{Because: reason})
		w.wantField(err, "reason")
		_, err = w.items.Mark(w.as(w.office), e.ID, publish.Mark{Rev: e.Rev, Validity: publish.Repealed, On: "2023-10-20", By: synthetic})
		w.wantField(err, "by")
		d := w.draft(w.notice())
		_, err = w.items.Emergency(w.as(w.signer), d.ID, publish.Because{Rev: d.Rev, Reason: synthetic})
		w.wantField(err, "reason")
	})
}

// TestNames: what the page shows of links and files is screened too.
func TestNames(t *testing.T) {
	each(t, func(w *world) {
		in := w.notice()
		in.Beside = "https://www.gov.cn/a 张三身份证号" + synthetic
		e := w.draft(in)
		_, err := w.items.Submit(w.as(w.clerk), e.ID, check(e))
		w.wantField(err, "beside")
		e, err = w.items.Draft(w.as(w.clerk), w.finance, w.notice(), w.attach("身份证号"+synthetic+".csv", "甲,乙\n1,2\n"))
		w.must(err)
		_, err = w.items.Submit(w.as(w.clerk), e.ID, check(e))
		w.wantField(err, "files")
	})
}

// TestSecret: of a state secret only that it exists may stand here (保守国家秘密法第三十一条).
func TestSecret(t *testing.T) {
	each(t, func(w *world) {
		in := w.notice()
		in.Attribute, in.Limb, in.LimbNote = publish.Closed, "secret", "机密，10年，区政府"
		_, err := w.items.Draft(w.as(w.clerk), w.finance, in, nil)
		w.wantField(err, "body")
		in.Body = ""
		e, err := w.items.Draft(w.as(w.clerk), w.finance, in, nil)
		w.must(err)
		if _, err = w.items.Submit(w.as(w.clerk), e.ID, check(e)); err != nil {
			t.Errorf("the reference alone: %v", err)
		}
	})
}

// TestUntil: a notice for a period comes down by itself when it is over.
func TestUntil(t *testing.T) {
	each(t, func(w *world) {
		in := w.notice()
		in.Until = "2023-11-01"
		e := w.live(in)
		w.clock.Set("2023-11-01")
		w.due()
		if p := w.page(e.ItemID); p.Status != publish.Live {
			t.Errorf("on its last day: %s", p.Status)
		}
		w.clock.Set("2023-11-02")
		w.due()
		if p := w.page(e.ItemID); p.Status != publish.Removed || !strings.Contains(p.Reason, "2023-11-01") {
			t.Errorf("the day after: %s %q", p.Status, p.Reason)
		}
	})
}

// TestMark: a document that is repealed says so where it was published.
func TestMark(t *testing.T) {
	each(t, func(w *world) {
		e := w.live(w.notice())
		_, err := w.items.Mark(w.as(w.office), e.ID, publish.Mark{Rev: e.Rev, Validity: publish.Repealed, On: "2023-10-26"})
		w.wantField(err, "by")
		_, err = w.items.Mark(w.as(w.office), e.ID, publish.Mark{Rev: e.Rev, Validity: publish.Repealed, On: "2023-10-26", By: "红财字〔2023〕20号"})
		w.must(err)
		_, err = w.items.Mark(w.as(w.office), e.ID, publish.Mark{Rev: e.Rev, Validity: publish.Repealed, On: "2099-10-26", By: "红财字〔2023〕20号"})
		w.wantField(err, "on")
		if p := w.page(e.ItemID); p.Validity != publish.Repealed || p.ValidBy != "红财字〔2023〕20号" || p.Status != publish.Live {
			t.Errorf("%+v", p)
		}
	})
}
