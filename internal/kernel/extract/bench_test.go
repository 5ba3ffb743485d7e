package extract_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongkai.example/gongkai/internal/kernel/extract"
)

// BenchmarkRead measures a file of each sort as a bureau hands it in: a document
// of 200 paragraphs, a workbook of 5,000 rows, a page that Chromium printed, 5 MB
// of text, a photograph. The first PDF of a process costs some seconds more.
func BenchmarkRead(b *testing.B) {
	printed, err := os.ReadFile("testdata/printed.pdf")
	must(b, err)
	sentence := strings.Repeat("政务公开工作要点", 25)
	for _, c := range []struct {
		name string
		data []byte
	}{
		{"docx", word(b, strings.Repeat(para(run(sentence)+run(sentence)), 200), nil)},
		{"xlsx", book(b, func(f *excelize.File) error {
			for i := range 5000 {
				if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &[]any{i, "教体局", "政务公开", 1.5, "2026-03-02"}); err != nil {
					return err
				}
			}
			return nil
		})},
		{"pdf", printed},
		{"txt", bytes.Repeat([]byte(sentence+"\n"), 8000)},
		{"jpg", tagged(b, photo(b))},
	} {
		if _, err := extract.Read("a", c.data); err != nil {
			b.Fatal(err)
		}
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.data)))
			b.ReportAllocs()
			for b.Loop() {
				extract.Forget()
				if _, err := extract.Read("a", c.data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add("a.docx", word(f, para(run("甲")), nil))
	f.Add("a.jpg", tagged(f, photo(f)))
	f.Add("a.png", pngFile(f))
	f.Add("a.gif", gifFile(f))
	f.Add("a.webp", webp(riff("EXIF", string(exif()))))
	f.Add("a.html", []byte(`<p hidden onclick="x">甲<!-- 乙 --><script>x</script>`))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if bytes.Contains(data, []byte("%PDF-")) {
			t.Skip() // the engine has its own fuzzers
		}
		if _, err := extract.Read(name, data); err != nil {
			return
		}
		out, _, err := extract.Strip(name, data)
		if err != nil {
			return
		}
		if left, err := extract.Read(name, out); err != nil || len(left.Traces) > 0 {
			t.Errorf("left %v %v", left.Traces, err)
		}
	})
}
