-- +goose Up

ALTER TABLE unit_unit ADD COLUMN organ TEXT NOT NULL DEFAULT '';

-- An item of information. What the public list of items shows stands here, as
-- the edition that stands has it; the texts are in the editions.
CREATE TABLE publish_item (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,               -- the organ that makes it public and answers for it
  index_no TEXT NOT NULL,                -- 索引号: generated, unique, never changes
  title TEXT NOT NULL,
  number TEXT NOT NULL DEFAULT '',       -- 文号
  made_on TEXT NOT NULL DEFAULT '',      -- day: 成文日期, 生成日期
  column_id BIGINT NOT NULL DEFAULT 0,
  theme TEXT NOT NULL DEFAULT '',
  genre TEXT NOT NULL DEFAULT '',
  anchor TEXT NOT NULL DEFAULT '',       -- article that it is made public under
  row_id BIGINT NOT NULL DEFAULT 0,      -- of a standard catalogue
  attribute TEXT NOT NULL DEFAULT '',    -- open, request, closed
  state TEXT NOT NULL DEFAULT '',        -- of the edition that stands; '' before the first
  standing_id BIGINT NOT NULL DEFAULT 0, -- the edition that stands: live, withdrawn, removed, archived, kept
  working_id BIGINT NOT NULL DEFAULT 0,  -- the unfinished edition: at most one
  first_at BIGINT NOT NULL DEFAULT 0,    -- true time of the first release
  released_at BIGINT NOT NULL DEFAULT 0, -- true time of the release that stands
  validity TEXT NOT NULL DEFAULT '',     -- valid, amended, lapsed, repealed
  validity_on TEXT NOT NULL DEFAULT '',  -- day
  validity_by TEXT NOT NULL DEFAULT '',  -- what amended or repealed it
  successor_id BIGINT NOT NULL DEFAULT 0,-- item to which a removed one leads
  batch_id BIGINT NOT NULL DEFAULT 0,    -- of an import
  old_url TEXT NOT NULL DEFAULT '',      -- where it was on an earlier site
  made_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX publish_item_index ON publish_item (index_no);
CREATE INDEX publish_item_all ON publish_item (state, released_at, id);
CREATE INDEX publish_item_column ON publish_item (column_id, state, released_at, id);
CREATE INDEX publish_item_unit ON publish_item (unit_id, state, released_at, id);
CREATE INDEX publish_item_row ON publish_item (row_id, unit_id, state, id);
CREATE INDEX publish_item_number ON publish_item (number, id);
CREATE INDEX publish_item_batch ON publish_item (batch_id, state, id);
CREATE INDEX publish_item_url ON publish_item (old_url);

-- One edition of an item, with all that an approval signs.
CREATE TABLE publish_edition (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  item_id BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  state TEXT NOT NULL,
  major INTEGER NOT NULL DEFAULT 0,      -- version; 0.0 before release
  minor INTEGER NOT NULL DEFAULT 0,
  is_major INTEGER NOT NULL DEFAULT 0,   -- asks for a new first number
  change_note TEXT NOT NULL DEFAULT '',  -- public
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  summary TEXT NOT NULL DEFAULT '',
  number TEXT NOT NULL DEFAULT '',
  made_on TEXT NOT NULL DEFAULT '',
  attribute TEXT NOT NULL DEFAULT '',
  limb TEXT NOT NULL DEFAULT '',         -- ground for withholding
  limb_note TEXT NOT NULL DEFAULT '',    -- the law and article, or the level and term of a secret
  anchor TEXT NOT NULL DEFAULT '',
  theme TEXT NOT NULL DEFAULT '',
  genre TEXT NOT NULL DEFAULT '',
  column_id BIGINT NOT NULL DEFAULT 0,
  row_id BIGINT NOT NULL DEFAULT 0,
  source TEXT NOT NULL DEFAULT '',       -- where a reprint comes from
  author TEXT NOT NULL DEFAULT '',       -- 责任编辑
  keywords TEXT NOT NULL DEFAULT '',
  earlier TEXT NOT NULL DEFAULT '',      -- day on which an earlier site says that it published it
  until_day TEXT NOT NULL DEFAULT '',    -- last day of publication; '' is for good
  related TEXT NOT NULL DEFAULT '[]',    -- JSON
  attachments TEXT NOT NULL DEFAULT '[]',-- JSON
  hash TEXT NOT NULL DEFAULT '',         -- of the content that the approvals signed
  record TEXT NOT NULL DEFAULT '{}',     -- JSON: 公开审查表
  reason TEXT NOT NULL DEFAULT '',       -- of the last act that needed one
  planned_at BIGINT NOT NULL DEFAULT 0,
  released_at BIGINT NOT NULL DEFAULT 0, -- true time
  ended_at BIGINT NOT NULL DEFAULT 0,    -- superseded, withdrawn, removed, archived
  emergency INTEGER NOT NULL DEFAULT 0,
  edit_by BIGINT NOT NULL DEFAULT 0,
  edit_at BIGINT NOT NULL DEFAULT 0,
  submit_by BIGINT NOT NULL DEFAULT 0,
  review_by BIGINT NOT NULL DEFAULT 0,
  clear_by BIGINT NOT NULL DEFAULT 0,
  sign_by BIGINT NOT NULL DEFAULT 0,
  emergency_by BIGINT NOT NULL DEFAULT 0,
  confirm_by BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX publish_edition_item ON publish_edition (item_id, id);
CREATE INDEX publish_edition_state ON publish_edition (state, id);
CREATE INDEX publish_edition_unit ON publish_edition (unit_id, state, id);

-- What each person said on the way: the signatures of the review.
CREATE TABLE publish_opinion (
  id BIGINT NOT NULL PRIMARY KEY,
  edition_id BIGINT NOT NULL,
  act TEXT NOT NULL,
  by_id BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  at BIGINT NOT NULL,
  words TEXT NOT NULL DEFAULT '',
  hash TEXT NOT NULL DEFAULT '',         -- of the content that was judged
  void INTEGER NOT NULL DEFAULT 0        -- the content was changed afterwards
);
CREATE INDEX publish_opinion_edition ON publish_opinion (edition_id, id);

-- Content as it was when somebody signed it, to show what has changed since.
CREATE TABLE publish_signed (
  id BIGINT NOT NULL PRIMARY KEY,
  edition_id BIGINT NOT NULL,
  hash TEXT NOT NULL,
  content TEXT NOT NULL                  -- JSON
);
CREATE UNIQUE INDEX publish_signed_hash ON publish_signed (edition_id, hash);

-- Series of index numbers.
CREATE TABLE publish_prefix (
  unit_id BIGINT NOT NULL PRIMARY KEY,
  prefix TEXT NOT NULL                   -- nine characters
);
CREATE UNIQUE INDEX publish_prefix_prefix ON publish_prefix (prefix);
CREATE TABLE publish_serial (
  prefix TEXT NOT NULL,
  year INTEGER NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (prefix, year)
);

-- Which item in public names which other: for the link back.
CREATE TABLE publish_link (
  id BIGINT NOT NULL PRIMARY KEY,
  item_id BIGINT NOT NULL,
  to_id BIGINT NOT NULL,
  kind TEXT NOT NULL
);
CREATE INDEX publish_link_to ON publish_link (to_id, id);
CREATE INDEX publish_link_item ON publish_link (item_id, id);

-- What was taken over from an earlier site at one time.
CREATE TABLE publish_batch (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,               -- the office that takes over
  name TEXT NOT NULL,                    -- of the file
  digest TEXT NOT NULL,                  -- SHA-256 of the file
  state TEXT NOT NULL,                   -- read, releasing, live, undoing, undone
  total INTEGER NOT NULL,
  done INTEGER NOT NULL DEFAULT 0,       -- items that the running step has reached
  read_by BIGINT NOT NULL,
  read_at BIGINT NOT NULL,
  admit_by BIGINT NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX publish_batch_at ON publish_batch (read_at, id);

-- What the machine found in a content, by the hash of the content.
CREATE TABLE publish_screening (
  id BIGINT NOT NULL PRIMARY KEY,
  edition_id BIGINT NOT NULL,
  hash TEXT NOT NULL,
  at BIGINT NOT NULL,
  findings TEXT NOT NULL                 -- JSON: places and rules, nothing of the text but the repair
);
CREATE INDEX publish_screening_edition ON publish_screening (edition_id, hash, id);

-- Why a hold of the screening may go on, in one edition.
CREATE TABLE publish_answer (
  id BIGINT NOT NULL PRIMARY KEY,
  edition_id BIGINT NOT NULL,
  print TEXT NOT NULL,                   -- keyed hash of the words and what stands around them
  by_id BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  at BIGINT NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX publish_answer_edition ON publish_answer (edition_id, id);

-- False alarms, each agreed on by two people.
CREATE TABLE publish_pass (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  print TEXT NOT NULL,
  rule TEXT NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL,                   -- proposed, accepted, revoked
  by_id BIGINT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX publish_pass_print ON publish_pass (print, state);
CREATE INDEX publish_pass_unit ON publish_pass (unit_id, id);
