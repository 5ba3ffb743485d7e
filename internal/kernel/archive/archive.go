// Package archive unpacks files that are ZIP archives of XML: DOCX, XLSX, OFD.
// What the directory of an archive says about itself is not believed: reading
// counts what comes out and stops at the [Limits]. Entities, passwords and deep
// nesting are refused, each with a fault of its own.
package archive

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

// Limits bound what an archive may cost.
type Limits struct {
	Entries  int
	Inflated int64 // bytes unpacked
	Ratio    int64 // unpacked to packed, of an entry above 1 MB
	Depth    int   // of nested XML elements
}

// An Archive unpacks entries and counts what comes out.
type Archive struct {
	files map[string]*zip.File
	names []string
	lim   Limits
	out   int64 // bytes unpacked so far
}

// Open lists the entries and refuses what announces too much. The
// announced sizes may lie, so that reading counts again.
func Open(data []byte, lim Limits) (*Archive, error) {
	// Every entry has a header of this signature in the directory; counting them costs no memory.
	if bytes.Count(data, []byte("PK\x01\x02")) > lim.Entries {
		return nil, fault.New(fault.TooLarge, "archive.entries", lim.Entries)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, fault.Caused(err, fault.Invalid, "archive.damaged")
	}
	a := &Archive{files: map[string]*zip.File{}, lim: lim}
	announced := int64(0)
	for _, f := range z.File {
		announced += min(size(f.UncompressedSize64), lim.Inflated+1)
		if announced > lim.Inflated {
			return nil, fault.New(fault.TooLarge, "archive.bomb", lim.Inflated>>20)
		}
		if f.Flags&1 != 0 {
			return nil, fault.New(fault.Invalid, "archive.password")
		}
		name := strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(f.Name, `\`, "/")), "/")
		if a.files[name] == nil && !strings.HasSuffix(f.Name, "/") {
			a.names = append(a.names, name)
		}
		a.files[name] = f
	}
	return a, nil
}

// Has reports whether there is an entry of the name.
func (a *Archive) Has(name string) bool { return a.files[name] != nil }

// Names lists the entries in the order of the archive.
func (a *Archive) Names() []string { return a.names }

// Bytes unpacks an entry.
func (a *Archive) Bytes(name string) ([]byte, error) {
	var out []byte
	err := a.open(name, func(r io.Reader) (err error) {
		out, err = io.ReadAll(r)
		return err
	})
	return out, err
}

// XML gives the entry to f as XML; one that does not exist is left alone. The
// end of the entry, which f returns, is no error.
func (a *Archive) XML(name string, f func(*XML) error) error {
	if !a.Has(name) {
		return nil
	}
	return a.open(name, func(r io.Reader) error { return ended(f(NewXML(r, a.lim.Depth))) })
}

func (a *Archive) open(name string, f func(io.Reader) error) error {
	file := a.files[name]
	if file == nil {
		return fault.New(fault.Invalid, "archive.damaged")
	}
	r, err := file.Open()
	if err != nil {
		return fault.Caused(err, fault.Invalid, "archive.damaged")
	}
	err = f(&entry{Reader: r, archive: a, packed: max(1, size(file.CompressedSize64))})
	if closed := r.Close(); err == nil && closed != nil {
		return fault.Caused(closed, fault.Invalid, "archive.damaged")
	}
	return err
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
	archive *Archive
	packed  int64
	out     int64
}

func (e *entry) Read(p []byte) (int, error) {
	n, err := e.Reader.Read(p)
	e.out += int64(n)
	e.archive.out += int64(n)
	lim := e.archive.lim
	if e.archive.out > lim.Inflated || e.out > 1<<20 && e.out/e.packed > lim.Ratio {
		return 0, fault.New(fault.TooLarge, "archive.bomb", lim.Inflated>>20)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return n, fault.Caused(err, fault.Invalid, "archive.damaged")
	}
	return n, err
}
