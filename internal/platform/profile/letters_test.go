package profile_test

import (
	"io/fs"
	"maps"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/text/encoding/simplifiedchinese"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/profiles"
)

// lettered is small with the letters of a district of the program.
func lettered(t *testing.T) fstest.MapFS {
	t.Helper()
	out := folder(small)
	err := fs.WalkDir(profiles.Files, "honggutan/letters", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := profiles.Files.ReadFile(p)
		out[strings.TrimPrefix(p, "honggutan/")] = &fstest.MapFile{Data: b}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestLetters(t *testing.T) {
	for _, name := range profile.Names() {
		p, err := profile.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range law.Letters() {
			if !p.Letters.Has(k.Code) {
				t.Errorf("%s has no %s", name, k.Name)
			}
		}
	}
	if p := load(t, folder(small)); p.Letters.Has("D3") {
		t.Error("a district without letters has one")
	}
	one := lettered(t)
	gbk := maps.Clone(one)
	b, err := simplifiedchinese.GB18030.NewEncoder().Bytes(one["letters/D5.txt"].Data)
	if err != nil {
		t.Fatal(err)
	}
	gbk["letters/D5.txt"] = &fstest.MapFile{Data: b}
	if from, to := load(t, one), load(t, gbk); len(profile.DiffLetters(from.Letters, to.Letters)) != 0 || from.Digest == to.Digest {
		t.Error("the encoding changes the letter, or not the digest")
	}
	edited := maps.Clone(one)
	edited["letters/D5.txt"] = &fstest.MapFile{Data: []byte(strings.Replace(string(one["letters/D5.txt"].Data), "敬请谅解", "请谅解", 1))}
	changes := profile.DiffLetters(load(t, one).Letters, load(t, edited).Letters)
	if len(changes) != 1 || i18n.Text(changes[0].Text()) != "文书模板“D5 政府信息公开申请延期答复告知书”的内容修改（letters/D5.txt）" {
		t.Errorf("%v", changes)
	}
	if added := profile.DiffLetters(load(t, folder(small)).Letters, load(t, one).Letters); len(added) != len(law.Letters()) || added[0].How != profile.Added {
		t.Errorf("%d letters are new", len(added))
	}
	if gone := profile.DiffLetters(load(t, one).Letters, load(t, folder(small)).Letters); len(gone) != len(law.Letters()) || gone[0].How != profile.Removed {
		t.Errorf("%d letters are gone", len(gone))
	}
}

func TestLetterFaults(t *testing.T) {
	files := lettered(t)
	delete(files, "letters/D7.txt")
	files["letters/D12.txt"] = &fstest.MapFile{Data: []byte(strings.Replace(string(files["letters/D12.txt"].Data), "{{.救济途径}}", "", 1))}
	files["letters/D16.txt"] = &fstest.MapFile{Data: []byte("x")}
	_, err := profile.Load(files)
	got := map[string]string{}
	for _, r := range fault.As(err).Rows {
		got[r.File] = r.Text.Key
	}
	want := map[string]string{"letters/D7.txt": "letter.no_file", "letters/D12.txt": "letter.no_remedy", "letters/D16.txt": "letter.unknown_file"}
	if !maps.Equal(got, want) {
		t.Errorf("%v", got)
	}
	files = lettered(t)
	files["letters/D5.txt"] = &fstest.MapFile{Data: []byte("\xff\xff\x00")}
	if _, err := profile.Load(files); len(fault.As(err).Rows) != 1 || fault.As(err).Rows[0].Text.Key != "profile.encoding" {
		t.Errorf("%v", err)
	}
}

// TestLetterFormat: format.md lists every kind with what it holds, and every placeholder.
func TestLetterFormat(t *testing.T) {
	b, err := os.ReadFile("../../../profiles/format.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	for _, k := range law.Letters() {
		_, row, ok := strings.Cut(text, "\n| `"+k.Code+".txt` | "+k.Name+" | ")
		row, _, _ = strings.Cut(row, "\n")
		if !ok {
			t.Errorf("%s is not explained", k.Code)
		}
		for _, n := range append(append(append([]string{}, k.Required...), k.Optional...), k.Blank...) {
			if !strings.Contains(row, n) {
				t.Errorf("%s: %s is not listed", k.Code, n)
			}
		}
	}
	for _, p := range law.Placeholders() {
		if !strings.Contains(text, "\n| "+p.Name+" | "+p.Note+" | "+p.Sample+" |") {
			t.Errorf("%s is not explained", p.Name)
		}
	}
}
