package foi

import (
	"context"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// Of finds the request that an item, a question, a letter or a fee belongs to,
// for pages that are about one of them.
//
// Errors: NotFound for one of another unit, as for one that is none.
func (s *Service) Of(ctx context.Context, part Part, id int64) (of ID, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		from, ok := partTables[part]
		if !ok {
			return fault.New(fault.NotFound, "not_found")
		}
		if of, err = db.One[ID](tx, "SELECT request_id FROM "+from+" WHERE id = ?", id); err != nil {
			return err
		}
		_, err = read(tx, of)
		return err
	})
	return of, err
}

// A Part is what a request has several of.
type Part string

// The parts.
const (
	PartItem    Part = "item"
	PartConsult Part = "consult"
	PartLetter  Part = "letter"
	PartFee     Part = "fee"
	PartNotice  Part = "notice"
	PartRecord  Part = "redaction"
)

var partTables = map[Part]string{
	PartItem: itemTable, PartConsult: consultTable, PartLetter: letterTable, PartFee: chargeTable, PartNotice: noticeTable, PartRecord: redactionTable,
}
