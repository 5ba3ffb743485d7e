package profile

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// keys are the typed keys and what settings.csv has to say of them.
var keys = map[string]string{
	string(SiteName): "text", string(SiteOrgan): "text", string(SiteAddress): "text", string(SitePostcode): "text", string(SitePhone): "text",
	string(SiteMail): "text", string(SiteHours): "text", string(SiteICP): "text", string(SitePolice): "text", string(SiteCode): "code",
	string(SiteFax): "text", string(SiteReading): "text", string(SiteBadge): "url", string(SiteMistake): "url", string(SiteOperator): "text", string(SiteSecurity): "contact", string(SiteExpires): "day",
	string(AreaName): "text", string(AreaShort): "text", string(AreaWord): "text", string(AreaCode): "text",
	string(DutySoon): "int", string(DutyAgain): "int", string(PlanReport): "int", string(PlanReview): "int", string(PlanReturn): "int",
	string(PublishMargin): "int", string(PublishConfirm): "int",
	string(FOIAmend): "int", string(FOIServe): "int", string(FOIChase): "int", string(FOIOrgan): "int", string(FOIAid): "int", string(FOIKeep): "int", string(FOIUphold): "int", string(FOIIdentity): "word:asked",

	string(ProposalApplicants): "int", string(ProposalGiven): "int", string(ProposalWindow): "int", string(ProposalLapse): "int", string(ProposalDecide): "int", string(ProposalPublish): "int", string(CorrectionDays): "int", string(AnnualLength): "int", string(MessageSign): "int", string(MessageForward): "int", string(MessageJudge): "int", string(MessageReport): "int", string(MessageKeep): "int", string(RemedyAbove): "text", string(RemedySilence): "word:silence", string(RemedyKeep): "int",
	string(PolicyConsult): "int", string(PolicyFiling): "int", string(PolicyYears): "int", string(PolicyTrial): "int", string(PolicyWarn): "ints", string(PolicyEvaluate): "int", string(PolicyLook): "int", string(PolicyReviewer): "text", string(PolicyCode): "text",
	string(DepositLibrary): "text", string(DepositDays): "int", string(DepositUnit): "text", string(DepositSince): "day", string(DepositLook): "int",
	string(InterpretPolicy): "word:interpreted", string(InterpretColumns): "text", string(InterpretElements): "text",
	string(ResponseStart): "word:start", string(ResponseJudge): "int", string(ResponseReview): "int", string(ResponseRemind): "ints",
	string(DutyRemind): "ints", string(PlanPeriod): "word:period",
	string(ConsultLeast): "int", string(ConsultTell): "int", string(ConsultKeep): "int",
	string(FinderLook): "int", string(GazettePrint): "int", string(HotspotLeast): "int", string(FAQTopics): "text", string(FAQDoubted): "word:doubted", string(FAQLook): "int", string(SurveyLeast): "int", string(SurveyTell): "int",
	string(EventTell): "int", string(EventRemind): "int", string(EventKeep): "int",
	string(ColumnStale): "int", string(ColumnOverdue): "int", string(ColumnBlank): "int",
	"column.news": "int", "column.notice": "int", "column.policy": "int", "column.interpretation": "int",
	"column.personnel": "int", "column.planning": "int", "column.consult": "int",
}

func TestSettingsHaveKeys(t *testing.T) {
	for _, kind := range []string{"consult", "suggest", "complain", "help", "business", "mistake", "state"} {
		keys[string(MessageReply(kind))], keys[string(MessageExtend(kind))] = "int", "int"
		keys[string(MessageReview(kind))], keys[string(MessageContact(kind))] = "word:review", "word:asked"
	}
	for _, d := range definitions {
		if keys[d.Key] != d.Type {
			t.Errorf("%s is %s in settings.csv and %q in Go", d.Key, d.Type, keys[d.Key])
		}
		if d.Default != "" {
			if wrong := d.wrong(d.Default); wrong != nil {
				t.Errorf("%s: the default: %s", d.Key, i18n.Text(*wrong))
			}
		} else if d.Min != "" || strings.HasPrefix(d.Type, "word") {
			t.Errorf("%s has no default", d.Key)
		}
	}
	if len(keys) != len(definitions) {
		t.Errorf("%d keys, %d definitions", len(keys), len(definitions))
	}
}

func TestSettingsByDefault(t *testing.T) {
	var s Settings
	if s.Int(DutySoon) != 3 || !slices.Equal(s.Ints(DutyRemind), []int{5, 3, 1}) || s.Word(PlanPeriod) != "quarter" || s.Text(SiteName) != "" {
		t.Errorf("defaults %v", s.List())
	}
}

func TestSettingsStored(t *testing.T) {
	s := Stored([]Setting{
		{Key: "duty.soon", Value: "5"},
		{Key: "duty.remind", Value: "2、10；2"},
		{Key: "plan.period", Value: "每年", Confidence: Low},
		{Key: "plan.review", Value: "1000"}, // out of range since: the default holds
		{Key: "gone.long", Value: "ago"},
	})
	if s.Int(DutySoon) != 5 || !slices.Equal(s.Ints(DutyRemind), []int{10, 2}) || s.Word(PlanPeriod) != "year" || s.Int(PlanReview) != 5 {
		t.Errorf("stored %v", s.List())
	}
	if len(s.Given()) != 4 || len(s.List()) != len(definitions) {
		t.Errorf("given %v", s.Given())
	}
	for _, row := range s.List() {
		if row.Key == string(PlanPeriod) && (row.Confidence != Low || row.Name != "长期任务报告周期") {
			t.Errorf("row %+v", row)
		}
	}
}

