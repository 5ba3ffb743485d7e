package simulate

import (
	_ "embed"
	"encoding/json"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/law"
)

//go:embed words.json
var wordsFile []byte

// words is what the people of a simulated district say and write.
var words = sync.OnceValue(func() (w lexicon) {
	if err := json.Unmarshal(wordsFile, &w); err != nil {
		panic(err) // embedded: every test reads it
	}
	return w
})

// A lexicon is all of it; {0}, {1} … are filled in.
type lexicon struct {
	File, Everybody, Briefing, Meeting, Chair, Topic, Mended string
	Surnames, Given, Actions, Results, Reasons               []string
	Month, Date, Number, Minutes, Link                       string
	Confirmed, Desk, Agree, Together                         string
	Cites, Looked                                            string // of a document that an item rests on

	Items   []paper
	Returns []string // why a draft comes back, and what is added then
	Added   string
	Asks    asks
	Endings []ending

	Policies policyWords
	FAQs     faqWords
	Offers   struct{ Gives, By, Condition, Since, Apply, Contact string } // of what documents give
	Consults struct {                                                     // about drafts
		Subjects, Opinions                                     []string
		Title, Draft, Final, Explain, Contact, Adopted, Clause string
		Why, Off, Aside, Findings                              string
		Days                                                   int
	}
	Messages struct { // to the government
		Matters, Texts, Answers                      []string
		Title, Reach, Mark, Advert, Refused, Protest string
		Because, Wish, Opening, Unsolved             string
	}
	Surveys struct { // that the public answers
		Subjects, Said                                      []string
		Title, About, Questions, Contact, Because, Findings string
	}
	Events struct { // to which the public is invited
		Subjects                                  []string
		Title, About, Place, Who, Contact, Access string
		Because, Called, Minutes, Heard, Became   string
	}
	Concerns struct { // of the public
		Subjects                                              []string
		Title, Place, About, Opinion, Untrue, Because, Answer string
		Body, Room, Measure, Lessons                          string
	}
	Hotspots struct { // of what people write about
		Because string
	}
	Gazettes struct{ Nothing, Changed string } // why an issue is given up, or laid out anew
	Cleanups struct {                          // of the documents
		Titles                                                     []string
		Basis, About, Contact, Refused, Overtaken, Longer, Changed string
		Notes                                                      map[string]string // by judgement
	}
	Deposits struct { // of the library with the city
		Reference, Returned, Receipt, Less, Scan, Why, List, Stranger, StrangeNumber string
		States                                                                       map[string]string // as the city says them
	}
	Year struct {
		Overview, Other, Why, From string
		Released                   string   // name of the figure of what was published
		Problems                   []string // one a year in turn
	}
}

// A paper is what an office makes public again and again.
type paper struct {
	Title  string
	Genre  string
	Theme  string
	Anchor law.Ref
	Body   []string
}

// asks is what citizens write, and the clerks to them.
type asks struct {
	Subjects, Vague, Streets, Trades   []string
	Clear, Complaint, Mark, And, House string
	What, Tip, Amended                 string
	Party, Subject, Harm, Object       string
	Consent, Relation                  string
	Later, Pay, Receipt, Back          string
	Split, SplitAgreed, Transfer       string
	Channel, Reason, Return            string
	Elsewhere, Record, File, Search    string
	Original, Table, Online            string
	Courts, CaseNo, ReviewNo, Answered string
	Outcome, Ordered, Anew, Obeyed     string
	Advice, Opinion, Suggest, Raise    string
	Decline, Accept, Proposed          string
	Letter, Stray, Aside               string
	Strays                             []string
	Formed                             string
	Mend                               struct {
		Records                                                 []string
		Wrong, Right, Proof, Mended, Kept, Organ, Reach, Return string
	}
}

// policyWords is what stands in normative documents and around them.
type policyWords struct {
	Subjects, Revised                       []string
	Title, Next, Body, By, Own, Paper       string
	Amending, Amendment, Repealing, Repeal  string
	Assessed, Heard, Opinion, Object        string
	Meeting, Defer, Void, Filing, Evaluated string
	Amends                                  []struct {
		Words string   // of the decision
		Pairs []string // what it finds in the text, and what it puts there
	}
	Explains struct{ Outline, Post, Contact, Background, Purpose, Main, Scope, Process, Changes, Decider, Except string }
}

// faqWords is what stands in questions and answers about them.
type faqWords struct {
	Asked                                                []asking
	Audience, Contact, Over, Changed, Holds, Anew, Stale string
}

// An asking is a question about a regulation.
type asking struct {
	Clause, Question, Other string
	Explanation, Since      string // what is answered, and once the clause has changed
	Bound                   bool   // to the figures of the clause: when they change it is written anew
	Term                    bool   // holds as long as the regulation, and says so
}

// An ending is one way in which a request can be decided.
type ending struct {
	Weight int
	Result string
	Remedy string
	Facts  map[string]string
	Reason string
	Whole  bool
	Parts  []foi.Withheld
	Given  string
}

func (w lexicon) month(d calendar.Day) string {
	return fill(w.Month, strconv.Itoa(d.Year()), strconv.Itoa(int(d.Start().Month())))
}

func (w lexicon) date(d calendar.Day) string {
	at := d.Start()
	return fill(w.Date, strconv.Itoa(at.Year()), strconv.Itoa(int(at.Month())), strconv.Itoa(at.Day()))
}

func number(r *rand.Rand, most int) string { return strconv.Itoa(1 + r.IntN(most)) }

// fill puts values for {0}, {1} …
func fill(text string, values ...string) string {
	pairs := make([]string, 0, 2*len(values))
	for i, v := range values {
		pairs = append(pairs, "{"+strconv.Itoa(i)+"}", v)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

func (w lexicon) name(r *rand.Rand) string { return pick(r, w.Surnames) + pick(r, w.Given) }

// progress is what a unit reports: something done, and figures.
func (w lexicon) progress(r *rand.Rand) string {
	return pick(r, w.Actions) + "\u3002" + fill(pick(r, w.Results), number(r, 40), number(r, 9)) + "\u3002"
}

func (w lexicon) link(r *rand.Rand, about string) string {
	return fill(w.Link, strconv.Itoa(7+r.IntN(4)), strconv.Itoa(100000+r.IntN(900000)), about)
}

// selfCheck is what a clerk says when handing a draft in.
func selfCheck(rev int64) publish.SelfCheck {
	return publish.SelfCheck{Rev: rev, Carrier: "document", Channels: []string{"site"}, Sure: true}
}
