package hant

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestWords has the words in which one simplified character stands for several traditional ones, and
// beside many a trap: the same characters across two words.
func TestWords(t *testing.T) {
	for line := range strings.SplitSeq(strings.TrimSpace(`
干部带头干净利落地实干 幹部帶頭乾淨利落地實幹
若干部门不得干预 若干部門不得干預
抗旱期间天气干旱，干燥少雨 抗旱期間天氣乾旱，乾燥少雨
今天干部到余干县 今天幹部到餘干縣
会后，皇后街的居民在三天后搬迁 會後，皇后街的居民在三天後搬遷
办公室里有三公里的里程图 辦公室裡有三公里的里程圖
邻里纠纷不出村里 鄰里糾紛不出村裡
区政府发布理发店通知 區政府發布理髮店通知
头发过长 頭髮過長
在街头发放传单，由区住建局牵头发布 在街頭發放傳單，由區住建局牽頭發布
妥善处理发展中的问题，办理发证手续 妥善處理發展中的問題，辦理發證手續
防止污染发生 防止污染發生
面粉和面条供应全面恢复 麵粉和麵條供應全面恢復
符合下列方面条件的，建筑面积一百平方米面积 符合下列方面條件的，建築面積一百平方米面積
全面包括各项工作 全面包括各項工作
联系方式和关系证明 聯繫方式和關係證明
相关系统与关联系统，体系指标，主干系统 相關系統與關聯系統，體系指標，主幹系統
心系群众，中心系统升级 心繫群眾，中心系統升級
一只船只要有证 一隻船隻要有證
只有一只鸡 只有一隻雞
台湾和平台，台州市防台风 臺灣和平臺，台州市防颱風
恢复生产，重复提交，复杂问题，答复意见 恢復生產，重複提交，複雜問題，答覆意見
恢复利用，恢复信心，复印件 恢復利用，恢復信心，複印件
行政复议 行政復議
征求意见，征收土地，长征精神 徵求意見，徵收土地，長征精神
发出征求意见函，局长征集建议 發出徵求意見函，局長徵集建議
其余部分和新余市，工业余热 其餘部分和新余市，工業餘熱
松树林放松管理 松樹林放鬆管理
制度、体制，制造、研制，控制造价 制度、體制，製造、研製，控制造價
机制作用，机构编制，编制预算 機制作用，機構編制，編製預算
规定制度，考试制度，定制公交 規定制度，考試制度，定製公交
红谷滩区，稻谷和谷物 紅谷灘區，稻穀和穀物
合并审理，结合并运用，符合并通过 合併審理，結合並運用，符合並通過
统一并公布，一并处理 統一並公布，一併處理
批准后准予使用，标准、准确、精准 批准後准予使用，標準、準確、精準
不准占用，不准确，占地面积 不准佔用，不準確，占地面積
历史，日历，学校历史 歷史，日曆，學校歷史
划船，计划，规划算法 划船，計劃，規劃算法
每周一次，周边，周期，四周一带 每週一次，周邊，週期，四周一帶
备注，关注，注册，设备注册，学校注意 備註，關注，註冊，設備註冊，學校注意
签名，标签，合同书签订，其中签约 簽名，標籤，合同書簽訂，其中簽約
桥梁和梁先生 橋樑和梁先生
旅游，上游，网上游戏，旅游资源 旅遊，上游，網上遊戲，旅遊資源
烟花爆竹，烟草专卖，禁烟花 煙花爆竹，菸草專賣，禁煙花
志愿者，青年志愿者，县志，日志，市志愿服务 志願者，青年志願者，縣誌，日誌，市志願服務
电表，机电表彰，选手表现，手表 電錶，機電表彰，選手表現，手錶
收获，接收获得的材料 收穫，接收獲得的材料
细致，特别致谢，一致 細緻，特別致謝，一致
宿舍生活，舍弃 宿舍生活，捨棄
尽快尽力 儘快盡力
公布设施名单，分布 公布設施名單，分佈
云南，云计算，台账，众多，为了，账户 雲南，雲計算，臺帳，眾多，為了，帳戶
`), "\n") {
		in, want, _ := strings.Cut(line, " ")
		if got := string(Convert([]byte(in))); got != want {
			t.Errorf("%s\n%s, want\n%s", in, got, want)
		}
	}
}

