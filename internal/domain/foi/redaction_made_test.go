package foi_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/auth"
)

// bookFile is a table of salaries with what a reader does not see: a hidden sheet, a hidden
// column and row, a comment, a formula over what goes, and properties.
func bookFile(w *world) []byte {
	w.Helper()
	f := excelize.NewFile()
	for _, err := range []error{
		f.SetSheetRow("Sheet1", "A1", &[]any{"姓名", "职务", "月工资"}),
		f.SetSheetRow("Sheet1", "A2", &[]any{"张三丰", "科员", 8765}),
		f.SetSheetRow("Sheet1", "A3", &[]any{"合计", "", 8765}),
		f.SetCellFormula("Sheet1", "C3", "SUM(C2:C2)"),
		f.SetCellStr("Sheet1", "E2", "密栏住址"), f.SetColVisible("Sheet1", "E", false),
		f.SetCellStr("Sheet1", "A9", "密行电话"), f.SetRowVisible("Sheet1", 9, false),
		f.AddComment("Sheet1", excelize.Comment{Cell: "A2", Author: "李四光明", Paragraph: []excelize.RichTextRun{{Text: "批注里的话"}}}),
		f.SetDocProps(&excelize.DocProperties{Creator: "李四光明", LastModifiedBy: "李四光明"}),
	} {
		w.must(err)
	}
	_, err := f.NewSheet("底稿")
	w.must(err)
	w.must(f.SetCellStr("底稿", "A1", "密表底稿"))
	w.must(f.SetSheetVisible("底稿", false))
	var b bytes.Buffer
	w.must(f.Write(&b))
	w.must(f.Close())
	return b.Bytes()
}

// pageFile is a page whose text was changed: the earlier one still lies in the file.
// It names its author and has a note.
func pageFile() []byte {
	text := func(lines ...string) string {
		var b strings.Builder
		for i, l := range lines {
			fmt.Fprintf(&b, "BT /F 20 Tf 1 0 0 1 72 %d Tm (%s) Tj ET\n", 700-40*i, l)
		}
		return fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", b.Len(), b.String())
	}
	var out bytes.Buffer
	out.WriteString("%PDF-1.6\n")
	revision := func(prev string, objects map[int]string) int {
		var table strings.Builder
		for n := 1; n < 9; n++ {
			if o, ok := objects[n]; ok {
				fmt.Fprintf(&table, "%d 1\n%010d 00000 n \n", n, out.Len())
				fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", n, o)
			}
		}
		at := out.Len()
		fmt.Fprintf(&out, "xref\n0 1\n0000000000 65535 f \n%strailer\n<</Size 9/Root 1 0 R/Info 6 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", table.String(), prev, at)
		return at
	}
	first := revision("", map[int]string{
		1: "<</Type/Catalog/Pages 2 0 R>>", 2: "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		3: "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>/Annots[7 0 R]>>",
		4: text("Zhang Sanfeng earns 8765", "Earlier wording", "The meeting agreed"), 5: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
		6: "<</Author(Li Siguang)>>", 7: "<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(A note beside)>>",
	})
	revision(fmt.Sprintf("/Prev %d", first), map[int]string{4: text("Zhang Sanfeng earns 8765", "The meeting agreed")})
	return out.Bytes()
}

// TestRedactMade: of a table and of pages the copy has nothing of what was taken out, and
// nothing of what their readers did not see.
func TestRedactMade(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		for name, c := range map[string]struct {
			data        []byte
			words       string
			gone, stays []string
		}{
			"工资表.xlsx": {bookFile(w), "张三丰\n8765", []string{"张三丰", "8765", "密栏住址", "密行电话", "批注里的话", "李四光明", "密表底稿", "底稿"}, []string{"姓名", "职务", "科员", "合计"}},
			"纪要.pdf":   {pageFile(), "Zhang Sanfeng\n8765", []string{"Zhang", "Sanfeng", "8765", "Earlier", "Siguang", "note beside"}, []string{"earns", "eeting agreed"}},
		} {
			r, it := w.parted("2026-09-10")
			clerk := w.as(auth.Clerk)
			x := w.kept(r, it.ID, name, c.data)
			w.did(w.s.MarkWords(clerk, r.ID, x.ID, foi.Words{Rev: x.Rev, Words: c.words, Limb: "internal"}))
			x, err := w.s.Copy(clerk, r.ID, x.ID, foi.Seen{Rev: w.record(x).Rev})
			w.must(err)
			text, data := w.content(r, x.Copy)
			for _, gone := range c.gone {
				if strings.Contains(text, gone) || bytes.Contains(data, []byte(gone)) {
					w.Errorf("the copy of %s has %s", name, gone)
				}
			}
			for _, stays := range c.stays {
				if !strings.Contains(text, stays) {
					w.Errorf("the copy of %s has lost %s: %s", name, stays, text)
				}
			}
			if it = w.item(r); len(it.Given) != 1 || it.Given[0].File != x.Copy || x.Removed["internal"] < 2 {
				w.Errorf("%s: given %+v of %+v", name, it.Given, x)
			}
		}
	})
}
