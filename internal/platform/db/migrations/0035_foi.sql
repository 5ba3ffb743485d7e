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
