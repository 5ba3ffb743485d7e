package letter

import (
	"strings"
	"unicode"
)

// A Document is an official document, from its head to its imprint. What is empty
// is not drawn.
type Document struct {
	Mark      string   // 发文机关标志, in red above a red line
	Number    string   // 发文字号: below the Mark, or without one below the Title
	Title     string   // its lines with a line break between
	Addressee string   // 主送机关, with its colon
	Blocks    []Block  // 正文
	Enclosed  []string // 附件说明: what is attached
	Signature Signature
	Notes     []string // 附注, in brackets below the signature
	Annexes   []Annex  // each begins a page
	Imprint   []string // 版记: copies to, printed by
	Code      Code
	Pages     bool // pages bear their numbers
}

// A Signature is who issues the document, and when.
type Signature struct {
	Issuers []string // by their full names
	Date    string
	Seal    bool // leave a place for the seal of each issuer
}

// An Annex is a document that comes with another.
type Annex struct {
	Label  string // 附件1
	Title  string
	Blocks []Block
}

// A Code is an address to scan, with a line that says what for.
type Code struct {
	URL  string
	Text string
}

// A Kind says what a block is.
type Kind string

// The kinds of blocks.
const (
	Heading   Kind = "heading"   // of a Level from 1 to 4
	Paragraph Kind = "paragraph" // with a Level if it begins with its heading
	List      Kind = "list"
	Tabular   Kind = "table"
)

// A Block is one part of the text.
type Block struct {
	Kind  Kind
	Level int
	Lead  string // the heading that a paragraph begins with
	Text  string
	Items []Item
	Table *Table
}

// An Item is one line of a list; a Label such as "1." is its number.
type Item struct {
	Label string
	Text  string
}

// An Align says where the text of a cell stands.
type Align string

// The ways.
const (
	Left   Align = "left"
	Center Align = "center"
	Right  Align = "right"
)

// A Table has rows of cells. As in HTML, a row has only the cells that begin in it.
type Table struct {
	Caption string
	Unit    string    // of measure
	Widths  []float64 // shares of the columns; nil is by what they hold
	Head    int       // so many rows are repeated on each page
	Rows    [][]Cell
	Size    float64 // of the characters, in points; 0 is 12
	Blank   float64 // rows with an empty cell are at least so many points high, for a pen
}

// A Cell is a cell that covers Across columns and Down rows; 0 is 1.
type Cell struct {
	Text   string // with a line break between its lines
	Across int
	Down   int
	Align  Align // "" is Left
}

// Text is the document as one reads it, a line a paragraph, item or row.
func (d Document) Text() string {
	var b strings.Builder
	line := func(parts ...string) {
		if s := strings.Join(parts, ""); s != "" {
			b.WriteString(s + "\n")
		}
	}
	line(d.Mark)
	if d.Mark != "" {
		line(d.Number)
	}
	line(d.Title)
	if d.Mark == "" {
		line(d.Number)
	}
	line(d.Addressee)
	texts(d.Blocks, line)
	for i, e := range d.Enclosed {
		line(enclosure(i, len(d.Enclosed)), e)
	}
	for _, s := range d.Signature.Issuers {
		line(s)
	}
	line(d.Signature.Date)
	for _, s := range d.Notes {
		line(s)
	}
	line(d.Code.Text)
	for _, a := range d.Annexes {
		line(a.Label)
		line(a.Title)
		texts(a.Blocks, line)
	}
	for _, s := range d.Imprint {
		line(s)
	}
	return b.String()
}

func texts(blocks []Block, line func(parts ...string)) {
	for _, b := range blocks {
		line(b.Lead, b.Text)
		for _, it := range b.Items {
			line(it.Label, it.Text)
		}
		if b.Table != nil {
			line(b.Table.Caption)
			line(b.Table.Unit)
			for _, r := range b.Table.Rows {
				var cells []string
				for _, c := range r {
					cells = append(cells, c.Text)
				}
				line(strings.Join(cells, "\t"))
			}
		}
	}
}

// Tidy takes out what no letter shows and a file may not hold: control characters,
// marks of direction that would make a text read as another, half characters.
func Tidy(s string) string {
	s = strings.ToValidUTF8(s, string(unicode.ReplacementChar))
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\t", " ").Replace(s)
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) || r&0xfffe == 0xfffe {
			return -1
		}
		return r
	}, s))
}
