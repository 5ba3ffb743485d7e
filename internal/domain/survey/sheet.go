package survey

import (
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/sheet"
)

// ResultSheet is the results of a survey in lines: how many chose each option, of everybody and by
// each group. What is left out to protect people is blank. Codebook says what the numbers mean.
func (s *Service) ResultSheet(x *Survey, r *Results) sheet.Sheet {
	qs := x.Questions
	rows := [][]string{s.heads("question_no", "option_no", "option_text", "group_question_no", "group_no", "group_text", "count", "answered")}
	for i, t := range r.Tallies {
		if qs[i].Kind == Text {
			rows = append(rows, []string{itoa(i + 1), "", "", "", "", "", itoa(t.Texts), itoa(t.N)})
		}
		for o, n := range t.Counts {
			rows = append(rows, []string{itoa(i + 1), itoa(o + 1), qs[i].Options[o], "", "", "", itoa(n), itoa(t.N)})
		}
	}
	for _, c := range r.Crosses {
		for o, row := range c.Cells {
			for g, n := range row {
				count := ""
				if n != Hidden {
					count = itoa(n)
				}
				rows = append(rows, []string{itoa(c.Question + 1), itoa(o + 1), qs[c.Question].Options[o], itoa(c.By + 1), itoa(g + 1), qs[c.By].Options[g], count, itoa(c.N[g])})
			}
		}
	}
	return tableOf(x.Title, rows)
}

// Codebook is what a survey asked, in lines.
func (s *Service) Codebook(x *Survey) sheet.Sheet {
	rows := [][]string{s.heads("question_no", "question_text", "kind_name", "said", "option_no", "option_text")}
	for i, q := range x.Questions {
		said := strings.Join(q.said(x.Questions)[1:], s.words("list_comma"))
		line := []string{itoa(i + 1), q.Text, s.words("survey.kind." + string(q.Kind)), said}
		if q.Kind == Text {
			rows = append(rows, append(line, "", ""))
		}
		for o, words := range q.Options {
			rows = append(rows, append(line[:4:4], itoa(o+1), words))
		}
	}
	return tableOf(x.Title, rows)
}

// answerSheet is the answers one by one for the desk, in an order that says nothing. What
// was typed stands in it as it was typed.
func (s *Service) answerSheet(x *Survey, all []taken) sheet.Sheet {
	head := make([]string, len(x.Questions))
	for i, q := range x.Questions {
		head[i] = itoa(i+1) + ". " + q.Text
	}
	rows := [][]string{head}
	for _, a := range all {
		row := make([]string, len(x.Questions))
		for i, q := range x.Questions {
			said := a.Answers.at(i)
			words := []string{}
			for _, o := range said.Chosen {
				words = append(words, q.Options[o])
			}
			if row[i] = strings.Join(words, s.words("list_comma")); said.Text != "" {
				row[i] = said.Text
			}
		}
		rows = append(rows, row)
	}
	return tableOf(x.Title, rows)
}

func (s *Service) heads(keys ...string) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = s.words("survey.col." + k)
	}
	return out
}

func tableOf(name string, rows [][]string) sheet.Sheet {
	out := sheet.Sheet{Name: name}
	for i, r := range rows {
		out.Rows = append(out.Rows, sheet.Texts(i+1, r...))
	}
	return out
}

func itoa(n int) string { return strconv.Itoa(n) }
