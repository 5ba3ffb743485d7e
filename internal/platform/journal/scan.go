package journal

import (
	"context"
	"errors"
	"runtime"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/db"
)

// survey takes stock in one snapshot: how many of everything there are, the
// tiles above the leaves, and whatever stands outside the tree.
func (v *verifier) survey(ctx context.Context) error {
	return v.db.Read(ctx, func(tx *db.Tx) error {
		last, err := lastHead(tx)
		if err != nil {
			return err
		}
		v.report.Size, v.report.Heads = last.Size, last.Seq
		var leaves, twice int64
		for from, n := range map[string]*int64{
			"journal_entry": &v.report.Entries, "journal_pending": &v.report.Pending, "journal_leaf": &leaves,
			"journal_pending p JOIN journal_leaf l ON l.entry = p.entry": &twice,
		} {
			if *n, err = db.One[int64](tx, "SELECT count(*) FROM "+from); err != nil {
				return err
			}
		}
		if leaves > last.Size {
			v.late = &Finding{What: LeafUnsigned, Index: last.Size}
		}
		if err := v.surveyTiles(tx); err != nil || v.late != nil {
			return err
		}
		if err := v.surveyPending(tx); err != nil || v.late != nil {
			return err
		}
		if v.report.Entries == v.report.Pending+leaves-twice {
			return nil
		}
		return v.surveyUnlogged(tx)
	})
}

// surveyTiles reads the tiles above the leaves, and looks for hashes that no leaf accounts for.
func (v *verifier) surveyTiles(tx *db.Tx) error {
	v.upper = map[proof.Place][]byte{}
	tiles, err := db.All[storedTile](tx, "FROM journal_tile WHERE level > 0")
	if err != nil {
		return err
	}
	for _, t := range tiles {
		v.upper[proof.Place{Level: t.Level, N: t.N}] = t.Data
	}
	type shape struct {
		Level int   `db:"level"`
		Tiles int64 `db:"count(*)"`
		Bytes int64 `db:"sum(length(data))"`
	}
	shapes, err := db.All[shape](tx, "FROM journal_tile GROUP BY level ORDER BY level")
	if err != nil {
		return err
	}
	for _, s := range shapes {
		nodes := v.report.Size >> (s.Level * proof.TileHeight)
		more := s.Tiles > (nodes+proof.TileWidth-1)/proof.TileWidth || s.Bytes > nodes*tlog.HashSize
		if more && v.late == nil {
			v.late = &Finding{What: TileChanged, Index: v.report.Size}
		}
	}
	return nil
}

// surveyPending checks the leaves that wait for the sequencer against their entries.
func (v *verifier) surveyPending(tx *db.Tx) error {
	type row struct {
		Leaf string `db:"leaf"`
		Entry
	}
	seen := int64(0)
	err := db.Each(tx, func(r row) error {
		seen++
		if !fits(r.Entry, r.Leaf) && v.late == nil {
			v.late = &Finding{What: EntryChanged, Index: -1, Entry: r.ID, Differs: differs(r.Entry, r.Leaf)}
		}
		return nil
	}, "FROM journal_pending JOIN journal_entry ON id = entry ORDER BY entry")
	if err != nil || v.late != nil || seen == v.report.Pending {
		return err
	}
	p, err := db.Get[pending](tx, "FROM journal_pending WHERE NOT EXISTS (SELECT 1 FROM journal_entry WHERE id = entry) ORDER BY entry LIMIT 1")
	v.late = &Finding{What: EntryRemoved, Index: -1, Entry: p.Entry}
	return err
}

// surveyUnlogged finds the first entry that was put in behind the log's back.
func (v *verifier) surveyUnlogged(tx *db.Tx) error {
	e, err := db.Get[Entry](tx, `FROM journal_entry WHERE NOT EXISTS (SELECT 1 FROM journal_leaf WHERE entry = id)
		AND NOT EXISTS (SELECT 1 FROM journal_pending WHERE entry = id) ORDER BY id LIMIT 1`)
	if fault.Of(err) == fault.NotFound {
		return nil // entries are fewer than leaves; the leaf without one is found at its place
	}
	v.late = &Finding{What: EntryUnlogged, Index: -1, Entry: e.ID}
	return err
}

// line is a leaf beside its entry.
type line struct {
	leaf
	e Entry
}

// row is how line is read.
type row struct {
	Index int64  `db:"idx"`
	Text  string `db:"leaf"`
	Entry
}

// span is a part of the log in the order of the leaves.
type span struct {
	first  int64
	hashes []proof.Hash // of the lowest tiles
	bad    *line        // the first leaf at which tile, leaf and entry differ
	badAt  int64        // its index; -1 if all fit
	erased []erased
}

