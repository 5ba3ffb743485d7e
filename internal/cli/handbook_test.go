package cli

import (
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"gongkai.example/gongkai/internal/platform/config"
)

// handbooks are the same one, in two languages.
var handbooks = []string{"operator.md", "operator.zh-CN.md"}

// asService is how the handbook has a command typed: as the user of the service, with its settings.
const asService = "sudo -u gongkai " + "gongkai --env-file /etc/gongkai/gongkai.env "

func handbook(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", name))
	must(t, err)
	return string(text)
}

var (
	typed     = regexp.MustCompile(`(?m)^    ((?:sudo -u gongkai|gongkai) .*?)(?: +# .*)?$`) // a line to copy
	mentioned = regexp.MustCompile("`gongkai ([^`]+)`")                                      // within a sentence
	started   = regexp.MustCompile(`(?m)^ExecStart=/usr/local/bin/gongkai (.*)$`)
	setting   = regexp.MustCompile(`GONGKAI_[A-Z0-9_]+`)
	signs     = regexp.MustCompile(`(?m)^\| ([^|]+) \|`)
	quoted    = regexp.MustCompile(`["“]([^"”]+)["”]`)
	firstFile = regexp.MustCompile(`(?m)(?:^    GONGKAI_.*\n)+`)
)

// parse has the program read a command line as it would, without running it. One that is
// only mentioned may leave out values.
func parse(line string, whole bool) error {
	cmd, rest, err := (&shell{}).root().Find(strings.Fields(line))
	if err != nil {
		return err
	}
	err = cmd.ParseFlags(rest)
	if _, lacks := errors.AsType[*pflag.ValueRequiredError](err); err != nil && (whole || !lacks) {
		return err
	}
	if args := cmd.Flags().Args(); whole {
		err = cmd.ValidateArgs(args)
	} else if err = nil; cmd.HasSubCommands() && len(args) > 0 {
		err = errors.New("no command " + args[0])
	}
	return err
}

// TestHandbook: the commands of both handbooks are ones that the program takes, run as the
// service with its settings, and are the same in both; so are the settings.
func TestHandbook(t *testing.T) {
	var commands, names [2][]string
	for i, name := range handbooks {
		text := handbook(t, name)
		for _, m := range typed.FindAllStringSubmatch(text, -1) {
			line, ok := strings.CutPrefix(m[1], asService)
			if !ok {
				t.Errorf("%s: %s\nworks on other data than the service, or as another user", name, m[1])
			}
			if err := parse(line, true); err != nil {
				t.Errorf("%s: %s: %v", name, m[1], err)
			}
			commands[i] = append(commands[i], line)
		}
		seen := map[string]bool{}
		for _, m := range mentioned.FindAllStringSubmatch(text, -1) {
			if err := parse(m[1], false); err != nil {
				t.Errorf("%s: gongkai %s: %v", name, m[1], err)
			}
			seen[m[1]] = true
		}
		commands[i] = append(commands[i], slices.Sorted(maps.Keys(seen))...)
		names[i] = slices.Compact(slices.Sorted(slices.Values(setting.FindAllString(text, -1))))
	}
	if len(commands[0]) < 15 || !slices.Equal(commands[0], commands[1]) {
		t.Errorf("the commands differ\n%q\n%q", commands[0], commands[1])
	}
	if len(names[0]) < 30 || !slices.Equal(names[0], names[1]) {
		t.Errorf("the settings differ\n%q\n%q", names[0], names[1])
	}
}

// TestHandbookSettings: the settings file of the handbook is one that the program reads, and
// the units start it with that file and nothing besides.
func TestHandbookSettings(t *testing.T) {
	for _, name := range handbooks {
		file := filepath.Join(t.TempDir(), "gongkai.env")
		must(t, os.WriteFile(file, []byte(firstFile.FindString(handbook(t, name))), 0o600))
		c, err := config.Load([]string{"GONGKAI_ENV_FILE=" + file})
		if err != nil || c.Data != "/var/lib/gongkai" || c.Backup != "/var/backups/gongkai" || c.Profile != "/etc/gongkai/profile" {
			t.Errorf("%s: %v, %+v", name, err, c)
		}
	}
	units, err := filepath.Glob(filepath.Join("..", "..", "deploy", "*.service"))
	must(t, err)
	seen := 0
	for _, unit := range units {
		text, err := os.ReadFile(unit)
		must(t, err)
		for _, m := range started.FindAllStringSubmatch(string(text), -1) {
			seen++
			if err := parse(m[1], true); err != nil || !strings.HasPrefix(m[1], "--env-file /etc/gongkai/gongkai.env ") {
				t.Errorf("%s: %s: %v", unit, m[1], err)
			}
		}
		if regexp.MustCompile(`(?m)^(EnvironmentFile|Environment|LoadCredential)=`).Match(text) {
			t.Errorf("%s sets what commands do not have", unit)
		}
	}
	if seen != 3 {
		t.Errorf("%d lines start the program", seen)
	}
}

// TestHandbookQuotes: what the handbook quotes as a sign is what the program says. Three
// dots stand for what differs.
func TestHandbookQuotes(t *testing.T) {
	var said strings.Builder
	files, err := filepath.Glob(filepath.Join("..", "platform", "i18n", "zh", "*.json"))
	must(t, err)
	for _, file := range files {
		text, err := os.ReadFile(file)
		must(t, err)
		var all map[string]string
		must(t, json.Unmarshal(text, &all))
		for _, one := range all {
			said.WriteString(one + "\n")
		}
	}
	for _, name := range handbooks {
		var all [][]string
		for _, sign := range signs.FindAllStringSubmatch(handbook(t, name), -1) {
			all = append(all, quoted.FindAllStringSubmatch(sign[1], -1)...)
		}
		for _, m := range all {
			pattern := strings.ReplaceAll(regexp.QuoteMeta(m[1]), "…", `\{\d\}`)
			if !regexp.MustCompile(pattern).MatchString(said.String()) {
				t.Errorf("%s quotes “%s”, which the program never says", name, m[1])
			}
		}
		if len(all) < 3 {
			t.Errorf("%s quotes only %q", name, all)
		}
	}
}
