-- +goose Up

-- What is decided against the objection of a third party (Article 32), until the reply is signed and the third party is told.
CREATE TABLE foi_overrule (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  request_id BIGINT NOT NULL,
  consult_id BIGINT NOT NULL,
  body TEXT NOT NULL DEFAULT ''          -- what is disclosed, and why: sealed
);
CREATE UNIQUE INDEX foi_overrule_consult ON foi_overrule (consult_id);

-- What whoever reviewed, cleared or signed a reply said of it (审核、法制审核、保密审查、签发意见).
CREATE TABLE foi_endorsement (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  request_id BIGINT NOT NULL,
  act TEXT NOT NULL,
  hash TEXT NOT NULL,                    -- of what was signed: another draft has none of it
  day TEXT NOT NULL,
  body TEXT NOT NULL DEFAULT ''          -- who, and the words: sealed
);
CREATE INDEX foi_endorsement_request ON foi_endorsement (request_id, id);