type erased struct{ index, entry int64 }

// spanTiles is how many tiles a span has.
const spanTiles = 8

// leaves goes through the log, several spans at a time and in order.
func (v *verifier) leaves(ctx context.Context) error {
	if err := v.compareMarks(); err != nil { // those of the empty tree
		return err
	}
	const width = spanTiles * proof.TileWidth
	total := v.limit()
	return pipeline(ctx, (total+width-1)/width, func(ctx context.Context, i int64) (s span, err error) {
		err = v.db.Read(ctx, func(tx *db.Tx) error {
			s, err = readSpan(tx, i*width, min((i+1)*width, total))
			return err
		})
		return s, err
	}, func(s span) error {
		for i, h := range s.hashes {
			if s.first+int64(i) == s.badAt {
				break
			}
			if err := v.append(h); err != nil {
				return err
			}
		}
		v.erased = append(v.erased, s.erased...)
		if s.badAt >= 0 {
			return v.diagnose(ctx, s.badAt, s.bad)
		}
		if v.progress != nil {
			v.progress(v.tree.Size(), total)
		}
		return nil
	})
}

func readSpan(tx *db.Tx, first, end int64) (span, error) {
	s := span{first: first, badAt: -1}
	var err error
	if s.hashes, err = readHashes(tx, first, end); err != nil {
		return s, err
	}
	at := first
	err = db.Each(tx, func(r row) error {
		if r.Index != at {
			return errFound
		}
		if !s.holds(r) {
			s.bad = &line{leaf{r.Index, r.ID, r.Text}, r.Entry}
			return errFound
		}
		if r.Erased() {
			s.erased = append(s.erased, erased{at, r.ID})
		}
		at++
		return nil
	}, "FROM journal_leaf JOIN journal_entry ON id = entry WHERE idx >= ? AND idx < ? ORDER BY idx", first, end)
	if at < end && (err == nil || errors.Is(err, errFound)) {
		s.badAt, err = at, nil
	}
	return s, err
}

// holds reports whether tile, leaf and entry say the same.
func (s *span) holds(r row) bool {
	i := int(r.Index - s.first)
	return i < len(s.hashes) && s.hashes[i] == proof.LeafHash(r.Text) && fits(r.Entry, r.Text)
}

// readHashes reads the hashes of leaves out of the lowest tiles, up to the first that is not there.
func readHashes(tx *db.Tx, first, end int64) ([]proof.Hash, error) {
	out := make([]proof.Hash, 0, end-first)
	for i := first; i < end; {
		data, err := readTile(tx, 0, i/proof.TileWidth)
		if fault.Of(err) == fault.NotFound {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		tileEnd := min(end, (i/proof.TileWidth+1)*proof.TileWidth)
		for ; i < tileEnd; i++ {
			at := i % proof.TileWidth * tlog.HashSize
			if int64(len(data)) < at+tlog.HashSize {
				return out, nil
			}
			out = append(out, proof.Hash(data[at:at+tlog.HashSize]))
		}
	}
	return out, nil
}

// fits reports whether a leaf is the one that the entry has to have. Of an
// erased entry only what stands open in the leaf can be compared.
func fits(e Entry, text string) bool {
	if e.Noun != nounOf(e.Ref) {
		return false
	}
	if !e.Erased() {
		return len(e.Salt) == 2*proof.SaltSize && e.leaf().Text() == text
	}
	l, err := proof.ParseLeaf(text)
	if err != nil || e.Body != "" {
		return false
	}
	switch e.Form {
	case FormInternal:
		return l.Internal()
	case FormPublic, FormSealed:
		return l == e.shown(l) && l.Sealed() == (e.Form == FormSealed)
	}
	return false
}

// pipeline has work done for 0, 1, … n-1, several at a time, and passes the
// results to use in order; the first error ends it.
func pipeline[T any](ctx context.Context, n int64, work func(context.Context, int64) (T, error), use func(T) error) error {
	type result struct {
		value T
		err   error
	}
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel()
	queue := make(chan chan result, runtime.GOMAXPROCS(0))
	running.Go(func() {
		defer close(queue)
		for i := range n {
			out := make(chan result, 1)
			select {
			case queue <- out:
				running.Go(func() {
					value, err := work(ctx, i)
					out <- result{value, err}
				})
			case <-ctx.Done():
				return
			}
		}
	})
	for out := range queue {
		r := <-out
		if r.err != nil {
			return r.err
		}
		if err := use(r.value); err != nil {
			return err
		}
	}
	return ctx.Err()
}
