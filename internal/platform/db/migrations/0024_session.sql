-- +goose Up

-- Who tried something lately that is bounded: a code, a form, a mail. Keyed hashes, kept for a day.
CREATE TABLE session_try (
  id BIGINT NOT NULL PRIMARY KEY,
  who TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX session_try_who ON session_try (who, at);
CREATE INDEX session_try_at ON session_try (at);
DROP TABLE subscribe_try;
