package user_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"gongkai.example/gongkai/internal/domain/user"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/secret"
	"gongkai.example/gongkai/internal/platform/session"
)

func TestSignIn(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		d.hire("wang", bureau, auth.Clerk)
		must(t, d.Disable(d.machine(), d.hire("gone", bureau, auth.Clerk)))
		refused := map[string]string{}
		for _, c := range []struct{ name, login, password, want string }{
			{"right", "wang", phrase, ""},
			{"in capitals", " WANG ", phrase, ""},
			{"wrong", "wang", phrase + "x", "user.refused"},
			{"password in capitals", "wang", strings.ToUpper(phrase), "user.refused"},
			{"unknown", "nobody", phrase, "user.refused"},
			{"disabled", "gone", phrase, "user.refused"},
			{"disabled and wrong", "gone", "wrong", "user.refused"},
			{"no password", "wang", "", "required"},
			{"no name", "", phrase, "required"},
			{"password without end", "wang", strings.Repeat("x", 100_000), "user.password_long"},
		} {
			s, err := d.signIn(c.login, c.password, "")
			if c.want != "" {
				fails(t, err, c.want)
				refused[c.want] += fault.As(err).Error() + "\n"
				continue
			}
			must(t, err)
			if s.Session.Stage != session.Full || auth.From(d.enter(s.Token)).Name != "WANG" {
				t.Errorf("%s: %+v", c.name, s.Session)
			}
		}
		// nothing in the answer tells a wrong password from a name that nobody has
		lines := strings.Split(strings.TrimSpace(refused["user.refused"]), "\n")
		for _, line := range lines {
			if line != lines[0] {
				t.Errorf("answers differ: %q, %q", lines[0], line)
			}
		}
	})
}

// The waits are the same for a name that somebody has and one that nobody has.
func TestLock(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		d.hire("wang", bureau, auth.Clerk)
		for _, login := range []string{"wang", "nobody"} {
			for range 5 {
				_, err := d.signIn(login, "wrong", "")
				fails(t, err, "user.refused")
			}
			_, err := d.signIn(login, phrase, "")
			fails(t, err, "session.wait")
		}
		d.clock.Add(time.Minute - time.Millisecond)
		_, err := d.signIn("wang", phrase, "")
		fails(t, err, "session.wait")
		d.clock.Add(time.Millisecond)
		_, err = d.signIn("wang", phrase, "")
		must(t, err)
		for range 5 { // the failures are over
			_, err := d.signIn("wang", "wrong", "")
			fails(t, err, "user.refused")
		}
		_, err = d.signIn("wang", phrase, "")
		fails(t, err, "session.wait")
	})
}

func TestGuessesAtTheSameTime(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		d.hire("wang", bureau, auth.Clerk)
		var checked atomic.Int64
		var wg sync.WaitGroup
		for i := range 10 {
			wg.Go(func() {
				_, err := d.signIn("wang", fmt.Sprint("guess", i), "")
				if fault.As(err).Text.Key == "user.refused" {
					checked.Add(1)
				}
			})
		}
		wg.Wait()
		if n := checked.Load(); n == 0 || n > 5 {
			t.Errorf("%d guesses were checked", n)
		}
	})
}

func TestFirstPassword(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		c, err := d.Create(d.machine(), user.Create{Login: "wang", Name: "王五", Unit: bureau, Role: auth.Clerk})
		must(t, err)
		first, err := d.signIn("wang", c.Password, "")
		must(t, err)
		other, err := d.signIn("wang", c.Password, "")
		must(t, err)
		ctx := d.enter(first.Token)
		if !first.Session.MustChange() || auth.From(ctx).Can("plan.report") {
			t.Errorf("before the change: %+v", first.Session)
		}
		_, err = d.MakeToken(ctx, user.MakeToken{Name: "x", Perms: []string{"plan.report"}})
		fails(t, err, "session.change_first")
		_, err = d.EnrolTOTP(ctx, user.Confirm{Password: c.Password})
		fails(t, err, "session.change_first")
		for _, bad := range []struct{ old, next, want string }{
			{"wrong", phrase, "user.wrong_password"},
			{c.Password, "short", "user.password_short"},
			{c.Password, c.Password, "user.password_same"},
		} {
			_, err := d.ChangePassword(ctx, user.ChangePassword{Old: bad.old, New: bad.next, Again: bad.next})
			fails(t, err, bad.want)
		}
		second, err := d.ChangePassword(ctx, user.ChangePassword{Old: c.Password, New: phrase, Again: phrase})
		must(t, err)
		d.shut(first.Token)
		d.shut(other.Token)
		if second.Session.ID != first.Session.ID || !auth.From(d.enter(second.Token)).Can("plan.report") {
			t.Errorf("after the change: %+v", second.Session)
		}
		_, err = d.signIn("wang", c.Password, "")
		fails(t, err, "user.refused")
		s, err := d.signIn("wang", phrase, "")
		must(t, err)
		if s.Session.MustChange() {
			t.Error("the password has to be changed once more")
		}
	})
}

