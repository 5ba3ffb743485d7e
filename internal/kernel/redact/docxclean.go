package redact

import (
	"encoding/xml"
	"maps"
	"regexp"
	"slices"
	"strings"
)

var preserve = xml.Attr{Name: xml.Name{Space: xmlSpace, Local: "space"}, Value: "preserve"}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// What becomes of elements of a story. Of what is shown nothing is taken away;
// what cannot be shown to be clean is refused.
var (
	// gone are taken away with all in them: what was before a revision, what
	// points at comments, the names of places, what forms and programs keep for themselves.
	gone = set(`w:del w:moveFrom w:pPrChange w:rPrChange w:tblPrChange w:trPrChange w:tcPrChange w:sectPrChange w:numberingChange w:tblGridChange
		w:tblPrExChange w:delText w:delInstrText w:commentRangeStart w:commentRangeEnd w:commentReference w:annotationRef w:bookmarkStart w:bookmarkEnd
		w:proofErr w:permStart w:permEnd w:lastRenderedPageBreak w:moveFromRangeStart w:moveFromRangeEnd w:moveToRangeStart w:moveToRangeEnd
		w:customXmlInsRangeStart w:customXmlInsRangeEnd w:customXmlDelRangeStart w:customXmlDelRangeEnd w:customXmlMoveFromRangeStart
		w:customXmlMoveFromRangeEnd w:customXmlMoveToRangeStart w:customXmlMoveToRangeEnd w:sdtPr w:sdtEndPr w:smartTagPr w:customXmlPr w:ffData w:fldData
		mc:Fallback w:tblCaption w:tblDescription a:extLst pic:extLst wp:extLst wps:extLst wpg:extLst wpc:extLst a:hlinkClick a:hlinkHover a:hlinkMouseOver o:extrusion w:cellIns w:cellDel
		w:cellMerge w:printerSettings`)
	// unwrapped stay with what is in them.
	unwrapped = set(`w:ins w:moveTo w:sdt w:sdtContent w:smartTag w:customXml w:hyperlink w:fldSimple`)
	// refused hold what this program cannot look into.
	refused = set(`w:object w:control w:altChunk w:subDoc w:contentPart w14:contentPart o:OLEObject c:chart dgm:relIds w:movie a:audioFile a:videoFile lc:lockedCanvas`)
	// dropped are attributes that say who wrote when, or keep a copy.
	dropped = set(`w:rsid w:rsidR w:rsidRPr w:rsidP w:rsidDel w:rsidTr w:rsidSect w:rsidRDefault w14:paraId w14:textId w:author w:date w:initials o:gfxdata o:href
		o:title title alt href target r:link w:fldCodes`)
)

// spoken are the elements that hold text; in others it is nothing that a page shows.
var spoken = set(`w:t m:t w:instrText wp:posOffset wp:align wp14:pctWidth wp14:pctHeight wp14:pctPosHOffset wp14:pctPosVOffset`)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// pageFields are the only fields that stay fields: they count pages.
var pageFields = regexp.MustCompile(`^\s*(?i:PAGE|NUMPAGES|SECTIONPAGES)(\s+\\\*\s*\w+)*\s*$`)

// A cleaner goes through one part.
type cleaner struct {
	*docx
	part  string
	hides bool // the paragraph, by its style
}

// clean takes out of a part all that its pages do not show.
func (d *docx) clean(name string, root *node) {
	fields(root)
	c := &cleaner{docx: d, part: name}
	root.kids = c.all(root.kids)
	c.attributes(root)
}

func (c *cleaner) all(kids []*node) []*node {
	out := make([]*node, 0, len(kids))
	for _, k := range kids {
		out = append(out, c.one(k)...)
	}
	return out
}

// one returns what becomes of a node.
func (c *cleaner) one(n *node) []*node {
	switch {
	case n.tag == "":
		return []*node{n}
	case gone[n.tag], !known(n.tag), n.is("w:r") && c.hidden(n), n.is("w:tr") && n.child("w:trPr").child("w:del") != nil,
		n.is("w:tc") && n.child("w:tcPr").child("w:cellDel") != nil:
		return nil
	case refused[n.tag]:
		c.refuse(c.part, "redact.object")
		return nil
	case unwrapped[n.tag] && (!n.is("w:fldSimple") || !pageFields.MatchString(n.get("instr"))):
		return c.all(n.opened())
	case n.is("w:p"):
		style := n.child("w:pPr").child("w:pStyle")
		outer := c.hides
		c.hides = style != nil && c.docx.hides[style.get("val")]
		defer func() { c.hides = outer }()
	case n.is("a:srcRect"), n.is("v:imagedata"):
		c.cropped(n)
	}
	if n.is("w:tc") && covered(n) {
		bare(n)
	}
	if !spoken[n.tag] {
		n.kids = slices.DeleteFunc(n.kids, func(k *node) bool { return k.tag == "" })
	}
	n.kids = c.all(n.kids)
	c.attributes(n)
	return []*node{n}
}

