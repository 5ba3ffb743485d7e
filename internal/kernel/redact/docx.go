package redact

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A docx is a document being taken apart.
type docx struct {
	*office
	hides   map[string]bool // styles whose text is not shown
	content *content
}

// storyKinds are the parts that have text which is shown, in the order in which people look.
var storyKinds = []string{"header", "footer", "footnotes", "endnotes"}

// plainKinds have no text of their own, but for what the search finds in them.
var plainKinds = []string{"styles", "numbering", "theme"}

func openDOCX(_ string, data []byte) (*content, error) {
	o, err := openOffice(data)
	if err != nil {
		return nil, err
	}
	main, err := o.main()
	if err != nil {
		return nil, err
	}
	all, err := o.related(main.target)
	if err != nil {
		return nil, err
	}
	d := &docx{office: o, content: &content{}}
	if err := d.styles(main, all); err != nil {
		return nil, err
	}
	stories := []relation{main}
	for _, kind := range storyKinds {
		some := slices.Collect(of(all, kind))
		slices.SortFunc(some, func(a, b relation) int { return cmp.Compare(a.target, b.target) })
		stories = append(stories, some...)
	}
	for _, r := range stories {
		if err := d.story(main, r); err != nil {
			return nil, err
		}
	}
	if err := d.settings(main, all); err != nil {
		return nil, err
	}
	if err := fault.Rows(d.wrong); err != nil {
		return nil, err
	}
	d.images()
	d.content.write = func() ([]byte, error) { return o.write(main, "document") }
	return d.content, nil
}

// of yields the relations of a kind.
func of(all []relation, kind string) func(func(relation) bool) {
	return func(yield func(relation) bool) {
		for _, r := range all {
			if r.kind == kind && !yield(r) {
				return
			}
		}
	}
}

// story takes apart one part with text.
func (d *docx) story(main, r relation) error {
	root, err := d.tree(r.target)
	if err != nil {
		return err
	}
	if root == nil {
		return fault.New(fault.Invalid, "archive.damaged")
	}
	if r.target != main.target {
		d.keep(main.target, r)
	}
	d.clean(r.target, root)
	if err := d.pictures(r.target, root); err != nil {
		return err
	}
	t := &teller{builder: newBuilder(r.target), alt: newBuilder(r.target + "#alt")}
	t.blocks(root.kids)
	t.boxes(r.target + "#box")
	for _, p := range []*part{t.done(), t.box, t.alt.done()} {
		if p != nil {
			d.content.parts = append(d.content.parts, p)
		}
	}
	return nil
}

// styles keeps the parts of form, and finds the styles that hide text: by
// themselves, or by the style that they are based on.
func (d *docx) styles(main relation, all []relation) error {
	d.hides = map[string]bool{}
	for _, kind := range plainKinds {
		for r := range of(all, kind) {
			root, err := d.tree(r.target)
			if err != nil {
				return err
			}
			if root == nil {
				continue
			}
			root.kids = slices.DeleteFunc(root.kids, func(k *node) bool { return k.is("w:numPicBullet") || k.is("a:extLst") || !known(k.tag) && k.tag != "" })
			d.keep(main.target, r)
			if kind == "styles" {
				d.hiding(root)
			}
		}
	}
	return nil
}

func (d *docx) hiding(root *node) {
	based := map[string]string{}
	said := map[string]bool{}
	for _, s := range root.kids {
		if !s.is("w:style") {
			continue
		}
		id := s.get("styleId")
		if b := s.child("w:basedOn"); b != nil {
			based[id] = b.get("val")
		}
		if v := s.child("w:rPr").child("w:vanish"); v != nil {
			said[id] = on(v.get("val"))
		}
	}
	for _, s := range root.kids {
		id := s.get("styleId")
		for at, n := id, 0; at != "" && n < 20; at, n = based[at], n+1 {
			if v, ok := said[at]; ok {
				d.hides[id] = v
				break
			}
		}
	}
}

// on is the meaning of a property that can be switched.
func on(val string) bool { return val != "0" && val != "false" && val != "off" }

// settingsKept are the settings that a page's look depends on.
var settingsKept = map[string]bool{
	"w:evenAndOddHeaders": true, "w:mirrorMargins": true, "w:defaultTabStop": true, "w:autoHyphenation": true, "w:characterSpacingControl": true,
	"w:compat": true, "w:themeFontLang": true, "w:clrSchemeMapping": true, "w:drawingGridHorizontalSpacing": true, "w:drawingGridVerticalSpacing": true,
	"w:displayHorizontalDrawingGridEvery": true, "w:displayVerticalDrawingGridEvery": true, "w:footnotePr": true, "w:endnotePr": true, "w:gutterAtTop": true,
	"w:bookFoldPrinting": true, "w:noLineBreaksAfter": true, "w:noLineBreaksBefore": true, "w:adjustLineHeightInTable": true, "w:zoom": true,
}

