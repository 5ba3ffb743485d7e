package portal_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/topic"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// items are those that the tests look at, by what became of them.
type items struct {
	rich, draft, withdrawn, archived, removed, replaced, explains, hurried publish.ID
	clerk, head, secrecy, signer                                           auth.Actor
	unit, column                                                           int64
}

const (
	hiddenTitle = "辛尚未发布的通知标题" // of a draft
	hiddenBody  = "壬已经删除的正文"   // of an item that was removed
	richTitle   = "关于公布行政事业性收费目录的通知"
	columnCode  = "zwgk-fd-sfxm"
)

func (w *world) edit(title, body string) publish.Edit {
	return publish.Edit{Title: title, Body: body, Attribute: publish.Open, Column: w.items.column, Anchor: "foi:20-8", Theme: "04", Genre: "06", MadeOn: "2023-10-20"}
}

// sign releases a draft, through all who have to sign it.
func (w *world) sign(ctx context.Context, e *publish.Edition, err error) *publish.Edition {
	check(err)
	i := &w.items
	e, err = w.Items.Submit(auth.With(ctx, i.clerk), e.ID, publish.SelfCheck{Rev: e.Rev, Carrier: "document", Channels: []string{"site"}, Sure: true})
	check(err)
	e, err = w.Items.Review(auth.With(ctx, i.head), e.ID, publish.Agree{Rev: e.Rev})
	check(err)
	e, err = w.Items.Clear(auth.With(ctx, i.secrecy), e.ID, publish.Clearance{Rev: e.Rev, Verdict: publish.Publish, Together: "不增加风险"})
	check(err)
	e, err = w.Items.Sign(auth.With(ctx, i.signer), e.ID, publish.Agree{Rev: e.Rev})
	check(err)
	e, err = w.Items.Release(auth.With(ctx, i.clerk), e.ID, publish.Agree{Rev: e.Rev})
	check(err)
	return e
}

// release drafts an item of the tests and releases it.
func (w *world) release(ctx context.Context, in publish.Edit, attached ...publish.Attached) *publish.Edition {
	e, err := w.Items.Draft(auth.With(ctx, w.items.clerk), w.items.unit, in, attached)
	return w.sign(ctx, e, err)
}

// publish makes the items that the tests look at.
func (w *world) publish(ctx context.Context) {
	i := &w.items
	names, err := w.Units.Names(ctx)
	check(err)
	m, ok := names.Resolve("区财政局")
	if !ok {
		panic("no bureau of finance")
	}
	i.unit = m.Units[0].ID
	check(w.DB.Read(ctx, func(tx *db.Tx) error {
		c, err := column.ByCode(tx, columnCode)
		i.column = int64(c.ID)
		return err
	}))
	for n, a := range []*auth.Actor{&i.clerk, &i.head, &i.secrecy, &i.signer} {
		*a = w.actor(int64(9100+n), clerkName, []auth.Role{auth.Clerk, auth.Head, auth.Secrecy, auth.Signer}[n], i.unit)
	}
	w.publishRich(ctx)
	e := w.release(ctx, w.edit("已经撤回的公告", "各单位：\n内容有误。\n"))
	_, err = w.Items.Withdraw(auth.With(ctx, i.signer), e.ID, publish.Because{Rev: e.Rev, Reason: "数字有误"})
	check(err)
	i.withdrawn = e.ItemID
	e = w.release(ctx, w.edit("已经归档的公告", "各单位：\n活动已经结束。\n"))
	_, err = w.Items.Archive(auth.With(ctx, i.signer), e.ID, publish.Because{Rev: e.Rev, Reason: "活动结束"})
	check(err)
	i.archived = e.ItemID
	e = w.release(ctx, w.edit("已经删除的公示", hiddenBody))
	_, err = w.Items.Remove(auth.With(ctx, i.signer), e.ID, publish.Remove{Because: publish.Because{Rev: e.Rev, Reason: "公示期满"}})
	check(err)
	i.removed = e.ItemID
	e = w.release(ctx, w.edit("已经由新文件代替的公示", "各单位：\n旧的。\n"))
	_, err = w.Items.Remove(auth.With(ctx, i.signer), e.ID, publish.Remove{Because: publish.Because{Rev: e.Rev, Reason: "有新文件"}, Successor: i.rich})
	check(err)
	i.replaced = e.ItemID
	e, err = w.Items.Draft(auth.With(ctx, i.clerk), i.unit, w.edit("紧急停水通知", "各住户：\n今晚停水。\n"), nil)
	check(err)
	e, err = w.Items.Emergency(auth.With(ctx, i.signer), e.ID, publish.Because{Rev: e.Rev, Reason: "突发管道破裂"})
	check(err)
	i.hurried = e.ItemID
	e, err = w.Items.Draft(auth.With(ctx, i.clerk), i.unit, w.edit(hiddenTitle, hiddenTitle), nil)
	check(err)
	i.draft = e.ItemID
}

