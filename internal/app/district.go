package app

import (
	"context"
	"strings"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/search"
)

// A district is what the program takes from the files of the profile that the
// database does not keep: the words of the search, what screening lets pass, and what
// the finder asks.
type district struct {
	load    int64 // of the profile, as unit.Loaded
	allow   screen.Allow
	letters letter.Set
	asks    []profile.Attribute
	rules   *screen.Rules
	day     calendar.Day // for which the rules were made
}

// readDistrict reads the files of the profile. Without them the program goes on
// with what it had: search knows fewer words, and screening lets less pass.
func (a *App) readDistrict(ctx context.Context, load int64) {
	d := &district{load: load}
	p, err := profile.Open(a.Config.Profile)
	if err != nil {
		a.Config.Log.WarnContext(ctx, "the files of the profile cannot be read", "profile", a.Config.Profile, "err", err)
		a.district.Store(d)
		return
	}
	names := make([]string, 0, 2*len(p.Units))
	for _, u := range p.Units {
		names = append(names, u.Name, u.Short)
	}
	a.Search.Use(search.NewLexicon(p.SameWords(), names...))
	d.allow, d.letters, d.asks = allowOf(p), p.Letters, p.Finder
	a.district.Store(d)
}

// allowOf is what the profile says is public of the offices themselves.
func allowOf(p *profile.Profile) screen.Allow {
	out := screen.Allow{
		Phones: []string{p.Settings.Text(profile.SitePhone)}, Emails: []string{p.Settings.Text(profile.SiteMail)},
		Addresses: []string{p.Settings.Text(profile.SiteAddress)},
	}
	for _, u := range p.Units {
		out.Phones = append(out.Phones, u.Phone, u.Fax)
		out.Addresses = append(out.Addresses, u.Address)
		if strings.Contains(u.Online, "@") {
			out.Emails = append(out.Emails, u.Online)
		}
	}
	return declared(p, out)
}

// declared adds what the profile says expressly to be public.
func declared(p *profile.Profile, out screen.Allow) screen.Allow {
	lists := map[string]*[]string{
		"phone": &out.Phones, "address": &out.Addresses, "code": &out.Codes, "email": &out.Emails, "plate": &out.Plates, "name": &out.Names,
	}
	for _, r := range p.Allow {
		*lists[r.Kind] = append(*lists[r.Kind], r.Value)
	}
	return out
}

// today is the district as the profile that was loaded last has it.
func (a *App) today(tx *db.Tx) (*district, error) {
	last, err := unit.NewestLoad(tx)
	if err != nil {
		return nil, err
	}
	d := a.district.Load()
	if d == nil || d.load != last.ID {
		a.readDistrict(tx.Context(), last.ID)
		d = a.district.Load()
	}
	return d, nil
}

// letters are the templates of letters.
func (a *App) letters(tx *db.Tx) (letter.Set, error) {
	d, err := a.today(tx)
	if err != nil {
		return letter.Set{}, err
	}
	return d.letters, nil
}

// asks are the attributes that conditions of measures may ask for.
func (a *App) asks(tx *db.Tx) ([]profile.Attribute, error) {
	d, err := a.today(tx)
	if err != nil {
		return nil, err
	}
	return d.asks, nil
}

// rules are those of the screening today. They are made once a day and load.
func (a *App) rules(tx *db.Tx) (*screen.Rules, error) {
	d, err := a.today(tx)
	if err != nil {
		return nil, err
	}
	if d.rules != nil && d.day == tx.Today {
		return d.rules, nil
	}
	made := *d
	made.day = tx.Today
	made.rules = screen.New(screen.Options{Allow: d.allow, Packs: screen.Packs(), Today: tx.Today, Key: a.box.Derive("screen")})
	a.district.Store(&made)
	return made.rules, nil
}
