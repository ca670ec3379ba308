-- Records which conflict prevented each row that was not written.
UPDATE import_appointments AS wanted
SET verdict = CASE
    WHEN clinician_is_busy AND patient_is_busy THEN 'both busy'
    WHEN clinician_is_busy THEN 'clinician busy'
    WHEN patient_is_busy THEN 'patient busy'
    ELSE 'conflict'
END
FROM (
    SELECT index,
        EXISTS (
            SELECT FROM appointments
            WHERE appointments.clinician_id = unwritten.clinician_id
              AND tstzrange(appointments.starts_at, appointments.ends_at, '[)')
                  && tstzrange(unwritten.starts_at, unwritten.ends_at, '[)')
              AND appointments.status <> 'cancelled'
        ) AS clinician_is_busy,
        EXISTS (
            SELECT FROM appointments
            WHERE appointments.patient_id = unwritten.patient_id
              AND tstzrange(appointments.starts_at, appointments.ends_at, '[)')
                  && tstzrange(unwritten.starts_at, unwritten.ends_at, '[)')
              AND appointments.status <> 'cancelled'
        ) AS patient_is_busy
    FROM import_appointments AS unwritten
    WHERE verdict IS NULL AND NOT EXISTS (SELECT FROM appointments WHERE appointments.id = unwritten.id)
) AS reason
WHERE reason.index = wanted.index
