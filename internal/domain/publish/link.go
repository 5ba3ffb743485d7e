package publish

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"gongkai.example/gongkai/internal/kernel/article"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/fetch"
)

// The rules for what a link leads to.
const (
	ruleDead        = "link_dead"
	ruleRefused     = "link_refused"
	ruleUnpublished = "link_unpublished"
)

// A target is what one link of an edition leads to: an item, or an address elsewhere.
type target struct {
	where      string // field of the form
	text       string // of the field
	start, end int    // in characters of the text
	item       ID
	url        string // "" for an item
}

// targets lists where the links of a content lead, in the text and beside it.
// Pages of this site other than items are not among them: they always stand.
func (s *Service) targets(c *Content) []target {
	var out []target
	for _, a := range article.Links(c.Body) {
		t := target{where: "body", text: c.Body, start: a.Span.Start, end: a.Span.End, url: a.Href}
		if path, ours := s.ours(a.Href); ours {
			id, isItem := ParseRef(path)
			if !isItem {
				continue
			}
			t.item, t.url = id, ""
		}
		out = append(out, t)
	}
	for _, l := range c.Related {
		t := target{where: string(l.Kind), text: l.URL, item: l.Item, url: l.URL}
		if l.Item != 0 {
			t.text, t.url = RefOf(l.Item), ""
		} else if _, ours := s.ours(l.URL); ours {
			continue
		}
		t.end = len([]rune(t.text))
		out = append(out, t)
	}
	return out
}

// ours returns the path of an address of this site: such are never asked for over
// the network, where the site's name may well lead inside.
func (s *Service) ours(address string) (path string, ok bool) {
	u, err := url.Parse(address)
	site, siteErr := url.Parse(s.site)
	if err != nil || siteErr != nil || site.Host == "" || !strings.EqualFold(u.Host, site.Host) {
		return "", false
	}
	return strings.TrimPrefix(u.Path, hantPath), true
}

// hantPath is before the path of a page in traditional characters.
const hantPath = "/hant"

// unshown says which of the items that are linked cannot be read by everybody. What
// links to itself will be there.
func unshown(tx *db.Tx, ts []target, self ID) (map[ID]bool, error) {
	out := map[ID]bool{}
	for _, t := range ts {
		if t.item != 0 && t.item != self {
			out[t.item] = true
		}
	}
	for some := range slices.Chunk(slices.Sorted(maps.Keys(out)), atOnce) {
		ids := make([]any, len(some))
		for i, id := range some {
			ids[i] = id
		}
		var w db.Where
		w.In("id", ids...)
		w.In("state", Live, Withdrawn, Archived)
		type row struct {
			ID ID `db:"id"`
		}
		if err := db.Each(tx, func(r row) error { delete(out, r.ID); return nil }, "FROM publish_item"+w.String(), w.Args...); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// A follow is the links of an edition as a transaction found them.
type follow struct {
	targets []target
	unshown map[ID]bool
	now     time.Time
}

func (s *Service) links(tx *db.Tx, e *Edition) (f follow, err error) {
	f = follow{targets: s.targets(&e.Content), now: tx.Now}
	f.unshown, err = unshown(tx, f.targets, e.ItemID)
	return f, err
}

// followFor bounds the time that a person waits for the links of an edition. Of what was
// not reached nothing is said: it is looked at again when it is public.
const followFor = 15 * time.Second

// follow says which links lead nowhere, or where none may.
func (s *Service) follow(ctx context.Context, rules *screen.Rules, f follow) []Finding {
	ctx, cancel := context.WithTimeout(ctx, followFor)
	defer cancel()
	var urls []string
	for _, t := range f.targets {
		if t.url != "" {
			urls = append(urls, t.url)
		}
	}
	kinds := s.ask(ctx, urls, f.now)
	var out []Finding
	for i, j := 0, 0; i < len(f.targets); i = j {
		at := f.targets[i]
		var said []screen.Verdict
		for ; j < len(f.targets) && f.targets[j].where == at.where && f.targets[j].text == at.text; j++ {
			t := f.targets[j]
			if rule := ruleOf(f.unshown[t.item], kinds[t.url]); rule != "" {
				said = append(said, screen.Verdict{Rule: rule, Start: t.start, End: t.end})
			}
		}
		for _, found := range rules.Say("", at.text, said) {
			out = append(out, Finding{Where: at.where, Finding: found, Print: found.Fingerprint()})
		}
	}
	return out
}

func ruleOf(unshown bool, k fetch.Kind) string {
	switch {
	case unshown:
		return ruleUnpublished
	case k.Refused():
		return ruleRefused
	case k.Dead():
		return ruleDead
	}
	return ""
}

// ask says what became of addresses: what is known still, and for the others what asking gives.
func (s *Service) ask(ctx context.Context, urls []string, now time.Time) map[string]fetch.Kind {
	out := map[string]fetch.Kind{}
	if !s.fetch.On() {
		return out
	}
	var unknown []string
	for _, u := range urls {
		if k, ok := s.memory.get(u, now); ok {
			out[u] = k
		} else {
			unknown = append(unknown, u)
		}
	}
	for u, r := range s.fetch.CheckAll(ctx, unknown) {
		out[u] = r.Kind
		s.memory.put(u, r.Kind, now)
	}
	return out
}

// How long it is known what became of an address: one that does not answer may
// be looked at again when a look says something new, and a clerk may have repaired it.
const (
	knownFor     = 24 * time.Hour
	deadKnownFor = linksApart
	knownMost    = 10_000
)

// A linkMemory remembers what became of addresses.
type linkMemory struct {
	mu    sync.Mutex
	known map[string]knownLink
}

type knownLink struct {
	kind  fetch.Kind
	until time.Time
}

func (m *linkMemory) get(address string, now time.Time) (fetch.Kind, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, ok := m.known[address]
	return k.kind, ok && now.Before(k.until)
}

func (m *linkMemory) put(address string, kind fetch.Kind, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || len(m.known) >= knownMost {
		m.known = map[string]knownLink{}
	}
	until := now.Add(knownFor)
	if kind.Dead() || kind.Refused() {
		until = now.Add(deadKnownFor)
	}
	m.known[address] = knownLink{kind, until}
}
