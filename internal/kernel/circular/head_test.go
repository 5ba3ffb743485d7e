package circular

import (
	"strings"
	"testing"
)

// TestNumbers: the brackets of a 发文字号 as they are printed, typed and misread.
func TestNumbers(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"松岭府办发〔2023〕55号", "松岭府办发〔2023〕55号"},
		{"松岭府办发﹝2023﹞55号", "松岭府办发〔2023〕55号"},
		{"松岭府办发[2023]055号", "松岭府办发〔2023〕55号"},
		{"松岭府办发（2023）第5号", "松岭府办发〔2023〕5号"},
		{"松岭府办发【２０２３】５号", "松岭府办发〔2023〕5号"},
		{"松岭府办发 〔 2023 〕 5 号", "松岭府办发〔2023〕5号"},
		{"松岭府办发□2023□5号", "松岭府办发〔2023〕5号"},
		{"松岭府办发口2023口5号", "松岭府办发〔2023〕5号"},
		{"松岭府办发〔2023〕5号　　签发人：沈某", "松岭府办发〔2023〕5号"},
		{"松嶺府辦發〔2023〕5號", "松嶺府办发〔2023〕5号"},
		{"松岭府办发5号", ""},
	} {
		src := "松岭县人民政府办公室文件\n" + c.line + "\n2023年松岭县政务公开工作要点\n一、公开\n（一）甲\n公开。（责任单位：县财政局）\n"
		got := ReadText(src, nil)
		checkWhole(t, src, got)
		if got.Document.Number != c.want {
			t.Errorf("%s: %q, want %q", c.line, got.Document.Number, c.want)
		}
	}
}

func TestAttributes(t *testing.T) {
	for line, want := range map[string]string{
		"（此件主动公开）": "主动公开", "(此件公开发布)": "公开发布", "此件依申请公开。": "依申请公开", "公开方式：不予公开": "不予公开", "此件很重要": "",
	} {
		src := "2023年工作要点\n一、公开\n（一）甲\n公开。（责任单位：县财政局）\n" + line + "\n"
		if got := ReadText(src, nil).Document.Attribute; got != want {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
}

// TestOutlines: numbers of every level; "[section] label title | text" for each point.
func TestOutlines(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"parts and articles", "第一部分 总则\n第一条 公开目录。及时更新。（县数据局）\n第二条 公开指南。（县数据局）", "[总则] 第一条 公开目录|及时更新。 [总则] 第二条 公开指南|"},
		{"compatibility numbers", "⼀、公开\n㈠ 甲\n公开。（县财政局）\n⑵ 乙\n", "[公开] ㈠ 甲|公开。⑵乙"},
		{"circled", "一、公开\n①甲。公开预算。（县财政局）\n②乙。公开决算。（县财政局）", "[公开] ① 甲|公开预算。 [公开] ② 乙|公开决算。"},
		{"subordinate numbers stay in the point", "一、公开\n（一）甲\n1.公开预算。\n2.公开决算。\n（县财政局、县审计局）\n（二）乙\n公开。（县财政局）", "[公开] （一） 甲|1.公开预算。2.公开决算。 [公开] （二） 乙|公开。"},
		{"a section without points that has units", "一、公开。公开目录。（县数据局）\n二、解读\n（一）甲\n解读。（县司法局）", "[] 一、 公开|公开目录。 [解读] （一） 甲|解读。"},
		{"no unit clause anywhere", "一、公开\n（一）甲\n公开。\n（二）乙\n公开。\n二、解读\n（三）丙\n解读。", "[公开] （一） 甲|公开。 [公开] （二） 乙|公开。 [解读] （三） 丙|解读。"},
		{"heading with a colon", "1.组织领导：成立专班。（县政府办）\n2.经费：列入预算。（县财政局）", "[] 1. 组织领导|成立专班。 [] 2. 经费|列入预算。"},
		{"a number that is a quantity", "1.公开资金\n投入\n2.5亿元。（县财政局）", "[] 1. 公开资金|投入2.5亿元。"},
		{"chinese numbers above ten", "十九、甲。公开。（县财政局）\n二十、乙。公开。（县财政局）\n二十一、丙。公开。（县财政局）", "[] 十九、 甲|公开。 [] 二十、 乙|公开。 [] 二十一、 丙|公开。"},
	} {
		t.Run(c.name, func(t *testing.T) {
			src := "2023年工作要点\n" + c.text + "\n"
			got := ReadText(src, nil)
			checkWhole(t, src, got)
			var out []string
			for _, p := range got.Points {
				section := ""
				if p.Section > 0 {
					section = got.Sections[p.Section-1].Title
				}
				out = append(out, "["+section+"] "+p.Label+" "+p.Title+"|"+strings.Join(strings.Fields(p.Text), ""))
			}
			if s := strings.Join(out, " "); s != c.want {
				t.Errorf("got  %s\nwant %s", s, c.want)
			}
		})
	}
}

// TestLongSentence: an item without a heading takes its first clause as title, keeps it in the text and says so.
func TestLongSentence(t *testing.T) {
	s := "围绕稳定就业和改善民生的重点任务，全面梳理本县各部门、各乡镇正在实施的政策措施和服务事项，形成清单并在政府网站集中公开，方便群众查询和监督。"
	c := ReadText("2023年工作要点\n1."+s+"（县人社局）\n", nil)
	p := c.Points[0]
	if p.Title != "围绕稳定就业和改善民生的重点任务" || p.Text != s || len(p.Warnings) != 1 || p.Warnings[0].Key != "circular.title_taken" {
		t.Errorf("%+v", p)
	}
}
