-- Who the named clinicians are: those of exactly this name in NFC within the department, and how many there are.
UPDATE import_people
SET clinician_id = known.id, namesakes = known.namesakes
FROM (
    SELECT department_id, normalize(name) AS name, (array_agg(id))[1] AS id, count(*) AS namesakes
    FROM clinicians
    GROUP BY department_id, normalize(name)
) AS known
WHERE known.department_id = import_people.department_id AND known.name = normalize(import_people.clinician)
