package journal

import (
	"context"
	"errors"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Journal is the log of one site.
type Journal struct {
	db     *db.DB
	signer *proof.Signer
}

// New returns the log in d, signed by s.
func New(d *db.DB, s *proof.Signer) *Journal { return &Journal{d, s} }

// Key checks the checkpoints of the log; the office publishes it.
func (j *Journal) Key() proof.Key { return j.signer.Key() }

// head is one signed checkpoint.
type head struct {
	Seq        int64     `db:"seq"`
	Size       int64     `db:"size"`
	At         time.Time `db:"at"`
	Checkpoint string    `db:"checkpoint"`
}

// lastHead is the newest checkpoint; before the first one Seq is 0.
func lastHead(tx *db.Tx) (head, error) {
	h, err := db.Get[head](tx, "FROM journal_head ORDER BY seq DESC LIMIT 1")
	if fault.Of(err) == fault.NotFound {
		return head{}, nil
	}
	return h, err
}

// batch is how many leaves one transaction of the sequencer takes at most.
const batch = 4096

// Sequence moves every pending leaf into the tree and signs the new root; it
// returns how many. The first call signs the empty tree. Any number of nodes may
// call it at any time: one wins, and the others begin again behind it.
func (j *Journal) Sequence(ctx context.Context) (total int, err error) {
	defer fault.Wrap(&err, "journal.Sequence")
	for {
		idle, err := j.idle(ctx)
		if idle || err != nil {
			return total, err
		}
		n := 0
		err = j.db.Write(ctx, func(tx *db.Tx) (err error) {
			n, err = j.step(tx)
			return err
		})
		if err != nil {
			return total, err
		}
		if total += n; n < batch {
			return total, nil
		}
	}
}

// idle looks without a write lock whether there is anything to do.
func (j *Journal) idle(ctx context.Context) (idle bool, err error) {
	err = j.db.Read(ctx, func(tx *db.Tx) error {
		n, err := db.One[int](tx, "SELECT count(*) FROM (SELECT entry FROM journal_pending LIMIT 1) p")
		if err != nil || n > 0 {
			return err
		}
		h, err := lastHead(tx)
		idle = h.Seq > 0
		return err
	})
	return idle, err
}

func (j *Journal) step(tx *db.Tx) (int, error) {
	last, err := lastHead(tx)
	if err != nil {
		return 0, err
	}
	// The fence: of two nodes that continue the same checkpoint, the second
	// waits for this row and then has to begin again, as it was changed meanwhile.
	if _, err := tx.Exec("UPDATE journal_head SET size = size WHERE seq = ?", last.Seq); err != nil {
		return 0, err
	}
	edge := edge{}
	tree, err := j.resume(tx, last, edge)
	if err != nil {
		return 0, err
	}
	var newest int64
	n := 0
	err = db.Each(tx, func(p pending) error {
		tree.Append(proof.LeafHash(p.Leaf), edge.add)
		newest = p.Entry
		n++
		return nil
	}, "FROM journal_pending ORDER BY entry LIMIT ?", batch)
	if err != nil || n == 0 && last.Seq > 0 {
		return 0, err
	}
	if err := take(tx, last.Size, newest, n); err != nil {
		return 0, err
	}
	if err := edge.save(tx); err != nil {
		return 0, err
	}
	signed, err := j.signer.Sign(tree.Size(), tree.Root())
	if err != nil {
		return 0, err
	}
	tx.Changed(Signed)
	return n, db.Insert(tx, "journal_head", head{last.Seq + 1, tree.Size(), tx.Now, signed})
}

// take moves the pending leaves up to an entry behind the first size leaves of
// the log. It sees those that step has hashed and no other: one snapshot.
func take(tx *db.Tx, size, newest int64, n int) error {
	moved, err := tx.Exec(`INSERT INTO journal_leaf (idx, entry, leaf)
		SELECT row_number() OVER (ORDER BY entry) + ?, entry, leaf FROM journal_pending WHERE entry <= ?`, size-1, newest)
	if err != nil {
		return err
	}
	gone, err := tx.Exec("DELETE FROM journal_pending WHERE entry <= ?", newest)
	if err == nil && (moved != int64(n) || gone != moved) {
		err = errors.New("journal: the queue changed while it was read")
	}
	return err
}

// resume returns the tree that the last checkpoint signed. A tree that does not
// fit its signature is never built on.
func (j *Journal) resume(tx *db.Tx, last head, edge edge) (*proof.Tree, error) {
	if last.Seq == 0 {
		return &proof.Tree{}, nil
	}
	c, err := j.Key().Open(last.Checkpoint)
	if err != nil {
		return nil, fault.Caused(err, fault.Conflict, "journal.other_key", j.Key().Fingerprint())
	}
	tree, err := proof.Resume(last.Size, func(need []proof.Place) (map[proof.Place][]byte, error) {
		tiles, err := readTiles(tx, need)
		for at, data := range tiles {
			edge[at] = &tile{data: data, stored: len(data)}
		}
		return tiles, err
	})
	if err != nil {
		return nil, fault.Caused(err, fault.Conflict, "journal.broken")
	}
	whole := c.Size == last.Size && c.Root == tree.Root()
	for at, t := range edge {
		whole = whole && int64(t.stored) == widthAt(last.Size, at)*tlog.HashSize
	}
	if !whole {
		return nil, fault.New(fault.Conflict, "journal.broken")
	}
	return tree, nil
}

// widthAt is how many hashes a tile has when the log has size leaves.
func widthAt(size int64, at proof.Place) int64 {
	nodes := size>>(at.Level*proof.TileHeight) - at.N*proof.TileWidth
	return max(0, min(nodes, proof.TileWidth))
}

func readTile(tx *db.Tx, level int, n int64) ([]byte, error) {
	return db.One[[]byte](tx, "SELECT data FROM journal_tile WHERE level = ? AND n = ?", level, n)
}

// readTiles reads several tiles at once; those that are not there are left out.
func readTiles(tx *db.Tx, need []proof.Place) (map[proof.Place][]byte, error) {
	out := make(map[proof.Place][]byte, len(need))
	if len(need) == 0 {
		return out, nil
	}
	var args []any
	for _, at := range need {
		args = append(args, at.Level, at.N)
	}
	either := strings.Repeat(" OR level = ? AND n = ?", len(need))[len(" OR "):]
	err := db.Each(tx, func(r storedTile) error {
		out[proof.Place{Level: r.Level, N: r.N}] = r.Data
		return nil
	}, "FROM journal_tile WHERE "+either, args...)
	return out, err
}

// storedTile is a tile as the database has it.
type storedTile struct {
	Level int    `db:"level"`
	N     int64  `db:"n"`
	Data  []byte `db:"data"`
}

// tile is a tile that grows; the first stored bytes are in the database already.
type tile struct {
	data   []byte
	stored int
}

// edge holds the tiles at the right edge of the tree.
type edge map[proof.Place]*tile

func (e edge) add(node proof.Node) {
	at := node.Place()
	t := e[at]
	if t == nil {
		t = &tile{}
		e[at] = t
	}
	t.data = append(t.data, node.Hash[:]...)
}

func (e edge) save(tx *db.Tx) error {
	for at, t := range e {
		var err error
		switch t.stored {
		case len(t.data): // did not grow
		case 0:
			_, err = tx.Exec("INSERT INTO journal_tile (level, n, data) VALUES (?, ?, ?)", at.Level, at.N, t.data)
		default:
			_, err = tx.Exec("UPDATE journal_tile SET data = ? WHERE level = ? AND n = ?", t.data, at.Level, at.N)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
