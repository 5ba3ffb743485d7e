-- +goose Up

-- How to reach who works on disclosure in a unit, for its guide.
ALTER TABLE unit_unit ADD COLUMN contact_desk TEXT NOT NULL DEFAULT '';    -- name of the office that does it
ALTER TABLE unit_unit ADD COLUMN contact_address TEXT NOT NULL DEFAULT '';
ALTER TABLE unit_unit ADD COLUMN contact_hours TEXT NOT NULL DEFAULT '';
ALTER TABLE unit_unit ADD COLUMN contact_phone TEXT NOT NULL DEFAULT '';
ALTER TABLE unit_unit ADD COLUMN contact_fax TEXT NOT NULL DEFAULT '';
ALTER TABLE unit_unit ADD COLUMN contact_online TEXT NOT NULL DEFAULT '';  -- address of mail or of a page
ALTER TABLE unit_unit ADD COLUMN contact_confidence TEXT NOT NULL DEFAULT 'H'; -- H, M, L
