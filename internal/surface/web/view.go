package web

import (
	"net/http"
	"slices"
	"strings"
)

// View is how a reader wants pages drawn; the zero View is the plain one.
type View struct {
	Elder    bool // large type, one column, fewer sections
	Large    bool // larger still; only with Elder
	Contrast bool // yellow on black
}

// Class is the class of the html element.
func (v View) Class() string { return strings.Join(v.words("elder", "large", "hc"), " ") }

func (v View) words(elder, large, contrast string) []string {
	var w []string
	if v.Elder {
		w = append(w, elder)
		if v.Large {
			w = append(w, large)
		}
	}
	if v.Contrast {
		w = append(w, contrast)
	}
	return w
}

const (
	viewCookie = "view"
	viewPath   = "/view"
	yearInSec  = 365 * 24 * 60 * 60
)

func viewOf(r *http.Request) View {
	c, err := r.Cookie(viewCookie)
	if err != nil {
		return View{}
	}
	w := strings.Split(c.Value, ".")
	return View{
		Elder:    slices.Contains(w, "elder"),
		Large:    slices.Contains(w, "elder") && slices.Contains(w, "large"),
		Contrast: slices.Contains(w, "contrast"),
	}
}

// choose returns the view after the reader pressed the link named what.
func (v View) choose(what string) View {
	switch what {
	case "elder":
		v.Elder = true
	case "large":
		v.Elder, v.Large = true, !v.Large
	case "contrast":
		v.Contrast = !v.Contrast
	case "plain":
		v = View{}
	}
	return v
}

// setView answers GET /view?v=elder|large|contrast|plain&back=/….
func setView(r *Req) (Reply, error) {
	return viewReply{r.View.choose(r.URL.Query().Get("v")), Local(r.URL.Query().Get("back"), "/")}, nil
}

type viewReply struct {
	view View
	to   string
}

func (v viewReply) Render(w http.ResponseWriter, r *Req) error {
	words := strings.Join(v.view.words("elder", "large", "contrast"), ".")
	seconds := yearInSec
	if words == "" {
		seconds = -1
	}
	http.SetCookie(w, r.kit.cookie(viewCookie, words, seconds))
	return Redirect(v.to).Render(w, r)
}
