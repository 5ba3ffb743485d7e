package foi_test

import (
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// TestAgent: whoever acts for another says by which document, and who has not said what
// he is, is asked for that and not for what only organisations have.
func TestAgent(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		for no, bad := range map[string]bool{
			"": true, "123": true, "护照12345678": true, "110101199003070012": true,
			"110101199003070011": false, "X1234567": false, "12 345678": false,
		} {
			f := w.filing()
			f.Agent, f.AgentNo, f.Token = "赵代理", no, "agent-"+no
			_, err := w.s.File(w.Context(), f)
			if got := fault.As(err) != nil && fault.As(err).Fields["agent_no"].Key != ""; got != bad {
				t.Errorf("%q: %v", no, err)
			}
		}
		f := w.filing()
		f.Kind, f.Contact = "", ""
		_, err := w.s.File(w.Context(), f)
		if e := fault.As(err); e == nil || e.Fields["kind"].Key != "foi.need.kind" || e.Fields["contact"].Key != "" {
			t.Errorf("%v", err)
		}
		f = w.filing()
		f.Kind, f.Contact = foi.Business, ""
		_, err = w.s.File(w.Context(), f)
		if e := fault.As(err); e == nil || e.Fields["contact"].Key == "" {
			t.Errorf("%v", err)
		}
	})
}
