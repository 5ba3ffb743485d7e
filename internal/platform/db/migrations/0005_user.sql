-- +goose Up

CREATE TABLE user_account (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,               -- the office that the person works for and that looks after the account
  login TEXT NOT NULL,                   -- small letters
  name TEXT NOT NULL,
  phone TEXT NOT NULL DEFAULT '',
  mail TEXT NOT NULL DEFAULT '',         -- notices are mailed to it
  state TEXT NOT NULL,                   -- active, disabled
  must_change INTEGER NOT NULL DEFAULT 0,-- the password was given out by somebody else
  factor INTEGER NOT NULL DEFAULT 0,     -- signs in with a one-time code as well
  made_at BIGINT NOT NULL,
  hash TEXT NOT NULL,                    -- argon2id, PHC form
  totp TEXT NOT NULL DEFAULT '',         -- sealed under a key that is not in the database
  totp_new TEXT NOT NULL DEFAULT '',     -- the same, until a first code has confirmed it
  totp_step BIGINT NOT NULL DEFAULT 0    -- step of the last code used: it and those before never fit again
);
CREATE UNIQUE INDEX user_account_login ON user_account (login);

-- What a person is in a unit, and from when to when.
CREATE TABLE user_post (
  id BIGINT NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  role TEXT NOT NULL,
  starts TEXT NOT NULL,                  -- first day
  ends TEXT NOT NULL DEFAULT '',         -- last day; '' is open
  ended_at BIGINT NOT NULL DEFAULT 0     -- taken away before
);
CREATE INDEX user_post_account ON user_post (account_id, starts, id);
CREATE INDEX user_post_role ON user_post (role, unit_id);

-- What a program may do in a person's name.
CREATE TABLE user_token (
  id BIGINT NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  digest TEXT NOT NULL,                  -- SHA-256 of the token; the token itself was shown once
  perms TEXT NOT NULL,                   -- JSON list
  made_at BIGINT NOT NULL,
  expires TEXT NOT NULL,                 -- last day
  used TEXT NOT NULL DEFAULT '',         -- day of the last use
  revoked_at BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX user_token_digest ON user_token (digest);
CREATE INDEX user_token_account ON user_token (account_id, made_at, id);
