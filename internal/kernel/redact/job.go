package redact

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/extract"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
)

// A job is one redaction under way.
type job struct {
	doc     *Doc
	cuts    []cut
	labels  map[string]string // by limb
	secrets []secret
	out     []byte
}

// A cut is a stretch that goes. Cuts of a part do not overlap, and stand in order.
type cut struct {
	part       string
	start, end int
	box        extract.Box
	limb       string
	only       bool
	derived    bool // a cell that was computed from one that goes
	inside     bool // characters in an area
}

func (c cut) area() bool { return !c.box.Empty() }

// order sorts cuts by their parts; areas come before characters.
func order(a, b cut) int {
	chars := func(c cut) int {
		if c.area() {
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(a.part, b.part), cmp.Compare(chars(a), chars(b)), cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end))
}

// plan makes cuts of marks and finds out what must not be found afterwards.
func (d *Doc) plan(marks []Mark, label func(string) string) (*job, error) {
	if len(marks) == 0 {
		return nil, fault.New(fault.Invalid, "redact.no_marks")
	}
	if len(marks) > maxMarks {
		return nil, fault.New(fault.TooLarge, "redact.too_many", maxMarks)
	}
	cuts, err := d.cuts(marks)
	if err != nil {
		return nil, err
	}
	j := &job{doc: d, cuts: cuts, labels: map[string]string{}}
	for _, c := range cuts {
		if _, known := j.labels[c.limb]; known {
			continue
		}
		l := label(c.limb)
		if !plain(l) {
			return nil, fault.New(fault.Invalid, "redact.label", c.limb)
		}
		j.labels[c.limb] = l
	}
	return j, nil
}

// plain reports whether words may stand in any file: short, on one line, and with no sign
// that begins a formula or parts the columns of a CSV file.
func plain(label string) bool {
	const most = 40
	return label != "" && utf8.RuneCountInString(label) <= most && strings.TrimSpace(label) == label && utf8.ValidString(label) &&
		!strings.ContainsAny(label, "\",;=+@<>&_") && strings.IndexFunc(label, unicode.IsControl) < 0
}

// cuts checks marks and joins those of one limb that touch.
func (d *Doc) cuts(marks []Mark) ([]cut, error) {
	var rows []fault.Row
	var out []cut
	for _, m := range marks {
		if why := d.wrong(m); why != "" {
			if len(rows) < maxRows {
				rows = append(rows, fault.Row{File: m.Part, Text: fault.T(why)})
			}
			continue
		}
		out = append(out, cut{part: m.Part, start: m.Start, end: m.End, box: m.Box, limb: m.Limb, only: m.Only})
	}
	if err := fault.Rows(rows); err != nil {
		return nil, err
	}
	return join(out)
}

// wrong says why a mark does not fit its document.
func (d *Doc) wrong(m Mark) string {
	p := d.part(m.Part)
	switch _, known := law.LimbOf(m.Limb); {
	case !known:
		return "redact.limb"
	case p == nil:
		return "redact.part"
	case p.Picture:
		return ""
	case !m.Box.Empty():
		n, ok := pageOf(m.Part)
		if !ok || m.Box.Left >= d.Pages[n].Width || m.Box.Top >= d.Pages[n].Height || m.Box.Right <= 0 || m.Box.Bottom <= 0 {
			return "redact.area"
		}
		return ""
	case m.Start < 0 || m.End <= m.Start || m.End > utf8.RuneCountInString(p.Text):
		return "redact.span"
	}
	return ""
}

// join sorts cuts and makes one of those that touch; two limbs in one place need a decision.
func join(cuts []cut) ([]cut, error) {
	slices.SortStableFunc(cuts, order)
	var out []cut
	var rows []fault.Row
	for _, c := range cuts {
		n := len(out) - 1
		if n < 0 || c.area() || out[n].area() || out[n].part != c.part || out[n].end < c.start || out[n].end == c.start && out[n].limb != c.limb {
			out = append(out, c)
			continue
		}
		if out[n].limb != c.limb {
			rows = append(rows, fault.Row{File: c.part, Text: fault.T("redact.two_limbs")})
			continue
		}
		out[n].end = max(out[n].end, c.end)
		out[n].only = out[n].only && c.only
		out[n].derived = out[n].derived && c.derived
	}
	return out, fault.Rows(rows[:min(len(rows), maxRows)])
}

// name is the name of the finished file: that of the record, unless it says what was removed.
func (j *job) name() string {
	t := fold(j.doc.Name)
	for _, s := range j.secrets {
		if t.count(s.word) > 0 {
			return "record." + j.doc.Type
		}
	}
	return j.doc.Name
}

// removed lists the cuts for the record; the characters in areas are counted with
// the first area of their limb on the page.
func (j *job) removed() []Removal {
	out := make([]Removal, 0, len(j.cuts))
	areas := map[[2]string]int{} // where in out the first of a part and limb is, plus 1
	for _, c := range j.cuts {
		if c.area() && areas[[2]string{c.part, c.limb}] == 0 {
			areas[[2]string{c.part, c.limb}] = len(out) + 1
		}
		if c.inside {
			continue
		}
		r := Removal{Part: c.part, Limb: c.limb, Derived: c.derived}
		if p := j.doc.part(c.part); p != nil && !c.area() && !p.Picture {
			r.Place, r.Runes = p.at(c.start), letters(p.Text, c.start, c.end)
		}
		out = append(out, r)
	}
	for _, c := range j.cuts {
		if i := areas[[2]string{c.part, c.limb}]; c.inside && i > 0 {
			out[i-1].Runes += letters(j.doc.part(c.part).Text, c.start, c.end)
		}
	}
	return out
}

// letters counts the runes of a stretch that are no blanks.
func letters(text string, start, end int) (n int) {
	i := 0
	for _, r := range text {
		if i >= start && i < end && !unicode.IsSpace(r) {
			n++
		}
		i++
	}
	return n
}

// of returns the cuts of a part.
func (j *job) of(part string) []cut {
	i, _ := slices.BinarySearchFunc(j.cuts, part, func(c cut, name string) int { return cmp.Compare(c.part, name) })
	k := i
	for k < len(j.cuts) && j.cuts[k].part == part {
		k++
	}
	return j.cuts[i:k]
}
