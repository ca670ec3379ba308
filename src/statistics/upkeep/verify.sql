-- The number of cells that should exist, and the number of cells that differ, including pending changes. An
-- empty cell equals a missing one.
WITH kept AS (
    SELECT grain, department_id, starts_on, clinician_id, organisation_id,
           sum(active) AS active, sum(active_minutes) AS active_minutes, sum(attended) AS attended, sum(cancelled) AS cancelled
    FROM (
        SELECT * FROM statistics_cells
        UNION ALL
        SELECT cells.grain, lines.department_id, cells.starts_on, cells.clinician_id, cells.organisation_id,
               lines.active, lines.active_minutes, lines.attended, lines.cancelled
        FROM statistics_changes AS lines, statistics_cells_of(lines.starts_on, lines.clinician_id, lines.organisation_id) AS cells
    ) AS all_kept
    GROUP BY 1, 2, 3, 4, 5
    HAVING sum(active) <> 0 OR sum(active_minutes) <> 0 OR sum(attended) <> 0 OR sum(cancelled) <> 0
)
SELECT (SELECT time_zone FROM statistics_settings),
       count(recount.grain),
       count(*) FILTER (WHERE (kept.active, kept.active_minutes, kept.attended, kept.cancelled)
           IS DISTINCT FROM (recount.active, recount.active_minutes, recount.attended, recount.cancelled))
FROM kept FULL JOIN statistics_recount AS recount USING (grain, department_id, starts_on, clinician_id, organisation_id)
