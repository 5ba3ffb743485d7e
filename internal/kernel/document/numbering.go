package document

import (
	_ "embed"
	"encoding/xml"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/archive"
)

// A numbering writes the automatic numbers of paragraphs (ECMA-376 part 1, 17.9).
type numbering struct {
	lists  map[string]*list // by w:abstractNumId
	nums   map[string]*listUse
	styles map[string]style
}

// A list is a w:abstractNum: its levels and how far each has counted.
type list struct {
	levels  [9]level
	counts  [9]int
	started [9]bool
}

type level struct {
	start  int
	format string
	text   string // with %1 … %9
	suffix string
	legal  bool // numbers of outer levels are written in digits
}

// A listUse is a w:num: a list, with levels that start afresh at their first use.
type listUse struct {
	list   string
	starts map[int]int
}

type style struct {
	based, numID string
	level        int
	outline      int    // level of a heading, 0 if the style says none, -1 if it says that it is text
	vanish       string // the value of w:vanish with a leading "="; "" if the style does not say
}

// numbering reads the parts beside the main part; a DOCX without them has no automatic numbers.
func readNumbering(a *archive.Archive, main string) (*numbering, error) {
	n := &numbering{lists: map[string]*list{}, nums: map[string]*listUse{}, styles: map[string]style{}}
	rels := path.Join(path.Dir(main), "_rels", path.Base(main)+".rels")
	for _, part := range []struct {
		kind, usual string
		read        func(*archive.XML) error
	}{
		{"/numbering", "numbering.xml", n.readLists},
		{"/styles", "styles.xml", n.readStyles},
	} {
		name, err := relation(a, rels, part.kind)
		if err != nil {
			return nil, err
		}
		if name == "" {
			name = path.Join(path.Dir(main), part.usual)
		}
		if err := a.XML(name, part.read); err != nil {
			return nil, err
		}
	}
	return n, nil
}

func (n *numbering) readLists(x *archive.XML) error {
	var cur *list
	var use *listUse
	lvl := 0
	for {
		t, err := x.Next()
		if err != nil {
			return err
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		val := archive.Attr(e, "val")
		switch tag(e.Name) {
		case "w:abstractNum":
			cur, use = &list{}, nil
			n.lists[archive.Attr(e, "abstractNumId")] = cur
		case "w:num":
			cur, use = nil, &listUse{starts: map[int]int{}}
			n.nums[archive.Attr(e, "numId")] = use
		case "w:abstractNumId":
			if use != nil {
				use.list = val
			}
		case "w:lvl", "w:lvlOverride":
			lvl, _ = strconv.Atoi(archive.Attr(e, "ilvl"))
			lvl = min(max(lvl, 0), 8)
		case "w:startOverride":
			if use != nil {
				use.starts[lvl], _ = strconv.Atoi(val)
			}
		default:
			if cur != nil {
				cur.levels[lvl].set(tag(e.Name), val)
			}
		}
	}
}

func (l *level) set(name, val string) {
	switch name {
	case "w:start":
		l.start, _ = strconv.Atoi(val)
	case "w:numFmt":
		l.format = val
	case "w:lvlText":
		l.text = val
	case "w:suff":
		l.suffix = val
	case "w:isLgl":
		l.legal = val != "0" && val != "false"
	}
}

func (n *numbering) readStyles(x *archive.XML) error {
	id, cur := "", style{}
	for {
		t, err := x.Next()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			val := archive.Attr(t, "val")
			switch tag(t.Name) {
			case "w:style":
				id, cur = archive.Attr(t, "styleId"), style{}
			case "w:basedOn":
				cur.based = val
			case "w:name":
				if n, ok := strings.CutPrefix(strings.ToLower(val), "heading "); ok && cur.outline == 0 {
					cur.outline, _ = strconv.Atoi(n)
				}
			case "w:outlineLvl":
				cur.outline = outlineLevel(val)
			case "w:numId":
				cur.numID = val
			case "w:ilvl":
				cur.level, _ = strconv.Atoi(val)
			case "w:vanish":
				cur.vanish = "=" + val
			}
		case xml.EndElement:
			if tag(t.Name) == "w:style" && id != "" {
				n.styles[id] = cur
			}
		}
	}
}

// outlineLevel is the level of a heading from 1 that w:outlineLvl gives (ECMA-376 part 1, 17.3.1.20): 9 there is text.
func outlineLevel(val string) int {
	n, err := strconv.Atoi(val)
	if err != nil || n < 0 || n > 8 {
		return -1
	}
	return n + 1
}

