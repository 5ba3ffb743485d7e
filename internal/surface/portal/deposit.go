package portal

import (
	"context"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// depositLatest says when the library of the city has last received ours; "" before it has.
func (p *Portal) depositLatest(ctx context.Context) (string, error) {
	d, err := p.Deposits.Latest(visitor(ctx))
	if fault.Of(err) == fault.NotFound {
		return "", nil
	}
	return i18n.T("portal.deposit.latest", d.Library, longDay(d.Received), d.Receipt, longDay(d.On)), err
}
