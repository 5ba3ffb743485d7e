package publish

import (
	"slices"

	"gongkai.example/gongkai/internal/kernel/proof"
)

// Content is what an approval signs: whatever of it changes, by whoever, voids
// the approvals.
type Content struct {
	Facts
	Body        string       `db:"body" json:"body"`                      // see kernel/article for its form
	Summary     string       `db:"summary" json:"summary,omitempty"`      // 内容概述
	Term        string       `db:"term" json:"term,omitempty"`            // in which it is to be public: key of law.Limit; "" is the first of the anchor
	Limb        string       `db:"limb" json:"limb,omitempty"`            // ground for withholding: law.Limb
	LimbNote    string       `db:"limb_note" json:"limb_note,omitempty"`  // the law and its article, or the level and term of a secret
	Source      string       `db:"source" json:"source,omitempty"`        // where a reprint comes from; "" is the unit's own
	Author      string       `db:"author" json:"author,omitempty"`        // 责任编辑
	Keywords    string       `db:"keywords" json:"keywords,omitempty"`    // separated by 、
	Earlier     string       `db:"earlier" json:"earlier,omitempty"`      // day on which an earlier site says that it published it: a claim, shown as one
	Until       string       `db:"until_day" json:"until,omitempty"`      // last day of publication; "" is for good
	Related     []Link       `db:"related,json" json:"related,omitempty"` //
	Attachments []Attachment `db:"attachments,json" json:"attachments,omitempty"`
}

// A Link leads to another item, or away.
type Link struct {
	Kind  LinkKind `json:"kind"`
	Title string   `json:"title"`
	Item  ID       `json:"item,omitempty"`
	URL   string   `json:"url,omitempty"` // of another site, when it is no item
}

// A LinkKind says what the linked thing is to this one.
type LinkKind string

// The kinds.
const (
	Explains  LinkKind = "explains"  // its interpretation: 解读
	Explained LinkKind = "explained" // the document that this one interprets
	Basis     LinkKind = "basis"     // what it rests on
	Beside    LinkKind = "beside"    // 相关
)

// LinkKinds lists the kinds in the order of menus.
var LinkKinds = []LinkKind{Explains, Explained, Basis, Beside}

// An Attachment is a file of an edition. The content lies under its hash.
type Attachment struct {
	File   int64  `json:"file"` // id in package files
	Name   string `json:"name"`
	Type   string `json:"type"`
	Size   int64  `json:"size"` // bytes
	SHA256 string `json:"sha256"`

	Replaces int64 `json:"replaces,omitempty"` // file of the edition before, whose address leads here once this edition is public
}

// Sum is SHA-256 over the canonical JSON of the content, in which a file is named by
// what it holds and not by where it lies.
func (c Content) Sum() (string, error) {
	c.Attachments = slices.Clone(c.Attachments)
	for i := range c.Attachments {
		c.Attachments[i].File = 0
	}
	text, err := proof.Canonical(c)
	if err != nil {
		return "", err
	}
	return proof.SHA256(text), nil
}

// again is the content as the next edition begins with it: it replaces nothing yet.
func (c Content) again() Content {
	c.Attachments = slices.Clone(c.Attachments)
	for i := range c.Attachments {
		c.Attachments[i].Replaces = 0
	}
	return c
}

// Attached returns the attachment with a name; false if there is none.
func (c Content) Attached(name string) (Attachment, bool) {
	i := slices.IndexFunc(c.Attachments, func(a Attachment) bool { return a.Name == name })
	if i < 0 {
		return Attachment{}, false
	}
	return c.Attachments[i], true
}

// names reports whether a file is one of the attachments.
func (c Content) names(file int64) bool {
	return slices.ContainsFunc(c.Attachments, func(a Attachment) bool { return a.File == file })
}
