// Package docgen makes the pages of docs that follow from the program: the
// state tables, and what law/ has: the terms with their articles, the results of requests, the fees. A test compares
// them with what is committed.
package docgen

import (
	"fmt"
	"strings"

	"gongkai.example/gongkai/internal/domain/annual"
	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/cleanup"
	"gongkai.example/gongkai/internal/domain/consult"
	"gongkai.example/gongkai/internal/domain/correction"
	"gongkai.example/gongkai/internal/domain/deposit"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/event"
	"gongkai.example/gongkai/internal/domain/faq"
	"gongkai.example/gongkai/internal/domain/finder"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/gazette"
	"gongkai.example/gongkai/internal/domain/hotspot"
	"gongkai.example/gongkai/internal/domain/interpret"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/proposal"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/remedy"
	"gongkai.example/gongkai/internal/domain/response"
	"gongkai.example/gongkai/internal/domain/survey"
	"gongkai.example/gongkai/internal/domain/topic"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/i18n"
)

//go:generate go test -run TestCommitted . -update

// Pages returns every page by its path in docs.
func Pages() map[string]string {
	return map[string]string{
		"states/message-template.md":   message.TemplateFlow.Page("message: template", words("message", "template_state", message.Policy)),
		"states/remedy.md":             remedy.Flow.Page("remedy", words("remedy", "state", remedy.Policy)),
		"states/foi-batch.md":          foi.BatchFlow.Page("foi: batch", words("foi", "batch_status", foi.Policy)),
		"states/foi.md":                foi.Flow.Page("foi", words("foi", "state", foi.Policy)),
		"states/foi-incoming.md":       foi.IncomingFlow.Page("foi: incoming", words("foi", "incoming_state", foi.Policy)),
		"states/annual.md":             annual.Flow.Page("annual", words("annual", "state", annual.Policy)),
		"states/correction.md":         correction.Flow.Page("correction", words("correction", "state", correction.Policy)),
		"states/response.md":           response.Flow.Page("response", words("response", "state", response.Policy)),
		"states/hotspot.md":            hotspot.Flow.Page("hotspot", words("hotspot", "state", hotspot.Policy)),
		"states/message.md":            message.Flow.Page("message", words("message", "state", message.Policy)),
		"states/proposal.md":           proposal.Flow.Page("proposal", words("proposal", "state", proposal.Policy)),
		"states/publish.md":            publish.Flow.Page("publish", words("publish", "status", publish.Policy)),
		"states/publish-batch.md":      publish.BatchFlow.Page("publish: batch", words("publish", "batch_status", publish.Policy)),
		"states/publish-pass.md":       publish.PassFlow.Page("publish: pass", words("publish", "pass_status", publish.Policy)),
		"states/consult.md":            consult.Flow.Page("consult", words("consult", "state", consult.Policy)),
		"states/consult-opinion.md":    consult.OpinionFlow.Page("consult-opinion", words("consult", "opinion_state", consult.Policy)),
		"states/event.md":              event.Flow.Page("event", words("event", "state", event.Policy)),
		"states/event-enrolment.md":    event.EnrolmentFlow.Page("event-enrolment", words("event", "enrolment_state", event.Policy)),
		"states/consult-hearing.md":    consult.HearingFlow.Page("consult-hearing", words("consult", "hearing_state", consult.Policy)),
		"states/faq.md":                faq.Flow.Page("faq", words("faq", "state", faq.Policy)),
		"states/finder.md":             finder.Flow.Page("finder", words("finder", "state", finder.Policy)),
		"states/survey.md":             survey.Flow.Page("survey", words("survey", "state", survey.Policy)),
		"states/topic.md":              topic.Flow.Page("topic", words("topic", "status", topic.Policy)),
		"states/interpret.md":          interpret.Flow.Page("interpret", words("interpret", "state", interpret.Policy)),
		"states/policy.md":             policy.Flow.Page("policy", words("policy", "state", policy.Policy)),
		"states/gazette.md":            gazette.Flow.Page("gazette", words("gazette", "state", gazette.Policy)),
		"states/cleanup.md":            cleanup.Flow.Page("cleanup", words("cleanup", "state", cleanup.Policy)),
		"states/deposit.md":            deposit.Flow.Page("deposit", words("deposit", "state", deposit.Policy)),
		"states/deposit-difference.md": deposit.DifferenceFlow.Page("deposit: difference", words("deposit", "progress", deposit.Policy)),
		"states/deposit-line.md":       deposit.LineFlow.Page("deposit: line", words("deposit", "stage", deposit.Policy)),
		"states/cleanup-verdict.md":    cleanup.VerdictFlow.Page("cleanup: verdict", words("cleanup", "stage", cleanup.Policy)),
		"states/policy-citation.md":    policy.CitationFlow.Page("policy: citation", words("policy", "citation_state", policy.Policy)),
		"states/plan.md":               plan.Flow.Page("plan", words("plan", "status", plan.Policy)),
		"states/plan-task.md":          plan.TaskFlow.Page("plan: task", words("plan", "task_status", plan.Policy)),
		"states/plan-report.md":        plan.ReportFlow.Page("plan: report", words("plan", "report_status", plan.Policy)),
		"states/duty.md":               duty.Flow.Page("duty", words("duty", "status", duty.Policy)),
		"states/catalogue.md":          catalogue.Flow.Page("catalogue", words("catalogue", "status", catalogue.Policy)),
		"law.md":                       terms() + results() + fees(),
	}
}

