-- +goose Up

-- The day from which a 件 counts: '' is that on which its request was received. A request that is parted after
-- the year of its receipt is over adds what it gains to the year in which it is parted (年报 of a year that was given stays as it is).
ALTER TABLE foi_item ADD COLUMN came TEXT NOT NULL DEFAULT '';
