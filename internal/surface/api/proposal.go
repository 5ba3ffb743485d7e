package api

import "gongkai.example/gongkai/internal/domain/proposal"

// proposalEndpoints are about what is asked for so often that it should be public.
func (a *API) proposalEndpoints() []Endpoint {
	s := a.Proposals
	return []Endpoint{
		list("/proposals", "proposal.list", proposal.See, s.Find),
		get("/proposals/{id}", "proposal.get", proposal.See, s.View),
		act("/request-items/{id}/raise", "proposal.raise", proposal.Raise, s.Raise),
		act("/proposals/{id}/accept", "proposal.accept", proposal.Decide, s.Accept),
		act("/proposals/{id}/decline", "proposal.decline", proposal.Decide, s.Decline),
		act("/proposals/{id}/draft", "proposal.draft", proposal.Decide, s.Draft),
	}
}
