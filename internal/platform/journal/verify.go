package journal

import (
	"context"
	"errors"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/db"
)

// What is how a log does not fit.
type What string

// The ways, by what was found changed.
const (
	EntryChanged  What = "entry_changed"  // the entry is not the one that its leaf is about
	EntryRemoved  What = "entry_removed"  // a leaf has no entry
	EntryUnlogged What = "entry_unlogged" // an entry has no leaf
	EntryEmptied  What = "entry_emptied"  // the body is gone and nobody wrote down that it was erased
	LeafChanged   What = "leaf_changed"   // the leaf is not the one that was signed
	LeafMissing   What = "leaf_missing"
	LeafUnsigned  What = "leaf_unsigned" // leaves behind the last checkpoint
	Reordered     What = "reordered"     // the leaf was signed at another place
	TileChanged   What = "tile_changed"  // hashes of the tree were changed
	HeadChanged   What = "head_changed"  // a checkpoint is not signed by the key, or its row was changed
	HeadMissing   What = "head_missing"
	Rewritten     What = "rewritten" // leaves and hashes fit each other and not what was signed
	Shortened     What = "shortened" // a checkpoint that the caller kept has more leaves
)

// A Finding is the first leaf that does not fit.
type Finding struct {
	What    What       `json:"what"`
	Index   int64      `json:"index"`           // of the leaf; -1 if it has none
	Entry   int64      `json:"entry,omitempty"` // id, if known
	Ref     string     `json:"ref,omitempty"`   // the thing, if known
	Differs []string   `json:"differs,omitempty"`
	Text    fault.Text `json:"text"`
}

// A Report is the outcome of Verify.
type Report struct {
	Size        int64    `json:"size"` // leaves under the last checkpoint
	Root        string   `json:"root"`
	Heads       int64    `json:"heads"`   // signed checkpoints
	Entries     int64    `json:"entries"` // all, also those that wait for the sequencer
	Pending     int64    `json:"pending"`
	Erased      int64    `json:"erased"` // entries whose body was erased, with the record of it
	Fingerprint string   `json:"fingerprint"`
	Finding     *Finding `json:"finding,omitempty"` // nil if everything fits
}

// Err is the finding as an error, nil if everything fits.
func (r Report) Err() error {
	if r.Finding == nil {
		return nil
	}
	return &fault.Error{Kind: fault.Conflict, Text: r.Finding.Text}
}

// mark is a tree that was signed.
type mark struct {
	size int64
	root proof.Hash
}

// verifier holds the state of one Verify.
type verifier struct {
	*Journal
	report   Report
	progress func(done, total int64)
	upper    map[proof.Place][]byte // tiles above the leaves
	marks    []mark                 // signed trees by size; those before next hold
	next     int
	head     *Finding // first checkpoint that is wrong in itself
	late     *Finding // what only counts if all leaves fit
	above    *Finding // a hash above the leaves that differs, until the next mark tells why
	tree     proof.Tree
	erased   []erased
}

// errFound stops the work at the first finding.
var errFound = errors.New("found")

// Verify computes the whole log again from its entries: each leaf from its
// entry, each tile from the leaves, each root from the tiles, and compares with
// every checkpoint that was ever signed and with those that the caller kept,
// which alone can show that the end was cut off. It stops at the first leaf
// that does not fit. The log may grow meanwhile. progress may be nil.
func (j *Journal) Verify(ctx context.Context, progress func(done, total int64), known ...string) (Report, error) {
	v := &verifier{Journal: j, progress: progress}
	v.report.Fingerprint = j.Key().Fingerprint()
	if err := v.run(ctx, known); err != nil && !errors.Is(err, errFound) {
		return v.report, err
	}
	if f := v.report.Finding; f != nil {
		if err := v.describe(ctx, f); err != nil {
			return v.report, err
		}
	}
	return v.report, nil
}

func (v *verifier) run(ctx context.Context, known []string) error {
	if err := v.survey(ctx); err != nil {
		return err
	}
	if err := v.heads(ctx); err != nil {
		return err
	}
	if err := v.kept(known); err != nil {
		return err
	}
	if err := v.leaves(ctx); err != nil {
		return err
	}
	v.report.Root = v.tree.Root().String()
	if v.head != nil {
		return v.found(v.head)
	}
	if v.late != nil {
		return v.found(v.late)
	}
	return v.erasures(ctx)
}

