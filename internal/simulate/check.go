package simulate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/annual"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/journal"
)

// An Inspection is what the check of a life needs beside the world.
type Inspection struct {
	Log      func() ([]byte, error) // what the program has logged; nil is nothing
	Evenings []Evening
	Acks     []Ack // what people were told is done, over all starts; nil leaves that out
	Pages    int   // that are read at most in search of secrets; 0 is all
}

// An Ack is an act that somebody was told is done.
type Ack struct {
	Act   string `json:"act"`
	About string `json:"about"` // number of a request or a document
}

// A Verdict is what a life came to, and everything that does not hold. Violations is
// empty where it all does.
type Verdict struct {
	Requests     int            `json:"requests"`
	Anew         int            `json:"answered_anew"` // by order of a review or a court
	Corrections  int            `json:"corrections"`   // of records about oneself, asked for
	Letters      int            `json:"letters"`       // that came into the mailboxes
	Messages     int            `json:"messages"`      // that citizens wrote to the government
	Replied      int            `json:"replied"`       // of those
	Consults     int            `json:"consultations"` // of the public, about drafts
	Outcomes     int            `json:"outcomes"`      // of those, that were told
	Said         int            `json:"said"`          // opinions in them
	Surveys      int            `json:"surveys"`       // that everybody may answer
	Results      int            `json:"results"`       // of those, that were told
	Voices       int            `json:"answers"`       // in them
	Events       int            `json:"events"`        // to which everybody was invited
	Minutes      int            `json:"minutes"`       // of those, that were published
	Guests       int            `json:"guests"`        // people who wanted to come
	Concerns     int            `json:"concerns"`      // of the public, found
	Answered     int            `json:"answered"`      // of those
	AnsweredLate int            `json:"answered_late"` // of those
	Looks        int            `json:"looks"`         // over what people write about
	Themes       int            `json:"themes"`        // that they found
	Shown        int            `json:"shown"`         // of those, public in the end
	Documents    int            `json:"documents"`     // normative ones, begun
	Issued       int            `json:"issued"`        // of those
	Amended      int            `json:"amended"`       // of those, as they stand in the end
	Repealed     int            `json:"repealed"`      // the same
	Lapsed       int            `json:"lapsed"`        // the same, by their own term
	Interpreted  int            `json:"interpreted"`   // with an interpretation on line
	Answers      int            `json:"faqs"`          // to what many ask about documents, begun
	Doubted      int            `json:"doubted"`       // how often one came into doubt
	Measures     int            `json:"measures"`      // that documents give, begun
	Issues       int            `json:"issues"`        // of the gazette
	Printed      int            `json:"printed"`       // texts in them
	Cleanups     int            `json:"cleanups"`      // of the documents, announced
	Verdicts     int            `json:"verdicts"`      // of those, on documents
	Ended        int            `json:"ended"`         // of those: to repeal, or that they have lapsed
	Void         int            `json:"void"`          // documents on which nobody gave one
	Unsettled    int            `json:"unsettled"`     // verdicts that still ask for a document of their own
	Packages     int            `json:"packages"`      // of the library, made for the city
	Received     int            `json:"received"`      // of those, whole
	Differences  int            `json:"differences"`   // between the list of the city and ours
	Cited        int            `json:"cited"`         // documents, by items on line
	Fallen       int            `json:"fallen"`        // of those: no longer in force, and nobody has looked
	Looked       int            `json:"looked"`        // the same, and somebody has
	Opinions     int            `json:"opinions"`      // that counsel gave
	LateOpinions int            `json:"late_opinions"` // of those
	Proposals    int            `json:"proposals"`     // that something be public without being asked for
	Released     int            `json:"released"`      // of those: it is
	Suggested    int            `json:"suggested"`     // items of the year that came of those
	Versions     int            `json:"versions"`      // of catalogues
	Covered      int            `json:"covered"`       // rows of the catalogues in force with something on line, each for each unit
	Items        int            `json:"items"`         // on line for the first time in the year
	Duties       map[string]int `json:"duties"`
	Evenings     int            `json:"evenings"` // on which the board was compared with the journal
	Reports      int            `json:"reports"`  // annual reports that equal the recount
	Cells        int            `json:"cells"`    // of those
	Notices      int            `json:"notices"`  // of fees
	Paid         int64          `json:"paid"`     // in 分
	Entries      int64          `json:"entries"`  // of the journal
	Secrets      int            `json:"secrets"`  // that were looked for
	Pages        int            `json:"pages"`    // that anybody may read, and were read
	Log          int            `json:"log"`      // bytes of the log that were read
	Digest       string         `json:"digest"`   // of how everything stands: the same for the same life
	Violations   []string       `json:"violations"`
}

func (v *Verdict) violated(format string, args ...any) {
	v.Violations = append(v.Violations, fmt.Sprintf(format, args...))
}