// At an open desk one guesses no better than at the door.
func TestPasswordIsAskedAgain(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		ctx := d.as(d.hire("wang", bureau, auth.Clerk))
		for range 5 {
			_, err := d.DisableTOTP(ctx, user.Confirm{Password: "wrong"})
			fails(t, err, "user.wrong_password")
		}
		_, err := d.ChangePassword(ctx, user.ChangePassword{Old: phrase, New: phrase + "2", Again: phrase + "2"})
		fails(t, err, "session.wait")
		_, err = d.ChangePassword(t.Context(), user.ChangePassword{Old: phrase, New: phrase + "2", Again: phrase + "2"})
		fails(t, err, "sign_in")
	})
}

func TestResetPassword(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		id := d.hire("wang", bureau, auth.Clerk)
		s, err := d.signIn("wang", phrase, "")
		must(t, err)
		tok, err := d.MakeToken(d.enter(s.Token), user.MakeToken{Name: "x", Perms: []string{"plan.report"}})
		must(t, err)
		for range 6 {
			_, err = d.signIn("wang", "wrong", "")
		}
		fails(t, err, "session.wait")
		c, err := d.ResetPassword(d.machine(), id)
		must(t, err)
		d.shut(s.Token)
		_, err = d.TokenActor(t.Context(), tok.Text)
		fails(t, err, "user.bad_token")
		_, err = d.signIn("wang", phrase, "")
		fails(t, err, "user.refused")
		s, err = d.signIn("wang", c.Password, "") // at once: the wait is over too
		must(t, err)
		if !s.Session.MustChange() {
			t.Error("a password that an administrator knows need not be changed")
		}
		boss := d.as(d.hire("boss", root, auth.Admin))
		_, err = d.ResetPassword(boss, auth.From(boss).ID)
		fails(t, err, "user.not_self")
		fails(t, d.ResetTOTP(boss, auth.From(boss).ID), "user.not_self")
	})
}

func TestSignOutEverywhere(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		id := d.hire("wang", bureau, auth.Clerk)
		for _, ctx := range []string{"self", "admin"} {
			a, err := d.signIn("wang", phrase, "")
			must(t, err)
			b, err := d.signIn("wang", phrase, "")
			must(t, err)
			by := d.machine()
			if ctx == "self" {
				by = d.enter(a.Token)
			}
			must(t, d.SignOutEverywhere(by, id))
			d.shut(a.Token)
			d.shut(b.Token)
		}
	})
}

// Who signs in where somebody was signed in takes that session's place.
func TestSignInOverAnother(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		d.hire("wang", bureau, auth.Clerk)
		d.hire("li", bureau, auth.Clerk)
		before, err := d.signIn("wang", phrase, "")
		must(t, err)
		after, err := d.SignIn(d.enter(before.Token), user.SignIn{Login: "li", Password: phrase}, session.Client{})
		must(t, err)
		d.shut(before.Token)
		if before.Token == after.Token || auth.From(d.enter(after.Token)).Name != "LI" {
			t.Errorf("session %+v", after.Session)
		}
	})
}

// bind gives an account one-time codes and returns a maker of codes.
func (d desk) bind(id int64) func() string {
	d.t.Helper()
	ctx := d.as(id)
	e, err := d.EnrolTOTP(ctx, user.Confirm{Password: phrase})
	must(d.t, err)
	key := strings.ReplaceAll(e.Secret, " ", "")
	if !strings.HasPrefix(e.URL, "otpauth://totp/gongkai:") || !strings.Contains(e.URL, "secret="+key) {
		d.t.Errorf("address %s", e.URL)
	}
	code := func() string {
		c, err := totp.GenerateCode(key, d.clock.Now())
		must(d.t, err)
		return c
	}
	_, err = d.ConfirmTOTP(ctx, user.Code{Code: code()})
	must(d.t, err)
	return code
}

