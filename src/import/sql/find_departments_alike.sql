-- If no department has exactly this name, finds a stored name that differs in case or outer spaces. Two such
-- names make it ambiguous.
UPDATE import_departments
SET department_id = CASE WHEN cardinality(ids) = 1 THEN ids[1] END,
    recorded_as = CASE WHEN cardinality(ids) = 1 THEN names[1] END,
    verdict = CASE WHEN cardinality(ids) > 1 THEN concat_ws(E'\x1f', 'department alike', names[1], names[2]) END
FROM (
    SELECT unknown.department, array_agg(departments.id) AS ids, array_agg(departments.name ORDER BY name) AS names
    FROM import_departments AS unknown
    JOIN departments
        ON lower(btrim(normalize(departments.name), E' \u00a0')) = lower(btrim(normalize(unknown.department), E' \u00a0'))
    WHERE unknown.department_id IS NULL
    GROUP BY unknown.department
) AS alike
WHERE alike.department = import_departments.department
