package extract_test

import (
	"testing"

	"gongkai.example/gongkai/internal/kernel/extract"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// TestPlace: people are told where a part stands, not what the archive calls it.
func TestPlace(t *testing.T) {
	for part, want := range map[string]string{
		"text":                         "正文",
		"word/document.xml":            "正文",
		"word/document.xml#deleted":    "修订中删去的文字",
		"word/document.xml#box":        "文本框",
		"word/header2.xml":             "页眉",
		"word/header2.xml#hidden":      "页眉中的隐藏内容",
		"word/footer1.xml":             "页脚",
		"word/comments.xml":            "批注",
		"docProps/core.xml":            "文件属性",
		"word/media/image1.jpg/exif":   "图片的附带信息",
		"sheet:名单":                     "工作表“名单”",
		"sheet:名单#hidden":              "工作表“名单”中的隐藏内容",
		"page:3#notes":                 "第 3 页中的批注",
		"word/embeddings/a.xlsx/sheet": "嵌入的文件 a.xlsx/sheet",
		"word/nobody.xml":              "文件的其他部分（word/nobody.xml）",
		"word/document.xml#nobody":     "文件的其他部分（word/document.xml#nobody）",
	} {
		if got := i18n.Text(extract.Place(part)); got != want {
			t.Errorf("%s is %q, want %q", part, got, want)
		}
	}
}
