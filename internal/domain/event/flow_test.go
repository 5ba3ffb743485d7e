package event

import (
	"errors"
	"testing"
)

func TestTables(t *testing.T) {
	if err := errors.Join(Flow.Check(final...), EnrolmentFlow.Check(finalEnrolment...)); err != nil {
		t.Error(err)
	}
}

// TestNoWayOut: an event that was announced ends with its minutes, or is called off before it
// has taken place.
func TestNoWayOut(t *testing.T) {
	for _, s := range Flow {
		for _, from := range s.From {
			switch {
			case (from == Open || from == Closed) && s.To == Cancelled && (s.Perm != Approve || !s.Shown):
				t.Errorf("%s calls an event off without a leader or in silence", s.Act)
			case (from == Held || from == Noted) && s.To != Held && s.To != Noted && s.Act != ActTell:
				t.Errorf("%s ends an event without minutes", s.Act)
			}
		}
	}
}
