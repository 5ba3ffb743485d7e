package api_test

import (
	"fmt"
	"testing"

	"gongkai.example/gongkai/internal/domain/hotspot"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
)

// spot is a theme that a look over the last month has found.
func (w *world) spot() string {
	w.t.Helper()
	yesterday := w.DB.Today().Add(-1)
	for i := range 4 {
		_, err := w.Messages.Receive(w.as("officer"), message.Receipt{
			Channel: message.Counter, Day: yesterday, Kind: message.Consult,
			Letter: message.Letter{Unit: w.district(), Title: "小区暖气不热", Text: fmt.Sprintf("第%d次来信，供热公司一直没有上门检查暖气。", i+1)}, Sender: message.Sender{Name: fmt.Sprintf("来信人%d", i), Phone: fmt.Sprintf("1390000000%d", i)},
		})
		if err != nil {
			w.t.Fatal(err)
		}
	}
	w.lookedAt(yesterday)
	items := w.call("GET", "/api/hotspots", "officer", "", 200)["items"].([]any)
	return text(at(items[0], "id"))
}

func (w *world) lookedAt(last calendar.Day) {
	w.t.Helper()
	r, err := w.Hotspots.Ask(w.as("officer"), hotspot.Look{Span: hotspot.Month, Last: last})
	if err == nil {
		err = w.Hotspots.Make(auth.With(w.t.Context(), auth.Machine("jobs")), r.ID)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// TestHotspot names a theme by the API; whoever named it cannot show it, and nobody reads of it.
func TestHotspot(t *testing.T) {
	w := newWorld(t)
	one := "/api/hotspots/" + w.spot()
	w.call("POST", "/api/hotspot-looks", "officer", `{"span":"week","last":"2023-01-31"}`, 422)
	w.call("POST", one+"/name", "clerk", `{"rev":1,"name":"供暖不热"}`, 403)
	w.call("POST", one+"/name", "officer", `{"rev":1,"name":""}`, 422)
	x := w.call("POST", one+"/name", "officer", `{"rev":1,"name":"供暖不热"}`, 200)
	if x["state"] != "named" || x["n"] == nil {
		t.Errorf("named: %v", x)
	}
	w.call("POST", one+"/show", "officer", fmt.Sprintf(`{"rev":%s}`, text(x["rev"])), 403)
	if public := w.call("GET", "/api/public/hotspots", "", "", 200); len(public["items"].([]any)) != 0 {
		t.Errorf("public: %v", public)
	}
}
