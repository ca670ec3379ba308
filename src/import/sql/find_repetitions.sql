-- Finds rows with the ID of an earlier row.
UPDATE import_appointments
SET verdict = 'again', first_index = repeated.first_index
FROM (
    SELECT index, first_value(index) OVER (PARTITION BY id ORDER BY index) AS first_index
    FROM import_appointments
    WHERE verdict IS NULL AND id IN (
        SELECT id FROM import_appointments WHERE verdict IS NULL GROUP BY id HAVING count(*) > 1
    )
) AS repeated
WHERE repeated.index = import_appointments.index AND repeated.index <> repeated.first_index
