package mailbox_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/mailbox"
	"gongkai.example/gongkai/internal/platform/mailbox/imaptest"
)

var noon = time.Date(2023, 10, 9, 4, 0, 0, 0, time.UTC)

func mailOf(n int) string { return fmt.Sprintf("Subject: %d\r\n\r\nbody %d\r\n", n, n) }

// reading is what one reading of a mailbox brings: the subjects, and the last place.
func reading(t *testing.T, c mailbox.Config, from mailbox.Place) (subjects string, last mailbox.Place) {
	t.Helper()
	last = from
	err := c.Read(t.Context(), from, noon, func(m mailbox.Mail) error {
		subjects += mailbox.Parse(m.Raw).Subject + " "
		last = m.Place
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return subjects, last
}

func TestRead(t *testing.T) {
	s := imaptest.New(t)
	s.Put(noon.AddDate(0, 0, -9), mailOf(0)) // before anybody read the mailbox
	s.Put(noon, mailOf(1))
	s.Put(noon, mailOf(2))
	got, at := reading(t, s.Config(), mailbox.Place{})
	if got != "1 2 " {
		t.Errorf("first reading: %q", got)
	}
	if got, _ := reading(t, s.Config(), at); got != "" {
		t.Errorf("read again: %q", got)
	}
	s.Put(noon.AddDate(0, -1, 0), mailOf(3)) // moved here from elsewhere: its number is new, its day is not
	got, next := reading(t, s.Config(), at)
	if got != "3 " {
		t.Errorf("after: %q", got)
	}
	if got, _ := reading(t, s.Config(), at); got != "3 " {
		t.Errorf("from the old place: %q, it was read and not noted", got)
	}
	s.Renew()
	s.Put(noon, mailOf(4))
	if got, _ := reading(t, s.Config(), next); got != "4 " {
		t.Errorf("a mailbox that counts anew: %q", got)
	}
}

func TestReadStops(t *testing.T) {
	s := imaptest.New(t)
	for i := range 3 {
		s.Put(noon, mailOf(i))
	}
	broken := errors.New("no room")
	n := 0
	err := s.Config().Read(t.Context(), mailbox.Place{}, noon, func(mailbox.Mail) error {
		if n++; n == 2 {
			return broken
		}
		return nil
	})
	if !errors.Is(err, broken) || n != 2 {
		t.Errorf("%d mails, %v", n, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = s.Config().Read(ctx, mailbox.Place{}, noon, func(mailbox.Mail) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a reading that was stopped: %v", err)
	}
}

func TestLarge(t *testing.T) {
	s := imaptest.New(t)
	c := s.Config()
	c.Most = 1000
	s.Put(noon, "Subject: large\r\n\r\n"+strings.Repeat("x", 2000))
	must(t, c.Read(t.Context(), mailbox.Place{}, noon, func(m mailbox.Mail) error {
		if !m.Cut || m.Size < 2000 || len(m.Raw) > 100 || mailbox.Parse(m.Raw).Subject != "large" {
			t.Errorf("cut %v, %d of %d bytes", m.Cut, len(m.Raw), m.Size)
		}
		return nil
	}))
}

func TestRefused(t *testing.T) {
	s := imaptest.New(t)
	must(t, s.Config().Reach(t.Context()))
	for name, change := range map[string]func(*mailbox.Config){
		"mailbox.refused":   func(c *mailbox.Config) { c.Password = "other" },
		"mailbox.no_folder": func(c *mailbox.Config) { c.Folder = "none" },
		"mailbox.untrusted": func(c *mailbox.Config) { c.Roots = nil },
		"mailbox.away":      func(c *mailbox.Config) { c.Port = 1 },
	} {
		c := s.Config()
		change(&c)
		err := c.Reach(t.Context())
		if e := fault.As(err); err == nil || e.Kind != fault.Busy || e.Text.Key != name {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && strings.Contains(err.Error(), imaptest.User) {
			t.Errorf("%s names the account: %v", name, err)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
