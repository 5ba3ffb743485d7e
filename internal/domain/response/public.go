package response

import (
	"context"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Public is an answer as everybody sees it: the item, and nothing of the record.
type Public struct {
	publish.Listed
	Unit string `json:"unit"`
}

// A PublicFind narrows the list of answers.
type PublicFind struct {
	Unit int64 `form:"unit" json:"unit,omitempty" label:"response.said_by" type:"select"`
}

// PublicList lists the items that answer what the public is concerned about and are public
// now, the newest first.
func (s *Service) PublicList(ctx context.Context, q PublicFind, p db.Page) (rows db.Rows[Public], err error) {
	defer fault.Wrap(&err, "response.PublicList")
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		look := publish.Look{}
		if q.Unit != 0 {
			look.Units = []int64{q.Unit}
		}
		type counted struct {
			Item publish.ID `db:"item_id"`
		}
		err := db.Each(tx, func(r counted) error { look.Only = append(look.Only, r.Item); return nil }, "FROM response_release WHERE counted_at > 0 GROUP BY item_id ORDER BY item_id")
		if err != nil || len(look.Only) == 0 {
			rows = db.Rows[Public]{}
			return err
		}
		found, err := publish.Latest(tx, look, p)
		if err != nil {
			return err
		}
		rows = db.Rows[Public]{Next: found.Next, Total: found.Total, More: found.More}
		for _, it := range found.Items {
			u, err := unit.Get(tx, it.UnitID)
			if err != nil {
				return err
			}
			rows.Items = append(rows.Items, Public{it, u.Short})
		}
		return nil
	})
	return rows, err
}
