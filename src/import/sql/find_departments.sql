-- Names are compared in NFC, and no two departments have the same.
UPDATE import_departments
SET department_id = departments.id
FROM departments
WHERE normalize(departments.name) = normalize(import_departments.department)