func TestSecondFactor(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		id := d.hire("wang", bureau, auth.Clerk)
		code := d.bind(id)
		_, err := d.signIn("wang", phrase, code()) // the code that confirmed the app is used up
		fails(t, err, "user.wrong_code")
		d.clock.Add(30 * time.Second)

		owing, err := d.signIn("wang", phrase, "")
		must(t, err)
		ctx := d.enter(owing.Token)
		if !owing.Session.OwesCode() || auth.From(ctx).Kind != auth.Visitor {
			t.Errorf("before the code: %+v", owing.Session)
		}
		_, err = d.ChangePassword(ctx, user.ChangePassword{Old: phrase, New: phrase + "2", Again: phrase + "2"})
		fails(t, err, "sign_in")
		_, err = d.SecondFactor(ctx, user.Code{Code: "000000"})
		fails(t, err, "user.wrong_code")
		used := code()
		whole, err := d.SecondFactor(ctx, user.Code{Code: used})
		must(t, err)
		d.shut(owing.Token)
		if whole.Session.Stage != session.Full || auth.From(d.enter(whole.Token)).ID != id {
			t.Errorf("after the code: %+v", whole.Session)
		}
		_, err = d.SecondFactor(d.enter(whole.Token), user.Code{Code: used})
		fails(t, err, "sign_in") // owes nothing

		again, err := d.signIn("wang", phrase, "")
		must(t, err)
		_, err = d.SecondFactor(d.enter(again.Token), user.Code{Code: used})
		fails(t, err, "user.wrong_code") // somebody looked over a shoulder
		_, err = d.signIn("wang", phrase, used)
		fails(t, err, "user.wrong_code")
		d.clock.Add(30 * time.Second)
		_, err = d.signIn("wang", phrase, code()) // all in one step
		must(t, err)
	})
}

// The password alone buys no guesses at the code, and does not wipe out the failed ones.
func TestGuessingTheCode(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		code := d.bind(d.hire("wang", bureau, auth.Clerk))
		d.clock.Add(30 * time.Second)
		right, wrong := code(), 0
		for i := range 20 {
			s, err := d.signIn("wang", phrase, "")
			if fault.Of(err) == fault.TooMany {
				break
			}
			must(t, err)
			guess := fmt.Sprintf("%06d", i)
			if guess == right {
				continue
			}
			if _, err = d.SecondFactor(d.enter(s.Token), user.Code{Code: guess}); fault.As(err).Fields["code"].Key == "user.wrong_code" {
				wrong++
			}
		}
		if wrong != 5 {
			t.Errorf("%d codes could be tried", wrong)
		}
	})
}

func TestTOTPOnAndOff(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		id := d.hire("wang", bureau, auth.Clerk)
		_, err := d.ConfirmTOTP(d.as(id), user.Code{Code: "123456"})
		fails(t, err, "user.no_enrolment")
		_, err = d.DisableTOTP(d.as(id), user.Confirm{Password: phrase})
		fails(t, err, "user.no_factor")
		_, err = d.EnrolTOTP(d.as(id), user.Confirm{Password: phrase})
		must(t, err)
		_, err = d.ConfirmTOTP(d.as(id), user.Code{Code: "000000"})
		fails(t, err, "user.wrong_code")
		s, err := d.signIn("wang", phrase, "")
		must(t, err)
		if s.Session.OwesCode() {
			t.Error("a secret that was not confirmed locks out")
		}
		code := d.bind(id)
		d.shut(s.Token)
		_, err = d.EnrolTOTP(d.as(id), user.Confirm{Password: phrase})
		fails(t, err, "user.has_factor")

		d.clock.Add(30 * time.Second)
		here, err := d.signIn("wang", phrase, code())
		must(t, err)
		_, err = d.DisableTOTP(d.enter(here.Token), user.Confirm{Password: "wrong"})
		fails(t, err, "user.wrong_password")
		next, err := d.DisableTOTP(d.enter(here.Token), user.Confirm{Password: phrase})
		must(t, err)
		d.shut(here.Token)
		d.enter(next.Token)
		s, err = d.signIn("wang", phrase, "")
		must(t, err)
		if s.Session.OwesCode() {
			t.Error("a code is still owed")
		}

		d.bind(id)
		must(t, d.ResetTOTP(d.machine(), id)) // the telephone is lost
		s, err = d.signIn("wang", phrase, "")
		must(t, err)
		if s.Session.OwesCode() {
			t.Error("a code is still owed after the reset")
		}
	})
}

