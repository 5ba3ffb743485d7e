package secret

import (
	"crypto/aes"
	"crypto/cipher"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// Lock encrypts a content under a key of its own (AES-256-GCM). The key follows
// from the key of the box and the mark, a keyed hash of the content: the same content
// is locked into the same bytes, so that it is stored once, and who has neither box
// nor mark can tell nothing of it, not even whether a guess is right. Once the mark
// is forgotten no key opens the content any more.
func (b *Box) Lock(plain []byte, about string) (locked []byte, mark string) {
	mark = b.Mark(string(plain), about)
	aead := b.lock(mark, about)
	return aead.Seal(nil, make([]byte, aead.NonceSize()), plain, nil), mark //nolint:gosec // the key is for this content alone
}

// Unlock decrypts what Lock made.
func (b *Box) Unlock(locked []byte, mark, about string) ([]byte, error) {
	aead := b.lock(mark, about)
	plain, err := aead.Open(nil, make([]byte, aead.NonceSize()), locked, nil)
	if err != nil {
		return nil, fault.Caused(err, fault.Internal, "secret.other_key")
	}
	return plain, nil
}

func (b *Box) lock(mark, about string) cipher.AEAD {
	block, err := aes.NewCipher(b.Derive(about + "/" + mark))
	if err != nil {
		panic(err) // only for a key of another length
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err) // only for a cipher of another block
	}
	return aead
}
