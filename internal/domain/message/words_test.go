package message

import (
	"slices"
	"strings"
	"testing"
)

func TestQuestions(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"请问补贴什么时候发放？要带什么材料？谢谢。", []string{"请问补贴什么时候发放？", "要带什么材料？"}},
		{"我反映三件事：\n1.路灯坏了\n2、垃圾没人清运\n（三）树枝挡住信号灯", []string{"路灯坏了", "垃圾没人清运", "树枝挡住信号灯"}},
		{"一、路灯什么时候修?\n二、谁来修?", []string{"路灯什么时候修?", "谁来修?"}},
		{"我反映三件事：1. 路灯坏了。2、垃圾没人清运；3．树枝挡住信号灯。", []string{"路灯坏了。", "垃圾没人清运；", "树枝挡住信号灯。"}},
		{"收费从 1.5 元涨到 2.5 元，1、2号楼都涨了，为什么？", []string{"收费从 1.5 元涨到 2.5 元，1、2号楼都涨了，为什么？"}},
		{"门前的路面破损，希望修复。", []string{"标题"}},
		{"？？？\n???", []string{"标题"}},
		{"2023年的名单在哪里看？", []string{"2023年的名单在哪里看？"}},
	} {
		if got := Questions("标题", tt.text); !slices.Equal(got, tt.want) {
			t.Errorf("%q: %q, want %q", tt.text, got, tt.want)
		}
	}
	many := Questions("标题", strings.Repeat("这是什么？", 14))
	if len(many) != MaxQuestions || strings.Count(many[MaxQuestions-1], "？") != 5 {
		t.Errorf("of 14 questions %d are left, the last is %q", len(many), many[len(many)-1])
	}
}

func TestSaysNothing(t *testing.T) {
	for text, want := range map[string]bool{
		"您的留言已收悉，感谢您的关注和支持！": true, "您好：请咨询相关部门。谢谢！": true, "您反映的问题我单位高度重视，正在研究。": true, "": true,
		"补贴将于4月15日前发放。": false, "您好，来信收悉。请到红谷中大道999号三楼大厅2号窗口办理。": false,
	} {
		if got := saysNothing(text); got != want {
			t.Errorf("%q says nothing: %v", text, got)
		}
	}
}

func TestEchoes(t *testing.T) {
	const question = "不合格的怎么处理？"
	for text, want := range map[string]bool{
		"不合格的怎么处理？": true, "您好，关于不合格的怎么处理，特此回复。": true, "责令停业整改，复查合格才能开业。": false, "不合格的怎么处理？责令停业整改，复查合格再开业。": false,
	} {
		if got := echoes(text, question); got != want {
			t.Errorf("%q echoes: %v", text, got)
		}
	}
}

func TestSuspect(t *testing.T) {
	for _, tt := range []struct {
		title, text, trap string
		want              Cause
	}{
		{"路灯坏了", "红谷中大道路灯坏了一周没有人修，请尽快维修。", "", ""},
		{"网页有错", "这个页面的链接 https://www.example.gov.cn/a 打不开，请更正。", "", ""},
		{"路灯坏了", "红谷中大道路灯坏了。", "x", ByTrap},
		{"好站推荐", "看这里 http://a.example http://b.example https://c.example 谢谢", "", ByLinks},
		{"合作", "专业 代 开 发 票，价格优惠，请联系。", "", ByWords},
		{"hello", "buy now cheap and good things here", "", ByNoise},
		{"啊啊啊", strings.Repeat("啊", 40), "", ByNoise},
	} {
		if got := suspect(Letter{Title: tt.title, Text: tt.text}, tt.trap); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.title, got, tt.want)
		}
	}
}
