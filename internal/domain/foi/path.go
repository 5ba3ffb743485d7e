package foi

import (
	"slices"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
)

// A Question is one of those that the handler asks of each item, in the order
// 补不补 → 该不该 → 有没有 → 给不给 → 当不当. The first that is answered with yes
// ends the walk: its results are what the item can be, its act what has to be
// done before. The text has the key foi.path.<key>.
type Question struct {
	Key     string    `json:"key"`
	Group   law.Group `json:"group"`
	Results []string  `json:"results"`
	Act     Act       `json:"act,omitempty"`
}

// Text is the question.
func (q Question) Text() fault.Text { return fault.T("foi.path." + q.Key) }

// Title is the name of its group.
func (q Question) Title() fault.Text { return fault.T("foi.path_group." + string(q.Group)) }

var path = []Question{
	{"unclear", law.Clear, []string{"U4"}, ActClarify},
	{"ended", law.Admit, []string{"O3"}, ActWithdraw},
	{"petition", law.Admit, []string{"S1"}, ""},
	{"earlier", law.Admit, []string{"S2", "S5"}, ""},
	{"often", law.Admit, []string{"S4"}, ActWonder},
	{"unpaid", law.Admit, nil, ActProposeFee},
	{"published", law.Admit, []string{"S3"}, ""},
	{"special", law.Admit, []string{"N8"}, ""},
	{"elsewhere", law.Admit, []string{"U2"}, ""},
	{"missing", law.Exist, []string{"U1"}, ""},
	{"unmade", law.Exist, []string{"U3"}, ""},
	{"public", law.Give, []string{"A1"}, ""},
	{"separable", law.Give, []string{"A3"}, ""},
	{"barred", law.Give, []string{"N1", "N2", "N3"}, ""},
	{"third", law.Give, []string{"N4"}, ActAsk},
	{"discretion", law.Give, []string{"N5", "N6", "N7"}, ""},
	{"free", law.Give, []string{"A2"}, ""},
	{"sound", law.Sound, nil, ActSubmit},
}

// Path returns the questions in the order in which they are asked.
func Path() []Question { return slices.Clone(path) }
