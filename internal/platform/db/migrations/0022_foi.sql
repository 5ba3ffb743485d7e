-- +goose Up

-- A duty whose clock is that of a thing, and is moved by nobody's hand.
ALTER TABLE duty_duty ADD COLUMN followed INTEGER NOT NULL DEFAULT 0;

-- A request for information. Who asks is sealed; what is asked stands here and nowhere else.
CREATE TABLE foi_request (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,               -- who has to reply
  first_id BIGINT NOT NULL,              -- whom it was addressed to
  number TEXT NOT NULL,                  -- 登记编号: gapless in a unit and year
  year INTEGER NOT NULL,
  code TEXT NOT NULL,                    -- keyed hash of the code that the applicant follows it by
  token TEXT NOT NULL,                   -- keyed hash of the form that it was typed in
  kind TEXT NOT NULL,                    -- of the applicant
  person TEXT NOT NULL,                  -- keyed hash of who it is; '' once anonymised
  applicant TEXT NOT NULL,               -- sealed; '' once anonymised
  shown TEXT NOT NULL,                   -- the name, masked
  want TEXT NOT NULL,
  form TEXT NOT NULL,
  way TEXT NOT NULL,
  channel TEXT NOT NULL,
  oral INTEGER NOT NULL DEFAULT 0,
  submitted TEXT NOT NULL,               -- day
  delivered TEXT NOT NULL DEFAULT '',    -- day
  confirmed TEXT NOT NULL DEFAULT '',    -- day
  confirmed_how TEXT NOT NULL DEFAULT '',
  confirmed_by BIGINT NOT NULL DEFAULT 0,
  tracking TEXT NOT NULL DEFAULT '',
  received TEXT NOT NULL DEFAULT '',     -- day: follows from the facts above
  month TEXT NOT NULL DEFAULT '',        -- that it counts in
  state TEXT NOT NULL,
  clock TEXT NOT NULL DEFAULT '{}',      -- JSON: facts
  due TEXT NOT NULL DEFAULT '',          -- day: cache
  provisional INTEGER NOT NULL DEFAULT 0,
  sort_day TEXT NOT NULL,                -- by when somebody has to do something
  until_day TEXT NOT NULL DEFAULT '',    -- by when the applicant has to
  handler BIGINT NOT NULL DEFAULT 0,
  pieces INTEGER NOT NULL DEFAULT 1,
  reason TEXT NOT NULL DEFAULT '',
  body TEXT NOT NULL DEFAULT '',         -- the reply as it stands, sealed
  hash TEXT NOT NULL DEFAULT '',         -- of what the approvals signed
  answered TEXT NOT NULL DEFAULT '',     -- day of service
  ended TEXT NOT NULL DEFAULT '',        -- day on which the clock stopped: served, withdrawn, lapsed
  late TEXT NOT NULL DEFAULT '[]',       -- JSON
  by_whom TEXT NOT NULL DEFAULT '{}'     -- JSON: act to person
);
CREATE UNIQUE INDEX foi_request_number ON foi_request (number);
CREATE UNIQUE INDEX foi_request_token ON foi_request (token);
CREATE INDEX foi_request_sort ON foi_request (sort_day, id);
CREATE INDEX foi_request_unit ON foi_request (unit_id, sort_day, id);
CREATE INDEX foi_request_unit_id ON foi_request (unit_id, id);
CREATE INDEX foi_request_state ON foi_request (state, id);
CREATE INDEX foi_request_until ON foi_request (state, until_day);
CREATE INDEX foi_request_handler ON foi_request (handler, sort_day, id);
CREATE INDEX foi_request_person ON foi_request (person, unit_id, month);
CREATE INDEX foi_request_year ON foi_request (year, id);
CREATE INDEX foi_request_ended ON foi_request (ended, unit_id);
CREATE INDEX foi_request_received ON foi_request (received, unit_id);

