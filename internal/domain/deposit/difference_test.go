package deposit_test

import (
	"fmt"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/deposit"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// list is a list of the city as CSV.
func list(rows ...string) deposit.List {
	return deposit.List{Name: "清单.csv", File: []byte("序号,文件名称,文号,制定机关,公布日期,状态\n" + strings.Join(rows, "\n") + "\n")}
}

// listed is the row of a document as the city should have it.
func listed(d *policy.Document, state string) string {
	return fmt.Sprintf("1,《%s》,%s,区民政局,%s,%s", d.Title, strings.NewReplacer("〔", "(", "〕", ")").Replace(d.Number), strings.ReplaceAll(string(d.Issued), "-", "/"), state)
}

func (w *world) compare(in deposit.Comparison, l deposit.List) *deposit.Difference {
	w.Helper()
	if in.On == "" {
		in.On = w.DB.Today()
	}
	in.Scope = deposit.All
	d, err := w.s.Compare(auth.With(w.Context(), w.clerk), in, l)
	w.Must(err)
	return d
}

// lines are those of a kind.
func (w *world) lines(d *deposit.Difference, k deposit.Kind) []deposit.Line {
	w.Helper()
	rows, err := w.s.Lines(w.As(auth.Office), deposit.FindLine{Difference: d.ID, Kind: k}, db.Page{Size: 200})
	w.Must(err)
	return rows.Items
}

func (w *world) look(d *deposit.Difference) string {
	w.Helper()
	return string(w.Owed(deposit.RuleLook, d.Ref(), w.justice))
}

// TestDifference: each line shows both sides; what differs is owed a look from the first list that has it; a note settles a
// line and holds while it stays the same; the next list clears what it no longer has.
func TestDifference(t *testing.T) {
	each(t, func(w *world) {
		a, b, c := w.issue("甲办法"), w.issue("乙办法"), w.issue("丙办法")
		d := w.compare(deposit.Comparison{}, list(listed(a, "有效"), listed(b, "废止"), "3,丁办法,红外发〔2023〕1号,区民政局,2023/1/1,有效"))
		if n := d.Count; n.Theirs != 3 || n.Ours != 3 || n.Same != 1 || n.Differing != 1 || n.OnlyOurs != 1 || n.OnlyTheirs != 1 || d.Left != 3 || d.Progress != deposit.Waiting {
			t.Fatalf("the difference: %+v", d)
		}
		l := w.lines(d, deposit.Differing)[0]
		if strings.Join(l.Fields, ",") != "standing" || l.Ours.Standing != "valid" || l.Theirs.Standing != "废止" || l.Document != b.ID || l.Theirs.Row != 3 {
			t.Errorf("the line: %+v", l)
		}
		if due := w.look(d); due != "2023-03-15" {
			t.Errorf("a look is owed by %q", due)
		}
		for _, x := range []deposit.Line{l, w.lines(d, deposit.OnlyTheirs)[0]} {
			in := deposit.Saying{Seen: deposit.Seen{Rev: x.Rev}, Note: "市级录入有误"}
			_, err := w.s.Explain(auth.With(w.Context(), w.Other), x.ID, in)
			w.Want(err, fault.Forbidden, "not_allowed")
			_, err = w.s.Explain(auth.With(w.Context(), w.second), x.ID, in)
			w.Must(err)
		}
		_, err := w.s.Explain(auth.With(w.Context(), w.second), w.lines(d, deposit.Alike)[0].ID, deposit.Saying{Seen: deposit.Seen{Rev: 1}, Note: "无"})
		w.Want(err, fault.Conflict, "flow.no_step")

		w.Clock.Set("2023-03-10")
		next := w.compare(deposit.Comparison{}, list(listed(a, "有效"), listed(b, "废止")))
		if next.Left != 1 || w.look(d) != "" || w.look(next) != "2023-03-15" { // not from the later list on
			t.Errorf("the next difference: %+v, owed %q and %q", next, w.look(d), w.look(next))
		}
		if l := w.lines(next, deposit.Differing)[0]; l.Stage != deposit.Noted || l.Note != "市级录入有误" || l.Since != "2023-03-01" {
			t.Errorf("the same line: %+v", l)
		}
		if l := w.lines(d, deposit.OnlyTheirs)[0]; l.Stage != deposit.Cleared {
			t.Errorf("a line that is gone: %+v", l)
		}
		if l := w.lines(d, deposit.OnlyOurs)[0]; l.Stage != deposit.Passed {
			t.Errorf("a line that is still there: %+v", l)
		}
		last := w.compare(deposit.Comparison{}, list(listed(a, "有效"), listed(b, "有效"), listed(c, "现行有效")))
		if last.Progress != deposit.Settled || last.Same != 3 || w.look(next) != "" || w.look(last) != "" {
			t.Errorf("the last difference: %+v", last)
		}
	})
}

// TestLooked: the note on the last line ends what is owed.
func TestLooked(t *testing.T) {
	each(t, func(w *world) {
		a := w.issue("甲办法")
		dep := w.handed()
		d := w.compare(deposit.Comparison{Deposit: dep.ID}, list(listed(a, "失效")))
		v, err := w.s.View(w.As(auth.Office), dep.ID)
		w.Must(err)
		if len(v.Differences) != 1 || v.Differences[0].ID != d.ID {
			t.Errorf("the deposit has %+v", v.Differences)
		}
		l := w.lines(d, deposit.Differing)[0]
		_, err = w.s.Explain(auth.With(w.Context(), w.clerk), l.ID, deposit.Saying{Seen: deposit.Seen{Rev: l.Rev}})
		w.WantField(err, "note", "required")
		_, err = w.s.Explain(auth.With(w.Context(), w.clerk), l.ID, deposit.Saying{Seen: deposit.Seen{Rev: l.Rev}, Note: "已请市级更正"})
		w.Must(err)
		got, err := w.s.Difference(w.As(auth.Office), d.ID)
		if err != nil || got.Progress != deposit.Settled || got.Left != 0 || w.look(d) != "" {
			t.Errorf("after the last note: %+v %v", got, err)
		}
		_, err = w.s.Compare(auth.With(w.Context(), w.Other), deposit.Comparison{On: w.DB.Today(), Scope: deposit.All}, list(listed(a, "失效")))
		w.Want(err, fault.Forbidden, "not_allowed")
		_, err = w.s.Compare(auth.With(w.Context(), w.clerk), deposit.Comparison{On: w.DB.Today().Add(1), Scope: deposit.All}, list(listed(a, "失效")))
		w.WantField(err, "on", "policy.future")
	})
}

// TestList: a list is compared with the library of its day; what cannot be read is told with its row and column and stays in the
// counts; a file that is no list is refused with the column that it lacks.
func TestList(t *testing.T) {
	each(t, func(w *world) {
		a := w.issue("甲办法")
		w.Clock.Set("2023-04-03")
		w.repeal(a)
		ask := deposit.Comparison{On: "2023-03-31", Scope: deposit.All}
		out, err := w.s.Diff(w.Context(), ask, list(listed(a, "有效")))
		if err != nil || out.Count.Same != 1 || out.Count.Ours != 1 {
			t.Errorf("on the day of the list: %+v %v", out.Count, err)
		}
		ask.On = w.DB.Today()
		out, err = w.s.Diff(w.Context(), ask, list(listed(a, "有效"), "2,,,,去年,作数"))
		w.Must(err)
		if n := out.Count; n.Theirs != 2 || n.Differing != 1 || n.OnlyTheirs != 1 || n.OnlyOurs != 1 {
			t.Errorf("today: %+v", n)
		}
		var says []string
		for _, r := range out.Bad {
			says = append(says, fmt.Sprintf("%d %s %s", r.Line, r.Column, r.Text.Key))
		}
		if got := strings.Join(says, "; "); got != "1 序号 sheet.unread_column; 3 名称 deposit.no_title; 3 发布日期 deposit.bad_day; 3 有效性 deposit.bad_state" {
			t.Errorf("it says %s", got)
		}
		_, err = w.s.Diff(w.Context(), ask, deposit.List{Name: "别的.csv", File: []byte("姓名,电话\n甲,1\n")})
		if fault.Of(err) != fault.Invalid || len(fault.As(err).Rows) != 1 {
			t.Errorf("no list: %v", err)
		}
		_, err = w.s.Diff(w.Context(), ask, deposit.List{Name: "空.csv", File: []byte("文件名称\n")})
		w.WantField(err, "file", "sheet.no_rows")
		_, err = w.s.Diff(w.Context(), ask, deposit.List{Name: "坏.xlsx", File: []byte("PK\x03\x04")})
		if fault.Of(err) != fault.Invalid || fault.As(err).Fields["file"].Key == "" {
			t.Errorf("a broken file: %v", err)
		}
	})
}
