-- +goose Up

-- A normative document (行政规范性文件) from its draft on, and in force.
CREATE TABLE policy_document (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,                  -- drafts it and answers for it
  organ_id BIGINT NOT NULL,                 -- issues it
  title TEXT NOT NULL,
  genre TEXT NOT NULL DEFAULT '',
  theme TEXT NOT NULL DEFAULT '',
  column_id BIGINT NOT NULL DEFAULT 0,
  keywords TEXT NOT NULL DEFAULT '',
  joint TEXT NOT NULL DEFAULT '',           -- organs that issue it together
  basis TEXT NOT NULL DEFAULT '',
  contact TEXT NOT NULL DEFAULT '',
  business INTEGER NOT NULL DEFAULT 0,      -- closely tied to market entities
  vital INTEGER NOT NULL DEFAULT 0,         -- touches the vital interests of the public
  trial INTEGER NOT NULL DEFAULT 0,         -- 暂行、试行
  starts TEXT NOT NULL DEFAULT '',          -- '' until it is issued: from the day of issue
  until_day TEXT NOT NULL DEFAULT '',       -- last day of its term
  body TEXT NOT NULL DEFAULT '',
  number TEXT NOT NULL DEFAULT '',          -- 发文字号
  code TEXT NOT NULL DEFAULT '',            -- unified number
  state TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  item_id BIGINT NOT NULL DEFAULT 0,        -- of publish, that makes it public
  asked_on TEXT NOT NULL DEFAULT '',        -- handed to the legal review
  registered_on TEXT NOT NULL DEFAULT '',
  issued_on TEXT NOT NULL DEFAULT '',
  filed_on TEXT NOT NULL DEFAULT '',        -- 备案
  filed_no TEXT NOT NULL DEFAULT '',
  admitted INTEGER NOT NULL DEFAULT 0,      -- issued before the library was kept here
  standing TEXT NOT NULL DEFAULT '',        -- in force or not, as of standing_on
  standing_on TEXT NOT NULL DEFAULT '',
  standing_by TEXT NOT NULL DEFAULT '',
  ends_on TEXT NOT NULL DEFAULT '',         -- last day of the term as it stands
  evaluation TEXT NOT NULL DEFAULT '',      -- prolong, amend, repeal, lapse
  done_by TEXT NOT NULL DEFAULT 'null',     -- JSON: who did each act last
  made_at BIGINT NOT NULL
);
CREATE INDEX policy_document_state ON policy_document (state, id);
CREATE INDEX policy_document_item ON policy_document (item_id);
CREATE INDEX policy_document_number ON policy_document (number);

-- A step of the procedure, with its evidence. One that is done again stays, void.
CREATE TABLE policy_step (
  id BIGINT NOT NULL PRIMARY KEY,
  document_id BIGINT NOT NULL,
  kind TEXT NOT NULL,                       -- assess, consult, fair, legal, deliberate
  result TEXT NOT NULL,
  number TEXT NOT NULL DEFAULT '',          -- of the paper or the meeting
  from_day TEXT NOT NULL DEFAULT '',
  on_day TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',          -- why it was shorter than it should be
  file_id BIGINT NOT NULL,
  by_id BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  at BIGINT NOT NULL,
  hash TEXT NOT NULL,                       -- of the text that it was about
  void INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX policy_step_document ON policy_step (document_id, id);

-- The chain of the texts of a document: the original, and each one after an amendment.
CREATE TABLE policy_text (
  id BIGINT NOT NULL PRIMARY KEY,
  document_id BIGINT NOT NULL,
  from_day TEXT NOT NULL,
  by_id BIGINT NOT NULL DEFAULT 0,          -- document that amends; 0 is the original
  body TEXT NOT NULL
);
CREATE INDEX policy_text_document ON policy_text (document_id, from_day, id);

-- What a document does to another from a day on: amends, repeals, suspends, prolongs it.
CREATE TABLE policy_effect (
  id BIGINT NOT NULL PRIMARY KEY,
  by_id BIGINT NOT NULL,                    -- document that does it
  target_id BIGINT NOT NULL,
  kind TEXT NOT NULL,                       -- amend, repeal, suspend, prolong
  from_day TEXT NOT NULL DEFAULT '',        -- '' until the document is issued: from its commencement
  until_day TEXT NOT NULL DEFAULT '',       -- last day of a suspension, or of the longer term
  words TEXT NOT NULL DEFAULT '',           -- of an amendment: the sentences of the decision that make it
  body TEXT NOT NULL DEFAULT '',            -- and the text as it is then
  live INTEGER NOT NULL DEFAULT 0           -- the document is issued
);
CREATE INDEX policy_effect_target ON policy_effect (target_id, id);
CREATE INDEX policy_effect_by ON policy_effect (by_id, id);

-- The last number of a series in a year.
CREATE TABLE policy_series (
  series TEXT NOT NULL,
  year INTEGER NOT NULL,
  last BIGINT NOT NULL,
  PRIMARY KEY (series, year)
);
