-- Names that were matched to stored names, in file order.
SELECT given, recorded_as, count(*) OVER ()
FROM (
    SELECT department AS given, recorded_as, min(first_index) AS first_index
    FROM import_departments WHERE recorded_as IS NOT NULL GROUP BY department, recorded_as
    UNION ALL
    SELECT clinician, recorded_as, min(first_index)
    FROM import_people WHERE recorded_as IS NOT NULL GROUP BY clinician, recorded_as
) AS joined
ORDER BY first_index, given
LIMIT 20
