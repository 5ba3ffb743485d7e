-- +goose Up

-- Whether the applicant of the request took it: only such a complaint stands on the page of the request.
ALTER TABLE remedy_case ADD COLUMN by_applicant INTEGER NOT NULL DEFAULT 0;
UPDATE remedy_case SET by_applicant = 1 WHERE way = 'portal' OR kind <> 'complaint' AND request_id <> 0;
