package interpret

import "testing"

func TestFlow(t *testing.T) {
	if err := Flow.Check(final...); err != nil {
		t.Error(err)
	}
}

// TestQuestions: questions and answers are read in pairs, or not at all.
func TestQuestions(t *testing.T) {
	got := Questions("问：要交钱吗？\n答：不要。\n打个招呼就行。\n\n问:多久？\n答:当场。")
	if len(got) != 2 || got[0].Answer != "不要。\n打个招呼就行。" || got[1].Ask != "多久？" {
		t.Errorf("%q", got)
	}
	for _, bad := range []string{"", "要交钱吗？", "问：要交钱吗？", "答：不要。", "问：一？\n问：二？\n答：好。", "前言\n问：一？\n答：好。"} {
		if got := Questions(bad); len(got) > 0 {
			t.Errorf("%q: %q", bad, got)
		}
	}
}
