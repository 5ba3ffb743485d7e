package foi

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/extract"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/redact"
)

// Words takes words out wherever they stand. They are not kept: their places are.
type Words struct {
	Rev   int64  `form:"rev" type:"hidden" json:"rev"`
	Words string `form:"words" json:"words" label:"foi.redact.words" hint:"foi.redact.words_hint" type:"textarea" rows:"5" required:"true" max:"5000"`
	Limb  string `form:"limb" json:"limb" label:"foi.redact.limb" type:"select" required:"true"`
}

// Check says which fields break a rule.
func (in Words) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	c.That(strings.TrimSpace(in.Words) != "", "words", "redact.word")
	c.That(redactable(in.Limb), "limb", "redact.limb")
	return c.Err()
}

// MarkWords marks each line of words wherever it stands.
//
// Errors: Invalid about the field words for a line that stands nowhere.
func (s *Service) MarkWords(ctx context.Context, id ID, of RedactionID, in Words) (x Redaction, err error) {
	if err := in.Check(); err != nil {
		return x, err
	}
	return s.mark(ctx, id, of, in.Rev, func(d *redact.Doc, was []redact.Mark) ([]redact.Mark, error) {
		for line := range strings.Lines(in.Words) {
			if line = strings.TrimSpace(line); line == "" {
				continue
			}
			found, err := d.Find(line, in.Limb)
			if err != nil {
				return nil, ofWords(err)
			}
			if len(found) == 0 {
				return nil, fault.Field("words", "foi.redact.nowhere", line)
			}
			was = with(was, found)
		}
		return was, nil
	})
}

// ofWords has a fault about one word be about the field that they are typed in.
func ofWords(err error) error {
	if e := fault.As(err); len(e.Fields) > 0 {
		for _, t := range e.Fields {
			return fault.Field("words", t.Key, t.Args...)
		}
	}
	return err
}

// with adds marks that are not there yet.
func with(all, more []redact.Mark) []redact.Mark {
	for _, m := range more {
		if !slices.ContainsFunc(all, func(o redact.Mark) bool {
			return o.Part == m.Part && o.Limb == m.Limb && o.Box == m.Box && o.Start <= m.Start && m.End <= o.End
		}) {
			all = append(all, m)
		}
	}
	return all
}

// Proposed accepts what the rules of screening have found.
type Proposed struct {
	Rev    int64    `form:"rev" type:"hidden" json:"rev"`
	Places []string `form:"places" json:"places" label:"foi.redact.places" hint:"foi.redact.places_hint" type:"checks" required:"true"`
	Limb   string   `form:"limb" json:"limb" label:"foi.redact.limb" type:"select" required:"true"`
}

// Check says which fields break a rule.
func (in Proposed) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	c.That(len(in.Places) > 0, "places", "redact.no_marks")
	c.That(redactable(in.Limb), "limb", "redact.limb")
	return c.Err()
}

// MarkProposed marks findings, each by its Spot.Code.
func (s *Service) MarkProposed(ctx context.Context, id ID, of RedactionID, in Proposed) (x Redaction, err error) {
	if err := in.Check(); err != nil {
		return x, err
	}
	return s.mark(ctx, id, of, in.Rev, func(d *redact.Doc, was []redact.Mark) ([]redact.Mark, error) {
		for _, code := range in.Places {
			var part int
			var m redact.Mark
			if _, err := fmt.Sscanf(code, "%d.%d.%d", &part, &m.Start, &m.End); err != nil || part < 0 || part >= len(d.Parts) {
				return nil, fault.Field("places", "redact.span")
			}
			m.Part, m.Limb = d.Parts[part].Name, in.Limb
			was = with(was, []redact.Mark{m})
		}
		return was, nil
	})
}

