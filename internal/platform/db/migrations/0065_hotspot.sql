-- +goose Up

-- A look over the letters, requests and searches of a period (热点汇总).
CREATE TABLE hotspot_run (
  id BIGINT NOT NULL PRIMARY KEY,
  span TEXT NOT NULL,                    -- month, quarter, year
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  before_day TEXT NOT NULL,              -- first day of the period before, of the same length
  asked_at BIGINT NOT NULL,
  made_at BIGINT NOT NULL DEFAULT 0,     -- 0: it is being made
  letters INTEGER NOT NULL DEFAULT 0,    -- of the period
  requests INTEGER NOT NULL DEFAULT 0,
  searches INTEGER NOT NULL DEFAULT 0,   -- how often, of those that were asked often enough
  before INTEGER NOT NULL DEFAULT 0,     -- letters and requests of the period before
  themes INTEGER NOT NULL DEFAULT 0,
  alone INTEGER NOT NULL DEFAULT 0       -- letters and requests of no theme
);
CREATE INDEX hotspot_run_last ON hotspot_run (last_day, id);

-- A theme (热点).
CREATE TABLE hotspot_spot (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,               -- the office
  name TEXT NOT NULL DEFAULT '',         -- that a person gave it
  proposed TEXT NOT NULL,                -- by its words
  words TEXT NOT NULL,                   -- JSON: what binds it, to read
  profile TEXT NOT NULL,                 -- JSON: what binds it, weighed
  run_id BIGINT NOT NULL,                -- the last look
  n INTEGER NOT NULL,                    -- letters and requests of that period
  before INTEGER NOT NULL,
  searches INTEGER NOT NULL,
  rise BIGINT NOT NULL,                  -- G2 in thousandths, below 0 of one that fell
  months TEXT NOT NULL,                  -- JSON: letters and requests by month, both periods
  into_id BIGINT NOT NULL DEFAULT 0,     -- the theme that it was merged into
  reason TEXT NOT NULL DEFAULT '',       -- of the last act that needed one
  said TEXT NOT NULL DEFAULT '{}',       -- JSON: what was approved to be public
  shown_on TEXT NOT NULL DEFAULT '',     -- day; empty: not public
  state TEXT NOT NULL,
  done_by TEXT NOT NULL DEFAULT '{}'     -- JSON: act to person
);
CREATE INDEX hotspot_spot_rise ON hotspot_spot (rise, id);
CREATE INDEX hotspot_spot_shown ON hotspot_spot (shown_on, id);

-- What the last look has found of a theme. No text is kept.
CREATE TABLE hotspot_member (
  kind TEXT NOT NULL,                    -- letter, request, search
  ref_id BIGINT NOT NULL,
  spot_id BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,               -- 0 of a search
  day TEXT NOT NULL,
  n INTEGER NOT NULL,                    -- of a search: how often
  PRIMARY KEY (kind, ref_id)
);
CREATE INDEX hotspot_member_spot ON hotspot_member (spot_id, kind, day);
CREATE INDEX hotspot_member_unit ON hotspot_member (unit_id, spot_id);

-- Where a person has put what was found elsewhere.
CREATE TABLE hotspot_placed (
  kind TEXT NOT NULL,
  ref_id BIGINT NOT NULL,
  spot_id BIGINT NOT NULL,
  PRIMARY KEY (kind, ref_id)
);

-- What each look has counted.
CREATE TABLE hotspot_count (
  run_id BIGINT NOT NULL,
  spot_id BIGINT NOT NULL,
  n INTEGER NOT NULL,
  before INTEGER NOT NULL,
  searches INTEGER NOT NULL,
  rise BIGINT NOT NULL,
  PRIMARY KEY (spot_id, run_id)
);

-- The normative documents that answer a theme.
CREATE TABLE hotspot_answer (
  spot_id BIGINT NOT NULL,
  policy_id BIGINT NOT NULL,
  score INTEGER NOT NULL,                -- per thousand, of the machine
  state TEXT NOT NULL,                   -- suggested, confirmed, removed, fallen
  set_on TEXT NOT NULL,                  -- day
  PRIMARY KEY (spot_id, policy_id)
);
CREATE INDEX hotspot_answer_policy ON hotspot_answer (policy_id, state);

-- What was searched on a day, and how often; nothing of who did.
CREATE TABLE hotspot_search (
  id BIGINT NOT NULL PRIMARY KEY,
  day TEXT NOT NULL,
  words TEXT NOT NULL,
  n INTEGER NOT NULL
);
CREATE UNIQUE INDEX hotspot_search_day ON hotspot_search (day, words);
