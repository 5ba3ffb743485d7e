-- +goose Up

-- A rule that collects items.
CREATE TABLE topic_topic (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  code TEXT NOT NULL,                    -- in its address
  title TEXT NOT NULL,
  intro TEXT NOT NULL DEFAULT '',
  rule TEXT NOT NULL,                    -- JSON: which items, and in what order
  next TEXT NOT NULL DEFAULT 'null',      -- JSON: what waits for the second person
  state TEXT NOT NULL,                   -- draft, live, closed, discarded
  edit_by BIGINT NOT NULL,
  opened_at BIGINT NOT NULL DEFAULT 0,
  closed_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX topic_topic_code ON topic_topic (code);
CREATE INDEX topic_topic_state ON topic_topic (state, opened_at, id);

-- What a topic showed on the day on which it was closed.
CREATE TABLE topic_item (
  topic_id BIGINT NOT NULL,
  sort BIGINT NOT NULL,
  item_id BIGINT NOT NULL,
  PRIMARY KEY (topic_id, sort)
);
