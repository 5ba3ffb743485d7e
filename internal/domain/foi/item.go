package foi

import (
	"path/filepath"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/platform/files"
)

// An Item is one thing that a request asks for, and what was decided on it. Each
// item has its own result, and counts as one 件.
type Item struct {
	ID      ItemID            `db:"id" json:"id"`
	Rev     int64             `db:"rev" json:"rev"`
	Request ID                `db:"request_id" json:"request_id"`
	Sort    int               `db:"sort" json:"sort"`
	Text    string            `db:"text" json:"text"`                     // as the applicant put it
	Result  string            `db:"result" json:"result,omitempty"`       // code of law.Result; "" is open
	Facts   map[string]string `db:"facts,json" json:"facts,omitempty"`    // what the result asks to be said: law.Result.Fields and Evidence
	Reason  string            `db:"reason" json:"reason,omitempty"`       // why, in the words of the reply
	Parts   []Withheld        `db:"withheld,json" json:"parts,omitempty"` // of a partial release
	Given   []Given           `db:"given,json" json:"given,omitempty"`    // what is given out
	Whole   bool              `db:"inseparable" json:"whole,omitempty"`   // asked, and it cannot be parted (Article 37)
	Papers  []files.File      `json:"-"`                                  // evidence kept on file
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
	File  int64  `json:"file,omitempty"`  // the finished copy
}

// Cover gives what is given out without a file its copy: the paper that is called as
// it is, or the only one where nothing else is open. It never guesses, because the
// applicant gets what it finds.
func (i *Item) Cover() {
	var open []int
	for n := range i.Given {
		g := &i.Given[n]
		for _, p := range slices.Backward(i.Papers) {
			if g.File == 0 && strings.TrimSuffix(p.Name, filepath.Ext(p.Name)) == g.Title {
				g.File = p.ID
			}
		}
		if g.File == 0 {
			open = append(open, n)
		}
	}
	free := slices.DeleteFunc(slices.Clone(i.Papers), func(p files.File) bool {
		return slices.ContainsFunc(i.Given, func(g Given) bool { return g.File == p.ID })
	})
	free = slices.CompactFunc(free, func(a, b files.File) bool { return a.SHA256 != "" && a.SHA256 == b.SHA256 }) // sent again
	if len(open) == 1 && len(free) == 1 {
		i.Given[open[0]].File = free[0].ID
	}
}
