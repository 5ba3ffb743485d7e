package unit

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/profile"
)

// district makes the units and groups of a profile without a database.
func district(t testing.TB, name string) ([]Unit, []Group, Area) {
	t.Helper()
	p, err := profile.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]int64{}
	for i, r := range p.Units {
		ids[r.Code] = int64(i + 1)
	}
	var units []Unit
	for i, r := range p.Units {
		units = append(units, Unit{ID: int64(i + 1), Code: r.Code, Name: r.Name, Short: r.Short, Kind: Kind(r.Kind), ParentID: ids[r.Parent], Aliases: r.Aliases})
	}
	var groups []Group
	for _, r := range p.Groups {
		groups = append(groups, Group{Name: r.Name, Aliases: r.Aliases, Rule: r.Rule})
	}
	return units, groups, AreaOf(p.Settings)
}

func resolver(t testing.TB, name string) *Resolver {
	t.Helper()
	return NewResolver(district(t, name))
}

// circularNames are all names in the unit clauses and the addressee line of 红谷府办发〔2023〕55号.
var circularNames = strings.Fields(`区发改委 区教体局 区科工局 区人社局 区自规分局 区生态环境局 区住建局 区城管执法局 区商务局 区农业农村局
	区文广新旅局 区卫健委 区应急管理局 区金融办 区税务局 区政数局 区司法局 区市场监管局 区财政局 区审计局 区医保局 区民政局
	区退役军人事务局 区政府各部门 各乡镇、街道 各乡镇、街办 驻区有关单位 各单位、各属地`)

func TestEveryNameOfTheCircular(t *testing.T) {
	r := resolver(t, "honggutan")
	codes := map[string]string{
		"区发改委": "fgw", "区教体局": "jtj", "区科工局": "kgj", "区人社局": "rsj", "区自规分局": "zgj", "区生态环境局": "hbj", "区住建局": "zjj",
		"区城管执法局": "cgj", "区商务局": "swj", "区农业农村局": "nyj", "区文广新旅局": "wlj", "区卫健委": "wjw", "区应急管理局": "yjj",
		"区金融办": "jrb", "区税务局": "swuj", "区政数局": "zsj", "区司法局": "sfj", "区市场监管局": "scj", "区财政局": "czj", "区审计局": "sjj",
		"区医保局": "ybj", "区民政局": "mzj", "区退役军人事务局": "tyj",
	}
	groups := map[string]string{"区政府各部门": "区政府各部门 23", "各乡镇、街道": "各乡镇、街道 9", "各乡镇、街办": "各乡镇、街道 9", "驻区有关单位": "驻区有关单位 3", "各单位、各属地": "各单位 35"}
	for _, name := range circularNames {
		m, ok := r.Resolve(name)
		if !ok || !m.Exact || !r.Known(name) {
			t.Errorf("%s: %v %+v", name, ok, m)
			continue
		}
		if code, isUnit := codes[name]; isUnit {
			if len(m.Units) != 1 || m.Units[0].Code != code || m.Group != "" || m.Confidence != 1 {
				t.Errorf("%s: %+v", name, m)
			}
			continue
		}
		if got := fmt.Sprint(m.Group, " ", len(m.Units)); got != groups[name] {
			t.Errorf("%s: %s, want %s", name, got, groups[name])
		}
	}
}

// TestCircularOfAnotherDistrict: in a county none of its names means anybody
// for certain, and the likely ones are offered.
func TestCircularOfAnotherDistrict(t *testing.T) {
	r := resolver(t, "sample")
	offers := map[string]string{
		"区发改委": "县发改局", "区教体局": "县教育局", "区科工局": "县工科局", "区人社局": "县人社局", "区生态环境局": "县生态环境分局", "区住建局": "县住建局",
		"区农业农村局": "县农业农村局", "区应急管理局": "县应急局", "区税务局": "县税务局", "区司法局": "县司法局", "区市场监管局": "县市场监管局", "区财政局": "县财政局",
		"区审计局": "县审计局", "区医保局": "县医保局", "区民政局": "县民政局", "区政府各部门": "县直各单位", "各乡镇、街道": "各乡镇人民政府", "各乡镇、街办": "各乡镇人民政府",
		"驻区有关单位": "驻县各单位",
	}
	for _, name := range circularNames {
		if m, ok := r.Resolve(name); ok && name != "各单位、各属地" {
			t.Errorf("%s is %+v", name, m)
		}
		want, offered := offers[name]
		var got []string
		for _, m := range r.Suggest(name, 3) {
			if m.Confidence > 0.8 || m.Exact {
				t.Errorf("%s: a guess of %v", name, m.Confidence)
			}
			got = append(got, label(m))
		}
		if offered && !slices.Contains(got, want) {
			t.Errorf("%s: offers %v, want %s among them", name, got, want)
		}
	}
}

