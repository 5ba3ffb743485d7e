-- +goose Up

-- What went out already, by the name under which it is sent: a job may be delivered twice.
CREATE TABLE notify_sent (
  name TEXT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL
);
CREATE INDEX notify_sent_at ON notify_sent (at, name);
