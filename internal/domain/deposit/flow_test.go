package deposit

import "testing"

func TestFlow(t *testing.T) {
	if err := Flow.Check(final...); err != nil {
		t.Error(err)
	}
	if err := DifferenceFlow.Check(Replaced, Settled); err != nil {
		t.Error(err)
	}
	if err := LineFlow.Check(Cleared, Passed, Noted); err != nil {
		t.Error(err)
	}
}
