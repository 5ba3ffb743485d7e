-- +goose Up

-- One handing-over of the library of normative documents to that of the city (报送市级规范性文件库).
CREATE TABLE deposit_deposit (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,               -- hands it over
  library TEXT NOT NULL,                 -- of the city, as the profile had it
  made_on TEXT NOT NULL,                 -- what the library was on this day
  base_id BIGINT NOT NULL DEFAULT 0,     -- the last deposit that the city had received then
  file_id BIGINT NOT NULL,               -- the package
  name TEXT NOT NULL,                    -- of the package
  sha256 TEXT NOT NULL,                  -- and its sum
  size BIGINT NOT NULL,                  -- bytes
  texts INTEGER NOT NULL,
  files INTEGER NOT NULL,
  documents INTEGER NOT NULL,            -- in the package
  fresh INTEGER NOT NULL,                -- against base_id: new
  changed INTEGER NOT NULL,
  ended INTEGER NOT NULL,                -- no longer in force
  same INTEGER NOT NULL,
  gone INTEGER NOT NULL,                 -- no longer in the library
  state TEXT NOT NULL,                   -- ready, handed, received, returned, voided
  channel TEXT NOT NULL DEFAULT '',      -- system, disc, courier, mail, counter
  handed_on TEXT NOT NULL DEFAULT '',
  reference TEXT NOT NULL DEFAULT '',    -- of the upload, the letter, the disc
  answered_on TEXT NOT NULL DEFAULT '',  -- day of the receipt or the return
  receipt TEXT NOT NULL DEFAULT '',      -- number of the receipt
  scan_id BIGINT NOT NULL DEFAULT 0,     -- the receipt
  taken INTEGER NOT NULL DEFAULT 0,      -- documents that the city says it took
  whole INTEGER NOT NULL DEFAULT 0,      -- the city has all that it asks for
  note TEXT NOT NULL DEFAULT '',         -- about a receipt that says less
  reason TEXT NOT NULL DEFAULT '',       -- of the return or the voiding
  done_by TEXT NOT NULL DEFAULT 'null',  -- JSON: act to person
  made_at BIGINT NOT NULL
);
CREATE INDEX deposit_deposit_state ON deposit_deposit (state, whole, id);

-- A document of a package, as it was then.
CREATE TABLE deposit_document (
  id BIGINT NOT NULL PRIMARY KEY,
  deposit_id BIGINT NOT NULL,
  document_id BIGINT NOT NULL,
  title TEXT NOT NULL,
  number TEXT NOT NULL,
  organ TEXT NOT NULL,
  issued_on TEXT NOT NULL,
  standing TEXT NOT NULL,
  digest TEXT NOT NULL,                  -- of all that the package has of it
  events TEXT NOT NULL,                  -- JSON: that had come by then
  change TEXT NOT NULL                   -- new, changed, ended, same, gone
);
CREATE UNIQUE INDEX deposit_document_one ON deposit_document (deposit_id, document_id);
CREATE INDEX deposit_document_order ON deposit_document (deposit_id, issued_on, id);

-- The list of the city against ours on a day (比对).
CREATE TABLE deposit_difference (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  deposit_id BIGINT NOT NULL DEFAULT 0,  -- after which the list was taken; 0 is none
  name TEXT NOT NULL,                    -- of the file
  sha256 TEXT NOT NULL,
  list_on TEXT NOT NULL,
  scope TEXT NOT NULL,                   -- all, force
  fields TEXT NOT NULL,                  -- JSON: columns that the list has
  theirs INTEGER NOT NULL,               -- rows: same + differing + only_theirs + ambiguous_theirs
  ours INTEGER NOT NULL,                 -- documents: same + differing + only_ours + ambiguous_ours
  same INTEGER NOT NULL,
  differing INTEGER NOT NULL,
  only_ours INTEGER NOT NULL,
  only_theirs INTEGER NOT NULL,
  ambiguous_ours INTEGER NOT NULL,
  ambiguous_theirs INTEGER NOT NULL,
  bad TEXT NOT NULL,                     -- JSON: cells that could not be read, columns that were not
  left_n INTEGER NOT NULL,               -- lines that wait for a look
  state TEXT NOT NULL,                   -- waiting, settled, replaced
  made_at BIGINT NOT NULL
);
CREATE INDEX deposit_difference_deposit ON deposit_difference (deposit_id, id);

-- A document as both sides have it, or one of them.
CREATE TABLE deposit_line (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  difference_id BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  pos INTEGER NOT NULL,
  kind TEXT NOT NULL,                    -- same, differing, ours, theirs, ambiguous
  side TEXT NOT NULL,                    -- ours, theirs; empty: both
  group_no INTEGER NOT NULL DEFAULT 0,   -- ambiguous lines that could be each other
  document_id BIGINT NOT NULL DEFAULT 0,
  title TEXT NOT NULL,
  ours TEXT NOT NULL,                    -- JSON: as each side has it
  theirs TEXT NOT NULL,
  fields TEXT NOT NULL,                  -- JSON: in which they differ
  digest TEXT NOT NULL,                  -- of what the line says
  since_day TEXT NOT NULL DEFAULT '',    -- of the first list that has it
  state TEXT NOT NULL DEFAULT '',        -- open, noted, cleared, passed; empty: the same on both sides
  note TEXT NOT NULL DEFAULT ''          -- why
);
CREATE INDEX deposit_line_order ON deposit_line (difference_id, pos, id);
