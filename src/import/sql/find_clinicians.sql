-- Who the named clinicians are: those of exactly this name in NFC within the department, and how many there are; or the
-- one whom the row refers to, who must have the name.
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
