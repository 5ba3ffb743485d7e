package circular

import (
	"strings"
	"testing"
)

// TestUnitClauses: one line a case. The clause stands at the end of a point; a
// group is marked *, an alias (=), 等 with +, 按职责分工 with ~, 分别 with !. "" means that the brackets are no clause.
func TestUnitClauses(t *testing.T) {
	for _, c := range []struct{ clause, want string }{
		// Labels.
		{"（责任单位：区财政局、区审计局）", "responsible 区财政局 区审计局"},
		{"(责任单位:区财政局,区审计局;区司法局)", "responsible 区财政局 区审计局 区司法局"},
		{"（责任单位：区财政局)", "responsible 区财政局"},
		{"【责任部门：区财政局】", "responsible 区财政局"},
		{"[牵头单位:区财政局 责任单位:区审计局]", "lead 区财政局 responsible 区审计局"},
		{"（牵头单位：区财政局；配合单位：各镇、街道）", "lead 区财政局 cooperate 各镇、街道*"},
		{"（牵头：区财政局，落实：区政府各部门）", "lead 区财政局 implement 区政府各部门*"},
		{"責任單位：區財政局、區農業農村局", "responsible 區財政局 區農業農村局"},
		// Verbs.
		{"（责任单位：区财政局牵头，区审计局配合）", "lead 区财政局 cooperate 区审计局"},
		{"（区财政局、区审计局按职责分工牵头负责；区政府各部门，各乡镇、街道落实）", "lead 区财政局~ 区审计局~ implement 区政府各部门* 各乡镇、街道*"},
		{"（由区财政局牵头，各有关单位按照职责分工负责）", "lead 区财政局 responsible 各有关单位*~"},
		{"（区财政局负责，区审计局、区司法局协助）", "responsible 区财政局 cooperate 区审计局 区司法局"},
		{"（区卫健委、区医保局分别负责）", "responsible 区卫健委! 区医保局!"},
		{"（区教体局会同区财政局、区人社局负责）", "responsible 区教体局 cooperate 区财政局 responsible 区人社局"},
		{"（区住建局组织实施）", "implement 区住建局"},
		{"（责任单位：区发改委、区金融办等按职责分工负责）", "responsible 区发改委+~ 区金融办+~"},
		{"（责任单位：区发改委、区住建局等相关部门）", "responsible 区发改委+ 区住建局+"},
		{"（责任单位：区政府各部门、各乡镇、街道，按职责分工负责）", "responsible 区政府各部门*~ 各乡镇、街道*~"},
		// Names.
		{"（责任单位：区建设管理委（区交通委）、区数据局）", "responsible 区建设管理委（区交通委）=区交通委 区数据局"},
		{"（责任单位：各县〔区〕人民政府，各乡镇（街道））", "responsible 各县〔区〕人民政府* 各乡镇（街道）*"},
		{"（责任单位：区发展和改革委、区工业和信息化局）", "responsible 区发展和改革委 区工业和信息化局"},
		{"（责任单位：各乡镇、街道、园区）", "responsible 各乡镇、街道、园区*"},
		{"（责任单位：各乡镇、街道等）", "responsible 各乡镇、街道*+"},
		{"（责任单位：区财政局 区审计局）", "responsible 区财政局 区审计局"},
		{"（责任单位：区 税务局）", "responsible 区税务局"},
		// Without a label.
		{"(区财政局、区审计局)", "responsible 区财政局 区审计局"},
		{"（区政府各部门）", "responsible 区政府各部门*"},
		{"（2024年版）", ""},
		{"（此处略）", ""},
		{"（含幼儿园、小学）", ""},
		{"（由专人负责）", ""},
		{"（详见附件）", ""},
	} {
		t.Run(c.clause, func(t *testing.T) {
			p := onePoint(t, "公开信息。"+c.clause)
			if got := flags(p.Units); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// onePoint reads the text as point （一） of a section of the year 2024.
func onePoint(t *testing.T, text string) Point {
	t.Helper()
	src := "2024年工作要点\n一、公开\n（一）任务\n" + text + "\n（二）保障\n加强领导。（责任单位：县数据局）\n"
	c := ReadText(src, nil)
	checkWhole(t, src, c)
	if len(c.Points) != 2 {
		t.Fatalf("%d points", len(c.Points))
	}
	return c.Points[0]
}

func flags(units []Unit) string {
	var out []string
	role := Role("")
	for _, u := range units {
		if u.Role != role {
			role = u.Role
			out = append(out, string(role))
		}
		var s strings.Builder
		s.WriteString(u.Raw)
		for _, f := range []struct {
			set  bool
			mark string
		}{{u.Group, "*"}, {u.Open, "+"}, {u.ByDuty, "~"}, {u.Each, "!"}} {
			if f.set {
				s.WriteString(f.mark)
			}
		}
		if u.Alias != "" {
			s.WriteString("=" + u.Alias)
		}
		out = append(out, s.String())
	}
	return strings.Join(out, " ")
}

// TestInText: brackets with unit-like words inside a sentence are text.
func TestInText(t *testing.T) {
	for _, s := range []string{
		"入选标准化乡镇（街道）名单的单位要总结经验。",
		"推进村（居）务公开，做好乡镇（街道）建设。",
		"做好各县（市、区）公开工作。",
		"公开《办法》（县政府令第3号）全文。",
	} {
		if p := onePoint(t, s); len(p.Units) != 0 || p.Text != s || p.Warnings[0].Key != "circular.no_units" {
			t.Errorf("%s: units %s, text %s", s, flags(p.Units), p.Text)
		}
	}
}

// TestDictionary: names that do not end like units are found if the district knows them.
func TestDictionary(t *testing.T) {
	dict := func(name string) Match {
		switch name {
		case "云上公司", "白鹭洲":
			return Match{Known: true, Resolved: []string{"u1"}}
		case "各片区":
			return Match{Known: true, Resolved: []string{"u2", "u3"}, Group: true}
		}
		return Match{}
	}
	src := "一、甲\n（一）乙\n公开。（白鹭洲、各片区）\n（二）丙\n公开。（责任单位：云上公司牵头）\n"
	c := ReadText(src, dict)
	if got := flags(c.Points[0].Units); got != "responsible 白鹭洲 各片区*" {
		t.Error(got)
	}
	if u := c.Points[0].Units[1]; len(u.Resolved) != 2 || u.Confidence < 0.8 {
		t.Errorf("%+v", u)
	}
	if got := flags(c.Points[1].Units); got != "lead 云上公司" {
		t.Error(got)
	}
	if p := ReadText(src, nil).Points[0]; len(p.Units) != 0 && p.Units[0].Confidence > 0.5 {
		t.Errorf("without a dictionary: %+v", p.Units)
	}
}
