package desk

import (
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// onPolicy is what the form of an act shows beside its fields.
type onPolicy struct {
	Act policy.Act
	Of  policyView
	May bool
}

// About says what follows from the act.
func (in onPolicy) About() string { return i18n.T("policy.about." + web.ShortAct(in.Act)) }

// policyEvidence is the file of a step.
type policyEvidence struct {
	File web.Upload `form:"file" label:"policy.step_file" hint:"policy.step_file_hint" accept:".pdf,.docx,.xlsx,.txt,.jpg,.png" max:"20MB" required:"true"`
}

type (
	policyForm struct {
		Unit int64 `form:"unit" label:"policy.unit" type:"select" required:"true"`
		policy.Edit
	}
	policyEdit struct {
		policy.Edit
		onPolicy
	}
	policyTaken struct {
		policy.Taken
		policyEvidence
		onPolicy
		kind policy.StepKind
	}
	policyMeeting struct {
		policy.Deliberation
		policyEvidence
		onPolicy
	}
	policySeen struct {
		policy.Seen
		onPolicy
	}
	policyWhy struct {
		policy.Because
		onPolicy
	}
	policyNumber struct {
		policy.Registration
		onPolicy
	}
	policyFiling struct {
		policy.Filing
		onPolicy
	}
	policyAffect struct {
		policy.Affect
		onPolicy
	}
	policyUnaffect struct {
		policy.Unaffect
		onPolicy
	}
	policyEvaluate struct {
		policy.Evaluation
		onPolicy
	}
)

// Options are the classes of the law.
func (policyForm) Options(field string) []web.Option { return lawOptions(field) }

// Options are the classes of the law.
func (policyEdit) Options(field string) []web.Option { return lawOptions(field) }

// Options are what was entered.
func (in policyUnaffect) Options(field string) (out []web.Option) {
	if field != "effect" {
		return nil
	}
	for _, e := range in.Of.View.Effects {
		out = append(out, web.Option{Value: strconv.FormatInt(int64(e.ID), 10), Label: effectText(e)})
	}
	return out
}

// effectText is an effect in words.
func effectText(e policy.Done) string {
	from := string(e.From)
	if from == "" {
		from = i18n.T("policy.from_start")
	}
	return i18n.T("policy.effect_line", i18n.T("policy.kind."+string(e.Kind)), e.Title, e.Number, from, joined(strings.Fields(e.Clauses)))
}

// Options are what the step can come to.
func (in policyTaken) Options(field string) []web.Option { return resultOptions(field, in.kind) }

// Hides reports whether the step has no such field.
func (in policyTaken) Hides(field string) bool { return hidesOf(field, in.kind) }

// Options are what the meeting can decide.
func (in policyMeeting) Options(field string) []web.Option {
	return resultOptions(field, policy.Deliberate)
}

// Hides reports whether the decision of a meeting has no such field.
func (in policyMeeting) Hides(field string) bool { return hidesOf(field, policy.Deliberate) }

func resultOptions(field string, k policy.StepKind) (out []web.Option) {
	if field != "result" {
		return nil
	}
	for _, r := range policy.Results(k) {
		out = append(out, web.Option{Value: r, Label: i18n.T("policy.result." + string(k) + "." + r)})
	}
	return out
}

func hidesOf(field string, k policy.StepKind) bool {
	return slices.Contains([]string{"number", "from", "on", "note", "reason"}, field) && !slices.Contains(policy.Fields(k), field)
}
