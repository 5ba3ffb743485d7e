package redact

import (
	"bytes"
	"encoding/hex"
	"encoding/xml"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"gongkai.example/gongkai/internal/kernel/archive"
	"gongkai.example/gongkai/internal/kernel/extract"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// A secret is a text that was removed and must not be found.
type secret struct {
	word  string   // folded
	stays int      // at how many places it may stand, because somebody said so
	raw   [][]byte // as it was, in every encoding that a file might keep it in
}

// short is how many characters say nothing by themselves.
const short = 2

// A text is one that is shown, for what may stand in it.
type shown struct {
	part *Part
	folded
}

// words are the texts that go, folded, and what is known of each.
type words struct {
	only map[string]bool   // every mark of it says so
	raw  map[string]string // as it was
}

// gather adds what goes from a part, cell by cell.
func (w words) gather(p *Part, cuts []cut) {
	runes := []rune(p.Text)
	for _, c := range cuts {
		if c.area() || p.Picture || c.derived {
			continue
		}
		for s := range strings.SplitSeq(string(runes[c.start:c.end]), border) {
			f := fold(s).text
			if utf8.RuneCountInString(f) < short {
				continue
			}
			was, known := w.only[f]
			w.only[f] = c.only && (was || !known)
			w.raw[f] = strings.TrimSpace(s)
		}
	}
}

// expect makes secrets of what goes, and refuses to leave them elsewhere unless
// the marks say that somebody looked at each place.
func (j *job) expect(parts []Part) error {
	texts := make([]shown, len(parts))
	all := words{map[string]bool{}, map[string]string{}}
	for i := range parts {
		texts[i] = shown{&parts[i], fold(parts[i].Text)}
		all.gather(&parts[i], j.of(parts[i].Name))
	}
	var rows []fault.Row
	for _, w := range sortedKeys(all.only) {
		s := secret{word: w, raw: encodings(all.raw[w])}
		for _, t := range texts {
			t.find(w, func(start, end int) bool {
				if j.cutting(t.part.Name, start, end) {
					return true
				}
				s.stays++
				if !all.only[w] && len(rows) < maxRows {
					rows = append(rows, fault.Row{File: t.part.Name, Column: t.part.at(start), Text: fault.T("redact.also")})
				}
				return true
			})
		}
		j.secrets = append(j.secrets, s)
	}
	return fault.Rows(rows)
}

// cutting reports whether some of a stretch goes.
func (j *job) cutting(part string, start, end int) bool {
	return slices.ContainsFunc(j.of(part), func(c cut) bool { return !c.area() && c.start < end && c.end > start })
}

// encodings are the bytes that a text may be kept in.
func encodings(s string) [][]byte {
	out := [][]byte{[]byte(s)}
	for _, e := range []encoding.Encoding{unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), simplifiedchinese.GB18030} {
		if b, err := e.NewEncoder().Bytes([]byte(s)); err == nil {
			out = append(out, b)
		}
	}
	out = append(out, []byte(hex.EncodeToString(out[2])), bytes.ToUpper([]byte(hex.EncodeToString(out[2]))))
	return out
}

// rewrite redacts what is text: it cuts, writes and verifies.
func (j *job) rewrite() error {
	c, err := formats[j.doc.Type](j.doc.Name, j.doc.data)
	if err != nil {
		return err
	}
	if c.derive != nil {
		if j.cuts, err = join(c.derive(j.cuts)); err != nil {
			return err
		}
	}
	if err := j.expect(j.doc.Parts); err != nil {
		return err
	}
	for _, p := range c.parts {
		cuts := j.of(p.Name)
		switch {
		case len(cuts) == 0:
		case p.Picture:
			if err := p.erase(); err != nil {
				return err
			}
		case !p.cut(cuts, j.labels):
			return fault.Rows([]fault.Row{{File: p.Name, Text: fault.T("redact.nothing")}})
		}
	}
	if j.out, err = c.write(); err != nil {
		return err
	}
	return j.verify(c)
}

// verify opens the result again. It has to say what was meant to stay, carry
// nothing along, and hold none of the secrets in any form.
func (j *job) verify(c *content) error {
	again, err := formats[j.doc.Type](j.doc.Name, j.out)
	if err != nil {
		return fault.Caused(err, fault.Invalid, "redact.changed")
	}
	var want, got []string
	for _, p := range c.parts {
		if t := p.now(); p.Picture || strings.TrimSpace(t) != "" {
			want = append(want, t)
		}
	}
	for _, p := range again.parts {
		got = append(got, p.Text)
	}
	if !slices.Equal(want, got) {
		return fault.New(fault.Invalid, "redact.changed")
	}
	return j.search()
}

