-- +goose Up

-- What ends a document without another one: the announcement of a clean-up.
ALTER TABLE policy_effect ADD COLUMN notice_id BIGINT NOT NULL DEFAULT 0;

-- A document that an item in public cites: when it falls, somebody owes a look.
CREATE TABLE policy_citation (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  document_id BIGINT NOT NULL,
  item_id BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,                  -- answers for the item
  title TEXT NOT NULL,                      -- of the item
  state TEXT NOT NULL,                      -- noted, fallen, looked
  fell_on TEXT NOT NULL DEFAULT '',
  looked_on TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT ''             -- what the look came to
);
CREATE INDEX policy_citation_document ON policy_citation (document_id, id);
CREATE INDEX policy_citation_item ON policy_citation (item_id);

-- A clean-up (清理): every document that is in force on a day is judged.
CREATE TABLE policy_cleanup (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,                  -- leads it
  title TEXT NOT NULL,
  basis TEXT NOT NULL DEFAULT '',           -- what asks for it
  about TEXT NOT NULL DEFAULT '',           -- what is told to the units and to everybody
  contact TEXT NOT NULL DEFAULT '',
  as_of TEXT NOT NULL,                      -- what is in force on this day is judged
  due TEXT NOT NULL,                        -- last day for the verdicts of the units
  settle TEXT NOT NULL,                     -- last day for what has to be amended or repealed
  strict INTEGER NOT NULL DEFAULT 0,        -- what is not on the list is void
  void_on TEXT NOT NULL DEFAULT '',         -- from this day on; '' is the day of the announcement
  column_id BIGINT NOT NULL DEFAULT 0,      -- of the announcement
  state TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  item_id BIGINT NOT NULL DEFAULT 0,        -- the announcement
  compiled_on TEXT NOT NULL DEFAULT '',
  announced_on TEXT NOT NULL DEFAULT '',
  done_by TEXT NOT NULL DEFAULT 'null',
  made_at BIGINT NOT NULL
);

-- A document in a clean-up, with its verdict.
CREATE TABLE policy_verdict (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  cleanup_id BIGINT NOT NULL,
  document_id BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,                  -- owes the verdict
  organ TEXT NOT NULL,                      -- that issued it
  title TEXT NOT NULL,
  number TEXT NOT NULL,
  issued_on TEXT NOT NULL,
  state TEXT NOT NULL,                      -- open, proposed, approved
  verdict TEXT NOT NULL DEFAULT '',         -- keep, amend, repeal, lapse
  note TEXT NOT NULL DEFAULT '',            -- why
  reason TEXT NOT NULL DEFAULT '',          -- of who gave it back
  settled_on TEXT NOT NULL DEFAULT '',      -- it was amended or repealed, or is over otherwise
  done_by TEXT NOT NULL DEFAULT 'null'
);
CREATE UNIQUE INDEX policy_verdict_one ON policy_verdict (cleanup_id, document_id);
CREATE INDEX policy_verdict_document ON policy_verdict (document_id);
