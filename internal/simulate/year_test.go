package simulate_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"log/slog"
	"os"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/platform/config"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/notify/smstest"
	"gongkai.example/gongkai/internal/simulate"
)

// little is a life that a test has time for.
var little = simulate.Life{Year: 2023, Seed: 3, Scale: 0.006}

// lived is what came of a life in a new district of a profile.
func lived(t *testing.T, name, dsn string, weather *simulate.Weather) simulate.Verdict {
	t.Helper()
	c, err := config.Load([]string{"GONGKAI_DATA=" + t.TempDir(), "GONGKAI_PROFILE=" + name, "GONGKAI_DSN=" + dsn})
	if err != nil {
		t.Fatal(err)
	}
	clock, log, gate := &simulate.Clock{Wall: time.Now}, &bytes.Buffer{}, smstest.New(t)
	clock.Set(little.First())
	sms := gate.Config(map[string]string{"survey": "T-survey"})
	c.SMS = config.SMS{URL: sms.URL, Key: sms.Key, Secret: sms.Secret, Templates: sms.Templates}
	conf := app.Config{Config: c, Log: slog.New(slog.NewTextHandler(log, nil)), Unsafe: true}
	if weather != nil {
		conf.Disturb, conf.Doubt = weather.Disturb, weather.Doubt
	}
	a, err := simulate.Open(t.Context(), conf, clock)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	w, err := little.Enter(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	w.Weather, w.Texted = weather, func(phone string) (code string) {
		for _, short := range gate.Shorts() {
			if short.Phone == phone {
				code = short.Params[0]
			}
		}
		return code
	}
	in := simulate.Inspection{Log: func() ([]byte, error) { return log.Bytes(), nil }, Pages: 150}
	w.Noted = func(e simulate.Evening) error { in.Evenings = append(in.Evenings, e); return nil }
	w.Told = func(k simulate.Ack) error { in.Acks = append(in.Acks, k); return nil }
	start := time.Now()
	if err := w.Live(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	t.Logf("%s %s: lived in %v", name, a.DB.Engine(), time.Since(start))
	v, err := w.Check(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range v.Violations {
		t.Error(line)
	}
	t.Logf("%d requests, %d answered anew, %d corrections, %d letters, %d of %d messages answered, %d of %d consultations told with %d opinions, %d of %d surveys told with %d answers, minutes of %d of %d events with %d guests, %d of %d concerns answered, %d late, %d looks that found %d themes of which %d are public, %d opinions, %d of %d proposals released, %d rows covered, %d items", v.Requests, v.Anew, v.Corrections, v.Letters, v.Replied, v.Messages, v.Outcomes, v.Consults, v.Said, v.Results, v.Surveys, v.Voices, v.Minutes, v.Events, v.Guests, v.Answered, v.Concerns, v.AnsweredLate, v.Looks, v.Themes, v.Shown, v.Opinions, v.Released, v.Proposals, v.Covered, v.Items)
	t.Logf("%d of %d documents issued, %d amended, %d repealed, %d lapsed, %d interpreted, %d answers, doubted %d times", v.Issued, v.Documents, v.Amended, v.Repealed, v.Lapsed, v.Interpreted, v.Answers, v.Doubted)
	t.Logf("%d issues of the gazette with %d texts, %d clean-ups with %d verdicts of which %d end a document, %d void, %d unsettled, %d of %d packages received, %d differences, %d documents cited of which %d have fallen and %d were looked at", v.Issues, v.Printed, v.Cleanups, v.Verdicts, v.Ended, v.Void, v.Unsettled, v.Received, v.Packages, v.Differences, v.Cited, v.Fallen, v.Looked)
	flipped(t, w, little.Year)
	if v.Requests == 0 || v.Corrections == 0 || v.Letters == 0 || v.Replied == 0 || v.Outcomes == 0 || v.Said == 0 || v.Surveys < 3 || v.Results != v.Surveys || v.Voices == 0 || v.Events < 3 || v.Minutes == 0 || v.Guests == 0 || v.AnsweredLate == 0 || v.Answered <= v.AnsweredLate || v.Answered >= v.Concerns || v.Looks < 12 || v.Themes == 0 || v.Shown == 0 || v.Amended == 0 || v.Repealed == 0 || v.Lapsed == 0 || v.Interpreted == 0 || v.Doubted == 0 || v.Issues < 2 || v.Printed == 0 || v.Cleanups < 2 || v.Ended == 0 || v.Void == 0 || v.Received == 0 || v.Received == v.Packages || v.Differences == 0 || v.Looked == 0 || v.Opinions == 0 || v.Proposals == 0 || v.Covered == 0 && v.Versions > 0 || v.Items == 0 || v.Reports < 10 || v.Cells < 1000 || v.Pages < 100 || v.Log == 0 || v.Duties["done"] == 0 || v.Evenings < 400 {
		t.Errorf("little was looked at: %+v", v)
	}
	return v
}

var update = flag.Bool("update", false, "write what the small year comes to")

const little2023 = "testdata/little.json"

// cameTo is what a life came to, as it is written down: it is the same on both
// engines and in foul weather. What somebody suggests hangs on the day of the answer, which may be
// a neighbouring one: it makes an item more or less. How often a column owes an update follows from
// the days of its releases.
func cameTo(t *testing.T, v simulate.Verdict) []byte {
	t.Helper()
	out, err := json.MarshalIndent(map[string]int{
		"requests": v.Requests, "items": v.Items - v.Suggested, "messages": v.Messages, "said": v.Said, "voices": v.Voices, "guests": v.Guests,
		"concerns": v.Concerns, "documents": v.Documents, "issued": v.Issued, "interpreted": v.Interpreted, "answers": v.Answers, "reports": v.Reports,
	}, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	return append(out, '\n')
}

// asWritten compares what a life came to with what is written down.
func asWritten(t *testing.T, got []byte) {
	t.Helper()
	want, err := os.ReadFile(little2023)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("it came to %s, written down is %s %v; where that is meant, run TestYear/sqlite with -update", got, want, err)
	}
}

// TestYear lives through a small year, and once more on the other engine on a machine
// whose disk fills up and is slow, and whose connections are lost. Nothing is
// lost or done twice, and it comes to the same.
func TestYear(t *testing.T) {
	if testing.Short() {
		t.Skip("a year takes a minute")
	}
	t.Run("sqlite", func(t *testing.T) {
		dbtest.MaySkipSQLite(t)
		got := cameTo(t, lived(t, "honggutan", "", nil))
		if *update {
			if err := os.WriteFile(little2023, got, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		asWritten(t, got)
	})
	t.Run("postgres", func(t *testing.T) {
		dsn := dbtest.PostgresDSN(t)
		weather, _ := simulate.NewWeather(little.Seed, []string{"full", "slow", "lost"})
		asWritten(t, cameTo(t, lived(t, "honggutan", dsn, weather)))
		if weather.Struck() < 10 {
			t.Errorf("the weather struck %d times", weather.Struck())
		}
	})
}

// TestOtherDistrict lives through the year of a district of another profile, which has no circular.
func TestOtherDistrict(t *testing.T) {
	dbtest.MaySkipSQLite(t)
	if testing.Short() {
		t.Skip("a year takes a minute")
	}
	weather, _ := simulate.NewWeather(little.Seed, []string{"clock", "twice"})
	lived(t, "sample", "", weather)
}
