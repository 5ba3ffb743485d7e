package foi

import (
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
)

// moves are the acts that bring a term or a key to the clock.
var moves = map[Act]struct{ key, term string }{
	ActReceive: {term: "foi.reply"},
	ActConfirm: {term: "foi.reply"},
	ActClarify: {deadline.ForAmendment, "foi.clarify"},
	ActAmend:   {key: deadline.ForAmendment},
	ActCharge:  {key: deadline.ForPayment},
	ActPay:     {key: deadline.ForPayment},
	ActAsk:     {},
	ActReach:   {term: "foi.consult"},
	ActHear:    {},
	ActExtend:  {term: "foi.extend"},
	ActDelay:   {term: "foi.delay"},
}

// replay makes the acts of a case through Flow: each act with its day and, of
// asking, who is asked. What an act does to the clock is the table's word.
func replay(line string) (at Status, c deadline.Clock, err error) {
	for part := range strings.SplitSeq(line, ";") {
		f := strings.Fields(part)
		s, err := Flow.Find(at, Act("foi."+f[0]))
		if err != nil {
			return at, c, err
		}
		m := deadline.Move{Effect: s.Clock, Day: calendar.Day(f[1])}
		if of, ok := moves[s.Act]; ok {
			m.Key = of.key
			if len(f) > 2 {
				m.Key = f[2]
			}
			if of.term != "" {
				m.Term = law.MustTerm(of.term)
			}
		}
		if c, err = c.Apply(law.Calendar(), m); err != nil {
			return at, c, err
		}
		at = s.To
	}
	return at, c, nil
}

// TestCaseClocks has one line a case that a lawyer could read.
func TestCaseClocks(t *testing.T) {
	for _, tt := range []struct {
		name, acts string
		due        calendar.Day
		state      deadline.State
		status     Status
	}{
		{"over the counter", "receive 2026-02-05", "2026-03-11", deadline.Running, Received},
		{"by the portal, before anybody confirmed", "file 2026-09-09", "", deadline.Unstarted, Waiting},
		{"by the portal, confirmed the next day", "file 2026-09-09; confirm 2026-09-10", "2026-10-14", deadline.Running, Received},
		{"assigned and passed on inside the district", "receive 2026-09-10; assign 2026-09-11; transfer 2026-09-14; assign 2026-09-15", "2026-10-14", deadline.Running, Handling},
		{"extended to a make-up Saturday", "receive 2025-12-26; assign 2025-12-26; propose 2026-01-20; extend 2026-01-26", "2026-02-28", deadline.Running, Handling},
		{"waiting for the correction", "receive 2025-09-24; assign 2025-09-24; clarify 2025-09-30", "", deadline.Waiting, Amending},
		{"corrected", "receive 2025-09-24; assign 2025-09-24; clarify 2025-09-30; amend 2025-10-16", "2025-11-13", deadline.Running, Handling},
		{"corrected and extended", "receive 2025-09-24; assign 2025-09-24; clarify 2025-09-30; amend 2025-10-16; extend 2025-11-13", "2025-12-11", deadline.Running, Handling},
		{"not corrected", "receive 2025-09-24; assign 2025-09-24; clarify 2025-09-30; lapse 2025-10-22", "", deadline.Stopped, Lapsed},
		{"a third party is asked", "receive 2026-01-28; assign 2026-01-28; ask 2026-02-03 A", "", deadline.Paused, Handling},
		{"it is heard", "receive 2026-01-28; assign 2026-01-28; ask 2026-02-03 A; reach 2026-02-05 A; hear 2026-03-02 A", "2026-03-24", deadline.Running, Handling},
		{"it is silent", "receive 2026-01-28; assign 2026-01-28; ask 2026-02-03 A; reach 2026-02-05 A", "2026-03-26", deadline.Running, Handling},
		{"a second one at the same time", "receive 2026-01-28; assign 2026-01-28; ask 2026-02-03 A; ask 2026-02-10 B; hear 2026-03-02 A; hear 2026-03-06 B", "2026-03-30", deadline.Running, Handling},
		{"heard, then extended", "receive 2026-01-28; assign 2026-01-28; ask 2026-02-03 A; hear 2026-03-02 A; extend 2026-03-20", "2026-04-22", deadline.Running, Handling},
		{"delayed after the extension", "receive 2026-02-05; assign 2026-02-05; extend 2026-03-02; wonder 2026-03-03; weigh 2026-03-09; delay 2026-04-09", "2026-05-11", deadline.Running, Handling},
		{"a fee is asked for", "receive 2026-04-20; assign 2026-04-20; charge 2026-04-27", "", deadline.Waiting, Charging},
		{"paid", "receive 2026-04-20; assign 2026-04-20; charge 2026-04-27; pay 2026-05-12", "2026-06-09", deadline.Running, Handling},
		{"not paid", "receive 2026-04-20; assign 2026-04-20; charge 2026-04-27; lapse 2026-05-28", "", deadline.Stopped, Lapsed},
		{"not corrected, and it turns out that it was", "receive 2025-09-24; assign 2025-09-24; clarify 2025-09-30; lapse 2025-10-22; restore 2025-10-23; amend 2025-10-21", "2025-11-18", deadline.Running, Handling},
		{"not paid, and it turns out that it was", "receive 2026-04-20; assign 2026-04-20; charge 2026-04-27; lapse 2026-05-28; archive 2026-05-28; restore_fee 2026-05-29; pay 2026-05-27", "2026-06-25", deadline.Running, Handling},
		{"silence was noted, and it had been heard in time", "receive 2026-01-28; assign 2026-01-28; ask 2026-02-03 A; reach 2026-02-05 A; submit 2026-03-05; review 2026-03-05; hear 2026-03-02 A", "2026-03-24", deadline.Running, Handling},
		{"the post tells late", "receive 2026-01-28; assign 2026-01-28; ask 2026-02-03 A; ask 2026-02-06 B; reach 2026-02-05 A; hear 2026-02-10 B", "2026-03-26", deadline.Running, Handling},
		{"reviewing does not stop it", "receive 2026-02-05; assign 2026-02-05; submit 2026-03-02; review 2026-03-03; clear 2026-03-04; sign 2026-03-05", "2026-03-11", deadline.Running, Serving},
		{"sent back does not either", "receive 2026-02-05; assign 2026-02-05; submit 2026-03-02; return 2026-03-03", "2026-03-11", deadline.Running, Handling},
		{"served", "receive 2026-02-05; assign 2026-02-05; submit 2026-03-02; review 2026-03-03; clear 2026-03-04; sign 2026-03-05; serve 2026-03-06", "2026-03-11", deadline.Stopped, Answered},
		{"served, and came back", "receive 2026-02-05; assign 2026-02-05; submit 2026-03-02; review 2026-03-03; clear 2026-03-04; sign 2026-03-05; serve 2026-03-06; bounce 2026-03-16; resend 2026-03-17", "2026-03-11", deadline.Stopped, Answered},
		{"withdrawn", "receive 2026-02-05; assign 2026-02-05; withdraw 2026-02-10; archive 2026-02-11", "2026-03-11", deadline.Stopped, Archived},
		{"no request", "receive 2026-02-05; close 2026-02-06", "2026-03-11", deadline.Stopped, Closed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			at, c, err := replay(tt.acts)
			if err != nil {
				t.Fatal(err)
			}
			due := c.Due(law.Calendar())
			if due.State != tt.state || at != tt.status || due.Day != tt.due && tt.status != Lapsed || due.Provisional {
				t.Errorf("%+v in %s, want %s", due, at, tt.due)
			}
		})
	}
}

