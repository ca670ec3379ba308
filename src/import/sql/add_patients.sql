-- Adds the new patients. If several rows have one NHS number, the first is used.
INSERT INTO patients
    (id, nhs_number, name, date_of_birth, postcode, email, phone, address_lines, created_at, updated_at)
SELECT DISTINCT ON (nhs_number)
    id, nhs_number, name, date_of_birth, postcode, email, phone, coalesce(address_lines, '{}'), $1, $1
FROM import_patients
ORDER BY nhs_number, index
ON CONFLICT (nhs_number) DO NOTHING
