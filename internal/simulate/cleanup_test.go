package simulate

import (
	"fmt"
	"slices"
	"testing"

	"gongkai.example/gongkai/internal/domain/cleanup"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/journal"
)

// swept is what the journal has of a clean-up of two documents of one unit.
type swept struct{ strict bool }

func (s swept) step(day calendar.Day, act, state, more string) journal.Entry {
	return entry(day, "cleanup."+act, "cleanup/1", fmt.Sprintf(`{"state":%q,"as_of":"2023-06-30","strict":%v%s}`, state, s.strict, more))
}

func (s swept) verdict(n int, act, state, judgement string, who int64) journal.Entry {
	e := entry("2023-07-10", "cleanup."+act, fmt.Sprintf("cleanup/verdict/%d", n), fmt.Sprintf(`{"state":%q,"cleanup":1,"document":%d,"unit_id":1,"verdict":%q}`, state, n, judgement))
	e.ActorID = who
	return e
}

// judge gives a verdict by two people.
func (s swept) judge(n int, judgement string) []journal.Entry {
	return []journal.Entry{s.verdict(n, "propose", "proposed", judgement, 4), s.verdict(n, "approve", "approved", judgement, 5)}
}

func (s swept) owes(n int, act, state, rule, ref, more string) journal.Entry {
	return entry("2023-07-10", "duty."+act, fmt.Sprintf("duty/%d", n), fmt.Sprintf(`{"state":%q,"rule":"cleanup.%s","ref":%q,"unit_id":1,"due":"2023-08-11"%s}`, state, rule, ref, more))
}

// begun is the start, with two documents in force.
func (s swept) begun() []journal.Entry {
	return slices.Concat(made(1, 1, "2023-04-01", ""), made(2, 2, "2023-05-01", ""), []journal.Entry{
		s.step("2023-07-03", "make", "draft", ""), s.verdict(1, "owe", "open", "", 0), s.verdict(2, "owe", "open", "", 0),
		s.owes(20, "open", "open", "judge", "cleanup/1", ""), s.step("2023-07-03", "start", "running", ""),
	})
}

// ended is the announcement with its numbers, and the end of what the unit owed.
func (s swept) ended(duty, count string) []journal.Entry {
	return []journal.Entry{
		s.owes(20, map[string]string{"met": "meet", "waived": "waive"}[duty], duty, "judge", "cleanup/1", `,"met_on":"2023-07-10"`),
		s.step("2023-07-20", "compile", "compiled", ""), s.step("2023-07-25", "announce", "announced", `,"count":`+count),
	}
}

