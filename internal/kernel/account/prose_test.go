package account_test

import (
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/account"
)

// told are the numbers that the sentences below are about.
func told() account.Cells {
	out := account.Cells{}
	for place, n := range map[string]int{
		"3/1": 128, "3/2": 2, "3/3.1": 46, "3/3.2": 10, "3/3.3.5": 3, "3/3.4.1": 64, "3/3.5.1": 1, "3/3.6.3": 2, "3/3.7": 126, "3/4": 4,
		"4/review": 3, "4/direct": 2, "4/after": 1, "4/review/kept": 2, "4/review/corrected": 1,
		"2/normative/made": 12, "2/normative/abolished": 3, "2/normative/inforce": 100,
		"2/licence/decided": 500, "2/penalty/decided": 60, "2/coercion/decided": 5,
	} {
		if strings.Count(place, "/") == 1 {
			place += "/" + account.Total
		}
		var p account.Place
		if err := p.UnmarshalText([]byte(place)); err != nil {
			panic(err)
		}
		out[p] = account.Whole(n)
	}
	return out
}

// claimed writes the claims of a report: 3.7|1|1+2=126.
func claimed(r *account.Report) string {
	var out []string
	for _, c := range r.Claims {
		var means []string
		for _, sum := range c.Means {
			var rows []string
			for _, p := range sum {
				rows = append(rows, p.Row)
			}
			means = append(means, strings.Join(rows, "+"))
		}
		name := c.Place.Row
		if c.Place.Column != account.Total {
			name += "/" + c.Place.Column
		}
		if means != nil {
			name = strings.Join(means, "|")
		}
		out = append(out, name+"="+c.Number.String())
	}
	return strings.Join(out, " ")
}

// A sentence of a report, and what it says of the cells. wrong: it contradicts them.
type sentence struct {
	text, claims string
	wrong        bool
}

const (
	replied = "3.7|3.1+3.2+3.3+3.4+3.5|3.1+3.2+3.3+3.4"
	handled = "3.7|1|1+2"
)