// Check counts a life once more and compares. An error is that it could not be checked.
func (w *World) Check(ctx context.Context, in Inspection) (v Verdict, err error) {
	v.Violations = []string{}
	c := NewRecount(in.Evenings)
	var left jobs.Backlog
	if err := w.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if left, err = w.Jobs.Backlog(tx); err != nil {
			return err
		}
		return journal.Each(tx, c.Put)
	}); err != nil {
		return v, err
	}
	v.Violations = append(v.Violations, c.End()...)
	v.Violations = append(v.Violations, c.Odd...)
	if left.Dead > 0 {
		v.violated("%d jobs were given up", left.Dead)
	}
	v.Evenings = len(in.Evenings)
	steps := []func(context.Context, *Recount, *Verdict) error{w.checkRequests, w.checkFees, w.checkCorrections, w.checkLetters, w.checkMessages, w.checkConsults, w.checkSurveys, w.checkEvents, w.checkConcerns, w.checkThemes, w.checkPolicies, w.checkInterprets, w.checkFAQs, w.checkFinders, w.checkCleanups, w.checkGazettes, w.checkDeposits, w.checkCitations, w.checkCounsel, w.checkProposals, w.checkShelves, w.checkItems, w.checkReports}
	for _, step := range steps {
		if err := step(ctx, c, &v); err != nil {
			return v, err
		}
	}
	v.Duties = c.Duties(w.Last())
	v.Digest = c.digest(w)
	refs, err := w.named(ctx)
	if err != nil {
		return v, err
	}
	c.checkAcks(in.Acks, refs, &v)
	report, err := w.Journal.Verify(ctx, nil)
	if err != nil {
		return v, err
	}
	if v.Entries = report.Entries; report.Finding != nil {
		v.violated("the journal: %s %s", report.Finding.What, report.Finding.Ref)
	}
	return v, w.checkSecrets(ctx, in, &v)
}

// named are the things that people know by a number or a title, as the journal has them.
func (w *World) named(ctx context.Context) (map[string]string, error) {
	refs := map[string]string{}
	rows, err := w.requests(ctx, foi.Find{})
	for _, row := range rows {
		refs[row.Number] = foi.RefOf(row.ID)
	}
	if err != nil {
		return nil, err
	}
	letters, err := all(w.as(ctx, w.Office), w.Messages.Find, message.Find{})
	for i := range letters {
		refs[letters[i].Number] = letters[i].Ref()
	}
	surveys, failed := w.surveyed(ctx)
	for title, x := range surveys {
		refs[title] = x.Ref()
	}
	events, missing := w.happened(ctx)
	for title, x := range events {
		refs[title] = x.Ref()
	}
	concerns, lost := w.concerned(ctx)
	for title, x := range concerns {
		refs[title] = x.Ref()
	}
	return refs, errors.Join(err, failed, missing, lost)
}

// checkRequests compares how many were filed with how many there are, and each state with
// the number that the office is shown.
func (w *World) checkRequests(ctx context.Context, c *Recount, v *Verdict) error {
	v.Requests, v.Anew = c.Requests()
	rows, err := w.requests(ctx, foi.Find{})
	if err != nil {
		return err
	}
	if len(rows) != v.Requests+v.Anew {
		v.violated("%d requests are listed, %d were filed and %d are answered anew", len(rows), v.Requests, v.Anew)
	}
	if n := c.Ordered(); n != v.Anew {
		v.violated("%d new replies were ordered and begun, %d requests are answered anew", n, v.Anew)
	}
	due := 0
	for _, day := range w.days() {
		due += len(w.errands(day))
	}
	if v.Requests != due {
		v.violated("%d requests were filed, %d citizens asked", v.Requests, due)
	}
	for _, row := range rows {
		if r := c.requests[foi.RefOf(row.ID)]; r == nil || r.state != row.Status {
			v.violated("%s stands at %s and in the journal elsewhere", row.Number, row.Status)
		}
	}
	return nil
}

// checkFees compares the ledger with the notices and payments of the journal, and each
// fee with what the standard asks for so many pages.
func (w *World) checkFees(ctx context.Context, c *Recount, v *Verdict) error {
	notices, noticed, paid := c.Fees(w.Year)
	v.Notices, v.Paid = notices, paid
	first, last := w.First(), calendar.Day(strconv.Itoa(w.Year)+"-12-31")
	f, err := w.Requests.Figures(auth.With(ctx, w.Office), foi.Span{From: first, To: last})
	if err != nil {
		return err
	}
	if f.Fees.Notices != notices || f.Fees.Asked != noticed || f.Fees.Paid != paid {
		v.violated("the ledger has %+v, the journal %d notices of %d fen and %d fen paid", f.Fees, notices, noticed, paid)
	}
	for ref, r := range c.requests {
		if r.noticed == 0 {
			continue
		}
		id, _ := strconv.ParseInt(strings.TrimPrefix(ref, "foi/"), 10, 64)
		view, err := w.Requests.View(auth.With(ctx, w.Office), foi.ID(id))
		if err != nil {
			return err
		}
		if want := feeOf(w.errand(numberIn(view.Want)).pages); want != r.noticed {
			v.violated("%s was asked for %d fen, the standard asks for %d", view.Request.Number, r.noticed, want)
		}
	}
	return nil
}

