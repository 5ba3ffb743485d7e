package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/disk"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
)

// Format is the format of a backup.
const Format = "gongkai-backup/1"

// nameForm is the form of the name of a backup.
const nameForm = "20060102T150405Z"

// NameOf is the name of what was kept at a time: of a backup, when it was begun.
func NameOf(t time.Time) string { return t.UTC().Format(nameForm) }

const (
	partial      = ".partial-"
	manifestFile = "manifest.json"
	sumsFile     = "SHA256SUMS"
	tablesDir    = "tables"
	contentsDir  = "files"
)

// A Manifest says what a backup is of.
type Manifest struct {
	Format   string            `json:"format"`
	Name     string            `json:"name"`
	MadeAt   time.Time         `json:"made_at"` // when it was begun
	Program  string            `json:"program"` // version
	Engine   string            `json:"engine"`
	Database db.Dump           `json:"database"`
	Contents int               `json:"contents"`          // of attachments
	Bytes    int64             `json:"bytes"`             // of the contents and the tables as they are kept
	Missing  []string          `json:"missing,omitempty"` // contents that the store did not have, or not whole
	Keys     map[string]string `json:"keys"`              // name of a key file to its SHA-256
	Sums     string            `json:"sums"`              // SHA-256 of SHA256SUMS
}

// A Source is what is backed up.
type Source struct {
	DB      *db.DB
	Files   *files.Store
	Keys    []string // files; only their hashes go into the backup
	Leave   []string // tables that are made anew
	Program string
}

// errGone has a backup begin again: a content was swept between the dump and its copy.
var errGone = errors.New("backup: a content is gone")

// Make makes a backup in dir while the program serves, and returns its manifest. What
// an earlier backup has of the contents is not copied again.
//
// Errors: Conflict if the disk is full, or a backup of this second is there.
func (s Source) Make(ctx context.Context, dir string) (_ Manifest, err error) {
	defer fault.Wrap(&err, "backup.Make")
	if err := disk.Told(os.MkdirAll(dir, 0o700), dir); err != nil {
		return Manifest{}, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return Manifest{}, disk.Told(err, dir)
	}
	defer func() { _ = root.Close() }()
	w := &writing{Source: s, root: folder{root}, sums: map[string]string{}}
	err = w.run(ctx, false)
	if errors.Is(err, errGone) {
		err = w.run(ctx, true)
	}
	return w.manifest, disk.Below(err, dir)
}

// writing is one backup that is being made.
type writing struct {
	Source
	root     folder
	manifest Manifest
	sums     map[string]string // path from DIR to SHA-256
}

// run makes the backup. With last it notes contents that are not in the store, and
// does not begin again.
func (w *writing) run(ctx context.Context, last bool) (err error) {
	now := w.DB.Now()
	m := Manifest{Format: Format, Name: NameOf(now), MadeAt: now.Truncate(time.Second), Program: w.Program, Engine: w.DB.Engine()}
	if m.Keys, err = Hashes(w.Keys); err != nil {
		return err
	}
	at := partial + m.Name
	if _, err := w.root.Stat(m.Name); err == nil {
		return fault.New(fault.Conflict, "backup.exists", m.Name)
	}
	if err := w.root.MkdirAll(path.Join(at, tablesDir), 0o700); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = w.root.RemoveAll(at)
		}
	}()
	clear(w.sums)
	if m.Database, err = w.DB.Dump(ctx, w.Leave, func(table string) (io.WriteCloser, error) {
		return w.table(path.Join(at, tablesDir, table+tableEnd), path.Join(m.Name, tablesDir, table+tableEnd), &m.Bytes)
	}); err != nil {
		return err
	}
	contents, err := files.Contents(m.Database, func(table string) (io.ReadCloser, error) {
		return w.root.unzip(path.Join(at, tablesDir, table+tableEnd))
	})
	if err != nil {
		return err
	}
	if m.Missing, err = w.contents(ctx, contents, last); err != nil {
		return err
	}
	slices.Sort(m.Missing)
	m.Contents = len(contents) - len(m.Missing)
	for sha, size := range contents {
		if !slices.Contains(m.Missing, sha) {
			m.Bytes += size
			w.sums[contentPath(sha)] = sha
		}
	}
	w.manifest = m
	return w.finish(at)
}

// finish writes down what is there and gives the backup its name.
func (w *writing) finish(at string) error {
	var b strings.Builder
	names := make([]string, 0, len(w.sums))
	for name := range w.sums {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(&b, "%s  %s\n", w.sums[name], name)
	}
	w.manifest.Sums = sumOf([]byte(b.String()))
	text, err := json.MarshalIndent(w.manifest, "", " ")
	if err != nil {
		return err
	}
	if err := w.root.write(path.Join(at, sumsFile), []byte(b.String())); err != nil {
		return err
	}
	if err := w.root.write(path.Join(at, manifestFile), append(text, '\n')); err != nil {
		return err
	}
	for _, dir := range []string{path.Join(at, tablesDir), at} {
		if err := disk.Sync(w.root.Open(dir)); err != nil {
			return err
		}
	}
	if err := w.root.Rename(at, w.manifest.Name); err != nil {
		return err
	}
	return disk.Sync(w.root.Open("."))
}

func sumOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func contentPath(sha string) string { return path.Join(contentsDir, sha[:2], sha[2:4], sha) }
