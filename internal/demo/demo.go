// Package demo makes a living district: the people of a profile, the reference
// circular read, corrected and issued, and a year under way. Everything is done
// through the services, under a clock that runs through the months, so what it
// shows is what an office would see; the same seed makes the same district.
package demo

import (
	"context"
	"fmt"
	"math/rand/v2"

	"gongkai.example/gongkai/internal/domain/annual"
	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/correction"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/domain/proposal"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/remedy"
	"gongkai.example/gongkai/internal/domain/topic"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/domain/user"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/profiles"
)

// The days of the story: the circular comes, and where the reader comes in:
// three working days before the clean-up of normative documents is due.
const (
	Issued calendar.Day = "2023-08-14"
	Today  calendar.Day = "2023-10-26"
)

// Profile is the district that the story is about.
const Profile = "honggutan"

// Password is that of every demo person. It is printed with the address.
const Password = "yangguang-2023"

// A District is the services that the story is told through.
type District struct {
	Users  *user.Service
	Units  *unit.Service
	Plans  *plan.Service
	Duties *duty.Service

	Columns     *column.Service
	Catalogues  *catalogue.Service
	Items       *publish.Service
	Topics      *topic.Service
	Requests    *foi.Service
	Remedies    *remedy.Service
	Proposals   *proposal.Service
	Corrections *correction.Service
	Reports     *annual.Service
	Files       *files.Store

	Profile *profile.Profile
	Clock   *Clock
	// RunDue works off the jobs that are due at the present of the clock.
	RunDue func(context.Context) error
	// Answered gets what opens the request whose redacted copy can be taken out; nil asks for none.
	Answered *foi.Access
}

// A Person is somebody of the demo whom the reader may sign in as.
type Person struct {
	Login string `json:"login"`
	Name  string `json:"name"`
	Title string `json:"title"`
	Unit  string `json:"unit"`
}

// story is a District being made.
type story struct {
	District
	rng    *rand.Rand
	texts  texts
	clerks map[int64]auth.Actor
	office auth.Actor
	people []auth.Actor
	plan   *plan.Plan
	press  press
}

// begin is a story that has not begun.
func begin(d District, seed uint64) (*story, error) {
	texts, err := readTexts()
	return &story{District: d, rng: rand.New(rand.NewPCG(seed, 2023)), texts: texts, clerks: map[int64]auth.Actor{}}, err
}

// Hire gives an empty district its people and nothing else, for tests that
// live through a journey of their own.
func Hire(ctx context.Context, d District) ([]Person, error) {
	s, err := begin(d, 1)
	if err != nil {
		return nil, err
	}
	return s.hire(ctx)
}

// Fill tells the story into an empty district and returns whom to sign in as.
func Fill(ctx context.Context, d District, seed uint64) ([]Person, error) {
	s, err := begin(d, seed)
	if err != nil {
		return nil, err
	}
	d.Clock.Set(Issued)
	named, err := s.hire(ctx)
	if err != nil {
		return nil, fmt.Errorf("demo people: %w", err)
	}
	if err := s.issue(ctx); err != nil {
		return nil, fmt.Errorf("demo circular: %w", err)
	}
	if err := s.enforce(ctx); err != nil {
		return nil, fmt.Errorf("demo catalogues: %w", err)
	}
	if err := s.prepare(ctx); err != nil {
		return nil, fmt.Errorf("demo items: %w", err)
	}
	if err := s.receive(); err != nil {
		return nil, fmt.Errorf("demo requests: %w", err)
	}
	if err := s.correct(); err != nil {
		return nil, fmt.Errorf("demo corrections: %w", err)
	}
	s.yearly()
	if err := s.live(ctx); err != nil {
		return nil, fmt.Errorf("demo year: %w", err)
	}
	if err := s.form(ctx); err != nil {
		return nil, fmt.Errorf("demo catalogues: %w", err)
	}
	d.Clock.Run(Today)
	return named, nil
}

