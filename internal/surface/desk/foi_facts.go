package desk

import (
	"bytes"
	"context"
	"reflect"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/surface/web"
)

// A factsForm asks for every fact that some result needs; the form draws those of the result in hand.
type factsForm struct {
	Rev                int64        `form:"rev" type:"hidden"`
	FactTitle          string       `form:"title" required:"later" label:"foi.fact.title" max:"1000"`
	FactUrl            string       `form:"url" required:"later" label:"foi.fact.url" type:"url" max:"1000"`
	FactGazette        string       `form:"gazette" required:"later" label:"foi.fact.gazette" max:"1000"`
	FactPlace          string       `form:"place" required:"later" label:"foi.fact.place" max:"1000"`
	FactPublicProof    string       `form:"public_proof" required:"later" label:"foi.fact.public_proof" max:"1000"`
	FactForm           string       `form:"form" required:"later" label:"foi.fact.form" options:"paper,email,disc,onsite,other"`
	FactWay            string       `form:"way" required:"later" label:"foi.fact.way" max:"1000"`
	FactTime           string       `form:"time" required:"later" label:"foi.fact.time" max:"1000"`
	FactOriginal       string       `form:"original" required:"later" label:"foi.fact.original" max:"1000"`
	FactLevel          string       `form:"level" required:"later" label:"foi.fact.level" options:"top,high,plain"`
	FactTerm           string       `form:"term" required:"later" label:"foi.fact.term" max:"1000"`
	FactClassifier     string       `form:"classifier" required:"later" label:"foi.fact.classifier" max:"1000"`
	FactMarking        string       `form:"marking" required:"later" label:"foi.fact.marking" max:"1000"`
	FactLaw            string       `form:"law" required:"later" label:"foi.fact.law" max:"1000"`
	FactArticle        string       `form:"article" required:"later" label:"foi.fact.article" max:"1000"`
	FactLawText        string       `form:"law_text" required:"later" label:"foi.fact.law_text" max:"1000"`
	FactInterest       string       `form:"interest" required:"later" label:"foi.fact.interest" options:"state,public,economy,society"`
	FactHarm           string       `form:"harm" required:"later" label:"foi.fact.harm" max:"1000"`
	FactHarmProof      string       `form:"harm_proof" required:"later" label:"foi.fact.harm_proof" max:"1000"`
	FactThirdKind      string       `form:"third_kind" required:"later" label:"foi.fact.third_kind" options:"trade,privacy,other"`
	FactConsulted      string       `form:"consulted" required:"later" label:"foi.fact.consulted" type:"date"`
	FactOpinion        string       `form:"opinion" required:"later" label:"foi.fact.opinion" options:"agree,part,object,silent"`
	FactWeighing       string       `form:"weighing" required:"later" label:"foi.fact.weighing" max:"1000"`
	FactAffair         string       `form:"affair" required:"later" label:"foi.fact.affair" options:"personnel,logistics,workflow"`
	FactAffairProof    string       `form:"affair_proof" required:"later" label:"foi.fact.affair_proof" max:"1000"`
	FactProcess        string       `form:"process" required:"later" label:"foi.fact.process" options:"discussion,draft,letter,request"`
	FactPending        string       `form:"pending" required:"later" label:"foi.fact.pending" options:"yes,no"`
	FactProcessProof   string       `form:"process_proof" required:"later" label:"foi.fact.process_proof" max:"1000"`
	FactCaseFile       string       `form:"case_file" required:"later" label:"foi.fact.case_file" max:"1000"`
	FactFileProof      string       `form:"file_proof" required:"later" label:"foi.fact.file_proof" max:"1000"`
	FactOrgan          string       `form:"organ" required:"later" label:"foi.fact.organ" max:"1000"`
	FactAddress        string       `form:"address" required:"later" label:"foi.fact.address" max:"1000"`
	FactSpecialRule    string       `form:"special_rule" required:"later" label:"foi.fact.special_rule" max:"1000"`
	FactScope          string       `form:"scope" required:"later" label:"foi.fact.scope" max:"1000"`
	FactSystems        string       `form:"systems" required:"later" label:"foi.fact.systems" max:"1000"`
	FactKeywords       string       `form:"keywords" required:"later" label:"foi.fact.keywords" max:"1000"`
	FactSearchedOn     string       `form:"searched_on" required:"later" label:"foi.fact.searched_on" type:"date"`
	FactSearchers      string       `form:"searchers" required:"later" label:"foi.fact.searchers" max:"1000"`
	FactContact        string       `form:"contact" required:"later" label:"foi.fact.contact" max:"1000"`
	FactUnknown        string       `form:"unknown" required:"later" label:"foi.fact.unknown" max:"1000"`
	FactDutyList       string       `form:"duty_list" required:"later" label:"foi.fact.duty_list" max:"1000"`
	FactClarifiedOn    string       `form:"clarified_on" required:"later" label:"foi.fact.clarified_on" type:"date"`
	FactAmendedText    string       `form:"amended_text" required:"later" label:"foi.fact.amended_text" max:"1000"`
	FactChannel        string       `form:"channel" required:"later" label:"foi.fact.channel" max:"1000"`
	FactEarlierNumber  string       `form:"earlier_number" required:"later" label:"foi.fact.earlier_number" max:"1000"`
	FactEarlierOn      string       `form:"earlier_on" required:"later" label:"foi.fact.earlier_on" type:"date"`
	FactEarlierResult  string       `form:"earlier_result" required:"later" label:"foi.fact.earlier_result" options:"given,refused"`
	FactSame           string       `form:"same" required:"later" label:"foi.fact.same" max:"1000"`
	FactEarlierReply   string       `form:"earlier_reply" required:"later" label:"foi.fact.earlier_reply" max:"1000"`
	FactEarlierService string       `form:"earlier_service" required:"later" label:"foi.fact.earlier_service" max:"1000"`
	FactHow            string       `form:"how" required:"later" label:"foi.fact.how" max:"1000"`
	FactCounts         string       `form:"counts" required:"later" label:"foi.fact.counts" max:"1000"`
	FactPeriod         string       `form:"period" required:"later" label:"foi.fact.period" max:"100"`
	FactWonderedOn     string       `form:"wondered_on" required:"later" label:"foi.fact.wondered_on" type:"date"`
	FactExcuse         string       `form:"excuse" required:"later" label:"foi.fact.excuse" max:"1000"`
	FactAssessment     string       `form:"assessment" required:"later" label:"foi.fact.assessment" max:"1000"`
	FactHas            string       `form:"has" required:"later" label:"foi.fact.has" max:"1000"`
	FactUntil          string       `form:"until" required:"later" label:"foi.fact.until" type:"date"`
	FactChargedOn      string       `form:"charged_on" required:"later" label:"foi.fact.charged_on" type:"date"`
	FactAmount         string       `form:"amount" required:"later" label:"foi.fact.amount" max:"1000"`
	FactEndingPaper    string       `form:"ending_paper" required:"later" label:"foi.fact.ending_paper" max:"1000"`
	Reason             string       `form:"reason" required:"later" label:"foi.item_reason" hint:"foi.item_reason_hint" type:"textarea" rows:"4" max:"5000"`
	Whole              bool         `form:"whole" label:"foi.whole" hint:"foi.whole_hint"`
	Given              givenRows    `form:"given" each:"foi.given_label" group:"foi.given"`
	Parts              withheldRows `form:"parts" each:"foi.parts_label" group:"foi.parts"`
	Files              []web.Upload `form:"papers" label:"foi.papers" hint:"foi.papers_hint" accept:".pdf,.docx,.xlsx,.txt,.jpg,.png" max:"20MB"`
	Item               foi.Item
	Of                 caseView
}

