package e2e

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"gongkai.example/gongkai/internal/cli"
)

// get is what anybody is sent from an address.
func (w *world) get(path string) string {
	w.Helper()
	res, err := http.Get(w.base + path)
	if err != nil {
		w.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		w.Fatalf("%s: %s %v\n%s", path, res.Status, err, body)
	}
	return string(body)
}

// verifies asks that gongkai verify, which opens no database and asks nobody,
// ends with a code for a proof.
func (w *world) verifies(code int, bundle string) {
	w.Helper()
	file := filepath.Join(w.TempDir(), "proof.json")
	if err := os.WriteFile(file, []byte(bundle), 0o600); err != nil {
		w.Fatal(err)
	}
	var out, errs bytes.Buffer
	if got := cli.Main([]string{"verify", file}, strings.NewReader(""), &out, &errs, nil); got != code {
		w.Errorf("gongkai verify: exit %d, want %d\n%s%s", got, code, &out, &errs)
	}
}

// prove downloads what the panel of the item offers and checks it: every public
// act has its proof, the text has the hash that the log has, and a proof that was
// touched fails.
func (n *newsroom) prove() {
	n.sequence()
	c := n.citizen
	c.open(n.item)
	c.has("第一次公开是在 2023-08-14", "任何人都不能倒填", "共 3 次") // two releases and the withdrawal
	proofs := eval[[]string](c, `[...document.querySelectorAll('a[href*="/proof"]')].map(a => a.getAttribute("href"))`)
	for _, p := range proofs {
		n.verifies(0, n.get(p))
	}
	if len(proofs) < 4 {
		n.Errorf("proofs: %v", proofs)
	}
	text := n.get(eval[string](c, `document.querySelector('a[href$=".txt"]').getAttribute("href")`))
	sum := sha256.Sum256([]byte(text))
	hash := hex.EncodeToString(sum[:])
	c.has(hash)
	var newest struct{ Content string }
	bundle := n.get(n.item + "/proof.json")
	if err := json.Unmarshal([]byte(bundle), &newest); err != nil || !strings.Contains(newest.Content, hash) {
		n.Errorf("the leaf has another hash than %s: %v\n%s", hash, err, newest.Content)
	}
	for _, forged := range []string{
		strings.Replace(bundle, "2023-09-12", "2023-09-11", 1), strings.Replace(bundle, hash[:8], fmt.Sprintf("%08x", 0), 1),
	} {
		if forged == bundle {
			n.Fatalf("the bundle does not say what it is about:\n%s", bundle)
		}
		n.verifies(1, forged)
	}
}
