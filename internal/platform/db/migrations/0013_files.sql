-- +goose Up

-- What is published is a stripped copy; the original stays, and is never served.
ALTER TABLE files_file ADD COLUMN sealed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE files_file ADD COLUMN copy_of BIGINT NOT NULL DEFAULT 0;   -- the sealed original; 0 is none
CREATE INDEX files_file_copy_of ON files_file (copy_of);

-- Where the address of a file leads now: always to the newest, in one step.
CREATE TABLE files_move (
  old_id BIGINT NOT NULL PRIMARY KEY,
  new_id BIGINT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX files_move_new_id ON files_move (new_id);

-- What a content says, read once: for search and for screening.
CREATE TABLE files_text (
  sha256 TEXT NOT NULL PRIMARY KEY,
  state TEXT NOT NULL,                   -- read, unreadable
  shown TEXT NOT NULL,
  hidden TEXT NOT NULL,
  cut INTEGER NOT NULL DEFAULT 0,        -- there was more
  scan INTEGER NOT NULL DEFAULT 0,       -- pictures of text, and no text
  traces TEXT NOT NULL DEFAULT '[]',     -- JSON
  read_at BIGINT NOT NULL
);
