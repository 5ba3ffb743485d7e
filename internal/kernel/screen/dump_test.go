package screen

import (
	"fmt"
	"os"
	"testing"
)

func TestDump(t *testing.T) {
	b, _ := os.ReadFile("/tmp/screen_in.txt")
	r := New(Options{Packs: Packs()})
	text := string(b)
	raw := []rune(text)
	for _, f := range r.Text("", text) {
		fmt.Printf("%s/%s %q -> %q\n", f.Kind, f.Rule, string(raw[f.Start:f.End]), f.Repair)
	}
}
