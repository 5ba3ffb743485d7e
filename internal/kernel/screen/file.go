package screen

import (
	"slices"

	"gongkai.example/gongkai/internal/kernel/extract"
)

// traceRules are the rules for what a file carries along beside what it shows.
var traceRules = map[string]string{
	extract.Insertion: "trace_changes", extract.Deletion: "trace_changes", extract.Formatting: "trace_changes",
	extract.Comment: "trace_comment", extract.Annotation: "trace_comment",
	extract.Metadata: "trace_metadata", extract.Camera: "trace_metadata", extract.Location: "trace_location",
	extract.HiddenText: "trace_hidden", extract.HiddenSheet: "trace_hidden", extract.HiddenRow: "trace_hidden",
	extract.HiddenColumn: "trace_hidden", extract.HiddenCell: "trace_hidden",
	extract.Macro: "trace_program", extract.Script: "trace_program",
	extract.Copy: "trace_inside", extract.Revision: "trace_inside", extract.Embedded: "trace_inside", extract.Attachment: "trace_inside",
	extract.Unreadable: "trace_unreadable",
}

// File returns the findings in all parts of a file, those that nobody sees too,
// and then what it carries along: one finding a part and rule, with no place.
func (r *Rules) File(f extract.File) []Finding {
	out := []Finding{}
	for _, p := range f.Parts {
		out = append(out, r.Text(p.Name, p.Text)...)
	}
	traces := len(out)
	add := func(part, name string) {
		if name == "" {
			name = "trace_unreadable" // a kind that this program does not know was not screened
		}
		if slices.ContainsFunc(out[traces:], func(o Finding) bool { return o.Part == part && o.Rule == name }) {
			return
		}
		s := scan{r: r, part: part}
		s.found(name, 0, 0)
		out = append(out, s.out...)
	}
	for _, t := range f.Traces {
		add(t.Part, traceRules[t.Kind])
	}
	if f.Scan {
		add("", "scan_only")
	}
	return out
}
