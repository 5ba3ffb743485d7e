package secret

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"

	"gongkai.example/gongkai/internal/kernel/fault"
)

var cheap = Params{Memory: 64, Passes: 1, Threads: 1}

func verify(t *testing.T, h *Hasher, phc, password string) (ok, stale bool) {
	t.Helper()
	ok, stale, err := h.Verify(t.Context(), phc, password)
	if err != nil {
		t.Fatal(err)
	}
	return ok, stale
}

func TestHash(t *testing.T) {
	h := NewHasher(cheap, 1)
	a, err := h.Hash(t.Context(), "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	b, err := h.Hash(t.Context(), "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	if a == b {
		t.Error("two hashes share a salt")
	}
	if !strings.HasPrefix(a, "$argon2id$v=19$m=64,t=1,p=1$") {
		t.Errorf("not PHC: %s", a)
	}
	if ok, stale := verify(t, h, a, "correct horse"); !ok || stale {
		t.Errorf("right password: %v, stale %v", ok, stale)
	}
	if ok, _ := verify(t, h, a, "correct horsf"); ok {
		t.Error("wrong password accepted")
	}
	dearer := NewHasher(Params{Memory: 128, Passes: 1, Threads: 1}, 1)
	if ok, stale := verify(t, dearer, a, "correct horse"); !ok || !stale {
		t.Errorf("at another price: %v, stale %v", ok, stale)
	}
	if _, stale := verify(t, dearer, a, "wrong"); stale {
		t.Error("a wrong password asks for a new hash")
	}
}

// The reference implementation of argon2 gives this hash for "password" and "somesalt".
func TestReferenceHash(t *testing.T) {
	const phc = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if ok, _ := verify(t, NewHasher(Standard, 1), phc, "password"); !ok {
		t.Error("the reference hash does not verify")
	}
}

// Full-width letters, as a Chinese input method writes them, are the same password.
func TestInputMethods(t *testing.T) {
	h := NewHasher(cheap, 1)
	phc, err := h.Hash(t.Context(), "Ａｂｃ１２３政务")
	if err != nil {
		t.Fatal(err)
	}
	if ok, _ := verify(t, h, phc, "Abc123政务"); !ok {
		t.Error("the same signs in another form are refused")
	}
}

// Nobody there costs the same work as a wrong password.
func TestNobody(t *testing.T) {
	h := NewHasher(cheap, 1)
	var paid []uint32
	h.derive = func(password, salt []byte, passes, memory uint32, threads uint8, size uint32) []byte {
		paid = append(paid, memory)
		return argon2.IDKey(password, salt, passes, memory, threads, size)
	}
	if ok, stale := verify(t, h, "", "anything"); ok || stale {
		t.Error("nobody was let in")
	}
	if len(paid) != 1 || paid[0] != cheap.Memory {
		t.Errorf("paid %v", paid)
	}
}

func TestBadHash(t *testing.T) {
	h := NewHasher(cheap, 1)
	for _, phc := range []string{
		"x", "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$c29tZXNhbHRzb21lc2FsdA", "$argon2id$v=18$m=64,t=1,p=1$c29tZXNhbHQ$c29tZXNhbHRzb21lc2FsdA",
		"$argon2id$v=19$m=64,t=0,p=1$c29tZXNhbHQ$c29tZXNhbHRzb21lc2FsdA", "$argon2id$v=19$m=64,t=1,p=1$!$c29tZXNhbHRzb21lc2FsdA",
		"$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$!", "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$", "$argon2id$v=19$64$c29tZXNhbHQ$c29tZXNhbHRzb21lc2FsdA",
	} {
		if ok, _, err := h.Verify(t.Context(), phc, "p"); ok || err == nil {
			t.Errorf("%q: ok %v, err %v", phc, ok, err)
		}
	}
}

// However many sign in together, no more than the slots are computed at once.
func TestAtOnce(t *testing.T) {
	const slots, people = 3, 40
	h := NewHasher(cheap, slots)
	var running, most, done atomic.Int64
	h.derive = func(password, salt []byte, passes, memory uint32, threads uint8, size uint32) []byte {
		n := running.Add(1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		time.Sleep(time.Millisecond)
		defer running.Add(-1)
		return argon2.IDKey(password, salt, passes, memory, threads, size)
	}
	var wg sync.WaitGroup
	for range people {
		wg.Go(func() {
			phc, err := h.Hash(t.Context(), "one password")
			if err != nil {
				t.Error(err)
				return
			}
			if ok, _, err := h.Verify(t.Context(), phc, "one password"); !ok || err != nil {
				t.Error(ok, err)
				return
			}
			done.Add(1)
		})
	}
	wg.Wait()
	if done.Load() != people || most.Load() > slots || most.Load() < 2 {
		t.Errorf("%d of %d done, %d at once with %d slots", done.Load(), people, most.Load(), slots)
	}
}

func TestBusy(t *testing.T) {
	h := NewHasher(cheap, 1)
	h.slots <- struct{}{}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Millisecond)
	defer cancel()
	if _, err := h.Hash(ctx, "p"); fault.Of(err) != fault.Busy {
		t.Errorf("with every slot taken: %v", err)
	}
	<-h.slots
	if _, err := h.Hash(t.Context(), "p"); err != nil {
		t.Error(err)
	}
}

func TestInitial(t *testing.T) {
	seen := map[string]bool{}
	for range 100 {
		p := Initial()
		if len(p) != 19 || seen[p] || strings.ContainsAny(p, "0189") {
			t.Fatalf("%q", p)
		}
		seen[p] = true
	}
}

func BenchmarkHash(b *testing.B) {
	h := NewHasher(Standard, 1)
	for b.Loop() {
		if _, err := h.Hash(b.Context(), "correct horse"); err != nil {
			b.Fatal(err)
		}
	}
}
