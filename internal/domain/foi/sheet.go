package foi

import (
	"context"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/letter"
)

// The sheets of a case. Each is made from the records whenever it is asked for, and
// is no letter of the case itself.
const (
	SheetRecord   = "D1"  // 登记表: what came, and how; an oral request is signed on it
	SheetReceipt  = "D2"  // 接收回执, for the applicant
	SheetApproval = "D14" // 呈批单: what is to be decided, and what whoever signed said of it
)

// Sheets lists the sheets that there are of a request now: the sheet of approval
// once there is a draft.
func (r *Request) Sheets() []string {
	switch {
	case r.Batch != 0 || r.Forgotten != "":
		return nil
	case r.Body == "":
		return []string{SheetRecord, SheetReceipt}
	}
	return []string{SheetRecord, SheetReceipt, SheetApproval}
}

// Sheet is a sheet of a case for who may see the case, with what names the applicant
// masked. clerk is the name of the handler.
//
// Errors: NotFound for a sheet that there is not.
func (s *Service) Sheet(ctx context.Context, id ID, kind, clerk string) (d letter.Document, err error) {
	defer fault.Wrap(&err, "foi.Sheet(%d, %s)", id, kind)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := read(tx, id)
		if err != nil {
			return err
		}
		if d, err = s.sheet(tx, r, kind, clerk, true); err != nil {
			return err
		}
		d, err = s.maskedIn(tx, r, d)
		return err
	})
	return d, err
}

// IssueSheet is a sheet as it is printed; that it was taken out stays in the journal.
func (s *Service) IssueSheet(ctx context.Context, id ID, kind, clerk string) (d letter.Document, err error) {
	defer fault.Wrap(&err, "foi.IssueSheet(%d, %s)", id, kind)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := read(tx, id)
		if err != nil {
			return err
		}
		if !tx.Actor.CanAt(Handle, r.UnitID) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		if d, err = s.sheet(tx, r, kind, clerk, false); err != nil {
			return err
		}
		name, _ := law.LetterOf(kind)
		return journal.Add(tx, "foi.issue", r.Ref(), Brief{Status: r.Status, Unit: r.UnitID, Key: "sheet/" + kind, Note: name.Name})
	})
	return d, err
}

// MyReceipt is the receipt of a request for whoever has its number and code.
//
// Errors: those of Track.
func (s *Service) MyReceipt(ctx context.Context, in Access, client string) (d letter.Document, err error) {
	defer fault.Wrap(&err, "foi.MyReceipt")
	id, err := s.Enter(ctx, in, client)
	if err != nil {
		return d, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := db.Get[Request](tx, "FROM foi_request WHERE id = ?", id)
		if err != nil {
			return err
		}
		d, err = s.sheet(tx, &r, SheetReceipt, "", true)
		return err
	})
	return d, err
}

func (s *Service) sheet(tx *db.Tx, r *Request, kind, clerk string, masked bool) (d letter.Document, err error) {
	if !slices.Contains(r.Sheets(), kind) {
		return d, fault.New(fault.NotFound, "not_found")
	}
	var v letter.Values
	switch kind {
	case SheetRecord:
		v, err = s.recordValues(r, masked)
	case SheetReceipt:
		v, err = s.receiptValues(tx, r)
	case SheetApproval:
		v, err = s.approvalValues(tx, r)
	}
	if err != nil {
		return d, err
	}
	if clerk == "" {
		clerk = s.words("foi.no_handler")
	}
	v.Text["handler"] = clerk
	number := ""
	if m, err := newestReply(tx, r.ID); err == nil && kind == SheetApproval && r.Hash != "" {
		number = m.Number
	}
	return s.document(tx, r, kind, number, v)
}

