-- Finds clinicians with exactly this name who now belong to another department, but have appointments in the
-- named one.
UPDATE import_people
SET clinician_id = moved.id, namesakes = moved.namesakes
FROM (
    SELECT person.department, person.clinician, (array_agg(clinicians.id))[1] AS id, count(*) AS namesakes
    FROM import_people AS person
    JOIN clinicians ON normalize(clinicians.name) = normalize(person.clinician)
    WHERE person.clinician_id IS NULL
      AND person.clinician_ref = '00000000-0000-0000-0000-000000000000'
      AND EXISTS (
          SELECT FROM appointments
          WHERE clinician_id = clinicians.id AND appointments.department_id = person.department_id
      )
    GROUP BY person.department, person.clinician
) AS moved
WHERE moved.department = import_people.department
  AND moved.clinician = import_people.clinician
  AND import_people.clinician_ref = '00000000-0000-0000-0000-000000000000'