// givenRows are the documents that are given out.
type givenRows [foi.MostRows]struct {
	Title string `form:"title" label:"foi.given_title" required:"later" max:"200"`
	Pages int    `form:"pages" label:"foi.given_pages" hint:"foi.given_pages_hint" required:"later" min:"0" max:"100000"`
}

// withheldRows are the parts that are withheld.
type withheldRows [foi.MostRows]struct {
	What   string `form:"what" label:"foi.withheld_what" required:"later" max:"1000"`
	Limb   string `form:"limb" label:"foi.withheld_limb" type:"select" required:"later"`
	Reason string `form:"reason" label:"foi.withheld_reason" type:"textarea" rows:"2" required:"later" max:"2000"`
	How    string `form:"how" label:"foi.withheld_how" required:"later" max:"500"`
}

// spareFacts are drawn empty behind what is there; sent, the form has as many again.
const spareFacts = 2

// Options gives the grounds on which a part may be withheld.
func (in factsForm) Options(field string) []web.Option {
	if !strings.HasSuffix(field, ".limb") {
		return nil
	}
	r, _ := law.ResultOf(in.Item.Result)
	out := []web.Option{}
	for _, l := range law.Limbs() {
		if slices.Contains(r.Limbs, l.Code) {
			out = append(out, web.Option{Value: l.Code, Label: l.Name + "\u3000" + law.Title(l.Basis)})
		}
	}
	return out
}

