package law_test

import (
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/law"
)

// TestResultOf has a result of each form of requirement.
func TestResultOf(t *testing.T) {
	for _, tt := range []struct {
		code   string
		group  law.Group
		remedy law.Remedy
		row    string
		basis  string
		keys   string
	}{
		{"A1", law.Give, law.FreeChoice, "3.1", "foi:36-1", "title url gazette place"},
		{"A3", law.Give, law.ByParts, "3.2", "foi:37", "given form parts"},
		{"N1", law.Give, law.ReviewFirst, "3.3.1", "foi:14 foi:36-3", "level term classifier reason"},
		{"U1", law.Exist, law.FreeChoice, "3.4.1", "foi:36-4", "scope systems keywords searched_on searchers"},
		{"U2", law.Admit, law.FreeChoice, "3.4.1", "foi:36-5", "reason organ contact unknown"},
		{"S2", law.Admit, law.ByEarlier, "3.5.2", "foi:36-6", "earlier_number earlier_on earlier_result same"},
		{"O1", law.Clear, law.FreeChoice, "3.6.1", "foi:30", "clarified_on until"},
		{"O3", law.Admit, law.NoRemedy, "3.6.3", "", "reason"},
	} {
		r, ok := law.ResultOf(tt.code)
		basis := make([]string, len(r.Basis))
		for i, ref := range r.Basis {
			basis[i] = string(ref)
		}
		if !ok || r.Group != tt.group || r.Remedy != tt.remedy || r.Row != tt.row || strings.Join(basis, " ") != tt.basis || strings.Join(r.Keys(), " ") != tt.keys {
			t.Errorf("%s: %+v", tt.code, r)
		}
	}
	if _, ok := law.ResultOf("Z1"); ok {
		t.Error("Z1 is a result")
	}
	r, _ := law.ResultOf("U2")
	if want := (law.Need{{"organ", "contact"}, {"unknown"}}); !slices.EqualFunc(r.Fields[1], want, slices.Equal) {
		t.Errorf("%v, want %v", r.Fields[1], want)
	}
	law.Results()[0].Code = ""
	if law.Results()[0].Code != "A1" {
		t.Error("the data was changed")
	}
}

func TestBands(t *testing.T) {
	if pieces, pages := law.Bands(law.Piece), law.Bands(law.Page); len(pieces) != 3 || len(pages) != 4 || pieces[2].Rise != 100 || pages[3].Rate != 40 {
		t.Errorf("%+v, %+v", pieces, pages)
	}
	if len(law.Bands("metre")) != 0 {
		t.Error("there are bands by the metre")
	}
}
