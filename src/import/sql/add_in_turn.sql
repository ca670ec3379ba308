-- Adds a range of rows in file order, so the first of two conflicting rows is written. ON CONFLICT cannot
-- deadlock with concurrent bookings, as two exclusion constraints on a plain INSERT can.
INSERT INTO appointments
    (id, patient_id, clinician_id, department_id, starts_at, ends_at, postcode, status, created_at, updated_at)
SELECT id, patient_id, clinician_id, department_id, starts_at, ends_at, postcode, status, $1, $1
FROM import_appointments
WHERE verdict IS NULL AND (is_contended OR NOT $2) AND index >= $3 AND index < $4
ORDER BY index
ON CONFLICT DO NOTHING
