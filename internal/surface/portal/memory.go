package portal

import (
	"context"

	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/surface/web"
)

// onPlans is all that the figures of a plan are made of: its tasks and reports,
// the duties that they come from, and whatever moves a day or a name.
var onPlans = []string{"plan", "duty", "unit", "holidays", "profile"}

// page returns a plan as the public sees it. Many pages are drawn from it, and
// they share it; do not change it.
func (p *Portal) page(ctx context.Context, id plan.ID) (*plan.Page, error) {
	return web.Recall(ctx, p.Memory, p.DB.Now(), planURL(id), onPlans, func(ctx context.Context) (*plan.Page, error) {
		v, err := p.Plans.Page(visitor(ctx), id)
		return &v, err
	})
}
