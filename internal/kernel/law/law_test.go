package law_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
)

func TestTitle(t *testing.T) {
	for ref, want := range map[law.Ref]string{
		"foi:33.2":      "《政府信息公开条例》第三十三条第二款",
		"foi:36-4":      "《政府信息公开条例》第三十六条第（四）项",
		"foi":           "《政府信息公开条例》",
		"review:23.1-4": "《行政复议法》第二十三条第一款第（四）项",
		"foi:99":        "foi:99",
		"nothing":       "nothing",
		"":              "",
	} {
		if got := law.Title(ref); got != want {
			t.Errorf("%s: %s, want %s", ref, got, want)
		}
	}
	s, a, ok := law.Lookup("foi:33.2")
	if !ok || s.Number != "国务院令第711号" || a.Confidence != law.High || a.Gist == "" {
		t.Errorf("%+v, %+v", s, a)
	}
	if _, _, ok := law.Lookup("foi:99"); ok {
		t.Error("foi:99 is there")
	}
}

// TestRegister has the terms of the register of duties and of the table of timers.
func TestRegister(t *testing.T) {
	for _, tt := range []struct {
		key   string
		n     int
		unit  law.Unit
		date  string
		sense law.Sense
		basis law.Ref
		sure  law.Confidence
	}{
		{"publish.release", 20, law.Workday, "", law.Within, "foi:26", law.High},
		{"publish.reassess", 12, law.Month, "", law.Every, "foi:18", law.Low},
		{"guide.update", 3, law.Month, "", law.Prompt, "foi:12", law.Low},
		{"foi.confirm", 0, law.CalDay, "", law.Within, "foi:31", law.High},
		{"foi.clarify", 7, law.Workday, "", law.Within, "foi:30", law.High},
		{"foi.amend", 15, law.Workday, "", law.Within, "foi:30", law.Low},
		{"foi.reply", 20, law.Workday, "", law.Within, "foi:33.2", law.High},
		{"foi.extend", 20, law.Workday, "", law.Within, "foi:33.2", law.High},
		{"foi.consult", 15, law.Workday, "", law.Within, "foi:32", law.High},
		{"foi.consult_organ", 15, law.Workday, "", law.Within, "foi:34", law.High},
		{"foi.fee", 20, law.Workday, "", law.Within, "fee:6", law.High},
		{"foi.pay", 20, law.Workday, "", law.Within, "fee:6", law.High},
		{"annual.department", 0, law.Date, "01-31", law.Within, "foi:49.1", law.High},
		{"annual.government", 0, law.Date, "03-31", law.Within, "foi:49.2", law.High},
		{"annual.training", 12, law.Month, "", law.Every, "foi:48", law.Low},
		{"court.disclose", 20, law.Workday, "", law.Within, "court:11", law.High},
		{"aid.release", 10, law.Workday, "", law.Within, "aid", law.High},
		{"budget.government", 20, law.CalDay, "", law.Within, "budget:14.1", law.High},
		{"enforce.result", 7, law.Workday, "", law.Within, "enforce", law.High},
		{"enforce.other", 20, law.Workday, "", law.Within, "enforce", law.High},
		{"enforce.withdraw", 3, law.CalDay, "", law.Within, "penalty:48", law.High},
		{"enforce.statistics", 0, law.Date, "01-31", law.Within, "enforce", law.High},
		{"site.report", 0, law.Date, "01-31", law.Within, "sitereport", law.High},
		{"land.notice", 10, law.Workday, "", law.AtLeast, "landrules:26", law.High},
		{"land.compensation", 30, law.CalDay, "", law.AtLeast, "landrules:28", law.High},
		{"land.approved", 15, law.Workday, "", law.Within, "landrules:31", law.High},
		{"decision.consult", 30, law.CalDay, "", law.AtLeast, "decision:15", law.High},
		{"decision.hearing", 7, law.CalDay, "", law.Ahead, "decision:16", law.High},
		{"decision.legality", 7, law.Workday, "", law.AtLeast, "decision:26", law.High},
		{"norm.legality_least", 5, law.Workday, "", law.AtLeast, "legality", law.High},
		{"norm.legality", 15, law.Workday, "", law.Within, "legality", law.High},
		{"norm.consult", 30, law.CalDay, "", law.AtLeast, "business:62.2", law.High},
		{"norm.file", 15, law.CalDay, "", law.Within, "norm", law.Low},
		{"policy.interpret", 3, law.Workday, "", law.Within, "points2016", law.Medium},
		{"response.first", 5, law.Hour, "", law.Within, "open", law.High},
		{"response.press", 24, law.Hour, "", law.Within, "concern", law.High},
		{"response.answer", 48, law.Hour, "", law.Within, "concern", law.High},
		{"site.forward", 1, law.Workday, "", law.Within, "siteguide", law.Medium},
		{"site.correct", 3, law.Workday, "", law.Within, "siteguide", law.Medium},
		{"site.reprint", 24, law.Hour, "", law.Within, "siteguide", law.Medium},
		{"site.home", 14, law.CalDay, "", law.Every, "check", law.High},
		{"site.news", 14, law.CalDay, "", law.Every, "check", law.High},
		{"site.policy", 6, law.Month, "", law.Every, "check", law.High},
		{"media.update", 14, law.CalDay, "", law.Every, "check", law.High},
		{"message.reply", 7, law.Workday, "", law.Within, "siteguide", law.Medium},
		{"message.complex", 15, law.Workday, "", law.Within, "siteguide", law.Medium},
		{"message.veto", 3, law.Month, "", law.Within, "check", law.High},
		{"village.general", 3, law.Month, "", law.Every, "village:30", law.High},
		{"village.finance", 1, law.Month, "", law.Every, "village:30", law.High},
		{"village.major", 0, law.CalDay, "", law.Prompt, "village:30", law.High},
		{"random.result", 20, law.Workday, "", law.Within, "random", law.Medium},
		{"relay.reply", 5, law.Workday, "", law.Within, "relay", law.Low},
		{"hotline.general", 7, law.Workday, "", law.Within, "hotline", law.Low},
	} {
		l, err := law.Find(tt.key)
		if err != nil {
			t.Error(err)
			continue
		}
		if l.N != tt.n || l.Unit != tt.unit || l.Date != tt.date || l.Sense != tt.sense || l.Basis != tt.basis || l.Confidence != tt.sure {
			t.Errorf("%+v", l)
		}
		if l.Unverified() != (tt.sure == law.Low) || law.MustTerm(tt.key) != l.Term {
			t.Errorf("%s: 待核实 %v", tt.key, l.Unverified())
		}
	}
	if _, err := law.Find("foi.nothing"); fault.Of(err) != fault.Invalid {
		t.Errorf("foi.nothing: %v", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("a key in the code that is not in the data goes unnoticed")
		}
	}()
	law.MustTerm("foi.nothing")
}