// recordValues is what came and how. The paper and the contact stand on it because an
// oral request has no other that the applicant signs (Article 29(1)).
func (s *Service) recordValues(r *Request, masked bool) (v letter.Values, err error) {
	var a Applicant
	if err := s.box.OpenJSON(r.Sealed, aboutApplicant, &a); err != nil {
		return v, err
	}
	if masked {
		a = a.Masked()
	}
	v.Text = map[string]string{
		"delivered": s.Date(r.Delivered), "confirmed": s.Date(r.Confirmed), "wanted": s.words("foi.form." + string(r.Form)), "way": s.words("foi.way." + string(r.Way)),
		"reach": strings.Join(slices.DeleteFunc([]string{a.Phone, a.Mail, a.Address}, func(t string) bool { return t == "" }), s.words("list_comma")),
	}
	if a.PaperNo != "" {
		v.Text["identity"] = s.words("foi.identity_of", s.words("foi.paper."+string(a.Paper)), a.PaperNo)
	}
	if r.Oral {
		v.Text["oral"] = "1"
	}
	return v, nil
}

// receiptValues is what the applicant takes home: when it came, what came, by when the
// reply is due, whom to call.
func (s *Service) receiptValues(tx *db.Tx, r *Request) (v letter.Values, err error) {
	v.Text = map[string]string{}
	u, err := unit.Get(tx, r.UnitID)
	if err != nil {
		return v, err
	}
	reach, err := s.Contact(tx, u)
	if err != nil {
		return v, err
	}
	if reach.Hours != "" {
		v.Text["hours"] = reach.Hours
	}
	form := "foi.material.written"
	if r.Oral {
		form = "foi.material.oral"
	}
	rows := []map[string]string{{"name": s.words(form), "copies": s.words("foi.copies", 1)}}
	for _, of := range []string{identityNoun, authorityNoun} {
		papers, err := files.Locked(tx, of, int64(r.ID))
		if err != nil {
			return v, err
		}
		if len(papers) > 0 {
			rows = append(rows, map[string]string{"name": s.words("foi.material." + of), "copies": s.words("foi.copies", len(papers))})
		}
	}
	v.Rows = map[string][]map[string]string{"materials": rows}
	return v, nil
}

// approvalValues is what is to be decided, item by item, and what was said of it.
func (s *Service) approvalValues(tx *db.Tx, r *Request) (v letter.Values, err error) {
	items, err := itemsOf(tx, r.ID)
	if err != nil {
		return v, err
	}
	said, days, err := s.endorsements(tx, r)
	if err != nil {
		return v, err
	}
	var decided, basis []string
	for i := range items {
		res, ok := law.ResultOf(items[i].Result)
		if !ok {
			continue
		}
		decided = append(decided, s.words("foi.proposal_line", i+1, items[i].Text, res.Name))
		for _, ref := range items[i].Basis() {
			if title := law.Title(ref); !slices.Contains(basis, title) {
				basis = append(basis, title)
			}
		}
	}
	if len(decided) == 0 {
		decided = []string{s.words("foi.undecided")}
	}
	if len(basis) == 0 {
		basis = []string{s.words("foi.no_basis")}
	}
	v.Text = map[string]string{
		"attribute": s.words("foi.attribute." + attribute(items)), "proposal": strings.Join(decided, "\n"), "basis": strings.Join(basis, s.words("list_comma")),
		"secrecy": s.words("foi.secrecy.waiting"),
	}
	for act, place := range map[Act]string{ActReview: "review_view", ActClear: "secrecy_view", ActSign: "sign_view"} {
		if e, ok := said[act]; ok {
			v.Text[place] = s.viewLine(e.View, e.By, days[act])
		}
	}
	if e, ok := said[ActClear]; ok {
		v.Text["secrecy"], v.Text["counsel_view"] = s.words("foi.secrecy.passed"), s.viewLine(e.Legal, e.By, days[ActClear])
	}
	return v, nil
}

// viewLine is what somebody said of a draft; whoever signed without a word agreed.
func (s *Service) viewLine(view, by string, on calendar.Day) string {
	if view == "" {
		view = s.words("foi.agreed_view")
	}
	return s.words("foi.view_line", view, by, s.Date(on))
}

// attribute is the 公开属性 of what was asked for: open on request, withheld, or neither
// where nothing was decided about information that there is.
func attribute(items []Item) string {
	switch {
	case slices.ContainsFunc(items, func(i Item) bool { return i.opens() }):
		return "request"
	case slices.ContainsFunc(items, func(i Item) bool { return i.Remedy() == law.ReviewFirst }):
		return "withheld"
	}
	return "none"
}
