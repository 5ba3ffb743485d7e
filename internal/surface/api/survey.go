package api

import (
	"context"

	"gongkai.example/gongkai/internal/domain/survey"
)

// surveyEndpoints are about surveys. Anybody answers on the site, where a telephone or a code
// is asked for.
func (a *API) surveyEndpoints() []Endpoint {
	s := a.Surveys
	return []Endpoint{
		list("/surveys", "survey.list", survey.See, s.Find),
		create("/surveys", "survey.make", survey.Write, a.makeSurvey),
		get("/surveys/{id}", "survey.get", survey.See, s.View),
		act("/surveys/{id}/edit", "survey.edit", survey.Write, s.Edit),
		act("/surveys/{id}/ask", "survey.ask", survey.Write, s.Ask),
		act("/surveys/{id}/return", "survey.return", survey.Approve, s.Return),
		act("/surveys/{id}/approve", "survey.approve", survey.Approve, s.Approve),
		act("/surveys/{id}/extend", "survey.extend", survey.Approve, s.Extend),
		act("/surveys/{id}/close", "survey.close", survey.Approve, s.Close),
		act("/surveys/{id}/find", "survey.find", survey.Write, s.Conclude),
		act("/surveys/{id}/refuse", "survey.refuse", survey.Approve, s.Refuse),
		act("/surveys/{id}/tell", "survey.tell", survey.Approve, s.Tell),
		act("/surveys/{id}/discard", "survey.discard", survey.Write, s.Discard),
		act("/surveys/{id}/codes", "survey.codes", survey.Write, a.surveyCodes),
	}
}

// A newSurvey is a survey with the unit that asks.
type newSurvey struct {
	Unit int64 `json:"unit" form:"unit" label:"survey.unit" required:"true"`
	survey.Edit
}

func (a *API) makeSurvey(ctx context.Context, in newSurvey) (*survey.Survey, error) {
	return a.Surveys.Make(ctx, in.Unit, in.Edit)
}

// invitations are codes, which are told this once.
type invitations struct {
	Codes []string `json:"codes"`
}

func (a *API) surveyCodes(ctx context.Context, id survey.ID, in survey.Invitation) (invitations, error) {
	codes, err := a.Surveys.Codes(ctx, id, in)
	return invitations{codes}, err
}
