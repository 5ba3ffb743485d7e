-- +goose Up

-- Each time a request went from one unit of the district to another. The annual report
-- counts a request with the unit that had it at the end of the year, whenever the report is drawn up.
CREATE TABLE foi_transfer (
  id BIGINT NOT NULL PRIMARY KEY,
  request_id BIGINT NOT NULL,
  day TEXT NOT NULL,
  from_unit BIGINT NOT NULL
);
CREATE INDEX foi_transfer_request ON foi_transfer (request_id, id);
CREATE INDEX foi_transfer_day ON foi_transfer (day);
CREATE INDEX foi_transfer_unit ON foi_transfer (from_unit, day);
