package backup

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
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

// A Backup is one that is whole, to be read.
type Backup struct {
	Manifest
	dir  string
	root folder
	sum  map[string]string // path from the folder to SHA-256
}

func open(dir string) (folder, error) {
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return folder{}, fault.Caused(err, fault.NotFound, "backup.no_folder", dir)
	}
	if info, statErr := os.Stat(dir); err != nil && statErr == nil && !info.IsDir() { // which has no error of its own
		return folder{}, fault.Caused(err, fault.Invalid, "disk.not_folder", dir)
	}
	return folder{root}, disk.Told(err, dir)
}

// A Bad backup has a name, and something of it that all others hang on cannot be read.
type Bad struct {
	Name string
	Err  error // what is wrong
}

// List returns the backups of a folder, and those whose manifest cannot be read, both the
// oldest first. It is asked each time that somebody measures, so it looks no deeper.
//
// Errors: NotFound if there is no folder.
func List(dir string) (all []Manifest, bad []Bad, err error) {
	root, err := open(dir)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = root.Close() }()
	entries, err := fs.ReadDir(root.FS(), ".") // sorted
	if err != nil {
		return nil, nil, disk.Told(err, dir)
	}
	for _, e := range entries {
		if !isName(e.Name()) || !e.IsDir() {
			continue
		}
		m, err := root.manifest(e.Name())
		if err != nil {
			bad = append(bad, Bad{e.Name(), disk.Below(err, dir)})
			continue
		}
		all = append(all, m)
	}
	return all, bad, nil
}

// isName reports whether a name is that of a backup.
func isName(name string) bool {
	_, err := time.Parse(nameForm, name)
	return err == nil
}

func (f folder) manifest(name string) (m Manifest, err error) {
	text, err := f.ReadFile(path.Join(name, manifestFile))
	if errors.Is(err, fs.ErrPermission) {
		return m, err
	}
	if err == nil {
		err = json.Unmarshal(text, &m)
	}
	if err != nil || m.Name != name {
		return m, fault.Caused(err, fault.Invalid, "backup.bad_manifest", name)
	}
	if m.Format != Format {
		return m, fault.New(fault.Invalid, "backup.other_format", name, m.Format)
	}
	return m, nil
}

// sums reads what files a backup has.
func (f folder) sums(m Manifest) (map[string]string, error) {
	text, err := f.ReadFile(path.Join(m.Name, sumsFile))
	if errors.Is(err, fs.ErrPermission) {
		return nil, err
	}
	if err != nil || sumOf(text) != m.Sums {
		return nil, fault.Caused(err, fault.Invalid, "backup.damaged", path.Join(m.Name, sumsFile))
	}
	out := map[string]string{}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		sum, name, ok := strings.Cut(lines.Text(), "  ")
		if !ok {
			return nil, fault.New(fault.Invalid, "backup.damaged", path.Join(m.Name, sumsFile))
		}
		out[name] = sum
	}
	return out, nil
}

// Open opens a backup of dir by its name, and looks at no other; "" is the newest.
// Close it.
//
// Errors: NotFound if there is none, Invalid if it cannot be read: an older one is opened
// only by its name, for who asks for the newest must not get older data unawares.
func Open(dir, name string) (_ *Backup, err error) {
	defer fault.Wrap(&err, "backup.Open")
	if name == "" {
		if name, err = newest(dir); err != nil {
			return nil, err
		}
	}
	root, err := open(dir)
	if err != nil {
		return nil, err
	}
	b := &Backup{root: root, dir: dir}
	if info, statErr := root.Stat(name); !isName(name) || errors.Is(statErr, fs.ErrNotExist) || statErr == nil && !info.IsDir() {
		err = fault.New(fault.NotFound, "backup.none", dir, name)
	} else if b.Manifest, err = root.manifest(name); err == nil {
		b.sum, err = root.sums(b.Manifest)
	}
	if err != nil {
		return nil, errors.Join(disk.Below(err, dir), root.Close())
	}
	return b, nil
}

