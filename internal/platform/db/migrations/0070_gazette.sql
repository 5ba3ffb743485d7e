-- +goose Up

-- An issue of the official gazette (政府公报).
CREATE TABLE gazette_issue (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,                  -- edits it
  year INTEGER NOT NULL,
  no INTEGER NOT NULL,                      -- within the year
  total INTEGER NOT NULL DEFAULT 0,         -- over all years; 0 where nobody counts so
  note TEXT NOT NULL DEFAULT '',
  column_id BIGINT NOT NULL DEFAULT 0,      -- of its item
  state TEXT NOT NULL,                      -- draft, compiled, issued, discarded
  reason TEXT NOT NULL DEFAULT '',
  item_id BIGINT NOT NULL DEFAULT 0,        -- that carries it
  compiled_on TEXT NOT NULL DEFAULT '',
  issued_on TEXT NOT NULL DEFAULT '',
  done_by TEXT NOT NULL DEFAULT 'null',
  made_at BIGINT NOT NULL
);
CREATE INDEX gazette_issue_item ON gazette_issue (item_id);

-- A text in an issue.
CREATE TABLE gazette_entry (
  id BIGINT NOT NULL PRIMARY KEY,
  gazette_id BIGINT NOT NULL,
  seq INTEGER NOT NULL,
  part TEXT NOT NULL,                       -- government, office, department, other
  item_id BIGINT NOT NULL,
  edition_id BIGINT NOT NULL DEFAULT 0,     -- that is printed; 0 before the compilation
  document_id BIGINT NOT NULL DEFAULT 0,    -- of package policy; 0 for other items
  title TEXT NOT NULL,
  number TEXT NOT NULL DEFAULT '',
  organ TEXT NOT NULL DEFAULT '',
  made_on TEXT NOT NULL DEFAULT '',
  page INTEGER NOT NULL DEFAULT 0,          -- in the PDF
  hash TEXT NOT NULL DEFAULT ''             -- of the content that is printed
);
CREATE INDEX gazette_entry_issue ON gazette_entry (gazette_id, seq);
CREATE INDEX gazette_entry_document ON gazette_entry (document_id);
