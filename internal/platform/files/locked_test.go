package files_test

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/secret"
)

// card is what a scan of a card is to the store: a PDF with words that must not lie open.
var card = []byte("%PDF-1.4\n" + strings.Repeat("110101199003070011 ", 40) + "\n%%EOF\n")

func key(t *testing.T) *secret.Box {
	t.Helper()
	b, err := secret.NewBox(bytes.Repeat([]byte("k"), 32))
	must(t, err)
	return b
}

// TestLocked: what proves who somebody is lies encrypted in a folder and in a bucket,
// once however often it is handed in, is read for nothing, and is gone with its row.
func TestLocked(t *testing.T) {
	clock := dbtest.At(day)
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		srv, _ := server(t)
		for name, c := range map[string]files.Config{"disk": {}, "s3": {S3: s3Config(srv)}} {
			t.Run(name, func(t *testing.T) {
				c.Box = key(t)
				s, dir := open(t, d, c)
				staged, err := s.StageLocked(t.Context(), bytes.NewReader(card), files.Pictures...)
				must(t, err)
				again, err := s.StageLocked(t.Context(), bytes.NewReader(card), files.Pictures...)
				must(t, err)
				if again.SHA256 != staged.SHA256 {
					t.Error("the same content is stored twice")
				}
				var f files.File
				must(t, d.Write(t.Context(), func(tx *db.Tx) error {
					f, err = s.Save(tx, files.Upload{Staged: staged, Name: "身份证.pdf", Noun: "test", Ref: 7})
					return err
				}))
				plain, err := s.Unlock(t.Context(), f)
				if err != nil || !bytes.Equal(plain, card) {
					t.Errorf("unlocked: %v", err)
				}
				raw, err := s.Open(t.Context(), f)
				must(t, err)
				stored, err := io.ReadAll(raw)
				must(t, err)
				must(t, raw.Close())
				if bytes.Contains(stored, []byte("110101199003070011")) || bytes.HasPrefix(stored, []byte("%PDF")) {
					t.Error("it lies open")
				}
				hidden(t, d, f)
				must(t, d.Write(t.Context(), func(tx *db.Tx) error {
					n, err := files.DropLocked(tx, "test", 7)
					if n != 1 {
						t.Errorf("%d rows dropped", n)
					}
					return err
				}))
				clock.Set(day.Add(3))
				if n, err := s.Sweep(t.Context()); name == "disk" && n != 1 || err != nil {
					t.Errorf("%d swept: %v", n, err)
				}
				clock.Set(day)
				everywhere(t, dir)
			})
		}
	})
}

// hidden: none of the ways to attachments leads to a locked file, and nobody reads it for search.
func hidden(t *testing.T, d *db.DB, f files.File) {
	t.Helper()
	must(t, d.Read(t.Context(), func(tx *db.Tx) error {
		if _, err := files.Get(tx, f.ID); fault.Of(err) != fault.NotFound {
			t.Errorf("found as an attachment: %v", err)
		}
		if of, err := files.Of(tx, "test", 7); err != nil || len(of) != 0 {
			t.Errorf("listed as an attachment: %v %v", of, err)
		}
		if of, err := files.Locked(tx, "test", 7); err != nil || len(of) != 1 {
			t.Errorf("locked: %v %v", of, err)
		}
		n, err := db.One[int](tx, "SELECT count(*) FROM jobs_job WHERE kind = 'files.text'")
		if n != 0 {
			t.Errorf("%d jobs read it", n)
		}
		return err
	}))
}

// everywhere looks for the words of the card in every file of a folder.
func everywhere(t *testing.T, dir string) {
	t.Helper()
	must(t, filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		if bytes.Contains(b, []byte("110101199003070011")) {
			t.Errorf("%s has it open", p)
		}
		return err
	}))
}

// TestLockedAny: whatever may be attached may be locked; what may not is refused.
func TestLockedAny(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, dir := open(t, d, files.Config{Box: key(t)})
		staged, err := s.StageLocked(t.Context(), strings.NewReader("持卡人110101199003070011\n"), files.Types()...)
		must(t, err)
		if name, typ, err := files.Check("名单.csv", staged); err != nil || typ != files.CSV || name != "名单.csv" {
			t.Errorf("%s %s %v", name, typ, err)
		}
		everywhere(t, dir)
		if _, err := s.StageLocked(t.Context(), strings.NewReader("MZ\x90\x00"), files.Types()...); fault.Of(err) != fault.Invalid {
			t.Errorf("a program is taken: %v", err)
		}
	})
}

// TestLockedTypes: only pictures and scans, and not more than a file may have.
func TestLockedTypes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, _ := open(t, d, files.Config{Box: key(t), Size: 4 << 10})
		for name, in := range map[string]string{
			"empty": "", "text": "只有文字", "program": "MZ\x90\x00", "page": "<!doctype html><p>", "too large": "%PDF-1.4\n" + strings.Repeat("x", 5<<10), "locked itself": "%PDF-1.4\n/Encrypt 5 0 R\n%%EOF",
		} {
			if _, err := s.StageLocked(t.Context(), strings.NewReader(in), files.Pictures...); fault.Of(err) != fault.Invalid && fault.Of(err) != fault.TooLarge {
				t.Errorf("%s is taken: %v", name, err)
			}
		}
	})
}
