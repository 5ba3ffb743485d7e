package demo

import (
	"context"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/letter"
)

// internalLimb is the ground of what the story takes out of a record: internal affairs (Article 16(1)).
const internalLimb = "internal"

// redact decides that an item is given in part: a Word file without some words.
func (s *story) redact(as context.Context, v foi.View, h handling) error {
	d := letter.Document{Title: h.Text}
	for _, text := range h.Items {
		d.Blocks = append(d.Blocks, letter.Block{Kind: letter.Paragraph, Text: text})
	}
	data, err := letter.DOCX(d)
	if err != nil {
		return err
	}
	id, of := v.Request.ID, v.Items[0].ID
	x, err := s.Requests.AddRecord(as, id, of, h.Text, h.Text+".docx", data)
	if err != nil {
		return err
	}
	if x, err = s.Requests.MarkWords(as, id, x.ID, foi.Words{Rev: x.Rev, Words: joined(h.Words), Limb: internalLimb}); err != nil {
		return err
	}
	if _, err = s.Requests.Copy(as, id, x.ID, foi.Seen{Rev: x.Rev}); err != nil {
		return err
	}
	if v, err = s.Requests.View(as, id); err != nil {
		return err
	}
	it := v.Items[0]
	it.Facts = h.Facts
	for i := range it.Parts {
		it.Parts[i].Reason = h.Reason
	}
	_, err = s.Requests.Decide(as, id, of, it)
	return err
}
