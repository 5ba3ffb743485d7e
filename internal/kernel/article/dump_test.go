package article

import (
	"fmt"
	"strings"
)

// dump writes a document as the goldens have it: a line a block.
func dump(d Doc) string {
	var b strings.Builder
	for _, x := range d.Blocks {
		name := string(x.Kind)
		if x.Level > 0 {
			name += fmt.Sprint(x.Level)
		}
		if x.Ordered {
			name += " ordered"
		}
		if x.ID != "" {
			name += " " + x.ID
		}
		fmt.Fprintf(&b, "%s: %s\n", name, show(x.Text))
		for _, it := range x.Items {
			fmt.Fprintf(&b, "    [%s] %s\n", it.Label, show(it.Text))
		}
		if g := x.Grid; g != nil {
			if g.Caption+g.Unit != "" {
				fmt.Fprintf(&b, "    caption %s %s\n", g.Caption, g.Unit)
			}
			if g.Head != nil {
				fmt.Fprintf(&b, "    head %s\n", showCells(g.Head))
			}
			for _, r := range g.Rows {
				fmt.Fprintf(&b, "    row %s\n", showCells(r.Cells))
			}
		}
		if x.Picture != nil {
			fmt.Fprintf(&b, "    %s = %s\n", x.Picture.Name, x.Picture.Alt)
		}
	}
	return b.String()
}

func show(in []Inline) string {
	var b strings.Builder
	for _, s := range in {
		t := strings.ReplaceAll(s.Text, "\n", "⏎")
		switch {
		case s.Lead:
			b.WriteString("{" + t + "}")
		case s.Href != "":
			b.WriteString("<" + t + "|" + s.Href + ">")
		default:
			b.WriteString(t)
		}
	}
	return b.String()
}

func showCells(cells []Cell) string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = show(c.Text)
		if c.Number {
			out[i] += "#"
		}
	}
	return strings.Join(out, " | ")
}
