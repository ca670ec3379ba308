-- If no clinician of the department has exactly this name, finds a stored name that differs in case or outer
-- spaces. Two such names make it ambiguous.
UPDATE import_people
SET clinician_id = CASE WHEN cardinality(ids) = 1 THEN ids[1] END,
    namesakes = 1,
    recorded_as = CASE WHEN cardinality(ids) = 1 THEN names[1] END,
    verdict = CASE WHEN cardinality(ids) > 1 THEN concat_ws(E'\x1f', 'clinician alike', names[1], names[2]) END
FROM (
    SELECT unknown.department, unknown.clinician, array_agg(clinicians.id) AS ids,
        array_agg(clinicians.name ORDER BY name) AS names
    FROM import_people AS unknown
    JOIN clinicians
        ON clinicians.department_id = unknown.department_id
        AND lower(btrim(normalize(clinicians.name), E' \u00a0')) = lower(btrim(normalize(unknown.clinician), E' \u00a0'))
    WHERE unknown.clinician_id IS NULL
      AND unknown.clinician_ref = '00000000-0000-0000-0000-000000000000'
    GROUP BY unknown.department, unknown.clinician
) AS alike
WHERE alike.department = import_people.department
  AND alike.clinician = import_people.clinician
  AND import_people.clinician_ref = '00000000-0000-0000-0000-000000000000'
