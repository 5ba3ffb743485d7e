package desk

import (
	"context"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// marked sends what a locked file has as a copy over which stands who opened it, when,
// and what for. open is asked for the file only once a mark can be drawn, so that
// nothing is noted as opened that nobody could see.
func (d *Desk) marked(ctx context.Context, title, only string, open func() ([]byte, error)) (web.Reply, error) {
	if _, err := d.Fonts.Names(); err != nil {
		return nil, err
	}
	content, err := open()
	if err != nil {
		return nil, err
	}
	at := d.DB.Now().In(calendar.Zone).Format("2006-01-02 15:04")
	copied, err := d.Fonts.Stamped(content, i18n.T("desk.stamp", auth.From(ctx).Name, at, i18n.T(only)))
	return web.Bytes{Name: i18n.T("desk.stamped_name", i18n.T(title), i18n.T(only)) + ".pdf", Type: files.PDF.MIME(), Data: copied}, err
}
