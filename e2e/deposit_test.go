package e2e

import (
	"os"
	"path/filepath"
	"testing"
)

// TestDeposit has the bureau of justice of the demo district make a package of the library, another person hand it over, the
// receipt of the city noted and its list compared; and an old person read on the telephone when the city has received it.
func TestDeposit(t *testing.T) {
	w := filledWorld(t)
	list, receipt := filepath.Join(t.TempDir(), "清单.csv"), filepath.Join(t.TempDir(), "回执.txt")
	if err := os.WriteFile(list, []byte("文件名称,文号,公布日期,状态\n红谷滩区小额采购管理办法,红府发(1999)1号,去年,有效\n某某办法,外〔2023〕1号,2023-1-1,有效\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(receipt, []byte("收到\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	window := browser(t, w.base)
	citizen, clerk, head := window("citizen"), window("clerk"), window("head")
	clerk.signIn("sifa")
	clerk.open("/desk/deposit")
	clerk.has("已接收", "已报送", "洪规库收〔2023〕41号", "待核实")
	clerk.sound()
	clerk.shot("list")
	clerk.open("/desk/deposit/new")
	clerk.sound()
	clerk.shot("make")
	clerk.press("main form.form button")
	clerk.has("待报送", "下载报送包")
	clerk.sound()
	clerk.shot("made")
	page := clerk.path()
	id := page[len("/desk/deposit/"):]

	head.signIn("sifa.jz")
	head.open("/desk")
	head.has("文件库报送等您办理")
	head.open("/desk/deposit/hand-over/" + id)
	head.sound()
	head.shot("hand")
	head.press("main form.form button")
	head.has("已报送")

	clerk.open("/desk/deposit/receive/" + id)
	clerk.fill("number", "洪规库收〔2023〕52号")
	clerk.upload("file", receipt)
	clerk.sound()
	clerk.shot("receive")
	clerk.press("main form.form button")
	clerk.has("已接收", "洪规库收〔2023〕52号", "打开回执")
	clerk.shot("received")
	clerk.click("比对市级清单")
	clerk.has("清单的列")
	clerk.sound()
	clerk.shot("compare")
	clerk.upload("file", list)
	clerk.press("main form.form button")
	clerk.has("待核对", "清单里读不懂的地方")
	clerk.sound()
	clerk.shot("difference")
	difference := clerk.path()
	clerk.press("main table a[href*='kind=differing']")
	clerk.has("红谷滩区小额采购管理办法", "文号")
	clerk.sound()
	clerk.shot("lines")
	clerk.click("红谷滩区小额采购管理办法")
	clerk.has("两边的内容", "去年")
	line := clerk.path()
	clerk.sound()
	clerk.shot("line")
	clerk.click("说明原因")
	clerk.fill("note", "市级录入有误，已请更正")
	clerk.sound()
	clerk.press("main form.form button")
	clerk.has("已说明")

	clerk.phone(true)
	for name, path := range map[string]string{
		"list": "/desk/deposit", "page": page, "documents": "/desk/deposit/document?deposit=" + id, "differences": "/desk/deposit/difference", "compare": "/desk/deposit/difference/new",
		"difference": difference, "line": line, "void": "/desk/deposit/void/" + id, "library": "/desk/policy",
	} {
		clerk.open(path)
		clerk.sound()
		clerk.shot("phone-" + name)
	}
	citizen.phone(false)
	citizen.open("/policy")
	citizen.has("南昌市行政规范性文件库最近一次接收本库", "洪规库收〔2023〕52号")
	citizen.sound()
	citizen.shot("public")
}
