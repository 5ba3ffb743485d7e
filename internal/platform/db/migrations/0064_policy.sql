-- +goose Up

-- What was issued before the library was kept here, as it was taken over.
ALTER TABLE policy_document ADD COLUMN old_index TEXT NOT NULL DEFAULT '';   -- 索引号 of the earlier library
ALTER TABLE policy_document ADD COLUMN cleaned TEXT NOT NULL DEFAULT '';     -- an earlier clean-up and its result
ALTER TABLE policy_document ADD COLUMN digest TEXT NOT NULL DEFAULT '';      -- SHA-256 of the rows and files that it was read from
ALTER TABLE policy_effect ADD COLUMN by_name TEXT NOT NULL DEFAULT '';       -- what did it, where that is in no library

-- A library that was taken over: what became of each row.
CREATE TABLE policy_import (
  id BIGINT NOT NULL PRIMARY KEY,
  batch_id BIGINT NOT NULL,                 -- of publish, that makes the documents public
  unit_id BIGINT NOT NULL,                  -- the office that took it over
  name TEXT NOT NULL,                       -- of the file
  digest TEXT NOT NULL,                     -- SHA-256 of the file
  lines TEXT NOT NULL,                      -- JSON: sheet, row, document and outcome
  read_by BIGINT NOT NULL,
  read_at BIGINT NOT NULL
);
CREATE INDEX policy_import_at ON policy_import (read_at, id);
