package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

// TestBatch has an old site move in: the office reads its table, is told of the
// rows that cannot go along, and another person puts the rest on line. A topic
// collects them and is frozen; then the batch is taken back, and every page of it
// says so.
func TestBatch(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { move(t, "") })
	t.Run("postgres", func(t *testing.T) { move(t, dbtest.PostgresDSN(t)) })
}

// The items of the old site. The identity number is the well-known specimen and
// belongs to nobody.
const (
	oldSite = "标题,发布单位,栏目,正文,成文日期,发布日期,原网址\n" +
		"关于公布中小学收费项目的公告,区财政局,收费项目,现将中小学收费项目予以公布。,2022-03-01,2022-03-05,/2022/1.html\n" +
		"关于公布医疗收费项目的公告,区财政局,收费项目,现将医疗收费项目予以公布。,2022-03-02,2022-03-06,/2022/2.html\n"
	badRows = "关于公布停车收费项目的公告,区天文局,收费项目,现将停车收费项目予以公布。,2022-03-02,2022-03-06,\n" +
		"关于退还收费的公告,区财政局,收费项目,退还申报人（" + identity + "）。,2022-03-02,2022-03-06,\n"
)

func move(t *testing.T, dsn string) {
	w := newWorld(t, dsn)
	window := browser(t, w.base)
	office, second, leader, citizen := window("office"), window("second of the office"), window("signer"), window("citizen")
	office.signIn("gongkai")
	second.signIn("gongkai.zr")
	leader.signIn("qianfa")
	citizen.phone(false)
	citizen.open("/view?v=elder&back=/")

	batch := w.takeOver(office)
	w.admit(leader, batch)
	item := w.moved(citizen)
	topic := w.collect(office, second, citizen)
	w.undo(office, batch)
	citizen.open(item)
	citizen.has("这份信息已删除", "旧站核实，两份公告已经废止")
	citizen.sound()
	citizen.shot("removed")
	citizen.open(topic)
	citizen.has("已归档", "共 0 条", "其中 2 条在归档以后撤回或者删除")
	citizen.sound()
	citizen.open("/search?q=中小学收费项目")
	citizen.lacks("关于公布中小学收费项目的公告")
}

// takeOver reads a table with two rows that cannot go along, and then without
// them. It returns the page of the batch.
func (w *world) takeOver(c *tab) string {
	w.Helper()
	table := func(name, text string) string {
		file := filepath.Join(w.TempDir(), name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			w.Fatal(err)
		}
		return file
	}
	c.open("/desk/publish/batch")
	c.click("导入旧站信息")
	c.sound()
	c.shot("import")
	c.upload("file", table("old.csv", oldSite+badRows))
	c.press("main form.form button")
	c.has("没有办成", "单位名录中没有“区天文局”", "居民身份证号")
	c.lacks(identity)
	c.sound()
	c.shot("rows")
	c.upload("file", table("old.csv", oldSite))
	c.press("main form.form button")
	c.has("2 条信息可以导入", "现在还没有导入")
	c.sound()
	c.shot("tried")
	c.press("main form.form button")
	c.has("old.csv", "待发布", "草稿")
	c.lacks("发布整批")
	return c.path()
}

// admit is of another person, who has looked at the items.
func (w *world) admit(c *tab, batch string) {
	w.Helper()
	c.open("/desk")
	c.has("等待我发布的导入批次")
	c.open(batch + "/items")
	c.has("中小学收费项目", "医疗收费项目", "财政局")
	c.sound()
	c.shot("items")
	c.open(batch + "/admit-batch")
	c.sound()
	c.press("main form.form button")
	c.has("正在发布", "已完成 0 条，共 2 条")
	c.sound()
	w.runDue()
	c.open(batch)
	c.has("已发布", "批量发布完成")
	c.sound()
	c.shot("batch")
}

// moved has a citizen follow a link that was printed years ago.
func (w *world) moved(c *tab) string {
	w.Helper()
	c.open("/2022/1.html")
	c.has("关于公布中小学收费项目的公告", "现将中小学收费项目予以公布")
	c.sound()
	c.shot("moved")
	item := c.path()
	if !strings.HasPrefix(item, "/publish/") {
		c.Fatalf("the old address leads to %s", item)
	}
	c.open("/search?q=中小学收费项目")
	c.has("关于公布中小学收费项目的公告")
	return item
}

// collect makes a topic of what was taken over, sees it on line, and freezes it.
func (w *world) collect(c, second, citizen *tab) string {
	w.Helper()
	c.open("/desk/topic/make")
	c.fill("title", "收费公示")
	c.fill("code", "sfgs")
	c.tick("order", "newest")
	c.press("main form.form button[value=preview]")
	c.has("至少填写一个条件")
	c.fill("words", "收费项目")
	c.press("main form.form button[value=preview]")
	c.has("共 2 条", "中小学收费项目")
	c.sound()
	c.shot("preview")
	c.press("main form.form button:not([value])")
	c.has("待上线", "医疗收费项目")
	page := c.path()
	citizen.open("/topic/sfgs")
	citizen.has("没有找到")
	c.open(page + "/open")
	c.has("最后修改的同志不能上线")
	second.open(page)
	second.click("上线")
	second.sound()
	second.press("main form.form button")
	second.has("已上线")
	second.sound()
	second.shot("topic")
	citizen.open("/topic/sfgs")
	citizen.has("收费公示", "共 2 条", "医疗收费项目")
	citizen.sound()
	citizen.shot("public")
	c.open(page)
	c.click("结束并归档")
	c.press("main form.form button")
	c.has("已归档")
	citizen.open("/topic/sfgs")
	citizen.has("已归档", "不再更新", "中小学收费项目")
	citizen.sound()
	return "/topic/sfgs"
}

// undo takes the batch back, with the reason that the public reads.
func (w *world) undo(c *tab, batch string) {
	w.Helper()
	c.open(batch)
	c.click("撤销整批")
	c.sound()
	c.press("main form.form button")
	c.has("请填写")
	c.fill("reason", "旧站核实，两份公告已经废止")
	c.press("main form.form button")
	w.runDue()
	c.open(batch)
	c.has("已撤销", "已删除", "旧站核实，两份公告已经废止")
	c.sound()
	c.shot("undone")
}
