package portal_test

import (
	"fmt"
	"testing"

	"gongkai.example/gongkai/internal/domain/hotspot"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// TestHotspot: everybody reads the name of a theme once a second person has shown it, and no letter that is not public.
func TestHotspot(t *testing.T) {
	l := newLibrary(t)
	office := l.office(t.Context())
	yesterday := l.DB.Today().Add(-1)
	for i := range 5 {
		_, err := l.Messages.Receive(office, message.Receipt{
			Channel: message.Counter, Day: yesterday, Kind: message.Consult, Letter: message.Letter{Unit: l.unit, Title: "暖气不热", Text: fmt.Sprintf("第%d次来信，供热公司没有检查暖气，内部文字。", i)}, Sender: message.Sender{Name: fmt.Sprintf("来信人%d", i), Phone: fmt.Sprintf("1390000000%d", i)},
		})
		check(err)
	}
	r, err := l.Hotspots.Ask(office, hotspot.Look{Span: hotspot.Month, Last: yesterday})
	check(err)
	check(l.Hotspots.Make(auth.With(t.Context(), auth.Machine("jobs")), r.ID))
	rows, err := l.Hotspots.Find(office, hotspot.Find{}, db.Page{})
	check(err)
	x, err := l.Hotspots.Name(office, rows.Items[0].ID, hotspot.Naming{Rev: rows.Items[0].Rev, Name: "冬季供暖不热"})
	check(err)
	one := "/hotspot/" + fmt.Sprint(x.ID)
	webtest.Run(t, l.handler,
		webtest.Scenario{Name: "before", URL: "/hotspot", Has: []string{"还没有公布的热点"}, Not: []string{"冬季供暖不热"}},
		webtest.Scenario{Name: "not shown", URL: one, Status: 404},
	)
	_, err = l.Hotspots.Show(l.as(9102, auth.Office), x.ID, hotspot.Seen{Rev: x.Rev})
	check(err)
	webtest.Run(t, l.handler,
		webtest.Scenario{Name: "list", URL: "/hotspot", Has: []string{"冬季供暖不热", "少于 10 件", "css:a[href=" + one + "]"}, Not: []string{"内部文字"}},
		webtest.Scenario{Name: "one", URL: one, Has: []string{"冬季供暖不热", "少于 10 件", "政策文件怎么规定", "还没有公开的答复"}, Not: []string{"内部文字", "暖气不热\""}},
		webtest.Scenario{Name: "in the menu", URL: "/talk", Has: []string{"群众关注热点", "css:a[href=" + one + "]"}},
	)
}
