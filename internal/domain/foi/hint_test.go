package foi

import (
	_ "embed"
	"slices"
	"strings"
	"testing"
)

// labelled has descriptions with the hints that a clerk would give, traps among them.
//
//go:embed testdata/hints.tsv
var labelled string

// leastScore is how many of the hints given are right, and how many of those that were
// due are given, at least.
const leastScore = 0.9

// TestHints: each hint is measured on the labelled descriptions.
func TestHints(t *testing.T) {
	type score struct{ right, wrong, missed int }
	scores := map[Hint]*score{HintVague: {}, HintSeveral: {}, HintPlea: {}}
	n := 0
	for line := range strings.Lines(labelled) {
		due, want, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		n++
		got := Hints(strings.ReplaceAll(want, `\n`, "\n"))
		for h, s := range scores {
			given, expected := slices.Contains(got, h), slices.Contains(strings.Split(due, ","), string(h))
			switch {
			case given && expected:
				s.right++
			case given:
				s.wrong++
				t.Logf("%s without need: %s", h, want)
			case expected:
				s.missed++
				t.Logf("%s missed: %s", h, want)
			}
		}
	}
	for h, s := range scores {
		precision, recall := float64(s.right)/float64(s.right+s.wrong), float64(s.right)/float64(s.right+s.missed)
		t.Logf("%s: precision %.2f, recall %.2f (%d given, %d due, %d descriptions)", h, precision, recall, s.right+s.wrong, s.right+s.missed, n)
		if precision < leastScore || recall < leastScore {
			t.Errorf("%s: precision %.2f, recall %.2f, want %.2f", h, precision, recall, leastScore)
		}
	}
}

// TestParts: what is offered to be filed apart is what was written, and no number or
// courtesy stands in it.
func TestParts(t *testing.T) {
	for _, tt := range []struct {
		want string
		out  []string
	}{
		{"2022年度经费使用情况；绩效考核讨论记录。", []string{"2022年度经费使用情况", "绩效考核讨论记录"}},
		{"申请公开以下信息：\n1.丰和大道可行性研究报告\n2.丰和大道招标文件\n谢谢", []string{"丰和大道可行性研究报告", "丰和大道招标文件"}},
		{"2023年以下内容：（1）预算调整方案（2）批准文件", []string{"2023年以下内容预算调整方案", "2023年以下内容批准文件"}},
		{"民政局2022年低保名单和教体局2022年学区划分文件", []string{"民政局2022年低保名单", "教体局2022年学区划分文件"}},
		{"名称：农业保险补贴发放表\n文号：洪农字〔2022〕8号", []string{"名称：农业保险补贴发放表\n文号：洪农字〔2022〕8号"}},
		{"一、2019年预算\n二、2020年预算\n三、2021年预算\n四、2022年预算\n五、2019年决算\n六、2020年决算\n七、2021年决算\n八、2022年决算\n九、会议纪要\n十、招标文件\n十一、监理合同", []string{
			"2019年预算", "2020年预算", "2021年预算", "2022年预算", "2019年决算", "2020年决算", "2021年决算", "2022年决算", "会议纪要", "招标文件", "监理合同",
		}},
		{"12.5万元补助的发放名册；第十一批名单", []string{"12.5万元补助的发放名册", "第十一批名单"}},
		{"2022年会展中心租赁合同，另外还想要2022年保洁合同", []string{"2022年会展中心租赁合同", "2022年保洁合同"}},
	} {
		if got := Parts(tt.want); !slices.Equal(got, tt.out) {
			t.Errorf("%s: %q, want %q", tt.want, got, tt.out)
		}
	}
}
