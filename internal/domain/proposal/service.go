package proposal

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/secret"
)

// The rules under which a proposal owes.
const (
	RuleDecide  = "proposal.decide"  // the office decides
	RulePublish = "proposal.publish" // the unit makes public what was accepted (及时, Article 44)
)

// Service is what the surfaces do with proposals.
type Service struct {
	db       *db.DB
	duties   *duty.Service
	requests *foi.Service
	items    *publish.Service
	files    *files.Store
	box      *secret.Box
	words    func(key string, args ...any) string
	look     *jobs.Kind[jobs.Slot]
}

// Needs is what the service rests on.
type Needs struct {
	DB       *db.DB
	Duties   *duty.Service
	Requests *foi.Service
	Items    *publish.Service
	Files    *files.Store
	Box      *secret.Box
	Words    func(key string, args ...any) string // the few sentences that the program itself says
}

// New returns the service.
func New(n Needs) *Service {
	s := &Service{db: n.DB, duties: n.Duties, requests: n.Requests, items: n.Items, files: n.Files, box: n.Box, words: n.Words}
	s.look = jobs.Define("proposal.look", func(ctx context.Context, _ jobs.Slot) error { return s.Look(ctx) }, jobs.Daily("01:30"))
	return s
}

// Kinds returns the jobs of proposals.
func (s *Service) Kinds() []jobs.Definition { return []jobs.Definition{s.look} }

// Look looks over the requests of the last months and proposes what they speak for.
// It may run again at any time: what was found before is not found twice.
func (s *Service) Look(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "proposal.Look")
	var found []Found
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		settings, err := unit.Settings(tx)
		if err != nil {
			return err
		}
		all, err := foi.WantedSince(tx, tx.Today.AddMonths(-settings.Int(profile.ProposalWindow)))
		found = Look(all, Bounds{
			Applicants: settings.Int(profile.ProposalApplicants), Given: settings.Int(profile.ProposalGiven),
			Before: tx.Today.AddMonths(-settings.Int(profile.ProposalLapse)),
		})
		return err
	})
	if err != nil {
		return err
	}
	for _, f := range found {
		if err := s.db.Write(ctx, func(tx *db.Tx) error { _, err := s.propose(tx, ActFind, f); return err }); err != nil {
			return err
		}
	}
	return nil
}

// Raise is how staff propose that what an item of a request asked for be public.
//
// Errors: NotFound for an item that the actor may not know of; Conflict for what is
// public already, or was proposed.
func (s *Service) Raise(ctx context.Context, of foi.ItemID, in Why) (p *Proposal, err error) {
	defer fault.Wrap(&err, "proposal.Raise(%d)", of)
	if err := in.Check(); err != nil {
		return nil, err
	}
	if _, err := s.requests.Of(ctx, foi.PartItem, int64(of)); err != nil {
		return nil, err
	}
	words := s.seal(in.Reason)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Business(); err != nil {
			return err
		}
		wants, err := foi.WantedOf(tx, []foi.ItemID{of})
		if err != nil || len(wants) == 0 {
			return cmp.Or(err, fault.New(fault.NotFound, "not_found"))
		}
		w := wants[0]
		if w.IsPublic() {
			return fault.New(fault.Conflict, "proposal.is_public")
		}
		if !tx.Actor.CanAt(Raise, w.UnitID) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		if err := declined(tx, of); err != nil {
			return err
		}
		f := foundOf(wants, []int{0}, Raised)
		f.Evidence[0].Words = words
		p, err = s.propose(tx, ActRaise, f)
		return err
	})
	return p, err
}

// declined asks that nothing is proposed about an item, but what was declined.
func declined(tx *db.Tx, of foi.ItemID) error {
	id, err := about(tx, []foi.ItemID{of})
	if err != nil || id == 0 {
		return err
	}
	p, err := held(tx, id)
	if err == nil && p.Status != Declined {
		err = fault.New(fault.Conflict, "proposal.proposed")
	}
	return err
}

// A Suggestion is how an applicant says that what was given out should be public
// (Article 44(2)). Number and code of the request stand for the applicant.
type Suggestion struct {
	foi.Access
	Why
}

// Check says which fields break a rule.
func (in Suggestion) Check() error {
	if err := in.Access.Check(); err != nil {
		return err
	}
	return in.Why.Check()
}

// Suggest proposes what a request was given. Sent twice, it is one suggestion.
//
// Errors: as foi.Service.Enter; Conflict as long as nothing was given out.
func (s *Service) Suggest(ctx context.Context, in Suggestion, client string) (err error) {
	defer fault.Wrap(&err, "proposal.Suggest")
	if err := in.Check(); err != nil {
		return err
	}
	id, err := s.requests.Enter(ctx, in.Access, client)
	if err != nil {
		return err
	}
	words := s.seal(in.Reason)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if was, err := suggestedBy(tx, id); err != nil || len(was) > 0 {
			return err
		}
		wants, err := foi.WantedIn(tx, id)
		if err != nil {
			return err
		}
		wants = slices.DeleteFunc(wants, func(w foi.Wanted) bool { return !w.Gives() })
		if len(wants) == 0 {
			return fault.New(fault.Conflict, "proposal.nothing_given")
		}
		for i := range wants {
			f := foundOf(wants, []int{i}, Suggested)
			f.Evidence[0].Words = words
			if _, err := s.propose(tx, ActSuggest, f); err != nil {
				return err
			}
		}
		return nil
	})
}