// TestListsAreCopies: nobody can change the law by accident.
func TestListsAreCopies(t *testing.T) {
	law.Limits()[0].N, law.Articles()[0].Gist, law.Sources()[0].Title = 999, "", ""
	if law.Limits()[0].N == 999 || law.Articles()[0].Gist == "" || law.Sources()[0].Title == "" {
		t.Error("the data was changed")
	}
	if !law.Calendar().Works("2026-02-14") {
		t.Error("2026-02-14 is a make-up day")
	}
}

func TestTermCheck(t *testing.T) {
	for _, tt := range []struct {
		term law.Term
		want string // field at fault
	}{
		{law.Term{N: 20, Unit: law.Workday}, ""},
		{law.Term{N: 10000, Unit: law.CalDay, Roll: true}, ""},
		{law.Term{N: 6, Unit: law.Month, Roll: true}, ""},
		{law.Term{N: 5, Unit: law.Hour}, ""},
		{law.Term{Unit: law.Date, Date: "01-31"}, ""},
		{law.Term{Unit: law.Date, Date: "2024-02-29"}, ""},
		{law.Term{N: 20}, "unit"},
		{law.Term{N: 20, Unit: "week"}, "unit"},
		{law.Term{N: -1, Unit: law.Workday}, "n"},
		{law.Term{N: 10001, Unit: law.Workday}, "n"},
		{law.Term{N: 301, Unit: law.Month}, "n"},
		{law.Term{N: 1, Unit: law.Date, Date: "01-31"}, "n"},
		{law.Term{Unit: law.Date}, "date"},
		{law.Term{Unit: law.Date, Date: "02-29"}, "date"}, // no such day in most years
		{law.Term{Unit: law.Date, Date: "13-01"}, "date"},
		{law.Term{Unit: law.Date, Date: "2023-02-29"}, "date"},
		{law.Term{N: 1, Unit: law.CalDay, Date: "01-31"}, "date"},
		{law.Term{N: 20, Unit: law.Workday, Roll: true}, "roll"},
		{law.Term{N: 5, Unit: law.Hour, Roll: true}, "roll"},
	} {
		err := tt.term.Check()
		var fields []string
		if err != nil {
			for f := range fault.As(err).Fields {
				fields = append(fields, f)
			}
		}
		if strings.Join(fields, " ") != tt.want {
			t.Errorf("%+v: %v", tt.term, err)
		}
	}
}

