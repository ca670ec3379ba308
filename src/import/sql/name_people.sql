-- The distinct clinician names of the file.
INSERT INTO import_people (department, clinician, clinician_ref, clinician_department, first_index)
SELECT department, clinician, clinician_ref, min(clinician_department), min(index)
FROM import_rows
GROUP BY department, clinician, clinician_ref
