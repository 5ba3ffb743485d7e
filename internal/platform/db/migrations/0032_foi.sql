-- +goose Up

-- A record of which an item gets a copy without what may not be given. The record itself is a sealed file of the row.
CREATE TABLE foi_redaction (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  request_id BIGINT NOT NULL,
  item_id BIGINT NOT NULL,
  title TEXT NOT NULL,                   -- of the copy, as the reply names it
  state TEXT NOT NULL,                   -- marking, made
  source TEXT NOT NULL,                  -- SHA-256 of the record
  marks TEXT NOT NULL DEFAULT '[]',      -- JSON: places and grounds, none of the words
  removed TEXT NOT NULL DEFAULT '{}',    -- JSON: how many places went, by ground
  cut TEXT NOT NULL DEFAULT '',          -- hash of the places alone: which copies of one record differ
  copy_id BIGINT NOT NULL DEFAULT 0,     -- the finished copy, a file of the item
  hash TEXT NOT NULL DEFAULT '',         -- SHA-256 of the copy
  made TEXT NOT NULL DEFAULT ''          -- day
);
CREATE INDEX foi_redaction_request ON foi_redaction (request_id, id);
CREATE INDEX foi_redaction_source ON foi_redaction (source, id);
