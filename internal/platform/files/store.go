package files

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

const (
	blobs   = "blobs" // blobs/ab/cd/<sha256>
	staging = "staging"

	// DefaultGrace is how long content that nothing holds stays.
	DefaultGrace = 24 * time.Hour
	// DefaultSize is the limit of one file in bytes.
	DefaultSize = 50 << 20
)

// A Store is a folder of contents. Nodes that share a database share the folder.
type Store struct {
	root  *os.Root // no name leads out of it
	db    *db.DB   // for its clock, and to ask what is held
	size  int64
	grace time.Duration
}

// Config says where the store is; zero numbers are the defaults above.
type Config struct {
	Dir   string // made if it is not there
	Size  int64  // bytes of one file
	Grace time.Duration
}

// Open opens the store.
func Open(d *db.DB, c Config) (_ *Store, err error) {
	defer fault.Wrap(&err, "files.Open")
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(c.Dir)
	if err != nil {
		return nil, err
	}
	for _, dir := range []string{blobs, staging} {
		if err := root.MkdirAll(dir, 0o700); err != nil {
			return nil, errors.Join(err, root.Close())
		}
	}
	s := &Store{root: root, db: d, size: c.Size, grace: c.Grace}
	if s.size == 0 {
		s.size = DefaultSize
	}
	if s.grace == 0 {
		s.grace = DefaultGrace
	}
	return s, nil
}

// Close releases the folder.
func (s *Store) Close() error { return s.root.Close() }

// Staged is content that is stored and belongs to nothing yet. Stage makes it.
type Staged struct {
	SHA256, SM3 string
	Size        int64
	Type        Type
	At          time.Time
}

// Stage stores the content of r. It refuses content that is empty, over the
// limit, of a type that is not allowed, or not whole.
func (s *Store) Stage(ctx context.Context, r io.Reader) (_ Staged, err error) {
	tmp := path.Join(staging, rand.Text())
	f, err := s.root.OpenFile(tmp, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return Staged{}, fmt.Errorf("files.Stage: %w", err)
	}
	defer func() {
		_ = f.Close()
		_ = s.root.Remove(tmp) // it is gone if it became a blob
	}()
	out := Staged{At: s.db.Now()}
	sha, sm, look := sha256.New(), sm3.New(), &looker{}
	if out.Size, err = io.Copy(io.MultiWriter(f, sha, sm, look), io.LimitReader(reader{ctx, r}, s.size+1)); err != nil {
		return Staged{}, fault.Caused(err, fault.Invalid, "files.cut_off")
	}
	switch {
	case out.Size > s.size:
		return Staged{}, fault.New(fault.TooLarge, "files.too_large", s.size>>20)
	case out.Size == 0:
		return Staged{}, fault.New(fault.Invalid, "files.empty")
	}
	if out.Type, err = look.typeOf(f, out.Size); err != nil {
		return Staged{}, err
	}
	out.SHA256, out.SM3 = sum(sha), sum(sm)
	if err := s.keep(f, tmp, out); err != nil {
		return Staged{}, fmt.Errorf("files.Stage: %w", err)
	}
	return out, nil
}

func sum(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

// A reader stops when its context ends.
type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

func blobPath(sha string) string { return path.Join(blobs, sha[:2], sha[2:4], sha) }

// keep moves the staged file to its place, on the disk for good. Content that
// is there already is only marked as new, which keeps it from being swept.
func (s *Store) keep(f *os.File, tmp string, out Staged) error {
	to := blobPath(out.SHA256)
	if s.has(out.SHA256, out.Size) {
		err := s.root.Chtimes(to, out.At, out.At)
		if !errors.Is(err, fs.ErrNotExist) { // swept in this moment: then it is new after all
			return err
		}
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := s.root.Chtimes(tmp, out.At, out.At); err != nil {
		return err
	}
	if err := s.root.MkdirAll(path.Dir(to), 0o700); err != nil {
		return err
	}
	if err := s.root.Rename(tmp, to); err != nil {
		return err
	}
	return s.syncDir(path.Dir(to))
}

// syncDir has the disk remember the names of dir.
func (s *Store) syncDir(dir string) error {
	d, err := s.root.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func (s *Store) has(sha string, size int64) bool {
	info, err := s.root.Stat(blobPath(sha))
	return err == nil && info.Size() == size
}

// Open opens the content of f. The caller closes it.
func (s *Store) Open(f File) (io.ReadSeekCloser, error) {
	if len(f.SHA256) != 2*sha256.Size {
		return nil, fault.New(fault.NotFound, "files.missing", f.Name)
	}
	c, err := s.root.Open(blobPath(f.SHA256))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Caused(err, fault.NotFound, "files.missing", f.Name)
	}
	return c, err
}

// Verify reads the content of f again and compares it with both hashes.
func (s *Store) Verify(ctx context.Context, f File) error {
	c, err := s.Open(f)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	sha, sm := sha256.New(), sm3.New()
	if _, err := io.Copy(io.MultiWriter(sha, sm), reader{ctx, c}); err != nil {
		return fmt.Errorf("files.Verify: %w", err)
	}
	if sum(sha) != f.SHA256 || sum(sm) != f.SM3 {
		return fault.New(fault.Internal, "files.damaged", f.Name)
	}
	return nil
}
