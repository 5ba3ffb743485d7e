package gazette

import (
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/letter"
)

// TestLayout: the contents stand in front with their pages, each text comes whole with its lists and
// tables, its title once.
func TestLayout(t *testing.T) {
	s := New(Needs{Words: i18n.T})
	body := "甲办法\n红府规〔2023〕1号\n一、总则\n为做好工作，制定本办法。\n- 老人；\n- 儿童。\n|对象|待遇－档次|待遇－金额|\n|---|---|---|\n|老人|一档|300|\n![流程图](a.png)\n附件：清单\n附件\n清单\n一、甲"
	text := publish.Edition{Content: publish.Content{Facts: publish.Facts{Title: "甲办法"}, Body: body, Attachments: []publish.Attachment{{Name: "清单.xlsx"}}}}
	x := &sheet{
		organ:   "某区人民政府",
		of:      &Gazette{Facts: Facts{Year: 2023, No: 2, Total: 14, Note: "第一段。\n\n第二段。"}},
		entries: []Entry{{Seq: 1, Part: Government, Title: "甲办法", Number: "红府规〔2023〕1号", Page: 3}, {Seq: 2, Part: Other, Title: "乙公告"}},
		texts:   []publish.Edition{text, {Content: publish.Content{Body: "公告正文。"}}},
	}
	d := s.document(x)
	got := d.Text()
	for _, want := range []string{
		"某区人民政府公报\n2023年第2期（总第14期）\n第一段。\n第二段。\n政府文件\n序号\t名称\t发文字号\t页码\n1\t甲办法\t红府规〔2023〕1号\t3\n其他\n", "2\t乙公告\t\t—\n",
		"红府规〔2023〕1号\n甲办法\n红府规〔2023〕1号\n一、总则\n", "老人；\n", "对象\t待遇\n档次\t金额\n老人\t一档\t300\n", "（图片：流程图，见网站）\n", "附件见网站：清单.xlsx。\n", "乙公告\n公告正文。\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("does not say %q:\n%s", want, got)
		}
	}
	if n := strings.Count(got, "甲办法\n"); n != 1 {
		t.Errorf("its title stands %d times:\n%s", n, got)
	}
	if table := d.Annexes[0].Blocks[len(d.Annexes[0].Blocks)-1]; table.Kind != letter.Paragraph {
		t.Errorf("ends with %v", table)
	}
}
