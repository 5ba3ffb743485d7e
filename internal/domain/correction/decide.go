package correction

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/letter"
)

// The kinds of letter: law/letters.tsv has what each must say. Against a refusal
// there is review or suit.
const (
	letterDone    = "C1"
	letterRefused = "C2"
	freeChoice    = "R-B"
)

// Correct says that the record was wrong, and is right now.
func (s *Service) Correct(ctx context.Context, id ID, in Decide) (*Correction, error) {
	return s.decide(ctx, id, ActCorrect, Corrected, in)
}

// Refuse says why the record stays as it is.
func (s *Service) Refuse(ctx context.Context, id ID, in Decide) (*Correction, error) {
	return s.decide(ctx, id, ActRefuse, Refused, in)
}

// Forward says which organ has the power, and whether the matter was passed on to it.
func (s *Service) Forward(ctx context.Context, id ID, in Forward) (*Correction, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	key := "correction.pointed"
	if in.Sent {
		key = "correction.passed_on"
	}
	return s.decide(ctx, id, ActForward, Forwarded, Decide{Rev: in.Rev, Outcome: s.words(key, strings.TrimSpace(in.Organ), strings.TrimSpace(in.Reach))})
}

func (s *Service) decide(ctx context.Context, id ID, act Act, result Status, in Decide) (*Correction, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: act, rev: in.Rev, change: func(_ *db.Tx, c *Correction) (err error) {
		c.Result = result
		c.Outcome, err = s.box.SealJSON(strings.TrimSpace(in.Outcome), aboutOutcome)
		return err
	}})
}

// Return sends a result back to be checked once more.
func (s *Service) Return(ctx context.Context, id ID, in Because) (*Correction, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActReturn, rev: in.Rev, note: in.Reason, change: func(_ *db.Tx, c *Correction) error {
		c.Result, c.Outcome = "", ""
		return nil
	}})
}

// Tell signs the notice of the result, numbers it, and notes how it was served. The
// public log commits to its hash, and to nobody's name.
//
// Errors: Invalid about the day or the number of the postal item; Forbidden for who
// proposed the result.
func (s *Service) Tell(ctx context.Context, id ID, in Telling) (*Correction, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	st := step{act: ActTell, rev: in.Rev}
	st.change = func(tx *db.Tx, c *Correction) (err error) {
		if in.Day < c.Received || in.Day > tx.Today {
			return badDay(c.Received, tx.Today)
		}
		if c.Result == Refused && in.How == foi.Electronic && in.Online == "" {
			return fault.Field("online", "correction.need_online")
		}
		kind := letterOf(c.Result)
		if c.LetterNo, err = s.requests.LetterNumber(tx, c.UnitID, kind); err != nil {
			return err
		}
		d, err := s.document(tx, c, c.LetterNo, in.Online)
		if err != nil {
			return err
		}
		if c.Letter, err = s.box.SealJSON(d, aboutLetter); err != nil {
			return err
		}
		sum := sha256.Sum256([]byte(d.Text()))
		c.SHA, c.How, c.Tracking, c.ToldOn, c.note = hex.EncodeToString(sum[:]), in.How, strings.TrimSpace(in.Tracking), in.Day, c.LetterNo
		return nil
	}
	st.then = func(tx *db.Tx, c *Correction) error {
		err := journal.Sealed(tx, "correction.letter", c.Ref()+"/letter", sealedLetter{letterOf(c.Result), c.LetterNo, c.SHA, c.ToldOn})
		if err != nil {
			return err
		}
		return s.duties.CountOpen(tx, RuleTell, c.Ref(), in.Day)
	}
	return s.do(ctx, id, st)
}

// sealedLetter is what the public log commits to, without anybody's name.
type sealedLetter struct {
	Kind   string       `json:"kind"`
	Number string       `json:"number"`
	SHA    string       `json:"sha256"`
	Sent   calendar.Day `json:"sent,omitempty"`
}

func letterOf(result Status) string {
	if result == Refused {
		return letterRefused
	}
	return letterDone
}

// document is the notice as the case has it now. A refusal that is served online names
// the channel on which a review may be asked for (行政复议法第二十二条第二款).
func (s *Service) document(tx *db.Tx, c *Correction, number, online string) (d letter.Document, err error) {
	in, outcome, err := s.opened(c)
	if err != nil {
		return d, err
	}
	u, err := unit.Get(tx, c.UnitID)
	if err != nil {
		return d, err
	}
	reach, err := s.requests.Contact(tx, u)
	if err != nil {
		return d, err
	}
	set, err := s.letters(tx)
	if err != nil {
		return d, err
	}
	v := letter.Values{Text: map[string]string{
		"number": number, "applicant": in.Name, "case": c.Number, "content": s.words("correction.content", in.Record, in.Wrong, in.Right), "received": s.requests.Date(c.Received),
		"outcome": outcome, "issuer": u.Name, "date": s.requests.Date(tx.Today), "phone": reach.Phone, "address": reach.Address,
	}}
	if c.Result == Refused {
		v.Remedies = []string{freeChoice}
		maps.Copy(v.Text, map[string]string{
			"review_organ": strings.Join(u.Review, s.words("foi.or")), "court": u.Court, "review_within": s.words("foi.remedy.review"), "sue_within": s.words("foi.remedy.sue"),
		})
		if online != "" {
			v.Text["review_online"] = online
		}
	}
	return set.Fill(letterOf(c.Result), v)
}

// opened is what was filed and what was found.
func (s *Service) opened(c *Correction) (in Filing, outcome string, err error) {
	for _, x := range []struct {
		sealed, about string
		v             any
	}{{c.Sealed, aboutApplicant, &in.Applicant}, {c.Claim, aboutClaim, &in.Claim}, {c.Outcome, aboutOutcome, &outcome}} {
		if err := s.box.OpenJSON(x.sealed, x.about, x.v); err != nil {
			return in, "", err
		}
	}
	return in, outcome, nil
}

// titleOf is the name of the notice of a result.
func titleOf(result Status) string {
	k, _ := law.LetterOf(letterOf(result))
	return k.Name
}
