//go:build unix

package app_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

// nodeVar tells the test binary to be a node of a site: its settings.
const nodeVar = "GONGKAI_TEST_NODE"

// TestNode is the process of a node.
func TestNode(t *testing.T) {
	vars := os.Getenv(nodeVar)
	if vars == "" {
		t.Skip("run by TestNodes")
	}
	a, err := app.New(t.Context(), settings(t, strings.Split(vars, "|")...))
	must(t, err)
	at, err := a.Listen(t.Context())
	must(t, err)
	fmt.Println("node: http://" + at.Site.String())
	must(t, a.Serve(t.Context()))
}

// node starts a process of the site and returns where it serves.
func node(t *testing.T, vars ...string) (*exec.Cmd, string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestNode$", "-test.v")
	cmd.Env = append(os.Environ(), nodeVar+"="+strings.Join(vars, "|"))
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if url, is := strings.CutPrefix(lines.Text(), "node: "); is {
			go func() { // what it says later is nobody's
				for lines.Scan() {
				}
			}()
			return cmd, url
		}
	}
	t.Fatal("the node did not start")
	return nil, ""
}

// eventually asks until it is so, for as long as it may take.
func eventually(t *testing.T, within time.Duration, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(within); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if is() {
			return
		}
	}
	t.Fatalf("%s: not within %v", what, within)
}

// takenOver is how long the work of a dead node waits: the lease of a job, and a look.
const takenOver = 90 * time.Second

// TestNodes has processes serve and work on one PostgreSQL. What one releases, the others
// show. Both are killed while one works on a batch: the next one takes the batch over,
// and every item of it comes on line once.
func TestNodes(t *testing.T) {
	vars := []string{"GONGKAI_DATA=" + t.TempDir(), "GONGKAI_DSN=" + dbtest.PostgresDSN(t)}
	here := start(t, settings(t, vars...)) // it does not serve and runs no jobs
	first, one := node(t, vars...)
	second, two := node(t, vars...)
	batch := func(n int, name string) *publish.Batch {
		in, err := here.Items.Import(auth.With(t.Context(), auth.Machine("test")), publish.Source{Name: name + ".jsonl", File: oldItems(t, here, n, name)}, false)
		must(t, err)
		b, err := here.Items.Admit(auth.With(t.Context(), auth.Machine("test")), in.Batch.ID, publish.Agree{Rev: in.Batch.Rev})
		must(t, err)
		return b
	}
	stands := func(id publish.BatchID) publish.BatchView {
		v, err := here.Items.Batch(auth.With(t.Context(), auth.Machine("test")), id)
		must(t, err)
		return v
	}
	for _, url := range []string{one, two} {
		if status, body := get(t, url+"/publish"); status != 200 || strings.Contains(body, "knownlater") {
			t.Fatalf("%s answers %d", url, status)
		}
	}
	small := batch(1, "knownlater")
	eventually(t, 20*time.Second, "one of the nodes releases it", func() bool { return stands(small.ID).Batch.Status == publish.BatchLive })
	for _, url := range []string{one, two} {
		eventually(t, 5*time.Second, url+" shows it", func() bool {
			_, body := get(t, url+"/publish")
			return strings.Contains(body, "knownlater")
		})
	}
	const many = 2000
	large := batch(many, "many")
	eventually(t, 60*time.Second, "work on it begins", func() bool { return stands(large.ID).Batch.Done > 0 })
	for _, cmd := range []*exec.Cmd{first, second} {
		must(t, cmd.Process.Kill())
		_ = cmd.Wait()
	}
	if v := stands(large.ID); v.Batch.Status != publish.BatchReleasing {
		t.Fatalf("the batch was %s before anybody was killed: nothing is shown", v.Batch.Status)
	}
	_, three := node(t, vars...)
	_, four := node(t, vars...)
	eventually(t, takenOver, "the others finish it", func() bool { return stands(large.ID).Batch.Status == publish.BatchLive })
	if n, err := here.Items.Count(t.Context()); err != nil || n != many+1 {
		t.Errorf("%d items in public, want %d, %v", n, many+1, err)
	}
	must(t, here.DB.Read(t.Context(), func(tx *db.Tx) error {
		twice, err := db.One[int](tx, "SELECT count(*) FROM (SELECT ref FROM journal_entry WHERE act = 'publish.admit' GROUP BY ref HAVING count(*) > 1) twice")
		if twice > 0 {
			t.Errorf("%d items came on line twice", twice)
		}
		return err
	}))
	for _, url := range []string{three, four} {
		if status, _ := get(t, url+"/readyz"); status != 200 {
			t.Errorf("%s is not ready: %d", url, status)
		}
	}
	eventually(t, 10*time.Second, "the log has it all", func() bool {
		r, err := here.Journal.Verify(t.Context(), nil)
		must(t, err)
		must(t, r.Err())
		return r.Pending == 0
	})
}

// oldItems is what an earlier site had, as a file.
func oldItems(t *testing.T, a *app.App, n int, name string) []byte {
	t.Helper()
	units, err := a.Units.Tree(t.Context())
	must(t, err)
	tree, err := a.Columns.Tree(t.Context())
	must(t, err)
	var leaf column.Column
	for _, c := range tree {
		if c.Leaf() && c.Live() {
			leaf = c
		}
	}
	var file bytes.Buffer
	for i := range n {
		must(t, json.NewEncoder(&file).Encode(map[string]string{
			"title": fmt.Sprintf("%s %d", name, i+1), "unit": units[i%len(units)].Name, "column": leaf.Code, "body": leaf.About + "\n", "made_on": "2023-01-05",
		}))
	}
	return file.Bytes()
}
