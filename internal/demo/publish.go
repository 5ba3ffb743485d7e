package demo

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/topic"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/simulate"
)

//go:embed items.json
var itemsFile []byte

// An item is what an office makes public in the story, and how far it comes.
type item struct {
	Code      string       `json:"code"`
	Unit      string       `json:"unit"`
	Column    string       `json:"column"`
	Title     string       `json:"title"`
	Number    string       `json:"number"`
	Genre     string       `json:"genre"`
	Theme     string       `json:"theme"`
	Anchor    law.Ref      `json:"anchor"`
	Limb      string       `json:"limb"`
	Made      calendar.Day `json:"made"`
	Released  calendar.Day `json:"released"` // the day on which the story comes to it
	Until     calendar.Day `json:"until"`
	Explained string       `json:"explained"` // code of the document that it interprets
	Row       string       `json:"row"`       // of a standard catalogue
	Stage     string       `json:"stage"`     // where it stands; "" is live
	Body      []string     `json:"body"`

	Next *struct {
		Note     string       `json:"note"`
		Find     string       `json:"find"`
		Put      string       `json:"put"`
		Released calendar.Day `json:"released"`
	} `json:"next"`
	Mark *struct {
		Validity publish.Validity `json:"validity"`
		On       calendar.Day     `json:"on"`
		By       string           `json:"by"`
	} `json:"mark"`
	Withdraw *struct {
		Reason string       `json:"reason"`
		On     calendar.Day `json:"on"`
	} `json:"withdraw"`
}

// press is what the story makes public, day by day.
type press struct {
	days    map[calendar.Day][]func(context.Context) error
	columns map[string]int64
	units   map[string]unit.Unit
	made    map[string]publish.ID
}

// prepare lays the items out over the days of the story.
func (s *story) prepare(ctx context.Context) error {
	var items []item
	if err := json.Unmarshal(itemsFile, &items); err != nil {
		return err
	}
	s.press = press{map[calendar.Day][]func(context.Context) error{}, map[string]int64{}, map[string]unit.Unit{}, map[string]publish.ID{}}
	tree, err := s.Columns.Tree(ctx)
	if err != nil {
		return err
	}
	for _, c := range tree {
		s.press.columns[c.Code] = int64(c.ID)
	}
	units, err := s.Units.Tree(ctx)
	if err != nil {
		return err
	}
	for _, u := range units {
		s.press.units[u.Code] = u
	}
	for i := range items {
		s.on(items[i].Released, func(ctx context.Context) error { return s.publish(ctx, &items[i]) })
		s.later(&items[i])
	}
	s.on(topicDay, s.collect)
	s.on(oldDay, s.takeOver)
	s.on(oldDay, s.takeLibrary)
	return nil
}

// oldDay is when the office takes over what an earlier site had.
const oldDay calendar.Day = "2023-08-21"

// topicDay is when the office opens the 专题 of the year.
const topicDay calendar.Day = "2023-09-18"

func (s *story) on(day calendar.Day, do func(context.Context) error) {
	day = max(day, Issued)
	s.press.days[day] = append(s.press.days[day], do)
}

// later lays out what happens to an item after its release.
func (s *story) later(it *item) {
	if it.Next != nil {
		s.on(it.Next.Released, func(ctx context.Context) error { return s.second(ctx, it) })
	}
	if it.Mark != nil {
		s.on(it.Mark.On, func(ctx context.Context) error {
			e, err := s.standing(ctx, it)
			if err == nil {
				_, err = s.Items.Mark(s.officer(ctx), e.ID, publish.Mark{Rev: e.Rev, Validity: it.Mark.Validity, On: it.Mark.On, By: it.Mark.By})
			}
			return err
		})
	}
	if it.Withdraw != nil {
		s.on(it.Withdraw.On, func(ctx context.Context) error {
			e, err := s.standing(ctx, it)
			if err == nil {
				_, err = s.Items.Withdraw(s.officer(ctx), e.ID, publish.Because{Rev: e.Rev, Reason: it.Withdraw.Reason})
			}
			return err
		})
	}
}

func (s *story) officer(ctx context.Context) context.Context { return auth.With(ctx, s.Office) }