// publishRich makes an item of two editions with all that a page can have.
func (w *world) publishRich(ctx context.Context) {
	i := &w.items
	var picture bytes.Buffer
	check(png.Encode(&picture, image.NewGray(image.Rect(0, 0, 8, 8))))
	stage := func(name string, r io.Reader) publish.Attached {
		a, err := w.Items.Attach(ctx, name, r)
		check(err)
		return a
	}
	in := w.edit(richTitle, "各有关单位：\n一、收费项目\n现将收费目录予以公布，标准为每件 10 元。\n二、监督\n可以投诉。\n![收费流程](流程.png)\n区财政局\n2023年10月20日\n")
	in.Number, in.Summary, in.Keywords, in.Author = "红财字〔2023〕12号", "本区行政事业性收费的目录和标准", "收费、目录", "责任编辑室"
	in.Basis = "https://www.example.gov.cn/law 上级文件"
	e := w.release(ctx, in, stage("流程.png", &picture), stage("收费目录.csv", strings.NewReader("项目,标准\n工本费,10\n")))
	i.rich = e.ItemID
	next, err := w.Items.Revise(auth.With(ctx, i.clerk), i.rich)
	check(err)
	in = publish.FormOf(next)
	in.Body, in.Big, in.Note, in.Summary = strings.Replace(in.Body, "每件 10 元", "每件 5 元", 1), true, "降低收费标准", "收费的目录和新标准"
	next, err = w.Items.Edit(auth.With(ctx, i.clerk), next.ID, in, nil)
	e = w.sign(ctx, next, err)
	_, err = w.Items.Mark(auth.With(ctx, i.signer), e.ID, publish.Mark{Rev: e.Rev, Validity: publish.Amended, On: "2023-10-25", By: "红财字〔2023〕20号"})
	check(err)
	in = w.edit("收费目录的解读", "一问一答。\n")
	in.Explained = publish.RefOf(i.rich)
	i.explains = w.release(ctx, in).ItemID
}

func itemURL(id publish.ID, rest ...string) string {
	return fmt.Sprintf("/publish/%d%s", id, strings.Join(rest, ""))
}

