package faq

import (
	"encoding/json"
	"fmt"
	"time"

	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/flow"
)

// An ID names an entry.
type ID int64

// A Quote is words of a clause.
type Quote struct {
	Document policy.ID `json:"document"`
	policy.Clause
	Words string `json:"words"` // that are quoted: the clause or a part of it, sign by sign
}

// A Link leads to where one gets it done (关联办事事项).
type Link struct {
	Label string `json:"label"`
	Href  string `json:"href"`
}

// Facts is what a clerk says in an entry.
type Facts struct {
	Question    string       `db:"question" json:"question"`
	Others      string       `db:"others" json:"others,omitempty"` // other ways to ask it, one a line
	Topic       string       `db:"topic" json:"topic"`             // one of the district's
	Audience    string       `db:"audience" json:"audience"`       // whom it is about (适用对象)
	Explanation string       `db:"explanation" json:"explanation"`
	Quotes      []Quote      `db:"quotes,json" json:"quotes"`
	Links       []Link       `db:"links,json" json:"links,omitempty"`
	Contact     string       `db:"contact" json:"contact"`          // 政策咨询
	Until       calendar.Day `db:"until_day" json:"until,omitzero"` // the last day on which it holds; "" has none
}

// An Entry is a question with its answer.
type Entry struct {
	ID     ID    `db:"id" json:"id"`
	Rev    int64 `db:"rev" json:"rev"`
	UnitID int64 `db:"unit_id" json:"unit_id"`
	Facts
	Figures []string        `db:"figures,json" json:"figures,omitempty"` // of the explanation that stand in no quoted clause
	Sure    bool            `db:"sure" json:"sure"`                      // somebody has confirmed them
	Letter  message.ID      `db:"letter_id" json:"letter,omitempty"`     // that it was made from; 0 for none
	Status  Status          `db:"state" json:"state"`
	Opened  calendar.Day    `db:"opened" json:"opened,omitempty"` // since when everybody knows of it
	Doubts  []Doubt         `db:"doubts,json" json:"doubts,omitempty"`
	Since   calendar.Day    `db:"doubted" json:"doubted,omitempty"` // day of the doubts
	Looked  calendar.Day    `db:"looked" json:"looked,omitempty"`   // somebody last found that it holds
	Reason  string          `db:"reason" json:"reason,omitempty"`   // of the last act that needed one
	Acted   flow.Hands[Act] `db:"by_whom,json" json:"-"`
	MadeAt  time.Time       `db:"made_at" json:"made_at"`
}

// A Doubt is why an answer may not hold any more.
type Doubt struct {
	policy.Doubt
	Document policy.ID       `json:"document"`
	Subject  string          `json:"subject"`            // title of the document
	Standing policy.Standing `json:"standing,omitempty"` // of a document that is not in force
}

// Votes is how many found an answer of use: two numbers, and nothing of whoever said it.
type Votes struct {
	Useful  int64 `db:"useful" json:"useful"`
	Useless int64 `db:"useless" json:"useless"`
}

// RefOf names an entry in the journal and in duties.
func RefOf(id ID) string { return fmt.Sprintf("faq/%d", id) }

// Ref names the entry in the journal.
func (e *Entry) Ref() string { return RefOf(e.ID) }

// Owner is the unit that answers for it.
func (e *Entry) Owner() int64 { return e.UnitID }

// State is where the entry stands in Flow.
func (e *Entry) State() Status { return e.Status }

// Move sets where the entry stands; only flow.Do calls it.
func (e *Entry) Move(to Status) { e.Status = to }

// DoneBy is who did an act last.
func (e *Entry) DoneBy(act Act) int64 { return e.Acted[act] }

// past reports whether the term of the entry is over on a day.
func (e *Entry) past(day calendar.Day) bool { return e.Until != "" && day > e.Until }

// documents are what the entry quotes, each once, in the order of the quotes.
func (e *Entry) documents() (out []policy.ID) {
	seen := map[policy.ID]bool{}
	for _, q := range e.Quotes {
		if !seen[q.Document] {
			seen[q.Document] = true
			out = append(out, q.Document)
		}
	}
	return out
}

// clauses calls f for each clause of a document that the entry quotes.
func (e *Entry) clauses(of policy.ID) func(func(*policy.Clause)) {
	return func(f func(*policy.Clause)) {
		for i := range e.Quotes {
			if e.Quotes[i].Document == of {
				f(&e.Quotes[i].Clause)
			}
		}
	}
}

// hash is of the answer with what it quotes.
func (e *Entry) hash() string {
	b, _ := json.Marshal(struct {
		Explanation string
		Quotes      []Quote
	}{e.Explanation, e.Quotes}) // texts and numbers
	return proof.SHA256(string(b))
}

// publicEntry is what the log shows.
type publicEntry struct {
	Question string       `json:"question"`
	Topic    string       `json:"topic"`
	Quotes   []string     `json:"quotes"`
	Answer   string       `json:"answer_sha256"`
	Until    calendar.Day `json:"until,omitempty"`
	State    Status       `json:"state"`
	Doubts   int          `json:"doubts,omitempty"`
	Reason   string       `json:"reason,omitempty"`
}

// Public is what the log shows of the entry.
func (e *Entry) Public() any {
	quotes := make([]string, len(e.Quotes))
	for i, q := range e.Quotes {
		quotes[i] = policy.RefOf(q.Document) + " " + q.Name
	}
	return publicEntry{e.Question, e.Topic, quotes, e.hash(), e.Until, e.Status, len(e.Doubts), e.Reason}
}

// trace is what the journal keeps of a step inside.
type trace struct {
	Question string     `json:"question"`
	Answer   string     `json:"answer_sha256"`
	State    Status     `json:"state"`
	Letter   message.ID `json:"letter,omitempty"`
	Figures  []string   `json:"figures,omitempty"` // that were confirmed
	Reason   string     `json:"reason,omitempty"`
}

// Entry is what the journal keeps of a step that is not public.
func (e *Entry) Entry() any {
	t := trace{Question: e.Question, Answer: e.hash(), State: e.Status, Letter: e.Letter, Reason: e.Reason}
	if e.Sure {
		t.Figures = e.Figures
	}
	return t
}
