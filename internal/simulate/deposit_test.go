package simulate

import (
	"fmt"
	"slices"
	"testing"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/journal"
)

// parcel is what the journal has of a package for the city: what was done to it, and how many documents it
// has and the city took.
func parcel(n int, day calendar.Day, act, state string, documents, taken int) journal.Entry {
	e := entry(day, "deposit."+act, fmt.Sprintf("deposit/%d", n), fmt.Sprintf(`{"state":%q,"on":"2023-04-03","documents":%d,"taken":%d,"handed_on":"2023-04-04"}`, state, documents, taken))
	e.ActorID = map[string]int64{"hand_over": 2}[act] + 1
	return e
}

func sent(n, documents int) []journal.Entry {
	return []journal.Entry{parcel(n, "2023-04-03", "make", "ready", documents, 0), parcel(n, "2023-04-04", "hand_over", "handed", documents, 0)}
}

// TestDeposits: what changes a document is owed once, until a package that was made after it has come to the
// city whole, by another person than made it; what comes back is owed anew.
func TestDeposits(t *testing.T) {
	document := made(1, 1, "2023-04-01", "")
	owe := func(n int, ref, period, state, met string) journal.Entry {
		act := map[string]string{"open": "open", "met": "meet"}[state]
		return entry("2023-04-01", "duty."+act, fmt.Sprintf("duty/%d", n), fmt.Sprintf(`{"state":%q,"rule":"deposit.hand_over","ref":%q,"period":%q,"due":"2023-04-20","met_on":%q}`, state, ref, period, met))
	}
	issue, met := owe(20, "policy/1", "2023-04-01", "open", ""), owe(20, "policy/1", "2023-04-01", "met", "2023-04-04")
	receive := func(n, documents, taken int) journal.Entry {
		return parcel(n, "2023-04-07", "receive", "", documents, taken)
	}
	back := parcel(1, "2023-04-07", "return", "returned", 1, 0)
	again, anew := owe(21, "deposit/1", "", "open", ""), owe(21, "deposit/1", "", "met", "2023-04-04")
	base := append(slices.Clip(document), issue)
	with := func(more ...journal.Entry) []journal.Entry { return append(slices.Clip(base), more...) }
	own := sent(1, 1)
	own[1].ActorID = 1
	second := made(2, 2, "2023-04-02", `{"kind":"repeal","document":"policy/1","from":"2023-04-02"}`)
	for _, row := range []struct {
		name            string
		entries         []journal.Entry
		odd, wrong, has int
	}{
		{"owed", base, 0, 0, 0},
		{"issued, and not owed", document, 0, 1, 0},
		{"on its way, and owed", with(sent(1, 1)...), 0, 0, 0},
		{"received", with(append(sent(1, 1), receive(1, 1, 1), met)...), 0, 0, 1},
		{"received, and still owed", with(append(sent(1, 1), receive(1, 1, 1))...), 0, 1, 1},
		{"on its way, and met", with(append(sent(1, 1), met)...), 0, 1, 0},
		{"met on another day than it was handed over", with(append(sent(1, 1), receive(1, 1, 1), owe(20, "policy/1", "2023-04-01", "met", "2023-04-07"))...), 0, 1, 1},
		{"made before the document", slices.Concat(sent(1, 0), base, []journal.Entry{receive(1, 0, 0), met}), 0, 1, 1},
		{"handed over by who made it", with(own...), 1, 0, 0},
		{"has more than was issued", with(sent(1, 2)...), 1, 0, 0},
		{"handed over twice", with(append(sent(1, 1), sent(1, 1)[1])...), 1, 0, 0},
		{"another one before the answer", with(slices.Concat(sent(1, 1), sent(2, 1))...), 1, 0, 0},
		{"came back", with(append(sent(1, 1), back, again)...), 0, 0, 0},
		{"came back, and nobody owes another one", with(append(sent(1, 1), back)...), 0, 1, 0},
		{"came back, and was handed over once more", with(slices.Concat(sent(1, 1), []journal.Entry{back, again}, sent(2, 1), []journal.Entry{receive(2, 1, 1), met, anew})...), 0, 0, 1},
		{"came back, and is still owed after that", with(slices.Concat(sent(1, 1), []journal.Entry{back, again}, sent(2, 1), []journal.Entry{receive(2, 1, 1), met})...), 0, 1, 1},
		{"received in part", with(append(sent(1, 1), receive(1, 1, 0), again)...), 0, 0, 0},
		{"received out of the blue", with(receive(1, 1, 1)), 1, 1, 1},
		{"repealed", slices.Concat(base, second, []journal.Entry{owe(22, "policy/2", "2023-04-02", "open", ""), owe(23, "policy/1", "2023-04-02", "open", "")}), 0, 0, 0},
		{"repealed, and not owed", slices.Concat(base, second, []journal.Entry{owe(22, "policy/2", "2023-04-02", "open", "")}), 0, 1, 0},
		{"owed for nothing", with(owe(24, "policy/1", "2023-04-09", "open", "")), 0, 1, 0},
		{"owed twice", with(owe(25, "policy/1", "2023-04-01", "open", "")), 0, 1, 0},
	} {
		c := recounted(t, nil, row.entries...)
		if n, wrong := c.Deposits("2023-06-01"); n != row.has || len(c.Odd) != row.odd || len(wrong) != row.wrong {
			t.Errorf("%s: %d, %q %q", row.name, n, c.Odd, wrong)
		}
	}
	lapses := with(owe(26, "policy/1", "2024-01-01", "open", ""))
	if _, wrong := recounted(t, nil, lapses...).Deposits("2024-01-01"); len(wrong) != 0 {
		t.Errorf("its term has ended: %q", wrong)
	}
	if _, wrong := recounted(t, nil, base...).Deposits("2024-01-01"); len(wrong) != 1 {
		t.Errorf("its term has ended, and nobody owes it: %q", wrong)
	}
}

