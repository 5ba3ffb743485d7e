package extract

import (
	"path"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// Body is where the running text of a file stands, as Place says it.
const Body = "extract.place.body"

// places say what the parts of files are, by path.Match over the name in lower
// case. The first that fits counts.
var places = []struct{ pattern, key string }{
	{"text", Body},
	{"word/document*.xml", Body},
	{"word/header*.xml", "extract.place.header"},
	{"word/footer*.xml", "extract.place.footer"},
	{"word/footnotes.xml", "extract.place.notes"},
	{"word/endnotes.xml", "extract.place.notes"},
	{"word/comments*.xml", "extract.place.comments"},
	{"xl/comments*", "extract.place.comments"},
	{"xl/threadedcomments/*", "extract.place.comments"},
	{"word/glossary/*", "extract.place.blocks"},
	{"docprops/*", "extract.place.properties"},
	{"word/people.xml", "extract.place.properties"},
	{"customxml/*", "extract.place.properties"},
	{"info", "extract.place.properties"},
	{"*/media/*", "extract.place.picture"},
	{"*/media/*/*", "extract.place.picture"},
	{"*/charts/*", "extract.place.chart"},
	{"*/diagrams/*", "extract.place.chart"},
	{"links", "extract.place.links"},
}

// asides say what stands beside the text of a part.
var asides = map[string]string{
	"deleted": "extract.place.deleted", "hidden": "extract.place.hidden", "box": "extract.place.box", "alt": "extract.place.alt",
	"field": "extract.place.field", "margin": "extract.place.header", "notes": "extract.place.comments",
}

// Place says in words where a part of a file stands: in its header, in a comment,
// in what a tracked change took out. A part that nobody knows is told by its name.
func Place(part string) fault.Text {
	base, aside, _ := strings.Cut(part, "#")
	of := placeOf(base)
	key, known := asides[aside]
	switch {
	case aside == "":
		return of
	case !known:
		return fault.T("extract.place.other", part)
	case of.Key == Body:
		return fault.T(key)
	}
	return fault.T("extract.place.within", of, fault.T(key))
}

func placeOf(base string) fault.Text {
	if outer, inner, ok := strings.Cut(base, "/embeddings/"); ok && outer != "" {
		return fault.T("extract.place.embedded", inner)
	}
	if name, ok := strings.CutPrefix(base, "sheet:"); ok {
		return fault.T("extract.place.sheet", name)
	}
	if n, ok := strings.CutPrefix(base, "page:"); ok {
		return fault.T("extract.place.page", n)
	}
	for _, p := range places {
		if ok, err := path.Match(p.pattern, strings.ToLower(base)); ok && err == nil {
			return fault.T(p.key)
		}
	}
	return fault.T("extract.place.other", base)
}
