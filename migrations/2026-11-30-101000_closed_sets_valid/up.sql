-- Reads both tables, without blocking writers.
ALTER TABLE organisations VALIDATE CONSTRAINT organisations_kind;
ALTER TABLE appointments VALIDATE CONSTRAINT appointments_cancelled_by;
