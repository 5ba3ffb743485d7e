package gazette

import "testing"

func TestFlow(t *testing.T) {
	if err := Flow.Check(final...); err != nil {
		t.Error(err)
	}
}