// TestCleanups: every document in force gets one verdict of two people, the numbers of the announcement are
// theirs, what it ends stands so from that day on, and what it asks for is owed until it is done.
func TestCleanups(t *testing.T) {
	plain, strict := swept{}, swept{true}
	kept := slices.Concat(plain.begun(), plain.judge(1, "keep"), plain.judge(2, "keep"))
	const both = `{"documents":2,"approved":2,"keep":2}`
	lapsed := slices.Concat(plain.begun(), plain.judge(1, "lapse"), plain.judge(2, "keep"), plain.ended("met", `{"documents":2,"approved":2,"keep":1,"lapse":1}`))
	repeals := slices.Concat(plain.begun(), plain.judge(1, "repeal"), plain.judge(2, "keep"), plain.ended("met", `{"documents":2,"approved":2,"keep":1,"repeal":1}`))
	owed := plain.owes(21, "open", "open", "settle", "cleanup/verdict/1", "")
	void := slices.Concat(strict.begun(), strict.judge(1, "keep"), strict.ended("waived", `{"documents":2,"open":1,"approved":1,"keep":1}`))
	repealing := made(3, 3, "2023-09-01", `{"kind":"repeal","document":"policy/1","from":"2023-09-01"}`)
	settled := entry("2023-09-01", "cleanup.settle", "cleanup/verdict/1", `{"state":"approved","cleanup":1,"document":1,"unit_id":1,"verdict":"repeal","settled_on":"2023-09-01"}`)
	met := plain.owes(21, "meet", "met", "settle", "cleanup/verdict/1", `,"met_on":"2023-09-01"`)
	amends, amendOnce := slices.Concat(plain.judge(1, "amend"), plain.judge(2, "keep")), plain.ended("met", `{"documents":2,"approved":2,"keep":1,"amend":1}`)
	amending := made(3, 3, "2023-07-12", `{"kind":"amend","document":"policy/1","from":"2023-07-12"}`)
	amended := entry("2023-07-12", "cleanup.settle", "cleanup/verdict/1", `{"state":"approved","cleanup":1,"document":1,"unit_id":1,"verdict":"amend","settled_on":"2023-07-12"}`)
	without := func(all []journal.Entry, at int) []journal.Entry { return slices.Delete(slices.Clone(all), at, at+1) }
	alone := plain.judge(1, "keep")
	alone[1].ActorID = 4
	for _, row := range []struct {
		name       string
		entries    []journal.Entry
		odd, wrong int
	}{
		{"running", plain.begun(), 0, 0},
		{"running, and nobody owes it", without(plain.begun(), 21), 0, 1},
		{"a document is not asked for", without(plain.begun(), 20), 1, 0},
		{"one that nobody made is", append(slices.Clip(plain.begun()[:21]), plain.verdict(3, "owe", "open", "", 0), plain.owes(20, "open", "open", "judge", "cleanup/1", ""), plain.step("2023-07-03", "start", "running", "")), 1, 0},
		{"approved by who proposed it", slices.Concat(plain.begun(), alone), 1, 0},
		{"all are judged, and still owed", kept, 0, 2},
		{"announced", slices.Concat(kept, plain.ended("met", both)), 0, 0},
		{"announced with other numbers", slices.Concat(kept, plain.ended("met", `{"documents":2,"approved":1,"open":1,"keep":1}`)), 1, 0},
		{"announced, and a verdict is missing", slices.Concat(plain.begun(), plain.judge(1, "keep"), plain.ended("waived", `{"documents":2,"open":1,"approved":1,"keep":1}`)), 1, 0},
		{"announced, and still owed", slices.Concat(kept, plain.ended("met", both), []journal.Entry{plain.owes(22, "open", "open", "judge", "cleanup/1", "")}), 0, 1},
		{"met on a later day than the last verdict", slices.Concat(kept, []journal.Entry{plain.owes(20, "meet", "met", "judge", "cleanup/1", `,"met_on":"2023-07-12"`)}), 0, 1},
		{"lapsed by it", slices.Concat(lapsed, []journal.Entry{turned(1, "2023-07-25", "lapsed")}), 0, 0},
		{"what is not on its list is void", void, 0, 0},
		{"to be repealed", append(slices.Clip(repeals), owed), 0, 0},
		{"to be repealed, and nobody owes it", repeals, 0, 1},
		{"repealed", slices.Concat(repeals, []journal.Entry{owed}, repealing, []journal.Entry{settled, met}), 0, 0},
		{"repealed, and still owed", slices.Concat(repeals, []journal.Entry{owed}, repealing, []journal.Entry{settled}), 0, 1},
		{"settled by nothing", slices.Concat(repeals, []journal.Entry{owed, settled, met}), 0, 1},
		{"amended before the announcement", slices.Concat(plain.begun(), amends, amending, []journal.Entry{amended}, amendOnce), 0, 0},
		{"amended before the announcement, and owed", slices.Concat(plain.begun(), amends, amending, []journal.Entry{amended}, amendOnce, []journal.Entry{owed}), 0, 1},
		{"amended before it was judged", slices.Concat(plain.begun(), amending, amends, amendOnce, []journal.Entry{owed}), 0, 0},
		{"amended before it was judged, and nobody owes it", slices.Concat(plain.begun(), amending, amends, amendOnce), 0, 1},
		{"owed for nothing", slices.Concat(kept, plain.ended("met", both), []journal.Entry{owed}), 0, 1},
		{"announced and never compiled", without(slices.Concat(kept, plain.ended("met", both)), len(kept)+1), 1, 0},
	} {
		c := recounted(t, nil, row.entries...)
		if _, _, wrong := c.Cleanups("2023-10-01"); len(c.Odd) != row.odd || len(wrong) != row.wrong {
			t.Errorf("%s: %q %q", row.name, c.Odd, wrong)
		}
	}
	c := recounted(t, nil, lapsed...)
	if _, wrong := c.Policies("2023-10-01"); len(wrong) != 1 {
		t.Errorf("lapsed by the announcement, and nobody says so: %q", wrong)
	}
	for _, row := range []struct {
		entries []journal.Entry
		doc     string
		day     calendar.Day
		want    policy.Standing
	}{
		{lapsed, "policy/1", "2023-07-24", policy.Valid},
		{lapsed, "policy/1", "2023-07-25", policy.Lapsed},
		{lapsed, "policy/2", "2023-07-25", policy.Valid},
		{void, "policy/1", "2023-07-25", policy.Valid},
		{void, "policy/2", "2023-07-25", policy.Lapsed},
		{repeals, "policy/1", "2023-07-25", policy.Valid},
	} {
		if got, _ := recounted(t, nil, row.entries...).text(row.doc, row.day); got != row.want {
			t.Errorf("%s is %s on %s, want %s", row.doc, got, row.day, row.want)
		}
	}
	if list := c.cleaned["cleanup/1"].list; !slices.Equal(list, []string{"甲规〔2023〕2号"}) {
		t.Errorf("the list after it has %v", list)
	}
	body := "| 1 | 甲 | 甲规〔2023〕1号 | 区 |\n\n附件\n\n| 序号 | 名称 | 文号 |\n| --- | --- | --- |\n| 1 | 乙 | 甲规〔2023〕2号 |"
	if list := listedIn(body); !slices.Equal(list, []string{"甲规〔2023〕2号"}) {
		t.Errorf("the last table has %v", list)
	}
	if n, announced, _ := c.Cleanups("2023-10-01"); announced != 1 || n != (cleanup.Tally{Documents: 2, Keep: 1, Lapse: 1}) {
		t.Errorf("%d announced: %+v", announced, n)
	}
}
