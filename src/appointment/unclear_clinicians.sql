-- Clinicians whom name and department do not identify. Either another clinician in that department has the
-- same name (in NFC), or the clinician is known in several departments. A clinician is known in each
-- department of their appointments, and in their own department.
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
