package api_test

import (
	"fmt"
	"testing"
)

// survey is one that was drafted.
func (w *world) survey() map[string]any {
	w.t.Helper()
	return w.call("POST", "/api/surveys", "officer", fmt.Sprintf(`{"unit":%d,"title":"政务公开评议","about":"了解评价","questions":"1. 满意吗？（打分）\n2. 怎样改进？（填空，选答）","identity":"invite","until":"2026-12-31","contact":"0791"}`, w.district()), 201)
}

// TestSurvey: drafted and handed in; whoever wrote it does not approve it, and the same rules
// name the field and the line.
func TestSurvey(t *testing.T) {
	w := newWorld(t)
	x := w.survey()
	id := text(x["id"])
	if qs, ok := x["questions"].([]any); !ok || len(qs) != 2 {
		t.Errorf("questions: %v", x["questions"])
	}
	bad := w.call("POST", "/api/surveys/"+id+"/edit", "officer", `{"rev":1,"title":"甲","about":"乙","questions":"1. 甲？","identity":"anyone","until":"2026-12-31","contact":"丙"}`, 422)
	if at(bad, "fields", "questions") == "" {
		t.Errorf("no field: %v", bad)
	}
	w.call("POST", "/api/surveys/"+id+"/ask", "officer", `{"rev":1}`, 200)
	w.call("POST", "/api/surveys/"+id+"/approve", "officer", `{"rev":2}`, 403)
	w.call("POST", "/api/surveys/"+id+"/approve", "clerk", `{"rev":2}`, 403)
	w.call("POST", "/api/surveys/"+id+"/codes", "officer", `{"codes":1}`, 409)
}