// hire gives every person of the profile an account and posts, and every unit
// that has nobody a clerk.
func (s *story) hire(ctx context.Context) ([]Person, error) {
	ctx = auth.With(ctx, auth.Machine("demo"))
	tree, err := s.Units.Tree(ctx)
	if err != nil {
		return nil, err
	}
	byCode := map[string]unit.Unit{}
	for _, u := range tree {
		byCode[u.Code] = u
	}
	var named []Person
	for _, p := range s.Profile.People {
		u := byCode[p.Unit]
		roles := make([]auth.Role, len(p.Roles))
		for i, r := range p.Roles {
			roles[i] = auth.Role(r)
		}
		if err := s.account(ctx, p.Login, p.Name, u, tree[0], roles); err != nil {
			return nil, err
		}
		named = append(named, Person{p.Login, p.Name, p.Title, u.Short})
	}
	for i, u := range tree {
		_, has := s.clerks[u.ID]
		if has || u.Kind == unit.Government || u.Kind == unit.Village || u.Kind == unit.Community {
			continue
		}
		if err := s.account(ctx, fmt.Sprintf("demo%02d", i), s.texts.name(s.rng), u, tree[0], []auth.Role{auth.Clerk}); err != nil {
			return nil, err
		}
	}
	return named, nil
}

// account makes an account with its posts. The office, the secrecy reviewer, the
// supervisor and the administrator work for the whole district, so their posts
// are at its root.
func (s *story) account(ctx context.Context, login, name string, at, root unit.Unit, roles []auth.Role) error {
	made, err := s.Users.Create(ctx, user.Create{Login: login, Name: name, Unit: at.ID})
	if err != nil {
		return fmt.Errorf("%s: %w", login, err)
	}
	id := made.Person.ID
	for _, r := range roles {
		in := user.Assign{Unit: at.ID, Role: r}
		if r == auth.Office || r == auth.Secrecy || r == auth.Supervisor || r == auth.Admin {
			in.Unit = root.ID
		}
		if _, err := s.Users.Assign(ctx, id, in); err != nil {
			return fmt.Errorf("%s: %w", login, err)
		}
	}
	self := auth.With(ctx, auth.Actor{Kind: auth.Person, ID: id, Name: name, Unit: at.ID})
	if _, err := s.Users.ChangePassword(self, user.ChangePassword{Old: made.Password, New: Password, Again: Password}); err != nil {
		return fmt.Errorf("%s: %w", login, err)
	}
	actor, err := s.Users.Actor(ctx, id)
	if err != nil {
		return err
	}
	s.people = append(s.people, actor)
	if actor.Can(plan.Account) && s.clerks[at.ID].ID == 0 {
		s.clerks[at.ID] = actor
	}
	if actor.Can(plan.Decide) && s.office.ID == 0 {
		s.office = actor
	}
	return nil
}

// circular is the reference circular of the profile.
func (s *story) circular() ([]byte, error) {
	return profiles.Files.ReadFile(Profile + "/circulars/2023.txt")
}

// issue reads the circular, corrects what the machine left open, and issues it.
func (s *story) issue(ctx context.Context) error {
	ctx = auth.With(ctx, s.office)
	text, err := s.circular()
	if err != nil {
		return err
	}
	if s.plan, err = s.Plans.Read(ctx, plan.Reading{Name: s.texts.File, File: text}); err != nil {
		return err
	}
	o, err := s.Plans.Overview(ctx, s.plan.ID)
	if err != nil {
		return err
	}
	for _, l := range o.Lines {
		in, err := s.Plans.PointForm(ctx, l.Point.ID)
		if err != nil {
			return err
		}
		if len(l.Point.Parties) == 0 { // the circular says "each unit" in its text and names none in a clause
			in.Responsible = s.texts.Everybody
		}
		in.Checked = true
		if _, err := s.Plans.EditPoint(ctx, l.Point.ID, in); err != nil {
			return err
		}
	}
	if err := s.briefing(ctx, o); err != nil {
		return err
	}
	s.plan, err = s.Plans.Issue(ctx, s.plan.ID, plan.Confirm{})
	return err
}

// briefing makes the yearly hearing of point 13 a task of its own, with its record.
func (s *story) briefing(ctx context.Context, o plan.Overview) error {
	for _, l := range o.Lines {
		for _, t := range l.Tasks {
			if t.Cadence != plan.Count {
				continue
			}
			if _, err := s.Plans.EditTask(ctx, t.ID, plan.EditTask{
				Rev: t.Rev, Title: s.texts.Briefing, Cadence: plan.Count, Due: t.Due, Need: t.Need, Kind: plan.Briefing,
			}); err != nil {
				return err
			}
		}
	}
	return nil
}