// feeOf is the fee by pages as the rule has it (政府信息公开信息处理费管理办法第五条), counted
// page by page: the first 30 are free, up to 100 each is 10 yuan, up to 200 each is 20,
// beyond that each is 40.
func feeOf(pages int) (fen int64) {
	for n := 1; n <= pages; n++ {
		switch {
		case n <= 30:
		case n <= 100:
			fen += 1000
		case n <= 200:
			fen += 2000
		default:
			fen += 4000
		}
	}
	return fen
}

// checkItems compares what came on line with what the annual reports say of it: of every
// unit its own, of the government all.
func (w *World) checkItems(ctx context.Context, c *Recount, v *Verdict) error {
	v.Items = c.released[year{"", w.Year}]
	for number, n := range c.numbers {
		if n > 1 {
			v.violated("%s came on line %d times", number, n)
		}
	}
	rows, err := w.yearly(ctx, w.Year)
	if err != nil {
		return err
	}
	for _, r := range rows {
		u, err := w.unitOf(r.UnitID)
		if err != nil {
			return err
		}
		own := year{u.Name, w.Year}
		if r.Merged {
			own.unit = ""
		}
		if said := r.Figures[words().Year.Released]; said != strconv.Itoa(c.released[own]) {
			v.violated("the report of %s has %q items, the journal %d", r.Unit, said, c.released[own])
		}
	}
	return nil
}

// checkReports compares tables 3 and 4 of every annual report, and what table 2 has of normative
// documents, with the recount.
func (w *World) checkReports(ctx context.Context, c *Recount, v *Verdict) error {
	rows, err := w.yearly(ctx, w.Year)
	if err != nil {
		return err
	}
	published := 0
	for _, r := range rows {
		view, err := w.Reports.View(auth.With(ctx, w.Office), r.ID)
		if err != nil {
			return err
		}
		if r.Status == annual.Published {
			published++
		} else {
			v.violated("the report of %s on %d is %s in the end", r.Unit, r.Year, r.Status)
		}
		own := c.Report(w.Year, func(id int64) bool { return id == r.UnitID || r.Merged && w.reporting(rows, id) })
		maps.Copy(own, w.normative(c, rows, r))
		r.Form().Totals(own)
		if v.same(&view, r.Unit, own) {
			v.Reports++
		}
	}
	if published == 0 {
		v.violated("no annual report on %d was published", w.Year)
	}
	return nil
}

// same compares the numbers of a report that come from records with those of the journal.
func (v *Verdict) same(report *annual.View, unit string, own account.Cells) bool {
	same := true
	for _, n := range report.Numbers {
		if n.Place.Table == account.Disclosed && n.Place.Row != "normative" {
			continue
		}
		v.Cells++
		if own[n.Place] != n.Number {
			same = false
			v.violated("the report of %s has %v at %v, the journal %v", unit, n.Number, n.Place, own[n.Place])
		}
	}
	return same
}

// normative is the row of normative documents of a report by the journal: of the government's,
// the sum of those of the units, each as it was fixed.
func (w *World) normative(c *Recount, rows []annual.Row, r annual.Row) account.Cells {
	out := account.Cells{}
	for _, of := range rows {
		u, err := w.unitOf(of.UnitID)
		if err != nil || of.UnitID != r.UnitID && !r.Merged {
			continue
		}
		for place, n := range c.Normative(w.Year, calendar.DayOf(of.FrozenAt), u.Name) {
			out[place] += n
		}
	}
	return out
}

func (w *World) reporting(rows []annual.Row, unitID int64) bool {
	return slices.ContainsFunc(rows, func(r annual.Row) bool { return r.UnitID == unitID })
}

// checkAcks asks of every act that somebody was told is done whether the journal has it,
// as often as they were told: of a request, whose number they know, for that one.
func (c *Recount) checkAcks(acks []Ack, refs map[string]string, v *Verdict) {
	told := map[string]int{}
	for _, a := range acks {
		told[a.Act]++
		if ref, known := refs[a.About]; known {
			told[a.Act+" "+ref]++
		}
	}
	for act, n := range told {
		if has := c.Acts[act] + c.done[act]; has < n {
			v.violated("%d times somebody was told that %s is done; the journal has %d", n, act, has)
		}
	}
}

