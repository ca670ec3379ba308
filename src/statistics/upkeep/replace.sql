-- Replaces the cells by a recount. The recount includes the changes that this snapshot sees, so they are
-- deleted.
CREATE TEMPORARY TABLE statistics_anew ON COMMIT DROP AS SELECT * FROM statistics_recount;
ALTER TABLE statistics_anew ADD PRIMARY KEY (grain, department_id, starts_on, clinician_id, organisation_id);
ANALYZE statistics_anew;

DELETE FROM statistics_changes;

DELETE FROM statistics_cells AS cell
WHERE NOT EXISTS (
    SELECT FROM statistics_anew AS anew
    WHERE (anew.grain, anew.department_id, anew.starts_on, anew.clinician_id, anew.organisation_id)
        = (cell.grain, cell.department_id, cell.starts_on, cell.clinician_id, cell.organisation_id)
);

INSERT INTO statistics_cells AS cell SELECT * FROM statistics_anew
ON CONFLICT (grain, department_id, starts_on, clinician_id, organisation_id) DO UPDATE SET
    active = excluded.active, active_minutes = excluded.active_minutes,
    attended = excluded.attended, cancelled = excluded.cancelled
WHERE (cell.active, cell.active_minutes, cell.attended, cell.cancelled)
    IS DISTINCT FROM (excluded.active, excluded.active_minutes, excluded.attended, excluded.cancelled);
