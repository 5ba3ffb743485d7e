-- +goose Up

-- What is public and can be found, one row each. Nothing of a draft or a sealed thing is ever here.
CREATE TABLE search_doc (
  id BIGINT NOT NULL PRIMARY KEY,        -- of the thing itself
  slot BIGINT NOT NULL UNIQUE,           -- key in search_token; the newest has the smallest
  noun TEXT NOT NULL,
  kind TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL,
  number TEXT NOT NULL DEFAULT '',       -- document number, as written
  unit_id BIGINT NOT NULL DEFAULT 0,
  column_id BIGINT NOT NULL DEFAULT 0,
  shown_on TEXT NOT NULL DEFAULT '',     -- day
  year INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL,                   -- valid, amended, lapsed, repealed, withdrawn
  changed BIGINT NOT NULL                -- search_state.version when it was put
);
CREATE INDEX search_doc_changed ON search_doc (changed);

-- One row: how often the index was changed.
CREATE TABLE search_state (
  id INTEGER NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL
);

-- The tokens of each slot (ADR 7). Both engines keep which tokens a row has, and neither where or how often.
-- +engine sqlite
CREATE VIRTUAL TABLE search_token USING fts5(tokens, content='', contentless_delete=1, detail=none, tokenize="ascii tokenchars '=+^#@!~%'");
INSERT INTO search_token (search_token, rank) VALUES ('hashsize', 8388608);
-- +engine postgres
CREATE TABLE search_token (
  rowid BIGINT NOT NULL PRIMARY KEY,
  tokens TSVECTOR NOT NULL
) WITH (toast_tuple_target = 128);
-- With statistics the planner would read the tokens of every row for a common word, because that is the newest first already.
ALTER TABLE search_token ALTER COLUMN tokens SET STATISTICS 0;
CREATE INDEX search_token_tokens ON search_token USING gin (tokens) WITH (gin_pending_list_limit = 256);
-- +engine all
