package web

import (
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// A Light is the state of a deadline: shape, colour and words together.
// Kind is "late" (red triangle), "soon" (amber diamond), "intime" or "claimed"
// (green disc), "paused" (grey square), "done", "donelate" or "void" (hollow);
// any other kind shows the words alone.
type Light struct{ Kind, Text string }

// A Tag is a short state beside a title. Kind is "ok" (green), "info" (blue),
// "warn" (amber), "bad" (red) or "" (grey).
type Tag struct{ Kind, Text string }

// A Fact is one line of a summary list.
type Fact struct {
	Label string // i18n key
	Text  string
	Href  string // makes Text a link
	Light Light
	Note  string // smaller, below
	Edit  string // address of the form that changes it; "" draws no link
}

// An Event is one entry of a history, newest first.
type Event struct {
	Title string
	When  string // as it is to be read
	Who   string
	Text  string
	Kind  string // "" done, "now" going on, "hold" waiting
	Tag   Tag
	Link  *Link
	Diff  []Change
}

// A Change is what one field was and became.
type Change struct{ Label, Old, New string }

// A Step is one step of a longer form. State is "done", "now" or "".
type Step struct{ Label, State string }

// A Button is an action offered on a page. One that posts has no form page.
type Button struct {
	Href, Label string
	Of          string // what the action is about, for who does not see what it stands beside
	Post        bool
	Secondary   bool
	With        []Sent // what one that posts sends along
}

// A Sent is a value that is sent along and that nobody types.
type Sent struct{ Name, Value string }

// ActPath is the last part of the address of an act: plan.add_note is at …/add-note.
// What leads to an act and the route of its form both take it from here.
func ActPath[A ~string](act A) string { return strings.ReplaceAll(ShortAct(act), "_", "-") }

// ShortAct is an act without its noun, the last part of the keys of what is said about it.
func ShortAct[A ~string](act A) string {
	if _, short, ok := strings.Cut(string(act), "."); ok {
		return short
	}
	return string(act)
}

// Buttons offers acts, as flow.Table.Next gives them, under the address of a
// thing: act "plan.extend" leads to at/extend and is called by the key prefix.extend.
// The first is the main one.
func Buttons[A ~string](acts []A, at, prefix string) []Button {
	out := make([]Button, len(acts))
	for i, a := range acts {
		out[i] = Button{Href: at + "/" + ActPath(a), Label: i18n.T(prefix + "." + ShortAct(a)), Secondary: i > 0}
	}
	return out
}

// An Item is a line of a menu.
type Item struct {
	Label string // i18n key
	Path  string
	Below []Item // the lines of a row of its own, shown where the reader is at one of them: their Label, Path and Perm
	Perm  auth.Perm
	Group string // i18n key of the heading above; "" is the first block
	Count Counter
}

// A Piece is a stretch of a source text: marked in one way, or not at all.
// {{template "source" .}} draws a list of them.
type Piece struct {
	Text  string
	Class string // of the mark, such as "unit"; "" is plain text
	ID    string // what links lead to; "" is nowhere
}

// A Lines is a list for the public, newest first: {{template "lines" .}} draws it
// with its pager.
type Lines struct {
	Rows  []Line
	Total int
	More  bool   // there are more than Total
	First string // the first page; "" on it
	Next  string // the next page; "" on the last
	Feed  string // the same list for readers of feeds; "" is none
}

// A Line is one thing of such a list.
type Line struct {
	Href, Title string
	Sub         string // smaller, below
	Tag         Tag
	Day         calendar.Day
}

// Paged is the addresses of the pages of a list at path, whose query is that of
// the request without its page.
func (l Lines) Paged(r *Req, next string) Lines {
	q := r.URL.Query()
	paged := q.Has("after")
	q.Del("after")
	if paged {
		l.First = address(r.URL.Path, q)
	}
	if next != "" {
		l.Next = address(r.URL.Path, q, "after", next)
	}
	return l
}

// following is the address of the next page, for the head of the answer.
func (l Lines) following() string { return l.Next }

// A Tab is one of several pages that belong together: {{template "sections" .}}
// draws those of the disclosure platform.
type Tab struct {
	Href, Label string
	Here        bool
}

// A Search is the box at the head of the front page and of a result:
// {{template "find" .}} draws it.
type Search struct {
	Q        string
	Dates    bool // a range of days can be set
	From, To calendar.Day
	Keep     []Kept   // filters that stay
	Titles   []string // that may be meant

	// Of a search in one part of the site; "" is all of it.
	Action, Label, Hint string
}

// A Kept filter is sent with the next search.
type Kept struct{ Name, Value string }
