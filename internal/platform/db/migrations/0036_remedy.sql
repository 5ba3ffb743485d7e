-- +goose Up

-- Whether the applicant of the request took it: only such a complaint stands on the page of the request.
ALTER TABLE remedy_case ADD COLUMN by_applicant INTEGER NOT NULL DEFAULT 0;
UPDATE remedy_case SET by_applicant = 1 WHERE way = 'portal' OR kind <> 'complaint' AND request_id <> 0;

ALTER TABLE remedy_case ADD COLUMN forgotten TEXT NOT NULL DEFAULT ''; -- day on which what is personal in it was forgotten

-- What belongs to a case on paper: the answer of the unit, its evidence, the decision. The scans are locked files.
CREATE TABLE remedy_paper (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  kind TEXT NOT NULL,             -- answer, evidence, decision, complaint
  note TEXT NOT NULL DEFAULT '',  -- what it is, as staff wrote it
  made_at BIGINT NOT NULL,
  made_by BIGINT NOT NULL
);
CREATE INDEX remedy_paper_case ON remedy_paper (case_id, id);

ALTER TABLE remedy_case ADD COLUMN redo_n INTEGER NOT NULL DEFAULT 0;     -- the days that the outcome gives, as it counts them
ALTER TABLE remedy_case ADD COLUMN redo_unit TEXT NOT NULL DEFAULT '';
ALTER TABLE remedy_case ADD COLUMN redo_id BIGINT NOT NULL DEFAULT 0;     -- of foi_request: the new reply that it ordered
