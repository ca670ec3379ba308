-- A repetition of a refused row is refused for the same reason. A repetition of a valid row must have the
-- same values.
UPDATE import_appointments AS again
SET verdict = CASE
    WHEN first.verdict IS NOT NULL THEN first.verdict
    WHEN (again.patient_id, again.clinician_id, again.department_id,
          again.starts_at, again.ends_at, again.postcode, again.status)
        = (first.patient_id, first.clinician_id, first.department_id,
           first.starts_at, first.ends_at, first.postcode, first.status) THEN 'unchanged'
    ELSE 'conflict'
END
FROM import_appointments AS first
WHERE again.verdict = 'again' AND first.index = again.first_index
