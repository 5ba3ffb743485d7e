package similar

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

const document = `为促进家政服务业提质扩容，现提出如下意见。对新增的规模以上家政企业给予5万元奖励，单户企业每年最高不超过10万元。
每年培训家政服务人员不少于500人次，对取得高级工证书的人员每人补贴1000元，对取得技师证书的人员每人补贴2000元。
区商务局负责建立家政服务信用体系，会同区人社局定期公布信用信息。建立区家政服务业发展联席会议制度，由区商务局牵头。`

// TestCopied: an interpretation in words of its own is far below the bound; one that copies or abridges is above it.
func TestCopied(t *testing.T) {
	for name, c := range map[string]struct {
		text     string
		from, to float64
	}{
		"the document itself": {document, 1, 1},
		"nothing":             {"", 0, 0},
		"too short":           {"意见", 0, 0},
		"another thing":       {"养犬人应当每年携犬到指定的地点接种狂犬病疫苗。", 0, 0},
		"an extract":          {"政策要点：对新增的规模以上家政企业给予5万元奖励。每年培训家政服务人员不少于500人次。区商务局负责建立家政服务信用体系。", CopiedMost, 1},
		"an abridgement":      {"新增的规模以上家政企业给予5万元奖励，每年最高不超过10万元；对取得高级工证书的每人补贴1000元，取得技师证书的每人补贴2000元；商务局负责建立信用体系，定期公布信用信息。", CopiedMost, 1},
		"an explanation": {"为什么出台这个政策？近年来请保姆、月嫂的家庭越来越多，但正规公司少、阿姨流动大，大家心里没底。这次主要做了三件事：一是扶持公司做大，达到规模的能拿到一笔奖金，一家一年封顶十万；" +
			"二是鼓励阿姨考证，考下高级工能领一千元，技师翻一番，拿着身份证和证书到区人社局一楼窗口就能办，七个工作日到账；三是给公司建“信用档案”，好坏都能查到。与2019年的老办法相比，奖金提高了两万元，也不再要求先缴满一年社保。", 0, 0.3},
		"an explanation that quotes": {"文件提出“对新增的规模以上家政企业给予5万元奖励”。怎样算新增？就是今年第一次进入统计名单的公司，名单每年一月由统计部门公布，您不用自己申报，钱会打到公司的账户。如果去年已经在名单里，今年就不再重复发放。", 0.1, 0.5},
	} {
		if got := Copied(c.text, document); got < c.from || got > c.to {
			t.Errorf("%s: %.2f, want %.2f to %.2f", name, got, c.from, c.to)
		}
	}
	if a, b := Copied(document[:300], document), Copied(document[:300], document+strings.Repeat("其他内容。", 500)); a != b {
		t.Errorf("a longer source makes a difference: %.2f and %.2f", a, b)
	}
}

func TestLikeness(t *testing.T) {
	a, b := PairsOf("征地补偿方案"), PairsOf("征地补偿")
	if l := Likeness(a, b); l != 0.6 {
		t.Errorf("likeness %.2f", l)
	}
	if s, r := Share(b, a), Share(a, b); s != 1 || r != 0.6 {
		t.Errorf("shares %.2f and %.2f", s, r)
	}
	if Likeness(a, Pairs{}) != 0 || Share(Pairs{}, a) != 1 {
		t.Error("of nothing")
	}
}

func TestGroup(t *testing.T) {
	texts := []string{
		"我同意这个方案，建议尽快实施。", "我不同意这个方案，建议尽快实施。", "我同意这个方案，建议尽快实施！", " 我同意这个方案 建议尽快实施",
		"停车场收费太高，希望降低。", "我非常同意这个方案，建议尽快实施。", "。。。", "", "。。。", "停车场的收费太高，希望降低一点。",
	}
	want := "[[0 2 3 5] [1] [4 9] [6 8] [7]]"
	if got := fmt.Sprint(Group(texts)); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if len(Group(nil)) != 0 {
		t.Error("groups of nothing")
	}
}

