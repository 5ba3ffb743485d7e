package journal

import (
	"cmp"

	"gongkai.example/gongkai/internal/platform/db"
)

// Signed is the thing that changes, for db.Watch, when a checkpoint is signed.
const Signed = "checkpoint"

// A Follower tells what was done since it last looked, by this node or another.
//
// The clocks of nodes differ and a long transaction becomes visible late, so
// neither the time nor the id of an entry says whether it is new. Its place in
// the tree does: places are given out after the commit and leave no gap; and
// what has no place yet is pending.
type Follower struct {
	Most int // new entries that are told one by one [500]

	size  int64 // leaves that it has seen
	seen  map[int64]bool
	begun bool
}

// followMost is the Most of a Follower that has none.
const followMost = 500

type followed struct {
	Entry int64  `db:"entry"`
	Ref   string `db:"ref"`
}

// Next returns the things that were changed. known is false if it cannot say
// which: at the first look, or after very many entries.
func (f *Follower) Next(tx *db.Tx) (refs []string, known bool, err error) {
	most := cmp.Or(f.Most, followMost)
	last, err := lastHead(tx)
	if err != nil {
		return nil, false, err
	}
	waiting, err := db.All[followed](tx, "FROM (SELECT p.entry, e.ref FROM journal_pending p JOIN journal_entry e ON e.id = p.entry ORDER BY p.entry LIMIT ?) w", most+1)
	if err != nil {
		return nil, false, err
	}
	var placed []followed
	known = f.begun && len(waiting) <= most && last.Size-f.size <= int64(most)
	if known {
		placed, err = db.All[followed](tx, "FROM (SELECT l.entry, e.ref FROM journal_leaf l JOIN journal_entry e ON e.id = l.entry WHERE l.idx >= ?) w", f.size)
		if err != nil {
			return nil, false, err
		}
	}
	if last.Size != f.size {
		refs = append(refs, Signed)
	}
	for _, e := range append(placed, waiting...) {
		if !f.seen[e.Entry] {
			refs = append(refs, e.Ref)
		}
	}
	f.size, f.begun, f.seen = last.Size, true, map[int64]bool{}
	for _, e := range waiting {
		f.seen[e.Entry] = true
	}
	return refs, known, nil
}
