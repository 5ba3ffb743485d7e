package portal_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/interpret"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// interpret drafts the interpretation of a document, in text, a video and questions.
func (l *library) interpret(clerk context.Context, d *policy.Document) *interpret.Interpretation {
	l.Helper()
	s := l.Interprets
	x, err := s.Make(clerk, interpret.Subject{Policy: d.ID})
	check(err)
	const what = "买文具、修电脑这样的小额采购，以后都要说清楚花了多少钱。"
	x, err = s.Edit(clerk, x.ID, interpret.Edit{
		Rev: x.Rev, Title: x.Title, Outline: "说清楚三件事", Forms: []string{"text", "video", "qa"}, Channels: []string{"site"}, On: l.DB.Today(), Person: "李局长", Contact: "采购科 0791-11112222",
		Purpose: what, Main: what, Scope: what, Process: what, Changes: what, Background: what,
	})
	check(err)
	film, err := s.Attach(clerk, "file", fmt.Sprintf("讲解%d.mp4", d.ID), strings.NewReader("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom\x00\x00\x00\x08free"))
	check(err)
	captions, err := s.Attach(clerk, "captions", fmt.Sprintf("讲解%d.vtt", d.ID), strings.NewReader("WEBVTT\n\n00:00.000 --> 00:02.000\n说清楚\n"))
	check(err)
	x, err = s.Add(clerk, x.ID, interpret.Add{Rev: x.Rev, Form: interpret.Video, Title: "一分钟看懂", Transcript: "花了多少钱，网上都能查到。"}, film, captions)
	check(err)
	x, err = s.Add(clerk, x.ID, interpret.Add{Rev: x.Rev, Form: interpret.QA, Title: "两问", Text: "问：谁来管？\n答：财政局。"}, interpret.File{}, interpret.File{})
	check(err)
	return x
}

// TestInterpret: a citizen goes from a document to its interpretation and back, on every page
// of both, and finds whom to ask; the watch of the night reads the very same pages.
func TestInterpret(t *testing.T) {
	w, at := newWorld(t.Context(), t.TempDir(), "honggutan", "https://www.example.gov.cn")
	t.Cleanup(func() { check(w.DB.Close()) })
	l := &library{world: w, TB: t}
	check(l.DB.Read(t.Context(), func(tx *db.Tx) error {
		c, err := column.ByCode(tx, "zcwj-gfxwj")
		l.column = int64(c.ID)
		return err
	}))
	u, err := l.Units.ByCode(t.Context(), "czj")
	check(err)
	l.unit = u.ID
	d := l.issue("小额采购管理办法", "小额采购管理办法\n第一条　为规范小额采购，制定本办法。\n第二条　本办法自公布之日起施行。", nil)
	rows, err := l.Interprets.Library(t.Context(), interpret.Browse{}, db.Page{})
	check(err)
	if rows.Total != 1 {
		t.Fatalf("%d interpretations are public", rows.Total)
	}
	own, document := "/"+interpret.RefOf(rows.Items[0].ID), "/"+d.Ref()
	item, carrier := "/"+publish.RefOf(l.item(d)), "/"+publish.RefOf(rows.Items[0].Item)
	webtest.Run(t, l.handler,
		webtest.Scenario{Name: "the list", URL: "/interpret?form=video", Has: []string{"《小额采购管理办法》政策解读", "视频动漫", "css:a[href=" + own + "]"}},
		webtest.Scenario{Name: "nothing of a form", URL: "/interpret?form=press", Has: []string{"共 0 条"}},
		webtest.Scenario{Name: "the interpretation", URL: own, Has: []string{"出台目的", "css:a[href=" + document + "]", "采购科 0791-11112222", "css:video", "css:track[kind=captions]", "花了多少钱，网上都能查到", "问：谁来管？"}},
		webtest.Scenario{Name: "from the document", URL: document, Has: []string{"css:a[href=" + own + "]", "采购科 0791-11112222"}},
		webtest.Scenario{Name: "from its item", URL: item, Has: []string{"css:a[href=" + own + "]", "对本文的解读", "采购科 0791-11112222"}},
		webtest.Scenario{Name: "from the item of the interpretation", URL: carrier, Has: []string{"css:a[href=" + document + "]", "css:a[href=" + own + "]", "采购科 0791-11112222"}},
		webtest.Scenario{Name: "as a table", URL: "/interpret.csv", Has: []string{"《小额采购管理办法》政策解读"}},
		webtest.Scenario{Name: "no such", URL: "/interpret/1", Status: http.StatusNotFound},
	)
	if there, links, err := at.Interprets.Visit(t.Context(), own); err != nil || !there || !slices.Contains(links, document) {
		t.Errorf("the watch reads %v %v %v", there, links, err)
	}
	check(l.Interprets.Watch(t.Context()))
	if rows, err := l.Interprets.Find(l.office(t.Context()), interpret.Find{Links: "broken"}, db.Page{}); err != nil || rows.Total != 0 {
		t.Errorf("%d broken, %v", rows.Total, err)
	}
}
