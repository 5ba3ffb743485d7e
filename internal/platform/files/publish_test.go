package files_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/jobs"
)

func contextFor(t *testing.T, d time.Duration) (context.Context, context.CancelFunc) {
	t.Helper()
	return context.WithTimeout(t.Context(), d)
}

// written is a workbook that says who wrote it.
func written(t *testing.T, cell string) []byte {
	t.Helper()
	f := excelize.NewFile()
	must(t, f.SetCellStr("Sheet1", "A1", cell))
	must(t, f.SetDocProps(&excelize.DocProperties{Creator: "张三"}))
	b, err := f.WriteToBuffer()
	must(t, err)
	must(t, f.Close())
	return b.Bytes()
}

func TestSealed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, _ := open(t, d, files.Config{})
		data := written(t, "公开")
		staged, err := s.Stage(t.Context(), bytes.NewReader(data))
		must(t, err)
		copied, removed, err := s.Strip(t.Context(), "台账.xlsx", staged)
		must(t, err)
		if len(removed) == 0 || copied.SHA256 == staged.SHA256 {
			t.Errorf("nothing was stripped: %v", removed)
		}
		var f files.File
		must(t, d.Write(t.Context(), func(tx *db.Tx) (err error) {
			f, err = s.SaveStripped(tx, files.Upload{Staged: staged, Name: "台账.xlsx", Noun: "publish", Ref: 1}, copied)
			return err
		}))
		if f.Sealed || f.CopyOf == 0 || f.SHA256 != copied.SHA256 {
			t.Errorf("%+v", f)
		}
		must(t, d.Write(t.Context(), func(tx *db.Tx) error {
			if all, err := files.Of(tx, "publish", 1); len(all) != 1 || all[0] != f || err != nil {
				t.Errorf("%+v %v", all, err)
			}
			original, err := files.Original(tx, f)
			if err != nil || !original.Sealed || original.SHA256 != staged.SHA256 {
				t.Errorf("%+v %v", original, err)
			}
			if _, err := files.Get(tx, original.ID); fault.Of(err) != fault.NotFound {
				t.Errorf("a sealed original is found: %v", err)
			}
			if err := files.Drop(tx, original.ID); fault.Of(err) != fault.NotFound {
				t.Errorf("a sealed original is dropped by itself: %v", err)
			}
			if _, err := files.Original(tx, original); fault.Of(err) != fault.NotFound {
				t.Error(err)
			}
			must(t, files.Drop(tx, f.ID))
			if _, err := files.Original(tx, f); fault.Of(err) != fault.NotFound {
				t.Errorf("the original stays behind: %v", err)
			}
			return nil
		}))
	})
}

// TestNothingToStrip: a file with nothing to take out is one file.
func TestNothingToStrip(t *testing.T) {
	d := dbtest.SQLite(t, dbtest.At(day))
	s, _ := open(t, d, files.Config{})
	staged, err := s.Stage(t.Context(), strings.NewReader("政务公开"))
	must(t, err)
	copied, removed, err := s.Strip(t.Context(), "a.txt", staged)
	must(t, err)
	must(t, d.Write(t.Context(), func(tx *db.Tx) error {
		f, err := s.SaveStripped(tx, files.Upload{Staged: staged, Name: "a.txt", Noun: "publish", Ref: 1}, copied)
		if f.CopyOf != 0 || len(removed) != 0 || copied.SHA256 != staged.SHA256 {
			t.Errorf("%+v %v", f, removed)
		}
		return err
	}))
	hidden := files.Staged{SHA256: strings.Repeat("ab", 32)}
	if _, _, err := s.Strip(t.Context(), "a.txt", hidden); fault.Of(err) != fault.NotFound {
		t.Error(err)
	}
}

func TestReplace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, _ := open(t, d, files.Config{})
		var f []files.File
		for _, content := range []string{"一", "二", "三", "四"} {
			f = append(f, save(t, d, s, content))
		}
		write := func(do func(tx *db.Tx) error) error { return d.Write(t.Context(), do) }
		replace := func(old, id int64) error { return write(func(tx *db.Tx) error { return files.Replace(tx, old, id) }) }
		leads := func(old, want int64) {
			t.Helper()
			must(t, d.Read(t.Context(), func(tx *db.Tx) error {
				got, err := files.Moved(tx, old)
				if got.ID != want || (err == nil) != (want > 0) || err != nil && fault.Of(err) != fault.NotFound {
					t.Errorf("leads to %d, want %d (%v)", got.ID, want, err)
				}
				return nil
			}))
		}
		leads(f[0].ID, 0)
		must(t, replace(f[0].ID, f[1].ID))
		must(t, replace(f[1].ID, f[2].ID))
		leads(f[0].ID, f[2].ID)
		leads(f[1].ID, f[2].ID)
		for name, pair := range map[string][2]int64{"a circle": {f[2].ID, f[0].ID}, "itself": {f[2].ID, f[2].ID}, "twice": {f[0].ID, f[3].ID}} {
			if err := replace(pair[0], pair[1]); fault.Of(err) != fault.Conflict {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := replace(f[2].ID, 1); fault.Of(err) != fault.NotFound {
			t.Error(err)
		}
		must(t, d.Read(t.Context(), func(tx *db.Tx) error {
			all, err := files.Of(tx, "plan", 1)
			if len(all) != 2 || all[0] != f[2] {
				t.Errorf("%+v", all)
			}
			return err
		}))
		// The old file may go, and its address still leads on; when the new one goes nothing leads anywhere.
		must(t, write(func(tx *db.Tx) error { return files.Drop(tx, f[0].ID) }))
		leads(f[0].ID, f[2].ID)
		must(t, write(func(tx *db.Tx) error { return files.Drop(tx, f[2].ID) }))
		leads(f[0].ID, 0)
		leads(f[1].ID, 0)
	})
}

