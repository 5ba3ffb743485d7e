package interpret

import (
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// An Element is one thing that an interpretation says.
type Element string

// The elements. The first five are those that the yearly circular asks for (政策出台目的、主要
// 内容、适用范围、办理流程、新旧政策差异); local rules have the others, and a district says in
// its profile which of them it asks for too.
const (
	Purpose    Element = "purpose"    // 出台目的
	Main       Element = "main"       // 主要内容
	Scope      Element = "scope"      // 适用范围
	Process    Element = "process"    // 办理流程
	Changes    Element = "changes"    // 新旧政策差异
	Background Element = "background" // 背景依据
	Goals      Element = "goals"      // 目标任务
	Standards  Element = "standards"  // 执行标准
	Notes      Element = "notes"      // 注意事项
	Terms      Element = "terms"      // 关键词诠释
	Benefits   Element = "benefits"   // 惠民利民举措
)

// Elements lists the elements in the order in which they are read.
var Elements = []Element{Background, Purpose, Goals, Scope, Main, Standards, Process, Changes, Benefits, Terms, Notes}

// five are those without which nothing is an interpretation.
var five = []Element{Purpose, Main, Scope, Process, Changes}

// A Form is how a document is interpreted.
type Form string

// The forms: those that the yearly circular names.
const (
	Text     Form = "text"     // 文字解读
	Picture  Form = "picture"  // 图文图表、一图读懂
	Video    Form = "video"    // 视频动漫
	Scene    Form = "scene"    // 情景式解读
	Press    Form = "press"    // 新闻发布会
	Expert   Form = "expert"   // 专家访谈
	QA       Form = "qa"       // 政策简明问答
	Live     Form = "live"     // 线上直播
	Roadshow Form = "roadshow" // 宣讲
)

// Forms lists the forms in the order of menus.
var Forms = []Form{Text, Picture, Video, Scene, Press, Expert, QA, Live, Roadshow}

// Channels lists where an interpretation may appear.
var Channels = []string{"site", "media", "wechat", "video", "hall", "village", "other"}

// A need is what a form has: the fields that it must have, and those that it may.
type need struct{ must, may []string }

// needs says which fields each form has beside its title. A picture says in words what it
// shows, a video is read by who cannot hear it (无障碍环境建设法).
var needs = map[Form]need{
	Text:     {[]string{"text"}, nil},
	Picture:  {[]string{"file", "alt"}, []string{"text"}},
	Video:    {[]string{"file", "captions", "transcript"}, []string{"people"}},
	Scene:    {[]string{"file", "captions", "transcript"}, []string{"people", "place"}},
	Press:    {[]string{"on", "place", "people", "text"}, []string{"url"}},
	Expert:   {[]string{"people", "text"}, []string{"on", "url"}},
	QA:       {[]string{"text"}, nil},
	Live:     {[]string{"url", "on", "clock"}, []string{"people", "text"}},
	Roadshow: {[]string{"on", "place", "audience", "people"}, []string{"clock", "text"}},
}

// Has reports whether a form has a field, and whether it must be filled in.
func Has(f Form, field string) (has, must bool) {
	n := needs[f]
	must = slices.Contains(n.must, field)
	return must || slices.Contains(n.may, field), must
}

// endings are the kinds of files that a form takes.
var endings = map[Form][]string{Picture: {".png", ".jpg", ".jpeg"}, Video: {".mp4"}, Scene: {".mp4"}}

// field is one answer about a piece.
func (p *Piece) field(name string) string {
	return map[string]string{
		"text": p.Text, "alt": p.Alt, "transcript": p.Transcript, "url": p.URL, "on": string(p.On), "clock": p.Clock, "place": p.Place,
		"people": p.People, "audience": p.Audience, "file": p.File, "captions": p.Captions,
	}[name]
}

// check says what a piece of its form lacks.
func (p *Piece) check(f *fault.Check) {
	f.That(slices.Contains(Forms, p.Form), "form", "required")
	f.That(p.Title != "", "title", "required")
	for _, name := range needs[p.Form].must {
		f.That(p.field(name) != "", name, "required")
	}
	if p.Form == QA && p.Text != "" {
		f.That(len(Questions(p.Text)) > 0, "text", "interpret.bad_questions")
	}
}

// A Question is one question about a document with its answer.
type Question struct{ Ask, Answer string }

// marks are the signs with which a line of questions and answers begins.
var asks, answers = []string{"\u95ee\uff1a", "\u95ee:"}, []string{"\u7b54\uff1a", "\u7b54:"}

// Questions reads questions and answers, each of which begins a line by its sign. None
// unless each question has its answer.
func Questions(text string) (out []Question) {
	open := false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		ask, isAsk := cutAny(line, asks)
		answer, isAnswer := cutAny(line, answers)
		switch {
		case isAsk && open, isAnswer && !open, !isAsk && !isAnswer && line != "" && len(out) == 0:
			return nil
		case isAsk:
			out, open = append(out, Question{Ask: ask}), true
		case isAnswer:
			out[len(out)-1].Answer, open = answer, false
		case line != "" && open:
			out[len(out)-1].Ask += "\n" + line
		case line != "":
			out[len(out)-1].Answer += "\n" + line
		}
	}
	if open {
		return nil
	}
	return out
}