// hidden reports whether a run is not shown.
func (c *cleaner) hidden(r *node) bool {
	pr := r.child("w:rPr")
	hidden := c.hides
	if s := pr.child("w:rStyle"); s != nil {
		hidden = hidden || c.docx.hides[s.get("val")]
	}
	for _, tag := range []string{"w:vanish", "w:specVanish"} {
		if v := pr.child(tag); v != nil {
			hidden = on(v.get("val"))
		}
	}
	return hidden
}

// covered reports whether a cell lies under the one above or before it.
func covered(tc *node) bool {
	for _, tag := range []string{"w:vMerge", "w:hMerge"} {
		if m := tc.child("w:tcPr").child(tag); m != nil && m.get("val") != "restart" {
			return true
		}
	}
	return false
}

// bare takes everything but its form from a cell.
func bare(tc *node) {
	pr := tc.child("w:tcPr")
	name := tc.name
	name.Local = "p"
	tc.kids = []*node{pr, {tag: "w:p", name: name}}
}

// cropped refuses a picture of which the file keeps more than the page shows.
func (c *cleaner) cropped(n *node) {
	for _, a := range n.attr {
		switch a.Name.Local {
		case "l", "r", "t", "b", "cropleft", "cropright", "croptop", "cropbottom":
			if a.Name.Space == "" && strings.Trim(a.Value, "0f") != "" {
				c.refuse(c.part, "redact.cropped")
			}
		}
	}
}

// attributes takes away those that say more than the page shows.
func (c *cleaner) attributes(n *node) {
	named := strings.HasSuffix(n.tag, ":cNvPr") || n.tag == "wp:docPr"
	n.unset(func(a string) bool {
		ns, _, spaced := strings.Cut(a, ":")
		return dropped[a] && (a != "title" || !n.is("wp:docPr")) || spaced && strings.HasPrefix(a, "{") && ns != "" ||
			strings.HasSuffix(n.tag, ":cNvPr") && (a == "descr" || a == "title")
	})
	if named {
		n.set("name", "picture")
	}
}

// An openField is a field whose end has not come yet.
type openField struct {
	marks []*node
	code  strings.Builder
	shown bool // behind the separator
}

// close takes the code of a field away unless it counts pages.
func (f *openField) close() {
	if pageFields.MatchString(f.code.String()) {
		return
	}
	for _, n := range f.marks {
		*n = node{}
	}
}

// fields finds the fields of a part, and takes the code out of all that do not
// count pages: what they showed last stays as text.
func fields(root *node) {
	var stack []*openField
	root.walk(func(n *node) {
		switch n.tag {
		case "w:fldChar":
			stack = fieldMark(stack, n)
		case "w:t", "w:sym", "w:drawing", "w:pict": // what a field within the code of another showed
			if slices.ContainsFunc(stack, func(f *openField) bool { return !f.shown }) {
				*n = node{}
			}
		case "w:instrText":
			if len(stack) == 0 {
				*n = node{}
				return
			}
			top := stack[len(stack)-1]
			top.marks = append(top.marks, n)
			_, _ = top.code.WriteString(n.own())
		}
	})
	for _, f := range stack { // one that never ends
		_, _ = f.code.WriteString("?")
		f.close()
	}
}

// fieldMark takes the beginning, the separator or the end of a field.
func fieldMark(stack []*openField, n *node) []*openField {
	kind := n.get("fldCharType")
	if kind == "begin" {
		return append(stack, &openField{marks: []*node{n}})
	}
	if len(stack) == 0 {
		*n = node{}
		return stack
	}
	top := stack[len(stack)-1]
	top.marks = append(top.marks, n)
	top.shown = top.shown || kind == "separate"
	if kind == "end" {
		top.close()
		return stack[:len(stack)-1]
	}
	return stack
}
