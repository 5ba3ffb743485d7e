package survey

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/width"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// Questions are written as one writes them on paper, a question with its options below it:
//
//	1. 您的年龄段？（单选，基本情况）
//	35 岁以下
//	36 至 59 岁
//	60 岁以上
//	2. 您通过什么渠道了解政策？（多选，最多 2 项）
//	网站
//	公众号
//	3. 您对政务公开总体满意吗？（打分，1 至 5）
//	4. 哪些地方要改进？（填空，选答，第 3 题选 1、2 时填写）
//
// In the brackets at the end of a question stand its kind and what else is said of it.

// A Kind is how a question is answered.
type Kind string

// The kinds.
const (
	Single Kind = "single" // 单选
	Multi  Kind = "multi"  // 多选
	Scale  Kind = "scale"  // 打分
	Text   Kind = "text"   // 填空
)

// Limits. A group of more options than these would have small cells only.
const (
	MaxQuestions = 60
	MaxOptions   = 30
	maxScale     = 10
	maxWords     = 200  // characters of a question or an option
	MaxAnswer    = 1000 // characters of what is typed
)

// A Question is one question of a survey.
type Question struct {
	Kind     Kind     `json:"kind"`
	Text     string   `json:"text"`
	Options  []string `json:"options,omitempty"` // of a scale: its marks
	Most     int      `json:"most,omitempty"`    // options that may be chosen; 0: any number
	Optional bool     `json:"optional,omitempty"`
	Profile  bool     `json:"profile,omitempty"` // 基本情况: results are shown by its options
	If       *If      `json:"if,omitempty"`      // asked only then
}

// An If is a condition: one of some options of an earlier question was chosen.
type If struct {
	Question int   `json:"question"` // from 0
	Options  []int `json:"options"`  // from 0
}

//go:embed grammar.tsv
var grammarFile string

// grammar is how questions are written, by what is said.
var grammar = readGrammar(grammarFile)

// A rule writes something in the brackets of a question, and reads it.
type rule struct {
	text    string
	pattern *regexp.Regexp // nil: the text itself
}

func readGrammar(file string) map[string]rule {
	out := map[string]rule{}
	for line := range strings.Lines(file) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(strings.TrimSpace(line), "\t")
		r := rule{text: f[1]}
		if len(f) > 2 {
			r.pattern = regexp.MustCompile(f[2])
		}
		out[f[0]] = r
	}
	return out
}

// is reports whether a note says the word of a rule.
func is(key, note string) bool { return grammar[key].text == note }

// in reads a note by the pattern of a rule.
func in(key, note string) []string { return grammar[key].pattern.FindStringSubmatch(note) }

var (
	head  = regexp.MustCompile(`^(\d{1,3})\s*[.、．]\s*(.+)$`)
	notes = regexp.MustCompile(`[（(]([^（()）]*)[）)]\s*$`)
	point = regexp.MustCompile(`^(?:[A-Za-z]\s*[.、．)）]|[-·•])\s*`)
)

// Parse reads questions as they were written.
//
// Errors: Invalid about the field questions, with the line at fault.
func Parse(text string) ([]Question, error) {
	var p parsing
	for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		p.line = i + 1
		if line = strings.TrimSpace(line); line != "" {
			if err := p.read(line); err != nil {
				return nil, err
			}
		}
	}
	if err := p.end(); err != nil {
		return nil, err
	}
	if len(p.out) == 0 {
		return nil, fault.Field("questions", "required")
	}
	return p.out, nil
}

type parsing struct {
	out   []Question
	line  int // from 1
	begun int // line of the last question
	when  string
}

func (p *parsing) wrong(line int, key string, args ...any) error {
	return fault.Field("questions", "survey.wrong."+key, append([]any{line}, args...)...)
}

func (p *parsing) read(line string) error {
	m := head.FindStringSubmatch(line)
	if m == nil {
		return p.option(point.ReplaceAllString(line, ""))
	}
	if err := p.end(); err != nil {
		return err
	}
	if n, _ := strconv.Atoi(m[1]); n != len(p.out)+1 { // digits only
		return p.wrong(p.line, "number", len(p.out)+1)
	}
	if len(p.out) == MaxQuestions {
		return p.wrong(p.line, "many", MaxQuestions)
	}
	return p.question(m[2])
}

// question reads the line of a question: its words, and what stands in the brackets.
func (p *parsing) question(line string) error {
	said := notes.FindStringSubmatchIndex(line)
	if said == nil {
		return p.wrong(p.line, "kind")
	}
	q := Question{Text: strings.TrimSpace(line[:said[0]])}
	if q.Text == "" || len([]rune(q.Text)) > maxWords {
		return p.wrong(p.line, "words", maxWords)
	}
	p.begun, p.when = p.line, ""
	for _, note := range split(line[said[2]:said[3]]) {
		if err := p.note(&q, note); err != nil {
			return err
		}
	}
	if q.Kind == "" {
		return p.wrong(p.line, "kind")
	}
	p.out = append(p.out, q)
	return nil
}

// split parts what stands in brackets at its commas. A comma before 时 belongs to the
// options of a condition, which are parted by 、.
func split(s string) []string {
	return strings.FieldsFunc(width.Fold.String(s), func(r rune) bool { return strings.ContainsRune(",;。 ", r) && r != ' ' })
}