// dated is the path of the editions of an item for good, the newest first.
func (w *world) dated(t *testing.T, id publish.ID) (out []string) {
	t.Helper()
	p, err := w.Items.Page(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range p.History {
		out = append(out, "/"+h.Address)
	}
	return out
}

func TestItemPages(t *testing.T) {
	w := lived
	i := w.items
	at := w.dated(t, i.rich)
	webtest.Run(t, w.handler,
		webtest.Scenario{Name: "item", URL: itemURL(i.rich), Has: []string{
			richTitle, "每件 5 元", "红财字〔2023〕12号", "第二十条第（八）项", "行政事业性收费项目及其依据、标准", "css:a[href=" + itemURL(i.explains) + "]", "对本文的解读", "上级文件",
			"已被修改", "红财字〔2023〕20号", "修改说明：降低收费标准", "css:a[href=" + at[0] + "]", "css:a[href=" + at[1] + "]", "css:.gw img[alt=收费流程]", "SHA-256", "收费目录.csv",
			`<meta name="ArticleTitle" content="` + richTitle + `">`, `<meta name="ColumnName" content="收费项目">`, `<meta name="Keywords" content="收费,目录">`, `<meta name="ContentSource"`, "第一次公开是在",
		}},
		webtest.Scenario{Name: "first edition", URL: at[1], Has: []string{"每件 10 元", "这是第 1.0 版", "css:.note a[href=" + itemURL(i.rich) + "]"}, Not: []string{"每件 5 元"}},
		webtest.Scenario{Name: "dated newest", URL: at[0], Has: []string{"每件 5 元", "这是第 2.0 版的固定网址"}},
		webtest.Scenario{Name: "explained", URL: itemURL(i.explains), Has: []string{"本文解读的文件", `<meta name="Description" content="一问一答。">`, "内容概述</dt><dd><span class=\"pre\">一问一答。", "css:a[href=" + itemURL(i.rich) + "]"}},
		webtest.Scenario{Name: "compare", URL: itemURL(i.rich, "/compare?from=1.0&to=2.0"), Has: []string{"css:.cmp ins", "css:.cmp del", "新增", "删除", "内容概述", "收费的目录和新标准"}},
		webtest.Scenario{Name: "compare by itself", URL: itemURL(i.rich, "/compare"), Has: []string{"第 1.0 版", "第 2.0 版", "css:.cmp ins"}},
		webtest.Scenario{Name: "compare one edition", URL: itemURL(i.explains, "/compare"), Has: []string{"两个版本的文字相同"}},
		webtest.Scenario{Name: "withdrawn", URL: itemURL(i.withdrawn), Has: []string{"已于", "撤回", "理由：数字有误", "css:.note.r"}},
		webtest.Scenario{Name: "archived", URL: itemURL(i.archived), Has: []string{"归档，不再更新", "理由：活动结束"}},
		webtest.Scenario{Name: "emergency", URL: itemURL(i.hurried), Has: []string{"紧急发布，尚未补办确认", "突发管道破裂"}},
		webtest.Scenario{Name: "removed", URL: itemURL(i.removed), Status: http.StatusGone, Has: []string{"公示期满", "已删除"}, Not: []string{hiddenBody}},
		webtest.Scenario{Name: "replaced", URL: itemURL(i.replaced), Status: http.StatusMovedPermanently, Location: itemURL(i.rich)},
		webtest.Scenario{Name: "elder", URL: itemURL(i.rich), Header: map[string]string{"Cookie": "view=elder.contrast"}, Has: []string{"css:html.elder.hc"}},
	)
}

// TestItemHidden asks for what nobody may have at every address that it could have.
func TestItemHidden(t *testing.T) {
	w := lived
	i := w.items
	p, err := w.Items.Page(t.Context(), i.rich)
	check(err)
	file := "/file/" + strconv.FormatInt(p.Content.Attachments[0].File, 10)
	for _, path := range []string{
		itemURL(i.draft), itemURL(i.draft, "/compare"), itemURL(i.draft, "/proof.json"), itemURL(i.draft, "/2023-10-26-v1.0"), itemURL(i.draft, "/2023-10-26-v0.0.txt"),
		itemURL(i.rich, "/2023-10-26-v9.9"), itemURL(i.rich, "/x"), itemURL(i.rich, "/.txt"), itemURL(i.rich, "/compare?from=9.9&to=1.0"), itemURL(i.rich, "/proof/1.json"), itemURL(i.rich, "/proof/x"),
		itemURL(i.rich, "/file/1"), itemURL(i.rich, "/file/x"), itemURL(i.explains, file), itemURL(i.removed, file), itemURL(i.rich, "/file/../1"),
		"/publish/0", "/publish/-1", "/publish/x", "/publish/99999999999999999999", "/column/none", "/column/none/feed.xml", "/topic/none", "/topic/none/feed.xml", "/unit/none", "/unit/none/guide", "/unit/czj/none",
	} {
		res, body := get(t, w.handler, path)
		cleaned := path == itemURL(i.rich, "/file/../1") && res.StatusCode/100 == 3
		if res.StatusCode != http.StatusNotFound && !cleaned {
			t.Errorf("%s answers %d\n%s", path, res.StatusCode, body)
		}
		if strings.Contains(body, hiddenTitle) || strings.Contains(body, hiddenBody) {
			t.Errorf("%s shows what is hidden", path)
		}
	}
	for _, path := range []string{w.gone(t, i.removed), w.gone(t, i.removed) + ".txt", itemURL(i.removed, "/compare")} {
		if res, body := get(t, w.handler, path); res.StatusCode != http.StatusGone || strings.Contains(body, hiddenBody) {
			t.Errorf("%s answers %d", path, res.StatusCode)
		}
	}
	if res, _ := get(t, w.handler, w.gone(t, i.replaced)); res.StatusCode != http.StatusMovedPermanently || res.Header.Get("Location") != itemURL(i.rich) {
		t.Errorf("an edition of what was replaced answers %d", res.StatusCode)
	}
}

// gone is the address of the only edition of an item that was removed.
func (w *world) gone(t *testing.T, id publish.ID) string {
	t.Helper()
	_, all, err := w.Items.Item(w.office(t.Context()), id)
	if err != nil {
		t.Fatal(err)
	}
	return "/" + all[0].Address()
}

func TestItemFiles(t *testing.T) {
	w := lived
	p, err := w.Items.Page(t.Context(), w.items.rich)
	check(err)
	for _, a := range p.Content.Attachments {
		res, body := get(t, w.handler, itemURL(p.ID, "/file/", strconv.FormatInt(a.File, 10)))
		sum := sha256.Sum256([]byte(body))
		shown := a.Name == "流程.png"
		if res.StatusCode != http.StatusOK || hex.EncodeToString(sum[:]) != a.SHA256 || res.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %d %v", a.Name, res.StatusCode, res.Header)
		}
		if kept := strings.HasPrefix(res.Header.Get("Content-Disposition"), "attachment;"); kept == shown {
			t.Errorf("%s is sent as %q", a.Name, res.Header.Get("Content-Disposition"))
		}
	}
}

