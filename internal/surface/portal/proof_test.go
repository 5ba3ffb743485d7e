package portal_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// upload sends a file to the page that checks proofs.
func upload(t *testing.T, file string) (*http.Response, *webtest.Doc) {
	t.Helper()
	const edge = "edge-of-the-parts"
	body := "--" + edge + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.json\"\r\n\r\n" + file + "\r\n--" + edge + "--\r\n"
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/journal/verify", strings.NewReader(body))
	r.Header.Set("Content-Type", "multipart/form-data; boundary="+edge)
	w := httptest.NewRecorder()
	lived.handler.ServeHTTP(w, r)
	res := w.Result()
	doc := webtest.Parse(t, webtest.Body(t, res))
	doc.Sound(t)
	return res, doc
}

// TestProof downloads the proof of the plan and of a report, and checks each
// offline and on the page; a file that was changed is refused by both.
func TestProof(t *testing.T) {
	pin := lived.Journal.Key().Fingerprint()
	for path, word := range map[string]string{lived.planURL("/proof.json"): "plan.issue", reportURL(lived.open, "/proof.json"): "plan.accept"} {
		res, file := get(t, lived.handler, path)
		if res.StatusCode != http.StatusOK || !strings.Contains(res.Header.Get("Content-Disposition"), ".json") {
			t.Fatalf("%s: %d %v", path, res.StatusCode, res.Header)
		}
		b, err := proof.Parse([]byte(file))
		check(err)
		report, err := proof.Verify(b, pin)
		if err != nil || !report.Pinned || report.Leaf.Act != word || b.Content == "" {
			t.Errorf("%s: %v %+v", path, err, report)
		}
		if res, doc := upload(t, file); res.StatusCode != http.StatusOK || doc.One(t, "h1").Text() != "查验通过：内容和公开时一样" || !strings.Contains(doc.One(t, "pre.code").Text(), "title") {
			t.Errorf("%s: %d %s", path, res.StatusCode, doc.One(t, "main").Text())
		}
		forged := strings.Replace(file, "2023年", "2024年", 1)
		if forged == file {
			t.Fatalf("%s has nothing to change", path)
		}
		if _, doc := upload(t, forged); doc.One(t, "h1").Text() != "查验没有通过" || !strings.Contains(doc.One(t, ".note.r").Text(), "被改动过") {
			t.Errorf("a forged file: %s", doc.One(t, "main").Text())
		}
	}
}

func TestVerifyRefuses(t *testing.T) {
	_, file := get(t, lived.handler, lived.planURL("/proof.json"))
	other, err := proof.NewSigner(strings.NewReader(strings.Repeat("x", 64)), "www.example.gov.cn/log")
	check(err)
	for name, c := range map[string]struct {
		file   string
		status int
		has    string
	}{
		"an empty file":      {"", 422, "这个文件不是公开凭证"},
		"no bundle":          {"hello", 422, "这个文件不是公开凭证"},
		"another format":     {`{"format":"x"}`, 422, "不认识凭证的格式"},
		"the key of another": {strings.ReplaceAll(file, lived.Journal.Key().String(), other.Key().String()), 200, "不是指定的公钥"},
	} {
		if res, doc := upload(t, c.file); res.StatusCode != c.status || !strings.Contains(doc.One(t, "main").Text(), c.has) {
			t.Errorf("%s: %d %s", name, res.StatusCode, doc.One(t, "main").Text())
		}
	}
}

// TestLog reads the log as a monitor does.
func TestLog(t *testing.T) {
	_, key := get(t, lived.handler, "/journal/key")
	v, err := note.NewVerifier(strings.TrimSpace(key))
	check(err)
	_, signed := get(t, lived.handler, "/journal/checkpoint")
	n, err := note.Open([]byte(signed), note.VerifierList(v))
	if err != nil || !strings.HasPrefix(n.Text, "www.example.gov.cn/log\n") {
		t.Errorf("%v %q", err, signed)
	}
	if res, data := get(t, lived.handler, "/journal/tile/entries/000"); res.StatusCode != http.StatusOK || len(data) == 0 || strings.Contains(data, insideText) {
		t.Errorf("%d, %d bytes", res.StatusCode, len(data))
	}
}
