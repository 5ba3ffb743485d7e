package letter_test

import (
	"io/fs"
	"path"
	"testing"

	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/profiles"
)

// texts are the templates of a profile of the program.
func texts(t testing.TB, profile string) map[string]string {
	t.Helper()
	files, err := fs.Glob(profiles.Files, profile+"/letters/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range files {
		b, err := profiles.Files.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out[path.Base(f)] = string(b)
	}
	return out
}

func set(t testing.TB, profile string) letter.Set {
	t.Helper()
	s, rows := letter.Read(texts(t, profile))
	for _, r := range rows {
		t.Error(r)
	}
	if len(rows) > 0 {
		t.FailNow()
	}
	return s
}

func TestSmoke(t *testing.T) {
	for _, p := range []string{"honggutan", "sample"} {
		s := set(t, p)
		for _, k := range s.List() {
			v, err := s.Sample(k.Code, true)
			if err != nil {
				t.Fatal(err)
			}
			d, err := s.Fill(k.Code, v)
			if err != nil {
				t.Fatal(k.Code, err)
			}
			t.Logf("== %s\n%s", k.Code, d.Text())
		}
	}
}
