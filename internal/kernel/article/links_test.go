package article

import (
	"slices"
	"testing"
)

func TestAnchors(t *testing.T) {
	const text = "关于开放平台的通知\n\n一、办法\n详见https://www.example.gov.cn/a。再见https://www.example.gov.cn/a/b和[办事指南](http://fw.example.gov.cn/?q=1)。\n" +
		"- 一项http://x.example.cn/1\n- 二项\n\n|名称|网址|\n|---|---|\n|甲|https://t.example.cn/甲|\n|乙|https://t.example.cn/2|\n内网http://oa/和http://10.1.1.1/不是链接\n"
	var got []string
	runes := []rune(text)
	for _, a := range Links(text) {
		if at := string(runes[a.Span.Start:a.Span.End]); at != a.Href {
			t.Errorf("%s stands at %q", a.Href, at)
		}
		got = append(got, a.Href)
	}
	want := []string{
		"https://www.example.gov.cn/a", "https://www.example.gov.cn/a/b", "http://fw.example.gov.cn/?q=1", "http://x.example.cn/1", "https://t.example.cn/", "https://t.example.cn/2",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if Links("没有链接") != nil {
		t.Error("links where there are none")
	}
}

// FuzzLinks: every link of the structure is told, and lies where it says.
func FuzzLinks(f *testing.F) {
	for _, s := range samples(f) {
		f.Add(s)
	}
	f.Add("http://a.cn/ http://a.cn/x [http://b.cn/](http://a.cn/)\n甲\t\"乙\nhttp://a.cn/\"\n丙\thttp://a.cn/\n")
	f.Fuzz(func(t *testing.T, text string) {
		want := 0
		for _, b := range Parse(text).Blocks {
			want += len(b.hrefs())
		}
		all := Links(text)
		if len(all) != want {
			t.Fatalf("%d of %d links", len(all), want)
		}
		runes := []rune(text)
		for i, a := range all {
			if string(runes[a.Span.Start:a.Span.End]) != a.Href || i > 0 && a.Span.Start < all[i-1].Span.End {
				t.Fatalf("link %d of %+v", i, all)
			}
		}
	})
}
