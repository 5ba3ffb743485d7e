package user

import (
	"context"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/secret"
	"gongkai.example/gongkai/internal/platform/session"
)

// Confirm asks for the password once more before how one signs in is changed.
type Confirm struct {
	Password string `form:"password" json:"password" label:"user.password" hint:"user.confirm_hint" type:"password" required:"true" max:"128" autocomplete:"current-password"`
}

// Check says which fields break a rule.
func (in Confirm) Check() error {
	var c fault.Check
	c.That(in.Password != "", "password", "required")
	return c.Err()
}

// Enrolment is what an authenticator app has to be told, once.
type Enrolment struct {
	Secret string `json:"secret"` // for typing
	URL    string `json:"url"`    // for a QR code
}

// EnrolTOTP gives the person who acts a secret for an authenticator app. It
// counts from ConfirmTOTP on.
func (s *Service) EnrolTOTP(ctx context.Context, in Confirm) (out Enrolment, err error) {
	defer fault.Wrap(&err, "user.EnrolTOTP")
	if err := in.Check(); err != nil {
		return out, err
	}
	id, err := session.Self(ctx)
	if err != nil {
		return out, err
	}
	was, err := s.confirm(ctx, "password", in.Password)
	if err != nil {
		return out, err
	}
	k := secret.NewTOTP()
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := load(tx, id)
		if err != nil {
			return err
		}
		if a.Factor {
			return fault.New(fault.Conflict, "user.has_factor")
		}
		if _, err := session.Clear(tx, session.Try{Login: a.Login}); err != nil {
			return err
		}
		_, err = tx.Exec("UPDATE user_account SET totp_new = ? WHERE id = ?", s.box.Seal(k, a.Ref()), a.ID)
		return err
	})
	if err != nil {
		return out, err
	}
	return Enrolment{Secret: k.Text(), URL: k.URL(s.issuer, was.Login)}, nil
}

// ConfirmTOTP takes the first code of a new secret; from then on every sign-in needs one.
func (s *Service) ConfirmTOTP(ctx context.Context, in Code) (out session.Started, err error) {
	defer fault.Wrap(&err, "user.ConfirmTOTP")
	if err := in.Check(); err != nil {
		return out, err
	}
	id, err := session.Self(ctx)
	if err != nil {
		return out, err
	}
	cur, _ := session.From(ctx)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := load(tx, id)
		if err != nil {
			return err
		}
		if a.TOTPNew == "" {
			return fault.New(fault.Conflict, "user.no_enrolment")
		}
		step, err := s.match(tx, a, a.TOTPNew, in.Code)
		if err != nil {
			return err
		}
		if _, err := tx.Exec("UPDATE user_account SET totp = totp_new, totp_new = '', totp_step = ?, factor = ? WHERE id = ?", step, true, a.ID); err != nil {
			return err
		}
		if err := journal.Add(tx, "user.enrol_totp", a.Ref(), nil); err != nil {
			return err
		}
		out, err = s.renew(tx, a, cur)
		return err
	})
	return out, err
}

// DisableTOTP takes the one-time codes off the account of the person who acts.
func (s *Service) DisableTOTP(ctx context.Context, in Confirm) (out session.Started, err error) {
	defer fault.Wrap(&err, "user.DisableTOTP")
	if err := in.Check(); err != nil {
		return out, err
	}
	id, err := session.Self(ctx)
	if err != nil {
		return out, err
	}
	if _, err := s.confirm(ctx, "password", in.Password); err != nil {
		return out, err
	}
	cur, _ := session.From(ctx)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := load(tx, id)
		if err != nil {
			return err
		}
		if !a.Factor {
			return fault.New(fault.Conflict, "user.no_factor")
		}
		if err := dropFactor(tx, a.ID); err != nil {
			return err
		}
		if err := journal.Add(tx, "user.disable_totp", a.Ref(), nil); err != nil {
			return err
		}
		out, err = s.renew(tx, a, cur)
		return err
	})
	return out, err
}

// ResetTOTP takes the one-time codes off an account, for somebody who has lost the device.
func (s *Service) ResetTOTP(ctx context.Context, id int64) (err error) {
	defer fault.Wrap(&err, "user.ResetTOTP(%d)", id)
	return s.change(ctx, id, "user.reset_totp", func(tx *db.Tx, a *account) (any, error) {
		if err := another(tx, a); err != nil {
			return nil, err
		}
		if err := dropFactor(tx, a.ID); err != nil {
			return nil, err
		}
		return nil, session.EndAll(tx, a.ID, 0)
	})
}

func dropFactor(tx *db.Tx, id int64) error {
	_, err := tx.Exec("UPDATE user_account SET factor = ?, totp = '', totp_new = '', totp_step = 0 WHERE id = ?", false, id)
	return err
}

// useCode takes a code for good: it and all before it are refused from then on.
func (s *Service) useCode(tx *db.Tx, a account, code string) error {
	step, err := s.match(tx, a, a.TOTP, code)
	if err != nil {
		return err
	}
	_, err = tx.Exec("UPDATE user_account SET totp_step = ? WHERE id = ?", step, a.ID)
	return err
}

// match returns the step of a code under a sealed secret of the account.
func (s *Service) match(tx *db.Tx, a account, sealed, code string) (int64, error) {
	k, err := s.box.Open(sealed, a.Ref())
	if err != nil {
		return 0, err
	}
	step, ok := secret.TOTP(k).Match(code, tx.Now, a.Step)
	if !ok {
		return 0, fault.Field("code", "user.wrong_code")
	}
	return step, nil
}
