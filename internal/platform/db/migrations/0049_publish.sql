-- +goose Up

-- The last time at which what everybody sees of an item changed: the catalogue of a unit
-- bears the newest of them as its version.
ALTER TABLE publish_item ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;
UPDATE publish_item SET changed_at = coalesce((SELECT max(CASE WHEN e.ended_at > e.released_at THEN e.ended_at ELSE e.released_at END)
  FROM publish_edition e WHERE e.item_id = publish_item.id AND e.released_at > 0), 0) WHERE first_at > 0;
CREATE INDEX publish_item_changed ON publish_item (unit_id, changed_at);