func label(m Match) string {
	if len(m.Units) == 0 {
		return "nobody"
	}
	if m.Group != "" {
		return m.Group
	}
	return m.Units[0].Short
}

func TestResolve(t *testing.T) {
	for _, c := range []struct {
		profile, text, want string // "" is nobody for certain
		sure                float64
	}{
		{"honggutan", "区财政局", "区财政局", 1},
		{"honggutan", " 区财政局 ", "区财政局", 1},
		{"honggutan", "南昌市红谷滩区财政局", "区财政局", 1},
		{"honggutan", "红谷滩区财政局", "区财政局", 0.9},
		{"honggutan", "财政局", "区财政局", 0.9},
		{"honggutan", "区 财 政 局", "区财政局", 0.98},
		{"honggutan", "县财政局", "", 0},
		{"honggutan", "市财政局", "", 0},
		{"honggutan", "新建区财政局", "", 0},
		{"honggutan", "区财政", "", 0},
		{"honggutan", "区自然资源和规划分局", "区自规分局", 1},
		{"honggutan", "南昌市自然资源和规划局红谷滩分局", "区自规分局", 1},
		{"honggutan", "自规分局", "区自规分局", 0.9},
		{"honggutan", "区发展和改革委员会", "区发改委", 0.9},
		{"honggutan", "红谷滩区人民政府办公室", "区政府办公室", 0.9},
		{"honggutan", "区人民政府", "区政府", 0.98},
		{"honggutan", "流湖镇人民政府", "流湖镇", 0.98},
		{"honggutan", "沙井街办", "沙井街道", 0.98},
		{"honggutan", "沙井街道办事处", "沙井街道", 0.98},
		{"honggutan", "生米镇", "生米街道", 1},
		{"honggutan", "生米街道朱岗村委会", "朱岗村", 0.98},
		{"honggutan", "各乡镇，街道办事处", "各乡镇、街道", 0.98},
		{"honggutan", "各乡镇（街道）", "各乡镇、街道", 1},
		{"honggutan", "各乡镇〔街道〕", "各乡镇、街道", 0.98},
		{"honggutan", "区各乡镇、街道", "各乡镇、街道", 0.9},
		{"honggutan", "有关部门", "区政府有关部门", 0.5},
		{"honggutan", "区政数局（区政务服务数据局）", "区政数局", 0.95},
		{"honggutan", "区政数局（区营商办）", "区政数局", 0.8},
		{"honggutan", "区营商办（区政数局）", "区政数局", 0.8},
		{"honggutan", "区财政局（区审计局）", "", 0},
		{"honggutan", "各乡镇（含园区）", "", 0},
		{"honggutan", "财政局（", "", 0},
		{"honggutan", "（财政局）", "", 0},
		{"honggutan", "区", "", 0},
		{"honggutan", "", "", 0},
		{"sample", "县建设管理委（县交通委）", "", 0},
		{"sample", "县交通委（县公路中心）", "县交通局", 0.8},
		{"sample", "青岚县教育局", "县教育局", 0.9},
		{"sample", "砚州市青岚县教育局", "县教育局", 1},
		{"sample", "区教育局", "", 0},
		{"sample", "各乡镇人民政府、县直各单位", "各乡镇人民政府、县直各单位", 1},
		{"sample", "各乡（镇）政府", "各乡镇人民政府", 0.98},
		{"sample", "新民村", "", 0},
		{"sample", "竹泉镇新民村", "新民村", 0.98},
	} {
		m, ok := resolver(t, c.profile).Resolve(c.text)
		if c.sure == 0 {
			if ok {
				t.Errorf("%s: %s is taken for %s", c.profile, c.text, label(m))
			}
			continue
		}
		if !ok || label(m) != c.want || m.Confidence != c.sure || m.Exact != (c.sure == 1 || c.sure == 0.5) {
			t.Errorf("%s: %q is %v %s, exact %v, with %v; want %s with %v", c.profile, c.text, ok, label(m), m.Exact, m.Confidence, c.want, c.sure)
		}
	}
}

func TestChoice(t *testing.T) {
	r := resolver(t, "honggutan")
	m, ok := r.Resolve("各有关单位")
	if !ok || !m.Choice || len(m.Units) == 0 {
		t.Errorf("got %v %+v", ok, m)
	}
	if m, _ := r.Resolve("各乡镇、街道"); m.Choice {
		t.Error("all towns and streets are a choice")
	}
}

