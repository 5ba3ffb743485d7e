-- +goose Up

-- One row a file that something holds. The content is on disk under its SHA-256;
-- it stays as long as a row names it.
CREATE TABLE files_file (
  id BIGINT NOT NULL PRIMARY KEY,
  noun TEXT NOT NULL,                    -- the package whose thing holds it
  ref BIGINT NOT NULL,                   -- the id of that thing
  name TEXT NOT NULL,                    -- as the reader sees it
  type TEXT NOT NULL,                    -- pdf, docx …
  size BIGINT NOT NULL,
  sha256 TEXT NOT NULL,
  sm3 TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  made_by BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX files_file_ref ON files_file (noun, ref, id);
CREATE INDEX files_file_sha256 ON files_file (sha256);
