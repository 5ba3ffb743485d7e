package demo

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"gongkai.example/gongkai/internal/domain/hotspot"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

//go:embed hotspots.json
var hotspotsFile []byte

// A matter is what many write about in the story. All of its letters are answered alike.
type matter struct {
	Unit    string      `json:"unit"`
	Name    string      `json:"name"` // that the office gives it; "" waits to be named
	Like    string      `json:"like"` // a word that the machine proposes it by
	Rule    string      `json:"rule"` // code of the document that answers
	Answer  string      `json:"answer"`
	Letters [][3]string `json:"letters"` // the day, the title and the text
}

// heat lays letters about a few matters out over the days of the story, and the look that finds them.
func (s *story) heat() error {
	var in struct {
		Look   calendar.Day `json:"look"`
		Last   calendar.Day `json:"last"`
		Shown  calendar.Day `json:"shown"`
		Themes []matter     `json:"themes"`
	}
	if err := json.Unmarshal(hotspotsFile, &in); err != nil {
		return err
	}
	sent := 0
	for _, m := range in.Themes {
		for _, l := range m.Letters {
			sent++
			s.letter(m, l, fmt.Sprintf("198.51.100.%d", sent))
		}
	}
	s.on(in.Look, func(ctx context.Context) error {
		if _, err := s.Hotspots.Ask(s.officer(ctx), hotspot.Look{Span: hotspot.Month, Last: in.Last}); err != nil {
			return err
		}
		_, err := s.Jobs.RunDue(ctx)
		return err
	})
	for _, m := range in.Themes {
		if m.Name != "" {
			s.on(in.Shown, func(ctx context.Context) error { return s.nameMatter(ctx, m) })
		}
	}
	return nil
}

// letter has one written, signed for and answered on the next day.
func (s *story) letter(m matter, l [3]string, from string) {
	n := &note{Sending: message.Sending{Kind: message.Consult, Letter: message.Letter{Title: l[1], Text: l[2]}}, At: m.Unit, from: from}
	day := calendar.Day(l[0])
	s.on(day, func(ctx context.Context) error { return s.write(ctx, n) })
	for _, a := range []answering{{Do: "sign"}, {Do: "reply", Answers: []string{m.Answer}}, {Do: "sign_off"}} {
		s.on(day.Add(1), func(ctx context.Context) error {
			if err := s.answer(ctx, n, a); err != nil {
				return fmt.Errorf("%s %s: %w", n.Title, a.Do, err)
			}
			return nil
		})
	}
}

// nameMatter has one of the office name what was found, and another one show it.
func (s *story) nameMatter(ctx context.Context, m matter) error {
	rows, err := s.Hotspots.Find(s.officer(ctx), hotspot.Find{Status: hotspot.Found}, db.Page{Size: 50})
	if err != nil {
		return err
	}
	for i := range rows.Items {
		x := &rows.Items[i]
		if !strings.Contains(x.Proposed, m.Like) {
			continue
		}
		if x, err = s.Hotspots.Name(s.officer(ctx), x.ID, hotspot.Naming{Rev: x.Rev, Name: m.Name}); err != nil {
			return err
		}
		if r := s.rules[m.Rule]; r != nil {
			if x, err = s.Hotspots.Confirm(s.officer(ctx), x.ID, hotspot.Answering{Rev: x.Rev, Policy: r.doc.ID}); err != nil {
				return err
			}
		}
		second, err := s.Holder(s.Office.Unit, hotspot.Show, s.Office.ID)
		if err == nil {
			_, err = s.Hotspots.Show(auth.With(ctx, second), x.ID, hotspot.Seen{Rev: x.Rev})
		}
		return err
	}
	return fmt.Errorf("nobody wrote about %s", m.Name)
}
