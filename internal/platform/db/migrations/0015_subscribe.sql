-- +goose Up

-- One row an address and a subject. An address that stops is deleted with its row; one that is not confirmed, after a day.
CREATE TABLE subscribe_subscription (
  id BIGINT NOT NULL PRIMARY KEY,
  subject TEXT NOT NULL,                 -- plan/17
  mark TEXT NOT NULL,                    -- keyed hash of the address: finds it again and tells nothing
  address TEXT NOT NULL,                 -- sealed
  token_digest TEXT NOT NULL DEFAULT '', -- SHA-256 of the token in the newest mail that asks to confirm
  asked_at BIGINT NOT NULL,              -- milliseconds
  confirmed_at BIGINT NOT NULL DEFAULT 0,
  told_at BIGINT NOT NULL DEFAULT 0      -- what is newer goes into the next mail
);
CREATE UNIQUE INDEX subscribe_subscription_mark ON subscribe_subscription (mark, subject);
CREATE INDEX subscribe_subscription_token ON subscribe_subscription (token_digest);
CREATE INDEX subscribe_subscription_asked ON subscribe_subscription (confirmed_at, asked_at);

-- Who asked lately, by address and by client, both as keyed hashes; kept for a day.
CREATE TABLE subscribe_try (
  id BIGINT NOT NULL PRIMARY KEY,
  who TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX subscribe_try_who ON subscribe_try (who, at);
CREATE INDEX subscribe_try_at ON subscribe_try (at);
