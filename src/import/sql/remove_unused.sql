-- Removes clinicians and departments that this import added but no appointment refers to.
WITH unused AS (
    DELETE FROM clinicians
    WHERE id IN (SELECT id FROM import_added)
      AND NOT EXISTS (SELECT FROM appointments WHERE clinician_id = clinicians.id)
    RETURNING id
)
DELETE FROM departments
WHERE id IN (SELECT id FROM import_added)
  AND NOT EXISTS (SELECT FROM appointments WHERE department_id = departments.id)
  AND NOT EXISTS (
      SELECT FROM clinicians
      WHERE department_id = departments.id AND id NOT IN (SELECT id FROM unused)
  )
