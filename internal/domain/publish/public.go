package publish

import (
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/proof"
)

// What the public log shows of an edition. The text itself is not in it, only
// its hashes: a page that has to be taken down is gone, and whoever kept a copy
// can still prove that it was there.
type publicEdition struct {
	Index     string       `json:"index"`
	Unit      string       `json:"unit"`
	Version   string       `json:"version"`
	State     Status       `json:"state"`
	Title     string       `json:"title,omitempty"`
	Number    string       `json:"number,omitempty"`
	MadeOn    calendar.Day `json:"made_on,omitempty"`
	Anchor    law.Ref      `json:"basis,omitempty"`
	Released  string       `json:"released_at"` // true time
	Planned   string       `json:"planned_at,omitempty"`
	Emergency bool         `json:"emergency,omitempty"`
	Note      string       `json:"change_note,omitempty"`
	Reason    string       `json:"reason,omitempty"` // of a withdrawal, removal, archiving, emergency
	Validity  Validity     `json:"validity,omitempty"`
	ValidOn   string       `json:"validity_on,omitempty"`
	ValidBy   string       `json:"validity_by,omitempty"`
	Text      sums         `json:"text"`
	Files     []publicFile `json:"files,omitempty"`
}

type sums struct {
	SHA256 string `json:"sha256"`
	SM3    string `json:"sm3"`
	Runes  int    `json:"characters"`
}

type publicFile struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
}

// Public is what the log shows of the edition.
func (e *Edition) Public() any {
	out := publicEdition{
		Index: e.item.Index, Unit: e.unit, Version: e.String(), State: e.Status, Title: e.Title, Number: e.Number, MadeOn: e.MadeOn, Anchor: e.Anchor,
		Released: stampOf(e.At), Planned: stampOf(e.Planned), Emergency: e.Emergency, Note: e.Note,
		Validity: e.item.Validity, ValidOn: e.item.ValidOn, ValidBy: e.item.ValidBy,
		Text: sums{proof.SHA256(e.Body), proof.SM3(e.Body), len([]rune(e.Body))},
	}
	if e.Emergency || e.Status != Live {
		out.Reason = e.Reason
	}
	if e.Status == Removed {
		out.Title = "" // it may be why the page was taken down
	}
	for _, a := range e.Attachments {
		out.Files = append(out.Files, publicFile{a.Name, a.SHA256, a.Size})
	}
	return out
}

func stampOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return proof.At(t)
}

// entry is what the journal keeps of a step inside: the text by its hash.
type entry struct {
	Edition EditionID `json:"edition"`
	State   Status    `json:"state"`
	Title   string    `json:"title"`
	Content string    `json:"content"` // hash of all that an approval signs
	Reason  string    `json:"reason,omitempty"`
	Planned string    `json:"planned_at,omitempty"`
}

// Entry is what the journal keeps of a step that is not public.
func (e *Edition) Entry() any {
	sum, err := e.signs()
	if err != nil {
		sum = "" // it is always JSON; the journal would refuse what is not
	}
	return entry{e.ID, e.Status, e.Title, sum, e.Reason, stampOf(e.Planned)}
}
