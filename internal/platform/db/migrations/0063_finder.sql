-- +goose Up

-- What documents give, and to whom (政策措施).
CREATE TABLE finder_measure (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  document_id BIGINT NOT NULL,
  title TEXT NOT NULL,
  who TEXT NOT NULL,                     -- person, company
  gives TEXT NOT NULL,
  gives_by TEXT NOT NULL,                -- JSON: the clause and its words
  apply TEXT NOT NULL,
  until_day TEXT NOT NULL,
  contact TEXT NOT NULL,
  conditions TEXT NOT NULL,              -- JSON: the tree, each condition with its clause and its words
  state TEXT NOT NULL,
  opened TEXT NOT NULL DEFAULT '',
  doubts TEXT NOT NULL DEFAULT '[]',     -- JSON: what has changed below it
  doubted TEXT NOT NULL DEFAULT '',
  looked TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  by_whom TEXT NOT NULL DEFAULT '{}',    -- JSON: act to person
  made_at BIGINT NOT NULL
);
CREATE INDEX finder_measure_state ON finder_measure (state, who);
CREATE INDEX finder_measure_document ON finder_measure (document_id, state);