// TestSchema: every column of schema.csv has its field and every field its column.
func TestSchema(t *testing.T) {
	rows := map[string]reflect.Type{
		unitsFile: reflect.TypeFor[Unit](), groupsFile: reflect.TypeFor[Group](),
		peopleFile: reflect.TypeFor[Person](), settingsFile: reflect.TypeFor[Setting](),
		columnsFile: reflect.TypeFor[Column](), synonymsFile: reflect.TypeFor[Synonym](), allowFile: reflect.TypeFor[Allowed](), finderFile: reflect.TypeFor[Attribute](),
	}
	kinds := map[string]reflect.Kind{"text": reflect.String, "word": reflect.String, "int": reflect.Int, "list": reflect.Slice, "phrases": reflect.Slice, "words": reflect.Slice, "flag": reflect.Bool, "every": reflect.String}
	for file, row := range rows {
		fields := map[string]reflect.Kind{}
		for _, f := range reflect.VisibleFields(row) {
			if tag := f.Tag.Get("csv"); tag != "" {
				fields[tag] = f.Type.Kind()
			}
		}
		for _, c := range schemas[file] {
			kind, set, _ := strings.Cut(c.Type, ":")
			if fields[c.Field] != kinds[kind] {
				t.Errorf("%s %s: %s is a %v", file, c.Heading, c.Type, fields[c.Field])
			}
			if set != "" && len(wordIndex[set]) == 0 {
				t.Errorf("%s %s: no words of %s", file, c.Heading, set)
			}
			delete(fields, c.Field)
		}
		for f := range fields {
			t.Errorf("%s: no column for %s", file, f)
		}
	}
	if len(schemas) != len(rows) {
		t.Errorf("schema.csv has %d files", len(schemas))
	}
}

func TestRolesAreThoseOfAuth(t *testing.T) {
	var want []string
	for _, r := range auth.Roles {
		want = append(want, string(r))
	}
	if got := Values("role"); !slices.Equal(got, want) {
		t.Errorf("roles %v, want %v", got, want)
	}
}

func TestFold(t *testing.T) {
	for _, same := range [][]string{
		{"各乡镇、街道", "各乡镇，街道", "各乡镇、街办", "各 乡镇,街道办事处", "各乡镇\u200b、街道办"},
		{"流湖镇", "流湖镇人民政府", "流湖镇政府"},
		{"新民村", "新民村村民委员会", "新民村委会", "新民村村委会"},
		{"凤凰城社区", "凤凰城社区居民委员会", "凤凰城社区居委会"},
		{"区政府办", "区政府办公室", "区人民政府办公室"},
		{"区建设管理委(区交通委)", "区建设管理委员会（区交通委员会）", "区建设管理委〔区交通委〕"},
		{"ABC123", "ＡＢＣ１２３"},
	} {
		for _, s := range same[1:] {
			if Fold(s) != Fold(same[0]) {
				t.Errorf("%s folds to %s, %s to %s", s, Fold(s), same[0], Fold(same[0]))
			}
		}
	}
	for _, other := range [][2]string{{"区财政局", "县财政局"}, {"新民村", "新民社区"}, {"区发改委", "区卫健委"}} {
		if Fold(other[0]) == Fold(other[1]) {
			t.Errorf("%s and %s fold alike", other[0], other[1])
		}
	}
}

// TestIntervals: every kind that has an interval is a kind, and has a setting.
func TestIntervals(t *testing.T) {
	for kind, unit := range everyUnits {
		e := Settings{}.Every(kind)
		if e.Unit != unit || e.N < 1 || ParseEvery(e.String()) != e || !slices.Contains(Values("column_kind"), kind) {
			t.Errorf("%s: %+v", kind, e)
		}
	}
	if e := (Settings{}).Every("overview"); e.String() != "none" || ParseEvery(e.String()) != e {
		t.Errorf("an overview is updated every %+v", e)
	}
	s := Stored([]Setting{{Key: "column.news", Value: "7"}, {Key: "column.notice", Value: "9"}}) // the yardstick allows no 9
	if s.Every("news").N != 7 || s.Every("notice").N != 6 {
		t.Errorf("news %v, notices %v", s.Every("news"), s.Every("notice"))
	}
}

// TestForms has what fits and what does not, for the texts that have a form.
func TestForms(t *testing.T) {
	for _, c := range []struct {
		key       string
		good, bad []string
	}{
		{"site.code", []string{"3601130001", "bm01000001"}, []string{"360113", "36011300011", "BM01000001", "bm0100000"}},
		{"site.badge", []string{"https://bszs.conac.cn/sitename?id=1", "http://a.example/"}, []string{"bszs.conac.cn", "ftp://a/", "javascript:alert(1)", "https://"}},
		{"site.security", []string{"https://a.example/report", "security@a.example"}, []string{"security", "0791-1234", "a@b"}},
		{"site.expires", []string{"2027-01-31"}, []string{"2027-02-30", "2027/1/1", "never"}},
	} {
		d, ok := define(c.key)
		for _, v := range c.good {
			if wrong := d.wrong(v); !ok || wrong != nil {
				t.Errorf("%s: %s is refused: %v", c.key, v, wrong)
			}
		}
		for _, v := range c.bad {
			if d.wrong(v) == nil {
				t.Errorf("%s: %s is taken", c.key, v)
			}
		}
	}
}

// TestMissing names what the foot of a page should say and does not.
func TestMissing(t *testing.T) {
	if got := (Settings{}).Missing(); len(got) != 7 {
		t.Errorf("an empty profile lacks %v", got)
	}
	s := Stored([]Setting{{Key: "site.icp", Value: "x"}, {Key: "site.code", Value: "3601130001"}})
	if got := s.Missing(); len(got) != 5 || slices.Contains(got, "ICP备案号") {
		t.Errorf("lacks %v", got)
	}
}
