package proof_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/proof"
)

func TestLeafText(t *testing.T) {
	l := publicLeaf()
	want := `{"v":1,"ref":"plan/17","act":"plan.issue","at":"2026-03-01T09:30:00Z","unit":12,"sha256":"` + l.SHA256 + `","sm3":"` + l.SM3 + `","record":"` + l.Record + `"}`
	if got := l.Text(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	odd := l
	odd.Ref, odd.Unit = "plan/\"\\\n\x01<红>\u2028", 0
	for _, l := range []proof.Leaf{l, sealedLeaf(), odd, {V: 1, Record: l.Record}} {
		again, err := proof.ParseLeaf(l.Text())
		if err != nil || again != l {
			t.Errorf("%s read as %+v, %v", l.Text(), again, err)
		}
		std, err := json.Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		var same proof.Leaf
		if err := json.Unmarshal(std, &same); err != nil || same != l {
			t.Errorf("the text is not the JSON of the leaf: %s", std)
		}
	}
}

func TestLeafRefuses(t *testing.T) {
	for name, edit := range map[string]func(l *proof.Leaf){
		"no record":         func(l *proof.Leaf) { l.Record = "" },
		"record in capital": func(l *proof.Leaf) { l.Record = strings.ToUpper(l.Record) },
		"no act":            func(l *proof.Leaf) { l.Act = "" },
		"no thing":          func(l *proof.Leaf) { l.Ref = "" },
		"no time":           func(l *proof.Leaf) { l.At = "" },
		"local time":        func(l *proof.Leaf) { l.At = "2026-03-01T09:30:00+08:00" },
		"fraction":          func(l *proof.Leaf) { l.At = "2026-03-01T09:30:00.5Z" },
		"unit below 0":      func(l *proof.Leaf) { l.Unit = -1 },
		"no hashes":         func(l *proof.Leaf) { l.SHA256, l.SM3 = "", "" },
		"one hash":          func(l *proof.Leaf) { l.SM3 = "" },
		"both forms":        func(l *proof.Leaf) { l.Commit = l.SHA256 },
		"too long":          func(l *proof.Leaf) { l.Ref = strings.Repeat("x", 1<<16) },
		"version":           func(l *proof.Leaf) { l.V = 0 },
	} {
		l := publicLeaf()
		edit(&l)
		if l.Check() == nil {
			t.Errorf("%s: passed", name)
		}
		if _, err := proof.ParseLeaf(l.Text()); err == nil {
			t.Errorf("%s: read", name)
		}
	}
}

// TestDigests has the example of GB/T 32905-2016 A.1, and a commitment that a
// shell can check: printf '0123456789abcdefabc' | sha256sum.
func TestDigests(t *testing.T) {
	if got := proof.SM3("abc"); got != "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0" {
		t.Errorf("SM3 %s", got)
	}
	if got := proof.SHA256("abc"); got != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" {
		t.Errorf("SHA-256 %s", got)
	}
	if got, want := proof.Commit([]byte("0123456789abcdef"), "abc"), proof.SHA256("0123456789abcdefabc"); got != want {
		t.Errorf("commitment %s", got)
	}
}

// TestCanonical has the examples of RFC 8785 §3.2.2 and §3.2.3.
func TestCanonical(t *testing.T) {
	for in, want := range map[string]string{
		`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`: `{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
		`{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}`:                                                                                         "{\"\\r\":2,\"1\":4,\"\u0080\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\ufb33\":3}",
		` [ -0.0, 1.0, 9007199254740991, "<&>\u2028\b\f\t" , {} , [] ] `:                                                                                                      "[0,1,9007199254740991,\"<&>\u2028\\b\\f\\t\",{},[]]",
	} {
		got, err := proof.Canonical(json.RawMessage(in))
		if err != nil || got != want {
			t.Errorf("got  %s %v\nwant %s", got, err, want)
		}
		if again, err := proof.Canonical(json.RawMessage(got)); err != nil || again != got {
			t.Errorf("%s is not canonical: %s %v", got, again, err)
		}
	}
	for _, bad := range []any{int64(1) << 53, uint64(math.MaxUint64), math.Inf(1), func() {}} {
		if got, err := proof.Canonical(bad); err == nil {
			t.Errorf("%v is written as %s", bad, got)
		}
	}
}

func TestKeys(t *testing.T) {
	s := signer(t, 1, origin)
	again, err := proof.ParseSigner(s.Secret())
	if err != nil || again.Key().String() != s.Key().String() {
		t.Fatalf("secret read again: %v", err)
	}
	k, err := proof.ParseKey(s.Key().String())
	if err != nil || k.Origin() != origin || k.Fingerprint() != proof.SHA256(s.Key().String()) {
		t.Errorf("key read again: %v", err)
	}
	signed, err := again.Sign(5, proof.Hash{1})
	if err != nil {
		t.Fatal(err)
	}
	if want := origin + "\n5\nAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— " + origin + " "; !strings.HasPrefix(signed, want) {
		t.Errorf("checkpoint %q", signed)
	}
	if c, err := k.Open(signed); err != nil || c != (proof.Checkpoint{Origin: origin, Size: 5, Root: proof.Hash{1}}) {
		t.Errorf("opened %+v, %v", c, err)
	}
	for _, origin := range []string{"", "a b", "a+b", "a\nb", "区\u3000府"} {
		if _, err := proof.NewSigner(zeros(1), origin); fault.As(err).Text.Key != "proof.bad_origin" {
			t.Errorf("origin %q: %v", origin, err)
		}
	}
	for _, bad := range []string{"", "PRIVATE+KEY", s.Key().String(), flip(s.Secret(), 30)} {
		if _, err := proof.ParseSigner(bad); fault.As(err).Text.Key != "proof.bad_secret" {
			t.Errorf("secret %q: %v", bad, err)
		}
	}
}

// TestCheckpointText signs what no log of ours writes.
func TestCheckpointText(t *testing.T) {
	s := signer(t, 1, origin)
	raw, err := note.NewSigner(s.Secret())
	if err != nil {
		t.Fatal(err)
	}
	root := proof.Hash{}.String()
	for text, want := range map[string]string{
		origin + "\n5\n" + root + "\n":              "",
		origin + "\n5\n" + root + "\nextension 1\n": "",
		origin + "\n5\n":                            "proof.bad_checkpoint",
		origin + "\n05\n" + root + "\n":             "proof.bad_checkpoint",
		origin + "\n-5\n" + root + "\n":             "proof.bad_checkpoint",
		origin + "\nfive\n" + root + "\n":           "proof.bad_checkpoint",
		origin + "\n5\n" + root[1:] + "\n":          "proof.bad_checkpoint",
		"elsewhere\n5\n" + root + "\n":              "proof.wrong_origin",
	} {
		signed, err := note.Sign(&note.Note{Text: text}, raw)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Key().Open(string(signed))
		if want == "" && err == nil {
			continue
		}
		if err == nil || fault.As(err).Text.Key != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}