// checkSecrets reads whatever anybody may read, and the log.
func (w *World) checkSecrets(ctx context.Context, in Inspection, v *Verdict) error {
	all := w.secrets()
	v.Secrets = len(all)
	most := in.Pages
	if most == 0 {
		most = 1 << 30
	}
	r := newReader(w.Handler(), all, most) //nolint:contextcheck // a context comes with each request
	from := []string{"/", "/sitemap.xml", "/publish/feed.xml", "/api/public/items", "/api/public/plans", "/api/public/columns", "/api/public/units", "/api/public/catalogues", "/api/public/checkpoint"}
	for _, word := range words().Asks.Subjects {
		from = append(from, "/search?q="+url.QueryEscape(word), "/api/public/search?q="+url.QueryEscape(word))
	}
	if err := r.crawl(ctx, from...); err != nil {
		return err
	}
	v.Pages = r.pages
	if in.Log != nil {
		text, err := in.Log()
		if err != nil {
			return err
		}
		v.Log = len(text)
		r.look("log", text)
	}
	for _, l := range r.leaks {
		v.violated("%s shows the %s of errand %d", l.Page, l.Kind, l.Secret)
	}
	for _, page := range r.broken {
		v.violated("%s is linked and not there", page)
	}
	return nil
}

// digest is a hash of how everything stands, by names that are the same in every
// database: two lives of one seed have one digest.
func (c *Recount) digest(w *World) string {
	var lines []string
	for _, d := range c.duties {
		lines = append(lines, fmt.Sprint("duty ", w.codeOf(d.Unit), d.Rule, d.Title, d.Period, d.Due, d.State, d.MetOn))
	}
	for _, r := range c.requests {
		results := make([]string, 0, len(r.results))
		for _, result := range r.results {
			results = append(results, result)
		}
		slices.Sort(results)
		lines = append(lines, fmt.Sprint("request ", w.codeOf(r.Unit), r.Kind, r.received, r.ended, r.state, r.Pieces, results, r.noticed, r.paid))
	}
	for _, m := range c.messages {
		lines = append(lines, fmt.Sprint("message ", w.codeOf(m.unit), m.state, m.came, m.due, m.replied, m.ended, m.opened, m.rated, m.rating))
	}
	for _, q := range c.inquired {
		states := make([]string, 0, len(q.said))
		for _, o := range q.said {
			states = append(states, string(o.state))
		}
		slices.Sort(states)
		lines = append(lines, fmt.Sprint("consult ", q.state, states))
	}
	for _, p := range c.polled {
		lines = append(lines, fmt.Sprint("survey ", p.state, p.identity, p.answers, p.lapses))
	}
	for _, e := range c.invited {
		lines = append(lines, fmt.Sprint("event ", e.state, e.counts()))
	}
	for _, x := range c.worried {
		lines = append(lines, fmt.Sprint("concern ", w.codeOf(x.unit), x.state, x.level, x.said))
	}
	lines = append(lines, c.ofLibrary()...)
	for number := range c.numbers {
		lines = append(lines, "item "+number)
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(sum[:8])
}

// ofLibrary are the lines of the normative documents, and of what is done with them.
func (c *Recount) ofLibrary() (lines []string) {
	for _, x := range c.enacted {
		lines = append(lines, fmt.Sprint("policy ", x.Title, x.state, x.Number, x.Standing, x.issued, x.filed))
	}
	for _, x := range c.explained {
		lines = append(lines, fmt.Sprint("interpret ", x.state, x.excepted, x.released))
	}
	for _, x := range c.answers {
		lines = append(lines, fmt.Sprint("faq ", x.state, x.on))
	}
	for _, x := range c.measures {
		lines = append(lines, fmt.Sprint("finder ", x.state, x.on))
	}
	for _, x := range c.cleaned {
		lines = append(lines, fmt.Sprint("cleanup ", x.state, x.announced, c.tally(x, nil)))
	}
	for _, x := range c.pressed {
		lines = append(lines, fmt.Sprint("gazette ", x.state, x.year, x.no, len(x.items)))
	}
	for _, x := range c.handed {
		lines = append(lines, fmt.Sprint("deposit ", x.state, x.On, x.Documents, x.Handed, x.Taken))
	}
	for _, x := range c.quoted {
		lines = append(lines, fmt.Sprint("citation ", x.state, x.gone))
	}
	for _, x := range c.compared {
		lines = append(lines, fmt.Sprint("difference ", x.state, x.On, x.Count))
	}
	return lines
}

// days are the days of the year in which citizens ask.
func (w *World) days() (out []calendar.Day) {
	for d := w.First(); d.Year() == w.Year; d = d.Add(1) {
		out = append(out, d)
	}
	return out
}
