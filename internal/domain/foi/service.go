package foi

import (
	"context"
	"time"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/holidays"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/secret"
)

// The rules under which a request owes.
const (
	ruleConfirm = "foi.confirm" // the receipt is confirmed with the applicant the same day
	ruleReply   = "foi.reply"   // Article 33
	ruleServe   = "foi.serve"   // what came back is served again
)

// Service is what the surfaces do with requests.
type Service struct {
	cites    func(tx *db.Tx, text, but string) ([]fault.Text, error)
	db       *db.DB
	duties   *duty.Service
	holidays *holidays.Holidays
	box      *secret.Box
	files    *files.Store
	words    func(key string, args ...any) string
	letters  func(tx *db.Tx) (letter.Set, error)
	rules    func(tx *db.Tx) (*screen.Rules, error)
	intake   Intake
	mail     *notify.Service
	site     string
	kinds    struct {
		lapse   *jobs.Kind[jobs.Slot]
		sweep   *jobs.Kind[jobs.Slot]
		forget  *jobs.Kind[jobs.Slot]
		collect *jobs.Kind[jobs.Slot]
		receipt *jobs.Kind[arrival]
		notice  *jobs.Kind[noticeJob]
		near    *jobs.Kind[jobs.Slot]
	}
}

// Needs is what the service rests on.
type Needs struct {
	DB       *db.DB
	Duties   *duty.Service
	Holidays *holidays.Holidays
	Box      *secret.Box
	Files    *files.Store
	Site     string                                                  // where the public finds the site, with no slash at the end
	Words    func(key string, args ...any) string                    // the few sentences that the program itself says
	Letters  func(tx *db.Tx) (letter.Set, error)                     // the templates of the district
	Rules    func(tx *db.Tx) (*screen.Rules, error)                  // of the screening, as the district has them; nil has those of the program
	Intake   Intake                                                  // the mailbox of the 工作机构
	Cites    func(tx *db.Tx, text, but string) ([]fault.Text, error) // normative documents that a text rests on and may not, but for those named in the other; nil knows none
	Notify   *notify.Service                                         // mail and short messages to applicants; nil sends none
}

// New returns the service.
func New(n Needs) *Service {
	s := &Service{db: n.DB, duties: n.Duties, holidays: n.Holidays, box: n.Box, files: n.Files, words: n.Words, letters: n.Letters, rules: n.Rules, intake: n.Intake, mail: n.Notify, site: n.Site, cites: n.Cites}
	if s.rules == nil {
		s.rules = func(*db.Tx) (*screen.Rules, error) { return screen.New(screen.Options{}), nil }
	}
	s.kinds.lapse = jobs.Define("foi.lapse", func(ctx context.Context, _ jobs.Slot) error { return s.Lapse(ctx) }, jobs.Daily("00:20"))
	s.kinds.sweep = jobs.Define("foi.sweep", func(ctx context.Context, _ jobs.Slot) error { return s.sweep(ctx) }, jobs.Daily("03:40"))
	s.kinds.forget = jobs.Define("foi.forget", func(ctx context.Context, _ jobs.Slot) error { _, err := s.Forget(ctx); return err }, jobs.Daily("03:50"))
	s.kinds.collect = jobs.Define("foi.collect", func(ctx context.Context, _ jobs.Slot) error { return s.Collect(ctx) }, jobs.Every(collectEvery))
	s.kinds.receipt = jobs.Define("foi.receipt_mail", s.sendReceipt, jobs.Timeout(time.Minute))
	s.kinds.notice = jobs.Define("foi.notify", s.sendNotice, jobs.Tries(noticeTries), jobs.Timeout(time.Minute))
	s.kinds.near = jobs.Define("foi.near", func(ctx context.Context, _ jobs.Slot) error { return s.near(ctx) }, jobs.Daily("08:30"))
	return s
}

// Kinds returns the jobs of requests.
func (s *Service) Kinds() []jobs.Definition {
	return []jobs.Definition{s.kinds.lapse, s.kinds.sweep, s.kinds.forget, s.kinds.collect, s.kinds.receipt, s.kinds.notice, s.kinds.near}
}

// Find lists requests that the actor may know of.
func (s *Service) Find(ctx context.Context, q Find, p db.Page) (rows db.Rows[Row], err error) {
	if err := q.Check(); err != nil {
		return rows, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error { rows, err = s.find(tx, q, p); return err })
	return rows, err
}

// A step is one act on a request, with what it changes and what follows from it.
type step struct {
	act    Act
	rev    int64
	day    calendar.Day  // of the fact; "" is today
	move   deadline.Move // its term and key, if it moves the clock
	note   string        // for the journal: what staff wrote, nothing personal
	key    string        // for the journal: what else of the request it is about
	copied *Copied       // for the journal: a copy that was made
	change func(tx *db.Tx, r *Request) error
	then   func(tx *db.Tx, r *Request) error // once the request is saved
}

// do makes one step of the life of a request.
func (s *Service) do(ctx context.Context, id ID, st step) (r *Request, err error) {
	defer fault.Wrap(&err, "%s(%d)", st.act, id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if r, err = load(tx, id); err != nil {
			return err
		}
		return s.step(tx, r, st)
	})
	return r, err
}

// step makes a step on a request that is loaded, saves it, and has the duty to
// reply follow the clock.
func (s *Service) step(tx *db.Tx, r *Request, st step) error {
	if st.rev != 0 {
		r.Rev = st.rev // a stale one is refused by the update
	}
	if err := s.enter(tx, r, st); err != nil {
		return err
	}
	r.settle()
	if err := db.Update(tx, table, r); err != nil {
		return err
	}
	if st.then != nil {
		if err := st.then(tx, r); err != nil {
			return err
		}
	}
	if err := s.tell(tx, r, st.act); err != nil {
		return err
	}
	if err := s.tellDeciders(tx, r, st.act); err != nil {
		return err
	}
	if r.move.Effect == deadline.Stop || r.Clock.Stopped != "" {
		return nil
	}
	return s.duties.Follow(tx, ruleReply, r.Ref(), r.Clock)
}

// enter makes the step of the table.
func (s *Service) enter(tx *db.Tx, r *Request, st step) (err error) {
	if r.cal, err = s.holidays.In(tx); err != nil {
		return err
	}
	if st.day == "" {
		st.day = tx.Today
	}
	if st.day > tx.Today {
		return fault.Field("day", "foi.bad.future", tx.Today)
	}
	if r.barred(st.act) {
		return fault.New(fault.Conflict, "foi.bad.redo_step")
	}
	if st.act != ActPay { // the number of a receipt may look like anything
		if err := s.impersonal(tx, r, noteField(st.act), st.note); err != nil {
			return err
		}
	}
	r.move = st.move
	r.move.Day = st.day
	r.brief = Brief{Day: st.day, Note: st.note, Key: st.key, Copied: st.copied}
	return flow.Do(tx, Flow, r, st.act, func() error {
		if st.change != nil {
			if err := st.change(tx, r); err != nil {
				return err
			}
		}
		r.By.Did(st.act, tx.Actor.Who())
		return nil
	})
}
