// Package e2e has the journeys of real people in a real browser. They run where
// Chromium is; E2E_REQUIRED=1 makes its absence a failure.
package e2e

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// missing skips a test for want of something, or fails it where everything must be there.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("E2E_REQUIRED") != "" {
		t.Fatalf("E2E_REQUIRED is set and there is no %s", what)
	}
	t.Skipf("SKIP e2e: no %s", what)
}

// longest is how long a journey takes on two cores that have other work; all of them take
// longer than the ten minutes that go test has when nothing is said.
const longest = 4 * time.Minute

// chromium is its path, where it is and there is time left for a journey.
func chromium(t *testing.T) string {
	t.Helper()
	if end, ends := t.Deadline(); ends && time.Until(end) < longest {
		missing(t, "time: go test -timeout=45m ./e2e runs all of them")
	}
	if p := os.Getenv("CHROMIUM"); p != "" {
		return p
	}
	for _, n := range []string{"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(n); err == nil {
			return p
		}
	}
	missing(t, "chromium (apt-get install chromium-headless-shell fonts-noto-cjk, or set CHROMIUM)")
	return ""
}

var axe = sync.OnceValues(func() (string, error) {
	b, err := os.ReadFile(filepath.Join("node_modules", "axe-core", "axe.min.js"))
	return string(b), err
})

// ready is the path of Chromium, where all that a journey needs is there.
func ready(t *testing.T) string {
	t.Helper()
	if _, err := axe(); err != nil {
		missing(t, "axe-core (npm ci --ignore-scripts in e2e)")
	}
	return chromium(t)
}

// A tab is one window of one person: its cookies are its own.
type tab struct {
	*testing.T
	ctx  context.Context
	base string
}

// A process is a running Chromium.
type process struct {
	root context.Context
	end  []context.CancelFunc
	err  error
}

// shared is the Chromium in which every test opens its windows; TestMain ends it.
var shared struct {
	sync.Once
	process
}

func start(path string) process {
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WindowSize(1440, 900),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("no-first-run", true), chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND , EXCLUDE 127.0.0.1, EXCLUDE localhost"), chromedp.Flag("lang", "zh-CN"))
	alloc, end := chromedp.NewExecAllocator(context.Background(), opts...)
	root, endRoot := chromedp.NewContext(alloc)
	return process{root, []context.CancelFunc{endRoot, end}, chromedp.Do(root)}
}

// browser returns what opens windows, each of a person who has nothing in common with another.
func browser(t *testing.T, base string) func(name string) *tab {
	t.Helper()
	path := ready(t)
	shared.Do(func() { shared.process = start(path) })
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return func(name string) *tab {
		ctx, cancel := chromedp.NewContext(shared.root, chromedp.WithNewBrowserContext())
		t.Cleanup(cancel)
		w := &tab{t, ctx, base}
		w.watch(name)
		return w
	}
}

// watch fails the test on an error in the console, and on a request off the host.
func (w *tab) watch(name string) {
	err := chromedp.Listen(w.ctx, func(ev any) {
		if r, ok := ev.(*network.EventRequestWillBeSent); ok && !strings.HasPrefix(r.Request.URL, w.base) && !strings.HasPrefix(r.Request.URL, "data:") && r.Request.URL != "about:blank" {
			w.Errorf("%s: a request to %s", name, r.Request.URL)
		}
	})
	if err != nil {
		w.Fatal(err)
	}
}

func (w *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		w.shot("failed")
		w.Fatalf("%v\n%s", err, w.text())
	}
}

// eval runs a script in the page and returns its value.
func eval[V any](w *tab, js string) V {
	w.Helper()
	v, err := chromedp.Run(w.ctx, chromedp.Evaluate[V](js, chromedp.EvalAwaitPromise))
	if err != nil {
		w.Fatalf("%s: %v", js, err)
	}
	return v
}

// text is what the page says, also where it is laid out only when somebody comes there.
func (w *tab) text() string {
	v, err := chromedp.Run(w.ctx, chromedp.Evaluate[string](`(() => { if (!document.body) return "";
		document.querySelectorAll(".hits li").forEach(e => e.style.contentVisibility = "visible");
		return document.title + "\n" + document.body.innerText })()`))
	if err != nil {
		return err.Error()
	}
	return v
}

// open goes to a path.
func (w *tab) open(path string) { w.Helper(); w.do(chromedp.Navigate(w.base + path)) }

// click follows the link or presses the button with these words, and waits for the page.
func (w *tab) click(words string) {
	w.Helper()
	found := eval[bool](w, fmt.Sprintf(`(() => { const all = [...document.querySelectorAll("main a, main button, header a, nav a, footer a, button, a")];
		const el = all.find(e => e.innerText.trim() === %[1]q) || all.find(e => e.innerText.trim().startsWith(%[1]q));
		if (!el) return false; document.querySelectorAll("[data-e2e]").forEach(e => e.removeAttribute("data-e2e")); el.setAttribute("data-e2e", "1"); return true })()`, words))
	if !found {
		w.shot("failed")
		w.Fatalf("nothing to click says %q:\n%s", words, w.text())
	}
	w.press(`[data-e2e="1"]`)
}