// asked are sentences about requests for information.
var asked = []sentence{
	{"全年共收到政府信息公开申请128件，上年结转2件，办结126件，结转下年度办理4件。", "1=128 2=2 3.7=126 4=4", false},
	{"收到公民、法人及其他组织政府信息公开申请999件。", "1=999", true},
	{"2023年共收到公民、法人或者其他组织提出的政府信息公开申请127件。", "1=127", true},
	{"通过各类渠道收到政府信息公开申请999件。", "1=999", true},
	{"通过网站、信函、当面等方式共收到政府信息公开申请128件。", "1=128", false},
	{"新增政府信息公开申请999件。", "1=999", true},
	{"办理政府信息公开申请999件。", handled + "=999", true},
	{"全年办理政府信息公开申请130件。", handled + "=130", false},
	{"2023年，共处理政府信息公开申请128件，申请内容主要涉及征地补偿等方面。", handled + "=128", false},
	{"收到政府信息公开申请（含网络、信函）999件。", "1=999", true},
	{"本年度未收到政府信息公开申请。", "1=0", true},
	{"2023年，我区没有收到政府信息公开申请，未收取信息处理费。", "1=0", true},
	{"全年未接到信息公开申请；各栏目共刊发文稿44篇。", "1=0", true},
	{"2023年我区无依申请公开事项。", "1=0", true},
	{"依申请公开方面，共受理999件。", "1|1+2=999", true},
	{"（二）依申请公开。畅通受理渠道，完善工作机制，全年共受理申请128件，均已按时答复。", "1|1+2=128", false},
	{"（二）依申请公开情况：全年新收申请129件。", "1=129", true},
	{"全区各职能部门、镇街共收到政府信息依申请公开1499件。其中，通过网络申请1303件，占86.92%；通过信函申请172件，占11.47%。", "1=1499", true},
	{"完成政府信息依申请公开答复126件，包括上年结转信息公开申请2件。其中，予以公开答复46件，占66.48%；部分公开10件；无法提供的64件；不予处理的1件；其他处理2件。", replied + "=126 2=2 3.1=46 3.2=10 3.4=64 3.5=1 3.6=2", false},
	{"全区各行政机关共受理政府信息公开申请267件，答复263件，申请量比2022年同期上升1.52%。其中同意公开或部分公开共81件。", "1|1+2=267 " + replied + "=263", true},
	{"累计办理公民、法人或其他组织通过市政府门户网站、邮寄等途径依申请公开信息合计12件，已全部按期限答复办结。", "", false},
	{"2023年度累计办理公民、法人或其他组织通过市政府门户网站、邮寄等途径依申请公开信息合计12件。", handled + "=12", true},
	{"2023年，我区累计收到依申请信息公开件6件。", "1=6", true},
	{"2023年，我单位收到群众依申请公开1件，均已按要求进行答复。", "1=1", true},
	{"受理依申请信息公开0件。", "1|1+2=0", true},
	{"收到申请政府信息公开事项18件，已进行行政答复。收到针对我街道信息公开事务的行政复议3件。", "1=18 review=3", true},
	{"2023年共收到128份政府信息公开申请，均为自然人申请。", "1=128", false},
	{"全年共收到8件政府信息公开申请。", "1=8", true},
	{"2023年共收到政府信息公开申请31件，其中线上办理26件，线下办理5件。", "1=31", true},
	{"全年受理政府信息公开申请130件（含上年结转2件），办结126件。", "1+2=130 2=2 3.7=126", false},
	{"全年受理政府信息公开申请131件，含上年结转2件。", "1+2=131 2=2", true},
	{"全区共收到政府信息公开申请128件，其中区住建局收到申请12件，区教育局8件，办结19件。", "1=128", false},
	{"其中，区住建局收到政府信息公开申请12件，予以公开5件。", "", false},
	{"区住建局收到各类政府信息公开申请12件。", "", false},
	{"区卫健委收到政府信息公开申请7件。", "", false},
	{"全市收到政府信息公开申请5000件，同比增加120件。", "", false},
	{"收到政府信息公开申请128件，同比增加20件，较上年减少5件。", "1=128", false},
	{"2022年收到政府信息公开申请90件，办结88件。2023年收到政府信息公开申请128件。", "1=128", false},
	{"去年，收到政府信息公开申请90件。", "", false},
	{"2022年结转政府信息公开申请3件，结转至2024年继续办理5件。", "2=3 4=5", true},
	{"近三年累计受理政府信息公开申请360件，平均每年受理申请120件。", "", false},
	{"上半年共收到政府信息公开申请60件。", "", false},
	{"2023年1-6月受理政府信息公开申请60件。", "", false},
	{"依申请公开方面，申请人撤回2件，延期答复3件，当场办结1件。", "", false},
	{"通过网络收到政府信息公开申请100件，信函申请20件，当面申请8件。", "", false},
	{"收到自然人政府信息公开申请120件，收到企业政府信息公开申请8件。", "", false},
	{"收到市政府转办的政府信息公开申请3件。", "", false},
	{"收到关于征地拆迁的政府信息公开申请30件。", "", false},
	{"收到政府信息公开申请近130件。", "", false},
	{"全年收到政府信息公开申请1,280件。", "1=1280", true},
	{"贯彻落实《2022年政务公开工作要点》，全年收到政府信息公开申请129件。", "1=129", true},
	{"办结的申请中，予以公开46件，部分公开10件，不予公开3件，无法提供64件，不予处理1件，其他处理2件。", "3.1=46 3.2=10 3.3=3 3.4=64 3.5=1 3.6=2", false},
	{"政府信息公开申请已办结126件，其中予以公开47件，部分公开10件。", "3.7=126 3.1=47 3.2=10", true},
	{"依申请公开方面，全年作出答复123件，予以公开和部分公开56件。", replied + "=123 3.1+3.2=56", false},
	{"依申请公开方面，按时办结125件，无结转下年度办理的申请。", "3.7=125 4=0", true},
	{"规范依申请公开答复，属于内部事务信息不予公开2件。", "", false},
	{"未发生因未收到政府信息公开申请而超期的情况。", "", false},
	{"2023年全区共收到依申请公开85件，除2件结转下年办理外，均依法答复。", "1=85", true},
	{"共受理36件政府信息公开申请（均为自然人提交），同比上升16.13%，其中按期办结36件，无结转2024年继续办理件。", "1|1+2=36 4=0", true},
	{"2023年，共收到并办结依申请公开政府信息24件。", handled + "=24", true},
	{"全年共受理政府信息公开申请128件，结转上年度2件，按程序共办结126件，结转下年度继续办理4件。", "1|1+2=128 2=2 3.7=126 4=4", false},
	{"2023年全区共收到依申请公开件128件，上年度结转办理件2件，共办结126件，结转到2024年办理4件。", "1=128 2=2 3.7=126 4=4", false},
	{"共受理依申请公开事项128件，均按程序妥善处理。其中，予以公开46件，部分公开10件，不予公开3件，逾期未补正2件，结转下年度继续办理4件。", "1|1+2=128 3.1=46 3.2=10 3.3=3 4=4", false},
	{"依申请公开共收到群众网上申请105件，快递17件，合计122件，上年结转2件，已回复126件，7件正在办理。", "2=2 " + replied + "=126", false},
	{"共收到公开政府信息申请1件，已答复。", "1=1", true},
	{"通过政府网站共办理并答复信息公开申请3件、纸质申请36件，顺延至下一年答复2件。", "", false},
	{"共收到12件信息依申请公开，其中10件已按时答复，剩余2件结转下年度继续办理。", "1=12", true},
	{"全年收到政府信息公开申请（含上年结转）130件。", "1+2=130", false},
	{"各级行政机关新收政府信息公开申请340件，较2022年增长12.3%；结转上年8件；全部按期答复。", "1=340 2=8", true},
	{"全年共收到各类政府信息公开申请340件，其中：当面申请5件、信函申请50件、网络申请285件。", "1=340", true},
	{"全年政府信息公开申请总量为128件，办结126件。", "1|1+2=128 3.7=126", false},
	{"（二）依申请公开。本年度共收到5件，上年无结转，已全部办结。", "1=5 2=0", true},
	{"针对申请人提出的征地补偿类申请，受理56件，予以公开20件。", "", false},
	{"受理政府信息公开申请340余件，答复申请人120件次。", "", false},
	{"指导各单位办理政府信息公开申请50件。", "", false},
	{"受理政府信息公开咨询300件，申请表下载120次。", "", false},
}

