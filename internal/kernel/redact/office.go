package redact

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"maps"
	"path"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/archive"
	"gongkai.example/gongkai/internal/kernel/extract"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// limits of office files: a file taken apart costs some ten times its size.
var limits = archive.Limits{Entries: 5000, Inflated: 128 << 20, Ratio: 400, Depth: 200}

// An office is a DOCX or XLSX file being built anew. Only what a kept part leads
// to by a relation that is kept gets into it.
type office struct {
	a     *archive.Archive
	left  int // nodes that may still be read
	trees map[string]*node
	rels  map[string][]relation // by part
	data  map[string][]byte     // of pictures
	wrong []fault.Row
}

// A relation leads from one part to another; its type is a kind in a namespace.
type relation struct{ id, space, kind, target string }

func openOffice(data []byte) (*office, error) {
	a, err := archive.Open(data, limits)
	if err != nil {
		return nil, err
	}
	return &office{a: a, left: maxNodes, trees: map[string]*node{}, rels: map[string][]relation{}, data: map[string][]byte{}}, nil
}

// main finds the part that the file is about.
func (o *office) main() (relation, error) {
	all, err := o.related("")
	if err != nil {
		return relation{}, err
	}
	for _, r := range all {
		if r.kind == "officeDocument" && o.a.Has(r.target) {
			return r, nil
		}
	}
	return relation{}, fault.New(fault.Invalid, "archive.damaged")
}

// refuse notes something that no program can redact.
func (o *office) refuse(part, key string, args ...any) {
	r := fault.Row{File: part, Text: fault.T(key, args...)}
	if len(o.wrong) < maxRows && !slices.ContainsFunc(o.wrong, func(w fault.Row) bool { return w.File == part && w.Text.Key == key }) {
		o.wrong = append(o.wrong, r)
	}
}

// tree reads a part and keeps it.
func (o *office) tree(name string) (*node, error) {
	if n := o.trees[name]; n != nil {
		return n, nil
	}
	n, err := tree(o.a, name, &o.left)
	if n != nil {
		o.trees[name] = n
	}
	return n, err
}

// related reads the relations of a part; those that lead out of the file are left out.
func (o *office) related(name string) ([]relation, error) {
	dir, file := path.Split(name)
	root, err := tree(o.a, path.Join(dir, "_rels", file+".rels"), &o.left)
	if err != nil || root == nil {
		return nil, err
	}
	var out []relation
	for _, k := range root.kids {
		if k.tag != "rel:Relationship" || k.get("TargetMode") == "External" {
			continue
		}
		target := k.get("Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join("/", dir, target)
		}
		typ := k.get("Type")
		out = append(out, relation{k.get("Id"), strings.TrimSuffix(typ, "/"+path.Base(typ)), path.Base(typ), strings.TrimPrefix(path.Clean(target), "/")})
	}
	return out, nil
}

// keep keeps a relation of a part.
func (o *office) keep(part string, r relation) {
	if !slices.Contains(o.rels[part], r) {
		o.rels[part] = append(o.rels[part], r)
	}
}

// pictures keeps the pictures that a part still shows, without what they carry along.
func (o *office) pictures(part string, root *node) error {
	all, err := o.related(part)
	if err != nil {
		return err
	}
	used := map[string]bool{}
	root.walk(func(n *node) {
		for _, a := range n.attr {
			if strings.HasPrefix(tagOf(a.Name), "r:") {
				used[a.Value] = true
			}
		}
	})
	for _, r := range all {
		if r.kind != "image" || !used[r.id] {
			continue
		}
		if err := o.picture(part, r); err != nil {
			return err
		}
	}
	return nil
}

func (o *office) picture(part string, r relation) error {
	if !o.a.Has(r.target) || o.trees[r.target] != nil {
		o.refuse(part, "redact.picture", path.Base(r.target))
		return nil
	}
	o.keep(part, r)
	if o.data[r.target] != nil {
		return nil
	}
	b, err := o.a.Bytes(r.target)
	if err != nil {
		return err
	}
	clean, _, err := extract.Strip(path.Base(r.target), b)
	if err != nil || !isPicture(clean) {
		if err != nil && fault.Of(err) != fault.Invalid {
			return err
		}
		o.refuse(part, "redact.picture", path.Base(r.target))
		return nil
	}
	o.data[r.target] = clean
	return nil
}

// isPicture reports whether data is one of the formats that can be cleaned.
func isPicture(b []byte) bool {
	for _, magic := range []string{"\x89PNG", "\xff\xd8\xff", "GIF8", "RIFF"} {
		if bytes.HasPrefix(b, []byte(magic)) {
			return true
		}
	}
	return false
}

// contentTypes are the types of the parts by their relation: never one with macros.
var contentTypes = map[string]string{
	"document":  "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
	"header":    "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml",
	"footer":    "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml",
	"footnotes": "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
	"endnotes":  "application/vnd.openxmlformats-officedocument.wordprocessingml.endnotes+xml",
	"numbering": "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml",
	"settings":  "application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml",
	"w:styles":  "application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml",
	"x:styles":  "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml",
	"theme":     "application/vnd.openxmlformats-officedocument.theme+xml",
	"workbook":  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
	"worksheet": "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
	"png":       "image/png",
	"jpg":       "image/jpeg",
	"jpeg":      "image/jpeg",
	"gif":       "image/gif",
	"webp":      "image/webp",
}

// write builds the archive: the parts in the order of their names, with no time.
func (o *office) write(main relation, kind string) ([]byte, error) {
	o.rels[""] = []relation{main}
	files := maps.Clone(o.data)
	kinds := map[string]string{main.target: kind}
	for part, all := range o.rels {
		dir, file := path.Split(part)
		files[path.Join(dir, "_rels", file+".rels")] = relations(all)
		for _, r := range all {
			if r.kind != "officeDocument" {
				kinds[r.target] = r.kind
			}
		}
	}
	for name := range kinds {
		if n := o.trees[name]; n != nil {
			b, err := n.bytes()
			if err != nil {
				return nil, err
			}
			files[name] = b
		}
	}
	files["[Content_Types].xml"] = o.types(kinds)
	return pack(files)
}

// types lists what each part is.
func (o *office) types(kinds map[string]string) []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>`)
	for _, name := range slices.Sorted(maps.Keys(kinds)) {
		kind := kinds[name]
		switch kind {
		case "image":
			kind = strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
		case "styles":
			kind = o.trees[name].tag[:2] + kind
		}
		b.WriteString(`<Override PartName="/` + quote(name) + `" ContentType="` + contentTypes[kind] + `"/>`)
	}
	b.WriteString("</Types>")
	return b.Bytes()
}

func relations(all []relation) []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	for _, r := range all {
		b.WriteString(`<Relationship Id="` + quote(r.id) + `" Type="` + quote(r.space) + "/" + quote(r.kind) + `" Target="/` + quote(r.target) + `"/>`)
	}
	b.WriteString("</Relationships>")
	return b.Bytes()
}

// quote makes a value of an attribute.
func quote(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a builder takes everything
	return b.String()
}

// pack writes a ZIP archive that is the same for the same files.
func pack(files map[string][]byte) ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	names := slices.Sorted(maps.Keys(files))
	first := slices.Index(names, "[Content_Types].xml") // readers look for it there
	names = slices.Concat(names[first:first+1], names[:first], names[first+1:])
	for _, name := range names {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(files[name]); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return out.Bytes(), err
}
