package web

import (
	"fmt"
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/boombuler/barcode/qr"
)

// TestCode reads back what it wrote, as a person may type it, and finds every slip.
func TestCode(t *testing.T) {
	for _, id := range []int64{0, 1, 31, 32, 1021, 751644790498056, 1<<53 - 1} {
		for _, noun := range []byte("PRA") {
			code := code32(noun, id)
			for _, typed := range []string{code, strings.ToLower(code), code[:1] + strings.NewReplacer("0", "O", "1", "l").Replace(code[1:]), code[:2] + "-" + code[2:]} {
				if n, got, ok := parseCode(typed); !ok || n != noun || got != id {
					t.Errorf("%s of %c %d: %c %d %v", typed, noun, id, n, got, ok)
				}
			}
			for i := 1; i < len(code); i++ {
				for _, d := range digits32 {
					if slip := code[:i] + string(d) + code[i+1:]; slip != code {
						if _, _, ok := parseCode(slip); ok {
							t.Errorf("%s is taken for %s", slip, code)
						}
					}
				}
				if i+1 < len(code) && code[i] != code[i+1] {
					if _, _, ok := parseCode(code[:i] + code[i+1:i+2] + code[i:i+1] + code[i+2:]); ok {
						t.Errorf("%s: two digits that changed places are not found", code)
					}
				}
			}
		}
	}
	for _, bad := range []string{"", "P", "P!!!!", "P" + strings.Repeat("Z", 15), strings.Repeat("P", 40)} {
		if _, _, ok := parseCode(bad); ok {
			t.Errorf("%q is a code", bad)
		}
	}
}

// TestSquare paints the path and compares it with the code, module by module.
func TestSquare(t *testing.T) {
	const text = "https://www.example.gov.cn/s/P7Q3K9ZTW12"
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		t.Fatal(err)
	}
	s := square(text)
	img := image.NewGray(image.Rect(0, 0, s.Side, s.Side))
	for run := range strings.SplitSeq(strings.TrimSuffix(s.Path, "z"), "z") {
		x, y, n := readRun(t, run)
		for i := range n {
			img.SetGray(x+i, y, color.Gray{255})
		}
	}
	for y := range s.Side {
		for x := range s.Side {
			in := x >= quiet && y >= quiet && x < s.Side-quiet && y < s.Side-quiet
			want := false
			if in {
				r, _, _, _ := code.At(x-quiet, y-quiet).RGBA()
				want = r == 0
			}
			if got := img.GrayAt(x, y).Y == 255; got != want {
				t.Fatalf("module %d %d is dark: %v, want %v", x, y, got, want)
			}
		}
	}
	if n := len(s.Path); n > 8000 {
		t.Errorf("the path has %d bytes", n)
	}
}

// readRun reads one run, "M4 4h7v1h-7".
func readRun(t *testing.T, run string) (x, y, n int) {
	t.Helper()
	back := 0
	if _, err := fmt.Sscanf(run, "M%d %dh%dv1h-%d", &x, &y, &n, &back); err != nil || n != back {
		t.Fatalf("%q: %v", run, err)
	}
	return x, y, n
}