// propose makes a proposal of what was found, or adds to the one that there is.
// What is under way or public is added to by a person only, so that the person is
// told what becomes of it; what was declined comes back with new evidence.
func (s *Service) propose(tx *db.Tx, act Act, f Found) (*Proposal, error) {
	if err := tx.Business(); err != nil {
		return nil, err
	}
	items := make([]foi.ItemID, len(f.Evidence))
	for i, e := range f.Evidence {
		items[i] = e.Item
	}
	id, err := about(tx, items)
	if err != nil {
		return nil, err
	}
	if id == 0 {
		return s.begin(tx, act, f)
	}
	p, err := held(tx, id)
	if err != nil {
		return nil, err
	}
	was, err := evidenceFor(tx, p.ID)
	if err != nil {
		return nil, err
	}
	fresh := slices.DeleteFunc(f.Evidence, func(e Evidence) bool {
		return slices.ContainsFunc(was, func(o Evidence) bool {
			return o.Item == e.Item && (o.Kind == e.Kind || act == ActFind && p.Status == Declined)
		})
	})
	ended := p.Status == Accepted || p.Status == Released
	if len(fresh) == 0 || act == ActFind && ended {
		return p, nil
	}
	next := ActAdd
	if p.Status == Declined {
		next = ActAgain
		p.By.Did(act, tx.Actor.Who())
	}
	return p, s.step(tx, p, next, func() error { return s.note(tx, p, fresh) })
}

// begin makes a proposal.
func (s *Service) begin(tx *db.Tx, act Act, f Found) (*Proposal, error) {
	p := &Proposal{ID: ID(tx.ID()), Rev: 1, UnitID: f.UnitID, Title: f.Title, Lead: f.Evidence[0].Item}
	err := flow.Do(tx, Flow, p, act, func() error {
		p.Opened = tx.Today
		p.By.Did(act, tx.Actor.Who())
		return s.note(tx, p, f.Evidence)
	})
	if err != nil {
		return nil, err
	}
	if err := db.Insert(tx, table, p); err != nil {
		return nil, err
	}
	return p, s.owe(tx, p)
}

// note keeps evidence and counts what there is now.
func (s *Service) note(tx *db.Tx, p *Proposal, fresh []Evidence) error {
	for _, e := range fresh {
		e.ID, e.Proposal, e.Made = tx.ID(), p.ID, tx.Today
		if err := db.Insert(tx, evidenceTable, e); err != nil {
			return err
		}
	}
	all, err := evidenceFor(tx, p.ID)
	if err != nil {
		return err
	}
	wants, err := wantsOf(tx, all)
	if err != nil {
		return err
	}
	requests, people, given := map[foi.ID]bool{}, map[string]bool{}, map[foi.ID]bool{}
	for _, w := range wants {
		requests[w.Request] = true
		if w.Person != "" {
			people[w.Person] = true
		}
		if w.Gives() {
			given[w.Request] = true
		}
	}
	p.Requests, p.Given = len(requests), len(given)
	p.Applicants = max(p.Applicants, len(people)) // one that was anonymised since still asked
	return nil
}

// wantsOf are the items that evidence is about.
func wantsOf(tx *db.Tx, all []Evidence) ([]foi.Wanted, error) {
	var ids []foi.ItemID
	for _, e := range all {
		if !slices.Contains(ids, e.Item) {
			ids = append(ids, e.Item)
		}
	}
	return foi.WantedOf(tx, ids)
}

// step makes a step on a proposal that is loaded, saves it, and brings what is owed
// up to date.
func (s *Service) step(tx *db.Tx, p *Proposal, act Act, change func() error) error {
	was := p.Status
	err := flow.Do(tx, Flow, p, act, func() error {
		p.By.Did(act, tx.Actor.Who())
		return change()
	})
	if err != nil {
		return err
	}
	if err := db.Update(tx, table, p); err != nil {
		return err
	}
	if p.Status == was {
		return nil
	}
	return s.owe(tx, p)
}

// owe opens what the proposal owes now, and ends what it no longer does.
func (s *Service) owe(tx *db.Tx, p *Proposal) error {
	settings, err := unit.Settings(tx)
	if err != nil {
		return err
	}
	number, err := firstNumber(tx, p)
	if err != nil {
		return err
	}
	o := duty.Owed{Ref: p.Ref(), Under: "proposal", Basis: law.Title(often), Again: p.Rev}
	switch p.Status {
	case Open:
		root, err := unit.Root(tx)
		if err != nil {
			return err
		}
		o.UnitID, o.Rule, o.Title = root.ID, RuleDecide, s.words("proposal.owe.decide", number)
		o.Term = law.Term{N: settings.Int(profile.ProposalDecide), Unit: law.Workday}
	case Accepted:
		if err := s.duties.CountOpen(tx, RuleDecide, p.Ref(), tx.Today); err != nil {
			return err
		}
		o.UnitID, o.Rule, o.Title = p.UnitID, RulePublish, s.words("proposal.owe.publish", number)
		o.Term = law.Term{N: settings.Int(profile.ProposalPublish), Unit: law.Workday}
	case Released:
		return s.duties.CountOpen(tx, RulePublish, p.Ref(), tx.Today)
	case Declined:
		if err := s.duties.CountOpen(tx, RuleDecide, p.Ref(), tx.Today); err != nil {
			return err
		}
		return s.duties.WaiveAll(tx, p.Ref(), p.Reason)
	}
	_, err = s.duties.Open(tx, o)
	return err
}

// firstNumber is the number of the request that the evidence begins with: it tells
// proposals apart and nothing of what was asked.
func firstNumber(tx *db.Tx, p *Proposal) (string, error) {
	all, err := evidenceFor(tx, p.ID)
	if err != nil || len(all) == 0 {
		return "", err
	}
	return all[0].Number, nil
}

func (s *Service) seal(words string) string {
	return s.box.Seal([]byte(strings.TrimSpace(words)), aboutWords)
}

// aboutWords is what the words of an applicant are sealed for.
const aboutWords = "proposal.words"
