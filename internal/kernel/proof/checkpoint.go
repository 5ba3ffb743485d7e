package proof

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A Checkpoint says which tree the log was at one time.
type Checkpoint struct {
	Origin string // name of the log, such as "www.example.gov.cn/gongkai"
	Size   int64
	Root   Hash
}

// Text is the body of the note: origin, size and root, a line each.
func (c Checkpoint) Text() string {
	return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, c.Root)
}

// A Key checks the checkpoints of one log.
type Key struct {
	text     string
	verifier note.Verifier
}

// ParseKey reads a key in the form "origin+hash+key" of C2SP signed-note.
func ParseKey(text string) (Key, error) {
	v, err := note.NewVerifier(text)
	if err != nil {
		return Key{}, fault.Caused(err, fault.Invalid, "proof.bad_key")
	}
	return Key{text, v}, nil
}

// Origin is the name of the log that the key belongs to.
func (k Key) Origin() string { return k.verifier.Name() }

// String is the form that ParseKey reads; the office publishes it.
func (k Key) String() string { return k.text }

// Fingerprint is the SHA-256 of String in hexadecimal, for reading out and comparing.
func (k Key) Fingerprint() string {
	sum := sha256.Sum256([]byte(k.text))
	return hex.EncodeToString(sum[:])
}

// is reports whether a reader who wrote pin meant this key.
func (k Key) is(pin string) bool {
	pin = strings.TrimSpace(pin)
	return pin == k.text || strings.EqualFold(strings.ReplaceAll(pin, " ", ""), k.Fingerprint())
}

// A Signer signs the checkpoints of one log.
type Signer struct {
	text   string
	signer note.Signer
	key    Key
}

// NewSigner makes a key for the log origin; random is a source such as crypto/rand.Reader.
func NewSigner(random io.Reader, origin string) (*Signer, error) {
	if origin == "" || strings.ContainsFunc(origin, func(r rune) bool { return r == '+' || unicode.IsSpace(r) }) {
		return nil, fault.New(fault.Invalid, "proof.bad_origin", origin)
	}
	secret, _, err := note.GenerateKey(random, origin)
	if err != nil {
		return nil, err
	}
	return ParseSigner(secret)
}

// ParseSigner reads the secret form of a key, "PRIVATE+KEY+origin+hash+key".
func ParseSigner(secret string) (*Signer, error) {
	s, err := note.NewSigner(secret)
	if err != nil {
		return nil, fault.Caused(err, fault.Invalid, "proof.bad_secret")
	}
	public, err := publicKey(secret)
	if err != nil {
		return nil, err
	}
	return &Signer{secret, s, public}, nil
}

// publicKey is the verifier key of a secret that note has read already.
func publicKey(secret string) (Key, error) {
	parts := strings.SplitN(secret, "+", 5) // PRIVATE, KEY, origin, hash, key
	seed, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil {
		return Key{}, err
	}
	pair := ed25519.NewKeyFromSeed(seed[1:]) // after the byte that names the algorithm
	text, err := note.NewEd25519VerifierKey(parts[2], pair.Public().(ed25519.PublicKey))
	if err != nil {
		return Key{}, err
	}
	return ParseKey(text)
}

// Secret is the form that ParseSigner reads.
func (s *Signer) Secret() string { return s.text }

// Key is the public half.
func (s *Signer) Key() Key { return s.key }

// Sign returns the signed note of a tree of the signer's log.
func (s *Signer) Sign(size int64, root Hash) (string, error) {
	c := Checkpoint{s.key.Origin(), size, root}
	b, err := note.Sign(&note.Note{Text: c.Text()}, s.signer)
	return string(b), err
}

// Open checks the signature of a checkpoint and reads it.
func (k Key) Open(signed string) (Checkpoint, error) {
	n, err := note.Open([]byte(signed), note.VerifierList(k.verifier))
	if err != nil {
		return Checkpoint{}, fault.Caused(err, fault.Invalid, "proof.bad_signature")
	}
	c, err := parseCheckpoint(n.Text)
	if err != nil {
		return Checkpoint{}, fault.Caused(err, fault.Invalid, "proof.bad_checkpoint")
	}
	if c.Origin != k.Origin() {
		return Checkpoint{}, fault.New(fault.Invalid, "proof.wrong_origin", c.Origin, k.Origin())
	}
	return c, nil
}

// Named reports whether a checkpoint says that it is signed with k, rightly or not: one
// that does not is of another key, and one that does and does not open was changed.
func (k Key) Named(signed string) bool {
	_, err := note.Open([]byte(signed), note.VerifierList(k.verifier))
	_, others := errors.AsType[*note.UnverifiedNoteError](err)
	return !others
}

// parseCheckpoint reads the body of a note. Lines after the third are
// extensions, which C2SP tlog-checkpoint tells readers to pass over.
func parseCheckpoint(text string) (Checkpoint, error) {
	lines := strings.SplitN(text, "\n", 4)
	if len(lines) < 4 {
		return Checkpoint{}, fmt.Errorf("checkpoint of %d lines", len(lines)-1)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return Checkpoint{}, err
	}
	if size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return Checkpoint{}, fmt.Errorf("checkpoint of size %q", lines[1])
	}
	root, err := tlog.ParseHash(lines[2])
	return Checkpoint{lines[0], size, root}, err
}
