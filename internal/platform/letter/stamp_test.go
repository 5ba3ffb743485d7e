package letter_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"testing"

	"gongkai.example/gongkai/internal/kernel/extract"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/letter"
)

const stamp = "王经办 2026-11-28 10:05 查看　仅供办理依申请公开使用"

// card is a picture of one colour.
func card(t testing.TB, w, h int, encode func(*bytes.Buffer, image.Image) error) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = 0xff
	}
	var b bytes.Buffer
	if err := encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asJPEG(b *bytes.Buffer, m image.Image) error { return jpeg.Encode(b, m, nil) }
func asPNG(b *bytes.Buffer, m image.Image) error  { return png.Encode(b, m) }

// TestStamped: a picture and a PDF become a PDF with the mark in the pixels of every
// page and in every quarter of it; no text and nothing else of the file is left.
func TestStamped(t *testing.T) {
	pdf := printed(t, letter.Document{Title: "甲\n乙", Blocks: nil}).Data
	for _, tt := range []struct {
		name  string
		data  []byte
		wide  bool
		pages int
	}{
		{"a picture on its side", card(t, 800, 500, asJPEG), true, 1},
		{"a tall one", card(t, 300, 900, asPNG), false, 1},
		{"a PDF", pdf, false, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, err := fonts(t).Stamped(tt.data, stamp)
			if err != nil {
				t.Fatal(err)
			}
			if dir := os.Getenv("STAMP_OUT"); dir != "" {
				_ = os.WriteFile(dir+"/"+tt.name+".pdf", out, 0o600)
			}
			n, err := extract.Draw(out, func(int) bool { return true }, 50, func(d *extract.Drawing) error {
				if len(d.Chars) != 0 {
					t.Errorf("%d characters can be selected", len(d.Chars))
				}
				if (d.Width > d.Height) != tt.wide {
					t.Errorf("%.0f by %.0f", d.Width, d.Height)
				}
				marked(t, d.Image)
				return nil
			})
			if err != nil || n != tt.pages {
				t.Errorf("%d pages, %v", n, err)
			}
		})
	}
}

// marked asks for something red in each quarter of a page.
func marked(t *testing.T, m *image.RGBA) {
	t.Helper()
	b := m.Bounds()
	var red [4]int
	for y := range b.Dy() {
		for x := range b.Dx() {
			c := color.NRGBAModel.Convert(m.At(x, y)).(color.NRGBA)
			if int(c.R) > int(c.G)+30 && int(c.R) > int(c.B)+30 {
				red[x*2/b.Dx()+y*2/b.Dy()*2]++
			}
		}
	}
	for q, n := range red {
		if n < 20 {
			t.Errorf("quarter %d has no mark: %d", q, n)
		}
	}
}

// TestStampedRefuses: what is no picture is refused with a reason, never passed on as it is.
func TestStampedRefuses(t *testing.T) {
	if _, err := fonts(t).Stamped([]byte("王小明"), stamp); fault.Of(err) != fault.Invalid {
		t.Errorf("no picture: %v", err)
	}
	if _, err := letter.OpenFonts(t.TempDir()).Stamped(card(t, 9, 9, asPNG), stamp); fault.Of(err) != fault.NotFound {
		t.Errorf("no font: %v", err)
	}
}
