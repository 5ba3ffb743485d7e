package portal

import (
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// A mineOther is another request that the code of the page opens, with the button that
// does.
type mineOther struct {
	foi.MyOther
	State web.Tag
	Said  string // what it has to do with this one
	Open  []web.Button
}

func beside(m foi.Mine) (out []mineOther) {
	for _, o := range m.Beside {
		said := "foi.beside.apart"
		switch {
		case o.Again:
			said = "foi.beside.again"
		case o.Before:
			said = "foi.beside.before"
		}
		out = append(out, mineOther{o, web.Tag{Kind: "info", Text: i18n.T("foi.state." + string(o.Status))}, i18n.T(said), []web.Button{{
			Href: trackPath + "/act", Label: i18n.T("foi.open_beside"), Of: o.Number, Post: true, Secondary: true,
			With: []web.Sent{{Name: "pass", Value: m.Pass}, {Name: "of", Value: o.Number}},
		}}})
	}
	return out
}

// sayRedone says that a request is answered anew, under which number, and why.
func sayRedone(o foi.MyOther) string {
	key := "foi.says.redone"
	if o.Done {
		key = "foi.says.redo_done"
	}
	why := i18n.T("foi.says.redo_self")
	if w := o.Why; w != nil && w.Organ != "" {
		why = i18n.T("foi.says.redo_why", w.Organ, w.Decided, i18n.T("foi.order_paper."+string(w.By)))
	}
	return why + i18n.T(key, o.Number)
}
