-- Clinicians whom nobody has recorded yet in their department, as the file spells them first.
SELECT department_id, clinician
FROM (
    SELECT DISTINCT ON (department_id, normalize(clinician)) department_id, clinician, first_index
    FROM import_people
    WHERE clinician_id IS NULL
    ORDER BY department_id, normalize(clinician), first_index
) AS missing
ORDER BY first_index
