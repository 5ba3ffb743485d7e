package house

import (
	"encoding/json"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	dutyRule   = regexp.MustCompile(`\b[Rr]ule[A-Z]\w*\s*=\s*"([a-z]+\.[a-z_]+)"`)
	ruleChoice = regexp.MustCompile(`label:"duty\.rule" options:"([a-z_.,]+)"`)
)

// TestRulesOfDuties: every rule that a noun opens duties by has words, and can be chosen
// in the list of duties. Nobody reads a key.
func TestRulesOfDuties(t *testing.T) {
	var words map[string]string
	data, err := fs.ReadFile(root, "internal/platform/i18n/zh/duty.json")
	if err == nil {
		err = json.Unmarshal(data, &words)
	}
	if err != nil {
		t.Fatal(err)
	}
	var choices, rules []string
	for _, f := range goFiles(t) {
		if f.test() || !strings.HasPrefix(f.path, "internal/domain/") {
			continue
		}
		if m := ruleChoice.FindStringSubmatch(f.src); m != nil {
			choices = strings.Split(m[1], ",")
		}
		for _, m := range dutyRule.FindAllStringSubmatch(f.src, -1) {
			rules = append(rules, m[1])
		}
	}
	if len(choices) == 0 || len(rules) == 0 {
		t.Fatalf("%d choices, %d rules", len(choices), len(rules))
	}
	for _, r := range rules {
		if words["duty.rule."+r] == "" {
			t.Errorf("duty.rule.%s has no text", r)
		}
		if !slices.Contains(choices, r) {
			t.Errorf("%s is no choice of duty.Find", r)
		}
	}
}
