package cleanup

import "testing"

func TestFlow(t *testing.T) {
	if err := Flow.Check(final...); err != nil {
		t.Error(err)
	}
	if err := VerdictFlow.Check(Approved); err != nil {
		t.Error(err)
	}
}
