package api

import (
	"context"

	"gongkai.example/gongkai/internal/domain/faq"
	"gongkai.example/gongkai/internal/platform/auth"
)

// faqEndpoints are about the entries of questions and answers.
func (a *API) faqEndpoints() []Endpoint {
	s, one := a.FAQs, "/faqs/{id}"
	all := []Endpoint{
		list("/faqs", "faq.list", faq.See, s.Find),
		create("/faqs", "faq.make", faq.Write, s.Make),
		get(one, "faq.get", faq.See, s.View),
		act(one+"/edit", "faq.edit", faq.Write, s.Edit),
		act(one+"/ask", "faq.ask", faq.Write, s.Ask),
		act(one+"/approve", "faq.approve", faq.Approve, s.Approve),
		act(one+"/discard", "faq.discard", faq.Write, s.Discard),
	}
	for _, x := range []struct { // of who approves, with a reason
		name string
		do   func(context.Context, faq.ID, faq.Because) (*faq.Entry, error)
	}{{"return", s.Return}, {"uphold", s.Uphold}, {"withdraw", s.Withdraw}, {"end", s.End}} {
		all = append(all, act(one+"/"+x.name, "faq."+x.name, faq.Approve, x.do))
	}
	return all
}

// publicFAQEndpoints are the library that every channel answers from: site, new media, hotline.
func (a *API) publicFAQEndpoints() []Endpoint {
	return []Endpoint{
		look("/public/faqs", "public.faqs", auth.Public, a.publicFAQs),
		look("/public/faq", "public.faq", auth.Public, a.publicFAQ),
	}
}

type (
	faqID struct {
		ID faq.ID `form:"id" label:"faq.entries" required:"true"`
	}
	// publicFAQs is what answers a question, or all that there is, and what it is sorted by.
	publicFAQs struct {
		Topics  []string    `json:"topics"`
		Entries []faq.Shown `json:"entries"`
	}
)

func (a *API) publicFAQs(ctx context.Context, q faq.Browse) (out publicFAQs, err error) {
	if out.Topics, err = a.FAQs.Topics(ctx); err != nil {
		return out, err
	}
	if out.Entries, err = a.FAQs.Browse(ctx, q); out.Entries == nil {
		out.Entries = []faq.Shown{}
	}
	return out, err
}

func (a *API) publicFAQ(ctx context.Context, in faqID) (faq.Shown, error) {
	return a.FAQs.Show(ctx, in.ID)
}
