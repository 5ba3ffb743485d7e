package simulate

import (
	"fmt"
	"slices"
	"testing"

	"gongkai.example/gongkai/internal/domain/faq"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/journal"
)

// TestFAQs: an answer goes the way of its table; it is doubted when what it quotes was overtaken,
// and for nothing else, owes a look as long as it is in doubt, and is not open while the clause
// says something else or its document is over.
func TestFAQs(t *testing.T) {
	document := made(1, 1, "2023-04-01", "")
	amends := made(2, 2, "2023-06-01", `{"kind":"amend","document":"policy/1","from":"2023-06-01","clauses":["第四条"],"text":"t3"}`)
	repeals := made(3, 2, "2023-06-01", `{"kind":"repeal","document":"policy/1","from":"2023-06-01"}`)
	by := func(who int64, e journal.Entry) journal.Entry { e.ActorID = who; return e }
	step := func(day calendar.Day, act, state, clause string) journal.Entry {
		return entry(day, "faq."+act, "faq/1", fmt.Sprintf(`{"state":%q,"quotes":["policy/1 %s"]}`, state, clause))
	}
	inside := func(day calendar.Day, act, state string) journal.Entry {
		return entry(day, "faq."+act, "faq/1", fmt.Sprintf(`{"state":%q}`, state))
	}
	look := func(act, state string) journal.Entry {
		return entry("2023-06-01", "duty."+act, "duty/8", fmt.Sprintf(`{"state":%q,"rule":"faq.look","ref":"faq/1","due":"2023-06-08"}`, state))
	}
	open := func(clause string) []journal.Entry {
		return append(document[:9:9], inside("2023-04-05", "make", "draft"), inside("2023-04-05", "ask", "asked"), step("2023-04-06", "approve", "open", clause))
	}
	more := func(all []journal.Entry, more ...journal.Entry) []journal.Entry {
		return append(slices.Clip(all), more...)
	}
	struck := more(open("第四条"), amends...)
	doubted := more(struck, step("2023-06-01", "doubt", "doubted", "第四条"), look("open", "open"))
	for _, row := range []struct {
		name       string
		day        calendar.Day
		entries    []journal.Entry
		odd, wrong int
		want       faq.Status
	}{
		{"open", "2023-05-01", open("第四条"), 0, 0, faq.Open},
		{"another clause was amended", "2023-07-01", more(open("第三条"), amends...), 0, 0, faq.Open},
		{"a part of the clause was amended", "2023-07-01", more(open("第四条第一款"), amends...), 0, 1, faq.Open},
		{"amended, and open", "2023-07-01", struck, 0, 1, faq.Open},
		{"amended, and in doubt", "2023-07-01", doubted, 0, 0, faq.Doubted},
		{"in doubt, and nobody owes a look", "2023-07-01", doubted[:len(doubted)-1], 0, 1, faq.Doubted},
		{"doubted for nothing", "2023-05-01", more(open("第四条"), step("2023-04-20", "doubt", "doubted", "第四条"), look("open", "open")), 1, 0, faq.Doubted},
		{"upheld on the day of the amendment", "2023-07-01", more(doubted, step("2023-06-01", "uphold", "open", "第四条"), look("meet", "met")), 0, 0, faq.Open},
		{"upheld, and still owed", "2023-07-01", more(doubted, step("2023-06-01", "uphold", "open", "第四条")), 0, 1, faq.Open},
		{"repealed, and open", "2023-07-01", more(open("第四条"), repeals...), 0, 1, faq.Open},
		{"lapsed, and open", "2024-01-01", open("第四条"), 0, 1, faq.Open},
		{"upheld when it is over", "2023-07-01", more(more(open("第四条"), repeals...), step("2023-06-01", "doubt", "doubted", "第四条"), step("2023-06-02", "uphold", "open", "第四条")), 1, 1, faq.Open},
		{"ended", "2024-01-01", more(doubted, step("2023-06-05", "end", "ended", "第四条"), look("meet", "met")), 0, 0, faq.Ended},
		{"its term is over", "2024-01-01", more(open("第四条"), step("2024-01-01", "lapse", "ended", "第四条")), 0, 0, faq.Ended},
		{"of a document that was not issued", "2023-05-01", open("第四条")[9:], 1, 1, faq.Open},
		{"approved by who handed it in", "2023-05-01", append(document[:9:9], inside("2023-04-05", "make", "draft"), by(3, inside("2023-04-05", "ask", "asked")), by(3, step("2023-04-06", "approve", "open", "第四条"))), 1, 0, faq.Open},
		{"open out of the blue", "2023-05-01", append(document[:9:9], step("2023-04-06", "approve", "open", "第四条")), 1, 0, faq.Open},
	} {
		c := recounted(t, nil, row.entries...)
		n, wrong := c.FAQs(row.day)
		if len(c.Odd) != row.odd || len(wrong) != row.wrong || len(n) != 1 || n[row.want] != 1 {
			t.Errorf("%s: %v, %q %q", row.name, n, c.Odd, wrong)
		}
	}
	later := made(2, 2, "2023-06-01", `{"kind":"amend","document":"policy/1","from":"2023-06-10","clauses":["第四条"],"text":"t3"}`)
	c := recounted(t, nil, more(open("第四条"), later...)...)
	for day, want := range map[calendar.Day]int{"2023-06-09": 0, "2023-06-10": 1} {
		if _, wrong := c.FAQs(day); len(wrong) != want {
			t.Errorf("amended from the tenth on, on %s: %q", day, wrong)
		}
	}
}
