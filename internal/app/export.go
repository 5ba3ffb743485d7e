package app

import (
	"context"

	"gongkai.example/gongkai/internal/export"
	"gongkai.example/gongkai/internal/visitor"
)

// Export writes everything public into a folder: see package export.
func (a *App) Export(ctx context.Context, dir string) (export.Figures, error) {
	site := export.Site{Visitor: visitor.Visitor{Handler: a.Handler(), URL: a.Config.HTTP.PublicURL}, Journal: a.Journal, Name: a.site.Load().Name} //nolint:contextcheck // each request has its own
	if _, err := a.Journal.Sequence(ctx); err != nil {                                                                                              // pages say what has its place in the log
		return export.Figures{}, err
	}
	return site.Write(ctx, dir)
}
