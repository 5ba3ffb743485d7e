package desk_test

import (
	"net/http"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/auth"
)

// TestCounselList: counsel finds what counsel is asked in the menu, on the page of today
// and in a list, and nobody else does.
func TestCounselList(t *testing.T) {
	w := newWorld(t)
	_, _, id := w.handled("A2")
	w.hire("counsel", w.education, auth.Counsel)
	w.hire("signer9", w.education, auth.Signer)
	r, err := w.Requests.View(w.as(w.clerk), id)
	must(t, err)
	a, err := w.Requests.Seek(w.as(w.clerk), id, foi.Seek{Rev: r.Request.Rev, Kind: foi.ByCounsel, Unit: w.education, Question: "合同的附件能否公开"})
	must(t, err)
	counsel := w.signedIn("counsel")
	counsel.get("/desk", http.StatusOK, "请您提意见的事项", r.Request.Number, "/desk/foi/aid")
	counsel.get("/desk/foi/aid?state=open", http.StatusOK, "合同的附件能否公开", r.Request.Number, string(a.Due), "还没有答复")
	counsel.get("/desk/foi/aid?state=answered", http.StatusOK, "共 0 条")
	w.signedIn("signer9").get("/desk/foi/aid", http.StatusForbidden)
}