// press clicks what the selector finds and waits until another page is there.
func (w *tab) press(selector string) {
	w.Helper()
	eval[bool](w, `window.__old = true`)
	w.do(chromedp.ScrollIntoView(selector), chromedp.Click(selector))
	for range 200 {
		gone, err := chromedp.Run(w.ctx, chromedp.Evaluate[bool](`!window.__old && document.readyState === "complete"`))
		if err == nil && gone {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	w.shot("failed")
	w.Fatalf("no page came after %s:\n%s", selector, w.text())
}

// fill puts a value into the field of a form.
func (w *tab) fill(name, value string) {
	w.Helper()
	sel := fmt.Sprintf(`[name=%q]`, name)
	w.do(chromedp.WaitVisible(sel), chromedp.SetValue(sel, value))
}

// tick checks a box or a choice.
func (w *tab) tick(name, value string) {
	w.Helper()
	sel := fmt.Sprintf(`[name=%q][value=%q]`, name, value)
	eval[bool](w, fmt.Sprintf(`document.querySelector(%q).checked = true`, sel))
}

// upload chooses a file.
func (w *tab) upload(name, file string) {
	w.Helper()
	abs, err := filepath.Abs(file)
	if err != nil {
		w.Fatal(err)
	}
	w.do(chromedp.SetUploadFiles(fmt.Sprintf(`[name=%q]`, name), []string{abs}))
}

// has asks that the page says each of the words.
func (w *tab) has(words ...string) {
	w.Helper()
	text := w.text()
	for _, s := range words {
		if !strings.Contains(text, s) {
			w.shot("failed")
			w.Fatalf("the page does not say %q:\n%s", s, text)
		}
	}
}

// phone makes the window that of a telephone, without scripts if asked.
func (w *tab) phone(scripts bool) {
	w.Helper()
	w.do(chromedp.EmulateViewport(390, 844, chromedp.EmulateScale(2), chromedp.EmulateMobile), scripting(scripts))
}

// scripting lets the page run its own scripts, or not.
func scripting(on bool) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
		return err
	})
}

// sound asks that the page has no violation of accessibility and does not scroll sideways. The
// second engine draws the same pages, and axe takes longer than they do: it looks at them on the first.
func (w *tab) sound() {
	w.Helper()
	w.do(scripting(true))
	if !strings.HasSuffix(w.Name(), "/postgres") {
		w.accessible()
	}
	if over := eval[int](w, `document.documentElement.scrollWidth - window.innerWidth`); over > 0 {
		w.Errorf("%s: %d pixels too wide", w.path(), over)
	}
}

// accessible asks that the page has no violation of accessibility.
func (w *tab) accessible() {
	w.Helper()
	source, err := axe()
	if err != nil {
		w.Fatal(err)
	}
	w.do(chromedp.Evaluate[chromedp.Void](source))
	// What lies under the bar of the elder view at this place of the scroll does not at another.
	eval[bool](w, `document.querySelectorAll(".ebar").forEach(e => e.remove()), true`)
	raw := eval[string](w, `axe.run(document,{runOnly:["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"],resultTypes:["violations","incomplete"]}).then(({violations,incomplete})=>JSON.stringify({violations,incomplete}))`)
	var r struct {
		Violations []struct {
			ID, Help string
			Nodes    []struct{ HTML, FailureSummary string }
		}
		Incomplete []struct {
			ID    string
			Nodes []struct {
				HTML string
				Any  []struct{ Data struct{ MessageKey string } }
			}
		}
	}
	if err := json.Unmarshal([]byte(raw), &r); err != nil {
		w.Fatal(err)
	}
	url := w.path()
	for _, v := range r.Violations {
		for _, n := range v.Nodes {
			w.Errorf("%s: %s: %s\n%s\n%s", url, v.ID, v.Help, n.HTML, n.FailureSummary)
		}
	}
	for _, v := range r.Incomplete { // text in the colour of its ground is "incomplete" to axe
		for _, n := range v.Nodes {
			for _, a := range n.Any {
				if a.Data.MessageKey == "equalRatio" {
					w.Errorf("%s: text that nobody can see: %s", url, n.HTML)
				}
			}
		}
	}
}

// shot keeps a picture of the page beside the results of the test, where those are kept
// (go test -artifacts): a picture of a whole page takes longer than the page.
func (w *tab) shot(name string) {
	w.Helper()
	if kept := flag.Lookup("test.artifacts"); kept == nil || kept.Value.String() != "true" {
		return
	}
	png, err := chromedp.Run(w.ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(w.ArtifactDir(), name+".png"), png, 0o600)
	}
	if err != nil {
		w.Log("no picture:", err)
	}
}

// choose picks the choice of a field whose words are these, or contain them.
func (w *tab) choose(name, words string) {
	w.Helper()
	found := eval[bool](w, fmt.Sprintf(`(() => { const s = document.querySelector('[name=%[1]q]'), all = [...s.options];
		const o = all.find(o => o.text === %[2]q) || all.find(o => o.text.includes(%[2]q)); if (o) s.value = o.value; return !!o })()`, name, words))
	if !found {
		w.shot("failed")
		w.Fatalf("the field %s has no choice %q:\n%s", name, words, w.text())
	}
}

// value is what a field of a form has.
func (w *tab) value(name string) string {
	w.Helper()
	return eval[string](w, fmt.Sprintf(`document.querySelector('main [name=%q]').value`, name))
}

// path is the address of the page.
func (w *tab) path() string { w.Helper(); return eval[string](w, `location.pathname`) }

// lacks asks that the page says none of the words.
func (w *tab) lacks(words ...string) {
	w.Helper()
	text := w.text()
	for _, s := range words {
		if strings.Contains(text, s) {
			w.shot("failed")
			w.Fatalf("the page says %q:\n%s", s, text)
		}
	}
}
