package foi_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/notify/smstest"
	"gongkai.example/gongkai/internal/platform/notify/smtptest"
)

// A told world has servers for mail and for short messages.
type told struct {
	*world
	mails *smtptest.Server
	run   *jobs.Runner
	logs  *bytes.Buffer

	gate *smstest.Gateway
}

func withServers(t *testing.T, f func(p *told)) {
	t.Helper()
	each(t, "2023-10-09", func(w *world) {
		p := &told{world: w, mails: smtptest.New(w), gate: smstest.New(w), logs: &bytes.Buffer{}}
		templates := map[string]string{}
		for _, k := range foi.AllTidings {
			templates[string(k)] = "T-" + string(k)
		}
		var err error
		p.needs.Notify, err = notify.New(p.db, notify.Config{SMTP: p.mails.Config(), SMS: p.gate.Config(templates)})
		p.must(err)
		p.needs.Site = "https://www.example.gov.cn"
		p.s = foi.New(p.needs)
		p.run, err = jobs.NewRunner(p.db, jobs.Config{Log: slog.New(slog.NewTextHandler(p.logs, nil))}, p.s.Kinds()...)
		p.must(err)
		f(p)
	})
}

// due runs the jobs of a day.
func (p *told) due() {
	p.Helper()
	_, err := p.run.RunDue(p.Context())
	p.must(err)
}

// try runs the jobs of a day, of which some fail.
func (p *told) try() { _, _ = p.run.RunDue(p.Context()) }

// askedFor is a request over the counter whose applicant wants to be told both ways.
func (p *told) askedFor(day calendar.Day) *foi.Request {
	p.Helper()
	p.on(day)
	f := p.filing()
	f.NoticeMail, f.NoticeSMS = true, true
	out, err := p.s.Receive(p.as(auth.Clerk), foi.Receipt{Filing: f, Channel: foi.Counter, Submitted: day}, foi.Papers{})
	p.must(err)
	p.codes[out.ID] = out
	r := p.load(out.ID)
	r, err = p.s.Assign(p.as(auth.Head), r.ID, foi.To{Rev: r.Rev, Person: p.people[auth.Clerk].ID})
	p.must(err)
	return r
}

func (p *told) subjects() (out []string) {
	for _, m := range p.mails.Mails() {
		for line := range strings.Lines(m.Text) {
			if strings.Contains(line, "（编号") {
				out = append(out, strings.TrimSpace(line))
			}
		}
	}
	return out
}

func (p *told) notices(id foi.ID) []foi.Notice {
	p.Helper()
	v, err := p.s.View(p.as(auth.Clerk), id)
	p.must(err)
	return v.Notices
}

// TestTold: what happens in a case is told once each way, with number and day, and
// nothing of what was asked, who asked or the code.
func TestTold(t *testing.T) {
	withServers(t, func(p *told) {
		r := p.askedFor("2023-10-09")
		p.due()
		p.due() // nothing is told twice
		r, err := p.s.Clarify(p.as(auth.Clerk), r.ID, foi.Clarify{Rev: r.Rev, What: "哪一年的", Tip: "写明年度", Sending: hand("2023-10-09")})
		p.must(err)
		p.due()
		p.on("2023-10-26") // three working days before the last day, 2023-10-30
		p.due()
		p.due()
		p.on("2023-10-27")
		p.due()
		p.on("2023-10-31")
		p.due()
		want := []string{
			"（编号 " + r.Number + "）已经双方确认收到，答复期限的最后一日是2023年11月6日。",
			"（编号 " + r.Number + "）需要补正，补正的最后一日是2023年10月30日。逾期不补正又没有正当理由的，视为放弃申请。",
			"（编号 " + r.Number + "）需要不晚于2023年10月30日补正或者缴费。逾期没有办理的，视为放弃申请。",
			"（编号 " + r.Number + "）逾期没有补正或者没有缴费，视为放弃申请，不再办理。",
		}
		got := p.subjects()
		if len(got) != len(want) {
			p.Fatalf("told %q", got)
		}
		for i := range want {
			if got[i] != "您的政府信息公开申请"+want[i] {
				p.Errorf("told %q, want %q", got[i], want[i])
			}
		}
		var kinds []string
		for _, s := range p.gate.Shorts() {
			kinds = append(kinds, s.Template)
			if s.Phone != "13800000000" || len(s.Params) != 2 || s.Params[0] != r.Number {
				p.Errorf("short message: %+v", s)
			}
		}
		if k := strings.Join(kinds, " "); k != "T-received T-amend T-near T-lapsed" {
			p.Errorf("short messages: %s", k)
		}
		for _, m := range p.mails.Mails() {
			all := m.Subject + m.Text
			if strings.Contains(all, "决算") || strings.Contains(all, "王小明") || strings.Contains(all, p.codes[r.ID].Code) || !strings.Contains(all, "https://www.example.gov.cn/foi/track") || m.To != "wang@example.com" {
				p.Errorf("to %s: %s", m.To, all)
			}
		}
		for _, n := range p.notices(r.ID) {
			if n.Status != foi.NoticeSent || strings.Contains(n.Shown, "wang") || strings.Contains(n.Shown, "1380000") {
				p.Errorf("log: %+v", n)
			}
		}
		p.nothingLeaks("wang@example.com", "13800000000")
	})
}

