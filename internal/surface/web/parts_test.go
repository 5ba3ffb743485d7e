package web

import (
	"testing"

	"github.com/jba/templatecheck"
)

func TestPagesFitTheirTypes(t *testing.T) {
	FormPage[struct{}](Desk, "web.save")
	ListPage[struct{}, struct{}](Portal, "web.save")
	for _, p := range Pages() {
		if err := templatecheck.CheckHTML(p.Template, p.Dot); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
	}
}