func (v *verifier) found(f *Finding) error {
	v.report.Finding = f
	return errFound
}

// limit is how many leaves good checkpoints vouch for.
func (v *verifier) limit() int64 {
	if len(v.marks) == 0 {
		return 0
	}
	return v.marks[len(v.marks)-1].size
}

// headSpan is how many checkpoints are read at a time.
const headSpan = 1024

// heads checks the signature of every checkpoint and that none is missing.
func (v *verifier) heads(ctx context.Context) error {
	spans := (v.report.Heads + headSpan - 1) / headSpan
	seq := int64(0)
	err := pipeline(ctx, spans, func(ctx context.Context, i int64) (out []signed, err error) {
		err = v.db.Read(ctx, func(tx *db.Tx) error {
			heads, err := db.All[head](tx, "FROM journal_head WHERE seq > ? AND seq <= ? ORDER BY seq", i*headSpan, min((i+1)*headSpan, v.report.Heads))
			for _, h := range heads {
				c, err := v.Key().Open(h.Checkpoint)
				out = append(out, signed{h.Seq, mark{c.Size, c.Root}, err == nil && c.Size == h.Size})
			}
			return err
		})
		return out, err
	}, func(span []signed) error {
		for _, s := range span {
			seq++
			switch {
			case s.seq != seq:
				v.head = &Finding{What: HeadMissing, Index: v.limit()}
			case !s.good || len(v.marks) > 0 && s.size <= v.limit():
				v.head = &Finding{What: HeadChanged, Index: v.limit()}
			default:
				v.marks = append(v.marks, s.mark)
				continue
			}
			return errFound
		}
		return nil
	})
	if err == nil && seq < v.report.Heads {
		v.head = &Finding{What: HeadMissing, Index: v.limit()}
	}
	if errors.Is(err, errFound) {
		return nil // a leaf before it may be wrong as well, and counts first
	}
	return err
}

type signed struct {
	seq int64
	mark
	good bool // signed by the key, over the size that its row has
}

// kept adds the checkpoints that the caller kept to those of the log.
func (v *verifier) kept(known []string) error {
	limit := v.limit()
	for _, text := range known {
		c, err := v.Key().Open(text)
		if err != nil {
			return err
		}
		if c.Size <= limit {
			v.marks = append(v.marks, mark{c.Size, c.Root})
		} else if v.late == nil {
			v.late = &Finding{What: Shortened, Index: limit}
		}
	}
	slices.SortStableFunc(v.marks, func(a, b mark) int { return int(a.size - b.size) })
	return nil
}

// append adds one hash of the lowest tiles to the tree and compares whatever
// is above it and signed.
func (v *verifier) append(h proof.Hash) error {
	v.tree.Append(h, v.compareTile)
	return v.compareMarks()
}

func (v *verifier) compareTile(n proof.Node) {
	if n.Level == 0 || v.above != nil {
		return
	}
	data := v.upper[n.Place()]
	if at := n.N % proof.TileWidth * tlog.HashSize; int64(len(data)) < at+tlog.HashSize || proof.Hash(data[at:at+tlog.HashSize]) != n.Hash {
		v.above = &Finding{What: TileChanged, Index: n.N << (n.Level * proof.TileHeight)}
	}
}

func (v *verifier) compareMarks() error {
	for ; v.next < len(v.marks) && v.marks[v.next].size == v.tree.Size(); v.next++ {
		if v.marks[v.next].root == v.tree.Root() {
			if v.above != nil {
				return v.found(v.above)
			}
			continue
		}
		f := &Finding{What: Rewritten, Index: v.holds()}
		if v.above != nil {
			f.Index = max(f.Index, v.above.Index)
		}
		return v.found(f)
	}
	return nil
}

// holds is how many leaves are known to be as signed.
func (v *verifier) holds() int64 {
	if v.next == 0 {
		return 0
	}
	return v.marks[v.next-1].size
}