func cutAny(line string, prefixes []string) (rest string, ok bool) {
	for _, p := range prefixes {
		if rest, ok := strings.CutPrefix(line, p); ok {
			return strings.TrimSpace(rest), true
		}
	}
	return "", false
}

// forms lists the forms that an interpretation has, in the order of menus. Its elements are
// text.
func (c *Content) forms() (out []Form) {
	for _, f := range Forms {
		if f == Text && len(c.Elements) > 0 || slices.ContainsFunc(c.Pieces, func(p Piece) bool { return p.Form == f }) {
			out = append(out, f)
		}
	}
	return out
}

// formText is the forms as a list is narrowed by them.
func (c *Content) formText() string {
	var out strings.Builder
	out.WriteString("|")
	for _, f := range c.forms() {
		out.WriteString(string(f) + "|")
	}
	return out.String()
}

// lack names what an interpretation lacks before it goes with its document: the plan, the
// elements that are asked for, and a piece of each form that the plan promises.
func (c *Content) lack(more []Element) (out []fault.Text) {
	out = c.Plan.lack()
	for _, e := range Elements {
		asked := slices.Contains(five, e) || slices.Contains(more, e)
		if asked && strings.TrimSpace(c.Elements[e]) == "" {
			out = append(out, fault.T("interpret.lack.element", fault.T("interpret.element."+string(e))))
		}
	}
	have := c.forms()
	for _, f := range c.Plan.Forms {
		if !slices.Contains(have, f) {
			out = append(out, fault.T("interpret.lack.form", fault.T("interpret.forms."+string(f))))
		}
	}
	return out
}

// lack names what a plan lacks.
func (p *Plan) lack() (out []fault.Text) {
	for _, c := range []struct {
		name string
		has  bool
	}{
		{"outline", p.Outline != ""}, {"forms", len(p.Forms) > 0}, {"channels", len(p.Channels) > 0}, {"on", p.On != ""}, {"person", p.Person != ""}, {"contact", p.Contact != ""},
	} {
		if !c.has {
			out = append(out, fault.T("interpret.lack.plan", fault.T("interpret."+c.name)))
		}
	}
	return out
}

// words is all that an interpretation says, for comparing it with its document.
func (c *Content) words() string {
	var b strings.Builder
	for _, e := range Elements {
		b.WriteString(c.Elements[e] + "\n")
	}
	for i := range c.Pieces {
		b.WriteString(c.Pieces[i].Text + "\n" + c.Pieces[i].Transcript + "\n")
	}
	return b.String()
}
