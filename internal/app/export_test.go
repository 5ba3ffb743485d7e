package app_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/demo"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/config"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/simulate"
)

// lively is the district of the demo, a year under way.
func lively(t *testing.T) *app.App {
	t.Helper()
	clock := &simulate.Clock{Wall: time.Now}
	clock.Set(demo.Issued)
	c, err := config.Load([]string{"GONGKAI_DATA=" + filepath.Join(t.TempDir(), "data"), "GONGKAI_PUBLIC_URL=https://www.example.gov.cn", "GONGKAI_PROFILE=" + demo.Profile})
	must(t, err)
	d, err := simulate.Open(t.Context(), app.Config{Config: c, Unsafe: true}, clock)
	must(t, err)
	t.Cleanup(func() { must(t, d.Close()) })
	_, err = demo.Fill(t.Context(), d, 1)
	must(t, err)
	return d.App
}

// TestExport: the folder has every page that the portal has, leads nowhere that is not
// there, checks by itself, is the same each time, and has nothing that is not public.
func TestExport(t *testing.T) {
	a := lively(t)
	dir := filepath.Join(t.TempDir(), "export")
	f, err := a.Export(t.Context(), dir)
	must(t, err)
	if f.Pages < 100 || f.Proofs < 20 || f.Rows < 100 || f.Leaves < 100 || f.Files < 20 {
		t.Errorf("%+v", f)
	}
	all := contentsOf(t, dir)
	t.Run("links", func(t *testing.T) { leadsSomewhere(t, all) })
	t.Run("sums", func(t *testing.T) {
		cmd := exec.CommandContext(t.Context(), "sha256sum", "--check", "--strict", "SHA256SUMS")
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil || bytes.Count(out, []byte(": OK")) != len(all)-1 {
			t.Errorf("%v\n%.3000s", err, out)
		}
	})
	t.Run("again", func(t *testing.T) {
		c := a.Config
		c.Existing = true
		again := filepath.Join(t.TempDir(), "again")
		_, err := start(t, c).Export(t.Context(), again)
		must(t, err)
		second := contentsOf(t, again)
		for name := range all {
			if second[name] != all[name] {
				t.Errorf("%s is not the same again", name)
			}
		}
		if len(second) != len(all) {
			t.Errorf("%d files became %d", len(all), len(second))
		}
	})
	t.Run("secrets", func(t *testing.T) { keepsQuiet(t, a, all) })
	t.Run("verifier", func(t *testing.T) { checksByItself(t, dir, all) })
	if _, err := os.Stat(dir + ".partial"); err == nil {
		t.Error("something is left beside the export")
	}
	if _, err := a.Export(t.Context(), dir); fault.Of(err) != fault.Conflict {
		t.Errorf("over what is there: %v", err)
	}
}

// contentsOf is every file of a folder.
func contentsOf(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	must(t, fs.WalkDir(os.DirFS(dir), ".", func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(filepath.Join(dir, p))
		all[p] = string(b)
		return err
	}))
	return all
}

// leadsSomewhere asks that each link of each page is a file of the export, the site, or
// elsewhere, and that nothing is loaded from anywhere else.
func leadsSomewhere(t *testing.T, all map[string]string) {
	t.Helper()
	lead := 0
	for name, text := range all {
		if path.Ext(name) != ".html" {
			continue
		}
		for z := html.NewTokenizer(strings.NewReader(text)); z.Next() != html.ErrorToken; {
			tok := z.Token()
			if tok.Type != html.StartTagToken && tok.Type != html.SelfClosingTagToken {
				continue
			}
			at := map[string]string{}
			for _, a := range tok.Attr {
				at[a.Key] = a.Val
			}
			to := at["src"] // loaded
			if tok.Data == "link" && at["rel"] == "stylesheet" || tok.Data == "a" {
				to = at["href"]
			}
			loaded := tok.Data != "a"
			to, _, _ = strings.Cut(to, "#")
			switch {
			case to == "" || strings.HasPrefix(to, "data:"):
			case strings.Contains(to, ":"):
				if loaded {
					t.Errorf("%s loads %s", name, to)
				}
			default:
				lead++
				way, err := url.PathUnescape(to)
				must(t, err)
				if _, there := all[path.Join(path.Dir(name), way)]; !there {
					t.Errorf("%s leads to %s, which is not there", name, to)
				}
			}
		}
	}
	if lead < 1000 {
		t.Errorf("only %d links inside", lead)
	}
}

