package proof_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/proof"
)

const (
	origin  = "www.example.gov.cn/gongkai"
	content = `{"number":"红府办发〔2023〕55号","title":"要点"}`
)

// zeros is a source of keys that are always the same.
type zeros byte

func (z zeros) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(z)
	}
	return len(b), nil
}

func signer(t testing.TB, seed zeros, origin string) *proof.Signer {
	t.Helper()
	s, err := proof.NewSigner(seed, origin)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var salt = []byte("0123456789abcdef")

func publicLeaf() proof.Leaf {
	return proof.Leaf{
		V: proof.LeafVersion, Ref: "plan/17", Act: "plan.issue", At: proof.At(time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)), Unit: 12,
		SHA256: proof.SHA256(content), SM3: proof.SM3(content), Record: proof.SHA256("record"),
	}
}

func sealedLeaf() proof.Leaf {
	l := publicLeaf()
	l.SHA256, l.SM3, l.Commit = "", "", proof.Commit(salt, content)
	return l
}

// bundle proves leaf at place 37 of a log of 300.
func bundle(t testing.TB, s *proof.Signer, leaf proof.Leaf) proof.Bundle {
	t.Helper()
	g := &grown{}
	for i := range 300 {
		if i == 37 {
			g.add(t, leaf.Text())
		} else {
			g.add(t, leafText(i))
		}
	}
	path, err := proof.Include(300, 37, g.read)
	if err != nil {
		t.Fatal(err)
	}
	checkpoint, err := s.Sign(300, g.tree.Root())
	if err != nil {
		t.Fatal(err)
	}
	return proof.NewBundle(s.Key(), 37, leaf.Text(), path, checkpoint)
}

func keys(steps []fault.Text) []string {
	var out []string
	for _, s := range steps {
		out = append(out, s.Key)
	}
	return out
}

func TestVerify(t *testing.T) {
	s := signer(t, 1, origin)
	public := bundle(t, s, publicLeaf())
	public.Disclose(content, nil)
	sealed := bundle(t, s, sealedLeaf())
	opened := sealed
	opened.Disclose(content, salt)
	internal := bundle(t, s, proof.Leaf{V: 1, Record: proof.SHA256("x")})
	for _, c := range []struct {
		name  string
		b     proof.Bundle
		pins  []string
		steps string
	}{
		{"public", public, nil, "proof.step_key_compare proof.step_checkpoint proof.step_included proof.step_content"},
		{"pinned key", public, []string{"other", s.Key().String()}, "proof.step_key_known proof.step_checkpoint proof.step_included proof.step_content"},
		{"pinned fingerprint", public, []string{" " + strings.ToUpper(s.Key().Fingerprint()) + "\n"}, "proof.step_key_known proof.step_checkpoint proof.step_included proof.step_content"},
		{"sealed", sealed, nil, "proof.step_key_compare proof.step_checkpoint proof.step_included proof.step_no_content"},
		{"sealed and opened", opened, nil, "proof.step_key_compare proof.step_checkpoint proof.step_included proof.step_commit"},
		{"internal", internal, nil, "proof.step_key_compare proof.step_checkpoint proof.step_included proof.step_no_content"},
	} {
		file, err := json.Marshal(c.b)
		if err != nil {
			t.Fatal(err)
		}
		b, err := proof.Parse(file)
		if err != nil {
			t.Fatal(err)
		}
		r, err := proof.Verify(b, c.pins...)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if got := strings.Join(keys(r.Steps), " "); got != c.steps {
			t.Errorf("%s: steps %s", c.name, got)
		}
		if r.Index != 37 || r.Size != 300 || r.Fingerprint != s.Key().Fingerprint() || r.Pinned != (c.pins != nil) || r.Leaf.Text() != b.Leaf {
			t.Errorf("%s: report %+v", c.name, r)
		}
	}
}

func flip(s string, i int) string {
	b := []byte(s)
	if b[i] == 'A' {
		b[i] = 'B'
	} else {
		b[i] = 'A'
	}
	return string(b)
}

