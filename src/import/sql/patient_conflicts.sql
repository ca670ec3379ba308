-- The rows that say something else than the record does. Names are compared in NFC. A member that a row does not have says nothing.
SELECT row.index, 'patient differs'
FROM import_patients AS row
LEFT JOIN patients USING (nhs_number)
WHERE (normalize(row.name), row.date_of_birth, row.postcode)
    IS DISTINCT FROM (normalize(patients.name), patients.date_of_birth, patients.postcode)
    OR row.email IS NOT NULL AND row.email IS DISTINCT FROM patients.email
    OR row.phone IS NOT NULL AND row.phone IS DISTINCT FROM patients.phone
    OR row.address_lines IS NOT NULL AND row.address_lines IS DISTINCT FROM patients.address_lines
ORDER BY row.index
