package backup

import (
	"bufio"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"os"
	"path"

	"github.com/klauspost/compress/gzip"

	"gongkai.example/gongkai/internal/kernel/disk"
)

// A folder is where backups are; no name leads out of it.
type folder struct{ *os.Root }

const tableEnd = ".copy.gz"

// write writes a small file, on the disk for good.
func (f folder) write(name string, data []byte) error {
	out, err := f.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = out.Write(data)
	return errors.Join(err, out.Sync(), out.Close())
}

// sum is the SHA-256 of a file.
func (f folder) sum(name string) (string, error) {
	in, err := f.Open(name)
	if err != nil {
		return "", err
	}
	defer func() { _ = in.Close() }()
	h := sha256.New()
	if _, err := io.Copy(h, in); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// tableBuffer is how much of a compressed table is written at a time, in bytes.
const tableBuffer = 256 << 10

// A table is one that is being written: compressed, hashed, counted.
type table struct {
	*gzip.Writer
	out  *os.File
	buf  *bufio.Writer
	hash hash.Hash
	done func(sum string, size int64)
}

// table begins a table at a path; its sum is noted under the path that it will have.
func (w *writing) table(at, name string, size *int64) (io.WriteCloser, error) {
	out, err := w.root.OpenFile(at, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	t := &table{out: out, buf: bufio.NewWriterSize(out, tableBuffer), hash: sha256.New()}
	t.done = func(sum string, n int64) { w.sums[name] = sum; *size += n }
	t.Writer, _ = gzip.NewWriterLevel(io.MultiWriter(t.buf, t.hash), gzip.BestSpeed) // which is a level
	return t, nil
}

// Close ends the table, on the disk for good.
func (t *table) Close() error {
	err := errors.Join(t.Writer.Close(), t.buf.Flush(), t.out.Sync())
	info, statErr := t.out.Stat()
	if err := errors.Join(err, statErr, t.out.Close()); err != nil {
		return err
	}
	t.done(hex.EncodeToString(t.hash.Sum(nil)), info.Size())
	return nil
}

// unzip reads a table.
func (f folder) unzip(name string) (io.ReadCloser, error) {
	in, err := f.Open(name)
	if err != nil {
		return nil, err
	}
	z, err := gzip.NewReader(bufio.NewReaderSize(in, tableBuffer))
	if err != nil {
		return nil, errors.Join(err, in.Close())
	}
	return unzipped{z, in}, nil
}

type unzipped struct {
	*gzip.Reader
	in *os.File
}

func (u unzipped) Close() error { return errors.Join(u.Reader.Close(), u.in.Close()) }

// keep writes a content under its hash, whole or not at all. It returns false if r is
// another content.
func (f folder) keep(sha string, r io.Reader) (same bool, err error) {
	to := contentPath(sha)
	if err := f.MkdirAll(path.Dir(to), 0o700); err != nil {
		return false, err
	}
	tmp := path.Join(contentsDir, partial+rand.Text())
	out, err := f.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return false, err
	}
	h := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, h), r)
	same = hex.EncodeToString(h.Sum(nil)) == sha
	if err := errors.Join(err, out.Sync(), out.Close()); err != nil || !same {
		return false, errors.Join(err, f.Remove(tmp))
	}
	if err := f.Rename(tmp, to); err != nil {
		return false, err
	}
	return true, disk.Sync(f.Open(path.Dir(to)))
}
