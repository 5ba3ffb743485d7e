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
	"strings"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/secret"
)

const (
	blobs   = "blobs" // blobs/ab/cd/<sha256>
	staging = "staging"

	// DefaultGrace is how long content that nothing holds stays.
	DefaultGrace = 24 * time.Hour
	// DefaultSize is the limit of one file in bytes.
	DefaultSize = 50 << 20
)

// storage is where contents lie, each under its SHA-256. A content that is not
// there is fs.ErrNotExist.
type storage interface {
	// put keeps the staged file f, whose name in the folder is tmp, and marks it as new.
	put(ctx context.Context, f *os.File, tmp string, c Staged) error
	has(ctx context.Context, sha string, size int64) (bool, error)
	open(ctx context.Context, sha string) (io.ReadSeekCloser, error)
	// sweep removes what was last put before a time and is not held.
	sweep(ctx context.Context, before time.Time, held func(sha string) (bool, error)) (int, error)
}

// A Store keeps contents, in a folder or in a bucket. What is being received
// lies in the folder either way.
type Store struct {
	root    *os.Root
	blobs   storage
	scanner scanner
	db      *db.DB // for its clock, and to ask what is held
	box     *secret.Box
	size    int64
	grace   time.Duration
	texts   *jobs.Kind[textOf]
}

// Config says where the store is; zero numbers are the defaults above.
type Config struct {
	Dir   string      // made if it is not there
	S3    S3          // with no URL contents are in Dir
	Clamd string      // address of the virus scanner: unix:///… or tcp://host:port; "" is none
	Box   *secret.Box // of StageLocked; nil takes nothing of the kind
	Size  int64       // bytes of one file
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
	s := &Store{root: root, blobs: folder{root}, scanner: scanner(c.Clamd), db: d, box: c.Box, size: c.Size, grace: c.Grace}
	if s.size == 0 {
		s.size = DefaultSize
	}
	if s.grace == 0 {
		s.grace = DefaultGrace
	}
	if c.S3.URL != "" {
		if s.blobs, err = openS3(c.S3, s.grace, d.Now); err != nil {
			return nil, errors.Join(err, root.Close())
		}
	}
	s.texts = jobs.Define("files.text", s.readText, jobs.Tries(textTries))
	return s, nil
}

// Reach asks the servers of c whether they answer: the bucket and the scanner.
// It returns the addresses that did.
func Reach(ctx context.Context, c Config) (answered []string, err error) {
	if c.S3.URL != "" {
		b, err := openS3(c.S3, 0, nil)
		if err != nil {
			return answered, away(err)
		}
		there, err := b.client.BucketExists(ctx, b.name)
		if err != nil {
			return answered, away(err)
		}
		if !there {
			return answered, fault.New(fault.NotFound, "files.no_bucket", b.name)
		}
		answered = append(answered, c.S3.URL)
	}
	if c.Clamd != "" {
		if err := scanner(c.Clamd).scan(ctx, strings.NewReader("ping")); err != nil {
			return answered, err
		}
		answered = append(answered, c.Clamd)
	}
	return answered, nil
}

// Close releases the folder.
func (s *Store) Close() error { return s.root.Close() }

// Staged is content that is stored and belongs to nothing yet. Stage makes it.
type Staged struct {
	SHA256, SM3 string
	Size        int64
	Type        Type
	At          time.Time
	Mark        string // of locked content: with the key of the program it opens it
}

// Stage stores the content of r. It refuses content that is empty, over the
// limit, of a type that is not allowed, or not whole.
func (s *Store) Stage(ctx context.Context, r io.Reader) (Staged, error) {
	out, look := Staged{At: s.db.Now()}, &looker{}
	in := io.TeeReader(io.LimitReader(reader{ctx, r}, s.size+1), look)
	return s.keep(ctx, out, received(in), func(f *os.File, size int64) (t Type, err error) {
		switch {
		case size > s.size:
			return "", fault.New(fault.TooLarge, "files.too_large", s.size>>20)
		case size == 0:
			return "", fault.New(fault.Invalid, "files.empty")
		}
		if t, err = look.typeOf(f, size); err != nil {
			return "", err
		}
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return "", fmt.Errorf("files.Stage: %w", err)
		}
		return t, s.scanner.scan(ctx, f)
	})
}

// StageMade is Stage for what the program itself makes as it goes, such as an archive: it is as
// large as it gets, and nobody has to look at it.
func (s *Store) StageMade(ctx context.Context, t Type, write func(io.Writer) error) (Staged, error) {
	return s.keep(ctx, Staged{At: s.db.Now(), Type: t}, func(w io.Writer) (int64, error) {
		n := &counted{to: w}
		err := write(n)
		return n.size, err
	}, nil)
}

// counted counts what is written.
type counted struct {
	to   io.Writer
	size int64
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.to.Write(p)
	c.size += int64(n)
	return n, err
}

// received is what somebody sends.
func received(r io.Reader) func(io.Writer) (int64, error) {
	return func(w io.Writer) (int64, error) { return receive(w, r) }
}

// receive copies what somebody sends. That the sending broke off is the sender's to mend; that
// it cannot be written down, as on a full disk, is not.
func receive(w io.Writer, r io.Reader) (int64, error) {
	from := &sending{Reader: r}
	n, err := io.Copy(w, from)
	if err != nil && from.err != nil {
		err = fault.Caused(err, fault.Invalid, "files.cut_off")
	}
	return n, err
}

// sending remembers that it broke off.
type sending struct {
	io.Reader
	err error
}

func (s *sending) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// keep has a content written into the folder, has it looked at unless that was done, and
// stores it.
func (s *Store) keep(ctx context.Context, out Staged, write func(io.Writer) (int64, error), look func(f *os.File, size int64) (Type, error)) (_ Staged, err error) {
	tmp := path.Join(staging, rand.Text())
	f, err := s.root.OpenFile(tmp, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return Staged{}, fmt.Errorf("files.Stage: %w", err)
	}
	defer func() {
		_ = f.Close()
		_ = s.root.Remove(tmp) // it is gone if it became a blob
	}()
	sha, sm := sha256.New(), sm3.New()
	if out.Size, err = write(io.MultiWriter(f, sha, sm)); err != nil {
		return Staged{}, fmt.Errorf("files.Stage: %w", err)
	}
	if look != nil {
		if out.Type, err = look(f, out.Size); err != nil {
			return Staged{}, err
		}
	}
	out.SHA256, out.SM3 = sum(sha), sum(sm)
	if err := s.blobs.put(ctx, f, tmp, out); err != nil {
		return Staged{}, away(err)
	}
	return out, nil
}

// away is the fault of a storage that does not answer; the cause is for the log.
func away(err error) error { return fault.Caused(err, fault.Busy, "files.away") }

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

// Open opens the content of f. The caller closes it.
func (s *Store) Open(ctx context.Context, f File) (io.ReadSeekCloser, error) {
	if !isHash(f.SHA256) {
		return nil, fault.New(fault.NotFound, "files.missing", f.Name)
	}
	c, err := s.blobs.open(ctx, f.SHA256)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Caused(err, fault.NotFound, "files.missing", f.Name)
	}
	if err != nil {
		return nil, away(err)
	}
	return c, nil
}

// isHash reports whether a name is that of a content, and no path to elsewhere.
func isHash(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == sha256.Size
}

// Verify reads the content of f again and compares it with both hashes.
func (s *Store) Verify(ctx context.Context, f File) error {
	c, err := s.Open(ctx, f)
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
