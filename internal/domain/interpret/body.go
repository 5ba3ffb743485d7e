package interpret

import (
	"strings"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
)

// anchor is why an interpretation is public: other rules of the state ask for it (国务院办公厅
// on 政策解读). It is no normative document itself, and table 2 of the annual report does not
// count it as one.
const anchor law.Ref = "foi:20-15"

// columnOf is the column in which interpretations appear: the first of its kind.
func columnOf(tx *db.Tx) (int64, error) {
	all, err := column.Tree(tx)
	if err != nil {
		return 0, err
	}
	for i := range all {
		if c := &all[i]; c.Kind == "interpretation" && c.Closed == "" && !c.Archived && c.Leaf() {
			return int64(c.ID), nil
		}
	}
	return 0, fault.New(fault.Conflict, "interpret.no_column")
}

// body is the text of the item: the elements under their names, then each piece with what
// can be said of it in words. See kernel/article for its form.
func (s *Service) body(x *Interpretation, unit string) string {
	var b strings.Builder
	line := func(parts ...string) {
		b.WriteString(strings.Join(parts, ""))
		b.WriteByte('\n')
	}
	c := &x.Content
	for _, e := range Elements {
		if text := c.Elements[e]; text != "" {
			line("# ", s.words("interpret.element."+string(e)))
			line(text)
		}
	}
	for i := range c.Pieces {
		p := &c.Pieces[i]
		line("# ", s.words("interpret.forms."+string(p.Form)), s.words("interpret.colon"), p.Title)
		if p.Form == Picture {
			line("![", strings.Join(strings.Fields(p.Alt), " "), "](", p.File, ")")
		}
		for _, name := range []string{"people", "on", "clock", "place", "audience", "file", "captions", "url", "text", "transcript"} {
			v := p.field(name)
			switch {
			case v == "" || name == "file" && p.Form == Picture:
			case name == "text" || name == "transcript":
				line(v)
			default:
				line(s.words("interpret.said", s.words("interpret.piece."+name), v))
			}
		}
	}
	if unit != "" {
		line(s.words("interpret.said", s.words("interpret.organ"), unit))
	}
	if c.Plan.Contact != "" {
		line(s.words("interpret.said", s.words("interpret.contact"), c.Plan.Contact))
	}
	return strings.TrimSpace(b.String())
}
