-- Departments that are not stored yet, in the first spelling of the file. Names are compared in NFC.
SELECT department
FROM (
    SELECT DISTINCT ON (normalize(department)) department, first_index
    FROM import_departments
    WHERE department_id IS NULL AND verdict IS NULL
    ORDER BY normalize(department), first_index
) AS missing
ORDER BY first_index
