-- +goose Up

-- What is owed of a thing by a rule is asked with every act on it. A column owes the same
-- again and again, so the thing alone leads to all that it ever owed.
CREATE INDEX duty_duty_owed ON duty_duty (ref, rule, state, due, id);
