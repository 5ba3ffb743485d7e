package policy

import (
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/db"
)

// Peek reads a document for a noun that stands above: it looks past the scope of the actor.
func Peek(tx *db.Tx, id ID) (*Document, error) {
	d, err := db.Get[Document](tx, "FROM policy_document WHERE id = ?", id)
	return &d, err
}

// ByItem returns the document that an item makes public, past the scope of the actor.
//
// Errors: NotFound if it makes none.
func ByItem(tx *db.Tx, item publish.ID) (*Document, error) { return byItem(tx, item) }
