package demo

import (
	_ "embed"
	"encoding/json"

	"gongkai.example/gongkai/internal/kernel/calendar"
)

//go:embed texts.json
var textFile []byte

// texts is what the people of the demo write.
type texts struct {
	Confirmed, Desk string

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
