package web

import (
	"context"
	"strings"

	"gongkai.example/gongkai/internal/platform/i18n"
)

// Site is what every public page says about whose it is. The fields are those
// that the inspection of government sites asks of a page foot; an empty one is
// left out.
type Site struct {
	Name         string // of the government: the red head
	Product      string // what the site is, beside the name
	Desk         string // name of the desk
	Notice       string // that it is not the real site; stands where the official one says how to tell it
	Domain       string
	Code         string // site identification code
	ICP          string
	Police       string // public security record
	Badge        string // address behind the mark of Party and government sites
	Mistake      string // address of the national desk for errors in government sites
	Organisation string // organiser
	Operator     string // who runs it for the organiser
	Address      string
	Phone        string
	Mail         string
	Hours        string
	Links        []Link // foot: site map, contact, accessibility, privacy, report an error
}

// Dial is the phone number as a tel: address takes it.
func (s Site) Dial() string { return digits(s.Phone, "+") }

// PoliceNumber is the digits of the public security record, by which it is looked up.
func (s Site) PoliceNumber() string { return digits(s.Police, "") }

// digits is the digits of s, and what else is allowed.
func digits(s, allowed string) string {
	return strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' || strings.ContainsRune(allowed, c) {
			return c
		}
		return -1
	}, s)
}

// A Counter counts what waits behind a menu line.
type Counter func(context.Context) (int, error)

// A MenuItem is a menu line as a page draws it.
type MenuItem struct {
	Href, Label string
	Here        bool
	Count       int
	Below       []MenuItem // of where we are
	Within      bool       // we are at one of Below
}

// A MenuGroup is a block of the menu with its heading.
type MenuGroup struct {
	Label string
	Items []MenuItem
}

// menu returns the lines that the actor may use, in their groups. The line
// whose path is the longest beginning of the request's path is where we are.
func menu(r *Req, items []Item) []MenuGroup {
	var out []MenuGroup
	path := r.URL.Path
	if r.traditional {
		path = strings.TrimPrefix(path, hantPrefix)
	}
	here := at(path, items)
	group := "\x00"
	for i, it := range items {
		if !r.Actor.Can(it.Perm) {
			continue
		}
		if it.Group != group {
			group = it.Group
			g := MenuGroup{}
			if group != "" {
				g.Label = i18n.T(group)
			}
			out = append(out, g)
		}
		m := MenuItem{Href: it.Path, Label: i18n.T(it.Label), Here: i == here}
		if it.Count != nil {
			n, err := it.Count(r.Context())
			if err != nil {
				r.kit.Log.WarnContext(r.Context(), "menu count", "path", it.Path, "err", err)
			}
			m.Count = n
		}
		if m.Here {
			m.Below, m.Within = below(r, it, path)
		}
		last := &out[len(out)-1]
		last.Items = append(last.Items, m)
	}
	return out
}

// below is the row of what stands below a line, and whether a path is at one of it.
func below(r *Req, it Item, path string) (out []MenuItem, within bool) {
	here := at(path, it.Below)
	for i, b := range it.Below {
		if r.Actor.Can(b.Perm) {
			out = append(out, MenuItem{Href: b.Path, Label: i18n.T(b.Label), Here: i == here})
			within = within || i == here
		}
	}
	return out, within
}

// at is the line at which a path is, those below included, or -1.
func at(path string, items []Item) int {
	here, longest := -1, 0
	for i, it := range items {
		for _, line := range append([]Item{it}, it.Below...) {
			if under(path, line.Path) && len(line.Path) > longest {
				here, longest = i, len(line.Path)
			}
		}
	}
	return here
}

// under reports whether path is at or below base; "/" is only itself.
func under(path, base string) bool {
	return path == base || (base != "/" && strings.HasPrefix(path, strings.TrimSuffix(base, "/")+"/"))
}