// TestFileMoves replaces an attachment: its address leads to the new file in one
// hop, and the dated address of the old edition keeps the old one.
func TestFileMoves(t *testing.T) {
	w := lived
	ctx := t.Context()
	stage := func(text string) []publish.Attached {
		a, err := w.Items.Attach(ctx, "收费目录.csv", strings.NewReader(text))
		check(err)
		return []publish.Attached{a}
	}
	e := w.release(ctx, w.edit("收费目录三易其稿", "各单位：\n见附件。\n"), stage("项目,标准\n甲,1\n")...)
	var files []string
	note := func() { files = append(files, "/file/"+strconv.FormatInt(e.Attachments[0].File, 10)) }
	note()
	old := "/" + e.Address()
	for _, text := range []string{"项目,标准\n甲,2\n", "项目,标准\n甲,3\n"} {
		next, err := w.Items.Revise(auth.With(ctx, w.items.clerk), e.ItemID)
		check(err)
		in := publish.FormOf(next)
		in.Note = "调整标准"
		next, err = w.Items.Edit(auth.With(ctx, w.items.clerk), next.ID, in, stage(text))
		check(err)
		pending := "/file/" + strconv.FormatInt(next.Attachments[0].File, 10)
		webtest.Run(t, w.handler,
			webtest.Scenario{Name: "before the release", URL: itemURL(e.ItemID, files[len(files)-1]), Has: []string{"甲,"}},
			webtest.Scenario{Name: "not yet public", URL: itemURL(e.ItemID, pending), Status: http.StatusNotFound},
		)
		e = w.sign(ctx, next, err)
		note()
	}
	now := itemURL(e.ItemID, files[2])
	webtest.Run(t, w.handler,
		webtest.Scenario{Name: "first", URL: itemURL(e.ItemID, files[0]), Status: http.StatusMovedPermanently, Location: now},
		webtest.Scenario{Name: "second", URL: itemURL(e.ItemID, files[1]), Status: http.StatusMovedPermanently, Location: now},
		webtest.Scenario{Name: "third", URL: now, Has: []string{"甲,3"}},
		webtest.Scenario{Name: "page", URL: itemURL(e.ItemID), Has: []string{"css:a[href=" + now + "]"}},
		webtest.Scenario{Name: "page of the old edition", URL: old, Has: []string{"css:a[href=" + old + files[0] + "]"}},
		webtest.Scenario{Name: "file of the old edition", URL: old + files[0], Has: []string{"甲,1"}},
		webtest.Scenario{Name: "file of another edition", URL: old + files[2], Status: http.StatusNotFound},
		webtest.Scenario{Name: "file of no edition", URL: itemURL(e.ItemID, "/x", files[0]), Status: http.StatusNotFound},
	)
	_, err := w.Items.Remove(auth.With(ctx, w.items.signer), e.ID, publish.Remove{Because: publish.Because{Rev: e.Rev, Reason: "公示期满"}})
	check(err)
	webtest.Run(t, w.handler,
		webtest.Scenario{Name: "removed", URL: itemURL(e.ItemID, files[0]), Status: http.StatusNotFound},
		webtest.Scenario{Name: "edition of what is removed", URL: old + files[0], Status: http.StatusNotFound},
	)
}

