package policy_test

import (
	"testing"

	"gongkai.example/gongkai/internal/domain/policy"
)

// TestWords: where the name of a clause stands beside its words, it is not said twice.
func TestWords(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"第四条", "第四条\u3000居住在本区的，每餐优惠三元。", "居住在本区的，每餐优惠三元。"},
		{"第四条第（二）项", "（二）低保家庭。", "（二）低保家庭。"},
		{"第四条", "第四条", ""},
	} {
		if got := (policy.Clause{Name: tt.name, Text: tt.text}).Words(); got != tt.want {
			t.Errorf("%s of %q: %q, want %q", tt.name, tt.text, got, tt.want)
		}
	}
}
