package faq

import (
	"slices"
	"testing"

	"gongkai.example/gongkai/internal/domain/policy"
)

// TestMissing: a figure is the same however it is written, and none is let through that the
// clause does not have.
func TestMissing(t *testing.T) {
	quote := []Quote{{Clause: policy.Clause{Name: "第二条", Text: "第二条　年满六十周岁的，每人每月补助二百元，全年不超过2,400元；企业按投资额的百分之八给予，最高1.5万元。自2023年5月1日起施行。"}}}
	for text, want := range map[string][]string{
		"满60周岁的老人每月领２００元，全年最多2400元。":          nil,
		"企业按投资的8%补，最多15000元，2023年5月1日起。":      nil,
		"一般来说，按第三条第（一）项、红府规〔2021〕9号办，一起申请即可。": nil,
		"满65周岁的老人每月领300元，300元按月发。":            {"65", "300"},
		"补投资的8，最多两万元，三年内领完。":                  {"8", "两万元", "三年"},
		"每月0200.00元。":     nil,
		"百分之九":            {"百分之九"},
		"《2023年工作要点》没有规定": nil,
		"":                nil,
	} {
		if got := missing(text, quote); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	if got := missing("每月200元", nil); !slices.Equal(got, []string{"200"}) {
		t.Errorf("without a quote: %q", got)
	}
}
