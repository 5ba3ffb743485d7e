package user

import (
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/fault"
)

func TestPasswords(t *testing.T) {
	p := Person{Login: "zhang.san", Name: "张三丰"}
	for password, want := range map[string]string{
		"quiet river under maples":      "",
		"twelve signs":                  "",
		"Xk7#pq2m":                      "",
		"红谷滩的秋天有三种颜色呢":                  "",
		"政务Gk7办事大厅":                     "",
		"bM4;tw9z":                      "",
		"eleven sign":                   "user.password_short",
		"aB3$":                          "user.password_short",
		"abzxkpqw":                      "user.password_short",
		"Xkqpwmzy":                      "user.password_short",
		"":                              "user.password_short",
		strings.Repeat("long one ", 15): "user.password_long",
		"my zhang.san 2026":             "user.password_name",
		"ZHANG.SAN-and-more":            "user.password_name",
		"张三丰的自行车停在楼下面":                  "user.password_name",
		"P@ssw0rd":                      "user.password_common",
		"Pa55word-2026!":                "user.password_common",
		"1Welcome!2026":                 "user.password_common",
		"Admin@123":                     "user.password_common",
		"Zhengfu#2026":                  "user.password_common",
		"1qaz2WSX3edc":                  "user.password_common",
		"Ｐ＠ｓｓｗ０ｒｄ":                      "user.password_common",
		"Q1w2e3r4":                      "user.password_common",
		"123456789012":                  "user.password_simple",
		"aaaaaaaaaaaa":                  "user.password_simple",
		"Abcdefg.987654":                "user.password_simple",
	} {
		var c fault.Check
		checkPassword(&c, "new", password, p)
		if got := fault.As(c.Err()).Fields["new"].Key; want == "" && c.Err() != nil || got != want {
			t.Errorf("%q: %q, want %q", password, got, want)
		}
	}
}

// Every line of the list is refused whatever its length, and no line says what another says already.
func TestCommonList(t *testing.T) {
	seen := map[string]string{}
	for line := range strings.Lines(commonText) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if before, twice := seen[fold(line)]; twice {
			t.Errorf("%s says what %s says", line, before)
		}
		seen[fold(line)] = line
	}
	if len(seen) < 100 || len(seen) != len(common) {
		t.Errorf("%d lines, %d entries", len(seen), len(common))
	}
}
