-- +goose Up

-- The interpretation (政策解读) of a document: its plan, its elements and its pieces.
CREATE TABLE interpret (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,                  -- drafts the document and interprets it
  policy_id BIGINT NOT NULL DEFAULT 0,      -- the document; 0 for one that is an item alone
  document_id BIGINT NOT NULL DEFAULT 0,    -- item of the document; 0 until it has its number
  subject TEXT NOT NULL,                    -- title of the document
  title TEXT NOT NULL,
  item_id BIGINT NOT NULL,                  -- of publish, that makes the interpretation public
  state TEXT NOT NULL,
  content TEXT NOT NULL,                    -- JSON, as it is written
  shown TEXT NOT NULL,                      -- JSON, as everybody reads it
  forms TEXT NOT NULL DEFAULT '',           -- of what everybody reads: |text|video|
  decider TEXT NOT NULL DEFAULT '',         -- who decided that the document goes first
  reason TEXT NOT NULL DEFAULT '',
  issued_on TEXT NOT NULL DEFAULT '',       -- the document came on line
  released_on TEXT NOT NULL DEFAULT '',     -- the interpretation did
  broken TEXT NOT NULL DEFAULT '',          -- what the last night found wrong with the links
  done_by TEXT NOT NULL DEFAULT 'null',     -- JSON: who did each act last
  made_at BIGINT NOT NULL
);
CREATE INDEX interpret_state ON interpret (state, id);
CREATE INDEX interpret_policy ON interpret (policy_id);
CREATE INDEX interpret_document ON interpret (document_id);
CREATE INDEX interpret_item ON interpret (item_id);
