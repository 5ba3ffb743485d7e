package api

import (
	"context"

	"gongkai.example/gongkai/internal/domain/topic"
	"gongkai.example/gongkai/internal/platform/db"
)

// topicEndpoints are about topics. Those that are on line are read by anybody on
// their pages.
func (a *API) topicEndpoints() []Endpoint {
	s := a.Topics
	return []Endpoint{
		list("/topics", "topic.list", topic.See, s.Find),
		create("/topics", "topic.make", topic.Edit, s.Make),
		get("/topics/{id}", "topic.get", topic.See, a.topic),
		edit("/topics/{id}/edit", "topic.edit", topic.Edit, a.topicForm, s.Edit),
		act("/topics/{id}/open", "topic.open", topic.Edit, s.Open),
		act("/topics/{id}/close", "topic.close", topic.Edit, s.Close),
		act("/topics/{id}/remove", "topic.remove", topic.Edit, s.Remove),
		act("/topics/{id}/discard", "topic.discard", topic.Edit, s.Discard),
	}
}

func (a *API) topic(ctx context.Context, id topic.ID) (topic.View, error) {
	return a.Topics.View(ctx, id, db.Page{})
}

func (a *API) topicForm(ctx context.Context, id topic.ID) (topic.Change, error) {
	v, err := a.topic(ctx, id)
	return topic.FormOf(&v.Topic), err
}
