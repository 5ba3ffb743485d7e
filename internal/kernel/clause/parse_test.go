package clause

import (
	"strings"
	"testing"
)

const rules = `红谷滩区公共停车场管理办法

（2023年5月8日印发）

第一章　总则
　　第一条　为了加强公共停车场管理，根据有关法律法规，结合本区实际，制定本办法。
　　第二条　本办法所称公共停车场，是指下列场所：
　　（一）政府投资建设的停车场；
　　（二）利用公共空间设置的停车场：
　　1.广场；
　　2.桥下空间。
　　个人自用车位不适用本办法。
　　（一）住宅；
　　（二）厂区。
第二章　管理
　　第三条　区城管部门负责本办法的实施。
　　第三条之一　区住建部门配合。
　　第五条　本办法自2023年6月1日起施行。
`

func names(t Text) string {
	var b strings.Builder
	for i := range t.Clauses {
		b.WriteString(t.Name(i) + "|" + t.Clauses[i].Text + "\n")
	}
	for _, f := range t.Findings {
		b.WriteString("! " + f.Text.Key + " " + f.Name + "\n")
	}
	return b.String()
}

func TestX(t *testing.T) {
	t.Log("\n" + names(Parse(rules)))
	t.Log("\n" + names(Parse("关于做好安全生产工作的通知\n各街道：\n为了做好工作，现通知如下。\n一、总体要求\n坚持安全第一。\n坚持预防为主。\n二、主要任务\n（一）压实责任。各单位要负责。\n1.签订责任书。\n（1）甲；\n（2）乙。\n（二）排查隐患\n全面排查。\n附件：1.名单\n区安委会\n2023年5月8日\n附件1\n名单\n第一条 甲\n第二条 乙\n")))
}
