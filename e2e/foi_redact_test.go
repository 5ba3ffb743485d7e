package e2e

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	download "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"gongkai.example/gongkai/internal/kernel/extract"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/letter"
)

// TestFOIRedact: the handler takes an identity number that the screening finds and a
// sentence out of a Word file; the reply is signed and served, and the citizen takes the
// copy out on a telephone: neither is in it.
func TestFOIRedact(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { redacts(t, "") })
	t.Run("postgres", func(t *testing.T) { redacts(t, dbtest.PostgresDSN(t)) })
}

func redacts(t *testing.T, dsn string) {
	w := newWorld(t, dsn)
	w.district.Clock.Set("2023-09-18")
	window := browser(t, w.base)
	citizen, clerk, head := window("citizen"), window("clerk"), window("head")
	number, code := citizen.asks()
	clerk.signIn("caizheng")
	head.signIn("caizheng.jz")
	page := clerk.caseOf(number)
	clerk.does(page, "confirm", func() { clerk.fill("how", "电话联系") })
	head.does(page, "assign", func() { head.choose("person", "钱未央") })
	clerk.open(page)
	clerk.press(`a[href^="/desk/foi/item/"]:not([href$="/redact"])`)
	clerk.choose("result", "A3")
	clerk.press("main form button")
	item := clerk.path()
	record := w.copies(clerk, page)
	clerk.open(item)
	clerk.tick("form", "email")
	clerk.fill("original", "原件存档案室")
	clerk.fill("parts.1.what", "附表中的个人工资和身份证号码")
	clerk.choose("parts.1.limb", "内部事务")
	clerk.fill("parts.1.reason", "属于人事管理的内部事务信息")
	clerk.fill("parts.1.how", "遮盖")
	clerk.press("main form button") // the ground asks for more
	clerk.tick("affair", "personnel")
	clerk.press("main form button")
	clerk.has("已办理", "部分公开")
	clerk.does(page, "draft", func() { clerk.fill("online", "https://xzfy.example.gov.cn") })
	citizen.follows(number, code, "")
	citizen.lacks("提供给您的信息")
	w.signs(window, clerk, head, page)
	citizen.follows(number, code, "")
	citizen.has("提供给您的信息", "2022年度部门决算", "Word 文档")
	text := citizen.saves(`form[action="/foi/track/file"] button`, "2022年度部门决算.docx")
	if !strings.Contains(text, "本年收入120万元") || !strings.Contains(text, "不予公开") {
		t.Errorf("the copy says %s", text)
	}
	for _, gone := range []string{"110101199003070011", "张三丰", "8765"} {
		if strings.Contains(text, gone) {
			t.Errorf("the copy has %s", gone)
		}
	}
	citizen.sound()
	citizen.shot("mine")
	citizen.do(chromedp.EmulateViewport(1440, 900))
	citizen.sound()
	citizen.shot("mine-wide")
	clerk.open(record)
	clerk.do(chromedp.EmulateViewport(390, 844))
	clerk.sound()
	clerk.shot("record-narrow")
}

// copies makes the copy of a Word file at the desk, and returns the page of the record.
func (w *world) copies(clerk *tab, page string) (record string) {
	w.Helper()
	data, err := letter.DOCX(letter.Document{Title: "2022年度部门决算", Blocks: []letter.Block{
		{Kind: letter.Paragraph, Text: "本年收入120万元，支出118万元。"}, {Kind: letter.Paragraph, Text: "科员身份证号：110101199003070011"}, {Kind: letter.Paragraph, Text: "科员张三丰月工资8765元。"},
	}})
	if err != nil {
		w.Fatal(err)
	}
	file := filepath.Join(w.TempDir(), "决算.docx")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		w.Fatal(err)
	}
	clerk.open(page)
	clerk.click("遮盖文件")
	clerk.fill("title", "2022年度部门决算")
	clerk.upload("file", file)
	clerk.press("main form button")
	clerk.has("正在标注", "110101199003070011", "月工资8765元")
	clerk.shot("found")
	record = clerk.path()
	clerk.open(record + "/found")
	clerk.choose("limb", "内部事务信息")
	clerk.press("main form button")
	clerk.open(record + "/words")
	clerk.fill("words", "张三丰月工资8765元")
	clerk.choose("limb", "内部事务信息")
	clerk.press("main form button")
	clerk.has("已办理", "不予公开", "页脚 1")
	clerk.lacks("word/")
	clerk.sound()
	clerk.shot("preview")
	clerk.open(record + "/copy")
	clerk.press("main form button")
	clerk.has("已生成副本", "下载副本")
	text := clerk.saves(`a[href$="/copy/file"]`, "决算.docx")
	if strings.Contains(text, "110101199003070011") || !strings.Contains(text, "本年收入120万元") {
		w.Errorf("the handler checks %s", text)
	}
	return record
}

// saves presses what leads to a file, waits until it is there under its name, and
// returns all that it says, with what it hides.
func (w *tab) saves(selector, name string) string {
	w.Helper()
	dir := w.TempDir()
	w.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		of, err := cdp.Call(ctx, t, target.GetTargetInfo, target.GetTargetInfoParams{})
		if err != nil {
			return err
		}
		_, err = cdp.Call(ctx, t, download.SetDownloadBehavior, download.SetDownloadBehaviorParams{
			Behavior: download.SetDownloadBehaviorBehaviorAllow, BrowserContextID: of.TargetInfo.BrowserContextID, DownloadPath: dir,
		})
		return err
	}), chromedp.ScrollIntoView(selector), chromedp.Click(selector))
	for range 400 {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err == nil && len(data) > 0 {
			f, err := extract.Read(name, data)
			if err != nil {
				w.Fatal(err)
			}
			if len(f.Traces) > 0 {
				w.Errorf("%s carries %v", name, f.Traces)
			}
			var out strings.Builder
			for _, p := range f.Parts {
				out.WriteString(p.Text + "\n")
			}
			return out.String()
		}
		time.Sleep(50 * time.Millisecond)
	}
	there, err := os.ReadDir(dir)
	w.shot("failed")
	w.Fatalf("no file %s came: %v %v\n%s", name, there, err, w.text())
	return ""
}
