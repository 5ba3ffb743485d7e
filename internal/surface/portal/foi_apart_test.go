package portal_test

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// TestApart: a description of two things is offered in two parts; the applicant may
// change them, or refuse; what is filed has two numbers and one code, and the page of
// one leads to the other.
func TestApart(t *testing.T) {
	bureau, err := lived.Units.ByCode(t.Context(), "czj")
	if err != nil {
		t.Fatal(err)
	}
	who := url.Values{"kind": {"citizen"}, "name": {"孙二娘"}, "paper": {"id"}, "paper_no": {"110101196001010054"}, "phone": {"13800000000"}}
	code := found(t, draftCode, ok(t, "/foi", who))
	want := url.Values{"draft": {code}, "unit": {str(bureau)}, "want": {"申请公开：\n1. 2022年度部门决算\n2. 2022年直达资金分配表"}}
	page := ok(t, "/foi/want", want, "一事一申请", "2022年度部门决算</textarea>", "2022年直达资金分配表</textarea>", `name="parts.4.text"`)
	if strings.Contains(page, "第三步") {
		t.Error("nobody is asked")
	}
	bad(t, "/foi/apart", url.Values{"draft": {code}, "parts.1.text": {"只有一件"}}, "是否分开申请", "只有一件")
	bad(t, "/foi/apart", url.Values{"draft": {code}, "apart": {"yes"}, "parts.1.text": {"只有一件事情"}}, "只有一件事情")
	page = ok(t, "/foi/apart", url.Values{"draft": {code}, "do": {"more"}, "parts.1.text": {"2022年度部门决算"}}, "2022年度部门决算</textarea>", `name="parts.10.text"`)
	if strings.Contains(page, "第三步") || strings.Contains(page, `name="parts.11.text"`) {
		t.Error("more rows lead on, or there are too many")
	}
	if strings.Contains(page, `type="hidden" name="do" value="more"`) {
		t.Error("every button asks for more rows now")
	}
	ok(t, "/foi/apart", url.Values{"draft": {code}, "apart": {"yes"}, "do": {"want"}}, "第二步", "1. 2022年度部门决算")
	ok(t, "/foi/apart", url.Values{"draft": {code}, "apart": {"no"}}, "第三步", "看起来有几件事")
	page = ok(t, "/foi/apart", url.Values{"draft": {code}, "apart": {"yes"}, "parts.1.text": {"2022年度部门决算"}, "parts.3.text": {"2022年直达资金分配表\r\n（区级）"}}, "第三步")
	if strings.Contains(page, "看起来有几件事") {
		t.Error("what was agreed to is advised")
	}
	ok(t, "/foi/want", want, "2022年直达资金分配表 （区级）</textarea>") // once more, with what was chosen
	ok(t, "/foi/how", url.Values{"draft": {code}, "form": {"email"}, "way": {"portal"}}, "第四步", "2. 2022年直达资金分配表 （区级）", "您同意分成 2 件申请")
	page = ok(t, "/foi/send", url.Values{"draft": {code}, "sure": {"true"}}, "用这一个查询码查询")
	numbers := regexp.MustCompile(`申请编号 <span class="nw">([0-9-]+)</span>`).FindAllStringSubmatch(page, -1)
	if len(numbers) != 2 || numbers[0][1] == numbers[1][1] {
		t.Fatalf("the receipt has the numbers %v", numbers)
	}
	access := url.Values{"number": {numbers[0][1]}, "code": {regexp.MustCompile(`[^0-9]`).ReplaceAllString(found(t, caseCode, page), "")}}
	page = ok(t, "/foi/track", access, "用同一个查询码的其他申请", numbers[1][1])
	pass := html.UnescapeString(found(t, regexp.MustCompile(`name="pass" value="([^"]+)"`), page))
	page = ok(t, "/foi/track/act", url.Values{"pass": {pass}, "of": {numbers[1][1]}}, "申请 "+numbers[1][1], "2022年直达资金分配表 （区级）")
	if strings.Contains(page, "<p class=\"pre\">2022年度部门决算") {
		t.Error("it asks for the other thing too")
	}
	bad(t, "/foi/track/act", url.Values{"pass": {pass}, "of": {"2023-001-00001"}})
}

// TestManyApart: of more things than there are rows none is left out unseen.
func TestManyApart(t *testing.T) {
	bureau, err := lived.Units.ByCode(t.Context(), "czj")
	if err != nil {
		t.Fatal(err)
	}
	who := url.Values{"kind": {"citizen"}, "name": {"扈三娘"}, "paper": {"id"}, "paper_no": {"110101196001010054"}, "phone": {"13800000000"}}
	code := found(t, draftCode, ok(t, "/foi", who))
	var lines strings.Builder
	for n := range 12 {
		fmt.Fprintf(&lines, "%d. %d年度部门决算\n", n+1, 2010+n)
	}
	ok(t, "/foi/want", url.Values{"draft": {code}, "unit": {str(bureau)}, "want": {"申请公开：\n" + lines.String()}}, "2018年度部门决算</textarea>", "2019年度部门决算；2020年度部门决算；2021年度部门决算</textarea>")
}

// TestPlainStays: a request for one thing has its four steps, and a text that became one
// is not parted by what was chosen before.
func TestPlainStays(t *testing.T) {
	bureau, err := lived.Units.ByCode(t.Context(), "czj")
	if err != nil {
		t.Fatal(err)
	}
	who := url.Values{"kind": {"citizen"}, "name": {"顾大嫂"}, "paper": {"id"}, "paper_no": {"110101196001010054"}, "phone": {"13800000000"}}
	code := found(t, draftCode, ok(t, "/foi", who))
	ok(t, "/foi/want", url.Values{"draft": {code}, "unit": {str(bureau)}, "want": {"2022年度部门决算；2022年直达资金分配表"}}, "一事一申请")
	ok(t, "/foi/apart", url.Values{"draft": {code}, "apart": {"yes"}, "parts.1.text": {"2022年度部门决算"}, "parts.2.text": {"2022年直达资金分配表"}}, "第三步")
	ok(t, "/foi/want", url.Values{"draft": {code}, "unit": {str(bureau)}, "want": {"2022年度部门决算"}}, "第三步")
	page := ok(t, "/foi/how", url.Values{"draft": {code}, "form": {"email"}, "way": {"portal"}}, "第四步", "2022年度部门决算")
	if strings.Contains(page, "直达资金") {
		t.Error("what was parted before is filed")
	}
	ok(t, "/foi/want", url.Values{"draft": {code}, "unit": {str(bureau)}, "want": {"投诉某物业公司乱收费"}}, "12345政务服务便民热线", "不影响提交")
}
