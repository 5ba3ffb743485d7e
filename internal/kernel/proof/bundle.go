package proof

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// Format is the version of Bundle that is written now.
const Format = "gongkai-proof/1"

// MaxBundle is the longest file that Parse reads, in bytes.
const MaxBundle = 4 << 20

// maxPath is more than any inclusion proof has: one hash a level of the tree.
const maxPath = 63

// A Bundle is the portable proof that one public act stands in the log. It is a
// JSON object with these fields.
type Bundle struct {
	Format     string   `json:"format"`            // Format
	Origin     string   `json:"origin"`            // name of the log
	Index      int64    `json:"index"`             // place of the leaf, from 0
	Leaf       string   `json:"leaf"`              // its exact text; see Leaf
	Path       []string `json:"path"`              // inclusion proof (RFC 6962 §2.1.1), base64, from the leaf up
	Checkpoint string   `json:"checkpoint"`        // signed note of the tree that the path leads to
	Key        string   `json:"key"`               // verifier key of the note
	Content    string   `json:"content,omitempty"` // canonical JSON that the leaf is about, if disclosed
	Salt       string   `json:"salt,omitempty"`    // hexadecimal; opens the commitment of a sealed leaf
}

// NewBundle puts a bundle together.
func NewBundle(key Key, index int64, leaf string, path []Hash, checkpoint string) Bundle {
	b := Bundle{
		Format: Format, Origin: key.Origin(), Index: index, Leaf: leaf,
		Path: make([]string, len(path)), Checkpoint: checkpoint, Key: key.String(),
	}
	for i, h := range path {
		b.Path[i] = h.String()
	}
	return b
}

// Disclose adds the content that the leaf is about; salt is nil unless the leaf is sealed.
func (b *Bundle) Disclose(content string, salt []byte) {
	b.Content, b.Salt = content, hex.EncodeToString(salt)
}

// Parse reads the file of a bundle.
func Parse(data []byte) (Bundle, error) {
	if len(data) > MaxBundle {
		return Bundle{}, fault.New(fault.TooLarge, "proof.too_large", MaxBundle>>20)
	}
	var b Bundle
	d := json.NewDecoder(bytes.NewReader(data))
	if err := d.Decode(&b); err != nil {
		return Bundle{}, fault.Caused(err, fault.Invalid, "proof.not_bundle")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Bundle{}, fault.New(fault.Invalid, "proof.not_bundle")
	}
	if b.Format != Format {
		return Bundle{}, fault.New(fault.Invalid, "proof.bad_format", b.Format, Format)
	}
	return b, nil
}

// A Report says what Verify checked.
type Report struct {
	Steps       []fault.Text `json:"steps"` // in order; on an error those before it
	Leaf        Leaf         `json:"leaf"`
	Index       int64        `json:"index"`
	Size        int64        `json:"size"` // leaves of the tree that was signed
	Fingerprint string       `json:"fingerprint"`
	Pinned      bool         `json:"pinned"` // the key is one that the caller knows
}

func (r *Report) step(key string, args ...any) { r.Steps = append(r.Steps, fault.T(key, args...)) }

// Verify checks a bundle with nothing but the bundle. The keys are those that
// the caller trusts, as a verifier key or its fingerprint. With none, the key of
// the bundle is used and the report says that it has to be compared with the
// one that the office publishes: without that, the bundle proves only that it
// is whole.
func Verify(b Bundle, keys ...string) (Report, error) {
	r := Report{Index: b.Index}
	key, err := r.checkKey(b, keys)
	if err != nil {
		return r, err
	}
	c, err := key.Open(b.Checkpoint)
	if err != nil {
		return r, err
	}
	r.Size = c.Size
	r.step("proof.step_checkpoint", c.Origin, c.Size)
	if r.Leaf, err = ParseLeaf(b.Leaf); err != nil {
		return r, fault.Caused(err, fault.Invalid, "proof.bad_leaf")
	}
	if err := r.checkPath(b, c); err != nil {
		return r, err
	}
	return r, r.checkContent(b)
}

func (r *Report) checkKey(b Bundle, keys []string) (Key, error) {
	if b.Format != Format {
		return Key{}, fault.New(fault.Invalid, "proof.bad_format", b.Format, Format)
	}
	key, err := ParseKey(b.Key)
	if err != nil {
		return Key{}, err
	}
	r.Fingerprint = key.Fingerprint()
	if key.Origin() != b.Origin {
		return Key{}, fault.New(fault.Invalid, "proof.wrong_origin", b.Origin, key.Origin())
	}
	if slices.ContainsFunc(keys, key.is) {
		r.Pinned = true
		r.step("proof.step_key_known", r.Fingerprint)
		return key, nil
	}
	if len(keys) > 0 {
		return Key{}, fault.New(fault.Invalid, "proof.wrong_key", r.Fingerprint)
	}
	r.step("proof.step_key_compare", r.Fingerprint)
	return key, nil
}

func (r *Report) checkPath(b Bundle, c Checkpoint) error {
	if b.Index < 0 || b.Index >= c.Size {
		return fault.New(fault.Invalid, "proof.bad_index", b.Index, c.Size)
	}
	if len(b.Path) > maxPath {
		return fault.New(fault.Invalid, "proof.bad_path")
	}
	path := make(tlog.RecordProof, len(b.Path))
	for i, text := range b.Path {
		h, err := tlog.ParseHash(text)
		if err != nil {
			return fault.Caused(err, fault.Invalid, "proof.bad_path")
		}
		path[i] = h
	}
	if err := tlog.CheckRecord(path, c.Size, c.Root, b.Index, LeafHash(b.Leaf)); err != nil {
		return fault.Caused(err, fault.Invalid, "proof.not_included", b.Index)
	}
	r.step("proof.step_included", b.Index, len(path))
	return nil
}

func (r *Report) checkContent(b Bundle) error {
	if b.Content == "" && b.Salt == "" {
		r.step("proof.step_no_content")
		return nil
	}
	salt, err := hex.DecodeString(b.Salt)
	if err != nil {
		return fault.Caused(err, fault.Invalid, "proof.bad_salt")
	}
	switch {
	case r.Leaf.Internal():
		return fault.New(fault.Invalid, "proof.bad_content")
	case r.Leaf.Sealed():
		if len(salt) != SaltSize {
			return fault.New(fault.Invalid, "proof.bad_salt")
		}
		if Commit(salt, b.Content) != r.Leaf.Commit {
			return fault.New(fault.Invalid, "proof.wrong_commit")
		}
		r.step("proof.step_commit")
		return nil
	case len(salt) != 0:
		return fault.New(fault.Invalid, "proof.bad_salt")
	case SHA256(b.Content) != r.Leaf.SHA256:
		return fault.New(fault.Invalid, "proof.wrong_sha256")
	case SM3(b.Content) != r.Leaf.SM3:
		return fault.New(fault.Invalid, "proof.wrong_sm3")
	}
	r.step("proof.step_content")
	return nil
}
