package proof_test

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"gongkai.example/gongkai/internal/kernel/proof"
)

var errNoTile = errors.New("no such tile")

// grown is a log in memory: the tree, its tiles, and the same log kept by package tlog.
type grown struct {
	tree   proof.Tree
	tiles  map[proof.Place][]byte
	stored []tlog.Hash
}

func (g *grown) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = g.stored[x]
	}
	return out, nil
}

func (g *grown) add(t testing.TB, text string) {
	t.Helper()
	h, err := tlog.StoredHashes(g.tree.Size(), []byte(text), g)
	if err != nil {
		t.Fatal(err)
	}
	g.stored = append(g.stored, h...)
	if g.tiles == nil {
		g.tiles = map[proof.Place][]byte{}
	}
	g.tree.Append(proof.LeafHash(text), func(n proof.Node) {
		at := n.Place()
		if int64(len(g.tiles[at])/tlog.HashSize) != n.N%proof.TileWidth {
			t.Fatalf("node %d of level %d came out of order", n.N, n.Level)
		}
		g.tiles[at] = append(g.tiles[at], n.Hash[:]...)
	})
}

func (g *grown) read(need []proof.Place) (map[proof.Place][]byte, error) {
	for _, at := range need {
		if _, ok := g.tiles[at]; !ok {
			return nil, errNoTile
		}
	}
	return g.tiles, nil
}

func leafText(i int) string { return fmt.Sprintf("leaf %d", i) }

func grow(t testing.TB, n int) *grown {
	t.Helper()
	g := &grown{}
	for i := range n {
		g.add(t, leafText(i))
	}
	return g
}

// TestVectors uses the leaves and roots that RFC 6962 implementations share.
func TestVectors(t *testing.T) {
	leaves := []string{"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}
	roots := []string{
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	}
	var tree proof.Tree
	for i, want := range roots {
		root := tree.Root()
		if got := hex.EncodeToString(root[:]); got != want {
			t.Errorf("root of %d leaves: %s, want %s", i, got, want)
		}
		if i < len(leaves) {
			text, err := hex.DecodeString(leaves[i])
			if err != nil {
				t.Fatal(err)
			}
			tree.Append(proof.LeafHash(string(text)), func(proof.Node) {})
		}
	}
}

// TestEverySize compares root, tiles and the resumed tree with package tlog at each size up to 600.
func TestEverySize(t *testing.T) {
	g := &grown{}
	for size := range int64(601) {
		want, err := tlog.TreeHash(size, g)
		if err != nil {
			t.Fatal(err)
		}
		if g.tree.Root() != want || g.tree.Size() != size {
			t.Fatalf("root of %d leaves differs", size)
		}
		for _, tile := range tlog.NewTiles(proof.TileHeight, 0, size) {
			want, err := tlog.ReadTileData(tile, g)
			if err != nil {
				t.Fatal(err)
			}
			at := proof.Place{Level: tile.L, N: tile.N}
			got, err := g.read([]proof.Place{at})
			if err != nil || string(got[at]) != string(want) {
				t.Fatalf("size %d: tile %s differs", size, tile.Path())
			}
		}
		again, err := proof.Resume(size, g.read)
		if err != nil {
			t.Fatal(err)
		}
		if again.Root() != want {
			t.Fatalf("tree of %d leaves cannot be resumed", size)
		}
		again.Append(want, func(proof.Node) {})
		same := g.tree
		same.Append(want, func(proof.Node) {})
		if again.Root() != same.Root() {
			t.Fatalf("resumed tree of %d leaves grows differently", size)
		}
		g.add(t, leafText(int(size)))
	}
}

func TestResumeNeedsItsTiles(t *testing.T) {
	g := grow(t, 300)
	if _, err := proof.Resume(300, (&grown{}).read); !errors.Is(err, errNoTile) {
		t.Errorf("no tiles: %v", err)
	}
	if _, err := proof.Resume(301, g.read); err == nil {
		t.Error("a tile that is too short was taken")
	}
}

// TestProofs draws trees of up to 70,000 leaves, three levels of tiles, and
// checks proofs about them with package tlog.
func TestProofs(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, size := range []int{1, 2, 255, 256, 257, 511, 3000, 70_000} {
		g := grow(t, size)
		n := int64(size)
		for range 40 {
			i := r.Int64N(n)
			path, err := proof.Include(n, i, g.read)
			if err != nil {
				t.Fatal(err)
			}
			if err := tlog.CheckRecord(path, n, g.tree.Root(), i, proof.LeafHash(leafText(int(i)))); err != nil {
				t.Errorf("leaf %d of %d: %v", i, n, err)
			}
			if err := tlog.CheckRecord(path, n, g.tree.Root(), i, proof.LeafHash("another")); err == nil {
				t.Errorf("leaf %d of %d: another leaf passed", i, n)
			}
			old := i + 1
			oldRoot, err := tlog.TreeHash(old, g)
			if err != nil {
				t.Fatal(err)
			}
			path, err = proof.Extend(n, old, g.read)
			if err != nil {
				t.Fatal(err)
			}
			if err := tlog.CheckTree(path, n, g.tree.Root(), old, oldRoot); err != nil {
				t.Errorf("%d of %d leaves: %v", old, n, err)
			}
		}
	}
	if _, err := proof.Include(5, 5, grow(t, 5).read); err == nil {
		t.Error("proof of a leaf that is not there")
	}
}

func BenchmarkAppend(b *testing.B) {
	var tree proof.Tree
	h := proof.LeafHash("x")
	for b.Loop() {
		tree.Append(h, func(proof.Node) {})
	}
}
