-- Clinicians who are not stored yet in their department, in the first spelling of the file. A clinician with
-- an ID in the file gets that ID, unless another clinician has it. Each belongs to their own department.
SELECT own_department_id, clinician, ref
FROM (
    SELECT DISTINCT ON (who) own_department_id, clinician, ref, first_index
    FROM (
        SELECT own_department_id, clinician, first_index, clinician_ref,
            nullif(clinician_ref, '00000000-0000-0000-0000-000000000000') AS ref,
            CASE clinician_ref
                WHEN '00000000-0000-0000-0000-000000000000' THEN (department_id, normalize(clinician))::text
                ELSE clinician_ref::text
            END AS who
        FROM import_people
        WHERE clinician_id IS NULL AND verdict IS NULL
    ) AS unknown
    WHERE NOT EXISTS (SELECT FROM clinicians WHERE id = clinician_ref)
    ORDER BY who, first_index
) AS missing
ORDER BY first_index