-- One thing that a request asks for, and what was decided on it.
CREATE TABLE foi_item (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  request_id BIGINT NOT NULL,
  sort INTEGER NOT NULL,
  text TEXT NOT NULL,
  result TEXT NOT NULL DEFAULT '',       -- code of law/results.tsv
  facts TEXT NOT NULL DEFAULT '{}',      -- JSON
  reason TEXT NOT NULL DEFAULT '',
  withheld TEXT NOT NULL DEFAULT '[]',   -- JSON
  given TEXT NOT NULL DEFAULT '[]',      -- JSON
  inseparable INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX foi_item_request ON foi_item (request_id, sort, id);
CREATE INDEX foi_item_result ON foi_item (result, id);

-- The last number of each series: requests, letters by their word, and the numbers of the units themselves.
CREATE TABLE foi_serial (
  unit_id BIGINT NOT NULL,
  series TEXT NOT NULL,
  year INTEGER NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (unit_id, series, year)
);

-- Somebody who is asked (征求意见): a third party, a joint maker, another organ.
CREATE TABLE foi_consult (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  request_id BIGINT NOT NULL,
  label TEXT NOT NULL,                   -- what the clock calls it
  kind TEXT NOT NULL,                    -- third, maker, organ
  party TEXT NOT NULL,                   -- sealed: name and address
  shown TEXT NOT NULL,                   -- masked name; of an organ, its name
  subject TEXT NOT NULL,                 -- what is asked about
  state TEXT NOT NULL,                   -- asked, reached, heard, silent, void
  sent TEXT NOT NULL,                    -- day
  got TEXT NOT NULL DEFAULT '',          -- day
  until_day TEXT NOT NULL DEFAULT '',    -- last day to answer
  heard TEXT NOT NULL DEFAULT '',        -- day
  opinion TEXT NOT NULL DEFAULT '',      -- agree, object
  reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX foi_consult_request ON foi_consult (request_id, id);
CREATE INDEX foi_consult_until ON foi_consult (state, until_day);

-- Help from inside: another unit (协办), or counsel (法律顾问). The applicant never sees it.
CREATE TABLE foi_aid (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  request_id BIGINT NOT NULL,
  kind TEXT NOT NULL,                    -- help, counsel
  unit_id BIGINT NOT NULL DEFAULT 0,
  person BIGINT NOT NULL DEFAULT 0,
  question TEXT NOT NULL,
  asked TEXT NOT NULL,                   -- day
  due TEXT NOT NULL,                     -- day
  answer TEXT NOT NULL DEFAULT '',
  answered TEXT NOT NULL DEFAULT '',     -- day
  answered_by BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX foi_aid_request ON foi_aid (request_id, id);
CREATE INDEX foi_aid_person ON foi_aid (person, answered, due);
CREATE INDEX foi_aid_unit ON foi_aid (unit_id, answered, due);

-- A letter of a case: what was written, when it went out, how, and when it came.
CREATE TABLE foi_letter (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  request_id BIGINT NOT NULL,
  kind TEXT NOT NULL,                    -- of law/letters.tsv
  number TEXT NOT NULL DEFAULT '',       -- 文号
  about TEXT NOT NULL DEFAULT '',        -- consult/3, fee/4
  text TEXT NOT NULL,                    -- sealed
  sha TEXT NOT NULL,                     -- SHA-256 of the text, which the public log has committed to
  way TEXT NOT NULL DEFAULT '',          -- hand, post, electronic
  tracking TEXT NOT NULL DEFAULT '',
  sent TEXT NOT NULL DEFAULT '',         -- day
  got TEXT NOT NULL DEFAULT '',          -- day: signed for
  back TEXT NOT NULL DEFAULT '',         -- day on which it came back
  made_at BIGINT NOT NULL
);
CREATE INDEX foi_letter_request ON foi_letter (request_id, id);

-- 信息处理费: one row a notice. Amounts are fen.
CREATE TABLE foi_fee (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  request_id BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  state TEXT NOT NULL,                   -- noticed, paid, lapsed, void, refunded
  standard TEXT NOT NULL,                -- pieces, pages
  month TEXT NOT NULL,
  before INTEGER NOT NULL,               -- 件 of the month before this request
  pieces INTEGER NOT NULL,
  pages INTEGER NOT NULL,
  lines TEXT NOT NULL,                   -- JSON: the calculation
  fen BIGINT NOT NULL,
  notice TEXT NOT NULL DEFAULT '',       -- 文号
  sent TEXT NOT NULL,                    -- day
  got TEXT NOT NULL DEFAULT '',          -- day
  until_day TEXT NOT NULL DEFAULT '',    -- last day to pay
  paid TEXT NOT NULL DEFAULT '',         -- day
  receipt TEXT NOT NULL DEFAULT '',      -- 票据号
  booked TEXT NOT NULL DEFAULT '',       -- day: 入库
  refunded TEXT NOT NULL DEFAULT '',     -- day
  refund_reason TEXT NOT NULL DEFAULT '',
  approved_by BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX foi_fee_request ON foi_fee (request_id, id);
CREATE INDEX foi_fee_unit ON foi_fee (unit_id, sent, id);

-- What a visitor has typed so far, under a code; forgotten after some days.
CREATE TABLE foi_draft (
  id BIGINT NOT NULL PRIMARY KEY,
  code TEXT NOT NULL,                    -- keyed hash
  filing TEXT NOT NULL,                  -- sealed
  sent INTEGER NOT NULL DEFAULT 0,       -- it has become a request, and is empty
  at BIGINT NOT NULL
);
CREATE UNIQUE INDEX foi_draft_code ON foi_draft (code);
CREATE INDEX foi_draft_at ON foi_draft (at);
