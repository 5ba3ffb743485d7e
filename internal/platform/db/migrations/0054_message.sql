-- +goose Up

-- A letter that somebody sends to the government (留言).
CREATE TABLE message_message (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  number TEXT NOT NULL,                  -- 留言编号: gapless in a year
  code TEXT NOT NULL,                    -- keyed hash of the code that the sender follows it by
  token TEXT NOT NULL,                   -- keyed hash of the letter and its sender; the id once it has ended
  channel TEXT NOT NULL,                 -- portal, counter, phone, post, hotline, above
  source TEXT NOT NULL DEFAULT '',       -- 工单号, 交办文号
  kind TEXT NOT NULL,
  sender TEXT NOT NULL,                  -- sealed: name, telephone, mail
  shown TEXT NOT NULL,                   -- the name, masked
  letter TEXT NOT NULL,                  -- sealed: what was written
  consent INTEGER NOT NULL,              -- to be made public
  received TEXT NOT NULL,                -- day
  state TEXT NOT NULL,
  clock TEXT NOT NULL DEFAULT '{}',      -- JSON: the facts that due follows from
  due TEXT NOT NULL DEFAULT '',          -- last day of the reply
  signed TEXT NOT NULL DEFAULT '',       -- day
  moves INTEGER NOT NULL DEFAULT 0,      -- to another unit
  astray INTEGER NOT NULL DEFAULT 0,     -- of them from a wrong one
  wish TEXT NOT NULL DEFAULT '',         -- why an extension is asked for
  reply TEXT NOT NULL DEFAULT '',        -- sealed
  replied TEXT NOT NULL DEFAULT '',      -- day
  days INTEGER NOT NULL DEFAULT 0,       -- working days to the first reply
  tardy INTEGER NOT NULL DEFAULT 0,  -- a reply came after its last day
  cause TEXT NOT NULL DEFAULT '',        -- why it was held
  verdict TEXT NOT NULL DEFAULT '',      -- why it was refused
  said TEXT NOT NULL DEFAULT '',         -- what the sender was told with it
  appeal TEXT NOT NULL DEFAULT '',       -- sealed
  appealed INTEGER NOT NULL DEFAULT 0,
  urged TEXT NOT NULL DEFAULT '',        -- day
  urged_for TEXT NOT NULL DEFAULT '',    -- last day that was urged
  reopened INTEGER NOT NULL DEFAULT 0,
  unsolved TEXT NOT NULL DEFAULT '',     -- sealed: what is not solved
  rating TEXT NOT NULL DEFAULT '',
  rated TEXT NOT NULL DEFAULT '',        -- day
  title TEXT NOT NULL DEFAULT '',        -- public
  text TEXT NOT NULL DEFAULT '',         -- public
  answer TEXT NOT NULL DEFAULT '',       -- public
  published TEXT NOT NULL DEFAULT '',    -- day; empty: not public
  reported TEXT NOT NULL DEFAULT '',     -- day: back to where it came from
  ended TEXT NOT NULL DEFAULT '',        -- day on which its life ended
  forgotten TEXT NOT NULL DEFAULT '',    -- day on which what names people was taken away
  by_whom TEXT NOT NULL DEFAULT '{}'     -- JSON: act to person
);
CREATE UNIQUE INDEX message_message_number ON message_message (number);
CREATE UNIQUE INDEX message_message_token ON message_message (token);
CREATE INDEX message_message_unit ON message_message (unit_id, due, id);
CREATE INDEX message_message_state ON message_message (state, due, id);
CREATE INDEX message_message_received ON message_message (received, id);
CREATE INDEX message_message_replied ON message_message (replied, id);
CREATE INDEX message_message_published ON message_message (published, id);
CREATE INDEX message_message_ended ON message_message (forgotten, ended, id);

-- The last number of a year.
CREATE TABLE message_serial (
  year INTEGER NOT NULL PRIMARY KEY,
  last INTEGER NOT NULL
);
