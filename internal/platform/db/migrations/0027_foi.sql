-- +goose Up

-- A letter that came into the mailbox of the office (电子邮件), before anybody has said what it is.
CREATE TABLE foi_incoming (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,               -- whose mailbox it is
  mark TEXT NOT NULL,                    -- keyed hash of Message-ID and content: one letter is one row
  sender TEXT NOT NULL,                  -- keyed hash of the address
  shown TEXT NOT NULL,                   -- the address, masked
  content TEXT NOT NULL,                 -- sealed
  written TEXT NOT NULL,                 -- day that the letter says
  arrived TEXT NOT NULL,                 -- day on which it came into the mailbox
  at BIGINT NOT NULL,                    -- the moment
  machine INTEGER NOT NULL,              -- sent by a machine or to a list
  receipt INTEGER NOT NULL DEFAULT 0,    -- the sender was told that it came
  files INTEGER NOT NULL,                -- that were kept
  refused INTEGER NOT NULL,              -- that were not
  state TEXT NOT NULL,
  request_id BIGINT NOT NULL DEFAULT 0,  -- what it was registered as
  reason TEXT NOT NULL DEFAULT '',       -- why it was set aside
  by_whom TEXT NOT NULL DEFAULT '{}'     -- JSON: act to person
);
CREATE UNIQUE INDEX foi_incoming_mark ON foi_incoming (unit_id, mark);
CREATE INDEX foi_incoming_state ON foi_incoming (state, unit_id, id);
CREATE INDEX foi_incoming_unit ON foi_incoming (unit_id, id);
CREATE INDEX foi_incoming_request ON foi_incoming (request_id, id);
CREATE INDEX foi_incoming_sender ON foi_incoming (sender, receipt, at);

-- How far a mailbox was read: kept in the transaction of the letter that was read.
CREATE TABLE foi_mailbox (
  id BIGINT NOT NULL PRIMARY KEY,
  account TEXT NOT NULL,                 -- keyed hash of server, account and folder
  validity BIGINT NOT NULL,
  uid BIGINT NOT NULL,
  at BIGINT NOT NULL                     -- when the last one read came; at first, when reading began
);
CREATE UNIQUE INDEX foi_mailbox_account ON foi_mailbox (account);

-- Whether the applicant wants to be told by mail, by short message.
ALTER TABLE foi_request ADD COLUMN notice_mail INTEGER NOT NULL DEFAULT 0;
ALTER TABLE foi_request ADD COLUMN notice_sms INTEGER NOT NULL DEFAULT 0;

-- What applicants were told, and whether it went out.
CREATE TABLE foi_notice (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  request_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  carrier TEXT NOT NULL,                 -- mail, sms
  shown TEXT NOT NULL,                   -- address or number, masked
  day TEXT NOT NULL,                     -- that it tells
  state TEXT NOT NULL,
  tries INTEGER NOT NULL,
  at BIGINT NOT NULL,
  sent_at BIGINT NOT NULL,
  note TEXT NOT NULL                     -- how the applicant was told otherwise
);
CREATE INDEX foi_notice_request ON foi_notice (request_id, id);
CREATE INDEX foi_notice_state ON foi_notice (state, id);
