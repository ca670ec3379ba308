-- Adds to an empty table all rows that overlap no other row.
INSERT INTO appointments
    (id, patient_id, clinician_id, department_id, starts_at, ends_at, postcode, status, created_at, updated_at)
SELECT id, patient_id, clinician_id, department_id, starts_at, ends_at, postcode, status, $1, $1
FROM import_appointments
WHERE verdict IS NULL AND NOT is_contended
