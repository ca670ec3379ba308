-- Resolves the departments of the named clinicians: the row's department, and the clinician's own if it
-- differs.
UPDATE import_people
SET department_id = departments.department_id,
    own_department_id = own.department_id,
    verdict = coalesce(departments.verdict, own.verdict)
FROM import_departments AS departments, import_departments AS own
WHERE departments.department = import_people.department
  AND own.department = coalesce(import_people.clinician_department, import_people.department)