// A change of the price of a hash reaches each account at its next sign-in.
func TestRehash(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		id := d.hire("wang", bureau, auth.Clerk)
		d.Hasher = secret.NewHasher(secret.Params{Memory: 128, Passes: 1, Threads: 1}, 1)
		d.Service = user.New(d.Needs)
		price := func() string {
			var hash string
			must(t, d.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
				hash, err = db.One[string](tx, "SELECT hash FROM user_account WHERE id = ?", id)
				return err
			}))
			return strings.Split(hash, "$")[3]
		}
		_, err := d.signIn("wang", "wrong", "")
		fails(t, err, "user.refused")
		if price() != "m=64,t=1,p=1" {
			t.Errorf("hashed again for a wrong password: %s", price())
		}
		for range 2 {
			_, err = d.signIn("wang", phrase, "")
			must(t, err)
			if price() != "m=128,t=1,p=1" {
				t.Errorf("at %s", price())
			}
		}
	})
}

// Whatever is done, no secret comes to rest anywhere but in a person's hands.
func TestNoSecretIsStored(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		boss := d.as(d.hire("boss", root, auth.Admin))
		c, err := d.Create(boss, user.Create{Login: "wang", Name: "王五", Phone: "83912345", Unit: bureau, Role: auth.Clerk})
		must(t, err)
		first, err := d.signIn("wang", c.Password, "")
		must(t, err)
		second, err := d.ChangePassword(d.enter(first.Token), user.ChangePassword{Old: c.Password, New: phrase, Again: phrase})
		must(t, err)
		ctx := d.enter(second.Token)
		e, err := d.EnrolTOTP(ctx, user.Confirm{Password: phrase})
		must(t, err)
		key := strings.ReplaceAll(e.Secret, " ", "")
		code, err := totp.GenerateCode(key, d.clock.Now())
		must(t, err)
		third, err := d.ConfirmTOTP(ctx, user.Code{Code: code})
		must(t, err)
		tok, err := d.MakeToken(d.enter(third.Token), user.MakeToken{Name: "上报", Perms: []string{"plan.report"}})
		must(t, err)
		_, err = d.signIn("wang", "my other password", "")
		fails(t, err, "user.refused")
		r, err := d.ResetPassword(boss, c.Person.ID)
		must(t, err)
		secrets := []string{
			c.Password, r.Password, phrase, "my other password", first.Token, second.Token, third.Token,
			tok.Text, strings.TrimPrefix(tok.Text, "gongkai_"), key, e.Secret, code,
		}
		journal := d.dump("journal_entry", "journal_pending")
		stored := journal + d.dump("user_account", "user_token", "session_session", "session_attempt")
		for _, word := range []string{"user.create", "user.sign_in", "user.make_token", "user.reset_password", "$argon2id$", "83912345"} {
			if !strings.Contains(stored, word) {
				t.Fatalf("the dump lacks %s", word)
			}
		}
		for _, s := range secrets {
			if strings.Contains(stored, s) {
				t.Errorf("%q is stored", s)
			}
		}
		for _, s := range []string{"argon2id", tok.Token.Digest, third.Session.Digest, "83912345"} {
			if strings.Contains(journal, s) {
				t.Errorf("%q is in the journal", s)
			}
		}
	})
}

// dump is every text column of these tables, one row a line.
func (d desk) dump(tables ...string) string {
	d.t.Helper()
	type row struct {
		Line string `db:"x.line"`
	}
	columns := map[string]string{
		"journal_entry":   "actor_name || ' ' || act || ' ' || ref || ' ' || body",
		"journal_pending": "leaf",
		"user_account":    "login || ' ' || name || ' ' || phone || ' ' || hash || ' ' || totp || ' ' || totp_new",
		"user_token":      "name || ' ' || digest || ' ' || perms",
		"session_session": "digest || ' ' || device || ' ' || address",
		"session_attempt": "attempt_key",
	}
	var b strings.Builder
	must(d.t, d.DB.Read(d.t.Context(), func(tx *db.Tx) error {
		for _, table := range tables {
			rows, err := db.All[row](tx, "FROM (SELECT "+columns[table]+" AS line FROM "+table+") x")
			if err != nil {
				return err
			}
			for _, r := range rows {
				b.WriteString(r.Line + "\n")
			}
		}
		return nil
	}))
	return b.String()
}
