package desk_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/extract"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// system are the fonts of this machine.
var system = sync.OnceValue(func() *letter.Fonts { return letter.OpenFonts("") })

// printing skips a test that cannot do without a font.
func (w *world) printing() {
	w.t.Helper()
	if _, err := w.Fonts.Names(); err != nil {
		w.t.Skip("no Chinese TrueType font: apt install fonts-lxgw-wenkai fonts-arphic-gbsn00lp")
	}
}

// photo is a white card.
func photo(t testing.TB) []byte {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 400, 250))
	for i := range m.Pix {
		m.Pix[i] = 0xff
	}
	var b bytes.Buffer
	must(t, png.Encode(&b, m))
	return b.Bytes()
}

// TestSealedIsMarked: an identity document that is opened comes as a copy with a mark
// over it; where no mark can be drawn nothing is opened and nothing is noted.
func TestSealedIsMarked(t *testing.T) {
	w := newWorld(t)
	w.printing()
	clerk := w.signedIn("clerk")
	out, err := w.Requests.Receive(w.as(w.clerk), foi.Receipt{Channel: foi.Counter, Submitted: "2023-10-09", Filing: foi.Filing{
		Applicant: foi.Applicant{Kind: foi.Citizen, Name: "王小明", Paper: foi.IDCard, PaperNo: "110101196001010011", Phone: "13800000000"},
		Wish:      foi.Wish{Unit: w.education, Want: "2022年度教育经费决算"}, Delivery: foi.Delivery{Form: foi.PaperForm, Way: foi.ByHand}, Token: "sealed",
	}}, foi.Papers{Identity: w.scan("身份证.png")})
	must(t, err)
	v, err := w.Requests.View(w.as(w.clerk), out.ID)
	must(t, err)
	page, file := fmt.Sprintf("/desk/foi/case/%d", out.ID), fmt.Sprintf("/desk/foi/sealed/%d", v.Identity[0].ID)
	why := url.Values{"reason": {"核对身份"}}

	fonts := w.Fonts
	w.Fonts = letter.OpenFonts(t.TempDir())
	clerk.post(file, why, http.StatusNotFound, "没有找到可以生成 PDF 的中文字体")
	if text := clerk.get(page, http.StatusOK).One(t, "main").Text(); strings.Contains(text, "核对身份") {
		t.Error("what nobody could see is noted as opened")
	}
	w.Fonts = fonts

	res := clerk.do(http.MethodPost, file, formType, why.Encode())
	name, _ := url.QueryUnescape(res.Header.Get("Content-Disposition"))
	if res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Type"), "application/pdf") || !strings.Contains(name, "身份证明（仅供办理依申请公开使用）.pdf") {
		t.Fatalf("it answers %d %v", res.StatusCode, res.Header)
	}
	red := 0
	_, err = extract.Draw([]byte(webtest.Body(t, res)), func(int) bool { return true }, 50, func(d *extract.Drawing) error {
		for i := 0; i < len(d.Image.Pix); i += 4 {
			if d.Image.Pix[i] > 150 && d.Image.Pix[i+1] < d.Image.Pix[i]-30 {
				red++
			}
		}
		return nil
	})
	must(t, err)
	if red < 100 {
		t.Errorf("the card has no mark: %d", red)
	}
	clerk.get(page, http.StatusOK, "核对身份")
}
