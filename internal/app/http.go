package app

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/hant"
	"gongkai.example/gongkai/internal/platform/config"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/surface/web"
)

// Handler is everything that is served.
func (a *App) Handler() http.Handler {
	kit := &web.Kit{
		Site: func() web.Site { return a.site.Load().Site }, URL: a.Config.HTTP.PublicURL, Hant: hant.Convert, HTTPS: a.Config.HTTPS(), Log: a.Config.Log, Now: a.DB.Now, Memory: a.pages, Steady: a.DB.Steady, Problem: a.API.ServeProblem,
		Address: func(r *http.Request) string { return clientAddress(a.Config.HTTP, r).String() },
	}
	a.Portal.Join(kit)
	a.Desk.Join(kit)
	routes := slices.Concat(a.probes(), a.Portal.Routes(), a.Desk.Routes(), a.API.Routes())
	mounts := []web.Mount{{Path: "GET /metrics", Handler: http.HandlerFunc(a.metrics)}, a.API.Mount()}
	return a.figures.watch(a.DB.Now, kit.Handler(routes, mounts...))
}

// clientAddress is where a request comes from: the peer, unless that is a proxy
// which the settings trust; then whom the last proxy that is trusted names.
// Who is not trusted may write anything into the header.
func clientAddress(c config.HTTP, r *http.Request) netip.Addr {
	at := peer(r)
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		if !slices.ContainsFunc(c.Trusted, func(p netip.Prefix) bool { return p.Contains(at) }) {
			break
		}
		next, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			break
		}
		at = next.Unmap()
	}
	return at
}

// peer is the other end of the connection; invalid if the server does not know it.
func peer(r *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	a, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}
	}
	return a.Unmap()
}

// A site is what pages say about whose they are, and which profile it is from.
type site struct {
	web.Site
	load int64
}

// refreshSite reads it again when another profile was loaded, on this node or another.
func (a *App) refreshSite(ctx context.Context) error {
	last, err := a.Units.NewestLoad(ctx)
	if err != nil && fault.Of(err) != fault.NotFound {
		return err
	}
	if now := a.site.Load(); now != nil && now.load == last.ID {
		return nil
	}
	s, err := a.Units.Settings(ctx)
	if err != nil {
		return err
	}
	a.readDistrict(ctx, last.ID)
	at, err := url.Parse(a.Config.URL())
	if err != nil {
		return err
	}
	a.site.Store(&site{load: last.ID, Site: web.Site{
		Name: s.Text(profile.SiteOrgan), Product: s.Text(profile.SiteName), Desk: i18n.T("app.desk"), Notice: a.Config.Notice, Domain: at.Hostname(),
		Code: s.Text(profile.SiteCode), Badge: s.Text(profile.SiteBadge), Mistake: s.Text(profile.SiteMistake), Operator: s.Text(profile.SiteOperator), ICP: s.Text(profile.SiteICP), Police: s.Text(profile.SitePolice),
		Organisation: s.Text(profile.SiteOrgan), Address: s.Text(profile.SiteAddress), Phone: s.Text(profile.SitePhone), Mail: s.Text(profile.SiteMail), Hours: s.Text(profile.SiteHours),
	}})
	a.pages.Forget() // every page says it
	return nil
}
