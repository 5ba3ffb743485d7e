package journal

import (
	"context"
	"encoding/binary"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/db"
)

// Proof returns the portable proof of a public act: of the entry, if what is
// the id of one, else of the newest public act on the thing what ("plan/17").
// It has the content of a public act and never that of a sealed one. A leaf is
// in the tree within about a second; until then the fault is Busy.
func (j *Journal) Proof(ctx context.Context, what string) (proof.Bundle, error) {
	return j.bundle(ctx, what, false)
}

// Disclose is Proof of one entry with the content also of a sealed act, for
// whom the act concerns. The caller has to know that this is who asks.
func (j *Journal) Disclose(ctx context.Context, entry int64) (proof.Bundle, error) {
	return j.bundle(ctx, strconv.FormatInt(entry, 10), true)
}

func (j *Journal) bundle(ctx context.Context, what string, disclose bool) (b proof.Bundle, err error) {
	err = j.db.Read(ctx, func(tx *db.Tx) error {
		e, err := findProvable(tx, what)
		if err != nil {
			return err
		}
		if e.Index < 0 {
			return fault.New(fault.Busy, "journal.not_yet")
		}
		path, err := proof.Include(e.Size, e.Index, tilesOf(tx))
		if err != nil {
			return err
		}
		b = proof.NewBundle(j.Key(), e.Index, e.Leaf, path, e.Checkpoint)
		switch {
		case e.Erased():
		case e.Form == FormPublic:
			b.Disclose(string(e.Body), nil)
		case disclose:
			b.Disclose(string(e.Body), e.contentSalt())
		}
		return nil
	})
	return b, err
}

// leaf is a line of the log.
type leaf struct {
	Index int64  `db:"idx"`
	Entry int64  `db:"entry"`
	Text  string `db:"leaf"`
}

// provable is an entry with its leaf and the newest checkpoint, in one read: of
// a proof, the ways to the database are what takes time.
type provable struct {
	Entry
	Index      int64  `db:"coalesce(idx, -1)"` // -1: not in the tree yet
	Leaf       string `db:"coalesce(leaf, '')"`
	Size       int64  `db:"coalesce(size, 0)"`
	Checkpoint string `db:"coalesce(checkpoint, '')"`
}

// findProvable finds the entry that Proof is asked for; internal ones are not there for it.
func findProvable(tx *db.Tx, what string) (provable, error) {
	var w db.Where
	w.In("form", FormPublic, FormSealed)
	if id, err := strconv.ParseInt(what, 10, 64); err == nil {
		w.And("id = ?", id)
	} else {
		w.And("ref = ?", what)
	}
	e, err := db.Get[provable](tx, "FROM (SELECT id, at, actor_kind, actor_id, actor_name, unit, act, ref, noun, form, body, salt FROM journal_entry"+w.String()+` ORDER BY at DESC, id DESC LIMIT 1) e
		LEFT JOIN journal_leaf ON entry = id
		LEFT JOIN (SELECT size, checkpoint FROM journal_head ORDER BY seq DESC LIMIT 1) h ON 1 = 1`, w.Args...)
	if fault.Of(err) == fault.NotFound {
		return e, fault.New(fault.NotFound, "journal.no_proof", what)
	}
	return e, err
}

func tilesOf(tx *db.Tx) proof.Tiles {
	return func(need []proof.Place) (map[proof.Place][]byte, error) { return readTiles(tx, need) }
}

// Checkpoint is the newest signed checkpoint: /checkpoint of C2SP tlog-tiles.
func (j *Journal) Checkpoint(ctx context.Context) (signed string, err error) {
	err = j.db.Read(ctx, func(tx *db.Tx) error {
		h, err := lastHead(tx)
		if err == nil && h.Seq == 0 {
			err = fault.New(fault.Busy, "journal.not_yet")
		}
		signed = h.Checkpoint
		return err
	})
	return signed, err
}

