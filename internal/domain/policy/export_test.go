package policy_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

// exported is the archive of the library.
func (w *world) exported() ([]byte, policy.Exported) {
	w.Helper()
	var b bytes.Buffer
	out, err := w.docs.Export(w.Context(), &b)
	w.must(err)
	return b.Bytes(), out
}

// told is all that everybody reads of the library, on each day on which something changes.
func (w *world) told(days []calendar.Day) string {
	w.Helper()
	var out strings.Builder
	rows, err := w.docs.Library(w.Context(), policy.Browse{}, db.Page{Size: 50})
	w.must(err)
	for _, l := range rows.Items {
		for _, day := range days {
			if day < l.Issued {
				continue
			}
			p := w.page(l.ID, day)
			out.WriteString(strings.Join([]string{p.Title, p.Number, p.Code, string(day), string(p.State.Standing), string(p.State.Since), string(p.Issued), string(p.Starts), string(p.Ends), w.apart(l.ID, day), p.Body, p.FiledNo, p.Contact}, "|") + "\n")
		}
	}
	return out.String()
}

// TestExport: another program takes the library over with nothing lost: every text on every day, what
// was done to each, single clauses too, and the files; the sums in the archive are right, and the
// same library is the same bytes.
func TestExport(t *testing.T) {
	each(t, func(w *world) {
		first, err := w.docs.Import(w.as(w.office), w.dogs(), policy.How{})
		w.must(err)
		w.admitted(first.Import)
		in := w.plain("甲办法", body)
		in.Later = "第二条 2023-07-01"
		d := w.issued(in)
		w.decision("关于修改甲办法的决定", policy.Affect{Kind: policy.Amend, Target: d.Number, Words: changes, Body: strings.Replace(body, "责令改正", "责令限期改正", 1)})
		w.decision("关于暂停甲办法第三条的决定", policy.Affect{Kind: policy.Suspend, Target: d.Number, Clauses: "第三条"})
		w.make(w.plain("没有公布的办法", body))
		data, out := w.exported()
		if out.Documents != 7 || out.Files != 1 || out.Texts != 9 {
			t.Errorf("the archive has %+v", out)
		}
		if again, _ := w.exported(); !bytes.Equal(again, data) {
			t.Error("the same library is another archive")
		}
		checkSums(t, data)

		other := district(t, w.clock, dbtest.SQLite(t, w.clock))
		taken, err := other.docs.Import(other.as(other.office), policy.Archive{Name: "library.zip", File: data}, policy.How{})
		other.must(err)
		other.admitted(taken.Import)
		days := []calendar.Day{"2018-01-01", "2019-12-31", "2020-04-01", "2022-06-01", "2023-06-30", "2023-07-01", w.db.Today()}
		if a, b := w.told(days), other.told(days); a != b {
			t.Errorf("another library:\n%s\n%s", a, b)
		}
	})
}

// checkSums compares the files of an archive with its list of sums.
func checkSums(t *testing.T, data []byte) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		texts[f.Name] = string(b)
	}
	lines := strings.Split(strings.TrimSpace(texts["SHA256SUMS"]), "\n")
	if len(lines) != len(texts)-1 {
		t.Errorf("%d sums of %d files", len(lines), len(texts)-1)
	}
	for _, line := range lines {
		sum, name, _ := strings.Cut(line, "  ")
		if text, there := texts[name]; !there || proof.SHA256(text) != sum {
			t.Errorf("the sum of %s is wrong", name)
		}
	}
}
