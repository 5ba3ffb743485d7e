package backup

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"gongkai.example/gongkai/internal/kernel/disk"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// copiers is how many contents are copied at a time: a store that is far away answers
// late, and does not mind several questions.
const copiers = 4

// contents copies those contents that no earlier backup has, and returns those that the
// store does not have, or not whole.
func (w *writing) contents(ctx context.Context, all map[string]int64, last bool) (missing []string, err error) {
	if err := w.root.MkdirAll(contentsDir, 0o700); err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	todo := make(chan string)
	var mu sync.Mutex
	var work sync.WaitGroup
	for range copiers {
		work.Go(func() {
			for sha := range todo {
				there, e := w.content(ctx, sha, all[sha])
				mu.Lock()
				switch {
				case e == nil && !there && !last:
					e = errGone
				case e == nil && !there:
					missing = append(missing, sha)
				}
				if e != nil && err == nil {
					err = e // the first; those after it come of the stop
					stop()
				}
				mu.Unlock()
			}
		})
	}
	for _, sha := range slices.Sorted(maps.Keys(all)) {
		select {
		case todo <- sha:
		case <-ctx.Done():
		}
	}
	close(todo)
	work.Wait()
	if err == nil {
		err = ctx.Err()
	}
	return missing, err
}

// content has a content in the folder, and reports whether it is there.
func (w *writing) content(ctx context.Context, sha string, size int64) (bool, error) {
	name := contentPath(sha)
	if info, err := w.root.Stat(name); err == nil && info.Size() == size {
		now := w.DB.Now() // which keeps it from Prune
		return true, w.root.Chtimes(name, now, now)
	}
	in, err := w.Files.OpenContent(ctx, sha)
	if fault.Of(err) == fault.NotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer func() { _ = in.Close() }()
	return w.root.keep(sha, in)
}

// pruneGrace is how long what no backup names stays: another program may be making the
// backup that will name it.
const pruneGrace = 24 * time.Hour

// Pruned says what Prune did.
type Pruned struct {
	Gone []string // names of the backups that it removed
	Bad  []Bad    // those that it let be and did not count, since they cannot be read
}

// Prune keeps the newest backups of dir, at least one, and removes the others with the
// contents that only they name. While a backup cannot be read, nobody knows which
// contents it names, so all of them stay.
func Prune(ctx context.Context, dir string, keep int, now time.Time) (p Pruned, err error) {
	defer fault.Wrap(&err, "backup.Prune")
	all, bad, err := List(dir)
	if err != nil {
		return p, err
	}
	p.Bad = bad
	root, err := open(dir)
	if err != nil {
		return p, err
	}
	defer func() { _ = root.Close() }()
	kept, held, old := 0, map[string]bool{}, []string{}
	for _, m := range slices.Backward(all) {
		sums, err := root.sums(m)
		switch {
		case err != nil:
			p.Bad = append(p.Bad, Bad{m.Name, disk.Below(err, dir)})
		case kept < max(1, keep):
			kept++
			for name := range sums {
				held[name] = true
			}
		default:
			old = append(old, m.Name)
		}
	}
	slices.SortFunc(p.Bad, func(a, b Bad) int { return strings.Compare(a.Name, b.Name) })
	for _, name := range slices.Backward(old) {
		if err := root.RemoveAll(name); err != nil {
			return p, disk.Below(err, dir)
		}
		p.Gone = append(p.Gone, name)
	}
	before := now.Add(-pruneGrace)
	err = root.sweepPartial(before)
	if err == nil && len(p.Bad) == 0 {
		err = root.sweepContents(ctx, held, before)
	}
	return p, disk.Below(err, dir)
}

// sweepPartial removes what was cut off, if older than before.
func (f folder) sweepPartial(before time.Time) error {
	top, err := fs.ReadDir(f.FS(), ".")
	if err != nil {
		return err
	}
	for _, e := range top {
		info, err := e.Info()
		if err == nil && strings.HasPrefix(e.Name(), partial) && info.ModTime().Before(before) {
			err = f.RemoveAll(e.Name())
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// sweepContents removes contents that nothing holds, if older than before.
func (f folder) sweepContents(ctx context.Context, held map[string]bool, before time.Time) error {
	err := fs.WalkDir(f.FS(), contentsDir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || held[path.Clean(name)] {
			return errors.Join(err, ctx.Err())
		}
		info, err := e.Info()
		if err == nil && info.ModTime().Before(before) {
			err = f.Remove(name)
		}
		return err
	})
	if errors.Is(err, fs.ErrNotExist) { // nothing has ever been attached
		err = nil
	}
	return err
}
