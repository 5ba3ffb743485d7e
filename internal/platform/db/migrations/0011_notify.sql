-- +goose Up

-- What people were told. Whether somebody has read a notice is that person's own affair: no list shows it to others.
CREATE TABLE notify_notice (
  id BIGINT NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  once TEXT NOT NULL,                    -- a person is told a thing once
  message TEXT NOT NULL,                 -- JSON: message key and arguments
  lines TEXT NOT NULL DEFAULT '[]',      -- JSON: the details that a mail lists
  link TEXT NOT NULL DEFAULT '',         -- page of the desk: plan/17
  read_at BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX notify_notice_once ON notify_notice (account_id, once);
CREATE INDEX notify_notice_list ON notify_notice (account_id, id);
CREATE INDEX notify_notice_unread ON notify_notice (account_id, read_at, id);
CREATE INDEX notify_notice_at ON notify_notice (at, id);
