package profile

import (
	"slices"
	"strings"
)

// A Said is words of a profile that the public reads, and where they stand.
type Said struct {
	File string
	Line int
	Text string
}

// Said lists what pages show of a profile: names and contacts of units, columns with
// what is said of them, and the settings that are texts. No clerk drafts these words
// and nobody reviews them.
func (p *Profile) Said() []Said {
	var out []Said
	say := func(file string, line int, words ...string) {
		words = slices.DeleteFunc(words, func(w string) bool { return w == "" })
		out = append(out, Said{file, line, strings.Join(words, "\n")})
	}
	for i := range p.Units {
		u := &p.Units[i]
		say(unitsFile, u.Line, append(slices.Clone(u.Aliases), u.Name, u.Short, u.Desk, u.Address, u.Hours, u.Phone, u.Fax, u.Online)...)
	}
	for i := range p.Columns {
		c := &p.Columns[i]
		say(columnsFile, c.Line, append(slices.Clone(c.Keywords), c.Name, c.About)...)
	}
	for _, s := range p.Settings.Given() {
		say(settingsFile, s.Line, s.Value)
	}
	return out
}
