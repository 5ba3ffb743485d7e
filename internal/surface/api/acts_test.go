package api_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/surface/api"
	"gongkai.example/gongkai/internal/surface/desk"
)

// TestDeskActs asks that what can be done at the desk can be done here.
func TestDeskActs(t *testing.T) {
	names := map[string]bool{}
	for _, e := range (&api.API{}).Endpoints() {
		names[e.Name] = e.Method == "POST"
	}
	stale, excused := maps.Clone(acts), maps.Clone(exceptions)
	for _, rt := range (&desk.Desk{}).Routes() {
		if !slices.Contains(strings.Fields(rt.Method), "POST") {
			continue
		}
		name, ok := acts[rt.Path]
		if ok && !names[name] {
			t.Errorf("%s is %s, which the API does not have", rt.Path, name)
		}
		delete(stale, rt.Path)
		for at := range exceptions {
			if regexp.MustCompile(at).MatchString(rt.Path) {
				ok = true
				delete(excused, at)
			}
		}
		if !ok {
			t.Errorf("nothing in the API does what %s does", rt.Path)
		}
	}
	for path := range stale {
		t.Errorf("the desk has no %s", path)
	}
	for at := range excused {
		t.Errorf("the exception %s is about nothing", at)
	}
}