// TestImpossible: what the law does not know is a Conflict, by the table or by the clock.
func TestImpossible(t *testing.T) {
	for _, line := range []string{
		"receive 2025-09-24; assign 2025-09-24; clarify 2025-09-30; amend 2025-10-16; clarify 2025-10-20", // once
		"receive 2026-02-05; assign 2026-02-05; extend 2026-03-12",                                        // after the last day
		"receive 2026-02-05; assign 2026-02-05; extend 2026-03-02; extend 2026-03-03",                     // once
		"receive 2026-02-05; assign 2026-02-05; delay 2026-03-12",                                         // after the last day
		"receive 2026-02-05; assign 2026-02-05; delay 2026-03-02; delay 2026-03-03",                       // once
		"receive 2026-02-05; assign 2026-02-05; delay 2026-03-02; extend 2026-03-03",                      // Article 33 is over
		"receive 2026-02-05; clarify 2026-02-06",                                                          // by nobody
		"receive 2026-02-05; assign 2026-02-05; serve 2026-02-06",                                         // unsigned
		"receive 2026-02-05; assign 2026-02-05; hear 2026-02-06 A",                                        // nobody asked
		"receive 2026-02-05; assign 2026-02-05; pay 2026-02-06",                                           // nothing charged
		"file 2026-02-05; assign 2026-02-05",                                                              // not received
		"receive 2026-02-05; assign 2026-02-05; withdraw 2026-02-10; clarify 2026-02-11",                  // over
	} {
		if _, _, err := replay(line); fault.Of(err) != fault.Conflict {
			t.Errorf("%s: %v", line, err)
		}
	}
}

// TestTerms has what runs beside the reply: the periods of the applicant, of
// publishing, and of the remedies, from their own day zero.
func TestTerms(t *testing.T) {
	for _, tt := range []struct {
		name, term string
		from, due  calendar.Day
	}{
		{"a notice of correction", "foi.clarify", "2025-09-24", "2025-10-10"},
		{"the reply, had nothing been unclear", "foi.reply", "2025-09-24", "2025-10-28"},
		{"the third party", "foi.consult", "2026-02-05", "2026-03-04"},
		{"the reply, had nobody been asked", "foi.reply", "2026-01-28", "2026-03-03"},
		{"a notice of the fee", "foi.fee", "2026-04-20", "2026-05-20"},
		{"the payment", "foi.pay", "2026-04-27", "2026-05-27"},
		{"publishing, over 国庆", "publish.release", "2026-09-10", "2026-10-14"},
		{"publishing, over 元旦", "publish.release", "2023-12-18", "2024-01-16"},
		{"publishing, over 春节", "publish.release", "2025-01-15", "2025-02-18"},
		{"review, ending on a Sunday", "review.apply", "2025-12-10", "2026-02-09"},
		{"suit at once", "suit.direct", "2025-12-10", "2026-06-10"},
		{"review, ending in 国庆", "review.apply", "2026-08-04", "2026-10-08"},
		{"suit after the review", "suit.review", "2026-09-22", "2026-10-08"},
		{"suit at once, ending on a make-up Saturday", "suit.direct", "2025-08-31", "2026-02-28"},
	} {
		if d, err := deadline.Simple(law.Calendar(), tt.from, law.MustTerm(tt.term)); err != nil || d.Day != tt.due || d.Provisional {
			t.Errorf("%s: %s, %v, want %s", tt.name, d.Day, err, tt.due)
		}
	}
	if d, err := deadline.Simple(law.Calendar(), "2026-12-21", law.MustTerm("foi.reply")); err != nil || !d.Provisional {
		t.Errorf("into a year with no notice: %+v, %v", d.Due, err)
	}
}

// TestFlowTable: no rows clash, every state has a way on, and what moves a clock says why.
func TestFlowTable(t *testing.T) {
	if err := Flow.Check(final...); err != nil {
		t.Error(err)
	}
}
