-- +goose Up

-- Whether a work order of the hotline is there already.
CREATE INDEX message_message_source ON message_message (channel, source);
