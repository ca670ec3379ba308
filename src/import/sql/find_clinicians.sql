-- Resolves the named clinicians: those with exactly this name (in NFC) in the department, and their number.
-- If the row has a clinician ID, resolves that clinician, whose name must match.
UPDATE import_people
SET clinician_id = known.id, namesakes = known.namesakes
FROM (
    SELECT NULL AS ref, department_id, normalize(name) AS name, (array_agg(id))[1] AS id, count(*) AS namesakes
    FROM clinicians
    GROUP BY department_id, normalize(name)
    UNION ALL
    SELECT id, NULL, normalize(name), id, 1
    FROM clinicians
    WHERE id IN (SELECT clinician_ref FROM import_people)
) AS known
WHERE import_people.clinician_id IS NULL
  AND known.name = normalize(import_people.clinician)
  AND (
      known.ref = import_people.clinician_ref
      OR (known.department_id = import_people.department_id
          AND import_people.clinician_ref = '00000000-0000-0000-0000-000000000000')
  )