// newest is the name of the newest backup of a folder.
func newest(dir string) (string, error) {
	all, bad, err := List(dir)
	if err != nil {
		return "", err
	}
	good := ""
	if len(all) > 0 {
		good = all[len(all)-1].Name
	}
	if n := len(bad); n > 0 && good == "" {
		return "", bad[n-1].Err
	} else if n > 0 && bad[n-1].Name > good {
		return "", fault.Caused(bad[n-1].Err, fault.Invalid, "backup.newest_bad", fault.As(bad[n-1].Err).Text, good)
	}
	if good == "" {
		return "", fault.New(fault.NotFound, "backup.none", dir, "")
	}
	return good, nil
}

// Close gives the folder back.
func (b *Backup) Close() error { return b.root.Close() }

// Verify reads every file of the backup again, and asks that each content which the
// tables name is among them.
//
// Errors: Invalid, with a row for each file that is missing or damaged.
func (b *Backup) Verify(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "backup.Verify")
	var bad []fault.Row
	for _, name := range slices.Sorted(maps.Keys(b.sum)) {
		if err := ctx.Err(); err != nil {
			return err
		}
		sum, err := b.root.sum(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			bad = append(bad, fault.Row{File: name, Text: fault.T("backup.file_gone")})
		case err != nil:
			return disk.Below(err, b.dir)
		case sum != b.sum[name]:
			bad = append(bad, fault.Row{File: name, Text: fault.T("backup.file_differs")})
		}
	}
	if len(bad) > 0 {
		return &fault.Error{Kind: fault.Invalid, Text: fault.T("backup.bad_files", b.Name, len(bad)), Rows: bad}
	}
	return b.named()
}

// named asks that each content which the tables name is a file of the backup.
func (b *Backup) named() error {
	all, err := b.contents()
	if err != nil {
		return disk.Below(err, b.dir)
	}
	for sha := range all {
		if b.sum[contentPath(sha)] == "" && !slices.Contains(b.Missing, sha) {
			return fault.New(fault.Invalid, "backup.damaged", path.Join(b.Name, sumsFile))
		}
	}
	for _, t := range b.Database.Tables {
		if b.sum[b.tablePath(t.Name)] == "" {
			return fault.New(fault.Invalid, "backup.damaged", path.Join(b.Name, sumsFile))
		}
	}
	return nil
}

func (b *Backup) tablePath(name string) string { return path.Join(b.Name, tablesDir, name+tableEnd) }

// table gives the rows of a table.
func (b *Backup) table(name string) (io.ReadCloser, error) { return b.root.unzip(b.tablePath(name)) }

func (b *Backup) contents() (map[string]int64, error) { return files.Contents(b.Database, b.table) }

// Load fills an empty database, of whichever engine. Verify comes first.
func (b *Backup) Load(ctx context.Context, d *db.DB) error {
	return d.Load(ctx, b.Database, b.table)
}

// Fill gives a store the contents of the backup that it does not have yet, and returns how many.
func (b *Backup) Fill(ctx context.Context, s *files.Store) (n int, err error) {
	defer fault.Wrap(&err, "backup.Fill")
	all, err := b.contents()
	if err != nil {
		return 0, err
	}
	for _, sha := range slices.Sorted(maps.Keys(all)) {
		if slices.Contains(b.Missing, sha) {
			continue
		}
		there, err := s.Has(ctx, sha, all[sha])
		if err == nil && !there {
			err = b.fill(ctx, s, sha)
			n++
		}
		if err != nil {
			return n, fmt.Errorf("%s: %w", sha, err)
		}
	}
	return n, nil
}

func (b *Backup) fill(ctx context.Context, s *files.Store, sha string) error {
	in, err := b.root.Open(contentPath(sha))
	if err != nil {
		return err
	}
	return errors.Join(s.Restore(ctx, sha, in), in.Close())
}