// heading returns the level of a heading of a style, or of one that it is based on; 0 if it is none.
func (n *numbering) heading(id string) int {
	for range 10 {
		s, ok := n.styles[id]
		if !ok || s.outline != 0 {
			return max(s.outline, 0)
		}
		id = s.based
	}
	return 0
}

// ofStyle returns the list of a style, or of one that it is based on.
func (n *numbering) ofStyle(id string) (numID string, lvl int) {
	for range 10 {
		s, ok := n.styles[id]
		if !ok || s.numID != "" {
			return s.numID, s.level
		}
		id = s.based
	}
	return "", 0
}

// hides reports whether a style, or one that it is based on, hides its text.
func (n *numbering) hides(id string) bool {
	for range 10 {
		s, ok := n.styles[id]
		if !ok || s.vanish != "" {
			return ok && on(s.vanish[1:])
		}
		id = s.based
	}
	return false
}

// on is the value of a switch: one that is named and has none is on.
func on(val string) bool { return val != "0" && val != "false" && val != "off" }

// next counts one more paragraph of the list and returns its number.
func (n *numbering) next(numID string, lvl int) string {
	use := n.nums[numID]
	if use == nil || n.lists[use.list] == nil || lvl < 0 || lvl > 8 {
		return ""
	}
	l := n.lists[use.list]
	if s, ok := use.starts[lvl]; ok {
		delete(use.starts, lvl)
		l.counts[lvl], l.started[lvl] = s-1, true
	}
	for i := range lvl + 1 {
		if !l.started[i] {
			l.started[i] = true
			l.counts[i] = l.levels[i].start - 1
			if i < lvl {
				l.counts[i]++
			}
		}
	}
	l.counts[lvl]++
	for i := lvl + 1; i < 9; i++ {
		l.started[i] = false
	}
	return l.label(lvl)
}

// bullet reports whether the level of a list has a sign for its number.
func (n *numbering) bullet(numID string, lvl int) bool {
	use := n.nums[numID]
	return use != nil && n.lists[use.list] != nil && lvl >= 0 && lvl <= 8 && n.lists[use.list].levels[lvl].format == "bullet"
}

// label writes the number of the level as its text says.
func (l *list) label(lvl int) string {
	lv := l.levels[lvl]
	if lv.format == "bullet" || lv.format == "none" || lv.text == "" {
		return ""
	}
	var b strings.Builder
	for i := 0; i < len(lv.text); i++ {
		c := lv.text[i]
		if c == '%' && i+1 < len(lv.text) && lv.text[i+1] >= '1' && lv.text[i+1] <= '9' {
			i++
			k := int(lv.text[i] - '1')
			format := l.levels[k].format
			if lv.legal {
				format = "decimal"
			}
			b.WriteString(numeral(l.counts[k], format))
			continue
		}
		b.WriteByte(c)
	}
	out := b.String()
	if last, _ := utf8.DecodeLastRuneInString(out); lv.suffix != "nothing" && last < 0x2e80 {
		out += " "
	}
	return out
}

//go:embed numerals.txt
var numeralsText string

// numerals are the rows of numerals.txt by their name.
var numerals = func() map[string][]string {
	m := map[string][]string{}
	for line := range strings.Lines(numeralsText) {
		if name, digits, ok := strings.Cut(strings.TrimSpace(line), " "); ok && name != "#" {
			m[name] = strings.Fields(digits)
		}
	}
	return m
}()

// numeral writes n in a number format of ECMA-376 part 1, 17.18.59. A format that
// is not in numerals.txt is written in digits.
func numeral(n int, format string) string {
	row := numerals[format]
	switch {
	case format == "decimalZero" && n < 10:
		return "0" + strconv.Itoa(n)
	case format == "lowerLetter" && n > 0:
		return strings.Repeat(string(rune('a'+(n-1)%26)), min((n-1)/26+1, 9))
	case format == "upperLetter" && n > 0:
		return strings.Repeat(string(rune('A'+(n-1)%26)), min((n-1)/26+1, 9))
	case row == nil || n < 1 || n > 99:
		return strconv.Itoa(n)
	case len(row) > 11: // one sign for each number
		if n > len(row) {
			return strconv.Itoa(n)
		}
		return row[n-1]
	case len(row) == 10: // digits in their places
		if n < 10 {
			return row[n]
		}
		return row[n/10] + row[n%10]
	}
	return counting(n, row)
}

// counting writes 1 to 99 with a sign for ten: row is the digits from zero, and ten.
func counting(n int, row []string) string {
	var b strings.Builder
	if n >= 20 {
		b.WriteString(row[n/10])
	}
	if n >= 10 {
		b.WriteString(row[10])
	}
	if n%10 > 0 {
		b.WriteString(row[n%10])
	}
	return b.String()
}
