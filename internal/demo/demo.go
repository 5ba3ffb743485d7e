// Package demo makes a living district: the people of a profile, the reference
// circular read, corrected and issued, and a year under way. Everything is done
// through the services, under a clock that runs through the months, so what it
// shows is what an office would see; the same seed makes the same district.
package demo

import (
	"context"
	"fmt"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/simulate"
)

// The days of the story: the circular comes, and where the reader comes in:
// three working days before the clean-up of normative documents is due.
const (
	Issued calendar.Day = "2023-08-14"
	Today  calendar.Day = "2023-10-26"
)

// Profile is the district that the story is about.
const Profile = "honggutan"

// story is a World being told of.
type story struct {
	*simulate.World
	texts    texts
	press    press
	answered foi.Access
	rules    map[string]*rule // the normative documents, by their code
}

// A Told is a district that was told of: whom to sign in as, and what opens the request
// whose redacted copy can be taken out.
type Told struct {
	People   []simulate.Person
	Answered foi.Access
}

// Fill tells the story into an empty district.
func Fill(ctx context.Context, d simulate.District, seed uint64) (out Told, err error) {
	d.Clock.Set(Issued)
	texts, err := readTexts()
	if err != nil {
		return out, err
	}
	w, err := simulate.Life{Year: Issued.Year(), Seed: seed}.Enter(ctx, d)
	if err != nil {
		return out, fmt.Errorf("demo people: %w", err)
	}
	s := &story{World: w, texts: texts}
	if _, err := s.Issue(ctx); err != nil {
		return out, fmt.Errorf("demo circular: %w", err)
	}
	if err := s.enforce(ctx); err != nil {
		return out, fmt.Errorf("demo catalogues: %w", err)
	}
	if err := s.prepare(ctx); err != nil {
		return out, fmt.Errorf("demo items: %w", err)
	}
	if err := s.legislate(); err != nil {
		return out, fmt.Errorf("demo documents: %w", err)
	}
	if err := s.receive(); err != nil {
		return out, fmt.Errorf("demo requests: %w", err)
	}
	if err := s.correct(); err != nil {
		return out, fmt.Errorf("demo corrections: %w", err)
	}
	if err := s.correspond(); err != nil {
		return out, fmt.Errorf("demo letters: %w", err)
	}
	if err := s.heat(); err != nil {
		return out, fmt.Errorf("demo hot topics: %w", err)
	}
	if err := s.concern(); err != nil {
		return out, fmt.Errorf("demo concerns: %w", err)
	}
	if err := s.survey(); err != nil {
		return out, fmt.Errorf("demo surveys: %w", err)
	}
	if err := s.consult(); err != nil {
		return out, fmt.Errorf("demo consultations: %w", err)
	}
	if err := s.invite(); err != nil {
		return out, fmt.Errorf("demo events: %w", err)
	}
	s.yearly()
	if err := s.live(ctx); err != nil {
		return out, fmt.Errorf("demo year: %w", err)
	}
	if err := s.form(ctx); err != nil {
		return out, fmt.Errorf("demo catalogues: %w", err)
	}
	d.Clock.Run(Today)
	return Told{w.Named, s.answered}, nil
}
