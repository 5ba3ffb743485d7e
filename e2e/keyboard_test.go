package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"gongkai.example/gongkai/internal/demo"
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
	c.open("/sign-in")
	c.until("login")
	c.key("gongkai")
	c.key(kb.Tab)
	c.key(demo.Password)
	c.key(kb.Enter)
	for range 100 {
		if strings.Contains(c.text(), "今日待办") {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	c.has("今日待办")
	c.open("/desk/plan/new")
	c.until("text")
	c.key("一份没有要点的文字")
	c.until("year")
	c.key(kb.Enter)
	for range 100 {
		if strings.Contains(c.text(), "没有找到要点") {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	c.has("没有找到要点")
	if typed := eval[string](c, `document.querySelector("[name=text]").value`); typed != "一份没有要点的文字" {
		t.Errorf("what was typed became %q", typed)
	}
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
	for range 60 {
		if strings.HasPrefix(w.focus(), name+" ") {
			return
		}
		w.key(kb.Tab)
	}
	w.Fatalf("no way to the field %s by the keyboard", name)
}
