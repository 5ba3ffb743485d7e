package session

import "strings"

// Marks of a User-Agent, the more special ones first: nearly every browser also calls itself Chrome and Safari.
var (
	browsers = [][2]string{
		{"MicroMessenger/", "WeChat"},
		{"DingTalk/", "DingTalk"},
		{"UOSBrowser", "UOS Browser"},
		{"Qaxbrowser", "Qianxin Browser"},
		{"QIHU", "360 Browser"},
		{"360SE", "360 Browser"},
		{"Edg/", "Edge"},
		{"Firefox/", "Firefox"},
		{"Chrome/", "Chrome"},
		{"Safari/", "Safari"},
	}
	systems = [][2]string{
		{"OpenHarmony", "HarmonyOS"},
		{"HarmonyOS", "HarmonyOS"},
		{"Android", "Android"},
		{"iPhone", "iOS"},
		{"iPad", "iOS"},
		{"Windows", "Windows"},
		{"Mac OS X", "macOS"},
		{"Linux", "Linux"},
	}
)

// deviceOf is a User-Agent in words that a person recognises, such as "Firefox · Linux"; "" if it says nothing known.
func deviceOf(userAgent string) string {
	var words []string
	for _, table := range [][][2]string{browsers, systems} {
		for _, m := range table {
			if strings.Contains(userAgent, m[0]) {
				words = append(words, m[1])
				break
			}
		}
	}
	return strings.Join(words, " · ")
}