func (p *parsing) note(q *Question, note string) error {
	note = strings.TrimSpace(note)
	for _, k := range []Kind{Single, Multi, Scale, Text} {
		if !is(string(k), note) {
			continue
		}
		if q.Kind != "" {
			return p.wrong(p.line, "kind")
		}
		q.Kind = k
		return nil
	}
	switch m := in("most", note); {
	case m != nil:
		q.Most, _ = strconv.Atoi(m[1])
		return nil
	case is("optional", note):
		q.Optional = true
		return nil
	case is("required", note):
		return nil
	case is("profile", note):
		q.Profile = true
		return nil
	case in("when", note) != nil:
		p.when = note
		return nil
	}
	if m := in("marks", note); m != nil {
		from, _ := strconv.Atoi(m[1])
		to, _ := strconv.Atoi(m[2])
		if to <= from || to-from >= maxScale {
			return p.wrong(p.line, "scale", maxScale)
		}
		for n := from; n <= to; n++ {
			q.Options = append(q.Options, strconv.Itoa(n))
		}
		return nil
	}
	return p.wrong(p.line, "note", note)
}

func (p *parsing) option(words string) error {
	if len(p.out) == 0 {
		return p.wrong(p.line, "first")
	}
	q := &p.out[len(p.out)-1]
	switch {
	case q.Kind == Scale || q.Kind == Text:
		return p.wrong(p.line, "no_options", words)
	case words == "" || len([]rune(words)) > maxWords:
		return p.wrong(p.line, "words", maxWords)
	case slices.Contains(q.Options, words):
		return p.wrong(p.line, "twice", words)
	case len(q.Options) == MaxOptions:
		return p.wrong(p.line, "options", MaxOptions)
	}
	q.Options = append(q.Options, words)
	return nil
}

// end looks at the last question once all of its options are there.
func (p *parsing) end() error {
	if len(p.out) == 0 {
		return nil
	}
	q := &p.out[len(p.out)-1]
	if q.Kind == Scale && len(q.Options) == 0 {
		q.Options = []string{"1", "2", "3", "4", "5"}
	}
	switch {
	case q.Kind != Scale && len(q.Options) > 0 && q.Kind == Text, q.Kind != Text && q.Kind != Scale && len(q.Options) < 2:
		return p.wrong(p.begun, "few")
	case q.Most != 0 && (q.Kind != Multi || q.Most > len(q.Options) || q.Most < 1):
		return p.wrong(p.begun, "most", len(q.Options))
	case q.Profile && q.Kind != Single:
		return p.wrong(p.begun, "profile")
	case p.when == "":
		return nil
	}
	of, err := p.condition(p.when)
	q.If, p.when = of, ""
	return err
}

// condition reads on what answer to an earlier question one is asked.
func (p *parsing) condition(note string) (*If, error) {
	m := in("when", note)
	n, _ := strconv.Atoi(m[1])
	if n < 1 || n >= len(p.out) {
		return nil, p.wrong(p.begun, "later", n)
	}
	on := p.out[n-1]
	out := &If{Question: n - 1}
	for _, name := range strings.FieldsFunc(m[2], func(r rune) bool { return r == '、' || r == '或' }) {
		at := slices.IndexFunc(on.Options, func(o string) bool { return width.Fold.String(o) == strings.TrimSpace(name) })
		if at < 0 {
			return nil, p.wrong(p.begun, "no_option", n, name)
		}
		if !slices.Contains(out.Options, at) {
			out.Options = append(out.Options, at)
		}
	}
	if on.Kind == Text || len(out.Options) == 0 {
		return nil, p.wrong(p.begun, "no_option", n, m[2])
	}
	slices.Sort(out.Options)
	return out, nil
}

// Shown reports, for each question, whether it is asked of whoever gave these answers.
func Shown(qs []Question, a Answers) []bool {
	out := make([]bool, len(qs))
	for i, q := range qs {
		out[i] = q.If == nil || out[q.If.Question] && slices.ContainsFunc(q.If.Options, func(o int) bool { return slices.Contains(a.at(q.If.Question).Chosen, o) })
	}
	return out
}

// Written gives questions the form that Parse reads, for who goes on writing.
func Written(qs []Question) string {
	var b strings.Builder
	for i, q := range qs {
		b.WriteString(strconv.Itoa(i+1) + ". " + q.Text + "（" + strings.Join(q.said(qs), "，") + "）\n")
		if q.Kind != Scale {
			for _, o := range q.Options {
				if head.MatchString(o) || point.MatchString(o) {
					o = "- " + o
				}
				b.WriteString(o + "\n")
			}
		}
	}
	return b.String()
}

// said is what stands in the brackets of a question, its kind first.
func (q Question) said(qs []Question) []string {
	out := []string{grammar[string(q.Kind)].text}
	say := func(key string, args ...any) { out = append(out, fmt.Sprintf(grammar[key].text, args...)) }
	if q.Kind == Scale {
		first, _ := strconv.Atoi(q.Options[0]) // numbers, as Parse makes them
		say("marks", first, first+len(q.Options)-1)
	}
	if q.Profile {
		say("profile")
	}
	if q.Most > 0 {
		say("most", q.Most)
	}
	if q.Optional {
		say("optional")
	}
	if q.If != nil {
		var names []string
		for _, o := range q.If.Options {
			names = append(names, qs[q.If.Question].Options[o])
		}
		say("when", q.If.Question+1, strings.Join(names, "、"))
	}
	return out
}
