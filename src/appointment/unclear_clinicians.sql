-- Clinicians whom a name and a department do not identify: another one of the same name, in NFC, is known there too, or they
-- are known in several departments. They are known where they have appointments, and in their own department.
WITH known AS (
    SELECT clinician_id, department_id FROM appointments
    UNION
    SELECT id, department_id FROM clinicians
    WHERE EXISTS (SELECT FROM appointments WHERE clinician_id = clinicians.id)
), unclear AS (
    SELECT unnest(array_agg(clinicians.id)) AS clinician_id
    FROM known
    JOIN clinicians ON clinicians.id = known.clinician_id
    GROUP BY known.department_id, normalize(clinicians.name)
    HAVING count(*) > 1
    UNION
    SELECT clinician_id FROM known GROUP BY clinician_id HAVING count(*) > 1
)
SELECT clinicians.id AS clinician_id, departments.id AS department_id, departments.name AS department
FROM clinicians
JOIN departments ON departments.id = clinicians.department_id
WHERE clinicians.id IN (SELECT clinician_id FROM unclear)