// At marks one place: a line or a cell, all of a part or a picture, or an area of a page of a PDF.
type At struct {
	Rev    int64  `form:"rev" type:"hidden" json:"rev"`
	Part   string `form:"part" json:"part" label:"foi.redact.part" type:"select" required:"true"`
	Place  string `form:"place" json:"place" label:"foi.redact.place" hint:"foi.redact.place_hint" max:"50"`
	Left   int    `form:"left" json:"left" label:"foi.redact.left" hint:"foi.redact.area_hint"` // mm from the left edge of the page
	Top    int    `form:"top" json:"top" label:"foi.redact.top"`                                // mm from its upper edge
	Right  int    `form:"right" json:"right" label:"foi.redact.right"`
	Bottom int    `form:"bottom" json:"bottom" label:"foi.redact.bottom"`
	Only   bool   `form:"only" json:"only" label:"foi.redact.only" hint:"foi.redact.only_hint"`
	Limb   string `form:"limb" json:"limb" label:"foi.redact.limb" type:"select" required:"true"`
}

// maxSide is the longest side of a page in mm: of A0.
const maxSide = 1189

// Check says which fields break a rule.
func (in At) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	c.That(in.Part != "", "part", "redact.part")
	c.That(redactable(in.Limb), "limb", "redact.limb")
	for field, n := range map[string]int{"left": in.Left, "top": in.Top, "right": in.Right, "bottom": in.Bottom} {
		c.That(n >= 0 && n <= maxSide, field, "foi.redact.bad_side", maxSide)
	}
	if in.area() {
		c.That(in.Right > in.Left, "right", "foi.redact.bad_right")
		c.That(in.Bottom > in.Top, "bottom", "foi.redact.bad_bottom")
	}
	return c.Err()
}

func (in At) area() bool { return in.Left != 0 || in.Top != 0 || in.Right != 0 || in.Bottom != 0 }

// box is the area in points, of which 72 make an inch.
func (in At) box() extract.Box {
	const mm = 72 / 25.4
	return extract.Box{Left: float64(in.Left) * mm, Top: float64(in.Top) * mm, Right: float64(in.Right) * mm, Bottom: float64(in.Bottom) * mm}
}

// MarkAt marks one place.
//
// Errors: Invalid about part, place, or a side of an area.
func (s *Service) MarkAt(ctx context.Context, id ID, of RedactionID, in At) (x Redaction, err error) {
	if err := in.Check(); err != nil {
		return x, err
	}
	return s.mark(ctx, id, of, in.Rev, func(d *redact.Doc, was []redact.Mark) ([]redact.Mark, error) {
		m, err := in.in(d)
		if err != nil {
			return nil, err
		}
		return with(was, []redact.Mark{m}), nil
	})
}

// in is the mark in a record.
func (in At) in(d *redact.Doc) (redact.Mark, error) {
	m := redact.Mark{Part: in.Part, Limb: in.Limb, Only: in.Only}
	i := slices.IndexFunc(d.Parts, func(p redact.Part) bool { return p.Name == in.Part })
	if i < 0 {
		return m, fault.Field("part", "redact.part")
	}
	p := &d.Parts[i]
	switch place := strings.TrimSpace(in.Place); {
	case in.area() && d.Type != "pdf":
		return m, fault.Field("left", "foi.redact.no_area")
	case in.area():
		m.Box = in.box()
	case p.Picture:
	case place == "":
		m.End = len([]rune(p.Text))
	default:
		at := slices.IndexFunc(p.Places, func(o redact.Place) bool { return strings.EqualFold(o.Name, place) })
		if at < 0 {
			return m, fault.Field("place", "foi.redact.no_place", place)
		}
		m.Start, m.End = p.Places[at].Start, p.Places[at].End
	}
	return m, nil
}

// Unmark takes marks back.
type Unmark struct {
	Rev   int64    `form:"rev" type:"hidden" json:"rev"`
	Marks []string `form:"marks" json:"marks" label:"foi.redact.marks" type:"checks" required:"true"`
}

// Check says which fields break a rule.
func (in Unmark) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	c.That(len(in.Marks) > 0, "marks", "redact.no_marks")
	return c.Err()
}

// Unmark takes marks back, each by its number from 0.
func (s *Service) Unmark(ctx context.Context, id ID, of RedactionID, in Unmark) (x Redaction, err error) {
	if err := in.Check(); err != nil {
		return x, err
	}
	return s.mark(ctx, id, of, in.Rev, func(_ *redact.Doc, was []redact.Mark) (left []redact.Mark, _ error) {
		left = []redact.Mark{}
		for i, m := range was {
			if !slices.Contains(in.Marks, strconv.Itoa(i)) {
				left = append(left, m)
			}
		}
		return left, nil
	})
}
