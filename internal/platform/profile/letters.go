package profile

import (
	"errors"
	"io/fs"
	"path"
	"strings"

	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/letter"
)

// letterFiles lists the templates of letters; none if the profile has no folder for them.
func letterFiles(fsys fs.FS) ([]string, error) {
	entries, err := fs.ReadDir(fsys, letter.Folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var out []string
	for _, e := range entries {
		if !e.IsDir() && strings.EqualFold(path.Ext(e.Name()), letter.Ext) {
			out = append(out, letter.Folder+"/"+e.Name())
		}
	}
	return out, err
}

// readLetters reads and checks the templates of letters. A profile that has none
// writes none; one that has any needs all.
func readLetters(fsys fs.FS, f *faults) letter.Set {
	files, err := letterFiles(fsys)
	if err != nil {
		f.add(letter.Folder, 0, "", "profile.unreadable")
	}
	if len(files) == 0 {
		return letter.Set{}
	}
	texts := map[string]string{}
	for _, file := range files {
		if text, ok := readText(fsys, file, f); ok {
			texts[path.Base(file)] = text
		}
	}
	if len(texts) < len(files) {
		return letter.Set{} // what could not be read would be missed again
	}
	set, rows := letter.Read(texts)
	*f = append(*f, rows...)
	return set
}

// DiffLetters lists the letters whose templates differ between two profiles.
func DiffLetters(from, to letter.Set) []Change {
	var out []Change
	for _, k := range letter.Changed(from, to) {
		how := Changed
		switch {
		case !from.Has(k.Code):
			how = Added
		case !to.Has(k.Code):
			how = Removed
		}
		out = append(out, Change{Of: OfLetter, Key: k.Code, Name: letterName(k), How: how, Field: letter.Folder + "/" + k.Code + letter.Ext})
	}
	return out
}

func letterName(k law.LetterKind) string { return k.Code + " " + k.Name }
