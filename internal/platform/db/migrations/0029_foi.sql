-- +goose Up

-- The mark that the QR code of a letter leads by, as a keyed hash; '' is a letter without one.
ALTER TABLE foi_letter ADD COLUMN mark TEXT NOT NULL DEFAULT '';
CREATE INDEX foi_letter_mark ON foi_letter (mark);

-- How a letter came to whom it is for (送达回证). What it says of people is sealed; its scan is a locked file.
CREATE TABLE foi_proof (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  request_id BIGINT NOT NULL,
  letter_id BIGINT NOT NULL,
  outcome TEXT NOT NULL,                 -- self, other, left, record
  day TEXT NOT NULL,                     -- of service
  people TEXT NOT NULL,                  -- sealed: who signed, witnesses, where, why; '' once anonymised
  shown TEXT NOT NULL DEFAULT '',        -- who signed, masked
  void INTEGER NOT NULL DEFAULT 0,       -- put right by a later one, or the letter came back
  made_at BIGINT NOT NULL,
  made_by BIGINT NOT NULL
);
CREATE INDEX foi_proof_letter ON foi_proof (letter_id, id);
CREATE INDEX foi_proof_request ON foi_proof (request_id, id);

-- After its term a case is anonymised, unless somebody has it kept.
ALTER TABLE foi_request ADD COLUMN archived TEXT NOT NULL DEFAULT '';    -- day
ALTER TABLE foi_request ADD COLUMN kept INTEGER NOT NULL DEFAULT 0;
ALTER TABLE foi_request ADD COLUMN forgotten TEXT NOT NULL DEFAULT '';   -- day
UPDATE foi_request SET archived = CASE WHEN ended <> '' THEN ended ELSE submitted END WHERE state = 'archived';
CREATE INDEX foi_request_archived ON foi_request (state, forgotten, archived, id);