// Since proves to somebody who kept an old checkpoint that the log of today
// begins with the log of then.
func (j *Journal) Since(ctx context.Context, old string) (g proof.Growth, err error) {
	c, err := j.Key().Open(old)
	if err != nil {
		return g, err
	}
	err = j.db.Read(ctx, func(tx *db.Tx) error {
		h, err := lastHead(tx)
		if err != nil {
			return err
		}
		if c.Size > h.Size {
			return fault.New(fault.Conflict, "journal.shorter", h.Size, c.Size)
		}
		path, err := proof.Extend(h.Size, c.Size, tilesOf(tx))
		g = proof.NewGrowth(j.Key(), old, h.Checkpoint, path)
		return err
	})
	return g, err
}

// Tile is the resource of C2SP tlog-tiles at a path such as
// "tile/0/x001/067", "tile/1/000.p/12" or "tile/entries/000". What a path
// names never changes, so it may be cached for ever.
func (j *Journal) Tile(ctx context.Context, path string) (data []byte, err error) {
	t, ok := parsePath(path)
	if !ok {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	err = j.db.Read(ctx, func(tx *db.Tx) error {
		data, err = resource(tx, t)
		return err
	})
	return data, err
}

// Export passes to write every resource that a copy of the first old leaves
// does not have yet, and the checkpoint last, so that a copy of static files is
// whole at every moment.
func (j *Journal) Export(ctx context.Context, old int64, write func(path string, data []byte) error) error {
	return j.db.Read(ctx, func(tx *db.Tx) error {
		h, err := lastHead(tx)
		if err != nil {
			return err
		}
		for _, t := range tlog.NewTiles(proof.TileHeight, old, h.Size) {
			if err := export(tx, t, write); err != nil {
				return err
			}
			if t.L == 0 {
				t.L = entries
				if err := export(tx, t, write); err != nil {
					return err
				}
			}
		}
		return write("checkpoint", []byte(h.Checkpoint))
	})
}

func export(tx *db.Tx, t tlog.Tile, write func(string, []byte) error) error {
	data, err := resource(tx, t)
	if err != nil {
		return err
	}
	return write(formatPath(t), data)
}

// entries is the level of the tiles that hold the leaves themselves.
const entries = -1

// Package tlog writes the height of tiles into their path and calls the leaves
// "data"; C2SP tlog-tiles leaves out the height and calls them "entries".
const tlogPrefix, tlogEntries = "tile/8/", "data/"

func parsePath(path string) (tlog.Tile, bool) {
	rest, ok := strings.CutPrefix(path, "tile/")
	if after, found := strings.CutPrefix(rest, "entries/"); found {
		rest = tlogEntries + after
	} else if strings.HasPrefix(rest, tlogEntries) {
		return tlog.Tile{}, false
	}
	t, err := tlog.ParseTilePath(tlogPrefix + rest)
	return t, ok && err == nil
}

func formatPath(t tlog.Tile) string {
	rest := strings.TrimPrefix(t.Path(), tlogPrefix)
	if after, found := strings.CutPrefix(rest, tlogEntries); found {
		rest = "entries/" + after
	}
	return "tile/" + rest
}

func resource(tx *db.Tx, t tlog.Tile) ([]byte, error) {
	if t.L == entries {
		return entryBundle(tx, t)
	}
	data, err := readTile(tx, t.L, t.N)
	if err != nil {
		return nil, err
	}
	if len(data) < t.W*tlog.HashSize {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	return data[:t.W*tlog.HashSize], nil
}

// entryBundle is the leaves of a tile, each after its length in two bytes.
func entryBundle(tx *db.Tx, t tlog.Tile) ([]byte, error) {
	first := t.N * proof.TileWidth
	leaves, err := db.All[leaf](tx, "FROM journal_leaf WHERE idx >= ? AND idx < ? ORDER BY idx", first, first+int64(t.W))
	if err != nil {
		return nil, err
	}
	if len(leaves) < t.W {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	var b []byte
	for _, l := range leaves {
		size := uint16(len(l.Text)) //nolint:gosec // a longer leaf is refused when it is put
		b = append(binary.BigEndian.AppendUint16(b, size), l.Text...)
	}
	return b, nil
}