// Hides leaves out what the result of the item does not ask for.
func (in factsForm) Hides(field string) bool {
	r, _ := law.ResultOf(in.Item.Result)
	rows, _, _ := strings.Cut(field, ".")
	if web.Spare(field, "given", web.Used(in.Given[:])+spareFacts) || web.Spare(field, "parts", web.Used(in.Parts[:])+spareFacts) {
		return true
	}
	switch rows {
	case "reason":
		return !asks(r, "reason")
	case "given":
		return !asks(r, "given")
	case "parts":
		return r.Remedy != law.ByParts
	case "whole":
		return r.Remedy != law.ReviewFirst
	case "papers":
		return r.Code == "N1" // what is secret is kept by reference only
	case "rev":
		return false
	}
	return !slices.ContainsFunc(foi.FactsOf(in.Item.Result, in.parts()), func(f foi.Fact) bool { return f.Key == field })
}

func asks(r law.Result, key string) bool { return slices.Contains(r.Keys(), key) }

// Name is the result in words.
func (in factsForm) Name() string {
	r, _ := law.ResultOf(in.Item.Result)
	return r.Name
}

// facts goes over the fields of the form that are facts of a result.
func (in *factsForm) facts(f func(key string, v reflect.Value)) {
	v := reflect.ValueOf(in).Elem()
	for i := range v.NumField() {
		if field := v.Type().Field(i); strings.HasPrefix(field.Name, "Fact") {
			f(field.Tag.Get("form"), v.Field(i))
		}
	}
}

func (d *Desk) blankFacts(ctx context.Context, id itemID) (in factsForm, err error) {
	v, it, err := d.itemOf(ctx, id)
	if err != nil {
		return in, err
	}
	in = factsForm{Rev: it.Rev, Reason: it.Reason, Whole: it.Whole, Item: it, Of: caseView{View: v}}
	in.facts(func(key string, v reflect.Value) { v.SetString(it.Facts[key]) })
	if len(it.Given) > len(in.Given) || len(it.Parts) > len(in.Parts) { // of before there was a limit: a form that shows a part would lose the rest
		return in, fault.New(fault.Conflict, "foi.bad.items", foi.MostRows)
	}
	for i, g := range it.Given {
		in.Given[i].Title, in.Given[i].Pages = g.Title, g.Pages
	}
	for i, w := range it.Parts {
		in.Parts[i].What, in.Parts[i].Limb, in.Parts[i].Reason, in.Parts[i].How = w.What, w.Limb, w.Reason, w.How
	}
	return in, nil
}

// read is the item as the form has it.
func (in factsForm) read(it foi.Item) foi.Item {
	it.Rev, it.Reason, it.Whole, it.Facts = in.Rev, in.Reason, in.Whole, map[string]string{}
	in.facts(func(key string, v reflect.Value) {
		if text := strings.TrimSpace(v.String()); text != "" && !in.Hides(key) {
			it.Facts[key] = text
		}
	})
	it.Given, it.Parts = in.given(it.Given), in.parts()
	return it
}

// given is what is given out. What was on the list before keeps its file.
func (in factsForm) given(was []foi.Given) (out []foi.Given) {
	for _, row := range in.Given {
		g := foi.Given{Title: strings.TrimSpace(row.Title), Pages: row.Pages}
		if g.Title == "" && g.Pages == 0 {
			continue
		}
		for _, o := range was {
			if o.Title == g.Title {
				g.File = o.File
			}
		}
		out = append(out, g)
	}
	return out
}

// parts are those that are withheld. The grounds that they name decide what else the form
// asks, so they are read before it is drawn as well.
func (in factsForm) parts() (out []foi.Withheld) {
	for _, row := range in.Parts {
		w := foi.Withheld{What: strings.TrimSpace(row.What), Limb: row.Limb, Reason: strings.TrimSpace(row.Reason), How: strings.TrimSpace(row.How)}
		if w != (foi.Withheld{}) {
			out = append(out, w)
		}
	}
	return out
}

// decide keeps the files first, so that a fault elsewhere in the form does not lose
// them, and then the decision with all that its result asks for.
func (d *Desk) decide(ctx context.Context, id itemID, in factsForm) (*foi.Request, error) {
	v, it, err := d.itemOf(ctx, id)
	if err != nil {
		return nil, err
	}
	in.Item = it // which says what the form asked
	it = in.read(it)
	if in.Hides("papers") { // nothing secret is kept, whatever a form is made to send
		in.Files = nil
	}
	for _, u := range in.Files {
		staged, err := d.Files.Stage(ctx, bytes.NewReader(u.Bytes))
		if err != nil {
			return nil, ofField("papers", err)
		}
		f, err := d.Requests.Attach(ctx, v.Request.ID, it.ID, u.Name, staged)
		if err != nil {
			return nil, ofField("papers", err)
		}
		it.Papers = append(it.Papers, f)
	}
	if err := it.CheckSaid(); err != nil {
		return nil, err
	}
	return d.Requests.Decide(ctx, v.Request.ID, it.ID, it)
}