// TestGroupOrder: the groups do not depend on the order of the texts, and each has every text once.
func TestGroupOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	texts := opinions(rng, 600)
	sorted := func(texts []string) string {
		var out []string
		seen := 0
		for _, g := range Group(texts) {
			if !slices.IsSorted(g) {
				t.Fatal("members are out of order")
			}
			var members []string
			for _, i := range g {
				members = append(members, texts[i])
			}
			seen += len(g)
			slices.Sort(members)
			out = append(out, strings.Join(members, "|"))
		}
		if seen != len(texts) {
			t.Fatalf("%d of %d texts", seen, len(texts))
		}
		slices.Sort(out)
		return strings.Join(out, "\n")
	}
	want := sorted(texts)
	for range 5 {
		rng.Shuffle(len(texts), func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
		if sorted(texts) != want {
			t.Fatal("another order makes other groups")
		}
	}
}

// opinions are n texts, two thirds of them copies of some with words changed.
func opinions(rng *rand.Rand, n int) []string {
	words := strings.Fields("建议 希望 停车 收费 标准 降低 小区 道路 绿化 管理 部门 加强 监督 老年 儿童 设施 增加 公交 线路 调整 方案 实施 时间 延长 噪音 施工 夜间 物业 费用 公开 透明 听证 居民 代表 意见 采纳 反馈 学校 周边 安全 照明 垃圾 分类 投放 地点 合理 设置 电动车 充电 消防 通道")
	text := func() []string {
		out := make([]string, 20+rng.IntN(60))
		for i := range out {
			out[i] = words[rng.IntN(len(words))]
		}
		return out
	}
	var letters [][]string
	out := make([]string, n)
	for i := range out {
		var t []string
		if len(letters) > 0 && rng.IntN(3) > 0 {
			t = slices.Clone(letters[rng.IntN(min(len(letters), 40))])
			for range rng.IntN(4) {
				t[rng.IntN(len(t))] = words[rng.IntN(len(words))]
			}
		} else {
			t = text()
			letters = append(letters, t)
		}
		out[i] = strings.Join(t, "")
	}
	return out
}

// TestInOrder compares the groups with what comparing every text with the first of each group finds.
func TestInOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	letters := []rune("区级部门决算公开汇总表征地补偿安置方案")
	var texts []string
	for range 300 {
		text := make([]rune, 6+rng.IntN(10))
		for i := range text {
			text[i] = letters[rng.IntN(len(letters))]
		}
		texts = append(texts, string(text), string(text[1:]), string(text)+"表")
	}
	var slow [][]int
	for i, text := range texts {
		best, most := -1, Alike
		for g := range slow {
			if l := Likeness(PairsOf(text), PairsOf(texts[slow[g][0]])); l > most || l == most && best < 0 {
				best, most = g, l
			}
		}
		if best < 0 {
			slow = append(slow, []int{i})
			continue
		}
		slow[best] = append(slow[best], i)
	}
	got := InOrder(texts, Alike)
	if !slices.EqualFunc(got, slow, slices.Equal) {
		t.Errorf("%d groups, want %d", len(got), len(slow))
	}
	if len(slow) < 250 || len(slow) > 700 {
		t.Errorf("%d groups test nothing", len(slow))
	}
}

// BenchmarkGroup has 10 s for 10,000 opinions.
func BenchmarkGroup(b *testing.B) {
	texts := opinions(rand.New(rand.NewPCG(1, 2)), 10_000)
	for b.Loop() {
		Group(texts)
	}
}

// BenchmarkCopied compares two texts of some 10,000 letters.
func BenchmarkCopied(b *testing.B) {
	source := strings.Repeat(document, 50)
	for b.Loop() {
		Copied(source, source)
	}
}

// TestPassages: what is copied is named as it stands in the text; short runs are not.
func TestPassages(t *testing.T) {
	const source = "第三条 采购结果应当在本级政府网站公示三日，并保存凭证。"
	got := Passages("为什么要公示？采购结果应当在本级政府网站公示三日——让大家都能看到。", source, 12)
	if len(got) != 1 || got[0] != "采购结果应当在本级政府网站公示三日" {
		t.Errorf("%q", got)
	}
	if got := Passages("采购结果会让大家看到。", source, 12); len(got) > 0 {
		t.Errorf("%q", got)
	}
}
