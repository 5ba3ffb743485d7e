package subscribe

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/session"
)

// asked is the job to ask one address to confirm. The token is made when the
// mail is, so that it is in no row of the database.
type asked struct {
	ID int64 `json:"id"`
}

// round is the job to send one address what is new on a day.
type round struct {
	Mark string       `json:"mark"`
	Day  calendar.Day `json:"day"`
}

// Kinds returns the jobs of the service.
func (s *Service) Kinds() []jobs.Definition {
	return []jobs.Definition{
		s.confirm, s.digest,
		jobs.Define("subscribe.round", s.round, jobs.Daily("07:40")),
		jobs.Define("subscribe.prune", s.prune, jobs.Every(time.Hour)),
	}
}

func (s *Service) sendConfirm(ctx context.Context, a asked) error {
	var x subscription
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		x, err = db.Get[subscription](tx, from+"WHERE id = ?", a.ID)
		return err
	})
	if fault.Of(err) == fault.NotFound {
		return nil // it was stopped or has run out
	}
	if err != nil {
		return err
	}
	name := fmt.Sprintf("confirm.%d.%d", x.ID, x.Asked.UnixMilli())
	if sent, err := s.mail.Sent(ctx, name); err != nil || sent {
		return err // another token would void the link that went out
	}
	token, digest := session.NewToken()
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec("UPDATE subscribe_subscription SET token_digest = ? WHERE id = ?", digest, a.ID)
		return err
	})
	if err != nil {
		return err
	}
	title, err := s.Title(ctx, x.Subject)
	if fault.Of(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	link := s.site + "/subscribe/confirm?" + url.Values{"token": {token}}.Encode()
	return s.post(ctx, x, notify.Letter{
		Name: name, Subject: i18n.T("subscribe.mail_confirm", title),
		Text: i18n.T("subscribe.mail_confirm_text", title, link),
	})
}

// post sends a mail to the address of a subscription.
func (s *Service) post(ctx context.Context, x subscription, l notify.Letter) error {
	to, err := s.box.Open(x.Address, x.Mark)
	if err != nil {
		return jobs.Fatal(err)
	}
	l.To = string(to)
	return s.mail.Send(ctx, l)
}

// addresses is how many addresses one transaction of a round takes.
const addresses = 500

// round puts a mail for each address with a live subscription. Whether there is
// anything new is found out when the mail is made.
func (s *Service) round(ctx context.Context, _ jobs.Slot) error {
	if !s.On() {
		return nil
	}
	for after := ""; ; {
		var marks []string
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			type row struct {
				Mark string `db:"mark"`
			}
			rows, err := db.All[row](tx, "FROM (SELECT DISTINCT mark FROM subscribe_subscription WHERE confirmed_at > 0 AND mark > ? ORDER BY mark LIMIT ?) m", after, addresses)
			if err != nil {
				return err
			}
			marks = nil
			for _, r := range rows {
				marks = append(marks, r.Mark)
				if err := jobs.Put(tx, s.digest, round{r.Mark, tx.Today}, jobs.Opts{ID: string(tx.Today) + "." + r.Mark}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || len(marks) < addresses {
			return err
		}
		after = marks[len(marks)-1]
	}
}

// sendDigest sends one address what is new on all its subjects, if anything is.
func (s *Service) sendDigest(ctx context.Context, r round) error {
	var all []subscription
	var now time.Time
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		now = tx.Now
		all, err = db.All[subscription](tx, from+"WHERE mark = ? AND confirmed_at > 0 ORDER BY id", r.Mark)
		return err
	})
	if err != nil {
		return err
	}
	var text strings.Builder
	var told []subscription
	for _, x := range all {
		n, err := s.write(ctx, &text, x)
		if err != nil {
			return err
		}
		if n > 0 {
			told = append(told, x)
		}
	}
	if len(told) == 0 {
		return nil
	}
	l := notify.Letter{Name: "digest." + string(r.Day) + "." + r.Mark[:16], Subject: i18n.T("subscribe.mail_news", r.Day), Text: text.String() + i18n.T("subscribe.mail_foot"), Stop: s.stopURL(told[0].ID, true)}
	if err := s.post(ctx, told[0], l); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		for _, x := range told {
			if _, err := tx.Exec("UPDATE subscribe_subscription SET told_at = ? WHERE id = ?", now, x.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

// write adds the news of one subject to the text, and returns how many there are.
func (s *Service) write(ctx context.Context, text *strings.Builder, x subscription) (int, error) {
	title, err := s.Title(ctx, x.Subject)
	if fault.Of(err) == fault.NotFound {
		return 0, nil // nothing more will come of it
	}
	if err != nil {
		return 0, err
	}
	news, err := s.Subjects[x.Subject.Noun()].News(ctx, x.Subject.Of(), x.Told)
	if err != nil || len(news.Items) == 0 {
		return 0, err
	}
	fmt.Fprintf(text, "%s\n\n", title)
	named := news.Items[:min(len(news.Items), NewsMost)]
	for _, n := range named {
		fmt.Fprintf(text, "- %s\n  %s%s\n", n.Title, s.site, n.Path)
	}
	if more := news.Total - len(named); more > 0 {
		key := "subscribe.mail_more"
		if news.More {
			key = "subscribe.mail_over"
		}
		fmt.Fprintf(text, "%s\n", i18n.T(key, more))
	}
	fmt.Fprintf(text, "\n%s\n%s\n\n", i18n.T("subscribe.mail_stop"), s.stopURL(x.ID, false))
	return len(named), nil
}

// stopURL is the link that stops a subscription, or every one of its address.
func (s *Service) stopURL(id int64, all bool) string {
	return s.site + "/subscribe/stop?" + url.Values{"id": {strconv.FormatInt(id, 10)}, "all": {strconv.FormatBool(all)}, "key": {s.stopKey(id, all)}}.Encode()
}

// prune deletes what was not confirmed within a day.
func (s *Service) prune(ctx context.Context, _ jobs.Slot) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		before := tx.Now.Add(-confirmWithin)
		_, err := tx.Exec("DELETE FROM subscribe_subscription WHERE confirmed_at = 0 AND asked_at <= ?", before)
		return err
	})
}
