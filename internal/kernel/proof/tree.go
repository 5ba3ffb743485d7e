package proof

import (
	"crypto/sha256"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// A Hash is a node of the tree.
type Hash = tlog.Hash

// Tiles are eight levels high, as C2SP tlog-tiles fixes it.
const (
	TileHeight = 8
	TileWidth  = 1 << TileHeight
)

// A Node is a hash that is stored: number N of those on a level of tiles. It
// stands at place N%TileWidth of tile N/TileWidth.
type Node struct {
	Level int // of tiles; 0 holds the hashes of leaves
	N     int64
	Hash  Hash
}

// Tiles reads the hashes of one tile, one after another. A tile at the right
// edge holds those that are there so far.
type Tiles func(level int, n int64) ([]byte, error)

// A Tree is the right edge of a log: all that is needed to add leaves and to
// know the root. The zero Tree is empty.
type Tree struct {
	size int64
	edge [63]Hash // edge[i] is the complete subtree of 2^i leaves that bit i of size stands for
}

// LeafHash is the hash of a leaf.
func LeafHash(text string) Hash {
	b := make([]byte, 1, 1+len(text)) // a zero byte sets leaves apart from nodes (RFC 6962 §2.1)
	return sha256.Sum256(append(b, text...))
}

// Size is the number of leaves.
func (t *Tree) Size() int64 { return t.size }

// Append adds a leaf and passes to emit every hash that belongs in a tile,
// which is one for the leaf and one for each tile that is now full.
func (t *Tree) Append(leaf Hash, emit func(Node)) {
	emit(Node{0, t.size, leaf})
	level, h := 0, leaf
	for ; t.size>>level&1 == 1; level++ {
		h = tlog.NodeHash(t.edge[level], h)
		if up := level + 1; up%TileHeight == 0 {
			emit(Node{up / TileHeight, t.size >> up, h})
		}
	}
	t.edge[level] = h
	t.size++
}

// Root is the hash of the whole tree; that of no leaves is SHA-256 of nothing (RFC 6962 §2.1).
func (t *Tree) Root() Hash {
	if t.size == 0 {
		empty, _ := tlog.TreeHash(0, nil) // reads nothing
		return empty
	}
	level := 0
	for t.size>>level&1 == 0 {
		level++
	}
	h := t.edge[level]
	for level++; t.size>>level != 0; level++ {
		if t.size>>level&1 == 1 {
			h = tlog.NodeHash(t.edge[level], h)
		}
	}
	return h
}

// Resume returns the tree of the first size leaves; it reads one tile a level.
func Resume(size int64, tiles Tiles) (*Tree, error) {
	t := &Tree{size: size}
	for level := 0; size>>(level*TileHeight) != 0; level++ {
		nodes := size >> (level * TileHeight)
		width := int(nodes % TileWidth)
		if width == 0 {
			continue
		}
		n := nodes / TileWidth
		data, err := tiles(level, n)
		if err != nil {
			return nil, err
		}
		if len(data) < width*tlog.HashSize {
			return nil, fmt.Errorf("tile %d/%d has %d bytes, not %d hashes", level, n, len(data), width)
		}
		at := 0
		for bit := TileHeight - 1; bit >= 0; bit-- {
			if width>>bit&1 == 1 {
				t.edge[level*TileHeight+bit] = subtree(data[at*tlog.HashSize : (at+1<<bit)*tlog.HashSize])
				at += 1 << bit
			}
		}
	}
	return t, nil
}

// subtree is the root of a power of two of hashes.
func subtree(data []byte) Hash {
	if len(data) == tlog.HashSize {
		return Hash(data)
	}
	half := len(data) / 2
	return tlog.NodeHash(subtree(data[:half]), subtree(data[half:]))
}

// Include proves that leaf index stands in the tree of the first size leaves.
func Include(size, index int64, tiles Tiles) ([]Hash, error) {
	return tlog.ProveRecord(size, index, reader(tiles))
}

// Extend proves that the tree of size leaves begins with that of old leaves.
func Extend(size, old int64, tiles Tiles) ([]Hash, error) {
	if old == 0 && size >= 0 {
		return nil, nil // every tree begins with the empty one
	}
	return tlog.ProveTree(size, old, reader(tiles))
}

// reader finds the nodes of the tree in its tiles and asks for each tile once.
func reader(tiles Tiles) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]Hash, error) {
		type place struct {
			level int
			n     int64
		}
		read := map[place][]byte{}
		out := make([]Hash, len(indexes))
		for i, index := range indexes {
			tile := tlog.TileForIndex(TileHeight, index)
			at := place{tile.L, tile.N}
			data, ok := read[at]
			if !ok {
				var err error
				if data, err = tiles(tile.L, tile.N); err != nil {
					return nil, err
				}
				read[at] = data
			}
			h, err := tlog.HashFromTile(tile, data, index)
			if err != nil {
				return nil, err
			}
			out[i] = h
		}
		return out, nil
	})
}