// others are sentences about other things that sound like them.
var others = []sentence{
	{"受理行政许可申请3000件。", "", false},
	{"受理工伤认定申请200件。", "", false},
	{"主动公开行政许可信息120条。", "", false},
	{"取消行政许可3项。", "", false},
	{"公布行政处罚案例12个。", "", false},
	{"办结网民留言300件。", "", false},
	{"组织行政复议听证5次。", "", false},
	{"举办行政复议培训3次。", "", false},
	{"区司法局办理行政复议案件120件。", "", false},
	{"印发规范性文件清理通知1件。", "", false},
	{"（一）主动公开。全年主动公开政府信息5000条，其中予以公开政策文件120件。", "", false},
	{"人大代表建议和政协提案办理结果公开：收到建议提案80件，办结80件，予以公开75件，部分公开3件，不予公开2件。", "", false},
	{"收到人大建议60件，政协提案40件，已全部办结。", "", false},
	{"依法应当公开的建议提案答复，予以公开55件。", "", false},
	{"现有政务新媒体35个，发布信息5000条，收到意见建议300条。", "", false},
	{"12345热线受理群众诉求20000件，办结19800件。", "", false},
	{"领导信箱收到来信238件，办结99件，不予受理139件。", "", false},
	{"共收到“领导信箱”来信97件，回复97件。", "", false},
	{"办理市民热线工单42件，按时回复办结率100%。", "", false},
	{"公布废止规范性文件清理结果1件，清理规范性文件130件。", "", false},
	{"（二）依申请公开。全年收到政府信息公开申请128件。受理信访事项300件，办结290件。", "1=128", false},
	{"受理不动产登记申请4000件，受理社会救助申请300件。", "", false},
	{"全年未收到行政许可申请，年度无行政复议、行政诉讼的情况发生。", "", false},
	{"没有出现应公开而不予公开的办件。", "", false},
	{"上年结转项目资金3项，办理结转下年项目5个。", "", false},
	{"本年度共制发政府信息130件，其中主动公开18件，不予公开112件。", "", false},
	{"全年制发公文300件，不予公开112件。", "", false},
	{"收到248条网民留言，办结留言230条，公开答复4条。", "", false},
	{"受理政府信息公开举报投诉2件，办结2件。", "", false},
	{"归集行政许可决定信息3000条、行政处罚决定信息800条。", "", false},
	{"公布行政复议典型案例12件，政府信息公开行政复议典型案例3件。", "", false},
	{"政策解读材料100件，回应社会关切30次，新闻发布会12次。", "", false},
}

