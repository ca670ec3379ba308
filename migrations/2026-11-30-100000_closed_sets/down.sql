ALTER TABLE appointments DROP CONSTRAINT appointments_cancelled_by;
ALTER TABLE organisations DROP CONSTRAINT organisations_kind;