func TestTermOn(t *testing.T) {
	for _, tt := range []struct {
		date  string
		start calendar.Day
		want  calendar.Day
	}{
		{"01-31", "2025-12-31", "2026-01-31"},
		{"01-31", "2026-01-30", "2026-01-31"},
		{"01-31", "2026-01-31", "2027-01-31"},
		{"12-31", "2026-01-01", "2026-12-31"},
		{"2023-10-31", "2024-01-01", "2023-10-31"},
		{"01-31", "", ""},
	} {
		if got := (law.Term{Unit: law.Date, Date: tt.date}).On(tt.start); got != tt.want {
			t.Errorf("%s after %s: %s, want %s", tt.date, tt.start, got, tt.want)
		}
	}
	at := time.Date(2026, 2, 16, 20, 0, 0, 0, calendar.Zone)
	if got := (law.Term{N: 5, Unit: law.Hour}).After(at); got.Sub(at) != 5*time.Hour {
		t.Errorf("5 hours after %s: %s", at, got)
	}
}

func TestTermText(t *testing.T) {
	var keys []string
	for _, u := range []law.Unit{law.Workday, law.CalDay, law.Month, law.Hour, law.Date} {
		keys = append(keys, law.Term{N: 3, Unit: u}.Text().Key)
	}
	if want := []string{"law.unit.workday", "law.unit.day", "law.unit.month", "law.unit.hour", "law.unit.date"}; !slices.Equal(keys, want) {
		t.Errorf("%v", keys)
	}
}

// The smallest data that is right; each case of TestReadRefuses spoils it.
const (
	sources  = "ref\ttitle\tnumber\tsince\tconfidence\nfoi\t政府信息公开条例\t国务院令第711号\t2019-05-15\tH\n"
	articles = "ref\tplace\tgist\tconfidence\nfoi:33.2\t第三十三条第二款\t答复期限\tH\nfoi:20-7\t第二十条第（七）项\t预算\tH\n"
	terms    = "key\tn\tunit\troll\tsense\tbasis\tconfidence\tname\ttrigger\towner\tnote\n# 依申请公开\n\nfoi.reply\t20\tworkday\tno\twithin\tfoi:33.2\tH\t答复\t收到申请之日\t机关\t\n"
	anchors  = "anchor\tterm\tconfidence\tnote\nfoi:20-7\tfoi.reply\tH\t\n"
	screens  = "rule\tkind\tseverity\trepair\tbasis\tconfidence\tnote\nphone\tmobile\tblock\ttail\tfoi:33.2\tH\t手机\n"
	classes  = "scheme\tcode\tname\tconfidence\ntheme\t01\t国务院组织机构\tM\n"
	limbs    = "code\tbasis\tforce\trow\tname\tconfidence\nsecret\tfoi:33.2\tmust\t3.3.1\t依法确定为国家秘密\tH\n"
	results  = "code\tgroup\tbasis\tbeside\tfields\tevidence\tremedy\trow\tlimbs\tconfidence\tname\nN1\tgive\tfoi:33.2\t\tlevel term|law+article\tmarking\tA\t3.3.1\tsecret\tH\t不予公开\n"
	outcomes = "code\tkind\tcell\torders\tsue\tbasis\tconfidence\tname\nupheld\treview\tkept\tno\tyes\tfoi:33.2\tH\t维持\nfounded\tcomplaint\t\tyes\tno\tfoi:33.2\tM\t属实\n"
	report   = "version\tpart\tcode\tgroup\tlabel\tconfidence\n2021\tform\t2021\t\t30号\tH\n2021\tblock\t20-1\t\t第一项\tH\n2021\thead\tmade\t20-1\t制发件数\tH\n2021\trow\t1\t\t新收\tH\n"
	fees     = "standard\tfrom\trate\twidth\trise\tbasis\tconfidence\tnote\npiece\t1\t0\t0\t0\tfoi:33.2\tH\t\npiece\t11\t100\t0\t0\tfoi:33.2\tH\t\n"
	places   = "key\tname\trole\tsample\tnote\nnumber\t文号\tnumber\t1号\t\nissuer\t机关名称\tissuer\t局\t\ndate\t落款日期\tdate\t日\t\nremedy\t救济途径\tremedy\t\t\nreason\t理由\ttext\t理由\t\nitems\t事项\titems\t\t\nitems.text\t事项.内容\ttext\t内容\t\n"
	letters  = "code\tname\tform\tbasis\tseries\tnumbered\tsealed\tremedy\trequired\toptional\tconfidence\nD12\t告知书\tletter\tfoi:33.2\t结\tyes\t" + "yes\tR-B\t文号、机关名称、落款日期、救济途径\t理由\tH\n"
	holidays = "date,kind,name,source\n"
)

