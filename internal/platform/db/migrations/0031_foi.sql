-- +goose Up

-- Cases of earlier years that were handled on paper, taken over from tables.
CREATE TABLE foi_batch (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,               -- of who took them over
  name TEXT NOT NULL,                    -- of the file
  digest TEXT NOT NULL,                  -- SHA-256 of the file
  state TEXT NOT NULL,                   -- taken, undone
  total INTEGER NOT NULL,
  read_by BIGINT NOT NULL,
  read_at BIGINT NOT NULL,
  reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX foi_batch_at ON foi_batch (read_at, id);
ALTER TABLE foi_request ADD COLUMN batch_id BIGINT NOT NULL DEFAULT 0;  -- 0: it was not taken over
CREATE INDEX foi_request_batch ON foi_request (batch_id, id);
