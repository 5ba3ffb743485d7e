package document

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// An archive unpacks entries of a DOCX and counts what comes out.
type archive struct {
	files map[string]*zip.File
	lim   Limits
	out   int64 // bytes unpacked so far
}

// openArchive lists the entries and refuses what announces too much. The
// announced sizes may lie, so that reading counts again.
func openArchive(data []byte, lim Limits) (*archive, error) {
	// Every entry has a header of this signature in the directory; counting them costs no memory.
	if bytes.Count(data, []byte("PK\x01\x02")) > lim.Entries {
		return nil, fault.New(fault.TooLarge, "document.zip_entries", lim.Entries)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fault.Caused(err, fault.Invalid, "document.zip_damaged")
	}
	a := &archive{files: map[string]*zip.File{}, lim: lim}
	var announced uint64
	for _, f := range z.File {
		announced += min(f.UncompressedSize64, 1<<62)
		if announced > uint64(lim.Inflated) {
			return nil, fault.New(fault.TooLarge, "document.zip_bomb", lim.Inflated>>20)
		}
		if f.Flags&1 != 0 {
			return nil, fault.New(fault.Invalid, "document.password")
		}
		a.files[strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(f.Name, `\`, "/")), "/")] = f
	}
	return a, nil
}

// open returns the entry; one that does not exist is empty.
func (a *archive) open(name string) (io.ReadCloser, error) {
	f := a.files[name]
	if f == nil {
		return io.NopCloser(strings.NewReader("")), nil
	}
	r, err := f.Open()
	if err != nil {
		return nil, fault.Caused(err, fault.Invalid, "document.zip_damaged")
	}
	return &entry{ReadCloser: r, archive: a, packed: max(1, int64(f.CompressedSize64))}, nil
}

// An entry is read through the limits of its archive.
type entry struct {
	io.ReadCloser
	archive *archive
	packed  int64
	out     int64
}

func (e *entry) Read(p []byte) (int, error) {
	n, err := e.ReadCloser.Read(p)
	e.out += int64(n)
	e.archive.out += int64(n)
	lim := e.archive.lim
	if e.archive.out > lim.Inflated || e.out > 1<<20 && e.out/e.packed > lim.Ratio {
		return 0, fault.New(fault.TooLarge, "document.zip_bomb", lim.Inflated>>20)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return n, fault.Caused(err, fault.Invalid, "document.zip_damaged")
	}
	return n, err
}