// decided are sentences about documents, decisions and remedies.
var decided = []sentence{
	{"制发行政规范性文件12件，废止行政规范性文件3件，现行有效行政规范性文件100件。", "normative/made=12 normative/abolished=3 normative/inforce=100", false},
	{"2023年，新制定行政规范性文件15件。", "normative/made=15", true},
	{"全年制定出台规范性文件13个。", "normative/made=13", true},
	{"废止行政规范性文件5件。", "normative/abolished=5", true},
	{"我区现行有效的行政规范性文件101件。", "normative/inforce=101", true},
	{"行政规范性文件全年制发12件、废止3件，现行有效100件。", "normative/made=12", false},
	{"区政府及部门新制发规范性文件18件（其中区政府办公室8件）。", "", false},
	{"以区政府名义制发规范性文件5件。", "", false},
	{"区住建局印发规范性文件2件。", "", false},
	{"发布规范性文件6个，审查规范性文件20件，备案规范性文件8件，修订规范性文件2件。", "", false},
	{"集中公开现行有效规范性文件80件。", "", false},
	{"作出行政许可决定500件，作出行政处罚决定60件，作出行政强制决定5件。", "licence/decided=500 penalty/decided=60 coercion/decided=5", false},
	{"全年作出行政处罚决定66件。", "penalty/decided=66", true},
	{"行政许可处理决定数量499件。", "licence/decided=499", true},
	{"公示行政许可决定300条、行政处罚决定40条。", "", false},
	{"城管领域作出一般程序行政处罚决定20件，办理行政处罚案件70件。", "", false},
	{"办理行政许可3000件，作出准予行政许可决定480件。", "", false},
	{"因政府信息公开被申请行政复议3件，其中维持2件，纠正1件。", "review=3 review/kept=2 review/corrected=1", false},
	{"因政府信息公开工作被申请行政复议5件，被提起行政诉讼7件。", "review=5 direct+after=7", true},
	{"政府信息公开类行政复议案件4件，行政诉讼案件3件。", "review=4 direct+after=3", true},
	{"全区共发生涉及政府信息公开的行政诉讼案件2件，被纠错0件。", "direct+after=2", true},
	{"因依申请公开引发的行政复议、行政诉讼案件共6件。", "review+direct+after=6", false},
	{"涉及政府信息公开的行政诉讼中，未经复议直接起诉2件，复议后起诉1件。", "direct=2 after=1", false},
	{"未发生因政府信息公开申请行政复议、提起行政诉讼的情况。", "review=0 direct+after=0", true},
	{"区司法局办理政府信息公开类行政复议案件20件。", "", false},
	{"办理政府信息公开类行政复议案件20件，审结18件。", "", false},
	{"未发生因政府信息公开引起的行政复议败诉案件。", "", false},
	{"受理行政复议申请120件，维持80件，纠正10件。", "", false},
	{"全年收到因政府信息公开申请引起的行政复议4件（已办结），未收到因政府信息公开申请引起的行政诉讼。", "review=4 direct+after=0", true},
	{"没有因依申请公开产生行政复议案件，未经复议直接起诉2件。", "review=0 direct=2", true},
	{"因信息公开引起的行政复议3件，行政诉讼3件。", "review=3 direct+after=3", false},
	{"2023年未制定规范性文件。", "normative/made=0", true},
	{"制定发布规范性文件12件，清理废止文件5件，现行有效文件20件。", "normative/made=12", false},
	{"办理因2022年度政府信息公开申请引发行政复议1件、引发行政诉讼2件。", "", false},
	{"行政应诉案件30件，行政诉讼一审败诉2件。", "", false},
}

