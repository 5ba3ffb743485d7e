// Package house has the rules of the house as tests: who may import whom, how
// large things may be, that every text has its key and every key its text.
package house

import (
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// layers is the map of the program, lowest floor first: a package may import
// those named beside it and nothing else of ours. A package that is not here
// fails the test, so adding one is a decision that a reader of the diff sees.
var layers = map[string]string{
	"kernel/fault":    "",
	"kernel/calendar": "kernel/fault",
	"kernel/disk":     "kernel/fault",
	"kernel/law":      "kernel/fault kernel/calendar law",
	"kernel/deadline": "kernel/fault kernel/calendar kernel/law",
	"kernel/archive":  "kernel/fault",
	"kernel/document": "kernel/fault kernel/archive",
	"kernel/circular": "kernel/fault kernel/calendar kernel/document",
	"kernel/sheet":    "kernel/fault",
	"kernel/extract":  "kernel/fault kernel/archive kernel/document kernel/sheet",
	"kernel/proof":    "kernel/fault",
	"kernel/article":  "kernel/fault kernel/document",
	"kernel/clause":   "kernel/fault kernel/calendar kernel/article",
	"kernel/cluster":  "",
	"kernel/similar":  "",
	"kernel/account":  "kernel/fault kernel/law kernel/article kernel/document kernel/sheet",
	"kernel/hant":     "",
	"kernel/screen":   "kernel/fault kernel/calendar kernel/extract kernel/law",
	"kernel/redact":   "kernel/fault kernel/archive kernel/document kernel/extract kernel/hant kernel/law kernel/screen kernel/sheet",

	"platform/config":   "kernel/fault",
	"platform/i18n":     "kernel/fault",
	"platform/auth":     "",
	"platform/db":       "kernel/fault kernel/calendar platform/auth",
	"platform/secret":   "kernel/disk kernel/fault platform/db",
	"platform/journal":  "kernel/calendar kernel/disk kernel/fault kernel/proof platform/auth platform/db",
	"platform/jobs":     "kernel/fault kernel/calendar platform/auth platform/db",
	"platform/files":    "kernel/disk kernel/fault kernel/extract platform/db platform/jobs platform/secret",
	"platform/backup":   "kernel/disk kernel/fault platform/db platform/files",
	"platform/replica":  "kernel/calendar kernel/fault",
	"platform/fetch":    "kernel/fault",
	"platform/mailbox":  "kernel/fault kernel/article kernel/document",
	"platform/notify":   "kernel/fault platform/auth platform/db platform/fetch platform/i18n platform/jobs",
	"platform/search":   "kernel/fault kernel/calendar platform/db",
	"platform/session":  "kernel/fault platform/auth platform/db platform/journal",
	"platform/letter":   "kernel/article kernel/extract kernel/fault kernel/law",
	"platform/profile":  "kernel/fault kernel/calendar kernel/law platform/letter",
	"platform/holidays": "kernel/fault kernel/calendar kernel/law platform/auth platform/db platform/journal",
	"platform/flow":     "kernel/fault kernel/calendar kernel/deadline kernel/law platform/auth platform/db platform/journal",

	"domain/unit":      "kernel/fault platform/auth platform/db platform/journal platform/profile",
	"domain/user":      "kernel/fault kernel/calendar platform/auth platform/db platform/journal platform/secret platform/session domain/unit",
	"domain/duty":      "kernel/fault kernel/calendar kernel/deadline kernel/law platform/auth platform/db platform/flow platform/holidays platform/jobs platform/journal platform/notify platform/profile domain/unit",
	"domain/plan":      "kernel/fault kernel/calendar kernel/circular kernel/deadline kernel/document kernel/extract kernel/law kernel/screen kernel/sheet platform/auth platform/db platform/files platform/flow platform/holidays platform/journal platform/notify platform/profile platform/search domain/unit domain/duty",
	"domain/subscribe": "kernel/fault kernel/calendar platform/db platform/i18n platform/jobs platform/notify platform/secret platform/session",

	"domain/column":    "kernel/fault kernel/calendar kernel/law platform/auth platform/db platform/journal platform/profile domain/unit domain/duty",
	"domain/catalogue": "kernel/fault kernel/calendar kernel/law kernel/screen kernel/sheet platform/auth platform/db platform/flow platform/holidays platform/jobs platform/journal platform/profile domain/unit domain/duty domain/column",
	"domain/publish":   "kernel/fault kernel/article kernel/calendar kernel/extract kernel/law kernel/proof kernel/screen kernel/sheet platform/auth platform/db platform/fetch platform/files platform/flow platform/jobs platform/journal platform/notify platform/profile platform/search domain/unit domain/duty domain/column domain/catalogue",
	"domain/topic":     "kernel/fault kernel/calendar kernel/law kernel/screen platform/auth platform/db platform/flow domain/unit domain/publish",

	"domain/policy":    "kernel/archive kernel/article kernel/calendar kernel/clause kernel/deadline kernel/document kernel/fault kernel/law kernel/proof kernel/sheet platform/auth platform/db platform/files platform/flow platform/holidays platform/jobs platform/notify platform/profile domain/unit domain/duty domain/column domain/publish",
	"domain/survey":    "kernel/fault kernel/calendar kernel/law kernel/proof kernel/screen kernel/sheet platform/auth platform/db platform/flow platform/jobs platform/journal platform/notify platform/profile platform/search platform/secret platform/session domain/unit domain/duty",
	"domain/finder":    "kernel/fault kernel/calendar kernel/law kernel/proof kernel/screen platform/auth platform/db platform/flow platform/jobs platform/profile platform/search domain/unit domain/duty domain/policy",
	"domain/faq":       "kernel/fault kernel/calendar kernel/clause kernel/law kernel/proof kernel/screen platform/auth platform/db platform/flow platform/jobs platform/profile platform/search platform/session domain/unit domain/duty domain/publish domain/policy domain/message",
	"domain/interpret": "kernel/calendar kernel/fault kernel/law kernel/similar platform/auth platform/db platform/flow platform/jobs platform/journal platform/notify platform/profile domain/unit domain/duty domain/column domain/publish domain/policy",
	"domain/consult":   "kernel/article kernel/clause kernel/fault kernel/calendar kernel/deadline kernel/law kernel/proof kernel/screen kernel/similar platform/auth platform/db platform/flow platform/holidays platform/jobs platform/journal platform/profile platform/search platform/secret platform/session domain/unit domain/duty domain/foi domain/policy",
	"domain/event":     "kernel/fault kernel/calendar kernel/law kernel/proof kernel/screen platform/auth platform/db platform/files platform/flow platform/jobs platform/journal platform/notify platform/profile platform/search platform/secret platform/session domain/unit domain/duty domain/foi",
	"domain/gazette":   "kernel/article kernel/calendar kernel/fault kernel/law platform/auth platform/db platform/flow platform/letter platform/profile domain/unit domain/duty domain/column domain/publish domain/policy",
	"domain/cleanup":   "kernel/article kernel/calendar kernel/fault kernel/law kernel/screen platform/auth platform/db platform/flow domain/unit domain/duty domain/column domain/publish domain/policy",

	"domain/deposit": "kernel/calendar kernel/fault kernel/law kernel/proof kernel/sheet platform/auth platform/db platform/files platform/flow platform/jobs platform/profile domain/unit domain/duty domain/publish domain/policy",

	"domain/remedy": "kernel/fault kernel/calendar kernel/deadline kernel/law kernel/screen platform/auth platform/db platform/files platform/flow platform/holidays platform/jobs platform/journal platform/profile platform/secret domain/unit domain/duty domain/foi",
	"domain/foi":    "kernel/fault kernel/calendar kernel/deadline kernel/extract kernel/law kernel/proof kernel/redact kernel/screen kernel/similar kernel/sheet platform/auth platform/db platform/files platform/flow platform/holidays platform/jobs platform/journal platform/letter platform/mailbox platform/notify platform/profile platform/secret platform/session domain/unit domain/duty",

	"domain/annual":     "kernel/account kernel/article kernel/calendar kernel/fault kernel/law kernel/sheet platform/auth platform/db platform/files platform/flow platform/jobs platform/letter platform/profile domain/unit domain/duty domain/plan domain/column domain/publish domain/foi domain/remedy",
	"domain/hotspot":    "kernel/calendar kernel/cluster kernel/fault kernel/screen platform/auth platform/db platform/flow platform/jobs platform/journal platform/notify platform/profile platform/search platform/secret domain/unit domain/duty domain/publish domain/policy domain/interpret domain/foi domain/message",
	"domain/response":   "kernel/calendar kernel/deadline kernel/fault kernel/law platform/auth platform/db platform/flow platform/holidays platform/jobs platform/notify platform/profile domain/unit domain/duty domain/column domain/publish domain/topic",
	"domain/message":    "kernel/fault kernel/calendar kernel/deadline kernel/law kernel/screen kernel/sheet platform/auth platform/db platform/flow platform/holidays platform/jobs platform/journal platform/profile platform/search platform/secret platform/session domain/unit domain/duty domain/foi",
	"domain/correction": "kernel/fault kernel/calendar kernel/law platform/auth platform/db platform/files platform/flow platform/jobs platform/journal platform/letter platform/profile platform/secret platform/session domain/unit domain/duty domain/foi",
	"domain/proposal":   "kernel/fault kernel/calendar kernel/law kernel/similar platform/auth platform/db platform/files platform/flow platform/jobs platform/profile platform/secret domain/unit domain/duty domain/publish domain/foi",

	"surface/web":    "kernel/article kernel/clause kernel/fault kernel/calendar platform/auth platform/db platform/i18n",
	"surface/portal": "kernel/article kernel/clause kernel/fault kernel/calendar kernel/deadline kernel/law kernel/proof kernel/sheet platform/auth platform/db platform/files platform/holidays platform/i18n platform/journal platform/letter platform/profile platform/search platform/session domain/unit domain/user domain/duty domain/plan domain/column domain/catalogue domain/publish domain/topic domain/policy domain/interpret domain/cleanup domain/gazette domain/deposit domain/survey domain/faq domain/finder domain/consult domain/event domain/foi domain/proposal domain/correction domain/message domain/response domain/hotspot domain/remedy domain/subscribe surface/web",
	"surface/desk":   "kernel/account kernel/article kernel/fault kernel/calendar kernel/circular kernel/deadline kernel/document kernel/law kernel/screen kernel/sheet platform/auth platform/db platform/files platform/flow platform/holidays platform/i18n platform/jobs platform/journal platform/letter platform/notify platform/profile platform/secret platform/session domain/unit domain/user domain/duty domain/plan domain/column domain/catalogue domain/publish domain/topic domain/policy domain/interpret domain/cleanup domain/gazette domain/deposit domain/survey domain/faq domain/finder domain/consult domain/event domain/foi domain/proposal domain/correction domain/message domain/response domain/hotspot domain/remedy domain/annual surface/web",
	"surface/api":    "kernel/account kernel/fault kernel/calendar kernel/deadline kernel/law kernel/proof kernel/sheet platform/auth platform/db platform/files platform/holidays platform/i18n platform/journal platform/profile platform/search domain/unit domain/user domain/duty domain/plan domain/column domain/catalogue domain/publish domain/topic domain/policy domain/interpret domain/cleanup domain/gazette domain/deposit domain/survey domain/faq domain/finder domain/consult domain/event domain/foi domain/proposal domain/correction domain/message domain/response domain/hotspot domain/remedy domain/annual surface/web",
	"visitor":        "",
	"export":         "kernel/disk kernel/fault platform/journal visitor",
	"app":            everything,
	"docgen":         everything,
	"simulate":       everything,
	"demo":           everything,
	"cli":            everything,

	"house":                    "",
	"platform/db/dbtest":       "kernel/calendar platform/auth platform/db",
	"surface/web/webtest":      "platform/auth surface/web",
	"domain/unit/unittest":     "kernel/fault platform/db domain/unit",
	"domain/policy/policytest": "kernel/calendar kernel/fault kernel/law kernel/screen platform/auth platform/db platform/db/dbtest platform/files platform/holidays platform/i18n platform/jobs platform/profile platform/search domain/unit domain/duty domain/column domain/catalogue domain/publish domain/policy",
	"platform/flow/states":     "",

	"platform/mailbox/imaptest": "platform/mailbox",
	"platform/notify/smtptest":  "platform/notify",
	"platform/notify/smstest":   "platform/notify",
}

const everything = "*"

// only names who may use a package of others.
var only = map[string][]string{
	"database/sql":                {"platform/db"},
	"github.com/jackc/pgx/v5":     {"platform/db"},
	"modernc.org/sqlite":          {"platform/db"},
	"html/template":               {"surface/web", "platform/letter"},
	"net/http":                    {"kernel/fault", "platform/fetch", "platform/notify/smstest", "surface/web", "surface/web/webtest", "surface/portal", "surface/desk", "surface/api", "visitor", "export", "app", "simulate", "cli"},
	"net/smtp":                    {},
	"github.com/wneessen/go-mail": {"platform/notify"},

	"github.com/emersion/go-imap/v2":            {"platform/mailbox", "platform/mailbox/imaptest"},
	"github.com/emersion/go-imap/v2/imapclient": {"platform/mailbox"},
	"github.com/emersion/go-message":            {"platform/mailbox"},

	"github.com/minio/minio-go/v7":                {"platform/files", "platform/replica"},
	"github.com/benbjohnson/litestream":           {"platform/replica"},
	"github.com/klippa-app/go-pdfium":             {"kernel/extract"},
	"github.com/klippa-app/go-pdfium/webassembly": {"kernel/extract"},
	"github.com/signintech/gopdf":                 {"platform/letter"},
}

// TestMap reads the files itself: go test then runs it again when one changes,
// which it does not when a test asks "go list".
func TestMap(t *testing.T) {
	fset := token.NewFileSet()
	docs, seen := map[string]int{}, map[string]bool{}
	for _, file := range goFiles(t) {
		if !strings.HasPrefix(file.path, "internal/") || file.test() {
			continue
		}
		f, err := parser.ParseFile(fset, file.path, file.src, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(path.Dir(file.path), "internal/")
		seen[name] = true
		if f.Doc != nil {
			docs[name]++
		}
		may, ok := layers[name]
		if !ok {
			t.Errorf("%s: package %s is not on the map in map_test.go", file.path, name)
		}
		for _, im := range f.Imports {
			q, err := strconv.Unquote(im.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			ours, isOurs := strings.CutPrefix(q, "gongkai.example/gongkai/")
			if isOurs && may != everything && !slices.Contains(strings.Fields(may), strings.TrimPrefix(ours, "internal/")) && ours != "profiles" {
				t.Errorf("%s imports %s, which the map does not allow", file.path, ours)
			}
			if who, ok := only[q]; ok && !slices.Contains(who, name) {
				t.Errorf("%s imports %s; only %v may", file.path, q, who)
			}
		}
	}
	for name := range seen {
		if docs[name] != 1 {
			t.Errorf("package %s has %d package comments, want 1", name, docs[name])
		}
	}
}
