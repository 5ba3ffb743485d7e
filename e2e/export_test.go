package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestExport: somebody is given the folder on a disk. There is no server; the pages are
// read and followed without scripts, and the verifier checks a proof and the whole log.
func TestExport(t *testing.T) {
	w := filledWorld(t)
	dir := filepath.Join(t.TempDir(), "export")
	if _, err := w.district.Export(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	reader := browser(t, "file://"+dir)("reader")
	reader.do(scripting(false))
	reader.open("/index.html")
	reader.sound()
	reader.click("进入网站首页")
	reader.has("找文件、查政策、看落实", "最新公开")
	reader.click("可验证日志")
	reader.has("最新检查点")
	reader.do(scripting(true))
	reader.click("查验一份凭证")
	reader.sound()

	proofs, err := filepath.Glob(filepath.Join(dir, "pages", "publish", "*", "proof.json"))
	if err != nil || len(proofs) == 0 {
		t.Fatal("no proofs", err)
	}
	good, err := os.ReadFile(proofs[0])
	if err != nil {
		t.Fatal(err)
	}
	forged := filepath.Join(t.TempDir(), "forged.json")
	if err := os.WriteFile(forged, []byte(strings.Replace(string(good), "2023", "2024", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	choose := func(id, file, words string) {
		t.Helper()
		reader.do(chromedp.SetUploadFiles("#"+id, []string{file}))
		result := fmt.Sprintf(`document.querySelector("#%s-result").textContent`, id)
		for range 100 {
			if got := eval[string](reader, result); strings.Contains(got, words) {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Errorf("%s: want %q, got %q", file, words, eval[string](reader, result))
	}
	choose("bundle", proofs[0], "查验通过")
	reader.has("检查点的签名正确", "所附内容与记录一致（SHA-256）")
	choose("bundle", forged, "查验没有通过")
	choose("log", filepath.Join(dir, "log"), "查验通过")
	reader.has("重新计算的根与签名的检查点一致")
	reader.sound()
}
