-- +goose Up
-- The first last day of the reply that passed, whatever began afresh since: lights and
-- figures go by it. What is stored is brought up to date when a request is next changed.
ALTER TABLE foi_request ADD COLUMN missed_day TEXT NOT NULL DEFAULT '';
