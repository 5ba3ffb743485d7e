package extract

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
)

// stripPDF writes the newest state of a PDF without the dictionary of who made
// it, its metadata and what its photographs carry along. Tags and bookmarks stay.
func stripPDF(data []byte) ([]byte, error) {
	var flat []byte
	err := withPDF(data, func(p *pdf) (err error) { flat, err = p.flat(); return err })
	if err != nil {
		return nil, err
	}
	f, err := parseFlat(flat)
	if err != nil {
		return nil, err
	}
	info := reference(pdfGet(f.trailer, "Info"))
	w := flatWriter{offsets: map[int]int{}}
	w.b.Write(f.head)
	for _, o := range f.objects {
		if o.num == info || string(o.get("Type")) == "/Metadata" {
			continue
		}
		o.value = without(o.value, "Metadata", "PieceInfo", "LastModified")
		if isJPEG(o) {
			if small, err := stripPicture(o.stream); err == nil {
				o.stream = small
				o.value = append(bytes.TrimSuffix(without(o.value, "Length"), []byte(">>")), fmt.Sprintf("/Length %d>>", len(small))...)
			}
		}
		w.object(o)
	}
	w.end(string(pdfGet(f.trailer, "Root")))
	return w.b.Bytes(), nil
}

// without returns a dictionary without some of its keys.
func without(dict []byte, keys ...string) []byte {
	out := dict
	all := pdfEntries(dict)
	for _, e := range slices.Backward(all) {
		if slices.Contains(keys, e.key) {
			out = slices.Concat(out[:e.start], out[e.end:])
		}
	}
	return out
}

// A flatWriter writes objects and the table of where they are.
type flatWriter struct {
	b       bytes.Buffer
	offsets map[int]int
	most    int
}

func (w *flatWriter) object(o pdfObject) {
	w.offsets[o.num] = w.b.Len()
	w.most = max(w.most, o.num)
	w.b.WriteString(strconv.Itoa(o.num) + " 0 obj\n")
	w.b.Write(o.value)
	if o.stream != nil {
		w.b.WriteString("\nstream\n")
		w.b.Write(o.stream)
		w.b.WriteString("\nendstream")
	}
	w.b.WriteString("\nendobj\n")
}

// end writes the table and the trailer. The two identifiers of the file are made
// of its content: the old ones would lead to where it came from.
func (w *flatWriter) end(root string) {
	id := sha256.Sum256(w.b.Bytes())
	at := w.b.Len()
	fmt.Fprintf(&w.b, "xref\n0 %d\n0000000000 65535 f \n", w.most+1)
	for n := 1; n <= w.most; n++ {
		if off, ok := w.offsets[n]; ok {
			fmt.Fprintf(&w.b, "%010d 00000 n \n", off)
		} else {
			w.b.WriteString("0000000000 65535 f \n")
		}
	}
	fmt.Fprintf(&w.b, "trailer\n<</Size %d/Root %s/ID[<%X><%X>]>>\nstartxref\n%d\n%%%%EOF\n", w.most+1, root, id[:16], id[:16], at)
}
