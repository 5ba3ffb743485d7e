package desk_test

import (
	"fmt"
	"testing"

	"gongkai.example/gongkai/internal/domain/annual"
	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/consult"
	"gongkai.example/gongkai/internal/domain/correction"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/event"
	"gongkai.example/gongkai/internal/domain/faq"
	"gongkai.example/gongkai/internal/domain/finder"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/domain/proposal"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/remedy"
	"gongkai.example/gongkai/internal/domain/survey"
	"gongkai.example/gongkai/internal/domain/topic"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/surface/desk"
	"gongkai.example/gongkai/internal/surface/web"
)

// tables are the lives of things, and where the forms of their acts are. What an
// applicant does has no permission; where it may come on paper, a button notes it.
var tables = []struct {
	at   string
	acts []string
}{
	{"/desk/annual/{id}/%s", acts(annual.Flow)},
	{"/desk/catalogue/%s/{id}", acts(catalogue.Flow)},
	{"/desk/correction/{id}/%s", append(acts(correction.Flow), "correction.withdraw")},
	{"/desk/duty/{id}/%s", acts(duty.Flow)},
	{"/desk/foi/case/{id}/%s", append(acts(foi.Flow), "foi.amend", "foi.withdraw")},
	{"/desk/foi/incoming/{id}/%s", acts(foi.IncomingFlow)},
	{"/desk/foi/batch/{id}/%s", acts(foi.BatchFlow)},
	{"/desk/message/{id}/%s", append(acts(message.Flow), "message.withdraw")},
	{"/desk/message/reply/template/{id}/%s", acts(message.TemplateFlow)},
	{"/desk/plan/%s/{id}", acts(plan.Flow)},
	{"/desk/plan/task/{id}/%s", acts(plan.TaskFlow)},
	{"/desk/plan/report/{id}/%s", acts(plan.ReportFlow)},
	{"/desk/proposal/{id}/%s", acts(proposal.Flow)},
	{"/desk/publish/edition/{id}/%s", acts(publish.Flow)},
	{"/desk/publish/batch/{id}/%s", acts(publish.BatchFlow)},
	{"/desk/publish/pass/{id}/%s", acts(publish.PassFlow)},
	{"/desk/remedy/{id}/%s", append(acts(remedy.Flow), "remedy.withdraw")},
	{"/desk/topic/{id}/%s", acts(topic.Flow)},
	{"/desk/survey/{id}/%s", acts(survey.Flow)},
	{"/desk/faq/{id}/%s", acts(faq.Flow)},
	{"/desk/finder/{id}/%s", acts(finder.Flow)},
	{"/desk/consult/case/{id}/%s", acts(consult.Flow)},
	{"/desk/consult/opinion/{id}/%s", acts(consult.OpinionFlow)},
	{"/desk/consult/hearing/{id}/%s", acts(consult.HearingFlow)},
	{"/desk/event/{id}/%s", acts(event.Flow)},
	{"/desk/event/{id}/%s", acts(event.EnrolmentFlow)},
}

// elsewhere has the acts of a person that no button of the thing itself leads to, and
// where they are done.
var elsewhere = map[string]string{
	// The thing is made by it.
	"annual.begin":         "/desk/annual/new",
	"catalogue.import":     "/desk/catalogue/import",
	"correction.receive":   "/desk/correction/new",
	"message.receive":      "/desk/message/new",
	"message.template":     "/desk/message/reply/template/new",
	"survey.make":          "/desk/survey/new",
	"faq.make":             "/desk/faq/new",
	"finder.make":          "/desk/finder/new",
	"consult.make":         "/desk/consult/new",
	"event.make":           "/desk/event/new",
	"event.miss":           "/desk/event/{id}/come",
	"consult.take":         "/desk/consult/case/{id}/take",
	"consult.call":         "/desk/consult/case/{id}/call",
	"consult.decide":       "/desk/consult/group/{id}/decide",
	"consult.change":       "/desk/consult/decision/{id}/change",
	"consult.undo":         "/desk/consult/decision/{id}/undo",
	"foi.receive":          "/desk/foi/new",
	"foi.import":           "/desk/foi/batch/import",
	"plan.read":            "/desk/plan/new",
	"plan.task":            "/desk/plan/new",
	"plan.report":          "/desk/plan/duty/{id}/report",
	"proposal.raise":       "/desk/foi/item/{id}/raise",
	"publish.draft":        "/desk/publish/new",
	"publish.import":       "/desk/publish/batch/import",
	"publish.propose_pass": "/desk/publish/edition/{id}/propose/{print}",
	"remedy.register":      "/desk/remedy/register",
	"topic.make":           "/desk/topic/make",
	// It is about a part of a request, and stands beside it.
	"foi.reach":    "/desk/foi/reach/{id}",
	"foi.hear":     "/desk/foi/hear/{id}",
	"foi.unreach":  "/desk/foi/unreach/{id}",
	"foi.overrule": "/desk/foi/overrule/{id}",
	"foi.work":     "/desk/foi/item/{id}",
	// It is done with another act, by its form.
	"catalogue.supersede": "/desk/catalogue/enforce/{id}",
	"plan.assign":         "/desk/plan/issue/{id}",
	"publish.refer":       "/desk/publish/edition/{id}/clear",
	"publish.admit":       "/desk/publish/batch/{id}/admit-batch",
}

// TestActs: whatever a table lets a person do has a page, at the address to which
// web.Buttons leads.
func TestActs(t *testing.T) {
	pages, asked := map[string]bool{}, map[string]bool{}
	for _, rt := range (&desk.Desk{}).Routes() {
		pages[rt.Path] = true
	}
	for _, of := range tables {
		for _, act := range of.acts {
			own := fmt.Sprintf(of.at, web.ActPath(act))
			other, is := elsewhere[act]
			switch asked[act] = true; {
			case is && own != other && pages[own]:
				t.Errorf("%s has a page of its own at %s: it is not done at %s", act, own, other)
			case is && !pages[other]:
				t.Errorf("%s is done at %s, where nothing is", act, other)
			case !is && !pages[own]:
				t.Errorf("the button of %s leads to %s, where nothing is", act, own)
			}
		}
	}
	for act := range elsewhere {
		if !asked[act] {
			t.Errorf("no table has %s", act)
		}
	}
}

// acts are those of a table that somebody needs a permission for.
func acts[S, A ~string](t flow.Table[S, A]) (out []string) {
	for _, s := range t {
		if s.Perm != "" {
			out = append(out, string(s.Act))
		}
	}
	return out
}
