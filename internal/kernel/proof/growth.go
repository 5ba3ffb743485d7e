package proof

import (
	"golang.org/x/mod/sumdb/tlog"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A Growth is the proof that the log of New still begins with the log of Old:
// whoever kept an old checkpoint learns that nothing in it was changed since.
type Growth struct {
	Old  string   `json:"old"`  // signed note that the reader kept
	New  string   `json:"new"`  // signed note of today
	Path []string `json:"path"` // consistency proof (RFC 6962 §2.1.2), base64
	Key  string   `json:"key"`  // verifier key of both
}

// NewGrowth puts a growth together.
func NewGrowth(key Key, old, now string, path []Hash) Growth {
	g := Growth{Old: old, New: now, Path: make([]string, len(path)), Key: key.String()}
	for i, h := range path {
		g.Path[i] = h.String()
	}
	return g
}

// Verify checks g under a key that the caller trusts and returns both trees.
func (g Growth) Verify(key Key) (old, now Checkpoint, err error) {
	if old, err = key.Open(g.Old); err != nil {
		return old, now, err
	}
	if now, err = key.Open(g.New); err != nil {
		return old, now, err
	}
	if len(g.Path) > 2*maxPath {
		return old, now, fault.New(fault.Invalid, "proof.bad_path")
	}
	path := make(tlog.TreeProof, len(g.Path))
	for i, text := range g.Path {
		if path[i], err = tlog.ParseHash(text); err != nil {
			return old, now, fault.Caused(err, fault.Invalid, "proof.bad_path")
		}
	}
	if old.Size == 0 && len(path) == 0 && old.Root == new(Tree).Root() {
		return old, now, nil
	}
	if err := tlog.CheckTree(path, now.Size, now.Root, old.Size, old.Root); err != nil {
		return old, now, fault.Caused(err, fault.Invalid, "proof.not_grown", old.Size, now.Size)
	}
	return old, now, nil
}
