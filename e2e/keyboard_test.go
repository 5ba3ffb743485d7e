package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"gongkai.example/gongkai/internal/simulate"
)

// TestKeyboard signs in and reads a text with nothing but keys: the first
// stop is the link past the menu, every stop can be seen, and Enter sends.
func TestKeyboard(t *testing.T) {
	w := newWorld(t, "")
	c := browser(t, w.base)("keyboard")
	c.open("/")
	c.key(kb.Tab)
	if got := c.focus(); !strings.Contains(got, "跳到主要内容") {
		t.Errorf("the first stop is %q", got)
	}
	if ring := eval[string](c, `getComputedStyle(document.activeElement).outlineStyle`); ring == "none" {
		t.Error("nobody sees where the focus is")
	}
	c.enter("gongkai")
	c.open("/desk/plan/new")
	c.until("text")
	c.key("一份没有要点的文字")
	c.until("year")
	c.key(kb.Enter)
	c.await("没有找到要点")
	if typed := eval[string](c, `document.querySelector("[name=text]").value`); typed != "一份没有要点的文字" {
		t.Errorf("what was typed became %q", typed)
	}
}

// TestKeyboardPublish drafts an item, hands it in and reviews it with nothing but keys.
func TestKeyboardPublish(t *testing.T) {
	w := newWorld(t, "")
	window := browser(t, w.base)
	c := window("clerk")
	c.enter("caizheng")
	c.open("/desk/publish/new")
	c.until("unit")
	c.key(kb.ArrowDown)
	c.until("text")
	for _, line := range []string{"关于公布收费目录的通知", "红财字〔2023〕9号", "各有关单位：", "现将收费目录予以公布，请遵照执行。", "红谷滩区财政局", "2023年8月10日"} {
		c.key(line)
		c.key(kb.Enter)
	}
	c.reach("下一步")
	c.key(kb.Enter)
	c.await("公众看到的样子")
	c.until("attribute")
	c.key(" ") // the first choice: open
	c.until("anchor")
	c.key(kb.ArrowDown)
	c.until("column")
	c.key(kb.ArrowDown)
	c.reach("保存草稿")
	c.key(kb.Enter)
	c.await("草稿已保存")
	c.reach("提交审核")
	c.key(kb.Enter)
	c.await("请逐项自查")
	c.until("carrier")
	c.key(" ")
	c.until("channels")
	c.key(" ")
	c.until("sure")
	c.key(" ")
	c.reach("提交审核")
	c.key(kb.Enter)
	c.await("已提交审核")

	h := window("head of the bureau")
	h.enter("caizheng.jz")
	h.open("/desk/publish/todo")
	h.reach("关于公布收费目录的通知")
	h.key(kb.Enter)
	h.await("办理情况")
	h.reach("审核")
	h.key(kb.Enter)
	h.await("审核通过后交保密审查")
	h.until("words")
	h.key("同意")
	h.reach("审核通过")
	h.key(kb.Enter)
	h.await("已审核，交保密审查")
	h.has("同意")
}

// enter signs in with keys.
func (w *tab) enter(login string) {
	w.Helper()
	w.open("/sign-in")
	w.until("login")
	w.key(login)
	w.key(kb.Tab)
	w.key(simulate.Password)
	w.key(kb.Enter)
	w.await("今日待办")
}

// await waits until the page says the words.
func (w *tab) await(words string) {
	w.Helper()
	for range 100 {
		if strings.Contains(w.text(), words) {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	w.has(words)
}

// stops is how often Tab is pressed before a way is called none.
const stops = 120

// reach presses Tab until a link or button with these words has the focus.
func (w *tab) reach(words string) {
	w.Helper()
	for range stops {
		w.key(kb.Tab)
		if strings.TrimSpace(w.focus()) == words && eval[bool](w, `/^(A|BUTTON)$/.test(document.activeElement.tagName)`) {
			return
		}
	}
	w.shot("failed")
	w.Fatalf("no way to %q by the keyboard:\n%s", words, w.text())
}

func (w *tab) key(keys string) { w.Helper(); w.do(chromedp.KeyEvent(keys)) }

// focus says which element has it.
func (w *tab) focus() string {
	w.Helper()
	return eval[string](w, `(document.activeElement.getAttribute("name") || "") + " " + document.activeElement.innerText`)
}

// until presses Tab until the field of that name has the focus.
func (w *tab) until(name string) {
	w.Helper()
	for range stops {
		if strings.HasPrefix(w.focus(), name+" ") {
			return
		}
		w.key(kb.Tab)
	}
	w.Fatalf("no way to the field %s by the keyboard", name)
}
