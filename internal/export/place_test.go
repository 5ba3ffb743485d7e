package export

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/visitor"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// keyOf is what a reader is told of an error.
func keyOf(err error) string { return fault.As(err).Text.Key }

// all are the paths below a folder.
func all(t *testing.T, dir string) string {
	t.Helper()
	var out []string
	must(t, fs.WalkDir(os.DirFS(dir), ".", func(p string, _ fs.DirEntry, err error) error {
		out = append(out, p)
		return err
	}))
	return strings.Join(out[1:], " ")
}

// filled writes every part of an export into the folder of p.
func filled(t *testing.T, p place) {
	t.Helper()
	root, err := p.begin()
	must(t, err)
	for _, name := range parts() {
		must(t, root.WriteFile(name, nil, 0o600))
	}
	must(t, root.Close())
}

// TestPlaceTaken: what is there already stays, and the reader hears why.
func TestPlaceTaken(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	must(t, os.WriteFile(at("notes.txt"), []byte("notes"), 0o600))
	must(t, os.Mkdir(at("full"), 0o700))
	must(t, os.WriteFile(at("full/notes.txt"), nil, 0o600))
	must(t, os.Symlink("nowhere", at("link")))
	must(t, os.MkdirAll(at("own.partial/mine"), 0o700))
	must(t, os.WriteFile(at("file.partial"), nil, 0o600))
	must(t, os.MkdirAll(at("empty/.partial/mine"), 0o700))
	before := all(t, dir)
	for name, want := range map[string]string{
		"notes.txt": "export.no_folder", "notes.txt/": "export.no_folder", "notes.txt/below": "disk.not_folder", "link": "export.no_folder", "full": "export.not_empty",
		"own": "export.not_ours", "file": "disk.not_folder", "empty": "export.not_ours", strings.Repeat("x", 300): "disk.failed",
	} {
		_, err := Site{Visitor: visitor.Visitor{Handler: http.NotFoundHandler()}}.Write(t.Context(), at(name))
		if keyOf(err) != want || !i18n.Has(want) {
			t.Errorf("%.20s: %v, want %s", name, err, want)
		}
	}
	if after := all(t, dir); after != before {
		t.Errorf("%s\nbecame %s", before, after)
	}
}

// TestPlaceOfDisk: into a folder that is there nothing is written but in it, since it may be
// a disk of its own; what the disk itself has there is no obstacle, nor is what was cut off.
func TestPlaceOfDisk(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "usb")
	must(t, os.MkdirAll(filepath.Join(dir, "lost+found"), 0o700))
	must(t, os.MkdirAll(filepath.Join(dir, partial, pagesDir, "cut off"), 0o700))
	before, err := os.Stat(dir)
	must(t, err)
	p, err := placeOf(dir + "/")
	must(t, err)
	filled(t, p)
	if got := all(t, filepath.Dir(dir)); strings.Contains(got, "usb.partial") || strings.Contains(got, "cut off") || strings.Contains(got, "usb/"+sumsFile) {
		t.Errorf("while it is written: %s", got)
	}
	must(t, p.end())
	after, err := os.Stat(dir)
	must(t, err)
	if got := all(t, dir); !os.SameFile(before, after) || got != "README.txt SHA256SUMS data index.html live.html log lost+found pages style.css verify.html verify.js" {
		t.Errorf("the same folder %v: %s", os.SameFile(before, after), got)
	}
	if _, err := placeOf(dir); keyOf(err) != "export.not_empty" {
		t.Errorf("once more: %v", err)
	}
}