// standing is the edition of an item that stands in public.
func (s *story) standing(ctx context.Context, it *item) (*publish.Edition, error) {
	x, _, err := s.Items.Item(s.officer(ctx), s.press.made[it.Code])
	if err != nil {
		return nil, err
	}
	return s.Items.Get(s.officer(ctx), x.Standing)
}

// pressOf makes public what the offices make public on a day.
func (s *story) pressOf(ctx context.Context, day calendar.Day) error {
	for _, do := range s.press.days[day] {
		s.Clock.Add(time.Minute)
		if err := do(ctx); err != nil {
			return err
		}
	}
	return nil
}

// publish brings an item as far as the story has it.
func (s *story) publish(ctx context.Context, it *item) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("%s: %w", it.Code, err)
		}
	}()
	u := s.press.units[it.Unit]
	clerk, err := s.Holder(u.ID, publish.Draft, 0)
	if err != nil {
		return err
	}
	in := publish.Edit{
		Title: it.Title, Body: strings.Join(it.Body, "\n") + "\n", Number: it.Number, Genre: it.Genre, Theme: it.Theme, Anchor: it.Anchor, MadeOn: it.Made,
		Until: it.Until, Attribute: publish.Open, Column: s.press.columns[it.Column], Limb: it.Limb,
	}
	if it.Limb != "" {
		in.Attribute = publish.Closed
	}
	if it.Explained != "" {
		in.Explained = publish.RefOf(s.press.made[it.Explained])
	}
	if in.Row, err = s.rowOf(ctx, it.Row, u.ID); err != nil {
		return err
	}
	e, err := s.Items.Draft(auth.With(ctx, clerk), u.ID, in, nil)
	if err != nil {
		return err
	}
	s.press.made[it.Code] = e.ItemID
	return s.bring(ctx, clerk, e, it.Stage)
}

// rowOf is the row of a catalogue that a text names, for a unit; 0 for none.
func (s *story) rowOf(ctx context.Context, text string, unitID int64) (int64, error) {
	if text == "" {
		return 0, nil
	}
	rows, err := s.Catalogues.Coverage(s.officer(ctx), catalogue.Question{Text: text})
	if err != nil {
		return 0, err
	}
	i := slices.IndexFunc(rows, func(c catalogue.Covered) bool { return c.Unit == unitID })
	if i < 0 {
		return 0, fmt.Errorf("no row %q", text)
	}
	return int64(rows[i].ID), nil
}

// bring takes a draft through the review as far as the story has it.
func (s *story) bring(ctx context.Context, clerk auth.Actor, e *publish.Edition, stage string) (err error) {
	as := auth.With(ctx, clerk)
	if stage == "emergency" {
		who, err := s.Holder(e.UnitID, publish.Hurry, clerk.ID)
		if err == nil {
			_, err = s.Items.Emergency(auth.With(ctx, who), e.ID, publish.Because{Rev: e.Rev, Reason: s.texts.Urgent})
		}
		return err
	}
	if stage == "draft" {
		return nil
	}
	if e, err = s.Items.Submit(as, e.ID, publish.SelfCheck{Rev: e.Rev, Carrier: "document", Channels: []string{"site"}, Sure: true}); err != nil || stage == "submitted" {
		return err
	}
	head, err := s.Holder(e.UnitID, publish.Review, clerk.ID)
	if err != nil {
		return err
	}
	if e, err = s.Items.Review(auth.With(ctx, head), e.ID, publish.Agree{Rev: e.Rev, Words: s.texts.Agree}); err != nil || stage == "reviewed" {
		return err
	}
	secrecy, err := s.Holder(e.UnitID, publish.Clear, clerk.ID, head.ID)
	if err != nil {
		return err
	}
	clear := publish.Clearance{Rev: e.Rev, Verdict: publish.Publish, Together: s.texts.Together}
	if e.Attribute == publish.Closed {
		clear.Verdict, clear.Basis = publish.Not, law.Title("foi:16.2")
	}
	if e, err = s.Items.Clear(auth.With(ctx, secrecy), e.ID, clear); err != nil || stage == "cleared" {
		return err
	}
	if stage == "kept" {
		judge, err := s.Holder(e.UnitID, publish.Judge, clerk.ID)
		if err != nil {
			return err
		}
		_, err = s.Items.Keep(auth.With(ctx, judge), e.ID, publish.Because{Rev: e.Rev, Reason: s.texts.Kept})
		return err
	}
	signer, err := s.Holder(e.UnitID, publish.Sign, clerk.ID, head.ID, secrecy.ID)
	if err != nil {
		return err
	}
	if e, err = s.Items.Sign(auth.With(ctx, signer), e.ID, publish.Agree{Rev: e.Rev, Words: s.texts.Agree}); err != nil {
		return err
	}
	if stage == "scheduled" {
		tomorrow := calendar.DayOf(s.Clock.Now()).Add(1)
		_, err = s.Items.Schedule(as, e.ID, publish.Plan{Rev: e.Rev, Day: tomorrow, Clock: "09:00"})
		return err
	}
	_, err = s.Items.Release(as, e.ID, publish.Agree{Rev: e.Rev})
	return err
}

