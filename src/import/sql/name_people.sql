-- The clinicians whom the file names, each spelling once.
INSERT INTO import_people (department, clinician, first_index)
SELECT department, clinician, min(index) FROM import_rows GROUP BY department, clinician