// TestEditionGone takes an earlier edition away: no address of it tells what it said, and
// the item itself, its other editions and its replaced file are read as before.
func TestEditionGone(t *testing.T) {
	w := lived
	ctx := t.Context()
	stage := func(text string) []publish.Attached {
		a, err := w.Items.Attach(ctx, "名单.csv", strings.NewReader(text))
		check(err)
		return []publish.Attached{a}
	}
	e := w.release(ctx, w.edit("更正过的名单", "各单位：\n"+hiddenBody+"\n"), stage("项目,标准\n"+hiddenBody+",1\n")...)
	first, file := e, "/file/"+strconv.FormatInt(e.Attachments[0].File, 10)
	for _, body := range []string{"各单位：\n改好的一版。\n", "各单位：\n再改的一版。\n"} {
		next, err := w.Items.Revise(auth.With(ctx, w.items.clerk), e.ItemID)
		check(err)
		in := publish.FormOf(next)
		in.Body = body
		next, err = w.Items.Edit(auth.With(ctx, w.items.clerk), next.ID, in, stage("项目,标准\n"+body[len("各单位：\n"):]))
		e = w.sign(ctx, next, err)
	}
	was, err := w.Items.Get(w.office(ctx), first.ID)
	check(err)
	_, err = w.Items.Remove(auth.With(ctx, w.items.signer), first.ID, publish.Remove{Because: publish.Because{Rev: was.Rev, Reason: "误写了个人信息"}})
	check(err)
	now := itemURL(e.ItemID, "/file/", strconv.FormatInt(e.Attachments[0].File, 10))
	gone, hidden := "/"+first.Address(), []string{hiddenBody}
	webtest.Run(t, w.handler,
		webtest.Scenario{Name: "edition", URL: gone, Status: http.StatusGone, Has: []string{"这一版已删除", "误写了个人信息", "css:a[href=" + itemURL(e.ItemID) + "]"}, Not: hidden},
		webtest.Scenario{Name: "its text", URL: gone + ".txt", Status: http.StatusGone, Not: hidden},
		webtest.Scenario{Name: "its file", URL: gone + file, Status: http.StatusNotFound},
		webtest.Scenario{Name: "the replaced file", URL: itemURL(e.ItemID, file), Status: http.StatusMovedPermanently, Location: now},
		webtest.Scenario{Name: "item", URL: itemURL(e.ItemID), Has: []string{"再改的一版", "误写了个人信息"}, Not: append(hidden, "from=1.0")},
		webtest.Scenario{Name: "compare with it", URL: itemURL(e.ItemID, "/compare?from=1.0&to=1.2"), Status: http.StatusNotFound},
		webtest.Scenario{Name: "compare", URL: itemURL(e.ItemID, "/compare"), Has: []string{"改好的一版"}, Not: append(hidden, "from=1.0")},
	)
}

