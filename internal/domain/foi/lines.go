package foi

import (
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
)

// What is given and what is withheld is sent by another program one a line, its columns with
// strokes between: 名称｜页数, and 内容｜依据｜理由｜处理方法.
const stroke = "｜"

// columns are what stands between strokes, wide or narrow.
func columns(line string) []string {
	out := strings.Split(strings.ReplaceAll(line, "|", stroke), stroke)
	for i := range out {
		out[i] = strings.TrimSpace(out[i])
	}
	return out
}

// ReadGiven reads what is given out. What was on the list before keeps its file.
//
// Errors: Invalid about the field given.
func ReadGiven(text string, was []Given) ([]Given, error) {
	var out []Given
	for line := range strings.Lines(text) {
		f := columns(line)
		if f[0] == "" {
			continue
		}
		g := Given{Title: f[0]}
		if len(f) > 1 && f[1] != "" {
			n, err := strconv.Atoi(f[1])
			if err != nil || n < 0 {
				return nil, fault.Field("given", "foi.bad.given", strings.TrimSpace(line))
			}
			g.Pages = n
		}
		for _, o := range was {
			if o.Title == g.Title {
				g.File = o.File
			}
		}
		out = append(out, g)
	}
	return out, nil
}

// ReadParts reads what is withheld. A ground is named by its code or by words of
// its name.
//
// Errors: Invalid about the field parts, with what could be read.
func ReadParts(text string) (out []Withheld, err error) {
	for line := range strings.Lines(text) {
		f := columns(line)
		switch {
		case f[0] == "":
		case len(f) != 4:
			err = fault.Field("parts", "foi.bad.parts", strings.TrimSpace(line))
		default:
			out = append(out, Withheld{What: f[0], Limb: limbOf(f[1]), Reason: f[2], How: f[3]})
		}
	}
	return out, err
}

func limbOf(text string) string {
	for _, l := range law.Limbs() {
		if l.Code == text || text != "" && strings.Contains(l.Name, text) {
			return l.Code
		}
	}
	var by []string // an article names a ground if no other rests on it
	for _, l := range law.Limbs() {
		if text != "" && strings.HasSuffix(law.Title(l.Basis), text) {
			by = append(by, l.Code)
		}
	}
	if len(by) == 1 {
		return by[0]
	}
	return text // Check refuses what is no ground
}
