package foi

import (
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/files"
)

// An Item is one thing that a request asks for, and what was decided on it. Each
// item has its own result, and counts as one 件.
type Item struct {
	ID      ItemID            `db:"id" json:"id"`
	Rev     int64             `db:"rev" json:"rev"`
	Request ID                `db:"request_id" json:"request_id"`
	Sort    int               `db:"sort" json:"sort"`
	Came    calendar.Day      `db:"came" json:"came,omitempty"`           // from which it counts; "": when its request was received
	Text    string            `db:"text" json:"text"`                     // as the applicant put it
	Result  string            `db:"result" json:"result,omitempty"`       // code of law.Result; "" is open
	Facts   map[string]string `db:"facts,json" json:"facts,omitempty"`    // what the result asks to be said: law.Result.Fields and Evidence
	Reason  string            `db:"reason" json:"reason,omitempty"`       // why, in the words of the reply
	Parts   []Withheld        `db:"withheld,json" json:"parts,omitempty"` // of a partial release
	Given   []Given           `db:"given,json" json:"given,omitempty"`    // what is given out
	Whole   bool              `db:"inseparable" json:"whole,omitempty"`   // asked, and it cannot be parted (Article 37)
	Papers  []files.File      `json:"papers,omitempty"`                   // evidence kept on file
	Copies  []files.File      `json:"copies,omitempty"`                   // what goes to the applicant
}

// A Withheld is a part that is not given out, and why.
type Withheld struct {
	What   string `json:"what"` // what it is, without saying what it says
	Limb   string `json:"limb"` // code of law.Limb
	Reason string `json:"reason"`
	How    string `json:"how,omitempty"` // how it was parted off
}

// A Given is a document that is given out.
type Given struct {
	Title string `json:"title"`
	Pages int    `json:"pages,omitempty"` // sides of A4, for a fee by pages
	File  int64  `json:"file,omitempty"`  // the finished copy, one of the item's Copies

	Elsewhere string `json:"elsewhere,omitempty"` // why the copy of a partial release was not made by a redaction here
	Original  string `json:"original,omitempty"`  // SHA-256 of what such a copy was made from
}

// Parted reports whether the item is given in part (区分处理, Article 37).
func (i *Item) Parted() bool { return i.Result == inPart }