// TestItemProof checks as a reader would: the text that is sent is what the log has the hash of.
func TestItemProof(t *testing.T) {
	w := lived
	_, err := w.Journal.Sequence(t.Context())
	check(err)
	_, text := get(t, w.handler, w.dated(t, w.items.rich)[0]+".txt")
	sum := sha256.Sum256([]byte(text))
	_, page := get(t, w.handler, itemURL(w.items.rich))
	if !strings.Contains(page, hex.EncodeToString(sum[:])) {
		t.Error("the page does not show the hash of the text")
	}
	var acts []string
	for _, a := range webtest.Parse(t, page).All("a[href]") {
		if href := a.Attr("href"); strings.Contains(href, "/proof/") || strings.HasSuffix(href, "/proof.json") {
			acts = append(acts, href)
		}
	}
	if len(acts) != 4 { // two releases, the mark; the newest once more
		t.Fatalf("proofs at %v", acts)
	}
	for n, path := range acts {
		res, file := get(t, w.handler, path)
		b, err := proof.Parse([]byte(file))
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d %v", path, res.StatusCode, err)
		}
		if _, err := proof.Verify(b, w.Journal.Key().String()); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		var leaf struct{ Text struct{ SHA256 string } }
		check(json.Unmarshal([]byte(b.Content), &leaf))
		if fits := leaf.Text.SHA256 == hex.EncodeToString(sum[:]); fits != (n > 0) {
			t.Errorf("%s has the hash %s", path, leaf.Text.SHA256)
		}
	}
	webtest.Run(t, w.handler, webtest.Scenario{Name: "of a removed one", URL: itemURL(w.items.removed, "/proof.json"), Has: []string{"gongkai-proof/1"}})
}

// TestReleaseIsSeen asks a moment after the release, on pages that were kept before it.
func TestReleaseIsSeen(t *testing.T) {
	w := lived
	title := "刚刚发布的公告" + strconv.FormatInt(w.DB.Now().UnixNano(), 36)
	in := w.edit(title, "各单位：\n现予公布。\n")
	in.Explained = publish.RefOf(w.items.rich)
	paths := []string{"/", "/publish", "/column/" + columnCode, "/column/zwgk", "/unit/czj", "/unit/czj/catalogue", "/unit/czj/statutory", "/search?q=" + title, "/publish/feed.xml", "/column/" + columnCode + "/feed.xml", itemURL(w.items.rich)}
	for _, path := range paths {
		if res, body := get(t, w.handler, path); res.StatusCode != http.StatusOK || strings.Contains(body, title+"</a>") {
			t.Fatalf("%s answers %d, or shows what is not public", path, res.StatusCode)
		}
	}
	e := w.release(t.Context(), in)
	for _, path := range paths {
		if _, body := get(t, w.handler, path); !strings.Contains(body, itemURL(e.ItemID)) {
			t.Errorf("%s does not show what was released a moment ago", path)
		}
	}
	_, err := w.Items.Withdraw(auth.With(t.Context(), w.items.signer), e.ID, publish.Because{Rev: e.Rev, Reason: "有误"})
	check(err)
	for _, path := range append(paths[:7:7], itemURL(w.items.rich)) {
		if _, body := get(t, w.handler, path); strings.Contains(body, itemURL(e.ItemID)) {
			t.Errorf("%s still shows what was withdrawn", path)
		}
	}
	if _, body := get(t, w.handler, "/search?q="+title); !strings.Contains(body, "已撤回") {
		t.Error("search does not mark what was withdrawn")
	}
}

