package annual_test

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"testing"

	"gongkai.example/gongkai/internal/domain/annual"
)

// framed is a report in a table around everything, as many sites lay their pages out; in
// the place of the frame of a workbook it is the workbook.
func framed(t *testing.T, as annual.Format, data []byte) []byte {
	t.Helper()
	around := func(part []byte, begin, end, open, shut string) []byte {
		i, j := bytes.Index(part, []byte(begin))+len(begin), bytes.LastIndex(part, []byte(end))
		return slices.Concat(part[:i], []byte(open), part[i:j], []byte(shut), part[j:])
	}
	if as == annual.HTML {
		return around(data, "<body>", "</body>", "<table><tr><td></td><td>", "</td></tr></table>")
	}
	if as == annual.DOCX {
		return changed(t, data, "word/document.xml", func(part []byte) []byte {
			return around(part, "<w:body>", "<w:sectPr", "<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc>", "<w:p/></w:tc></w:tr></w:tbl>")
		})
	}
	return data
}

// changed is a package with one of its parts changed.
func changed(t *testing.T, data []byte, name string, change func([]byte) []byte) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, f := range in.File {
		r, err := f.Open()
		must(t, err)
		part, err := io.ReadAll(r)
		must(t, err)
		if f.Name == name {
			part = change(part)
		}
		w, err := out.Create(f.Name)
		must(t, err)
		_, err = w.Write(part)
		must(t, err)
	}
	must(t, out.Close())
	return b.Bytes()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