// TestDifferences: a row of either side stands in one line, what is said of ours is what the journal has, and
// what differs is owed a look until somebody has looked at each line.
func TestDifferences(t *testing.T) {
	document := append(made(1, 1, "2023-04-01", ""), entry("2023-04-01", "duty.open", "duty/20", `{"state":"open","rule":"deposit.hand_over","ref":"policy/1","period":"2023-04-01","due":"2023-04-20"}`))
	compare := func(count string) journal.Entry {
		return entry("2023-05-04", "deposit.compare", "deposit/difference/5", `{"state":"waiting","id":5,"on":"2023-05-01","scope":"all",`+count+`}`)
	}
	line := func(act, state, ours string) journal.Entry {
		return entry("2023-05-04", "deposit."+act, "deposit/line/6", fmt.Sprintf(`{"state":%q,"difference":5,"kind":"ours","side":"ours","document":1,"ours":{%s}}`, state, ours))
	}
	const mine = `"number":"甲规〔2023〕1号","issued_on":"2023-04-01","standing":"valid"`
	look := func(act, state string) journal.Entry {
		return entry("2023-05-04", "duty."+act, "duty/21", fmt.Sprintf(`{"state":%q,"rule":"deposit.look","ref":"deposit/difference/5","due":"2023-05-20"}`, state))
	}
	settle := entry("2023-05-05", "deposit.settle", "deposit/difference/5", `{"state":"settled","id":5,"theirs":0,"ours":1,"only_ours":1}`)
	lacks, noted := compare(`"theirs":0,"ours":1,"only_ours":1`), line("explain", "noted", mine)
	for _, row := range []struct {
		name       string
		entries    []journal.Entry
		odd, wrong int
	}{
		{"compared", []journal.Entry{lacks, line("find", "open", mine), look("open", "open")}, 0, 0},
		{"nobody owes a look", []journal.Entry{lacks, line("find", "open", mine)}, 0, 1},
		{"explained", []journal.Entry{lacks, line("find", "open", mine), look("open", "open"), noted, look("meet", "met"), settle}, 0, 0},
		{"explained, and still owed", []journal.Entry{lacks, line("find", "open", mine), look("open", "open"), noted, settle}, 0, 1},
		{"settled, and a line waits", []journal.Entry{lacks, line("find", "open", mine), look("open", "open"), look("meet", "met"), settle}, 0, 1},
		{"a row is lost", []journal.Entry{compare(`"theirs":1,"ours":1,"only_ours":1`), line("find", "open", mine), look("open", "open")}, 1, 0},
		{"a document of ours is left out", []journal.Entry{compare(`"theirs":0,"ours":0`), settle}, 1, 0},
		{"a line is lost", []journal.Entry{lacks, settle}, 0, 1},
		{"another standing than it had", []journal.Entry{lacks, line("find", "open", `"number":"甲规〔2023〕1号","issued_on":"2023-04-01","standing":"repealed"`), look("open", "open")}, 1, 0},
		{"a document that nobody made", []journal.Entry{lacks, line("find", "open", `"number":"甲规〔2023〕7号","issued_on":"2023-04-01","standing":"valid"`), look("open", "open")}, 1, 0},
		{"explained twice over", []journal.Entry{lacks, line("find", "open", mine), look("open", "open"), line("clear", "cleared", mine), noted, look("meet", "met"), settle}, 1, 0},
	} {
		c := recounted(t, nil, slices.Concat(document, row.entries)...)
		if _, wrong := c.Deposits("2023-06-01"); len(c.Odd) != row.odd || len(wrong) != row.wrong {
			t.Errorf("%s: %q %q", row.name, c.Odd, wrong)
		}
	}
}
