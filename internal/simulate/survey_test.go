package simulate

import (
	"fmt"
	"testing"

	"gongkai.example/gongkai/internal/domain/survey"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/journal"
)

// TestSurveys: a survey goes the way of its table, closes when it is over, tells the answers
// that it closed with, owes its results until they are told, and takes each invitation once.
func TestSurveys(t *testing.T) {
	step := func(day calendar.Day, act, state, more string, who int64) journal.Entry {
		e := entry(day, "survey."+act, "survey/1", fmt.Sprintf(`{"state":%q,"identity":"invite","until":"2023-03-31"%s}`, state, more))
		e.ActorID = who
		return e
	}
	codes := func(day calendar.Day, act string, n int) journal.Entry {
		return entry(day, "survey."+act, "survey/1", fmt.Sprintf(`{"state":"open","codes":%d}`, n))
	}
	owed := entry("2023-04-01", "duty.open", "duty/1", `{"state":"open","rule":"survey.tell","ref":"survey/1","due":"2023-04-30"}`)
	met := entry("2023-05-02", "duty.meet", "duty/1", `{"state":"met","rule":"survey.tell","ref":"survey/1","due":"2023-04-30","met_on":"2023-05-02"}`)
	draft := []journal.Entry{step("2023-03-01", "make", "draft", "", 3), step("2023-03-01", "ask", "asked", "", 3)}
	open := append(draft[:2:2], step("2023-03-02", "approve", "open", "", 4), codes("2023-03-03", "invite", 40))
	closed := append(open[:4:4], step("2023-04-01", "close", "closed", `,"answers":30,"answers_sha256":"a"`, 0), codes("2023-04-01", "lapse", 10), owed)
	told := append(closed[:7:7], step("2023-04-20", "find", "found", "", 3), step("2023-05-02", "tell", "told", `,"answers":30,"answers_sha256":"a"`, 4), met)
	closing := func(day calendar.Day, answers, lapsed int, who int64) []journal.Entry {
		return append(open[:4:4], step(day, "close", "closed", fmt.Sprintf(`,"answers":%d,"answers_sha256":"a"`, answers), who), codes(day, "lapse", lapsed), owed)
	}
	for _, row := range []struct {
		name       string
		entries    []journal.Entry
		odd, wrong int
	}{
		{"open", open, 0, 0},
		{"closed", closed, 0, 0},
		{"told", told, 0, 0},
		{"closed by somebody", closing("2023-03-20", 30, 10, 4), 0, 0},
		{"closed by itself before its end", closing("2023-03-31", 30, 10, 0), 1, 0},
		{"closed by somebody after its end", closing("2023-04-02", 30, 10, 4), 1, 0},
		{"more answers than codes were used", closing("2023-04-01", 31, 10, 0), 0, 1},
		{"fewer answers than codes were used", closing("2023-04-01", 30, 9, 0), 0, 1},
		{"codes that never lapse", append(closed[:5:5], owed), 0, 2},
		{"codes after the end", append(closed[:7:7], codes("2023-04-02", "invite", 0)), 1, 0},
		{"an answer more after the end", append(told[:8:8], step("2023-05-02", "tell", "told", `,"answers":31,"answers_sha256":"a"`, 4), met), 1, 0},
		{"other answers after the end", append(told[:8:8], step("2023-05-02", "tell", "told", `,"answers":30,"answers_sha256":"b"`, 4), met), 1, 0},
		{"closed, and nobody owes the results", closed[:6], 0, 1},
		{"told, and still owed", told[:9], 0, 1},
		{"open, and owed already", append(open[:4:4], owed), 0, 1},
		{"opened by who handed it in", append(draft[:2:2], step("2023-03-02", "approve", "open", "", 3)), 1, 0},
		{"told by who wrote it", append(told[:8:8], step("2023-05-02", "tell", "told", `,"answers":30,"answers_sha256":"a"`, 3), met), 1, 0},
	} {
		c := recounted(t, nil, row.entries...)
		if _, wrong := c.Surveys(); len(c.Odd) != row.odd || len(wrong) != row.wrong {
			t.Errorf("%s: %q %q", row.name, c.Odd, wrong)
		}
	}
	// Who was told that an answer was taken finds it among those that were counted.
	c := recounted(t, nil, told...)
	for n, lost := range map[int]int{30: 0, 31: 2} {
		var v Verdict
		var acks []Ack
		for range n {
			acks = append(acks, Ack{actSaid, "a survey"})
		}
		if c.checkAcks(acks, map[string]string{"a survey": "survey/1"}, &v); len(v.Violations) != lost {
			t.Errorf("%d answers: %q", n, v.Violations)
		}
	}
}

// TestFewPeople: a cell of a table by group that tells of few people is found, and so is the
// only one that was left out of a group.
func TestFewPeople(t *testing.T) {
	qs := []survey.Question{{Kind: survey.Single}, {Kind: survey.Single}, {Kind: survey.Multi}}
	for _, row := range []struct {
		question int
		n        []int
		cells    [][]int
		told     int
	}{
		{1, []int{10, 10}, [][]int{{5, 5}, {5, 5}}, 0},
		{1, []int{10, 10}, [][]int{{0, 10}, {10, 0}}, 0},
		{1, []int{10, 10}, [][]int{{1, 5}, {9, 5}}, 1},
		{1, []int{10, 10}, [][]int{{survey.Hidden, 5}, {9, 5}}, 1},
		{1, []int{10, 10}, [][]int{{survey.Hidden, 5}, {2, 5}}, 1}, // the 2 stands there, and the 8 follows and harms nobody
		{1, []int{10, 10}, [][]int{{survey.Hidden, 5}, {survey.Hidden, 5}}, 0},
		{2, []int{10, 10}, [][]int{{survey.Hidden, 5}, {9, 5}}, 0}, // of who chose more than one nothing follows
	} {
		r := survey.Results{Crosses: []survey.Cross{{Question: row.question, N: row.n, Cells: row.cells}}}
		if told := toldOf(qs, &r, 5); len(told) != row.told {
			t.Errorf("%v: %q", row.cells, told)
		}
	}
}