// nothingLeaks: neither the jobs nor what the runner logs have an address.
func (p *told) nothingLeaks(words ...string) {
	p.Helper()
	p.must(p.db.Read(p.Context(), func(tx *db.Tx) error {
		all, err := db.All[jobs.Job](tx, "FROM jobs_job")
		for _, w := range words {
			if strings.Contains(fmt.Sprintf("%+v", all), w) || strings.Contains(p.logs.String(), w) {
				p.Errorf("%s is in a job or in the log", w)
			}
		}
		return err
	}))
}

// TestNotTold: who has not asked for notices gets none, whatever happens.
func TestNotTold(t *testing.T) {
	withServers(t, func(p *told) {
		r := p.received("2023-10-09")
		_, err := p.s.Clarify(p.as(auth.Clerk), r.ID, foi.Clarify{Rev: r.Rev, What: "哪一年的", Tip: "写明年度", Sending: hand("2023-10-09")})
		p.must(err)
		p.due()
		p.on("2023-10-27")
		p.due()
		if len(p.mails.Mails()) != 0 || len(p.gate.Shorts()) != 0 || len(p.notices(r.ID)) != 0 {
			p.Errorf("%d mails, %d short messages", len(p.mails.Mails()), len(p.gate.Shorts()))
		}
	})
}

// TestConsent: what one asks for needs an address, and can be ended at any time.
func TestConsent(t *testing.T) {
	withServers(t, func(p *told) {
		f := p.filing()
		f.Mail, f.Phone, f.Way, f.NoticeMail, f.NoticeSMS = "", "0791-83950000", foi.ByCode, true, true
		err := f.Check()
		if e := fault.As(err); e == nil || e.Fields["notice_mail"].Key == "" || e.Fields["notice_sms"].Key == "" {
			p.Errorf("without an address: %v", err)
		}
		r := p.askedFor("2023-10-09")
		p.due()
		p.must(p.s.Choose(p.Context(), foi.Choose{Access: p.access(r)}, "192.0.2.1"))
		if err := p.s.Choose(p.Context(), foi.Choose{Access: foi.Access{Number: r.Number, Code: "000000000000"}, Consent: foi.Consent{NoticeMail: true}}, "192.0.2.1"); fault.Of(err) != fault.Invalid {
			p.Errorf("by a wrong code: %v", err)
		}
		r = p.load(r.ID)
		_, err = p.s.Clarify(p.as(auth.Clerk), r.ID, foi.Clarify{Rev: r.Rev, What: "哪一年的", Tip: "写明年度", Sending: hand("2023-10-09")})
		p.must(err)
		p.due()
		if len(p.mails.Mails()) != 1 || len(p.gate.Shorts()) != 1 {
			p.Errorf("told after it was ended: %d mails, %d short messages", len(p.mails.Mails()), len(p.gate.Shorts()))
		}
		p.must(p.s.Choose(p.Context(), foi.Choose{Access: p.access(r), Consent: foi.Consent{NoticeMail: true}}, "192.0.2.1"))
		p.must(p.s.Withdraw(p.Context(), p.access(r), "192.0.2.1"))
		p.due()
		if got := p.subjects(); len(got) != 2 || !strings.Contains(got[1], "已经撤回") {
			p.Errorf("told %q", got)
		}
	})
}

