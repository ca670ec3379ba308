-- The rows that differ from the stored patient. Names are compared in NFC. Absent members are not compared.
SELECT row.index, 'patient differs'
FROM import_patients AS row
LEFT JOIN patients USING (nhs_number)
WHERE (normalize(row.name), row.date_of_birth, row.postcode)
    IS DISTINCT FROM (normalize(patients.name), patients.date_of_birth, patients.postcode)
    OR row.email IS NOT NULL AND row.email IS DISTINCT FROM patients.email
    OR row.phone IS NOT NULL AND row.phone IS DISTINCT FROM patients.phone
    OR row.address_lines IS NOT NULL AND row.address_lines IS DISTINCT FROM patients.address_lines
ORDER BY row.index
