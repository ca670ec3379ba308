-- Clinicians with appointments in a department where another one of the same name, in NFC, has some too.
SELECT DISTINCT unnest(clinicians) AS clinician_id
FROM (
    SELECT array_agg(clinicians.id) AS clinicians
    FROM (SELECT DISTINCT department_id, clinician_id FROM appointments) AS booked
    JOIN clinicians ON clinicians.id = booked.clinician_id
    GROUP BY booked.department_id, normalize(clinicians.name)
    HAVING count(*) > 1
) AS alike
