package api

import (
	"context"

	"gongkai.example/gongkai/internal/domain/hotspot"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// hotspotEndpoints are about what people write about most.
func (a *API) hotspotEndpoints() []Endpoint {
	s := a.Hotspots
	return []Endpoint{
		list("/hotspots", "hotspot.list", hotspot.See, s.Find),
		get("/hotspots/{id}", "hotspot.get", hotspot.See, s.View),
		act("/hotspots/{id}/name", "hotspot.name", hotspot.Name, s.Name),
		act("/hotspots/{id}/show", "hotspot.show", hotspot.Show, s.Show),
		act("/hotspots/{id}/hide", "hotspot.hide", hotspot.Show, s.Hide),
		act("/hotspots/{id}/merge", "hotspot.merge", hotspot.Name, s.Merge),
		act("/hotspots/{id}/split", "hotspot.split", hotspot.Name, s.Split),
		act("/hotspots/{id}/aside", "hotspot.aside", hotspot.Name, s.Aside),
		act("/hotspots/{id}/back", "hotspot.back", hotspot.Name, s.Back),
	}
}

// lookEndpoints are the looks that find it, and the documents that answer.
func (a *API) lookEndpoints() []Endpoint {
	s := a.Hotspots
	return []Endpoint{
		list("/hotspot-looks", "hotspot.looks", hotspot.Name, s.Runs),
		create("/hotspot-looks", "hotspot.look", hotspot.Name, s.Ask),
		act("/hotspots/{id}/confirm", "hotspot.confirm", hotspot.Name, s.Confirm),
		act("/hotspots/{id}/remove", "hotspot.remove", hotspot.Name, s.Remove),
	}
}

// publicHotspotEndpoints are the themes for everybody.
func (a *API) publicHotspotEndpoints() []Endpoint {
	return []Endpoint{
		list("/public/hotspots", "public.hotspots", auth.Public, func(ctx context.Context, q struct{}, p db.Page) (db.Rows[hotspot.Public], error) {
			return a.Hotspots.PublicList(applicant(ctx), q, p)
		}),
	}
}
