package portal

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/domain/subscribe"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// planSubject is what a subscription to a plan is about.
func planSubject(id plan.ID) subscribe.Subject { return subscribe.Subject(fmt.Sprintf("plan/%d", id)) }

// News is what the public can be told of by mail, by noun.
func (p *Portal) News() map[string]subscribe.Source {
	return map[string]subscribe.Source{"plan": {Title: p.planTitle, News: p.planNews}}
}

func (p *Portal) planOf(ctx context.Context, of string) (*plan.Page, error) {
	id, err := strconv.ParseInt(of, 10, 64)
	if err != nil {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	return p.page(ctx, plan.ID(id))
}

func (p *Portal) planTitle(ctx context.Context, of string) (string, error) {
	page, err := p.planOf(ctx, of)
	if err != nil {
		return "", err
	}
	return page.Plan.Title, nil
}

// planNews is the reports that became public.
func (p *Portal) planNews(ctx context.Context, of string, since time.Time) (out []subscribe.Item, err error) {
	page, err := p.planOf(ctx, of)
	if err != nil {
		return nil, err
	}
	for _, t := range newestFirst(page) {
		if t.Published.After(since) {
			v := toldOf(t)
			out = append(out, subscribe.Item{Title: i18n.T("portal.report_title", t.Unit.Short, v.Heading), Path: v.Href, At: t.Published})
		}
	}
	return out, nil
}
