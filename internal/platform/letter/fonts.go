package letter

import (
	_ "embed"
	"encoding/binary"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"unicode/utf16"

	"github.com/signintech/gopdf"

	"gongkai.example/gongkai/internal/kernel/fault"
)

//go:embed fonts.tsv
var fontsText string

// rare is the role of the fonts for characters that others do not have.
const rare face = "rare"

// Fonts are the fonts for PDF, found and read once, when they are first needed:
// they are some tens of megabytes. It is safe for use by several goroutines.
type Fonts struct {
	dirs []string
	once sync.Once
	err  error

	faces  map[face]*font
	rare   []*font
	shared gopdf.FontContainer
}

// A font is one file.
type font struct {
	key  string // of the file among the shared ones
	name string
	gopdf.SubsetFontObj
}

// OpenFonts returns the fonts of a folder, or with "" those of the system. Nothing
// is read yet.
func OpenFonts(dir string) *Fonts {
	if dir != "" {
		return &Fonts{dirs: []string{dir}}
	}
	return &Fonts{dirs: []string{"/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts", `C:\Windows\Fonts`}}
}

// Names are the fonts that play each role.
//
// Errors: NotFound if there is none that can be used.
func (f *Fonts) Names() ([]string, error) {
	f.once.Do(f.load)
	var out []string
	for _, role := range []face{fang, song, hei, kai} {
		if at := f.faces[role]; at != nil && !slices.Contains(out, at.name) {
			out = append(out, at.name)
		}
	}
	return out, f.err
}

// search returns the files of TrueType fonts by the names of the fonts.
func (f *Fonts) search() map[string]string {
	found := map[string]string{}
	for _, dir := range f.dirs {
		_ = filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error { // a folder that cannot be read has no fonts for us
			if err == nil && !d.IsDir() && strings.EqualFold(filepath.Ext(p), ".ttf") {
				for _, n := range fontNames(p) {
					if _, taken := found[n]; !taken {
						found[n] = p
					}
				}
			}
			return nil
		})
	}
	return found
}

// load finds the files and reads those that play a role.
func (f *Fonts) load() {
	found := f.search()
	f.faces = map[face]*font{}
	read := map[string]*font{}
	for l := range strings.Lines(fontsText) {
		role, name, ok := strings.Cut(strings.TrimRight(l, "\r\n"), "\t")
		file := found[name]
		if !ok || file == "" || face(role) != rare && f.faces[face(role)] != nil {
			continue
		}
		if _, known := read[file]; !known {
			read[file] = f.open(file, name)
		}
		f.cast(face(role), read[file])
	}
	if f.faces[fang] == nil {
		f.err = fault.New(fault.NotFound, "letter.no_font", strings.Join(f.dirs, " "))
	}
}

// cast gives a font a role; nil is one that is damaged, or that PDF cannot hold.
func (f *Fonts) cast(role face, one *font) {
	switch {
	case one == nil:
	case role != rare:
		f.faces[role] = one
	case !slices.Contains(f.rare, one):
		f.rare = append(f.rare, one)
	}
}

// open reads a font; nil if it cannot be used.
func (f *Fonts) open(file, name string) *font {
	data, err := os.ReadFile(file) //nolint:gosec // the system's fonts, or those of the operator's folder
	if err != nil {
		return nil
	}
	out := &font{key: filepath.Base(file), name: name}
	out.SetFamily(out.key)
	if err := out.SetTTFData(data); err != nil {
		return nil
	}
	if err := f.shared.AddTTFFontData(out.key, data); err != nil {
		return nil
	}
	return out
}

// find returns the font for a character in a role, and its width in ems; false if
// no font has it.
func (f *Fonts) find(role face, r rune) (*font, float64, bool) {
	at := f.faces[role]
	if at == nil {
		at = f.faces[fang]
	}
	for _, one := range append([]*font{at, f.faces[fang]}, f.rare...) {
		if i, err := one.CharCodeToGlyphIndex(r); err == nil && i != 0 {
			return one, float64(one.GlyphIndexToPdfWidth(i)) / 1000, true
		}
	}
	return at, 1, false
}

// The names of a font that are looked at: family and full name (OpenType, table name).
const (
	familyName = 1
	fullName   = 4
	windows    = 3
	nameMost   = 1 << 16
)

// fontNames reads the names of a TrueType font; none if it is no such font. Of the
// several weights of a family only the regular one goes by the family's name.
func fontNames(file string) []string {
	h, err := os.Open(file) //nolint:gosec // as above
	if err != nil {
		return nil
	}
	defer func() { _ = h.Close() }()
	head := make([]byte, 12)
	if _, err := io.ReadFull(h, head); err != nil || binary.BigEndian.Uint32(head) != 0x00010000 && string(head[:4]) != "true" {
		return nil
	}
	dir := make([]byte, 16*int(binary.BigEndian.Uint16(head[4:])))
	if _, err := io.ReadFull(h, dir); err != nil {
		return nil
	}
	for ; len(dir) > 0; dir = dir[16:] {
		if string(dir[:4]) != "name" {
			continue
		}
		table := make([]byte, min(binary.BigEndian.Uint32(dir[12:]), nameMost))
		if _, err := h.ReadAt(table, int64(binary.BigEndian.Uint32(dir[8:]))); err != nil {
			return nil
		}
		return tableNames(table)
	}
	return nil
}

func tableNames(b []byte) []string {
	if len(b) < 6 {
		return nil
	}
	var full, family []string
	count, texts := int(binary.BigEndian.Uint16(b[2:])), int(binary.BigEndian.Uint16(b[4:]))
	for i := range count {
		at := 6 + 12*i
		if at+12 > len(b) {
			break
		}
		platform, id := binary.BigEndian.Uint16(b[at:]), binary.BigEndian.Uint16(b[at+6:])
		size, start := int(binary.BigEndian.Uint16(b[at+8:])), texts+int(binary.BigEndian.Uint16(b[at+10:]))
		if platform != windows || start+size > len(b) {
			continue
		}
		units := make([]uint16, size/2)
		for j := range units {
			units[j] = binary.BigEndian.Uint16(b[start+2*j:])
		}
		switch name := string(utf16.Decode(units)); id {
		case fullName:
			full = append(full, name)
		case familyName:
			family = append(family, name)
		}
	}
	for _, n := range family {
		if slices.Contains(full, n) || !slices.ContainsFunc(full, func(f string) bool { return strings.HasPrefix(f, n+" ") }) {
			full = append(full, n)
		}
	}
	return full
}