// TestUndelivered: what is refused for good shows at the desk until the applicant was
// told otherwise; what is refused for now is tried again.
func TestUndelivered(t *testing.T) {
	withServers(t, func(p *told) {
		p.mails.Refuse("550 no such user")
		p.gate.Answer(503)
		r := p.askedFor("2023-10-09")
		p.try()
		state := func(by foi.Carrier) foi.Notice {
			all := p.notices(r.ID)
			return all[slices.IndexFunc(all, func(n foi.Notice) bool { return n.By == by })]
		}
		if m, s := state(foi.ByEmail), state(foi.BySMS); m.Status != foi.NoticeFailed || m.Tries != 1 || s.Status != foi.NoticeAgain {
			p.Errorf("mail %+v, short message %+v", m, s)
		}
		p.gate.Answer(200)
		p.clock.Add(time.Hour)
		p.try()
		if s := state(foi.BySMS); s.Status != foi.NoticeSent || s.Tries != 2 || len(p.gate.Shorts()) != 1 {
			p.Errorf("tried again: %+v", s)
		}
		for role, want := range map[auth.Role]int{auth.Clerk: 1, auth.Office: 1, auth.Head: 0} {
			if all, err := p.s.Undelivered(p.as(role), 5); err != nil || len(all) != want || want == 1 && all[0].Number != r.Number {
				p.Errorf("%s sees %+v, %v", role, all, err)
			}
		}
		n := state(foi.ByEmail)
		if _, err := p.s.Settle(p.as(auth.Head), n.ID, foi.Because{Rev: n.Rev, Reason: "电话告知"}); fault.Of(err) != fault.Forbidden {
			p.Errorf("the head settles: %v", err)
		}
		_, err := p.s.Settle(p.as(auth.Clerk), n.ID, foi.Because{Rev: n.Rev, Reason: "电话告知"})
		p.must(err)
		if _, err := p.s.Settle(p.as(auth.Clerk), n.ID, foi.Because{Rev: n.Rev, Reason: "电话告知"}); fault.Of(err) != fault.Conflict {
			p.Errorf("twice: %v", err)
		}
		if all, _ := p.s.Undelivered(p.as(auth.Clerk), 5); len(all) != 0 || state(foi.ByEmail).Note != "电话告知" {
			p.Errorf("afterwards: %+v", all)
		}
		p.nothingLeaks("wang@example.com", "13800000000")
	})
}

// TestTriedToTheEnd: a server that never answers ends as failed, and is not tried for ever.
func TestTriedToTheEnd(t *testing.T) {
	withServers(t, func(p *told) {
		p.gate.Answer(502)
		p.mails.Refuse("451 later")
		r := p.askedFor("2023-10-09")
		for range 20 {
			p.try()
			p.clock.Add(2 * time.Hour)
		}
		for _, n := range p.notices(r.ID) {
			if n.Status != foi.NoticeFailed || n.Tries != 6 {
				p.Errorf("%+v", n)
			}
		}
	})
}

// TestNoticeHead: whatever an applicant types, a notice goes to one address and has one head.
func TestNoticeHead(t *testing.T) {
	withServers(t, func(p *told) {
		for _, bad := range []string{"wang@example.com\r\nBcc: x@example.com", "wang@example.com, x@example.com", "<wang@example.com>", "\"a b\"@example.com\nSubject: x"} {
			f := p.filing()
			f.Mail, f.NoticeMail = bad, true
			if err := f.Check(); fault.Of(err) != fault.Invalid {
				p.Errorf("%q is taken", bad)
			}
		}
		p.askedFor("2023-10-09")
		p.due()
		m := p.mails.Mails()[0]
		if m.Head.Get("Bcc") != "" || m.Head.Get("Auto-Submitted") != "auto-generated" || !strings.HasPrefix(m.Head.Get("Message-ID"), "<foi-notice.") {
			p.Errorf("%v", m.Head)
		}
	})
}

// TestChooseIsNoted: that the applicant has chosen stands in the journal, and no address.
func TestChooseIsNoted(t *testing.T) {
	withServers(t, func(p *told) {
		r := p.askedFor("2023-10-09")
		p.must(p.s.Choose(p.Context(), foi.Choose{Access: p.access(r)}, "192.0.2.1"))
		p.must(p.db.Read(p.as(auth.Office), func(tx *db.Tx) error {
			rows, err := journal.For(tx, r.Ref(), db.Page{})
			if err == nil && (rows.Items[0].Act != "foi.choose" || strings.Contains(string(rows.Items[0].Body), "wang")) {
				p.Errorf("%+v", rows.Items[0])
			}
			return err
		}))
	})
}
