package desk_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// wordParts is a Word file with some paragraphs, and with parts that are no running text.
func wordParts(t *testing.T, paragraphs string, parts map[string]string) []byte {
	t.Helper()
	plain := wordFile(t, paragraphs)
	from, err := zip.NewReader(bytes.NewReader(plain), int64(len(plain)))
	must(t, err)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range from.File {
		must(t, z.Copy(f))
	}
	for name, inner := range parts {
		root := map[string]string{"header": "hdr", "footer": "ftr", "comment": "comments"}[strings.TrimRight(name, "1s")]
		f, err := z.Create("word/" + name + ".xml")
		must(t, err)
		_, err = io.WriteString(f, `<?xml version="1.0"?><w:`+root+` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">`+inner+`</w:`+root+`>`)
		must(t, err)
	}
	must(t, z.Close())
	return b.Bytes()
}

func wordRun(text string) string { return "<w:r><w:t>" + text + "</w:t></w:r>" }

func wordPara(inner string) string { return "<w:p>" + inner + "</w:p>" }

// sourceBody is a notice of two lines.
var sourceBody = wordPara(wordRun("关于公布涉企收费目录清单的通知")) + wordPara(wordRun("按清单执行。"))

// TestPublishSecretSource: a mark of a state secret refuses the file from which a
// draft is to be made, wherever it stands, and says where.
func TestPublishSecretSource(t *testing.T) {
	w := newBureau(t)
	unit := fmt.Sprint(w.finance)
	mark := wordPara(wordRun("秘密★10年"))
	for _, c := range []struct {
		name, place string
		file        []byte
	}{
		{"header", "页眉", wordParts(t, sourceBody, map[string]string{"header1": mark})},
		{"footer", "页脚", wordParts(t, sourceBody, map[string]string{"footer1": mark})},
		{"comment", "批注", wordParts(t, sourceBody, map[string]string{"comments": `<w:comment w:id="0" w:author="a">` + mark + `</w:comment>`})},
		{"deleted", "修订中删去的文字", wordFile(t, sourceBody+wordPara(`<w:del w:id="1" w:author="a"><w:r><w:delText>机密★20年</w:delText></w:r></w:del>`))},
		{"hidden", "隐藏内容", wordFile(t, sourceBody+wordPara(`<w:r><w:rPr><w:vanish/></w:rPr><w:t>秘密★10年</w:t></w:r>`))},
		{"text box", "文本框", wordFile(t, sourceBody+wordPara(`<w:r><w:pict><w:txbxContent>`+mark+`</w:txbxContent></w:pict></w:r>`))},
		{"body", "正文", wordFile(t, mark+sourceBody)},
	} {
		t.Run(c.name, func(t *testing.T) {
			typed := url.Values{"unit": {unit}, "text": {"一并粘贴的文字"}}
			doc := w.stays(w.upload(w.writer, "/desk/publish/new", typed, "file", "通知.docx", c.file), http.StatusUnprocessableEntity, c.place, "国家秘密标志", "保密工作机构")
			if said := doc.One(t, "p.err").Text(); !strings.Contains(said, c.place+"：国家秘密标志") {
				t.Errorf("at the field: %q", said)
			}
			if form := w.form(doc); form.Get("text") != "一并粘贴的文字" || form.Get("unit") != unit {
				t.Errorf("what was typed is lost: %v", form)
			}
		})
	}
}

// TestPublishSource: what is found beside the text of a file, and what did not come
// into the draft, is told with its place; what stands in the file is not repeated.
func TestPublishSource(t *testing.T) {
	const number = "11010519491231002X"
	w := newBureau(t)
	unit := url.Values{"unit": {fmt.Sprint(w.finance)}}
	file := wordParts(t, sourceBody+
		wordPara(wordRun("申请人身份证号"+number+"，"))+
		wordPara(`<w:ins w:id="1" w:author="a">`+wordRun("新加的一段。")+`</w:ins><w:del w:id="2" w:author="a"><w:r><w:delText>手机13812345678</w:delText></w:r></w:del>`), map[string]string{
		"header1":  wordPara(wordRun("内部资料，注意保存")),
		"footer1":  wordPara(wordRun("— 1 —")),
		"comments": `<w:comment w:id="0" w:author="a">` + wordPara(wordRun("请核对，身份证号"+number)) + `</w:comment>`,
	})
	doc := w.stays(w.upload(w.writer, "/desk/publish/new", unit, "file", "通知.docx", file), http.StatusOK, "读取提示，请核对")
	body := doc.One(t, "textarea[name=body]").Text()
	if !strings.Contains(body, "新加的一段") || !strings.Contains(body, number) || strings.Contains(body, "13812345678") || strings.Contains(body, "内部资料") {
		t.Errorf("body %q", body)
	}
	notes := doc.One(t, "ul.dots").Text()
	for _, want := range []string{
		"正文有居民身份证号（不得发布），1 处，已照原样读入",
		"批注有居民身份证号（不得发布），1 处，没有读入",
		"修订中删去的文字有手机号码（不得发布），1 处，没有读入",
		"页眉有内部标记（暂缓发布），1 处，没有读入",
		"页眉有文字，没有读入",
		"正文：文件里有修订痕迹。读入的是接受全部修订以后的文字，删去的没有读入",
		"批注：文件里有批注，没有读入",
	} {
		if !strings.Contains(notes, want) {
			t.Errorf("%q is not told", want)
		}
	}
	if strings.Contains(notes, number) || strings.Contains(notes, "13812345678") || strings.Contains(notes, "页脚") {
		t.Errorf("told too much: %s", notes)
	}
	if t.Failed() {
		t.Log(notes)
	}
	// the notes go along with the draft until it is saved
	form := w.form(doc)
	form.Set("title", "")
	w.stays(w.send(w.writer, "/desk/publish/draft", form), http.StatusUnprocessableEntity, "修订中删去的文字有手机号码")

	damaged := wordParts(t, sourceBody, map[string]string{"header1": wordPara(wordRun("甲")) + "</w:"})
	w.stays(w.upload(w.writer, "/desk/publish/new", unit, "file", "通知.docx", damaged), http.StatusUnprocessableEntity)
	plain := w.stays(w.upload(w.writer, "/desk/publish/new", unit, "file", "通知.txt", []byte("机密★10年\n关于某事的通知\n")), http.StatusUnprocessableEntity)
	if said := plain.One(t, "p.err").Text(); !strings.Contains(said, "正文：国家秘密标志") {
		t.Errorf("a text file: %q", said)
	}
}
