package e2e

import "testing"

// TestFOIApart: on a telephone without scripts, in the elder view, somebody asks for two
// things, agrees to two requests, and goes from the page of one to the other.
func TestFOIApart(t *testing.T) {
	w := newWorld(t, "")
	w.district.Clock.Set("2023-09-18")
	citizen := browser(t, w.base)("citizen")
	citizen.phone(false)
	citizen.open("/view?back=%2Ffoi&v=elder")
	citizen.open("/foi")
	citizen.tick("kind", "citizen")
	citizen.fill("name", "王小明")
	citizen.tick("paper", "id")
	citizen.fill("paper_no", "110101196001010011")
	citizen.fill("phone", "13800000001")
	citizen.press("main form button")
	citizen.choose("unit", "财政局")
	citizen.fill("want", "申请公开：\n1. 2022年度部门决算\n2. 2022年绩效考核结果")
	citizen.press("main form button")
	citizen.has("一事一申请")
	for name, want := range map[string]string{"parts.1.text": "2022年度部门决算", "parts.2.text": "2022年绩效考核结果", "parts.3.text": ""} {
		if got := citizen.value(name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
	citizen.press("main form button[value=more]")
	if got := citizen.value("parts.10.text") + citizen.value("parts.2.text"); got != "2022年绩效考核结果" {
		t.Errorf("with more rows, %q", got)
	}
	citizen.sound()
	citizen.shot("apart")
	citizen.press("main form button")
	citizen.has("是否分开申请")
	citizen.tick("apart", "yes")
	citizen.press("main form button")
	citizen.tick("form", "email")
	citizen.tick("way", "portal")
	citizen.press("main form button")
	citizen.has("您同意分成 2 件申请")
	citizen.shot("apart-check")
	citizen.tick("sure", "true")
	citizen.press("main form button")
	citizen.has("用这一个查询码查询")
	citizen.sound()
	citizen.shot("apart-filed")
}
