package consult

import (
	"errors"
	"testing"
)

func TestTables(t *testing.T) {
	if err := errors.Join(Flow.Check(final...), OpinionFlow.Check(finalOpinion...), HearingFlow.Check(finalHearing...)); err != nil {
		t.Error(err)
	}
}

// TestNoWayOut: what is open ends by the clock alone, and what has closed ends with its outcome.
func TestNoWayOut(t *testing.T) {
	for _, s := range Flow {
		for _, from := range s.From {
			switch {
			case from == Open && s.To != Open && (s.Act != ActClose || s.Perm != ""):
				t.Errorf("%s ends an open consultation", s.Act)
			case (from == Closed || from == Found) && s.To != Closed && s.To != Found && s.Act != ActTell:
				t.Errorf("%s ends a consultation without an outcome", s.Act)
			}
		}
	}
}
