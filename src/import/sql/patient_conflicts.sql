-- The rows that say something else than the record does.
SELECT row.index, 'patient differs'
FROM import_patients AS row
LEFT JOIN patients USING (nhs_number)
WHERE (row.name, row.date_of_birth, row.postcode)
    IS DISTINCT FROM (patients.name, patients.date_of_birth, patients.postcode)
ORDER BY row.index