// TestReportVersion: 年报60号 is for 2019 and 2020, 年报30号 from 2021 on; no form is older.
func TestReportVersion(t *testing.T) {
	for year, want := range map[int]string{2008: "", 2018: "", 2019: "2019", 2020: "2019", 2021: "2021", 2023: "2021", 2030: "2021"} {
		if got := law.ReportVersion(year); got != want {
			t.Errorf("%d is reported in the form of %q, want %q", year, got, want)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for _, tt := range []struct {
		name, file, old, new string
		want                 string // file:line column key
	}{
		{"nothing is wrong", "sources.tsv", "", "", ""},
		{"another head", "sources.tsv", "since", "from", "sources.tsv:1  law.bad_head"},
		{"empty file", "terms.tsv", terms, "", "terms.tsv:0  law.bad_head"},
		{"a cell too few", "sources.tsv", "\tH", "", "sources.tsv:2  law.bad_line"},
		{"no title", "sources.tsv", "政府信息公开条例", "", "sources.tsv:2 title law.empty"},
		{"confidence", "sources.tsv", "\tH", "\tX", "sources.tsv:2 confidence law.bad_word"},
		{"a short name in capitals", "sources.tsv", "foi\t", "FOI\t", "sources.tsv:2 ref law.bad_ref"},
		{"a source twice", "sources.tsv", "H\n", "H\nfoi\tx\t\t\tH\n", "sources.tsv:3 ref law.twice"},
		{"an article with no source", "articles.tsv", "foi:33.2", "fee:33.2", "articles.tsv:2 ref law.no_source"},
		{"an article of no form", "articles.tsv", "foi:33.2", "foi:33.x", "articles.tsv:2 ref law.bad_ref"},
		{"an article with no gist", "articles.tsv", "答复期限", "", "articles.tsv:2 gist law.empty"},
		{"an article of no confidence", "articles.tsv", "\tH", "\t", "articles.tsv:2 confidence law.bad_word"},
		{"an article twice", "articles.tsv", "H\n", "H\nfoi:33.2\tx\ty\tH\n", "articles.tsv:3 ref law.twice"},
		{"a term with no article", "terms.tsv", "foi:33.2", "foi:34", "terms.tsv:4 basis law.no_article"},
		{"a term with no name", "terms.tsv", "答复", "", "terms.tsv:4 name law.empty"},
		{"a number that is none", "terms.tsv", "\t20\t", "\ttwenty\t", "terms.tsv:4 n law.bad_number"},
		{"a number below none", "terms.tsv", "\t20\t", "\t-1\t", "terms.tsv:4 n law.bad_n"},
		{"a date that is none", "terms.tsv", "\t20\tworkday", "\t20\tdate", "terms.tsv:4 n law.bad_date"},
		{"an unknown unit", "terms.tsv", "workday", "week", "terms.tsv:4 unit law.bad_word"},
		{"a working-day term that rolls", "terms.tsv", "\tno\t", "\tyes\t", "terms.tsv:4 n law.bad_roll"},
		{"an unknown sense", "terms.tsv", "within", "about", "terms.tsv:4 sense law.bad_word"},
		{"a key with no dot", "terms.tsv", "foi.reply", "reply", "terms.tsv:4 key law.bad_key"},
		{"a term twice", "terms.tsv", "\t\n", "\t\nfoi.reply\t20\tworkday\tno\twithin\tfoi:33.2\tH\tx\ty\tz\t\n", "terms.tsv:5 key law.twice"},
		{"a rule of no form", "screening.tsv", "phone\tmobile", "Phone\tmobile", "screening.tsv:2 rule law.bad_key"},
		{"a kind of no form", "screening.tsv", "phone\tmobile", "phone\t", "screening.tsv:2 kind law.bad_key"},
		{"an unknown severity", "screening.tsv", "block", "stop", "screening.tsv:2 severity law.bad_word"},
		{"an unknown repair", "screening.tsv", "block\ttail", "block\tend", "screening.tsv:2 repair law.bad_word"},
		{"a rule of no confidence", "screening.tsv", "\tH\t", "\t\t", "screening.tsv:2 confidence law.bad_word"},
		{"a rule with no article", "screening.tsv", "foi:33.2", "foi:34", "screening.tsv:2 basis law.no_article"},
		{"a rule twice", "screening.tsv", "手机\n", "手机\nphone\tmobile\thold\t\tfoi\tM\t\n", "screening.tsv:3 rule law.twice"},
		{"a result of no form", "results.tsv", "N1\t", "n1\t", "results.tsv:2 code law.bad_form"},
		{"a result of no group", "results.tsv", "give", "sound", "results.tsv:2 group law.bad_word"},
		{"an anchor that is no article", "anchors.tsv", "foi:20-7", "foi:20-8", "anchors.tsv:2 anchor law.no_article"},
		{"an article that is no anchor", "anchors.tsv", "foi:20-7", "foi:33.2", "anchors.tsv:2 anchor law.no_article"},
		{"a term that is none", "anchors.tsv", "foi.reply", "foi.answer", "anchors.tsv:2 term law.no_term"},
		{"a term of an anchor twice", "anchors.tsv", "H\t\n", "H\t\nfoi:20-7\tfoi.reply\tH\t\n", "anchors.tsv:3 term law.twice"},
		{"an anchor of no confidence", "anchors.tsv", "\tH\t", "\tX\t", "anchors.tsv:2 confidence law.bad_word"},
		{"a result with no article", "results.tsv", "foi:33.2", "foi:33.2 foi:34", "results.tsv:2 basis law.no_article"},
		{"another article that is none", "results.tsv", "foi:33.2\t", "foi:33.2\tfoi:34", "results.tsv:2 beside law.no_article"},
		{"fields of no form", "results.tsv", "term|law", "term||law", "results.tsv:2 fields law.bad_form"},
		{"evidence of no form", "results.tsv", "marking", "a|b", "results.tsv:2 evidence law.bad_form"},
		{"an unknown remedy", "results.tsv", "\tA\t", "\tD\t", "results.tsv:2 remedy law.bad_word"},
		{"a row that the report does not have", "results.tsv", "3.3.1", "3.7", "results.tsv:2 row law.bad_form"},
		{"a limb that is none", "results.tsv", "secret", "secrets", "results.tsv:2 limbs law.no_limb"},
		{"a result of no confidence", "results.tsv", "\tH\t", "\t\t", "results.tsv:2 confidence law.bad_word"},
		{"a result with no name", "results.tsv", "不予公开", "", "results.tsv:2 name law.empty"},
		{"a result twice", "results.tsv", "不予公开\n", "不予公开\nN1\tgive\t\t\t\t\tB\t3.1\t\tM\tx\n", "results.tsv:3 code law.twice"},
		{"an outcome of no kind", "outcomes.tsv", "\treview\t", "\tappeal\t", "outcomes.tsv:2 kind law.bad_word"},
		{"an outcome that counts nowhere", "outcomes.tsv", "\tkept\t", "\t\t", "outcomes.tsv:2 cell law.bad_word"},
		{"a complaint that counts", "outcomes.tsv", "complaint\t\t", "complaint\tkept\t", "outcomes.tsv:3 cell law.bad_word"},
		{"an outcome with no article", "outcomes.tsv", "\tyes\tfoi:33.2\tH\t维", "\tyes\tfoi:34\tH\t维", "outcomes.tsv:2 basis law.no_article"},
		{"an outcome after which nobody knows whether to sue", "outcomes.tsv", "\tno\tyes\t", "\tno\tmaybe\t", "outcomes.tsv:2 sue law.bad_word"},
		{"an outcome of no form", "outcomes.tsv", "upheld", "Upheld", "outcomes.tsv:2 code law.bad_form"},
		{"an outcome without a name", "outcomes.tsv", "维持\n", "\n", "outcomes.tsv:2 name law.empty"},
		{"a form of no year", "report.tsv", "2021\trow", "21\trow", "report.tsv:5 version law.bad_form"},
		{"a label of no part", "report.tsv", "\trow\t", "\trows\t", "report.tsv:5 part law.bad_word"},
		{"a code of no form", "report.tsv", "\trow\t1", "\trow\tOne", "report.tsv:5 code law.bad_form"},
		{"a label without words", "report.tsv", "新收", "", "report.tsv:5 label law.empty"},
		{"a column of no block", "report.tsv", "\tmade\t20-1", "\tmade\t20-2", "report.tsv:4 group law.bad_word"},
		{"a row under no title", "report.tsv", "\t1\t\t", "\t1\t3\t", "report.tsv:5 group law.bad_word"},
		{"a form that nobody set", "report.tsv", "2021\tform\t2021\t\t30号\tH\n2021\tblock", "2021\tblock", "report.tsv:2 part law.bad_form; report.tsv:3 part law.bad_form; report.tsv:4 part law.bad_form"},
		{"a form set twice", "report.tsv", "30号\tH\n", "30号\tH\n2021\tform\t2022\t\t31号\tH\n", "report.tsv:3 part law.bad_form"},
		{"a form from no year on", "report.tsv", "form\t2021", "form\t1", "report.tsv:2 code law.bad_form; report.tsv:3 part law.bad_form; report.tsv:4 part law.bad_form; report.tsv:5 part law.bad_form"},
		{"a label twice", "report.tsv", "新收\tH\n", "新收\tH\n2021\trow\t1\t\tx\tH\n", "report.tsv:6 code law.twice"},
		{"an outcome twice", "outcomes.tsv", "维持\n", "维持\nupheld\treview\tkept\tno\tyes\tfoi:33.2\tH\tx\n", "outcomes.tsv:3 code law.twice"},
		{"an unknown standard", "fees.tsv", "piece\t1\t", "metre\t1\t", "fees.tsv:2 standard law.bad_word; fees.tsv:3 from law.bad_band"},
		{"a rate that is none", "fees.tsv", "\t100\t", "\tten\t", "fees.tsv:3 rate law.bad_number"},
		{"a rate that nobody pays", "fees.tsv", "\t100\t", "\t10001\t", "fees.tsv:3 rate law.bad_fee"},
		{"bands out of order", "fees.tsv", "\t11\t", "\t1\t", "fees.tsv:3 from law.bad_band"},
		{"a band after one that goes on", "fees.tsv", "\t1\t0\t0\t0\t", "\t1\t0\t10\t100\t", "fees.tsv:3 from law.last_band"},
		{"a width with no rise", "fees.tsv", "\t100\t0\t", "\t100\t10\t", "fees.tsv:3 rise law.bad_rise"},
		{"a band with no article", "fees.tsv", "100\t0\t0\tfoi:33.2", "100\t0\t0\tfoi:34", "fees.tsv:3 basis law.no_article"},
		{"a band of no confidence", "fees.tsv", "100\t0\t0\tfoi:33.2\tH", "100\t0\t0\tfoi:33.2\tX", "fees.tsv:3 confidence law.bad_word"},
		{"a placeholder of no role", "placeholders.tsv", "\ttext\t理由", "\twords\t理由", "placeholders.tsv:6 role law.bad_word"},
		{"a placeholder of no form", "placeholders.tsv", "reason\t", "Reason\t", "placeholders.tsv:6 key law.bad_key"},
		{"a column whose key has no rows", "placeholders.tsv", "items.text", "text", "placeholders.tsv:8 key law.bad_key"},
		{"a placeholder twice", "placeholders.tsv", "reason\t理由", "reason\t文号", "placeholders.tsv:6 key law.twice"},
		{"a column of no rows", "placeholders.tsv", "事项.内容", "理由.内容", "placeholders.tsv:8 name law.no_placeholder"},
		{"a letter of no form", "letters.tsv", "\tletter\t", "\tpaper\t", "letters.tsv:2 form law.bad_word"},
		{"a letter with a code of no form", "letters.tsv", "D12", "D 12", "letters.tsv:2 code law.bad_key"},
		{"a letter with no article", "letters.tsv", "foi:33.2", "foi:34", "letters.tsv:2 basis law.no_article"},
		{"a letter with an unknown placeholder", "letters.tsv", "\t理由\t", "\t用途\t", "letters.tsv:2 optional law.no_placeholder"},
		{"a placeholder needed and not", "letters.tsv", "\t理由\t", "\t文号\t", "letters.tsv:2 optional law.twice"},
		{"a numbered letter without its number", "letters.tsv", "文号、", "", "letters.tsv:2 required law.no_placeholder"},
		{"a sealed letter that nobody signs", "letters.tsv", "机关名称、", "", "letters.tsv:2 required law.no_placeholder"},
		{"a letter without its remedy", "letters.tsv", "、救济途径", "", "letters.tsv:2 required law.no_placeholder"},
		{"a letter twice", "letters.tsv", "理由\tH\n", "理由\tH\nD12\tx\tpart\tfoi\t\tno\t" + "no\t\t理由\t\tH\n", "letters.tsv:3 code law.twice"},
		{"a bad day", "holidays.csv", "source\n", "source\n2027-02-30,holiday,春节,国办发明电〔2026〕9号\n", ":2 date calendar.bad_date"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := fstest.MapFS{}
			for name, text := range map[string]string{"sources.tsv": sources, "articles.tsv": articles, "terms.tsv": terms, "anchors.tsv": anchors, "classes.tsv": classes, "limbs.tsv": limbs, "results.tsv": results, "outcomes.tsv": outcomes, "report.tsv": report, "fees.tsv": fees, "screening.tsv": screens, "placeholders.tsv": places, "letters.tsv": letters, "holidays.csv": holidays} {
				if name == tt.file {
					if !strings.Contains(text, tt.old) {
						t.Fatalf("%s does not have %q", name, tt.old)
					}
					text = strings.Replace(text, tt.old, tt.new, 1)
				}
				files[name] = &fstest.MapFile{Data: []byte(text)}
			}
			_, err := law.Read(files)
			var got []string
			if err != nil {
				for _, r := range fault.As(err).Rows {
					got = append(got, fmt.Sprintf("%s:%d %s %s", r.File, r.Line, r.Column, r.Text.Key))
				}
			}
			if strings.Join(got, "; ") != tt.want || (err == nil) != (tt.want == "") {
				t.Errorf("got %q, %v", strings.Join(got, "; "), err)
			}
		})
	}
	if _, err := law.Read(fstest.MapFS{}); err == nil {
		t.Error("no files, and no error")
	}
}

// TestReleases: an anchor has the terms that the law sets for it, and else the twenty working days.
func TestReleases(t *testing.T) {
	for anchor, want := range map[law.Ref]string{
		"foi:20-6": "enforce.result enforce.other publish.release", "foi:20-7": "budget.department budget.government publish.release", "foi:20-1": "publish.release",
	} {
		var got []string
		for _, r := range law.Releases(anchor) {
			got = append(got, r.Term)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", anchor, got, want)
		}
	}
	if all := law.ReleaseTerms(); all[0].Key != law.General || len(all) < 5 {
		t.Errorf("%v", all)
	}
	var refs []string
	for _, a := range law.Anchors() {
		refs = append(refs, string(a.Ref))
	}
	if len(refs) != 17 || refs[15] != "foi:21-district" || refs[16] != "foi:21-town" { // rules: 20-1 to 20-15, 21-区, 21-乡
		t.Errorf("%v", refs)
	}
}