// TestAmbiguous: a name that two villages share is offered twice and chosen never.
func TestAmbiguous(t *testing.T) {
	r := resolver(t, "sample")
	if r.Known("新民村") || r.Known("新民村委会") {
		t.Error("one of two villages was chosen")
	}
	var codes []string
	for _, m := range r.Suggest("新民村", 2) {
		codes = append(codes, m.Units[0].Code)
	}
	if !slices.Equal(codes, []string{"QL-301-05", "QL-302-06"}) {
		t.Errorf("offers %v", codes)
	}
}

func TestClosedUnitsHaveNoName(t *testing.T) {
	units, groups, area := district(t, "honggutan")
	i := slices.IndexFunc(units, func(u Unit) bool { return u.Short == "流湖镇" })
	units[i].Closed = "2024-01-01"
	r := NewResolver(units, groups, area)
	if r.Known("流湖镇") {
		t.Error("a closed unit was found")
	}
	if m, _ := r.Resolve("各乡镇、街道"); len(m.Units) != 8 {
		t.Errorf("the group has %d units", len(m.Units))
	}
}

func TestSuggestShortForms(t *testing.T) {
	units := []Unit{
		{ID: 1, Code: "a", Name: "某县教育体育局", Short: "某县教育体育局"},
		{ID: 2, Code: "b", Name: "某县体育彩票中心", Short: "某县体育彩票中心"},
	}
	r := NewResolver(units, nil, Area{"某县", "某县", "县"})
	got := r.Suggest("县教体局", 5)
	if len(got) != 1 || got[0].Units[0].ID != 1 {
		t.Errorf("got %+v", got)
	}
	if got := r.Suggest("气象台", 5); len(got) != 0 {
		t.Errorf("nothing alike gives %+v", got)
	}
	if got := r.Suggest("", 5); len(got) != 0 {
		t.Errorf("no name gives %+v", got)
	}
	if got := r.Suggest(strings.Repeat("县教体局", 1000), 5); len(got) != 0 {
		t.Errorf("a page of text gives %+v", got)
	}
	if r.Known(strings.Repeat(" ", 1000) + "某县教育体育局") {
		t.Error("a page of text names a unit")
	}
}

// TestKindsOfProfiles: a kind that a profile may use is one that the program
// knows and has a text for, and the other way round.
func TestKindsOfProfiles(t *testing.T) {
	want := []Kind{Government, Office, Department, Agency, Resident, Institution, Park, Town, Street, Village, Community}
	if !slices.Equal(Kinds, want) {
		t.Errorf("profiles have %v, the program %v", Kinds, want)
	}
	for _, k := range Kinds {
		if text := i18n.Text(k.Label()); text == k.Label().Key {
			t.Errorf("%s has no text", k)
		}
	}
}

// FuzzResolve: what is found for certain is found again under its own name.
func FuzzResolve(f *testing.F) {
	r := resolver(f, "honggutan")
	for _, name := range circularNames {
		f.Add(name)
	}
	f.Add("区建设管理委(区交通委)")
	f.Fuzz(func(t *testing.T, text string) {
		r.Suggest(text, 3)
		m, ok := r.Resolve(text)
		if !ok {
			return
		}
		if again, ok := r.Resolve(label(m)); !ok || label(again) != label(m) || m.Confidence <= 0 || m.Confidence > 1 {
			t.Errorf("%q is %+v", text, m)
		}
	})
}

// large has 500 units.
func large(b *testing.B) *Resolver {
	b.Helper()
	units, groups, area := district(b, "honggutan")
	for n := len(units); n < 500; n++ {
		units = append(units, Unit{ID: int64(n), Code: fmt.Sprint(n), Name: fmt.Sprintf("南昌市红谷滩区第%d村村民委员会", n), Short: fmt.Sprintf("第%d村", n), Kind: Village})
	}
	return NewResolver(units, groups, area)
}

func BenchmarkResolve(b *testing.B) {
	r := large(b)
	for _, text := range []string{"区自规分局", "红谷滩区财政局", "各乡镇，街道办事处", "区营商办（区政数局）", "并没有这样一个单位"} {
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r.Resolve(text)
			}
		})
	}
}

func BenchmarkSuggest(b *testing.B) {
	r := large(b)
	b.ReportAllocs()
	for b.Loop() {
		r.Suggest("县财政局", 3)
	}
}

func BenchmarkNewResolver(b *testing.B) {
	units, groups, area := district(b, "sample")
	for b.Loop() {
		NewResolver(units, groups, area)
	}
}
