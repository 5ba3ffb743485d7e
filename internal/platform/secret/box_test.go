package secret

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/fault"
)

func box(t *testing.T, first byte) *Box {
	t.Helper()
	b, err := NewBox(append([]byte{first}, make([]byte, keyBytes-1)...))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBox(t *testing.T) {
	b := box(t, 1)
	sealed := b.Seal([]byte("hidden"), "user/17")
	if strings.Contains(sealed, "hidden") || sealed == b.Seal([]byte("hidden"), "user/17") {
		t.Error("the value shows, or is sealed the same way twice")
	}
	got, err := b.Open(sealed, "user/17")
	if err != nil || string(got) != "hidden" {
		t.Errorf("opened %q, %v", got, err)
	}
	changed := []byte(sealed)
	changed[len(changed)/2] ^= 1
	for name, open := range map[string]func() ([]byte, error){
		"another row": func() ([]byte, error) { return b.Open(sealed, "user/18") },
		"another key": func() ([]byte, error) { return box(t, 2).Open(sealed, "user/17") },
		"changed":     func() ([]byte, error) { return b.Open(string(changed), "user/17") },
		"cut":         func() ([]byte, error) { return b.Open(sealed[:8], "user/17") },
		"empty":       func() ([]byte, error) { return b.Open("", "user/17") },
	} {
		if got, err := open(); err == nil {
			t.Errorf("%s: opened %q", name, got)
		}
	}
}

func TestKeyFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret.key")
	first, err := OpenBox(file)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	second, err := OpenBox(file)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := second.Open(first.Seal([]byte("x"), ""), ""); err != nil || !bytes.Equal(got, []byte("x")) {
		t.Errorf("after a restart: %q, %v", got, err)
	}
	if err := os.Chmod(file, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenBox(file); fault.As(err).Text.Key != "secret.open_key" {
		t.Errorf("a key that the group may read: %v", err)
	}
	for _, text := range []string{"", "abcd", strings.Repeat("x", 64)} {
		bad := filepath.Join(t.TempDir(), "bad.key")
		if err := os.WriteFile(bad, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenBox(bad); fault.As(err).Text.Key != "secret.bad_key" {
			t.Errorf("key %q: %v", text, err)
		}
	}
	if _, err := OpenBox(filepath.Join(t.TempDir(), "no", "folder")); err == nil {
		t.Error("a key in no folder was made")
	}
}

func TestDerive(t *testing.T) {
	a, b := box(t, 1), box(t, 2)
	if !bytes.Equal(a.Derive("x"), a.Derive("x")) || bytes.Equal(a.Derive("x"), a.Derive("y")) || bytes.Equal(a.Derive("x"), b.Derive("x")) {
		t.Error("what follows from the key is not what it follows from")
	}
}

// TestLock: a content is locked into the same bytes each time, opens with its mark
// and for its purpose alone, and shows every change.
func TestLock(t *testing.T) {
	one, other := box(t, 1), box(t, 2)
	plain := bytes.Repeat([]byte("证件"), 1000)
	locked, mark := one.Lock(plain, "test")
	again, _ := one.Lock(plain, "test")
	if !bytes.Equal(locked, again) || bytes.Contains(locked, plain[:12]) {
		t.Error("locked twice it differs, or it is not locked")
	}
	if got, err := one.Unlock(locked, mark, "test"); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("unlocked: %v", err)
	}
	_, wrong := one.Lock([]byte("other"), "test")
	spoilt := bytes.Clone(locked)
	spoilt[7] ^= 1
	for name, open := range map[string]func() ([]byte, error){
		"another mark":    func() ([]byte, error) { return one.Unlock(locked, wrong, "test") },
		"another purpose": func() ([]byte, error) { return one.Unlock(locked, mark, "else") },
		"another box":     func() ([]byte, error) { return other.Unlock(locked, mark, "test") },
		"a changed byte":  func() ([]byte, error) { return one.Unlock(spoilt, mark, "test") },
		"nothing":         func() ([]byte, error) { return one.Unlock(nil, mark, "test") },
	} {
		if got, err := open(); err == nil {
			t.Errorf("%s opens %d bytes", name, len(got))
		}
	}
}
