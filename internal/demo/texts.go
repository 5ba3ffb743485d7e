package demo

import (
	_ "embed"
	"encoding/json"
	"math/rand/v2"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
)

//go:embed texts.json
var textFile []byte

// texts is what the people of the demo write.
type texts struct {
	Confirmed                                                string `json:"confirmed"`
	Desk                                                     string `json:"desk"`
	File, Everybody, Briefing, Meeting, Chair, Topic, Mended string
	Surnames, Given, Actions, Results, Reasons               []string
	Minutes, Link                                            string

	Urgent, Agree, Together, Kept      string // what people say in a review
	TopicTitle, TopicIntro, TopicWords string
	Old                                []struct{ Title, Column, Body string }
	Letters                            []post
	Formed                             []struct {
		Row, Unit, Title string
		Day              calendar.Day
	}
}

// A post is a letter that somebody sends to the mailbox of a unit.
type post struct {
	Unit, From, Subject, Body string
	Day                       calendar.Day
}

func readTexts() (t texts, err error) {
	err = json.Unmarshal(textFile, &t)
	return t, err
}

func pick(r *rand.Rand, of []string) string { return of[r.IntN(len(of))] }

func number(r *rand.Rand, most int) string { return strconv.Itoa(1 + r.IntN(most)) }

func (t texts) name(r *rand.Rand) string { return pick(r, t.Surnames) + pick(r, t.Given) }

func (t texts) reason(r *rand.Rand) string { return pick(r, t.Reasons) }

func (t texts) minutes(r *rand.Rand) string {
	return strings.NewReplacer("{0}", number(r, 30)).Replace(t.Minutes)
}

// progress is what a unit reports: something done, and figures.
func (t texts) progress(r *rand.Rand, unit, point string) string {
	result := strings.NewReplacer("{0}", number(r, 40), "{1}", number(r, 9)).Replace(pick(r, t.Results))
	return unit + "\uff1a" + point + "\u3002" + pick(r, t.Actions) + "\u3002" + result + "\u3002"
}

func (t texts) link(r *rand.Rand, about string) string {
	return strings.NewReplacer("{0}", strconv.Itoa(7+r.IntN(4)), "{1}", strconv.Itoa(100000+r.IntN(900000)), "{2}", about).Replace(t.Link)
}