func composed(title string, lines ...string) *account.Report {
	return account.Compose(2023, account.FormOf("2021"), title, []account.Section{{Code: "1", Title: "一、总体情况", Lines: lines}}, told())
}

// TestProse: what a sentence says of which cell, and whether it is found that it is wrong.
func TestProse(t *testing.T) {
	for _, x := range slices.Concat(asked, others, decided) {
		r := composed("某某区2023年政府信息公开工作年度报告", x.text)
		if got := claimed(r); got != x.claims {
			t.Errorf("%s\n says %q, want %q", x.text, got, x.claims)
		}
		got := account.Check(r, account.Against{})
		i := slices.IndexFunc(got.Rules, func(o account.Opinion) bool { return o.Rule == account.RuleText })
		want := map[bool]account.Verdict{true: account.Broken, false: account.Passed}[x.wrong]
		if x.claims == "" {
			want = account.NotAssessable
		}
		if got.Rules[i].Verdict != want {
			t.Errorf("%s\n is %s, want %s: %v", x.text, got.Rules[i].Verdict, want, got.Findings)
		}
	}
}

// TestProseAround: what the title, a heading and the section say of a sentence.
func TestProseAround(t *testing.T) {
	for _, x := range []struct{ title, section, text, want string }{
		{"某某区住房和城乡建设局2023年政府信息公开工作年度报告", "1", "区住建局收到政府信息公开申请12件。", "1=12"},
		{"某某区国资局2023年政府信息公开工作年度报告", "1", "（二）依申请公开\n2023年，区政府国资局未收到政府信息公开申请。", "1=0"},
		{"某某县人民政府办公室2023年政府信息公开工作年度报告", "1", "全县收到政府信息公开申请300件，办结290件。", ""},
		{"某某县人民政府2023年政府信息公开工作年度报告", "1", "县政府收到政府信息公开申请31件。", "1=31"},
		{"某某区2023年政府信息公开工作年度报告", "1", "区政府收到政府信息公开申请31件。", ""},
		{"某某市2023年政府信息公开工作年度报告", "1", "全市共收到政府信息公开申请31件。", "1=31"},
		{"某某区2023年政府信息公开工作年度报告", "1", "（二）依申请公开\n全年共受理12件。\n（三）监督保障\n全年共受理12件。", "1|1+2=12"},
		{"某某区2023年政府信息公开工作年度报告", "1", "（二）依申请公开\n全年共受理12件。\n（三）政府信息管理。坚持先审查、后公开，严格审核发布流程，压实各单位的责任，做到内容准确、更新及时。\n全年共办理12件。", "1|1+2=12"},
		{"某某区2023年政府信息公开工作年度报告", "3", "共收到申请8件，上年结转1件。", "1=8 2=1"},
		{"某某区2023年政府信息公开工作年度报告", "4", "行政复议3件，行政诉讼1件。", "review=3 direct+after=1"},
		{"", "1", "2023年收到政府信息公开申请8件。", "1=8"},
	} {
		f := account.FormOf("2021")
		s := account.Section{Code: x.section, Lines: strings.Split(x.text, "\n")}
		for _, h := range f.Headings() {
			if h.Code == x.section {
				s.Title = h.Label
			}
		}
		if got := claimed(account.Compose(2023, f, x.title, []account.Section{s}, told())); got != x.want {
			t.Errorf("%s: %s\n says %q, want %q", x.title, x.text, got, x.want)
		}
	}
	// A file that names no year may name any.
	if got := claimed(account.Compose(0, account.FormOf("2021"), "", []account.Section{{Lines: []string{"2021年收到政府信息公开申请8件。"}}}, nil)); got != "1=8" {
		t.Errorf("without a year: %q", got)
	}
}
