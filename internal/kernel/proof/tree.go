package proof

import (
	"crypto/sha256"
	"fmt"
	"slices"

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

// A Place names a tile: number N of those on a level.
type Place struct {
	Level int
	N     int64
}

// Place is the tile that n stands in.
func (n Node) Place() Place { return Place{n.Level, n.N / TileWidth} }

// Tiles reads tiles, all that a proof needs at once: of each, its hashes one
// after another. A tile at the right edge holds those that are there so far.
type Tiles func(at []Place) (map[Place][]byte, error)

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

// Resume returns the tree of the first size leaves; it needs one tile a level.
func Resume(size int64, tiles Tiles) (*Tree, error) {
	t := &Tree{size: size}
	edge := rightEdge(size)
	data, err := tiles(edge)
	if err != nil {
		return nil, err
	}
	for _, at := range edge {
		width := int(size >> (at.Level * TileHeight) % TileWidth)
		if len(data[at]) < width*tlog.HashSize {
			return nil, fmt.Errorf("tile %d/%d has %d bytes, not %d hashes", at.Level, at.N, len(data[at]), width)
		}
		done := 0
		for bit := TileHeight - 1; bit >= 0; bit-- {
			if width>>bit&1 == 1 {
				t.edge[at.Level*TileHeight+bit] = subtree(data[at][done*tlog.HashSize : (done+1<<bit)*tlog.HashSize])
				done += 1 << bit
			}
		}
	}
	return t, nil
}

// rightEdge lists the tiles that the next leaf may still change.
func rightEdge(size int64) []Place {
	var edge []Place
	for level := 0; size>>(level*TileHeight) != 0; level++ {
		if nodes := size >> (level * TileHeight); nodes%TileWidth != 0 {
			edge = append(edge, Place{level, nodes / TileWidth})
		}
	}
	return edge
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
		of := make([]tlog.Tile, len(indexes))
		var need []Place
		for i, index := range indexes {
			of[i] = tlog.TileForIndex(TileHeight, index)
			if at := (Place{of[i].L, of[i].N}); !slices.Contains(need, at) {
				need = append(need, at)
			}
		}
		data, err := tiles(need)
		if err != nil {
			return nil, err
		}
		out := make([]Hash, len(indexes))
		for i, index := range indexes {
			if out[i], err = tlog.HashFromTile(of[i], data[Place{of[i].L, of[i].N}], index); err != nil {
				return nil, err
			}
		}
		return out, nil
	})
}
