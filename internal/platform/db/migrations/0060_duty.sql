-- +goose Up

-- What is owed about a letter is owed for the letter, not for its request in a period of that name.
UPDATE duty_duty SET ref = ref || '/' || period, period = '' WHERE rule IN ('foi.chase', 'foi.serve') AND period LIKE 'letter/%';
