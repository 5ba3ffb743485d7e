package annual

import "testing"

func TestFlow(t *testing.T) {
	if err := Flow.Check(final...); err != nil {
		t.Error(err)
	}
}

func TestFigures(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range figures() {
		if seen[f.Name] || f.Name == "" || f.About == "" || f.key == "" && f.place.Row == "" {
			t.Errorf("%+v", f)
		}
		seen[f.Name] = true
	}
	if unknown("收到{新收申请}件，{年度}年") != "" || unknown("{没有}") != "{没有}" {
		t.Error("names of figures")
	}
	if got := fill("收到{新收申请}件{不知道}", map[string]string{"新收申请": "12"}); got != "收到12件{不知道}" {
		t.Error(got)
	}
}
