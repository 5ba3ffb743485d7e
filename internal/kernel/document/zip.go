package document

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"math"
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
	announced := int64(0)
	for _, f := range z.File {
		announced += min(size(f.UncompressedSize64), lim.Inflated+1)
		if announced > lim.Inflated {
			return nil, fault.New(fault.TooLarge, "document.zip_bomb", lim.Inflated>>20)
		}
		if f.Flags&1 != 0 {
			return nil, fault.New(fault.Invalid, "document.password")
		}
		a.files[strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(f.Name, `\`, "/")), "/")] = f
	}
	return a, nil
}

// read gives the entry to f as XML; one that does not exist is left alone.
func (a *archive) read(name string, f func(*xmlReader) error) error {
	file := a.files[name]
	if file == nil {
		return nil
	}
	r, err := file.Open()
	if err != nil {
		return fault.Caused(err, fault.Invalid, "document.zip_damaged")
	}
	err = f(newXML(&entry{Reader: r, archive: a, packed: max(1, size(file.CompressedSize64))}, a.lim.Depth))
	if closed := r.Close(); err == nil && closed != nil {
		return fault.Caused(closed, fault.Invalid, "document.zip_damaged")
	}
	return ended(err)
}

// size is n, or the largest number for a size that nothing can have.
func size(n uint64) int64 {
	if n > math.MaxInt64 {
		return math.MaxInt64
	}
	return int64(n)
}

// An entry is read through the limits of its archive.
type entry struct {
	io.Reader
	archive *archive
	packed  int64
	out     int64
}

func (e *entry) Read(p []byte) (int, error) {
	n, err := e.Reader.Read(p)
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
