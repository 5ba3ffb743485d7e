package portal_test

import (
	"fmt"
	"net/url"
	"testing"

	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// TestSubscribe has a site without a mail server: the form says so, and no link of a mail is taken.
func TestSubscribe(t *testing.T) {
	form := fmt.Sprintf("/subscribe/plan/%d", lived.plan)
	webtest.Run(t, lived.handler,
		webtest.Scenario{Name: "link", URL: lived.planURL(""), Not: []string{"css:a[href=" + form + "]", "邮件订阅"}},
		webtest.Scenario{Name: "form", URL: form, Has: []string{"2023年红谷滩区政务公开工作要点", "还没有开通邮件"}, Not: []string{"css:input[name=address]"}},
		webtest.Scenario{Name: "ask", URL: form, Form: url.Values{"address": {"a@example.com"}}, Status: 409, Has: []string{"暂时不能订阅"}, Not: []string{"a@example.com"}},
		webtest.Scenario{Name: "no subject", URL: "/subscribe/plan/1", Status: 404},
		webtest.Scenario{Name: "draft", URL: fmt.Sprintf("/subscribe/plan/%d", lived.draft), Status: 404},
		webtest.Scenario{Name: "no noun", URL: "/subscribe/person/1", Status: 404},
		webtest.Scenario{Name: "confirm", URL: "/subscribe/confirm?token=x", Status: 404, Has: []string{"已经过期"}},
		webtest.Scenario{Name: "stop", URL: "/subscribe/stop?id=1&key=x", Has: []string{"css:form button", "css:input[name=key]"}},
		webtest.Scenario{Name: "stop all", URL: "/subscribe/stop?id=1&key=x&all=true", Has: []string{"任何订阅邮件", `name="all" value="true"`}},
		webtest.Scenario{Name: "one click", URL: "/subscribe/stop?id=1&key=x", Form: url.Values{"List-Unsubscribe": {"One-Click"}}, Status: 404},
	)
}
