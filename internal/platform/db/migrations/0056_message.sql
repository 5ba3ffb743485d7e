-- +goose Up

-- Whether a work order of the hotline is there already.
CREATE INDEX message_message_source ON message_message (channel, source);

-- The beginnings of replies that the office keeps.
CREATE TABLE message_template (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,                    -- of letters; empty: all
  opening TEXT NOT NULL,
  text TEXT NOT NULL,                    -- of an answer, with places to fill in
  state TEXT NOT NULL,
  by_whom TEXT NOT NULL DEFAULT '{}'     -- JSON: act to person
);
CREATE INDEX message_template_name ON message_template (name, id);