func TestTampered(t *testing.T) {
	s, other := signer(t, 1, origin), signer(t, 2, origin)
	public := bundle(t, s, publicLeaf())
	public.Disclose(content, nil)
	opened := bundle(t, s, sealedLeaf())
	opened.Disclose(content, salt)
	foreign, err := signer(t, 1, "elsewhere").Sign(300, proof.Hash{})
	if err != nil {
		t.Fatal(err)
	}
	resigned, err := other.Sign(300, proof.Hash{1})
	if err != nil {
		t.Fatal(err)
	}
	wrongSM3 := publicLeaf()
	wrongSM3.SM3 = proof.SM3("another")
	for _, c := range []struct {
		name string
		from proof.Bundle
		edit func(b *proof.Bundle)
		want string
	}{
		{"format", public, func(b *proof.Bundle) { b.Format = "gongkai-proof/2" }, "proof.bad_format"},
		{"origin", public, func(b *proof.Bundle) { b.Origin = "www.other.gov.cn" }, "proof.wrong_origin"},
		{"index", public, func(b *proof.Bundle) { b.Index = 38 }, "proof.not_included"},
		{"index below 0", public, func(b *proof.Bundle) { b.Index = -1 }, "proof.bad_index"},
		{"index past the end", public, func(b *proof.Bundle) { b.Index = 300 }, "proof.bad_index"},
		{"leaf", public, func(b *proof.Bundle) { b.Leaf = strings.Replace(b.Leaf, "plan/17", "plan/18", 1) }, "proof.not_included"},
		{"leaf with a space", public, func(b *proof.Bundle) { b.Leaf = strings.Replace(b.Leaf, ",", ", ", 1) }, "proof.bad_leaf"},
		{"leaf with more", public, func(b *proof.Bundle) { b.Leaf += "{}" }, "proof.bad_leaf"},
		{"leaf of another version", public, func(b *proof.Bundle) { b.Leaf = strings.Replace(b.Leaf, `"v":1`, `"v":2`, 1) }, "proof.bad_leaf"},
		{"path", public, func(b *proof.Bundle) { b.Path[3] = flip(b.Path[3], 4) }, "proof.not_included"},
		{"path not base64", public, func(b *proof.Bundle) { b.Path[3] = "?" }, "proof.bad_path"},
		{"path cut", public, func(b *proof.Bundle) { b.Path = b.Path[1:] }, "proof.not_included"},
		{"path too long", public, func(b *proof.Bundle) { b.Path = make([]string, 10_000) }, "proof.bad_path"},
		{"checkpoint size", public, func(b *proof.Bundle) { b.Checkpoint = strings.Replace(b.Checkpoint, "300", "301", 1) }, "proof.bad_signature"},
		{"checkpoint signature", public, func(b *proof.Bundle) { b.Checkpoint = flip(b.Checkpoint, len(b.Checkpoint)-20) }, "proof.bad_signature"},
		{"checkpoint of another log", public, func(b *proof.Bundle) { b.Checkpoint = foreign }, "proof.bad_signature"},
		{"checkpoint by another key", public, func(b *proof.Bundle) { b.Checkpoint = resigned }, "proof.bad_signature"},
		{"checkpoint and key of another", public, func(b *proof.Bundle) { b.Checkpoint, b.Key = resigned, other.Key().String() }, "proof.not_included"},
		{"key", public, func(b *proof.Bundle) { b.Key = other.Key().String() }, "proof.bad_signature"},
		{"key malformed", public, func(b *proof.Bundle) { b.Key = flip(b.Key, len(b.Key)-9) }, "proof.bad_key"},
		{"content", public, func(b *proof.Bundle) { b.Content = strings.Replace(content, "55", "56", 1) }, "proof.wrong_sha256"},
		{"content gone, salt there", public, func(b *proof.Bundle) { b.Disclose("", salt) }, "proof.bad_salt"},
		{"salt on a public leaf", public, func(b *proof.Bundle) { b.Disclose(content, salt) }, "proof.bad_salt"},
		{"salt not hexadecimal", public, func(b *proof.Bundle) { b.Salt = "zz" }, "proof.bad_salt"},
		{"sealed content", opened, func(b *proof.Bundle) { b.Content += " " }, "proof.wrong_commit"},
		{"sealed salt", opened, func(b *proof.Bundle) { b.Salt = "00" + b.Salt[2:] }, "proof.wrong_commit"},
		{"sealed salt short", opened, func(b *proof.Bundle) { b.Salt = b.Salt[2:] }, "proof.bad_salt"},
		{"sealed salt gone", opened, func(b *proof.Bundle) { b.Salt = "" }, "proof.bad_salt"},
		{"SM3 and SHA-256 of two contents", bundle(t, s, wrongSM3), func(b *proof.Bundle) { b.Disclose(content, nil) }, "proof.wrong_sm3"},
		{"content of an internal leaf", bundle(t, s, proof.Leaf{V: 1, Record: proof.SHA256("x")}), func(b *proof.Bundle) { b.Content = content }, "proof.bad_content"},
	} {
		b := c.from
		b.Path = slices.Clone(b.Path)
		c.edit(&b)
		r, err := proof.Verify(b)
		var f *fault.Error
		if !errors.As(err, &f) || f.Kind != fault.Invalid || f.Text.Key != c.want {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
		if len(r.Steps) > 3 {
			t.Errorf("%s: every step was reported as passed", c.name)
		}
	}
	if _, err := proof.Verify(public, other.Key().String()); fault.As(err).Text.Key != "proof.wrong_key" {
		t.Errorf("a key that is not the pinned one: %v", err)
	}
}

func TestParseRefuses(t *testing.T) {
	for file, want := range map[string]string{
		"":                                     "proof.not_bundle",
		"[]":                                   "proof.not_bundle",
		`{"index":"x"}`:                        "proof.not_bundle",
		`{"format":"gongkai-proof/1"} {}`:      "proof.not_bundle",
		`{}`:                                   "proof.bad_format",
		`{"format":"other/1"}`:                 "proof.bad_format",
		strings.Repeat(" ", proof.MaxBundle+1): "proof.too_large",
	} {
		if _, err := proof.Parse([]byte(file)); fault.As(err).Text.Key != want {
			t.Errorf("%.40q: %v, want %s", file, err, want)
		}
	}
}

func TestGrowth(t *testing.T) {
	s := signer(t, 1, origin)
	g := &grown{}
	notes := []string{}
	for i := range 301 {
		note, err := s.Sign(g.tree.Size(), g.tree.Root())
		if err != nil {
			t.Fatal(err)
		}
		notes = append(notes, note)
		g.add(t, leafText(i))
	}
	now := int64(300)
	for old := range now + 1 {
		path, err := proof.Extend(now, old, g.read)
		if err != nil {
			t.Fatal(err)
		}
		growth := proof.NewGrowth(s.Key(), notes[old], notes[now], path)
		a, b, err := growth.Verify(s.Key())
		if err != nil || a.Size != old || b.Size != now {
			t.Fatalf("from %d: %+v %+v %v", old, a, b, err)
		}
		if old == 0 || old == now {
			continue
		}
		growth.Path = append(slices.Clone(growth.Path[:len(growth.Path)-1]), flip(growth.Path[len(growth.Path)-1], 2))
		if _, _, err := growth.Verify(s.Key()); fault.As(err).Text.Key != "proof.not_grown" {
			t.Fatalf("from %d: a changed path gives %v", old, err)
		}
	}
	short, err := proof.Extend(200, 100, g.read)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := proof.NewGrowth(s.Key(), notes[200], notes[100], short).Verify(s.Key()); fault.As(err).Text.Key != "proof.not_grown" {
		t.Errorf("a log that shrank: %v", err)
	}
	if _, _, err := proof.NewGrowth(s.Key(), notes[1], notes[2], nil).Verify(signer(t, 2, origin).Key()); fault.As(err).Text.Key != "proof.bad_signature" {
		t.Errorf("another key: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	s := signer(f, 1, origin)
	for _, l := range []proof.Leaf{publicLeaf(), sealedLeaf(), {V: 1, Record: proof.SHA256("x")}} {
		b := bundle(f, s, l)
		b.Disclose(content, salt)
		file, err := json.Marshal(b)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(file)
	}
	f.Add([]byte(`{"format":"gongkai-proof/1","index":9223372036854775807}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		b, err := proof.Parse(file)
		if err != nil {
			return
		}
		r, err := proof.Verify(b)
		if err == nil && (r.Leaf.Text() != b.Leaf || b.Index >= r.Size) {
			t.Errorf("passed with leaf %q at %d of %d", b.Leaf, b.Index, r.Size)
		}
		text, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := proof.Parse(text); err != nil || !slices.Equal(again.Path, b.Path) || again.Leaf != b.Leaf {
			t.Errorf("written and read again: %v", err)
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	file := bundle(b, signer(b, 1, origin), publicLeaf())
	file.Disclose(content, nil)
	for b.Loop() {
		if _, err := proof.Verify(file); err != nil {
			b.Fatal(err)
		}
	}
}

// TestKept reads bundles as they were once handed out: they have to pass for ever.
func TestKept(t *testing.T) {
	for _, name := range []string{"public", "sealed"} {
		file, err := os.ReadFile(filepath.Join("testdata", name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		b, err := proof.Parse(file)
		if err != nil {
			t.Fatal(err)
		}
		r, err := proof.Verify(b, "1518391e36e221cdf79e87311abe5d1a009874a9727c58ffff001d1f7691a4b0")
		if err != nil || !r.Pinned || len(r.Steps) != 4 || r.Leaf.Ref != "plan/17" {
			t.Errorf("%s: %+v %v", name, r, err)
		}
	}
}
