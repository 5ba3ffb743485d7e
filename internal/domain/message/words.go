package message

import (
	_ "embed"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed words.tsv
var wordsText string

// words are the roles of words.tsv with what stands for them. The file is part of the
// program and a test reads it.
var words = sync.OnceValue(func() map[string][]string {
	out := map[string][]string{}
	for l := range strings.Lines(wordsText) {
		if role, list, ok := strings.Cut(strings.TrimSpace(l), "\t"); ok && role[0] != '#' {
			out[role] = strings.Fields(list)
		}
	}
	slices.SortFunc(out["empty"], func(a, b string) int { return len(b) - len(a) }) // the longer phrase first
	return out
})

var (
	numbered = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(words()["numbered"][0]) })
	asked    = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(words()["asked"][0]) })
)

// MaxQuestions is how many questions of one letter have an answer of their own; what is
// asked beyond belongs to the last.
const MaxQuestions = 10

// Questions are what a letter asks or demands, in its own words: the entries of a
// numbered list, and else the sentences that end in a question mark. A letter with
// neither is one question as a whole, and its title stands for it.
func Questions(title, text string) (out []string) {
	for l := range strings.Lines(listed(text)) {
		l = strings.TrimSpace(l)
		if at := numbered().FindStringIndex(l); at != nil && utf8.RuneCountInString(l[at[1]:]) > 1 {
			out = append(out, strings.TrimSpace(l[at[1]:]))
			continue
		}
		for _, q := range asked().FindAllString(l, -1) {
			if q = strings.TrimSpace(q); hans(q) > 1 {
				out = append(out, q)
			}
		}
	}
	if len(out) == 0 {
		return []string{title}
	}
	if len(out) > MaxQuestions {
		rest := strings.Join(out[MaxQuestions-1:], "\n")
		out = append(out[:MaxQuestions-1:MaxQuestions-1], rest)
	}
	return out
}

// listed puts each entry of a list on a line of its own where a letter has them in one:
// only what counts from 1 on, behind a stop or a blank, is a list, so that "3.5 yuan" is none.
func listed(text string) string {
	var out strings.Builder
	for l := range strings.Lines(text) {
		rest, next := l, 1
		for {
			at := entry(rest, next)
			if at < 0 {
				break
			}
			out.WriteString(rest[:at] + "\n")
			rest, next = rest[at:], next+1
		}
		out.WriteString(rest)
	}
	return out.String()
}

// entry is where the entry n of a list begins within a line, as people write it; -1 if it does not.
func entry(line string, n int) int {
	for i, c := range line {
		before, _ := utf8.DecodeLastRuneInString(line[:i])
		if i > 0 && !unicode.IsPunct(before) && !unicode.IsSpace(before) {
			continue
		}
		if !unicode.IsDigit(c) {
			continue
		}
		rest, ok := strings.CutPrefix(line[i:], strconv.Itoa(n))
		mark, size := utf8.DecodeRuneInString(rest)
		after, _ := utf8.DecodeRuneInString(rest[size:])
		if ok && strings.ContainsRune(words()["mark"][0], mark) && !unicode.IsDigit(after) {
			return i
		}
	}
	return -1
}

// folded is a text without blanks and punctuation, in small letters.
func folded(text string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, text)
}

// leastSaid is how many characters an answer has beside the phrases that say nothing.
const leastSaid = 8

// saysNothing reports whether an answer is made of phrases that fit any letter
// (推诿、敷衍: the deduction of the inspection).
func saysNothing(text string) bool {
	t := folded(text)
	for _, phrase := range words()["empty"] {
		t = strings.ReplaceAll(t, phrase, "")
	}
	return utf8.RuneCountInString(t) < leastSaid
}

// echoes reports whether an answer has nothing of its own beside the question and phrases
// (答非所问).
func echoes(text, question string) bool {
	said, asked := folded(text), folded(question)
	return asked != "" && strings.Contains(said, asked) && saysNothing(strings.ReplaceAll(said, asked, ""))
}

// hans counts Chinese characters.
func hans(text string) (n int) {
	for _, c := range text {
		if unicode.Is(unicode.Han, c) {
			n++
		}
	}
	return n
}

// Bounds of what is let through unseen.
const (
	mostLinks = 2  // addresses in a letter
	leastHans = 4  // Chinese characters in a letter
	mostShare = 60 // per cent of a letter that one character may be
	longNoise = 20 // characters from which on that is asked
)

// suspect is why a letter is held; "" if nothing speaks against it.
func suspect(in Letter, trap string) Cause {
	text := in.Title + "\n" + in.Text
	small := folded(text)
	switch {
	case trap != "":
		return ByTrap
	case strings.Count(strings.ToLower(text), "http://")+strings.Count(strings.ToLower(text), "https://") > mostLinks:
		return ByLinks
	case slices.ContainsFunc(words()["advert"], func(w string) bool { return strings.Contains(small, w) }):
		return ByWords
	case hans(text) < leastHans || monotone(in.Text):
		return ByNoise
	}
	return ""
}

// monotone reports whether one character is most of a longer text.
func monotone(text string) bool {
	counts, all, most := map[rune]int{}, 0, 0
	for _, c := range text {
		counts[c]++
		all++
		most = max(most, counts[c])
	}
	return all >= longNoise && most*100 > all*mostShare
}
