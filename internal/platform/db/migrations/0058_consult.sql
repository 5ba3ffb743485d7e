-- +goose Up

-- A draft that the public is asked about (征求意见), and what came of it.
CREATE TABLE consult_consult (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  title TEXT NOT NULL,
  kind TEXT NOT NULL,                    -- major, business, norm, other
  explain_text TEXT NOT NULL,            -- 起草说明
  draft TEXT NOT NULL,
  days INTEGER NOT NULL,
  short TEXT NOT NULL DEFAULT '',        -- public: why fewer days than the rule has
  post TEXT NOT NULL DEFAULT '',
  counter TEXT NOT NULL DEFAULT '',
  contact TEXT NOT NULL,
  document_id BIGINT NOT NULL DEFAULT 0, -- policy_document
  state TEXT NOT NULL,
  opened TEXT NOT NULL DEFAULT '',
  until_day TEXT NOT NULL DEFAULT '',
  ended TEXT NOT NULL DEFAULT '',
  final TEXT NOT NULL DEFAULT '',        -- the text after
  findings TEXT NOT NULL DEFAULT '',
  told TEXT NOT NULL DEFAULT '',
  sum TEXT NOT NULL DEFAULT '',          -- SHA-256 of the outcome
  reason TEXT NOT NULL DEFAULT '',
  by_whom TEXT NOT NULL DEFAULT '{}',    -- JSON: act to person
  made_at BIGINT NOT NULL
);
CREATE INDEX consult_consult_state ON consult_consult (state, until_day);
CREATE INDEX consult_consult_unit ON consult_consult (unit_id, id);

-- One opinion. Who sent it and what it says are sealed.
CREATE TABLE consult_opinion (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  consult_id BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  number TEXT NOT NULL,
  code TEXT NOT NULL,                    -- keyed hash of the code that the sender follows it by
  token TEXT NOT NULL,                   -- keyed hash of opinion and sender: sent twice, it is one
  channel TEXT NOT NULL,                 -- web, letter, counter, hearing
  clause INTEGER NOT NULL,               -- of the draft, from 1; 0: the whole text
  sender TEXT NOT NULL,                  -- sealed
  shown TEXT NOT NULL DEFAULT '',        -- the name, masked
  body TEXT NOT NULL,                    -- sealed
  received TEXT NOT NULL,
  state TEXT NOT NULL,
  cause TEXT NOT NULL DEFAULT '',        -- why it was set aside
  said TEXT NOT NULL DEFAULT '',         -- what its sender is told with it
  group_id BIGINT NOT NULL DEFAULT 0,    -- the first of its copies
  alone INTEGER NOT NULL DEFAULT 0,      -- a person took it out of its group
  decision_id BIGINT NOT NULL DEFAULT 0,
  forgotten TEXT NOT NULL DEFAULT '',    -- day on which what names people was taken away
  by_whom TEXT NOT NULL DEFAULT '{}'     -- JSON: act to person
);
CREATE UNIQUE INDEX consult_opinion_number ON consult_opinion (number);
CREATE UNIQUE INDEX consult_opinion_token ON consult_opinion (token);
CREATE INDEX consult_opinion_consult ON consult_opinion (consult_id, state, decision_id, group_id);
CREATE INDEX consult_opinion_decision ON consult_opinion (decision_id);

-- What became of opinions that say the same.
CREATE TABLE consult_decision (
  id BIGINT NOT NULL PRIMARY KEY,
  consult_id BIGINT NOT NULL,
  no INTEGER NOT NULL,                   -- from 1
  verdict TEXT NOT NULL,                 -- adopt, part, reject
  gist TEXT NOT NULL,                    -- public
  why TEXT NOT NULL,                     -- public
  clauses TEXT NOT NULL DEFAULT '[]',    -- JSON: keys of the clauses that were changed
  already INTEGER NOT NULL DEFAULT 0,    -- the draft says so already
  by_id BIGINT NOT NULL
);
CREATE UNIQUE INDEX consult_decision_no ON consult_decision (consult_id, no);

-- A hearing (听证会) of a consultation.
CREATE TABLE consult_hearing (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  consult_id BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  on_day TEXT NOT NULL,
  at_time TEXT NOT NULL,
  place TEXT NOT NULL,
  seats INTEGER NOT NULL,
  until_day TEXT NOT NULL,               -- last day of the enrolment
  source TEXT NOT NULL,                  -- public, told beforehand: where the seed comes from
  seed TEXT NOT NULL DEFAULT '',
  material TEXT NOT NULL DEFAULT '',
  minutes TEXT NOT NULL DEFAULT '',      -- public
  came INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL,
  drawn TEXT NOT NULL DEFAULT '',
  delivered TEXT NOT NULL DEFAULT '',
  held TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  by_whom TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX consult_hearing_consult ON consult_hearing (consult_id, id);

-- Who wants to speak at a hearing.
CREATE TABLE consult_enrolment (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  hearing_id BIGINT NOT NULL,
  number TEXT NOT NULL,                  -- public: the draw is over the numbers
  code TEXT NOT NULL,                    -- keyed hash
  token TEXT NOT NULL,                   -- keyed hash of the telephone: one person, one enrolment
  sender TEXT NOT NULL,                  -- sealed
  shown TEXT NOT NULL,                   -- the name, masked
  side TEXT NOT NULL,                    -- for, against, other
  place INTEGER NOT NULL DEFAULT 0,      -- in the draw, from 1
  chosen INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX consult_enrolment_number ON consult_enrolment (number);
CREATE UNIQUE INDEX consult_enrolment_token ON consult_enrolment (hearing_id, token);

-- The last number of a year.
CREATE TABLE consult_serial (
  year INTEGER NOT NULL PRIMARY KEY,
  last INTEGER NOT NULL
);

-- A step of the procedure of a normative document that a consultation proves, and no file.
ALTER TABLE policy_step ADD COLUMN consult_id BIGINT NOT NULL DEFAULT 0;
