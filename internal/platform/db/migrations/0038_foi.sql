-- +goose Up

-- The sentences of what was given out, as keyed hashes: one passage is treated in one way whoever asks.
CREATE TABLE foi_passage (
  id BIGINT NOT NULL PRIMARY KEY,
  request_id BIGINT NOT NULL,
  redaction_id BIGINT NOT NULL DEFAULT 0, -- 0: the file was given out whole
  mark TEXT NOT NULL,                    -- keyed hash of the sentence without blanks
  gone TEXT NOT NULL,                    -- hash of the places in it that do not go out; '' is none
  day TEXT NOT NULL
);
CREATE INDEX foi_passage_mark ON foi_passage (mark, id);
CREATE INDEX foi_passage_request ON foi_passage (request_id, id);
CREATE INDEX foi_passage_redaction ON foi_passage (redaction_id, id);
