-- Whom each row is about, and whether it says what is recorded already. `active` past its end and `missed` are the same.
INSERT INTO import_appointments
    (index, id, patient_id, clinician_id, department_id, starts_at, ends_at, postcode, status, verdict)
SELECT row.index, row.id, patients.id, person.clinician_id, person.department_id,
    row.starts_at, row.ends_at, row.postcode, row.status,
    CASE
        WHEN recorded.id IS NOT NULL AND recorded.facts IS NOT DISTINCT FROM
            (row.nhs_number, normalize(row.clinician), normalize(row.department),
             row.starts_at, row.ends_at, row.postcode, row.status) THEN 'unchanged'
        WHEN patients.id IS NULL THEN 'patient unknown'
        WHEN recorded.id IS NOT NULL THEN 'conflict'
        WHEN person.clinician_id IS NULL THEN 'clinician other'
        WHEN person.namesakes > 1 THEN 'clinician ambiguous'
    END
FROM import_rows AS row
LEFT JOIN patients USING (nhs_number)
LEFT JOIN import_people AS person USING (department, clinician, clinician_ref)
LEFT JOIN (
    SELECT appointments.id,
        (patients.nhs_number, normalize(clinicians.name), normalize(departments.name),
         appointments.starts_at, appointments.ends_at, appointments.postcode, appointments.status) AS facts
    FROM appointments
    JOIN patients ON patients.id = appointments.patient_id
    JOIN clinicians ON clinicians.id = appointments.clinician_id
    JOIN departments ON departments.id = appointments.department_id
) AS recorded ON recorded.id = row.id
