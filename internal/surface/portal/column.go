package portal

import (
	"strings"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// The columns that are the program's own, and not of the profile.
var (
	homeColumn      = ownColumn("home", fault.T("portal.column.home.name"))
	publishColumn   = ownColumn("publish", column.Kind("catalogue").Label())
	topicColumn     = ownColumn("topic", column.Kind("topic").Label())
	policyColumn    = ownColumn("policy", column.KindPolicy.Label())
	interpretColumn = ownColumn("interpret", column.Kind("interpretation").Label())
	gazetteColumn   = ownColumn("gazette", column.KindPolicy.Label())
	finderColumn    = ownColumn("finder", column.Kind("service").Label())
	faqColumn       = ownColumn("faq", column.Kind("service").Label())
	talkColumn      = ownColumn("talk", column.Kind("interaction").Label())
	surveyColumn    = ownColumn("survey", column.Kind("survey").Label())
	consultColumn   = ownColumn("consult", column.Kind("survey").Label())
	eventColumn     = ownColumn("event", column.Kind("survey").Label())
	searchColumn    = ownColumn("search", column.Kind("service").Label())
	planColumn      = ownColumn("plan", column.KindNews.Label())
	catalogueColumn = ownColumn("catalogue", column.Kind("catalogue").Label())
	dueColumn       = ownColumn("due", column.Kind("service").Label())
	journalColumn   = ownColumn("journal", column.Kind("opendata").Label())
	unitColumn      = ownColumn("unit", column.Kind("functions").Label())
	aboutColumn     = ownColumn("about", column.Kind("overview").Label())
)

// ownColumn is the column of a key: its texts are portal.column.<key>.name, .about and .words.
func ownColumn(key string, kind fault.Text) web.Column {
	at := "portal.column." + key
	return web.Column{
		Name: i18n.T(at + ".name"), About: i18n.T(at + ".about"), Keywords: strings.Split(i18n.T(at+".words"), ","), Kind: i18n.Text(kind),
	}
}