// second makes the next edition of an item.
func (s *story) second(ctx context.Context, it *item) error {
	clerk, err := s.Holder(s.press.units[it.Unit].ID, publish.Draft)
	if err != nil {
		return err
	}
	as := auth.With(ctx, clerk)
	e, err := s.Items.Revise(as, s.press.made[it.Code])
	if err != nil {
		return err
	}
	in := publish.FormOf(e)
	in.Body, in.Note, in.Big = strings.Replace(in.Body, it.Next.Find, it.Next.Put, 1), it.Next.Note, true
	if e, err = s.Items.Edit(as, e.ID, in, nil); err != nil {
		return err
	}
	return s.bring(ctx, clerk, e, it.Stage)
}

// collect opens a 专题.
func (s *story) collect(ctx context.Context) error {
	second, err := s.Holder(s.press.units["qfb"].ID, topic.Edit, s.Office.ID)
	if err != nil {
		return err
	}
	t, err := s.Topics.Make(s.officer(ctx), topic.Change{
		Title: s.texts.TopicTitle, Code: "yshj", Intro: s.texts.TopicIntro, Words: s.texts.TopicWords, Order: topic.Newest,
	})
	if err != nil {
		return err
	}
	_, err = s.Topics.Open(auth.With(ctx, second), t.ID, topic.Seen{Rev: t.Rev})
	return err
}

// takeOver imports what the departments had on an earlier site, and has the
// leader in charge put it on line.
func (s *story) takeOver(ctx context.Context) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	for _, code := range slices.Sorted(maps.Keys(s.press.units)) {
		u := s.press.units[code]
		if u.Kind != unit.Department {
			continue
		}
		for _, old := range s.texts.Old {
			r := simulate.Luck(s.Seed, code, old.Column)
			year, month := 2020+r.IntN(3), 1+r.IntN(12)
			said := strings.NewReplacer("{0}", u.Name, "{1}", strconv.Itoa(year), "{2}", strconv.Itoa(1+r.IntN(40)))
			err := enc.Encode(map[string]string{
				"title": said.Replace(old.Title), "unit": u.Name, "column": old.Column, "body": said.Replace(old.Body),
				"made_on": fmt.Sprintf("%d-%02d-%02d", year, month, 1+r.IntN(28)), "old_url": fmt.Sprintf("http://old.demo.example.gov.cn/%s/%d.html", code, b.Len()),
			})
			if err != nil {
				return err
			}
		}
	}
	in, err := s.Items.Import(s.officer(ctx), publish.Source{Name: "old.jsonl", File: b.Bytes()}, false)
	if err != nil {
		return err
	}
	return s.admit(ctx, in.Batch)
}

// admit has the leader in charge put on line what was taken over.
func (s *story) admit(ctx context.Context, b *publish.Batch) error {
	signer, err := s.Holder(s.Office.Unit, publish.Admit)
	if err != nil {
		return err
	}
	if _, err := s.Items.Admit(auth.With(ctx, signer), b.ID, publish.Agree{Rev: b.Rev}); err != nil {
		return err
	}
	_, err = s.Jobs.RunDue(ctx)
	return err
}
