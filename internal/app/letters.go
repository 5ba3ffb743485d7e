package app

import (
	"io/fs"
	"path"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/profiles"
)

// letters are the templates of the profile.
func (a *App) letters(*db.Tx) (letter.Set, error) {
	files, err := fs.Glob(profiles.Files, a.Config.Profile+"/letters/*.txt")
	if err != nil {
		return letter.Set{}, err
	}
	texts := map[string]string{}
	for _, f := range files {
		b, err := profiles.Files.ReadFile(f)
		if err != nil {
			return letter.Set{}, err
		}
		texts[path.Base(f)] = string(b)
	}
	set, bad := letter.Read(texts)
	return set, fault.Rows(bad)
}
