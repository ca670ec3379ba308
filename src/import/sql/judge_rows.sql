-- Resolves the references of each row, and compares it with the stored appointment. `active` past its end and
-- `missed` are equal.
INSERT INTO import_appointments
    (index, id, patient_id, clinician_id, department_id, starts_at, ends_at, postcode, status, verdict)
SELECT row.index, row.id, patients.id, person.clinician_id, person.department_id,
    row.starts_at, row.ends_at, row.postcode, row.status,
    CASE
        WHEN recorded.id IS NOT NULL
            AND (row.nhs_number, row.starts_at, row.ends_at, row.postcode, row.status) = recorded.facts
            AND (normalize(row.clinician) = recorded.clinician OR person.clinician_id = recorded.clinician_id)
            AND (normalize(row.department) = recorded.department OR person.department_id = recorded.department_id)
            THEN 'unchanged'
        WHEN patients.id IS NULL THEN 'patient unknown'
        WHEN recorded.id IS NOT NULL THEN 'conflict'
        WHEN (row.starts_at AT TIME ZONE 'Europe/London')::date < patients.date_of_birth THEN 'before birth'
        WHEN person.verdict IS NOT NULL THEN person.verdict
        WHEN person.clinician_id IS NULL THEN 'clinician other'
        WHEN person.namesakes > 1 THEN 'clinician ambiguous'
    END
FROM import_rows AS row
LEFT JOIN patients USING (nhs_number)
LEFT JOIN import_people AS person USING (department, clinician, clinician_ref)
LEFT JOIN (
    SELECT appointments.id, appointments.clinician_id, appointments.department_id,
        normalize(clinicians.name) AS clinician, normalize(departments.name) AS department,
        (patients.nhs_number, appointments.starts_at, appointments.ends_at, appointments.postcode,
         appointments.status) AS facts
    FROM appointments
    JOIN patients ON patients.id = appointments.patient_id
    JOIN clinicians ON clinicians.id = appointments.clinician_id
    JOIN departments ON departments.id = appointments.department_id
) AS recorded ON recorded.id = row.id
