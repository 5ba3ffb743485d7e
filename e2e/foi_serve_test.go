package e2e

import (
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// TestFOIServed: a citizen sends a picture of the card from a telephone; the office asks
// for a correction, serves it and records who signed; whoever holds the letter checks it.
func TestFOIServed(t *testing.T) {
	w := newWorld(t, "")
	w.district.Clock.Set("2023-09-18")
	window := browser(t, w.base)
	citizen, clerk, head := window("citizen"), window("clerk"), window("head")
	card := w.picture("身份证.png")
	citizen.phone(false)
	citizen.open("/foi")
	citizen.tick("kind", "citizen")
	citizen.fill("name", "王小明")
	citizen.tick("paper", "id")
	citizen.fill("paper_no", "110101196001010011")
	citizen.fill("phone", "13800000001")
	citizen.fill("address", "示例市示例路2号")
	citizen.upload("identity", card)
	citizen.shot("who")
	citizen.press("main form button")
	citizen.choose("unit", "财政局")
	citizen.fill("want", "近几年的部门决算")
	citizen.press("main form button")
	citizen.tick("form", "paper")
	citizen.tick("way", "post")
	citizen.press("main form button")
	citizen.has("第四步", "1 份，已经加密保存")
	citizen.tick("sure", "true")
	citizen.press("main form button")
	citizen.has("申请已经提交")
	number := strings.TrimSpace(eval[string](citizen, `document.querySelector(".stat .nw").textContent`))
	clerk.signIn("caizheng")
	head.signIn("caizheng.jz")
	page := clerk.caseOf(number)
	clerk.does(page, "confirm", func() { clerk.fill("how", "电话联系") })
	head.does(page, "assign", func() { head.choose("person", "钱未央") })
	clerk.does(page, "clarify", func() {
		clerk.fill("what", "没有写明年度")
		clerk.fill("tip", "请写明年度")
		clerk.fill("tracking", "EX123456789CN")
	})
	clerk.click("政府信息公开申请补正告知书")
	clerk.has("扫描二维码", "信封")
	letter := clerk.path()
	clerk.sound()
	clerk.shot("letter")
	for _, slip := range []string{"/envelope", "/proof"} {
		clerk.open(letter + slip)
		clerk.has("王**")
		clerk.sound()
		clerk.shot("slip" + slip[1:])
	}
	clerk.open(letter)
	clerk.click("登记送达回证")
	clerk.tick("outcome", "other")
	clerk.fill("signer", "李淑芬")
	clerk.sound()
	clerk.shot("prove")
	clerk.press("main form button")
	clerk.has("还有 1 处需要修改")
	clerk.fill("relation", "同住的配偶")
	clerk.upload("scans", card)
	clerk.press("main form button")
	clerk.has("已办理", "他人代收")
	clerk.click("第 1 份（查看要写明理由）") // the identity document
	clerk.sound()
	clerk.shot("unseal")
	w.checks(window("holder"), number)
	clerk.open(page)
	clerk.sound()
	clerk.shot("case")
}

// checks opens the address in the code of the newest letter on a telephone, and one that was changed.
func (w *world) checks(holder *tab, number string) {
	w.Helper()
	office := auth.With(w.Context(), auth.Actor{Kind: auth.Person, ID: 1, Grants: []auth.Grant{{Perms: map[auth.Perm]bool{foi.See: true, foi.Handle: true}, Units: auth.Units{All: true}}}})
	rows, err := w.district.Requests.Find(office, foi.Find{Number: number}, db.Page{})
	if err != nil || len(rows.Items) != 1 {
		w.Fatalf("%v %v", rows, err)
	}
	v, err := w.district.Requests.View(office, rows.Items[0].ID)
	if err != nil {
		w.Fatal(err)
	}
	_, d, err := w.district.Requests.Issue(office, v.Request.ID, v.Letters[0].ID)
	if err != nil {
		w.Fatal(err)
	}
	path := d.Code.URL[strings.Index(d.Code.URL, foi.CheckPath):]
	holder.phone(false)
	holder.open(path)
	holder.has("是本机关的文书，有效", "公开补〔2023〕1号", "2023-09-18")
	holder.lacks("王小明", "王**", "决算")
	holder.sound()
	holder.shot("genuine")
	holder.open(path[:len(path)-4] + "0000")
	holder.has("与留存的文书不一致")
	holder.sound()
	holder.shot("forged")
}

// picture is a file with a picture of a made-up card.
func (w *world) picture(name string) string {
	w.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 860, 540))
	draw.Draw(img, img.Bounds(), image.NewUniform(color.RGBA{200, 220, 235, 255}), image.Point{}, draw.Src)
	file := filepath.Join(w.TempDir(), name)
	f, err := os.Create(file)
	if err != nil {
		w.Fatal(err)
	}
	if err := png.Encode(f, img); err != nil {
		w.Fatal(err)
	}
	if err := f.Close(); err != nil {
		w.Fatal(err)
	}
	return file
}
