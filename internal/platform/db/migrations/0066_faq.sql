-- +goose Up

-- Questions about documents in force, with their answers (政策问答).
CREATE TABLE faq_entry (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  question TEXT NOT NULL,
  others TEXT NOT NULL,                  -- other ways to ask it, one a line
  topic TEXT NOT NULL,
  audience TEXT NOT NULL,
  explanation TEXT NOT NULL,
  quotes TEXT NOT NULL,                  -- JSON: document, clause, its words, and those that are quoted
  links TEXT NOT NULL DEFAULT '[]',      -- JSON
  contact TEXT NOT NULL,
  until_day TEXT NOT NULL,
  figures TEXT NOT NULL DEFAULT '[]',    -- JSON: of the explanation, that stand in no quoted clause
  sure INTEGER NOT NULL DEFAULT 0,       -- they were confirmed
  letter_id BIGINT NOT NULL DEFAULT 0,
  state TEXT NOT NULL,
  opened TEXT NOT NULL DEFAULT '',
  doubts TEXT NOT NULL DEFAULT '[]',     -- JSON: what has changed below it
  doubted TEXT NOT NULL DEFAULT '',
  looked TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  by_whom TEXT NOT NULL DEFAULT '{}',    -- JSON: act to person
  made_at BIGINT NOT NULL
);
CREATE INDEX faq_entry_state ON faq_entry (state, topic);
CREATE INDEX faq_entry_letter ON faq_entry (letter_id);

-- Which documents an entry quotes.
CREATE TABLE faq_rest (
  entry_id BIGINT NOT NULL,
  document_id BIGINT NOT NULL,
  PRIMARY KEY (document_id, entry_id)
);

-- How many found it of use: counts, and nothing of who.
CREATE TABLE faq_vote (
  entry_id BIGINT NOT NULL PRIMARY KEY,
  useful BIGINT NOT NULL,
  useless BIGINT NOT NULL
);
