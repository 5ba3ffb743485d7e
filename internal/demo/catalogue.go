package demo

import (
	"context"
	"io/fs"
	"path"
	"strings"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/profiles"
)

// enforce imports the standard catalogues of the profile and puts them in force.
func (s *story) enforce(ctx context.Context) error {
	dir := Profile + "/catalogues"
	files, err := fs.ReadDir(profiles.Files, dir)
	if err != nil {
		return err
	}
	for _, f := range files {
		data, err := profiles.Files.ReadFile(path.Join(dir, f.Name()))
		if err != nil {
			return err
		}
		up := catalogue.Upload{Name: f.Name(), File: data, Domain: strings.TrimSuffix(f.Name(), path.Ext(f.Name()))}
		office := auth.With(ctx, s.Office)
		out, err := s.Catalogues.Import(office, up, false)
		if err != nil {
			return err
		}
		if _, err := s.Catalogues.Enforce(office, out.Version.ID, catalogue.Confirm{Rev: out.Version.Rev}); err != nil {
			return err
		}
	}
	return nil
}

// form has bureaus say which information of theirs was formed of late.
func (s *story) form(ctx context.Context) error {
	for _, f := range s.texts.Formed {
		rows, err := s.Catalogues.Coverage(auth.With(ctx, s.Office), catalogue.Question{Text: f.Row})
		if err != nil {
			return err
		}
		for _, r := range rows {
			clerk, has := s.Clerk(r.Unit)
			if !has || r.Short != f.Unit {
				continue
			}
			if _, err := s.Catalogues.Formed(auth.With(ctx, clerk), r.ID, catalogue.FormInput{Unit: r.Unit, Title: f.Title, Day: f.Day}); err != nil {
				return err
			}
		}
	}
	return nil
}