// search looks for the secrets in the text of the finished file, and in its bytes.
func (j *job) search() error {
	f, err := extract.Read(j.doc.Name, j.out)
	if err != nil {
		return fault.Caused(err, fault.Invalid, "redact.changed")
	}
	var rows []fault.Row
	for _, t := range f.Traces {
		rows = append(rows, fault.Row{File: t.Part, Text: fault.T("redact.carries", t.Kind)})
	}
	if f.Type != j.doc.Type {
		rows = append(rows, fault.Row{Text: fault.T("redact.carries", f.Type)})
	}
	found := make([]int, len(j.secrets))
	for _, p := range f.Parts {
		t := j.unlabelled(fold(p.Text))
		for i, s := range j.secrets {
			if found[i] += t.count(s.word); found[i] > s.stays {
				rows = append(rows, fault.Row{File: p.Name, Text: fault.T("redact.leak")})
			}
		}
	}
	more, err := j.bytes()
	if err != nil {
		return err
	}
	rows = append(rows, more...)
	return fault.Rows(rows[:min(len(rows), maxRows)])
}

// unlabelled takes the labels out of a folded text: they may hold a word that is secret elsewhere.
func (j *job) unlabelled(t folded) folded {
	for _, l := range sortedKeys(j.labels) {
		w := fold(j.labels[l]).text
		t.text = strings.ReplaceAll(t.text, w, strings.Repeat(border, len(w)))
	}
	return t
}

// bytes searches what the file is made of, part by part and unpacked. Short
// numbers are everywhere in it and are looked for in the text only.
func (j *job) bytes() (rows []fault.Row, err error) {
	members, err := j.members()
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		texts := []folded{fold(m.name)}
		if ext := path.Ext(m.name); ext == ".xml" || ext == ".rels" {
			more, err := xmlTexts(m.data)
			if err != nil {
				return nil, err
			}
			texts = append(texts, more...)
		}
		for i := range texts {
			texts[i] = j.unlabelled(texts[i])
		}
		for _, s := range j.secrets {
			if s.stays == 0 && !token(s.word) && j.holds(m, texts, s) {
				rows = append(rows, fault.Row{File: m.name, Text: fault.T("redact.leak")})
			}
		}
	}
	return rows, nil
}

// holds reports whether a member of the file has a secret, in its texts or as bytes.
func (j *job) holds(m member, texts []folded, s secret) bool {
	return slices.ContainsFunc(texts, func(t folded) bool { return strings.Contains(t.text, s.word) }) ||
		slices.ContainsFunc(s.raw, func(b []byte) bool { return bytes.Contains(m.data, b) && !j.inLabel(b) })
}

// inLabel reports whether a label has the bytes in it.
func (j *job) inLabel(b []byte) bool {
	for _, l := range j.labels {
		if slices.ContainsFunc(encodings(l), func(e []byte) bool { return bytes.Contains(e, b) }) {
			return true
		}
	}
	return false
}

type member struct {
	name string
	data []byte
}

// members are the parts of the finished file, unpacked.
func (j *job) members() ([]member, error) {
	switch j.doc.Type {
	case "docx", "xlsx":
		a, err := archive.Open(j.out, limits)
		if err != nil {
			return nil, err
		}
		out := make([]member, 0, len(a.Names()))
		for _, n := range a.Names() {
			b, err := a.Bytes(n)
			if err != nil {
				return nil, err
			}
			out = append(out, member{n, b})
		}
		return out, nil
	case "pdf":
		return streams(j.out), nil
	}
	return []member{{"", j.out}}, nil
}

// xmlTexts are the texts of XML: all that stands in it, cell by cell, and what its attributes say.
func xmlTexts(data []byte) ([]folded, error) {
	var chars, attrs strings.Builder
	x := archive.NewXML(bytes.NewReader(data), limits.Depth)
	for {
		t, err := x.Next()
		if err != nil {
			if fault.Of(err) != fault.Internal {
				return nil, err
			}
			return []folded{fold(chars.String()), fold(attrs.String())}, nil
		}
		switch t := t.(type) {
		case xml.StartElement:
			for _, a := range t.Attr {
				_, _ = attrs.WriteString(a.Value + border)
			}
		case xml.EndElement:
			if t.Name.Local == "tc" || t.Name.Local == "c" || t.Name.Local == "si" {
				_, _ = chars.WriteString(border)
			}
		case xml.CharData:
			_, _ = chars.Write(t)
		}
	}
}
