package secret

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"runtime"

	"gongkai.example/gongkai/internal/kernel/disk"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// A Box seals values with AES-256-GCM, so that a copy of the database alone
// does not give them away.
type Box struct {
	aead cipher.AEAD
	key  []byte
}

const keyBytes = 32

// OpenBox reads the key file, 64 hexadecimal digits, and makes it if there is
// none, readable by its owner only. A key that others may read is refused. Whether
// a new one may be made at all, the caller has to know: see [Noted].
func OpenBox(file string) (_ *Box, err error) {
	defer fault.Wrap(&err, "secret.OpenBox(%q)", file)
	key, err := readKey(file)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeKey(file); err != nil {
			return nil, err
		}
		key, err = readKey(file)
	}
	if err != nil {
		return nil, err
	}
	return NewBox(key)
}

var errKey = errors.New("secret: a key has 32 bytes")

// NewBox returns a Box with a key of 32 bytes.
func NewBox(key []byte) (*Box, error) {
	if len(key) != keyBytes {
		return nil, errKey
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return &Box{aead, bytes.Clone(key)}, err
}

// Derive returns 32 bytes that follow from the key and from what they are for:
// the key of a fingerprint, say. Nobody can tell the key from them (RFC 5869).
func (b *Box) Derive(about string) []byte {
	out, err := hkdf.Key(sha256.New, b.key, nil, about, keyBytes)
	if err != nil {
		panic(err) // only for more bytes than there can be
	}
	return out
}

// Mark is a keyed hash of text for one purpose. It finds a sealed value again
// without opening it, and proves that a link is ours; without the key nobody
// can make it or try texts against it.
func (b *Box) Mark(text, about string) string { return b.Marker(about)(text) }

// Marker is Mark for many texts of one purpose. It is not for several goroutines.
func (b *Box) Marker(about string) func(text string) string {
	h := hmac.New(sha256.New, b.Derive(about))
	return func(text string) string {
		h.Reset()
		h.Write([]byte(text))
		return hex.EncodeToString(h.Sum(nil))
	}
}

// Seal encrypts plain. The text opens only under the same about, so that a
// sealed value cannot be moved to another row.
func (b *Box) Seal(plain []byte, about string) string {
	return b64.EncodeToString(b.aead.Seal(nil, nil, plain, []byte(about))) //nolint:gosec // the AEAD draws its own nonce
}

// Open decrypts what Seal made.
func (b *Box) Open(sealed, about string) ([]byte, error) {
	raw, err := b64.DecodeString(sealed)
	if err != nil {
		return nil, err
	}
	plain, err := b.aead.Open(nil, nil, raw, []byte(about))
	if err != nil {
		return nil, fault.Caused(err, fault.Internal, "secret.other_key")
	}
	return plain, nil
}

func readKey(file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	// Windows has no such bits; there the folder's rights count
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, fault.New(fault.Invalid, "secret.open_key", file)
	}
	text, err := os.ReadFile(file) //nolint:gosec // the path is the operator's
	if err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(string(bytes.TrimSpace(text)))
	if err != nil || len(key) != keyBytes {
		return nil, fault.New(fault.Invalid, "secret.bad_key", file)
	}
	return key, nil
}

// makeKey writes a new key and has it on the disk before anything is sealed with it. The
// one of another process that starts at once may be first, and stays.
func makeKey(file string) error {
	key := make([]byte, keyBytes)
	_, _ = rand.Read(key)
	if err := disk.Make(file, []byte(hex.EncodeToString(key)+"\n")); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
