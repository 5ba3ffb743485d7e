-- +goose Up

-- Whether who complains is the applicant of the request: only such a complaint stands on the page of the request.
ALTER TABLE remedy_case ADD COLUMN by_applicant INTEGER NOT NULL DEFAULT 0;
UPDATE remedy_case SET by_applicant = 1 WHERE way = 'portal';
