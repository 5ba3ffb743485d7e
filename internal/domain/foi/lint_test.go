package foi

import (
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// The paragraphs as a district may have them.
var paragraphs = map[law.Remedy]string{
	law.ReviewFirst: "如对本答复不服，应当先自收到本答复书之日起60日内向红谷滩区人民政府申请行政复议；对行政复议决定不服，或者复议机关逾期不作出决定的，可以自收到行政复议决定书之日或者复议期限届满之日起15日内向南昌铁路运输法院提起行政诉讼。",
	law.FreeChoice:  "如对本答复不服，可以自收到本答复书之日起60日内向红谷滩区人民政府申请行政复议，或者在6个月内直接向南昌铁路运输法院提起行政诉讼。",
	law.NoEffect:    "",
}

const review = "https://xzfy.example.gov.cn/apply"

// reply writes a letter about items: what was asked, the articles, what was decided, the remedies.
func reply(items []Item, remedies ...law.Remedy) string {
	var b strings.Builder
	b.WriteString("政府信息公开申请答复书\n某某：\n本机关于2026年2月9日收到您的申请。\n")
	for n := range items {
		i := &items[n]
		b.WriteString("您申请公开“" + i.Text + "”。经审查，")
		for _, r := range i.Basis() {
			b.WriteString("根据" + strings.Replace(law.Title(r), "《政", "《中华人民共和国政", 1) + "的规定，")
		}
		for _, f := range FactsOf(i.Result, i.Parts) {
			b.WriteString(i.Facts[f.Key] + "；")
		}
		for _, g := range i.Given {
			b.WriteString("提供" + g.Title + "；")
		}
		for _, w := range i.Parts {
			b.WriteString("不提供" + w.What + "，" + w.Reason + "；")
		}
		b.WriteString(i.Reason + "。\n")
	}
	for _, r := range remedies {
		b.WriteString(paragraphs[r] + "\n")
	}
	b.WriteString("红谷滩区住房和城乡建设局\n2026年3月6日\n")
	return b.String()
}

// sound is a case in which nothing is wrong.
func sound(codes ...string) Case {
	c := Case{
		Today: "2026-03-06", Received: "2026-02-09", Due: "2026-03-13",
		Organ: "红谷滩区住房和城乡建设局", Inner: []string{"办公室", "法规科"},
		Remedies: CaseRemedies{Text: paragraphs, Organs: []string{"红谷滩区人民政府"}, Court: "南昌铁路运输法院", Online: review},
	}
	var open []law.Remedy
	for n, code := range codes {
		i := good(code)
		i.ID = ItemID(n + 1)
		switch code {
		case "N4", "A3":
			i.Facts["opinion"] = "object"
			c.Asked = append(c.Asked, CaseConsult{Item: i.ID, Kind: "third", Sent: "2026-03-02", Got: "2026-03-02", Until: "2026-03-23", Heard: "2026-03-04", Opinion: "object"})
		case "N6":
			i.Facts["pending"] = "yes"
		case "U4":
			c.Clarified = []CaseClarify{{On: "2026-02-10", By: "2026-02-14", Until: "2026-03-04", Amended: "2026-02-26", Unclear: "没有写明年度"}}
		case "O1":
			c.Clarified = []CaseClarify{{On: "2026-02-10", By: "2026-02-14", Until: "2026-03-04", Unclear: "没有写明年度"}}
		case "O2":
			c.Fee = CaseFee{Noticed: "2026-02-03", Until: "2026-03-05"}
		}
		if r := i.Remedy(); !slices.Contains(open, r) {
			open = append(open, r)
		}
		c.Items, c.Want = append(c.Items, i), c.Want+i.Text+"\n"
	}
	c.Body = reply(c.Items, open...)
	return c
}

func rulesOf(found []Finding) []string {
	var out []string
	for _, f := range found {
		out = append(out, f.Rule)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestSound: a right letter of each result, and of several, passes without a word.
func TestSound(t *testing.T) {
	all := [][]string{{"A2", "N5"}, {"A3", "U1"}, {"N4", "U2"}}
	for _, r := range law.Results() {
		all = append(all, []string{r.Code})
	}
	for _, codes := range all {
		if found := Lint(sound(codes...)); len(found) > 0 {
			t.Errorf("%v: %+v", codes, found)
		}
	}
}

// swap changes a part of the letter, which has to be there.
func swap(old, text string) func(*Case) {
	return func(c *Case) {
		if !strings.Contains(c.Body, old) {
			panic("the letter does not have " + old)
		}
		c.Body = strings.ReplaceAll(c.Body, old, text)
	}
}

// unproven is a letter of a kind that went out on paper.
func unproven(kind string) []CaseLetter {
	return []CaseLetter{{Kind: kind, Title: "告知书", Number: "红示公开〔2026〕1号", Unproved: true}}
}

// TestLint spoils one thing each; but for that TestSound has the case as passing.
func TestLint(t *testing.T) {
	article := func(code string) string {
		return strings.Replace(law.Title(law.Ref(code)), "《政", "《中华人民共和国政", 1)
	}
	for _, tt := range []struct {
		name, codes string
		spoil       func(*Case)
		want        string // the rules found; "" is a variant that is right
		severity    Severity
	}{
		// late
		{"on the last day", "A2", func(c *Case) { c.Today = "2026-03-13" }, "", ""},
		{"late already", "A2", func(c *Case) { c.Today = "2026-03-16" }, "late", Warns},
		{"a letter that nobody can prove", "A2", func(c *Case) { c.Letters = unproven("D5") }, "unproved", Warns},
		{"a letter that is proved", "A2", func(c *Case) { c.Letters = []CaseLetter{{Kind: "D5", Title: "延期", Number: "1号"}} }, "", ""},
		{"lapsed from a letter that nobody can prove", "O1", func(c *Case) { c.Letters = unproven("D3") }, "unproved", Blocks},
		{"unpaid from a letter that nobody can prove", "O2", func(c *Case) { c.Letters = unproven("D11") }, "unproved", Blocks},
		{"unexplained from a letter that nobody can prove", "S4", func(c *Case) { c.Letters = unproven("D4") }, "unproved", Blocks},
		{"objected to a letter that nobody can prove", "N4", func(c *Case) { c.Letters = unproven("D6") }, "unproved", Warns},
		{"silent to a letter that nobody can prove", "N4", func(c *Case) {
			c.Letters = unproven("D6")
			c.Items[0].Facts["opinion"] = "silent"
			c.Asked = []CaseConsult{{Item: 1, Kind: "third", Sent: "2026-03-02", Got: "2026-03-02", Until: "2026-03-05"}}
			c.Body = strings.ReplaceAll(c.Body, "object；", "silent；")
		}, "unproved", Blocks},
		{"extended, and nobody told", "A2", func(c *Case) {
			c.Extension = CaseExtension{To: "2026-04-13", First: "2026-03-13"}
		}, "extension_untold", Blocks},
		{"extended after the last day", "A2", func(c *Case) {
			c.Extension = CaseExtension{To: "2026-04-13", First: "2026-03-13", Told: "2026-03-16"}
		}, "extension_late", Warns},
		{"extended in time", "A2", func(c *Case) {
			c.Extension = CaseExtension{To: "2026-04-13", First: "2026-03-13", Told: "2026-03-13"}
		}, "", ""},
		// remedies
		{"review or suit where review comes first", "N4", func(c *Case) {
			swap(paragraphs[law.ReviewFirst], paragraphs[law.FreeChoice])(c)
		}, "remedy_choice remedy_first remedy_period_after", Blocks},
		{"both paragraphs for one result", "N4", func(c *Case) {
			swap(paragraphs[law.ReviewFirst], paragraphs[law.ReviewFirst]+paragraphs[law.FreeChoice])(c)
		}, "remedy_choice", Blocks},
		{"also straight to court", "N4", swap("应当先自收到", "可以先自收到"), "", ""},
		{"may go to court at once", "N4", swap("提起行政诉讼。", "提起行政诉讼。您也可以在六个月内提起行政诉讼。"), "remedy_choice", Blocks},
		{"review first where it is free", "U1", swap(paragraphs[law.FreeChoice], paragraphs[law.ReviewFirst]), "remedy_not_first remedy_period_suit", Blocks},
		{"no remedy", "N5", swap(paragraphs[law.ReviewFirst], ""), "remedy_missing", Blocks},
		{"no remedy of two", "N5 U1", swap(paragraphs[law.FreeChoice], ""), "remedy_period_suit", Blocks},
		{"no organ", "N5", swap("红谷滩区人民政府", "上级机关"), "remedy_organ", Blocks},
		{"no court", "U1", swap("南昌铁路运输法院", "人民法院"), "remedy_court", Warns},
		{"no period", "N5", swap("60日内", ""), "remedy_period", Blocks},
		{"no period for the suit", "N5", swap("15日内", ""), "remedy_period_after", Blocks},
		{"no period for the suit at once", "U1", swap("6个月内", ""), "remedy_period_suit", Blocks},
		{"other lines, wide digits", "N5", swap("60日内", "\n６０日内 "), "", ""},
		{"edited, and nothing lost", "N5", swap("60日内", "六十日内"), "", ""},
		{"online with no channel", "N5", func(c *Case) { c.Online = true }, "remedy_online", Blocks},
		{"online with it", "N5", func(c *Case) {
			c.Online = true
			swap("15日内", "15日内")(c)
			c.Body = strings.Replace(c.Body, "红谷滩区住房和城乡建设局\n2026", "网上申请行政复议："+review+"。\n红谷滩区住房和城乡建设局\n2026", 1)
		}, "", ""},
		{"nothing real, and the office prints a paragraph", "S1", func(c *Case) {
			c.Remedies.Text = map[law.Remedy]string{law.NoEffect: paragraphs[law.FreeChoice]}
		}, "remedy_missing", Blocks},
		// articles
		{"another article", "U1", swap("第（四）项", "第（五）项"), "article_alien article_missing", Blocks},
		{"no item", "U1", swap("第（四）项", ""), "article_bare article_missing", Blocks},
		{"no paragraph", "N5", swap("第十六条第一款", "第十六条"), "article_bare article_missing", Blocks},
		{"in short", "U1", swap(article("foi:36-4"), "条例第36条第4项"), "", ""},
		{"with a short title", "N5", swap(article("foi:36-3"), "《条例》第三十六条第三项"), "", ""},
		{"a step beside it", "U1", swap("经审查", "根据《中华人民共和国政府信息公开条例》第三十三条第二款、第三款，经审查"), "", ""},
		{"a bare step beside it", "U1", swap("经审查", "根据《政府信息公开条例》第三十三条，经审查"), "article_bare", Blocks},
		{"the article of another law", "U1", swap("经审查", "根据《土地管理法》第四十七条、《档案法》第十四条和某某法第十六条，经审查"), "", ""},
		{"the ground of another result", "U1", swap("经审查", "根据《政府信息公开条例》第十四条，经审查"), "article_alien", Blocks},
		{"discretion told as a prohibition", "N5", func(c *Case) { swap("经审查", "该信息不得公开，经审查")(c) }, "must_not", Warns},
		{"discretion as a prohibition in the reason", "N5", func(c *Case) { c.Items[0].Reason = "依法不得公开" }, "item.reason", Blocks},
		// what the result needs
		{"no search record", "U1", func(c *Case) { c.Items[0].Papers = nil }, "item.papers", Blocks},
		{"no organ named", "U2", func(c *Case) { delete(c.Items[0].Facts, "organ"); delete(c.Items[0].Facts, "unknown") }, "item.organ", Blocks},
		{"a home page", "A1", func(c *Case) {
			swap(c.Items[0].Facts["url"], "https://www.example.gov.cn/")(c)
			c.Items[0].Facts["url"] = "https://www.example.gov.cn/"
		}, "item.url", Blocks},
		{"the letter has only the home page", "A1", swap("https://www.example.gov.cn/art/2026/1/5/art_1_2.html", "https://www.example.gov.cn/"), "untold", Blocks},
		{"a secret with no mark", "N1", func(c *Case) { delete(c.Items[0].Facts, "marking") }, "item.marking", Blocks},
		{"not asked whether it can be parted", "N3", func(c *Case) { c.Items[0].Whole = false }, "item.whole", Blocks},
		{"the decision is made", "N6", func(c *Case) { c.Items[0].Facts["pending"] = "no" }, "process_over", Warns},
		// third parties
		{"nobody was asked", "N4", func(c *Case) { c.Asked = nil }, "consult_missing", Blocks},
		{"another was asked", "N4", func(c *Case) { c.Asked[0].Item = 9 }, "consult_missing", Blocks},
		{"silence told as an objection", "N4", func(c *Case) { c.Asked[0].Opinion = "" }, "consult_differs", Blocks},
		{"silence taken for consent", "A2", func(c *Case) {
			c.Asked = []CaseConsult{{Kind: "third", Sent: "2026-02-10", Got: "2026-02-11", Until: "2026-03-05"}}
			swap("经审查", "第三方逾期未答复，视为同意公开，经审查")(c)
		}, "consult_silence", Blocks},
		{"silence of an organ that made it too", "A2", func(c *Case) {
			c.Asked = []CaseConsult{{Kind: "maker", Sent: "2026-02-10", Got: "2026-02-11", Until: "2026-03-05"}}
			swap("经审查", "共同制作机关逾期未答复，视为同意公开，经审查")(c)
		}, "", ""},
		{"still being asked", "A2", func(c *Case) {
			c.Asked = []CaseConsult{{Kind: "third", Sent: "2026-02-26", Got: "2026-02-27", Until: "2026-03-20"}}
		}, "consult_open", Blocks},
		{"disclosed against an objection", "A2", func(c *Case) {
			c.Asked = []CaseConsult{{Kind: "third", Sent: "2026-02-10", Got: "2026-02-11", Heard: "2026-02-24", Opinion: "object"}}
		}, "consult_untold", Blocks},
		{"disclosed against an objection, and told", "A2", func(c *Case) {
			c.Asked = []CaseConsult{{Kind: "third", Sent: "2026-02-10", Got: "2026-02-11", Heard: "2026-02-24", Opinion: "object", Overruled: true}}
		}, "", ""},
		// items
		{"an item is open", "A2 U1", func(c *Case) { c.Items[1].Result = "" }, "article_alien item.result", Blocks},
		{"another thing answered", "A2", func(c *Case) { c.Want = "示例路改造工程的施工合同" }, "item_unnamed", Warns},
		{"said in fewer words", "A2", func(c *Case) { c.Want = "我想要贵局2025年度绿地养护工作的全部验收报告" }, "", ""},
		{"what is given is not listed", "A2", swap("提供竣工图纸", "提供下列材料"), "untold", Blocks},
		{"the organ is not told", "U2", func(c *Case) { c.Items[0].Facts["organ"] = "南昌市自然资源局" }, "untold", Blocks},
		{"the channel is not told", "S1", func(c *Case) { c.Items[0].Facts["channel"] = "区信访局" }, "untold_perhaps", Warns},
		{"a part is not told", "A3", func(c *Case) { c.Items[0].Parts[0].What = "住址" }, "untold_perhaps", Warns},
		{"petition and request in one", "S1", func(c *Case) {
			c.Items[0].Text = "投诉某小区物业，并公开验收报告"
			c.Want = c.Items[0].Text
			swap("2025年度绿地养护的验收报告", "投诉某小区物业，并公开验收报告")(c)
		}, "petition_mixed", Warns},
		{"only a petition", "S1", func(c *Case) {
			c.Items[0].Text = "投诉某小区物业"
			c.Want = c.Items[0].Text
			swap("2025年度绿地养护的验收报告", "投诉某小区物业")(c)
		}, "", ""},
		// signature
		{"a unit of the organ signs", "A2", swap("红谷滩区住房和城乡建设局\n2026", "红谷滩区住房和城乡建设局办公室\n2026"), "inner_unit", Blocks},
		{"a unit stands alone", "A2", swap("红谷滩区住房和城乡建设局\n2026", "法规科\n2026"), "inner_unit", Blocks},
		// correction
		{"corrected late", "U4", func(c *Case) { c.Clarified[0].On = "2026-02-24" }, "clarify_late", Warns},
		{"asked for the purpose", "U4", func(c *Case) { c.Clarified[0].Unclear = "请写明申请用途" }, "clarify_purpose", Warns},
		{"no correction came", "U4", func(c *Case) { c.Clarified[0].Amended = "" }, "no_amendment", Blocks},
		{"the applicant's time runs", "O1", func(c *Case) { c.Clarified[0].Until = "2026-03-06" }, "not_lapsed", Blocks},
		{"the applicant did correct", "O1", func(c *Case) { c.Clarified[0].Amended = "2026-03-03" }, "not_lapsed", Blocks},
		{"paid", "O2", func(c *Case) { c.Fee.Paid = "2026-03-02" }, "not_lapsed", Blocks},
		// purpose, leaks
		{"the letter asks for the purpose", "U1", swap("经审查", "因您没有说明特殊需要，经审查"), "purpose", Blocks},
		{"the applicant asks about purposes", "U1", func(c *Case) {
			c.Items[0].Text = "各单位审查申请用途的规定"
			c.Want = c.Items[0].Text
			swap("2025年度绿地养护的验收报告", "各单位审查申请用途的规定")(c)
		}, "", ""},
		{"an identity number", "U1", swap("经审查", "您的身份证号11010519491231002X，经审查"), "screen", Blocks},
		{"a telephone", "U1", swap("经审查", "您的手机13812345678，经审查"), "screen", Blocks},
		{"the telephone of the office", "U1", swap("经审查", "联系电话0791-83838383，经审查"), "", ""},
		{"the applicant's address", "U1", func(c *Case) {
			c.Applicant = []string{"绿茵路1号"}
			swap("经审查", "您在绿茵路1号申请，经审查")(c)
		}, "leak_applicant", Blocks},
		{"a third party's name", "N4", func(c *Case) {
			c.Third = []string{"李四"}
			swap("经审查", "李四不同意公开，经审查")(c)
		}, "leak_third", Blocks},
		{"a third party in what is given", "A2", func(c *Case) {
			c.Third, c.Enclosures = []string{"李四"}, []CaseFile{{Item: 1, Title: "验收报告", Text: "验收人：李 四"}}
		}, "leak_enclosed", Blocks},
		{"a number in what is given", "A2", func(c *Case) {
			c.Enclosures = []CaseFile{{Item: 1, Title: "验收报告", Text: "身份证号11010519491231002X"}}
		}, "screen_enclosed", Blocks},
		{"the applicant's own number", "A2", func(c *Case) {
			c.Applicant, c.Enclosures = []string{"11010519491231002X"}, []CaseFile{{Item: 1, Title: "验收报告", Text: "身份证号11010519491231002X"}}
		}, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := sound(strings.Fields(tt.codes)...)
			tt.spoil(&c)
			found := Lint(c)
			if got := strings.Join(rulesOf(found), " "); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			for _, f := range found {
				if f.Severity != tt.severity {
					t.Errorf("%s: %s, want %s", f.Rule, f.Severity, tt.severity)
				}
				if text := i18n.Text(f.Text); !i18n.Has(f.Text.Key) || strings.Contains(text, "foi.") || strings.Contains(text, "13812345678") || strings.Contains(text, "李四") {
					t.Errorf("%s is told as %s", f.Rule, text)
				}
			}
		})
	}
}

func TestNumeral(t *testing.T) {
	for s, want := range map[string]int{"三十六": 36, "十": 10, "二十": 20, "四": 4, "36": 36, "一百零五": 105, "": 0} {
		if got := numeral(s); got != want {
			t.Errorf("%s: %d, want %d", s, got, want)
		}
	}
}

func TestQuotes(t *testing.T) {
	for text, want := range map[string]string{
		"《政府信息公开条例》第三十六条第（一）项、第（三）项":  "foi foi:36-1 foi:36-3",
		"《中华人民共和国行政复议法》第二十三条第一款第（四）项": "review review:23.1-4",
		"《条例》第三十三条第二款和第三款":            "foi foi:33.2 foi:33.3",
		"条例第十六条": "foi:16?",
		"《政府信息公开条例》第十四条、土地管理法实施条例第二十六条": "foi foi:14",
		"《某办法》第三条": "",
		"第十四条":     "",
		"《政府信息公开条例》的规定，您要的信息属于第十六条第二款所列": "foi foi:16.2",
	} {
		var got []string
		for _, q := range quotes(text) {
			mark := ""
			if q.bare {
				mark = "?"
			}
			got = append(got, string(q.ref)+mark)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", text, got, want)
		}
	}
}
