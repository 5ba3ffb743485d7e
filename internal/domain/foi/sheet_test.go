package foi_test

import (
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
)

// says asks that a text has all of some words.
func (w *world) says(text string, all ...string) {
	w.Helper()
	for _, want := range all {
		if !strings.Contains(text, want) {
			w.Errorf("it does not say %s:\n%s", want, text)
		}
	}
}

// sheet is a sheet of a request as it is printed.
func (w *world) sheet(r *foi.Request, kind string) string {
	w.Helper()
	d, err := w.s.IssueSheet(w.as(auth.Clerk), r.ID, kind, "李经办")
	w.must(err)
	return d.Text()
}

// TestOralRecord: an oral request is written down, and printed for its applicant to
// sign (Article 29(1)).
func TestOralRecord(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		out, err := w.s.Receive(w.as(auth.Clerk), foi.Receipt{Filing: w.filing(), Channel: foi.Counter, Oral: true, Submitted: "2026-09-10"}, foi.Papers{})
		w.must(err)
		r := w.load(out.ID)
		w.says(w.sheet(r, foi.SheetRecord), "申请人签名", "王小明", "110101199003070011", "13800000000", "2022年度区级部门决算公开情况汇总表", "2026年9月10日", "李经办", r.Number)
		w.says(w.sheet(r, foi.SheetReceipt), "口头申请", "1份")
		masked, err := w.s.Sheet(w.as(auth.Secrecy), r.ID, foi.SheetRecord, "李经办")
		w.must(err)
		for _, secret := range []string{"王小明", "110101199003070011", "13800000000"} {
			if strings.Contains(masked.Text(), secret) {
				w.Errorf("who only sees the case reads %s", secret)
			}
		}
		if _, err := w.s.IssueSheet(w.as(auth.Secrecy), r.ID, foi.SheetRecord, ""); fault.Of(err) != fault.Forbidden {
			w.Errorf("taken out by who only sees it: %v", err)
		}
	})
}

// TestReceiptSheet: the receipt says when it came, what came, by when the reply is due
// and whom to call; one that has to be confirmed says so. It is there again at any time.
func TestReceiptSheet(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r := w.received("2026-09-10")
		w.says(w.sheet(r, foi.SheetReceipt), "收到申请之日为2026年9月10日", "不晚于2026年10月14日", "政府信息公开申请（1份）", "联系电话：", "王小明")
		d, err := w.s.MyReceipt(w.Context(), w.access(r), "192.0.2.1")
		w.must(err)
		w.says(d.Text(), r.Number, "不晚于2026年10月14日", "南昌市红谷滩区财政局")
		if _, err := w.s.MyReceipt(w.Context(), foi.Access{Number: r.Number, Code: "000000000000"}, "192.0.2.1"); fault.Of(err) != fault.Invalid {
			w.Errorf("the receipt by a wrong code: %v", err)
		}
		out, err := w.s.File(w.Context(), w.filing())
		w.must(err)
		d, err = w.s.MyReceipt(w.Context(), foi.Access{Number: out.Number, Code: out.Code}, "192.0.2.1")
		w.must(err)
		w.says(d.Text(), "收到申请之日需要与您（单位）确认")
	})
}

// TestApproval: the sheet of approval has what is to be decided and on what ground, and
// what each of the three said of the draft as it stands; the applicant sees none of it.
func TestApproval(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r := w.decided("R-A", "R-B")
		w.says(w.sheet(r, foi.SheetApproval), "内部事务信息", "第十六条第一款", "依申请公开", "待审查", "李经办")
		w.must(w.submit(r))
		r = w.load(r.ID)
		r, err := w.s.Endorse(w.as(auth.Head), r.ID, foi.ActReview, foi.Endorse{Rev: r.Rev, View: "请核对网址"})
		w.must(err)
		r, err = w.s.Return(w.as(auth.Secrecy), r.ID, foi.Because{Rev: r.Rev, Reason: "重写"})
		w.must(err)
		if text := w.sheet(r, foi.SheetApproval); strings.Contains(text, "请核对网址") {
			w.Errorf("it shows what was said of another draft:\n%s", text)
		}
		w.must(w.submit(r))
		r = w.load(r.ID)
		for _, by := range []struct {
			role auth.Role
			act  foi.Act
			in   foi.Endorse
		}{
			{auth.Head, foi.ActReview, foi.Endorse{View: "同意第二项的理由"}}, {auth.Secrecy, foi.ActClear, foi.Endorse{View: "不涉密", Legal: "适用条款正确"}}, {auth.Signer, foi.ActSign, foi.Endorse{}},
		} {
			by.in.Rev = r.Rev
			r, err = w.s.Endorse(w.as(by.role), r.ID, by.act, by.in)
			w.must(err)
		}
		w.says(w.sheet(r, foi.SheetApproval), "同意第二项的理由", "不涉密", "适用条款正确", "同意（signer，2026年9月10日）", "审查通过", "公开答〔2026〕1号")
		m, err := w.s.Track(w.Context(), w.access(r), "192.0.2.1")
		w.must(err)
		for _, e := range m.History {
			if e.Act == foi.ActReview {
				w.Error("the applicant reads of the review")
			}
		}
		v, err := w.s.View(w.as(auth.Clerk), r.ID)
		w.must(err)
		for _, e := range v.History {
			if strings.Contains(string(e.Body), "不涉密") {
				w.Error("the journal has what was said of the draft")
			}
		}
	})
}

// TestHelpLetter: another unit is asked by a letter with a number and a day; counsel by none.
func TestHelpLetter(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r := w.received("2026-09-10")
		_, err := w.s.Seek(w.as(auth.Clerk), r.ID, foi.Seek{Rev: r.Rev, Kind: foi.ByUnit, Unit: w.office.ID, Question: "检索2022年的会议纪要"})
		w.must(err)
		w.says(w.lastLetter(r), "公开协〔2026〕1号", "检索2022年的会议纪要", "不晚于", "第十一条", w.office.Name)
		v, err := w.s.View(w.as(auth.Clerk), r.ID)
		w.must(err)
		if n := len(v.Letters); n != 1 || v.Letters[0].ToApplicant() {
			w.Errorf("%d letters, %v", n, v.Letters)
		}
		slip, err := w.s.Slip(w.as(auth.Clerk), r.ID, v.Letters[0].ID, foi.SlipProof)
		w.must(err)
		w.says(slip.Text(), w.office.Name)
	})
}
