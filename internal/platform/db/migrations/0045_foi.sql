-- +goose Up

-- That the applicant agreed to have several things filed or handled apart (一事一申请): when, how, and what was said of it.
ALTER TABLE foi_request ADD COLUMN agreed_on TEXT NOT NULL DEFAULT '';
ALTER TABLE foi_request ADD COLUMN agreed_how TEXT NOT NULL DEFAULT ''; -- form, paper, call, visit, mail
ALTER TABLE foi_request ADD COLUMN agreed_note TEXT NOT NULL DEFAULT '';

-- The decision that ordered a new answer.
ALTER TABLE foi_request ADD COLUMN ordered TEXT NOT NULL DEFAULT '{}'; -- JSON

-- Marks of telephone and mail: they find the other requests of one applicant, and tell nobody who that is.
ALTER TABLE foi_request ADD COLUMN by_phone TEXT NOT NULL DEFAULT '';
ALTER TABLE foi_request ADD COLUMN by_mail TEXT NOT NULL DEFAULT '';
CREATE INDEX foi_request_phone ON foi_request (by_phone);
CREATE INDEX foi_request_mail ON foi_request (by_mail);