// TestPlaceMeanwhile: what has come to the place since stays, and nothing of the export does.
func TestPlaceMeanwhile(t *testing.T) {
	for _, name := range []string{"new", "there"} {
		dir := filepath.Join(t.TempDir(), name)
		if name == "there" {
			must(t, os.Mkdir(dir, 0o700))
		}
		p, err := placeOf(dir)
		must(t, err)
		filled(t, p)
		must(t, os.MkdirAll(dir, 0o700))
		must(t, os.WriteFile(filepath.Join(dir, frontFile), []byte("mine"), 0o600))
		if err := p.end(); keyOf(err) != "export.not_empty" {
			t.Errorf("%s: %v", name, err)
		}
		if mine, err := os.ReadFile(filepath.Join(dir, frontFile)); err != nil || string(mine) != "mine" {
			t.Errorf("%s: %q, %v", name, mine, err)
		}
	}
	p, err := placeOf(t.TempDir())
	must(t, err)
	filled(t, p)
	must(t, os.Remove(filepath.Join(p.at, frontFile))) // so that the move ends in its midst
	if err := p.end(); err == nil || all(t, p.dir) != partial+" "+partial+"/"+sumsFile {
		t.Errorf("a move that was cut off leaves %s, %v", all(t, p.dir), err)
	}
}

// TestFailedCleansUp: an export that fails leaves nothing, in a folder that was there and in one that was not.
func TestFailedCleansUp(t *testing.T) {
	for _, name := range []string{"new", "there"} {
		base := t.TempDir()
		dir := filepath.Join(base, name)
		if name == "there" {
			must(t, os.Mkdir(dir, 0o700))
		}
		during := ""
		h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/api/openapi.json" { // after the pages
				during = all(t, base)
				http.NotFound(w, r)
				return
			}
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("a page"))
		})
		before := all(t, base)
		if _, err := (Site{Visitor: visitor.Visitor{Handler: h}}).Write(t.Context(), dir); err == nil {
			t.Errorf("%s: it did not fail", name)
		}
		if !strings.Contains(during, partial+"/"+pagesDir+"/") || all(t, base) != before {
			t.Errorf("%s: %q, then %q", name, during, all(t, base))
		}
	}
}

// TestUnanswered: a page that the site fails on is not left out in silence.
func TestUnanswered(t *testing.T) {
	for _, status := range []int{http.StatusInternalServerError, http.StatusServiceUnavailable, http.StatusTooManyRequests} {
		h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			if r.URL.Path == "/item/x" {
				w.WriteHeader(status)
			}
			_, _ = w.Write([]byte(`<a href="/item/x">x</a>`))
		})
		dir := t.TempDir()
		_, err := Site{Visitor: visitor.Visitor{Handler: h}}.Write(t.Context(), dir)
		if e := fault.As(err); e.Text.Key != "export.unanswered" || !i18n.Has(e.Text.Key) || e.Text.Args[0] != "/item/x" || e.Text.Args[1] != status {
			t.Errorf("%d: %v", status, err)
		}
		if left := all(t, filepath.Dir(dir)); strings.Contains(left, pagesDir) {
			t.Errorf("it leaves %s", left)
		}
	}
}

// TestSpoken: what a disk answers has its own words, with the place in the folder; a fault of the program has none.
func TestSpoken(t *testing.T) {
	for cause, want := range map[error]string{
		syscall.ENOSPC: "disk.full", syscall.EDQUOT: "disk.full", syscall.EROFS: "disk.read_only", syscall.EACCES: "disk.no_right", syscall.EPERM: "disk.no_right",
		syscall.ENOTDIR: "disk.not_folder", syscall.ENOTEMPTY: "export.not_empty", syscall.EIO: "disk.failed", syscall.EBUSY: "disk.failed",
	} {
		err := spoken(&fs.PathError{Op: "write", Path: "pages/x", Err: cause}, "/media/usb")
		if e := fault.As(err); e.Text.Key != want || !i18n.Has(want) || len(e.Text.Args) == 0 || !strings.HasPrefix(fmt.Sprint(e.Text.Args[0]), "/media/usb") || e.Kind == fault.Internal {
			t.Errorf("%v: %v", cause, err)
		}
	}
	if own := errors.New("own"); fault.Of(spoken(own, "/media/usb")) != fault.Internal || spoken(nil, "/media/usb") != nil {
		t.Error("an error of the program is put upon the disk")
	}
}