// TestPage: what people read is converted, what programs read and what somebody typed is not.
func TestPage(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"language", `<html lang="zh-CN"><p lang=zh><i lang="en">`, `<html lang="zh-Hant"><p lang=zh-Hant><i lang="en">`},
		{"text", `<p>后台</p>`, `<p>後臺</p>`},
		{"attributes that are read", `<img alt='发票' title = "关于"><input aria-label="搜索" placeholder=输入 data-x="发" value="发展">`, `<img alt='發票' title = "關於"><input aria-label="搜索" placeholder=輸入 data-x="发" value="发展">`},
		{"addresses and names", `<a href="/发/?q=发展" id="发" class="发" name=发>发</a>`, `<a href="/发/?q=发展" id="发" class="发" name=发>發</a>`},
		{"meta", `<meta name="description" content="发展"><meta content="https://a.gov.cn/发"><meta http-equiv=refresh content="3; URL=发"><meta content="/发">`, `<meta name="description" content="發展"><meta content="https://a.gov.cn/发"><meta http-equiv=refresh content="3; URL=发"><meta content="/发">`},
		{"code", `<script>if (a<b) "发"</script><STYLE>.a::after{content:"发"}</style ><p>发<!-- 发 > --><script src=x/>发</script>发`, `<script>if (a<b) "发"</script><STYLE>.a::after{content:"发"}</style ><p>發<!-- 发 > --><script src=x/>发</script>發`},
		{"what was typed", `<textarea name=a>发<b>展</textarea>发`, `<textarea name=a>发<b>展</textarea>發`},
		{"title and options", `<title>发展</title><option value="发">发</option>`, `<title>發展</title><option value="发">發</option>`},
		{"signs in the text", `1 < 2 发 <3 & 发`, `1 < 2 發 <3 & 發`},
		{"signs in attributes", `<a title="发>展" alt=发>发`, `<a title="發>展" alt=發>發`},
		{"no value", `<a hidden title>发<a =发 title='发'`, `<a hidden title>發<a =发 title='發'`},
		{"cut off", `<a title="发`, `<a title="發`},
		{"declarations", `<!doctype html 发><?发?></p发>发`, `<!doctype html 发><?发?></p发>發`},
		{"other scripts", "é ☎ 𠮷发かな가\xe5\x8f", "é ☎ 𠮷發かな가\xe5\x8f"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := string(Convert([]byte(c.in))); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// TestData: the tables hold characters of the block alone, each word has what it says, and none is without effect.
func TestData(t *testing.T) {
	seen := map[string]string{}
	for n, line := range strings.Split(phrasesText, "\n") {
		f := strings.Split(line, "\t")
		if strings.HasPrefix(line, "#") || len(f) != 3 {
			continue
		}
		if strings.TrimSpace(f[2]) == "" {
			t.Errorf("line %d has no words", n+1)
		}
		for w := range strings.FieldsSeq(f[2]) {
			w, _, _ = strings.Cut(w, "!")
			simple, _, _ := strings.Cut(w, "=")
			if was, ok := seen[simple]; ok {
				t.Errorf("%s is under %s and under %s", simple, was, f[1])
			}
			seen[simple] = f[1]
			if f[0] != "=" && !strings.Contains(simple, f[0]) {
				t.Errorf("%s has no %s", simple, f[0])
			}
			for _, r := range w {
				if r != '=' && (r < low || r > high) {
					t.Errorf("%s has %q", w, r)
				}
			}
		}
	}
	if len(seen) < 700 {
		t.Errorf("%d words", len(seen))
	}
	for r := rune(low); r <= high; r++ {
		if c := rune(tables().single[r-low]); c < low || c > high {
			t.Errorf("%c becomes %q", r, c)
		}
	}
}

// circular is a page around the reference circular.
func circular(tb testing.TB) []byte {
	tb.Helper()
	b, err := os.ReadFile("../../../profiles/honggutan/circulars/2023.txt")
	if err != nil {
		tb.Fatal(err)
	}
	return []byte(`<!doctype html><html lang="zh-CN"><head><title>要点</title><link href="/static/a.css"></head><body class="a b"><p id="x" title="发布">` + strings.ReplaceAll(string(b), "\n", "</p>\n<p>") + `</p></body></html>`)
}

// TestCircular: a page of real text has no simplified character left that has one traditional form alone.
func TestCircular(t *testing.T) {
	in := circular(t)
	was := bytes.Clone(in)
	out := Convert(in)
	if !bytes.Equal(in, was) {
		t.Error("the page that was given is changed")
	}
	for _, want := range []string{"紅谷灘區人民政府辦公室", "標準化規範化", "面向重點群體", "徵地", "回應關切", "聯動公開"} {
		if !bytes.Contains(out, []byte(want)) {
			t.Errorf("no %s", want)
		}
	}
	for _, r := range string(out) {
		if strings.ContainsRune("发关区务开规应实现进问题数据产业农导责单", r) {
			t.Errorf("%c is left", r)
		}
	}
	if !utf8.Valid(out) {
		t.Error("not UTF-8")
	}
}

func FuzzConvert(f *testing.F) {
	f.Add([]byte(`<html lang="zh"><p title="发">头发<script>a</script><a b='`))
	f.Add([]byte("<textarea>发</TEXTAREA >\xe5\x8f发<!--"))
	f.Fuzz(func(t *testing.T, in []byte) {
		out := Convert(in)
		if !bytes.Contains(bytes.ToLower(in), []byte("lang")) && len(out) != len(in) {
			t.Fatalf("%d bytes became %d", len(in), len(out))
		}
		if utf8.Valid(in) && !utf8.Valid(out) {
			t.Fatalf("%q became %q", in, out)
		}
	})
}

// BenchmarkConvert has 20 MB/s at least.
func BenchmarkConvert(b *testing.B) {
	page := circular(b)
	Convert(page)
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		Convert(page)
	}
}

// BenchmarkTables is what the first page of a process costs more.
func BenchmarkTables(b *testing.B) {
	for b.Loop() {
		load()
	}
}