// keepsQuiet plants nothing: the demo is full of what must not come out. It asks for the
// identities of applicants, drafts, locked and sealed files, keys and passwords.
func keepsQuiet(t *testing.T, a *app.App, all map[string]string) {
	t.Helper()
	secrets := map[string]string{} // to what it is
	for _, name := range []string{"requests.json", "corrections.json"} {
		data, err := os.ReadFile(filepath.Join("..", "demo", name))
		must(t, err)
		var people []map[string]any
		must(t, json.Unmarshal(data, &people))
		for _, p := range people {
			for _, field := range []string{"name", "paper_no", "phone", "mail", "address"} {
				if s, ok := p[field].(string); ok && s != "" {
					secrets[s] = field + " in " + name
				}
			}
		}
	}
	for _, file := range []string{a.Config.LogKey(), a.Config.BoxKey()} {
		b, err := os.ReadFile(file)
		must(t, err)
		secrets[strings.TrimSpace(string(b))] = file
	}
	hidden := map[string]string{} // SHA-256 to name
	must(t, a.DB.Read(t.Context(), func(tx *db.Tx) error {
		type text struct {
			Text string `db:"text"`
		}
		for what, from := range map[string]string{
			"hash of a password":  "FROM (SELECT hash AS text FROM user_account) x",
			"entry of the office": "FROM (SELECT body AS text FROM journal_entry WHERE form <> 'public' AND length(body) > 40) x",
			"title of a draft":    "FROM (SELECT title AS text FROM publish_edition e WHERE released_at = 0 AND NOT EXISTS (SELECT 1 FROM publish_edition o WHERE o.title = e.title AND o.released_at > 0)) x",
		} {
			rows, err := db.All[text](tx, from)
			if err != nil || len(rows) == 0 {
				t.Errorf("%s: %d, %v", what, len(rows), err)
			}
			for _, r := range rows {
				secrets[r.Text] = what
			}
		}
		rows, err := db.All[files.File](tx, "FROM files_file WHERE sealed = 1 OR mark <> ''")
		for _, f := range rows {
			hidden[f.SHA256] = f.Name
		}
		return err
	}))
	if len(secrets) < 50 || len(hidden) == 0 {
		t.Fatalf("only %d secrets and %d hidden files to look for", len(secrets), len(hidden))
	}
	for name, content := range all {
		for s, what := range secrets {
			if strings.Contains(content, s) {
				t.Errorf("%s has the %s", name, what)
			}
		}
		if was := hidden[proof.SHA256(content)]; was != "" {
			t.Errorf("%s is the hidden file %s", name, was)
		}
	}
}

// checksByItself has the verifier of the export run: it passes what is as it was, and
// finds what is not.
func checksByItself(t *testing.T, dir string, all map[string]string) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("SKIP node is not there")
	}
	const script = `const v = require(process.argv[1] + "/verify.js"), fs = require("fs"), path = require("path"), dir = process.argv[1];
const say = async (name, work) => { try { console.log(name, "good", (await work()).length); } catch (e) { console.log(name, "bad", e instanceof v.Wrong ? e.message : "ERROR " + e.stack); } };
const log = (change) => (name) => { try { const b = new Uint8Array(fs.readFileSync(path.join(dir, "log", name))); return change ? change(name, b) : b; } catch (e) { return null; } };
(async () => {
  for (const f of fs.readFileSync(0, "utf8").trim().split("\n")) {
    const text = fs.readFileSync(path.join(dir, f), "utf8");
    await say(f, () => v.verifyBundle(text));
    await say("content", () => v.verifyBundle(text.replace(/"content": *"\{/, (s) => s + " ")));
    await say("leaf", () => v.verifyBundle(text.replace(/T(\d\d):/, "T99:")));
    await say("signature", () => v.verifyBundle(text.replace(/(— [^ ]+ .{20})./, "$1A").replace(/(— [^ ]+ .{30})./, "$1B")));
  }
  await say("log", () => v.verifyLog(log()));
  await say("log changed", () => v.verifyLog(log((name, b) => { if (name.startsWith("tile/entries/")) b[b.length - 2] ^= 1; return b; })));
  await say("log cut", () => v.verifyLog(log((name, b) => name.startsWith("tile/entries/") ? null : b)));
  console.log("sha", [0, 3, 55, 56, 64, 119, 1000].map((n) => v.hex(v.sha256(new Uint8Array(n).fill(97)))).join(" "));
})();`
	var proofs []string
	for name := range all {
		if strings.HasSuffix(name, "proof.json") {
			proofs = append(proofs, name)
		}
	}
	cmd := exec.CommandContext(t.Context(), node, "-e", script, dir)
	cmd.Stdin = strings.NewReader(strings.Join(proofs, "\n"))
	out, err := cmd.CombinedOutput()
	must(t, err)
	said := string(out)
	if n := strings.Count(said, "proof.json good"); n != len(proofs) || n < 20 {
		t.Errorf("%d of %d proofs pass\n%.3000s", n, len(proofs), said)
	}
	for _, change := range []string{"content", "leaf", "signature", "log changed", "log cut"} {
		if strings.Contains(said, "\n"+change+" good") || !strings.Contains(said, "\n"+change+" bad ") || strings.Contains(said, "ERROR") {
			t.Errorf("a changed %s passes\n%.3000s", change, said)
		}
	}
	if !strings.Contains(said, "log good") {
		t.Errorf("the log does not pass\n%s", said)
	}
	var sums []string
	for _, n := range []int{0, 3, 55, 56, 64, 119, 1000} {
		sums = append(sums, proof.SHA256(strings.Repeat("a", n)))
	}
	if !strings.Contains(said, "sha "+strings.Join(sums, " ")) {
		t.Errorf("another SHA-256\n%s", said)
	}
}
