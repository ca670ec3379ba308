-- The distinct department names of the file.
INSERT INTO import_departments (department, first_index)
SELECT department, min(first_index)
FROM (
    SELECT department, first_index FROM import_people
    UNION ALL
    SELECT clinician_department, first_index FROM import_people WHERE clinician_department IS NOT NULL
) AS named
GROUP BY department
