package profile

import "strings"

// Documented lists what format.md has to name: files, columns, words and settings.
func Documented() []string {
	var out []string
	for _, c := range schema {
		need := "|"
		if c.Required != "" {
			need = "| yes |"
		}
		out = append(out, "`"+c.File+"`", "| "+c.Heading+" | "+c.Field+" "+need)
	}
	for _, w := range words {
		if w.Set != "fold" {
			out = append(out, w.Word)
		} else if len(w.Word) > len("、") {
			out = append(out, strings.TrimPrefix(w.Word, "村村"))
		}
	}
	for _, d := range definitions {
		line := "| " + d.Name + " |"
		if d.Min != "" {
			line = d.Min + " to " + d.Max + " | " + d.Default + " |"
		}
		out = append(out, "| "+d.Name+" |", line)
	}
	return out
}