func (d *docx) settings(main relation, all []relation) error {
	for r := range of(all, "settings") {
		root, err := d.tree(r.target)
		if err != nil {
			return err
		}
		if root != nil {
			root.kids = slices.DeleteFunc(root.kids, func(k *node) bool { return !settingsKept[k.tag] })
			d.keep(main.target, r)
		}
	}
	return nil
}

// images makes a part of every picture.
func (d *docx) images() {
	for _, name := range sortedKeys(d.data) {
		d.content.parts = append(d.content.parts, &part{
			Part:  Part{Name: name, Picture: true},
			erase: func() (err error) { d.data[name], err = blank(path.Ext(name)); return err },
		})
	}
}

// A teller writes down what a story says.
type teller struct {
	*builder
	alt     *builder
	waiting []*node // text boxes
	box     *part
	para    int
	table   int
}

// blocks tells paragraphs and tables.
func (t *teller) blocks(kids []*node) {
	for _, k := range kids {
		switch k.tag {
		case "w:p":
			t.paragraph(k, "")
		case "w:tbl":
			t.rows(k)
		case "":
		default:
			t.blocks(k.kids)
		}
	}
}

func (t *teller) paragraph(p *node, cell string) {
	start := len(t.runes)
	t.inline(p.kids)
	t.para++
	if cell == "" {
		cell = strconv.Itoa(t.para)
	}
	t.place(cell, start)
	t.sign("\n", nil)
}

// rows tells a table: a tab between cells, which nothing is read across.
func (t *teller) rows(tbl *node) {
	t.table++
	number, row := t.table, 0
	for _, tr := range tbl.kids {
		if !tr.is("w:tr") {
			continue
		}
		row++
		col := 0
		for _, tc := range tr.kids {
			if !tc.is("w:tc") {
				continue
			}
			col++
			t.cell(tc, strconv.Itoa(number)+":"+strconv.Itoa(row)+":"+strconv.Itoa(col))
		}
		t.sign("\n", nil)
	}
}

func (t *teller) cell(tc *node, name string) {
	for _, k := range tc.kids {
		if k.is("w:p") {
			t.paragraph(k, name)
		} else {
			t.blocks([]*node{k})
		}
	}
	if n := len(t.runes); n > 0 && t.runes[n-1] == '\n' {
		t.runes[n-1] = '\t'
	}
}

// signs are elements that are characters.
var signs = map[string]string{"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}

// inline tells what stands in a paragraph; text boxes wait until the story is told.
func (t *teller) inline(kids []*node) {
	for _, k := range kids {
		switch k.tag {
		case "w:t", "m:t":
			s := k.join()
			k.unset(func(a string) bool { return a == "xml:space" })
			k.attr = append(k.attr, preserve)
			t.text(s)
		case "w:sym":
			t.symbol(k)
		case "w:instrText", "w:pPr", "w:rPr", "": // a field that is kept says no more than that it is one
		case "w:txbxContent":
			t.waiting = append(t.waiting, k)
		case "wp:docPr":
			t.alternative(k)
		case "v:textpath":
			t.whole(k.get("string"), func(s string) string { k.set("string", s); return s })
			t.sign("\n", nil)
		default:
			if s := signs[k.tag]; s != "" {
				t.sign(s, func() { *k = node{} })
			}
			t.inline(k.kids)
		}
	}
}

// symbol tells a character of a symbol font: those of the private area have no meaning outside it.
func (t *teller) symbol(k *node) {
	n, err := strconv.ParseUint(k.get("char"), 16, 21)
	if err != nil || n < ' ' {
		return
	}
	t.sign(string(rune(n)), func() { *k = node{} })
}

// alternative tells what the author says that a picture shows.
func (t *teller) alternative(k *node) {
	for i, a := range k.attr {
		if a.Name.Space == "" && (a.Name.Local == "descr" || a.Name.Local == "title") && strings.TrimSpace(a.Value) != "" {
			start := len(t.alt.runes)
			t.alt.text(&k.attr[i].Value)
			t.alt.place(strconv.Itoa(len(t.alt.part.Places)+1), start)
			t.alt.sign("\n", nil)
		}
	}
}

// boxes tells the text boxes of a story as a part of their own; boxes may lie in boxes.
func (t *teller) boxes(name string) {
	main := t.builder
	t.builder = newBuilder(name)
	for len(t.waiting) > 0 {
		next := t.waiting[0]
		t.waiting = t.waiting[1:]
		t.blocks(next.kids)
	}
	t.box = t.done()
	t.builder = main
}
