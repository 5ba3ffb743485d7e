-- +goose Up

-- Approvals sign what the public will be told of the change as well, so it is kept with what
-- was signed: a reviewer is shown what became of it.
ALTER TABLE publish_signed ADD COLUMN change_note TEXT NOT NULL DEFAULT '';
ALTER TABLE publish_signed ADD COLUMN is_major INTEGER NOT NULL DEFAULT 0;