func TestTexts(t *testing.T) {
	clock := dbtest.At(day)
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set(day)
		s, _ := open(t, d, files.Config{})
		r, err := jobs.NewRunner(d, jobs.Config{}, s.Kinds()...)
		must(t, err)
		keep := func(name string, data []byte) (f files.File) {
			t.Helper()
			staged, err := s.Stage(t.Context(), bytes.NewReader(data))
			must(t, err)
			must(t, d.Write(t.Context(), func(tx *db.Tx) (err error) {
				f, err = s.Save(tx, files.Upload{Staged: staged, Name: name, Noun: "plan", Ref: 1})
				return err
			}))
			return f
		}
		book := keep("台账.xlsx", written(t, "公开"))
		long := keep("长.txt", bytes.Repeat([]byte("政务公开\n"), 100_000))
		old := keep("旧.doc", ole("WordDocument"))
		gone := keep("去.txt", []byte("不再有"))
		must(t, d.Write(t.Context(), func(tx *db.Tx) error { return files.Drop(tx, gone.ID) }))
		said := func(f files.File) (c files.Content, err error) {
			err = d.Read(t.Context(), func(tx *db.Tx) (err error) { c, err = files.ContentOf(tx, f.SHA256); return err })
			return c, err
		}
		if _, err := said(book); fault.Of(err) != fault.NotFound {
			t.Errorf("read before the job: %v", err)
		}
		_, err = r.RunDue(t.Context())
		must(t, err)
		c, err := said(book)
		if err != nil || c.State != files.Read || c.Shown != "公开\n" || !strings.Contains(c.Hidden, "张三") || len(c.Traces) == 0 || c.Cut || !c.ReadAt.Equal(clock.Now()) {
			t.Errorf("%+v %v", c, err)
		}
		if c, err := said(long); err != nil || !c.Cut || len(c.Shown) > files.TextSize || len(c.Shown) < files.TextSize-4 || !strings.HasPrefix(c.Shown, "政务公开\n") {
			t.Errorf("%d bytes, cut %v, %v", len(c.Shown), c.Cut, err)
		}
		if c, err := said(old); err != nil || c.State != files.Unreadable || c.Shown != "" {
			t.Errorf("%+v %v", c, err)
		}
		keep("台账二.xlsx", written(t, "公开")) // known: no job
		must(t, d.Write(t.Context(), func(tx *db.Tx) error { return files.Drop(tx, long.ID) }))
		clock.Add(25 * time.Hour)
		_, err = s.Sweep(t.Context())
		must(t, err)
		if _, err := said(long); fault.Of(err) != fault.NotFound {
			t.Errorf("the text stays behind: %v", err)
		}
		if _, err := said(book); err != nil {
			t.Error(err)
		}
	})
}

// TestSealedHasNoText: what the public may not see is not kept for search.
func TestSealedHasNoText(t *testing.T) {
	d := dbtest.SQLite(t, dbtest.At(day))
	s, _ := open(t, d, files.Config{})
	staged, err := s.Stage(t.Context(), bytes.NewReader(written(t, "公开")))
	must(t, err)
	copied, _, err := s.Strip(t.Context(), "a.xlsx", staged)
	must(t, err)
	must(t, d.Write(t.Context(), func(tx *db.Tx) error {
		_, err := s.SaveStripped(tx, files.Upload{Staged: staged, Name: "a.xlsx", Noun: "publish", Ref: 1}, copied)
		return err
	}))
	r, err := jobs.NewRunner(d, jobs.Config{}, s.Kinds()...)
	must(t, err)
	_, err = r.RunDue(t.Context())
	must(t, err)
	must(t, d.Read(t.Context(), func(tx *db.Tx) error {
		if _, err := files.ContentOf(tx, staged.SHA256); fault.Of(err) != fault.NotFound {
			t.Errorf("the sealed original was read: %v", err)
		}
		c, err := files.ContentOf(tx, copied.SHA256)
		if c.Shown != "公开\n" || strings.Contains(c.Hidden, "张三") {
			t.Errorf("%+v", c)
		}
		return err
	}))
}
