//go:build unix

package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"

	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

// TestKilled lives through a small year that is killed again and again, and through the
// same year undisturbed: it ends with the same requests, items, fees and reports, and as many take part. A day on
// which it was killed may have had a step more or less than it would have had. Where there is a PostgreSQL, the killed
// one is on it. What the undisturbed one comes to is written down: where SQLite has a run behind it, it is not lived again.
func TestKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("two years take two minutes")
	}
	program := filepath.Join(t.TempDir(), "gongkai")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "../../cmd/gongkai").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	type outcome struct {
		Requests    int      `json:"requests"`
		Items       int      `json:"items"`
		Suggested   int      `json:"suggested"`
		Messages    int      `json:"messages"`
		Answers     int      `json:"answers"`
		Guests      int      `json:"guests"`
		Minutes     int      `json:"minutes"`
		Concerns    int      `json:"concerns"`
		Documents   int      `json:"documents"`
		Issued      int      `json:"issued"`
		Interpreted int      `json:"interpreted"`
		Issues      int      `json:"issues"`
		Cleanups    int      `json:"cleanups"`
		Reports     int      `json:"reports"`
		Notices     int      `json:"notices"`
		Violations  []string `json:"violations"`
	}
	live := func(more ...string) (v outcome) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), program, append([]string{"simulate", "--json", "--profile", "sample", "--scale", "0.006", "--seed", "5", "--pages", "100", "--data", t.TempDir()}, more...)...)
		cmd.Env = append(os.Environ(), "GONGKAI_LOG_LEVEL=warn")
		var said bytes.Buffer
		cmd.Stderr = &said
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v\n%s\n%s", err, out, said.Bytes())
		}
		if err := json.Unmarshal(out, &v); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if len(v.Violations) > 0 {
			t.Errorf("%q %q", more, v.Violations)
		}
		v.Items, v.Suggested = v.Items-v.Suggested, 0 // what somebody suggests hangs on the day: it makes an item more or less
		return v
	}
	kills := []string{"--kills", "12"}
	if os.Getenv("GONGKAI_TEST_POSTGRES") != "" {
		kills = append(kills, "--dsn", dbtest.PostgresDSN(t))
	}
	const file = "testdata/year.json"
	if os.Getenv("GONGKAI_TEST_SQLITE") != "skip" {
		whole, err := json.MarshalIndent(live(), "", "\t")
		must(t, err)
		compare(t, file, string(append(whole, '\n')))
	}
	var whole outcome
	data, err := os.ReadFile(file)
	must(t, err)
	must(t, json.Unmarshal(data, &whole))
	if killed := live(kills...); !reflect.DeepEqual(whole, killed) {
		t.Errorf("undisturbed %+v\nkilled %+v", whole, killed)
	}
}
