-- Compares names in NFC. No two departments have equal names.
UPDATE import_departments
SET department_id = departments.id
FROM departments
WHERE normalize(departments.name) = normalize(import_departments.department)
