package extract

import (
	"fmt"
	"strings"

	"gongkai.example/gongkai/internal/kernel/document"
)

// docxLimits are those of archives, in the terms of the reader of documents.
var docxLimits = document.Limits{
	Bytes: maxBytes, Entries: limits.Entries, Inflated: limits.Inflated, Ratio: limits.Ratio, Depth: limits.Depth, Cells: 4 << 20,
}

// asideTraces says which trace an aside is; those that are not here are none.
var asideTraces = map[document.AsideKind]string{
	document.Inserted: Insertion, document.Deleted: Deletion, document.Formatted: Formatting, document.Concealed: HiddenText, document.Comment: Comment,
}

// shownAsides stand on the page, beside the running text.
var shownAsides = map[document.AsideKind]bool{document.Box: true}

func readDOCX(s *source) error {
	stories, err := document.Stories(s.data, docxLimits)
	if err != nil {
		return err
	}
	for _, st := range stories {
		hidden := st.Kind == document.Comments || st.Kind == document.Blocks
		s.part(st.Name, st.Text, hidden)
		more := map[document.AsideKind]*strings.Builder{}
		for _, a := range st.Asides {
			if kind, ok := asideTraces[a.Kind]; ok {
				s.trace(kind, st.Name, strings.TrimSpace(a.Author+" "+a.Text))
			}
			if a.Kind == document.Inserted || a.Kind == document.Comment { // they are in the text of the story
				continue
			}
			if more[a.Kind] == nil {
				more[a.Kind] = &strings.Builder{}
			}
			fmt.Fprintln(more[a.Kind], a.Text)
		}
		for _, kind := range []document.AsideKind{document.Box, document.Deleted, document.Concealed, document.Alt, document.Field} {
			if more[kind] != nil {
				s.part(st.Name+"#"+string(kind), more[kind].String(), !shownAsides[kind])
			}
		}
	}
	return s.besides()
}
