package profile_test

import (
	"maps"
	"reflect"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/profile"
)

func TestDiff(t *testing.T) {
	files := maps.Clone(small)
	change := func(file, old, text string) { files[file] = strings.Replace(files[file], old, text, 1) }
	change("units.csv", "测试区财政局,区财政局,部门,root,", "测试区财政审计局,区财政局,部门,root,区审计局")
	change("units.csv", "dj,东江街道办事处,东江街道,街道,root,,3\n", "xc,西村,,村,cz,,\n")
	change("groups.csv", "各街道,街道,街道,,,", "各村,,村,,,有关")
	change("settings.csv", ",4,待核实", ",2,高")
	files["people.csv"] = "登录名,姓名,单位编码,角色\n"
	changes := profile.Diff(load(t, folder(small)), load(t, folder(files)))
	want := []profile.Change{
		{Of: "unit", Key: "cz", Name: "测试市测试区财政审计局", How: "renamed", Field: "名称", Old: "测试市测试区财政局", New: "测试市测试区财政审计局"},
		{Of: "unit", Key: "cz", Name: "测试市测试区财政审计局", How: "changed", Field: "别名", New: "区审计局"},
		{Of: "unit", Key: "xc", Name: "西村", How: "added"},
		{Of: "unit", Key: "dj", Name: "东江街道办事处", How: "removed"},
		{Of: "group", Key: "各村", Name: "各村", How: "added"},
		{Of: "group", Key: "各街道", Name: "各街道", How: "removed"},
		{Of: "setting", Key: "duty.soon", Name: "即将到期（工作日）", How: "changed", Field: "值", Old: "4", New: "2"},
		{Of: "setting", Key: "duty.soon", Name: "即将到期（工作日）", How: "changed", Field: "可信度", Old: "待核实", New: "高"},
	}
	if !reflect.DeepEqual(changes, want) {
		t.Errorf("got  %+v\nwant %+v", changes, want)
	}
	texts := map[int]string{
		0: "单位“测试市测试区财政审计局”更名，名称由“测试市测试区财政局”改为“测试市测试区财政审计局”",
		1: "单位“测试市测试区财政审计局”的别名由“（空）”改为“区审计局”",
		2: "新增单位：西村",
		3: "停用单位：东江街道办事处",
		6: "设置项“即将到期（工作日）”的值由“4”改为“2”",
	}
	for i, text := range texts {
		if got := i18n.Text(changes[i].Text()); got != text {
			t.Errorf("%d reads %s", i, got)
		}
	}
	if same := profile.Diff(load(t, folder(small)), load(t, folder(small))); len(same) > 0 {
		t.Errorf("no change gives %v", same)
	}
}

func TestDiffMove(t *testing.T) {
	changes := profile.Diff(load(t, folder(small)), load(t, edited(t, "units.csv", "街道,root,,3", "街道,cz,,3")))
	want := []profile.Change{{Of: "unit", Key: "dj", Name: "东江街道办事处", How: "moved", Field: "上级编码", Old: "root", New: "cz"}}
	if !reflect.DeepEqual(changes, want) {
		t.Errorf("got %+v", changes)
	}
	if got := i18n.Text(changes[0].Text()); got != "单位“东江街道办事处”调整隶属，上级编码由“root”改为“cz”" {
		t.Errorf("reads %s", got)
	}
}
