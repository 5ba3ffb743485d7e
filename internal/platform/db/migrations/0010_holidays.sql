-- +goose Up

-- Days of notices that were imported after the release of the program; those
-- that it ships are in law/holidays.csv.
CREATE TABLE holidays_day (
  id BIGINT NOT NULL PRIMARY KEY,
  day TEXT NOT NULL,
  kind TEXT NOT NULL,                    -- holiday, workday
  name TEXT NOT NULL,
  source TEXT NOT NULL                   -- number of the notice
);
CREATE INDEX holidays_day_day ON holidays_day (day, id);
