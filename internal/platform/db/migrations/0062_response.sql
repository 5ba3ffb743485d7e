-- +goose Up

-- A duty in hours has an instant beside its day.
ALTER TABLE duty_duty ADD COLUMN due_at BIGINT NOT NULL DEFAULT 0;  -- last instant in time; 0: the term is in days
ALTER TABLE duty_duty ADD COLUMN met_at BIGINT NOT NULL DEFAULT 0;  -- instant of what met it

-- What the public is concerned about (政务舆情).
CREATE TABLE response_concern (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,               -- 第一责任主体; who found it until it is judged
  found_unit BIGINT NOT NULL,
  number TEXT NOT NULL,                  -- gapless in a year
  title TEXT NOT NULL,
  place TEXT NOT NULL,
  source TEXT NOT NULL,
  link TEXT NOT NULL DEFAULT '',
  about TEXT NOT NULL,
  theme TEXT NOT NULL,
  happened_at BIGINT NOT NULL DEFAULT 0, -- of the event, if it is known
  found_at BIGINT NOT NULL,
  why TEXT NOT NULL DEFAULT '',          -- one of six kinds
  level TEXT NOT NULL DEFAULT '',        -- extreme, major, larger, ordinary
  involved TEXT NOT NULL DEFAULT '',     -- 涉事单位
  opinion TEXT NOT NULL DEFAULT '',      -- 研判意见
  topic TEXT NOT NULL DEFAULT '',        -- code of a 专题
  noted_at BIGINT NOT NULL,
  judged_at BIGINT NOT NULL DEFAULT 0,
  start_at BIGINT NOT NULL DEFAULT 0,    -- from which the hours run
  due_at BIGINT NOT NULL DEFAULT 0,      -- of the first release
  press_due BIGINT NOT NULL DEFAULT 0,   -- of the press conference; 0: none is owed
  first_at BIGINT NOT NULL DEFAULT 0,    -- when the first release was public
  press_at BIGINT NOT NULL DEFAULT 0,
  press_of TEXT NOT NULL DEFAULT '',
  settled_on TEXT NOT NULL DEFAULT '',
  lessons TEXT NOT NULL DEFAULT '',
  reviewed_on TEXT NOT NULL DEFAULT '',
  ground TEXT NOT NULL DEFAULT '',       -- untrue, twice, elsewhere
  reason TEXT NOT NULL DEFAULT '',
  closed_on TEXT NOT NULL DEFAULT '',    -- without an answer
  reminded TEXT NOT NULL DEFAULT '',     -- stage of the last notice
  state TEXT NOT NULL,
  done_by TEXT NOT NULL DEFAULT '{}'     -- JSON: act to person
);
CREATE UNIQUE INDEX response_concern_number ON response_concern (number);
CREATE INDEX response_concern_unit ON response_concern (unit_id, id);
CREATE INDEX response_concern_state ON response_concern (state, due_at);
CREATE INDEX response_concern_found ON response_concern (found_at);

-- The items that answer a concern.
CREATE TABLE response_release (
  concern_id BIGINT NOT NULL,
  item_id BIGINT NOT NULL,
  linked_at BIGINT NOT NULL,
  counted_at BIGINT NOT NULL DEFAULT 0,  -- when it was public; 0: it is not yet
  first INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (concern_id, item_id)
);
CREATE INDEX response_release_item ON response_release (item_id, counted_at);

-- What was done beside the words.
CREATE TABLE response_measure (
  id BIGINT NOT NULL PRIMARY KEY,
  concern_id BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  done_on TEXT NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX response_measure_concern ON response_measure (concern_id, done_on);

-- The last number of a year.
CREATE TABLE response_serial (
  year INTEGER NOT NULL PRIMARY KEY,
  last INTEGER NOT NULL
);
