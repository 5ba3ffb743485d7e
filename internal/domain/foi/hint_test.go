package foi

import (
	"slices"
	"testing"
)

func TestHints(t *testing.T) {
	for _, tt := range []struct {
		want string
		out  []Hint
	}{
		{"2022年度区级部门决算公开情况汇总表", nil},
		{"近几年的就业补贴文件", []Hint{HintVague}},
		{"与拆迁有关的全部材料", []Hint{HintVague}},
		{"与红谷府办发〔2023〕55号有关的落实台账", nil},
		{"2022年度经费使用情况；绩效考核讨论记录", []Hint{HintSeveral}},
		{"2022年全部材料", nil},
		{"近期的第三方评估材料", []Hint{HintVague}},
		{"2.5亿元专项资金使用情况；", nil},
		{"1. 2022年度预算\n2. 2022年度决算", []Hint{HintSeveral}},
	} {
		if got := Hints(tt.want); !slices.Equal(got, tt.out) {
			t.Errorf("%s: %v, want %v", tt.want, got, tt.out)
		}
	}
}
