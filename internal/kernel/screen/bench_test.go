package screen

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// realistic is ten megabytes of official text: the sentences below and those of
// the seed circular in an order by chance, with figures, telephones of offices
// and, once in some thousands of characters, data that must be found.
var realistic = sync.OnceValue(func() string {
	const size = 10 << 20
	seed, err := os.ReadFile("../circular/testdata/seed.txt")
	if err != nil {
		panic(err)
	}
	sentences := append(strings.FieldsFunc(string(seed), func(r rune) bool { return r == '\n' }), strings.Split(`为进一步规范政府信息公开工作，根据《中华人民共和国政府信息公开条例》有关规定，结合我区实际，制定本办法。
各街道办事处、区政府各部门应当自政府信息形成或者变更之日起二十个工作日内予以公开。
申请人可以通过当面提交、邮政寄送或者网络在线平台等方式提出申请，受理机构应当当场登记。
一、工作目标：到二〇二五年底，全区城乡低保标准提高到每人每月%d元，惠及群众%d户。
（二）加强基层政务公开标准化规范化建设，编制完善二十六个试点领域公开事项标准目录。
本年度一般公共预算收入%d万元，同比增长5.%d%%，支出%d万元。
政策咨询电话：0791-8383%04d，监督电话：12345，办公地址：红谷滩区丰和中大道1198号。
红谷府办发〔2023〕%d号，索引号：014500001/2023-%05d。
项目代码：2023-360102-48-01-%06d，建设地点：红谷滩区九龙大道以东，总投资%d万元。
区财政局	预算公开	每年	主动公开	政府网站、公开栏	区级
经审查，该信息涉及商业秘密，第三方不同意公开，决定不予公开，申请人可以在收到答复之日起六十日内申请行政复议。
强化保密审查，坚持先审查、后公开，做到谁公开、谁审查、谁负责，严防失密泄密。
会议强调，要认真贯彻落实党的二十大精神，坚持以人民为中心的发展思想，不断提升政务服务水平。
户主姓名：王建国，联系电话：138%08d，补贴金额：%d元。`, "\n")...)
	rnd := rand.New(rand.NewPCG(11, 7))
	var b strings.Builder
	for b.Len() < size {
		s := sentences[rnd.IntN(len(sentences))]
		if strings.HasPrefix(s, "户主") && rnd.IntN(2) > 0 {
			continue
		}
		if n := strings.Count(s, "%") - 2*strings.Count(s, "%%"); strings.Contains(s, "%0") || strings.Contains(s, "%d") {
			args := make([]any, n)
			for i := range args {
				args[i] = rnd.IntN(9999)
			}
			s = fmt.Sprintf(s, args...)
		}
		b.WriteString(s)
		b.WriteString("\n")
	}
	return b.String()
})

// BenchmarkText is the speed of a screening with all packs, on one core.
func BenchmarkText(b *testing.B) {
	text := realistic()
	r := New(Options{Packs: Packs(), Today: "2026-06-01"})
	b.SetBytes(int64(len(text)))
	before, runs := processor(b), 0
	for b.Loop() {
		runs++
		if n := len(r.Text("", text)); n < 100 || n > len(text)/1000 {
			b.Fatalf("%d findings", n)
		}
	}
	b.ReportMetric(float64(len(text))*float64(runs)/1e6/(processor(b)-before), "MB/cpu-s")
}

// processor is the time of the processor that this process has used, in seconds:
// on a machine that others use too, the clock on the wall says little.
func processor(b testing.TB) float64 {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// TestLinear: eight times the text takes no more than eight times as long and
// some, whatever one long line is made of.
func TestLinear(t *testing.T) {
	r := New(Options{Packs: Packs(), Today: "2026-06-01"})
	spend := func(unit string, size int) float64 {
		text := strings.Repeat(unit, size/len(unit))
		best := 0.0
		for range 3 {
			before := processor(t)
			r.Text("", text)
			if spent := processor(t) - before; best == 0 || spent < best {
				best = spent
			}
		}
		return best
	}
	for _, unit := range []string{
		"姓名", "某路1号", "身份证号\t", "电话0791-83838383，", "（送审稿）", "张三13800138000，", "*1", "a@a.", "http://a.b/1 ", "1,", "1  ",
		"住所地某路1号", "内部资料", "不得外传", "密级：", "姓名 ", "1\u200b", "138 ", "![](", "张三（", "联系人张三", "8岁", "出生1990-01-01", "电 话", "1号",
	} {
		small, large := spend(unit, 1<<13), spend(unit, 1<<16)
		if large > 30*small+0.05 {
			t.Errorf("%q: %.3f s for 8 KB, %.3f s for 64 KB", unit, small, large)
		}
	}
}
