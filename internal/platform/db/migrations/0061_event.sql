-- +goose Up

-- An event to which the public is invited (政府开放日, 列席会议, 宣讲, 座谈), and what came of it.
CREATE TABLE event_event (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  title TEXT NOT NULL,
  kind TEXT NOT NULL,                   -- openday, attend, brief, forum
  about TEXT NOT NULL,
  begins TEXT NOT NULL,                 -- day
  starts TEXT NOT NULL,                 -- HH:MM
  ends TEXT NOT NULL,
  stops TEXT NOT NULL,
  place TEXT NOT NULL,
  places INTEGER NOT NULL,              -- people
  most INTEGER NOT NULL,                -- people that one enrolment brings at most
  closes TEXT NOT NULL,                 -- last day of the enrolment
  who TEXT NOT NULL,
  contact TEXT NOT NULL,
  access TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  opened TEXT NOT NULL DEFAULT '',
  reminded TEXT NOT NULL DEFAULT '',    -- day on which those with a place were reminded
  minutes TEXT NOT NULL DEFAULT '',
  heard TEXT NOT NULL DEFAULT '',
  became TEXT NOT NULL DEFAULT '',
  walkins INTEGER NOT NULL DEFAULT 0,
  told TEXT NOT NULL DEFAULT '',
  sum TEXT NOT NULL DEFAULT '',         -- SHA-256 of minutes and photographs
  reason TEXT NOT NULL DEFAULT '',
  by_whom TEXT NOT NULL DEFAULT '{}',   -- JSON: act to person
  made_at BIGINT NOT NULL
);
CREATE INDEX event_event_state ON event_event (state, begins);
CREATE INDEX event_event_unit ON event_event (unit_id, id);

-- Somebody who wants to come. Who it is lies sealed.
CREATE TABLE event_enrolment (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  event_id BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  number TEXT NOT NULL,                 -- in the order of the list
  code TEXT NOT NULL,                   -- keyed hash of the code that opens the receipt
  token TEXT NOT NULL,                  -- keyed hash of the telephone: one enrolment each
  person TEXT NOT NULL,                 -- sealed
  shown TEXT NOT NULL,                  -- the name, masked
  people INTEGER NOT NULL,
  state TEXT NOT NULL,                  -- waiting, placed, came, withdrawn
  forgotten TEXT NOT NULL DEFAULT '',   -- day on which what names people was taken away
  by_whom TEXT NOT NULL DEFAULT '{}'    -- JSON: act to person
);
CREATE UNIQUE INDEX event_enrolment_number ON event_enrolment (number);
CREATE UNIQUE INDEX event_enrolment_token ON event_enrolment (event_id, token);
CREATE INDEX event_enrolment_state ON event_enrolment (event_id, state, number);

-- One message to somebody who enrolled.
CREATE TABLE event_notice (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  event_id BIGINT NOT NULL,
  enrolment_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  carrier TEXT NOT NULL,                -- mail, sms, call
  state TEXT NOT NULL,                  -- waiting, sent, unsent, settled
  tries INTEGER NOT NULL DEFAULT 0,
  at BIGINT NOT NULL
);
CREATE INDEX event_notice_event ON event_notice (event_id, state);
CREATE INDEX event_notice_enrolment ON event_notice (enrolment_id, state);

-- A photograph of an event, with what it shows for who cannot see it.
CREATE TABLE event_photo (
  id BIGINT NOT NULL PRIMARY KEY,
  event_id BIGINT NOT NULL,
  file_id BIGINT NOT NULL,
  alt TEXT NOT NULL,
  sha256 TEXT NOT NULL
);
CREATE INDEX event_photo_event ON event_photo (event_id, id);

-- The last number of a year.
CREATE TABLE event_serial (
  year INTEGER NOT NULL PRIMARY KEY,
  last INTEGER NOT NULL
);