// words names the states and acts of a noun as its pages do.
func words(noun, states string, p auth.Policy) flow.Words {
	return flow.Words{
		State: func(s string) string { return i18n.T(noun+"."+states+"."+s) + " `" + s + "`" },
		Act:   func(a string) string { return i18n.T(a) },
		Role: func(perm string) string {
			if perm == "" {
				return "-"
			}
			names := make([]string, len(p[auth.Perm(perm)]))
			for i, r := range p[auth.Perm(perm)] {
				names[i] = i18n.T("role." + string(r))
			}
			return strings.Join(names, ", ") + " `" + perm + "`"
		},
		Basis: func(ref string) string {
			if ref == "" {
				return ""
			}
			return law.Title(law.Ref(ref))
		},
	}
}

// terms is the register of terms, each with its article; what is a setting and
// not the law's number says so.
func terms() string {
	var b strings.Builder
	b.WriteString("# Terms and articles\n\nMade from law/terms.tsv, results.tsv and fees.tsv; do not edit. Confidence H was read in the full text, M in an excerpt; L is a setting, shown as unverified.\n\n")
	b.WriteString("| key | what | term | counted from | who | basis | conf. |\n|---|---|---|---|---|---|---|\n")
	for _, l := range law.Limits() {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s | %s |\n", l.Key, l.Name, i18n.Text(l.Text()), l.Trigger, l.Owner, law.Title(l.Basis), l.Confidence)
	}
	return b.String()
}

// results is what the results of a request rest on and what follows from them.
func results() string {
	var b strings.Builder
	b.WriteString("\n## Results of a request\n\nAll of basis is quoted in the reply. A stroke parts what will do instead, a plus sign joins what goes together. Remedy A is review first, B review or suit, C held to be of no effect.\n\n")
	b.WriteString("| code | what | asked under | basis | to be said | to be kept | remedy | row | grounds | conf. |\n|---|---|---|---|---|---|---|---|---|---|\n")
	for _, r := range law.Results() {
		titles := make([]string, len(r.Basis))
		for i, ref := range r.Basis {
			titles[i] = law.Title(ref)
		}
		said := make([]string, len(r.Fields))
		for i, n := range r.Fields {
			sets := make([]string, len(n))
			for j, set := range n {
				sets[j] = strings.Join(set, "+")
			}
			said[i] = strings.Join(sets, "\\|")
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", r.Code, r.Name, r.Group, strings.Join(titles, "<br>"),
			strings.Join(said, ", "), strings.Join(r.Evidence, ", "), r.Remedy, r.Row, strings.Join(r.Limbs, ", "), r.Confidence)
	}
	return b.String()
}

// fees is what a request costs above the threshold.
func fees() string {
	var b strings.Builder
	b.WriteString("\n## Fees\n\nEach costs the rate of the band that it falls in.\n\n| by | from | yuan each | goes on | basis | conf. | note |\n|---|---|---|---|---|---|---|\n")
	for _, s := range []law.Standard{law.Piece, law.Page} {
		for _, x := range law.Bands(s) {
			on := ""
			if x.Width > 0 {
				on = fmt.Sprintf("+%d every %d", x.Rise, x.Width)
			}
			fmt.Fprintf(&b, "| %s | %d | %d | %s | %s | %s | %s |\n", x.Standard, x.From, x.Rate, on, law.Title(x.Basis), x.Confidence, x.Note)
		}
	}
	return b.String()
}
