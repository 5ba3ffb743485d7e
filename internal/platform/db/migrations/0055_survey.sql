-- +goose Up

-- Questions to the public.
CREATE TABLE survey_survey (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  title TEXT NOT NULL,
  about TEXT NOT NULL,
  questions TEXT NOT NULL,               -- JSON
  identity TEXT NOT NULL,                -- anyone, phone, invite
  assess INTEGER NOT NULL,               -- 社会评议
  until_day TEXT NOT NULL,
  contact TEXT NOT NULL,
  state TEXT NOT NULL,
  opened TEXT NOT NULL DEFAULT '',
  ended TEXT NOT NULL DEFAULT '',
  answers INTEGER NOT NULL DEFAULT 0,    -- counted at the close
  answers_sha TEXT NOT NULL DEFAULT '',
  salt TEXT NOT NULL DEFAULT '',         -- of the marks; emptied at the close
  least INTEGER NOT NULL DEFAULT 0,
  findings TEXT NOT NULL DEFAULT '',
  told TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  by_whom TEXT NOT NULL DEFAULT '{}',    -- JSON: act to person
  made_at BIGINT NOT NULL
);
CREATE INDEX survey_survey_state ON survey_survey (state, until_day);

-- What was answered: by whom and when stands nowhere.
CREATE TABLE survey_answer (
  id TEXT NOT NULL PRIMARY KEY,          -- drawn by lot
  survey_id BIGINT NOT NULL,
  body TEXT NOT NULL                     -- JSON
);
CREATE INDEX survey_answer_survey ON survey_answer (survey_id, id);

-- Who has answered: keyed hashes of telephones and forms, deleted at the close.
CREATE TABLE survey_mark (
  survey_id BIGINT NOT NULL,
  mark TEXT NOT NULL,
  PRIMARY KEY (survey_id, mark)
);

-- Invitations that were not used yet: a keyed hash of the code.
CREATE TABLE survey_invitation (
  survey_id BIGINT NOT NULL,
  mark TEXT NOT NULL,
  PRIMARY KEY (survey_id, mark)
);

-- A code that was sent to a telephone.
CREATE TABLE survey_code (
  survey_id BIGINT NOT NULL,
  mark TEXT NOT NULL,                    -- of the telephone
  phone TEXT NOT NULL,                   -- sealed, until the code has gone out
  code TEXT NOT NULL,                    -- sealed, likewise
  checked TEXT NOT NULL,                 -- keyed hash of the code
  until_at BIGINT NOT NULL,
  PRIMARY KEY (survey_id, mark)
);
