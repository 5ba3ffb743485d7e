package article

import "strings"

// A Kind says what a block is.
type Kind string

// The kinds.
const (
	Title       Kind = "title"       // of the document, or of one attached to it
	Subtitle    Kind = "subtitle"    // the bracket below a title: when and by whom it was adopted
	Mark        Kind = "mark"        // of the issuing organ, above the title
	Number      Kind = "number"      // of the document
	Heading     Kind = "heading"     // of a level from 1 to 4
	Paragraph   Kind = "paragraph"   // with a Level if it begins with its heading
	List        Kind = "list"        // Items
	Table       Kind = "table"       // Grid
	Image       Kind = "image"       // Picture
	Addressee   Kind = "addressee"   // to whom it is sent
	Attachments Kind = "attachments" // Items: what is attached
	Signature   Kind = "signature"   // who signs; one line each
	Date        Kind = "date"        // of the document
	Annotation  Kind = "annotation"  // in brackets, of the whole document
	Annex       Kind = "annex"       // the word that begins an attached document
	Imprint     Kind = "imprint"     // copies to, printed by
)

// A Doc is a text with its structure.
type Doc struct {
	Title  string  `json:"title"` // of the first title, "" if the text has none
	Blocks []Block `json:"blocks"`
}

// A Span is a range of characters of the source, End excluded. It holds whole lines without the end of the last.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// A Block is one part of the text.
type Block struct {
	Kind    Kind     `json:"kind"`
	Span    Span     `json:"span"`
	ID      string   `json:"id,omitempty"`    // of what Outline lists: what links lead to
	Note    string   `json:"note,omitempty"`  // how it stands, if somebody has said so
	Level   int      `json:"level,omitempty"` // of a heading, or of the heading that a paragraph begins with
	Text    []Inline `json:"text,omitempty"`  // of all kinds but list, table, image and attachments
	Items   []Item   `json:"items,omitempty"`
	Ordered bool     `json:"ordered,omitempty"` // the items bear numbers
	Grid    *Grid    `json:"grid,omitempty"`
	Picture *Picture `json:"picture,omitempty"`
}

// An Inline is a stretch of a line. With an Href it is a link; Lead is the heading that a paragraph begins with.
type Inline struct {
	Text string `json:"text"`
	Href string `json:"href,omitempty"`
	Lead bool   `json:"lead,omitempty"`
}

// An Item is one line of a list. Label is its number as it was typed.
type Item struct {
	Span  Span     `json:"span"`
	ID    string   `json:"id,omitempty"`   // what links lead to, if somebody has named it
	Note  string   `json:"note,omitempty"` // how it stands, if somebody has said so
	Label string   `json:"label,omitempty"`
	Text  []Inline `json:"text"`
}

// A Grid is the content of a table. All rows have as many cells as the widest.
type Grid struct {
	Caption string `json:"caption,omitempty"`
	Unit    string `json:"unit,omitempty"` // of measure, as the line before the table says
	Head    []Cell `json:"head,omitempty"` // nil if the first row is like the others
	Rows    []Row  `json:"rows"`
}

// A Row is a row of a table below its head.
type Row struct {
	Span  Span   `json:"span"`
	Cells []Cell `json:"cells"`
}

// A Cell is a cell of a table.
type Cell struct {
	Text   []Inline `json:"text"`
	Number bool     `json:"number,omitempty"` // holds a number and nothing else
}

// A Picture is an image: what it shows, and the name of the attachment.
type Picture struct {
	Alt  string `json:"alt"`
	Name string `json:"name"`
}

// Words joins the stretches of a line.
func Words(in []Inline) string {
	if len(in) == 1 {
		return in[0].Text
	}
	var b strings.Builder
	for _, s := range in {
		b.WriteString(s.Text)
	}
	return b.String()
}
