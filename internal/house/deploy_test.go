package house

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDeploy asks that every setting and every command which an operator is told of is
// one that the program has, and that every file which is named is there.
func TestDeploy(t *testing.T) {
	settings, commands := read(t, "docs/config.md"), read(t, "docs/cli.md")
	setting := regexp.MustCompile(`GONGKAI_[A-Z0-9_]+`)
	// In a text, a command is what stands in code: at a line's beginning or after a `.
	command := regexp.MustCompile("(?m)(?:^\\s*|`|\\$ |/usr/local/bin/|sudo -u gongkai )gongkai (?:--env-file \\S+ )?((?:[a-z]+ ?)+)((?:[^`\\n]*)?)")
	flag := regexp.MustCompile(`--([a-z-]+)`)
	named := regexp.MustCompile(`\bdeploy/[a-z@.-]+[a-z]`)
	seen := 0
	for _, f := range tree(t, func(p string) bool {
		return strings.HasPrefix(p, "deploy/") || strings.HasPrefix(p, "docs/operator")
	}) {
		for _, name := range setting.FindAllString(f.src, -1) {
			seen++
			if !strings.Contains(settings, "`"+name+"`") {
				t.Errorf("%s: no setting %s", f.path, name)
			}
		}
		for _, m := range command.FindAllStringSubmatch(f.src, -1) {
			words := strings.Fields(m[1])
			for len(words) > 0 && !strings.Contains(commands, "\n## gongkai "+strings.Join(words, " ")+"\n") {
				words = words[:len(words)-1]
			}
			if len(words) == 0 {
				t.Errorf("%s: no command gongkai %s", f.path, m[1])
				continue
			}
			seen++
			_, chapter, _ := strings.Cut(commands, "\n## gongkai "+strings.Join(words, " ")+"\n")
			chapter, _, _ = strings.Cut(chapter, "\n## ")
			for _, fl := range flag.FindAllStringSubmatch(m[2], -1) {
				if !strings.Contains(chapter, "`--"+fl[1]+"`") && !strings.Contains(settings, "`--"+fl[1]+"`") && fl[1] != "json" && fl[1] != "help" {
					t.Errorf("%s: gongkai %s has no --%s", f.path, strings.Join(words, " "), fl[1])
				}
			}
		}
		for _, name := range named.FindAllString(f.src, -1) {
			if _, err := os.Stat(filepath.Join("..", "..", name)); err != nil {
				t.Errorf("%s: no file %s", f.path, name)
			}
		}
	}
	if seen < 40 {
		t.Errorf("only %d settings and commands are named", seen)
	}
}

// TestUnits has systemd read its files, where there is one.
func TestUnits(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("SKIP systemd is not there")
	}
	dir := t.TempDir()
	for _, f := range tree(t, func(p string) bool {
		return strings.HasPrefix(p, "deploy/gongkai")
	}) {
		src := strings.ReplaceAll(f.src, "/usr/local/bin/gongkai", "/bin/true")
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(f.path)), []byte(src), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(t.Context(), analyze, "verify", "--recursive-errors=no", filepath.Join(dir, filepath.Base(f.path))).CombinedOutput()
		if err != nil || len(out) > 0 {
			t.Errorf("%s: %v\n%s", f.path, err, out)
		}
	}
}
