package portal_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/db"
)

// code is the path that the QR code of a reply of the demo leads to.
func code(ctx context.Context, t *testing.T) string {
	t.Helper()
	office := lived.office(ctx)
	rows, err := lived.Requests.Find(office, foi.Find{Status: foi.Archived}, db.Page{})
	if err != nil || len(rows.Items) == 0 {
		t.Fatalf("no case of the demo is put away: %v", err)
	}
	v, err := lived.Requests.View(office, rows.Items[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	_, d, err := lived.Requests.Issue(office, v.Request.ID, v.Letters[len(v.Letters)-1].ID)
	if err != nil {
		t.Fatal(err)
	}
	at := strings.Index(d.Code.URL, foi.CheckPath)
	if at < 0 || !strings.Contains(d.Code.Text, d.Code.URL) {
		t.Fatalf("the code is %+v", d.Code)
	}
	return d.Code.URL[at:]
}

// TestGenuine: a letter is checked by its code; the page has nothing of its applicant
// and no word of it, and a code that was changed shows.
func TestGenuine(t *testing.T) {
	path := code(t.Context(), t)
	res, page := get(t, lived.handler, path)
	if res.StatusCode != http.StatusOK || strings.Contains(res.Header.Get("Cache-Control"), "public") {
		t.Fatalf("%s answers %d %v", path, res.StatusCode, res.Header)
	}
	for _, has := range []string{"是本机关的文书，有效", "政府信息公开申请答复书", "公开答〔2023〕", "2023-10-16", "南昌市红谷滩区财政局"} {
		if !strings.Contains(page, has) {
			t.Errorf("the page has no %q", has)
		}
	}
	for _, hidden := range []string{"王小明", "王**", "部门决算公开情况汇总表", "2022-js", "复议", "2023-001-"} {
		if strings.Contains(page, hidden) {
			t.Errorf("the page tells %q", hidden)
		}
	}
	last := path[:len(path)-1] + string("0123456789abcdef"[(strings.IndexByte("0123456789abcdef", path[len(path)-1])+1)%16])
	if res, page := get(t, lived.handler, last); res.StatusCode != http.StatusOK || !strings.Contains(page, "与留存的文书不一致") || strings.Contains(page, "公开答〔2023〕") {
		t.Errorf("a code that was changed answers %d", res.StatusCode)
	}
	if res, _ := get(t, lived.handler, last+"/proof.json"); res.StatusCode != http.StatusNotFound {
		t.Errorf("its proof answers %d", res.StatusCode)
	}
	if res, page := get(t, lived.handler, foi.CheckPath+"AAAAAAAAAAAAAAAAAAAAAAAAAA/0123456789abcdef"); res.StatusCode != http.StatusNotFound || !strings.Contains(page, "没有查到这份文书") {
		t.Errorf("a mark that is none answers %d", res.StatusCode)
	}
	res, file := get(t, lived.handler, path+"/proof.json")
	if res.StatusCode != http.StatusOK {
		t.Fatalf("the proof answers %d: %s", res.StatusCode, file)
	}
	b, err := proof.Parse([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := proof.Verify(b, lived.Journal.Key().String()); err != nil || !strings.Contains(b.Content, "公开答〔2023〕") || strings.Contains(b.Content, "王小明") {
		t.Errorf("the proof: %v %s", err, b.Content)
	}
}
