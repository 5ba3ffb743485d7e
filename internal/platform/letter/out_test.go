package letter_test

import (
	"os"
	"testing"

	"gongkai.example/gongkai/internal/platform/letter"
)

func TestOut(t *testing.T) {
	dir := os.Getenv("LETTER_OUT")
	if dir == "" {
		t.Skip()
	}
	fonts := letter.OpenFonts("")
	for _, pr := range []string{"honggutan", "sample"} {
		s := set(t, pr)
		for _, k := range s.List() {
			v, _ := s.Sample(k.Code, true)
			d, err := s.Fill(k.Code, v)
			if err != nil {
				t.Fatal(err)
			}
			p, err := fonts.PDF(d)
			if err != nil {
				t.Fatal(err)
			}
			t.Log(pr, k.Code, p.Pages, len(p.Data), string(p.Missing))
			os.WriteFile(dir+"/"+pr+"-"+k.Code+".pdf", p.Data, 0o600)
			h, err := letter.HTML(d)
			if err != nil {
				t.Fatal(err)
			}
			os.WriteFile(dir+"/"+pr+"-"+k.Code+".html", h, 0o600)
			x, err := letter.DOCX(d)
			if err != nil {
				t.Fatal(err)
			}
			os.WriteFile(dir+"/"+pr+"-"+k.Code+".docx", x, 0o600)
		}
	}
}
