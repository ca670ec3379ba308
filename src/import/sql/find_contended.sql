-- Marks rows that overlap another row of the same clinician or patient: they start before an earlier
-- row ends, or end after the next row starts.
UPDATE import_appointments
SET is_contended = true
WHERE index IN (
    SELECT index
    FROM (
        SELECT index, starts_at, ends_at,
            max(ends_at) OVER (
                PARTITION BY role, who ORDER BY starts_at, index
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS busy_until,
            lead(starts_at) OVER (PARTITION BY role, who ORDER BY starts_at, index) AS next_starts_at
        FROM import_appointments
        CROSS JOIN LATERAL (VALUES (0, clinician_id), (1, patient_id)) AS part (role, who)
        WHERE verdict IS NULL AND status <> 'cancelled'
    ) AS diaries
    WHERE starts_at < busy_until OR ends_at > next_starts_at
)
