package policy

import "testing"

func TestFlow(t *testing.T) {
	if err := Flow.Check(final...); err != nil {
		t.Error(err)
	}
	if err := CitationFlow.Check(Noted, Looked); err != nil {
		t.Error(err)
	}
}
