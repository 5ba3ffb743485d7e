package gazette

import (
	"net/url"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// maxEntries is how many texts one issue has at most.
const maxEntries = 200

// Begin is a new issue.
type Begin struct {
	Column int64  `form:"column" json:"column" label:"gazette.column" type:"select" required:"true"`
	Total  int    `form:"total" json:"total" label:"gazette.total" hint:"gazette.total_hint"`
	Note   string `form:"note" json:"note" label:"gazette.note" hint:"gazette.note_hint" type:"textarea" rows:"3" max:"1000"`
}

// Check asks for what an issue needs.
func (in Begin) Check() error {
	var f fault.Check
	in.check(&f)
	return f.Err()
}

func (in Begin) check(f *fault.Check) {
	f.That(in.Column > 0, "column", "required")
	f.That(in.Total >= 0 && in.Total < 100_000, "total", "gazette.bad_total")
	f.That(len([]rune(in.Note)) <= 1000, "note", "publish.too_long", 1000)
}

// Content is what an issue has in it.
type Content struct {
	Rev       int64    `form:"rev" type:"hidden" json:"rev"`
	Documents []string `form:"documents" json:"documents" label:"gazette.documents" hint:"gazette.documents_hint" type:"checks"`
	More      string   `form:"more" json:"more,omitempty" label:"gazette.more" hint:"gazette.more_hint" type:"textarea" rows:"4" max:"5000"`
	Begin
}

// Check asks for the rev, and that each line of More is the address of an item.
func (in Content) Check() error {
	var f fault.Check
	f.That(in.Rev > 0, "rev", "db.no_rev")
	in.check(&f)
	_, bad := in.items()
	f.That(bad == "", "more", "gazette.no_address", bad)
	return f.Err()
}

// items are those that were chosen and those that were typed, each once; bad is the first line that
// is none.
func (in Content) items() (out []publish.ID, bad string) {
	seen := map[publish.ID]bool{}
	for _, line := range append(append([]string{}, in.Documents...), strings.Split(in.More, "\n")...) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		path := line
		if u, err := url.Parse(line); err == nil && u.Host != "" {
			path = u.Path
		}
		if n, err := strconv.ParseInt(line, 10, 64); err == nil { // a choice
			path = publish.RefOf(publish.ID(n))
		}
		id, ok := publish.ParseRef(path)
		if !ok {
			return nil, line
		}
		if !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	return out, ""
}

// Seen is the input of an act that only needs to know what the person has seen.
type Seen struct {
	Rev int64 `form:"rev" type:"hidden" json:"rev"`
}

// Check asks for the rev.
func (in Seen) Check() error {
	var f fault.Check
	f.That(in.Rev > 0, "rev", "db.no_rev")
	return f.Err()
}

// Because is the input of an act that needs a reason.
type Because struct {
	Rev    int64  `form:"rev" type:"hidden" json:"rev"`
	Reason string `form:"reason" json:"reason" label:"gazette.reason" type:"textarea" rows:"3" required:"true" max:"500"`
}

// Check asks for the rev and the reason.
func (in Because) Check() error {
	var f fault.Check
	f.That(in.Rev > 0, "rev", "db.no_rev")
	f.That(strings.TrimSpace(in.Reason) != "", "reason", "required")
	f.That(len([]rune(in.Reason)) <= 500, "reason", "publish.too_long", 500)
	return f.Err()
}

// Find narrows the list of issues.
type Find struct {
	Status Status `form:"state" json:"state,omitempty" label:"gazette.state" options:"draft,compiled,issued,discarded"`
	Year   int    `form:"year" json:"year,omitempty" label:"gazette.year"`
}

// Browse narrows the list of issues for everybody.
type Browse struct {
	Year int `form:"year" json:"year,omitempty" label:"gazette.year"`
}