// TestOldAddress leads from an address of an earlier site to the item in one hop.
func TestOldAddress(t *testing.T) {
	w := lived
	ctx := t.Context()
	row := map[string]string{"unit": "区财政局", "column": columnCode, "title": "旧网站的公告", "body": "各单位：\n旧的。\n", "made_on": "2022-03-12", "earlier": "2022-03-12", "old_url": "http://example.com/art/2022/3.html?id=7"}
	data, err := json.Marshal(row)
	check(err)
	in, err := w.Items.Import(w.office(ctx), publish.Source{Name: "old.jsonl", File: data}, false)
	check(err)
	everywhere := w.items.signer
	everywhere.Grants = []auth.Grant{{Role: auth.Signer, Perms: w.policy.Perms(auth.Signer), Units: auth.Units{All: true}}}
	_, err = w.Items.Admit(auth.With(ctx, everywhere), in.Batch.ID, publish.Agree{Rev: in.Batch.Rev})
	check(err)
	if res, _ := get(t, w.handler, "/art/2022/3.html?id=7"); res.StatusCode != http.StatusNotFound {
		t.Errorf("before its release it answers %d", res.StatusCode)
	}
	check(w.runDue(ctx))
	res, _ := get(t, w.handler, "/art/2022/3.html?id=7")
	to := res.Header.Get("Location")
	if res.StatusCode != http.StatusMovedPermanently || !strings.HasPrefix(to, "/publish/") {
		t.Fatalf("%d to %q", res.StatusCode, to)
	}
	webtest.Run(t, w.handler,
		webtest.Scenario{Name: "item", URL: to, Has: []string{"旧网站的公告", "2022 年 3 月 12 日", "不能证明"}},
		webtest.Scenario{Name: "another", URL: "/art/2022/3.html?id=8", Status: http.StatusNotFound},
		webtest.Scenario{Name: "post", Method: http.MethodPost, URL: "/art/2022/3.html?id=7", Status: http.StatusNotFound},
	)
}

func TestTopicPages(t *testing.T) {
	w := lived
	ctx := t.Context()
	second := w.actor(9200, officeName, auth.Office, w.items.unit)
	tp, err := w.Topics.Make(w.office(ctx), topic.Change{Title: "收费清理专题", Code: "fees", Intro: "收费目录和标准。", Columns: []int64{w.items.column}, Order: topic.Newest, Pins: publish.RefOf(w.items.explains) + "\n" + publish.RefOf(w.items.rich)})
	check(err)
	if res, _ := get(t, w.handler, "/topic/fees"); res.StatusCode != http.StatusNotFound {
		t.Errorf("a draft answers %d", res.StatusCode)
	}
	tp, err = w.Topics.Open(auth.With(ctx, second), tp.ID, topic.Seen{Rev: tp.Rev})
	check(err)
	webtest.Run(t, w.handler,
		webtest.Scenario{Name: "list", URL: "/topic", Has: []string{"收费清理专题", "css:a[href=/topic/fees]", "css:link[rel=alternate][href=/topic/feed.xml]", "css:.tools a[href=/topic/feed.xml]"}},
		webtest.Scenario{Name: "feed of the list", URL: "/topic/feed.xml", Has: []string{"<title>收费清理专题</title>", "/topic/fees", "收费目录和标准。"}},
		webtest.Scenario{Name: "topic", URL: "/topic/fees", Has: []string{"收费目录和标准。", richTitle, "重点"}},
		webtest.Scenario{Name: "home", URL: "/", Has: []string{"css:a[href=/topic/fees]"}},
	)
	_, open := get(t, w.handler, "/topic/fees/feed.xml")
	if strings.Count(open, "】"+richTitle+"</title>") != 1 {
		t.Errorf("what is pinned is not told of once:\n%s", open)
	}
	tp, err = w.Topics.Close(w.office(ctx), tp.ID, topic.Seen{Rev: tp.Rev})
	check(err)
	webtest.Run(t, w.handler, webtest.Scenario{Name: "closed", URL: "/topic/fees", Has: []string{"已归档", richTitle}})
	_, body := get(t, w.handler, "/topic/fees/feed.xml")
	var f feed
	if err := xml.Unmarshal([]byte(body), &f); err != nil || len(f.Entries) == 0 {
		t.Errorf("%v\n%s", err, body)
	}
	_, err = w.Topics.Remove(w.office(ctx), tp.ID, topic.Remove{Rev: tp.Rev, Reason: "名称有误"})
	check(err)
	webtest.Run(t, w.handler,
		webtest.Scenario{Name: "removed", URL: "/topic/fees", Status: http.StatusGone, Has: []string{"这个专题已撤下", "撤下的理由：名称有误"}, Not: []string{"收费清理专题", richTitle}},
		webtest.Scenario{Name: "its feed", URL: "/topic/fees/feed.xml", Status: http.StatusNotFound},
		webtest.Scenario{Name: "list without it", URL: "/topic", Not: []string{"收费清理专题"}},
	)
}
