package secret

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// Params is the price of one guess.
type Params struct {
	Memory  uint32 // KiB
	Passes  uint32
	Threads uint8
}

// Standard is 19 MiB and two passes, about 35 ms of one core.
var Standard = Params{Memory: 19 * 1024, Passes: 2, Threads: 1}

const (
	saltBytes = 16
	hashBytes = 32
)

var b64 = base64.RawStdEncoding

// A Hasher makes and checks argon2id hashes, so many at once and no more: the
// memory of a hash times the people who sign in on Monday morning must fit.
type Hasher struct {
	params Params
	slots  chan struct{}
	decoy  stored
	derive func(password, salt []byte, passes, memory uint32, threads uint8, size uint32) []byte
}

// NewHasher returns a Hasher that computes at most atOnce hashes at a time.
func NewHasher(p Params, atOnce int) *Hasher {
	return &Hasher{
		params: p,
		slots:  make(chan struct{}, max(1, atOnce)),
		derive: argon2.IDKey,
		decoy:  stored{params: p, salt: make([]byte, saltBytes), sum: make([]byte, hashBytes)},
	}
}

// Hash returns the hash of password in PHC form: $argon2id$v=19$m=…,t=…,p=…$salt$hash.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	s := stored{params: h.params, salt: make([]byte, saltBytes)}
	_, _ = rand.Read(s.salt) // never fails: it stops the program instead
	var err error
	if s.sum, err = h.sum(ctx, s, password, hashBytes); err != nil {
		return "", err
	}
	return s.String(), nil
}

// Verify reports whether password is the one that phc was made of, and whether
// phc was made at another price than is asked today. With phc "" it takes the
// same time and says no: whoever asks cannot tell that nobody is there.
func (h *Hasher) Verify(ctx context.Context, phc, password string) (ok, stale bool, err error) {
	defer fault.Wrap(&err, "secret.Verify")
	s := h.decoy
	if phc != "" {
		if s, err = parse(phc); err != nil {
			return false, false, err
		}
	}
	got, err := h.sum(ctx, s, password, uint32(len(s.sum))) //nolint:gosec // parse has bounded it
	if err != nil {
		return false, false, err
	}
	ok = subtle.ConstantTimeCompare(got, s.sum) == 1 && phc != ""
	return ok, ok && s.params != h.params, nil
}

// sum computes one hash when a slot is free. The password is brought to one
// Unicode form first: input methods differ in how they write the same sign.
func (h *Hasher) sum(ctx context.Context, s stored, password string, size uint32) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return nil, fault.Caused(ctx.Err(), fault.Busy, "secret.busy")
	}
	p := s.params
	return h.derive(norm.NFKC.Bytes([]byte(password)), s.salt, p.Passes, p.Memory, p.Threads, size), nil
}

// stored is a hash taken apart.
type stored struct {
	params    Params
	salt, sum []byte
}

func (s stored) String() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		s.params.Memory, s.params.Passes, s.params.Threads, b64.EncodeToString(s.salt), b64.EncodeToString(s.sum))
}

var errHash = errors.New("the stored hash is not argon2id in PHC form")

func parse(phc string) (stored, error) {
	part := strings.Split(phc, "$")
	if len(part) != 6 || part[0] != "" || part[1] != "argon2id" || part[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return stored{}, errHash
	}
	var s stored
	if _, err := fmt.Sscanf(part[3], "m=%d,t=%d,p=%d", &s.params.Memory, &s.params.Passes, &s.params.Threads); err != nil {
		return stored{}, errHash
	}
	var err error
	if s.salt, err = b64.DecodeString(part[4]); err != nil {
		return stored{}, errHash
	}
	if s.sum, err = b64.DecodeString(part[5]); err != nil {
		return stored{}, errHash
	}
	if s.params.Passes == 0 || s.params.Threads == 0 || len(s.sum) < 16 || len(s.sum) > 64 {
		return stored{}, errHash
	}
	return s, nil
}

// Initial returns a one-time password of 80 bits, in groups that can be read
// out and typed; none of its letters looks like one of its digits.
func Initial() string {
	t := strings.ToLower(rand.Text())
	return t[0:4] + "-" + t[4:8] + "-" + t[8:12] + "-" + t[12:16]
}
