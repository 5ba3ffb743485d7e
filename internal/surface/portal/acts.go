package portal

import (
	_ "embed"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// actsFile has the words in which a reader may write an event, and the act of
// package deadline that each means; the first word of an act is the one that is
// said back.
//
//go:embed acts.tsv
var actsFile string

// An actWords translates the acts of events.
type actWords struct {
	act  map[string]string // word to act
	word map[string]string // act to word
}

var acts = readActs(actsFile)

func readActs(tsv string) actWords {
	w := actWords{map[string]string{}, map[string]string{}}
	for i, line := range lines(tsv) {
		word, act, _ := strings.Cut(line, "\t")
		if i == 0 {
			continue
		}
		w.act[word] = act
		if w.word[act] == "" {
			w.word[act] = word
		}
	}
	return w
}

// english writes events with the acts of package deadline.
func (w actWords) english(events string) string {
	parts := strings.FieldsFunc(events, func(r rune) bool { return r == ';' || r == '；' || r == '\n' })
	for i, p := range parts {
		parts[i] = replaceFirst(strings.TrimSpace(p), w.act)
	}
	return strings.Join(parts, "\n")
}

// blame says a fault of an event in the reader's words, with the number of its
// line: the receipt of the request, which has a field of its own, is not one.
func (w actWords) blame(err error) error {
	e := fault.As(err)
	if err == nil || e.Text.Key != "deadline.event" || len(e.Text.Args) != 3 {
		return err
	}
	n, isNumber := e.Text.Args[0].(int)
	event, isText := e.Text.Args[1].(string)
	why, isWhy := e.Text.Args[2].(fault.Text)
	if !isNumber || !isText || !isWhy {
		return err
	}
	out := *e
	if n == 1 {
		out.Fields = map[string]fault.Text{"from": why}
		return &out
	}
	out.Text = fault.T("deadline.event", n-1, replaceFirst(event, w.word), why)
	out.Fields = map[string]fault.Text{"events": out.Text}
	return &out
}

// replaceFirst replaces the first word of s, if there is another for it.
func replaceFirst(s string, by map[string]string) string {
	first, rest, _ := strings.Cut(s, " ")
	if to, ok := by[first]; ok {
		return strings.TrimSpace(to + " " + rest)
	}
	return s
}
