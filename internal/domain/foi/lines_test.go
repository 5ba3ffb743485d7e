package foi

import (
	"slices"
	"testing"

	"gongkai.example/gongkai/internal/kernel/fault"
)

func TestLines(t *testing.T) {
	parts := []Withheld{{What: "工资明细", Limb: "internal", Reason: "内部事务", How: "遮盖"}, {What: "密码", Limb: "none", Reason: "不是政府信息", How: "删除"}}
	again, err := ReadParts("工资明细｜人事管理｜内部事务｜遮盖\n密码｜none｜不是政府信息｜删除")
	if err != nil || !slices.Equal(again, parts) {
		t.Errorf("%v, %v", again, err)
	}
	given := []Given{{Title: "决算", Pages: 12, File: 7}, {Title: "说明"}}
	back, err := ReadGiven("决算｜12\n说明｜0", given)
	if err != nil || !slices.Equal(back, given) {
		t.Errorf("%v, %v", back, err)
	}
	if got, err := ReadParts("甲|人事管理|乙|丙\n\n"); err != nil || len(got) != 1 || got[0].Limb != "internal" {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := ReadParts("甲｜乙"); fault.Of(err) != fault.Invalid {
		t.Error("two columns of four passed")
	}
	if _, err := ReadGiven("决算｜很多", nil); fault.Of(err) != fault.Invalid {
		t.Error("a number of pages that is none passed")
	}
}

// TestGrounds: each ground can be named in the words of the form, and by its article
// where no other rests on it.
func TestGrounds(t *testing.T) {
	for text, want := range map[string]string{
		"国家秘密": "secret", "禁止公开": "forbidden", "国家安全": "stability", "商业秘密": "third", "内部事务": "internal", "过程性信息": "process", "行政执法案卷": "file",
		"第十五条": "third", "第十六条第一款": "internal", "第十四条": "第十四条", "第十六条第二款": "第十六条第二款", "第九十九条": "第九十九条",
	} {
		if got := limbOf(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
