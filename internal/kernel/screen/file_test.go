package screen

import (
	"slices"
	"testing"

	"gongkai.example/gongkai/internal/kernel/extract"
)

// TestFile: what nobody sees is read too, and what a file carries along is told once a part.
func TestFile(t *testing.T) {
	f := extract.File{
		Type: "docx", Scan: true,
		Parts: []extract.Part{{Name: "body", Text: "正文"}, {Name: "comments", Text: "手机13812345678", Hidden: true}},
		Traces: []extract.Trace{
			{Kind: extract.Deletion, Part: "body"}, {Kind: extract.Insertion, Part: "body"}, {Kind: extract.Comment, Part: "comments"}, {Kind: "new"},
		},
	}
	var got []string
	for _, x := range New(Options{}).File(f) {
		got = append(got, x.Part+":"+x.Rule)
	}
	if want := []string{"comments:mobile", "body:trace_changes", "comments:trace_comment", ":trace_unreadable", ":scan_only"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	for kind, name := range traceRules {
		if lang().rules[name].kind == "" {
			t.Errorf("%s: %s is no rule", kind, name)
		}
	}
}
