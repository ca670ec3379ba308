-- How many appointments there are of each kind, counted by day and by month, so that nobody has to count them all.
--
-- Whoever writes to `appointments`, by whatever way, leaves a line in `statistics_changes` for each row, in
-- the same transaction: a count is that of its cell and of the lines for it, and right at every instant. Writers only add
-- lines, so here they never wait for each other. Now and then one of them folds all lines into their cells.

-- The time zone whose days and months are counted. `panda statistics rebuild --time-zone` counts those of another.
CREATE TABLE statistics_settings (
    is_only boolean PRIMARY KEY DEFAULT true CONSTRAINT statistics_settings_only CHECK (is_only),
    time_zone text NOT NULL
);
INSERT INTO statistics_settings (time_zone) VALUES ('Europe/London');

-- Appointments by the local day on which they begin, or by the month of that day, which goes by its first day. A cell is of one
-- clinician in one department at one organisation (none is the nil UUID), or of the whole department (both are nil).
CREATE TABLE statistics_cells (
    grain text COLLATE "C" NOT NULL,
    department_id uuid NOT NULL,
    starts_on date NOT NULL,
    clinician_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    -- As they are stored: whether an active one has been missed depends on the instant at which that is asked.
    active integer NOT NULL,
    active_minutes integer NOT NULL,
    attended integer NOT NULL,
    cancelled integer NOT NULL,
    PRIMARY KEY (grain, department_id, starts_on, clinician_id, organisation_id),
    CONSTRAINT statistics_cells_grain CHECK (grain IN ('day', 'month', 'department day', 'department month'))
-- Room to count on beside the former counts, which spares the indexes.
) WITH (fillfactor = 70);

-- For what is counted over all departments.
CREATE INDEX statistics_cells_by_start ON statistics_cells (grain, starts_on);

-- What is still to be folded into the cells, by day. A line is a difference, and so has a sign.
CREATE TABLE statistics_changes (
    id bigint GENERATED ALWAYS AS IDENTITY,
    department_id uuid NOT NULL,
    starts_on date NOT NULL,
    clinician_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    active integer NOT NULL,
    active_minutes integer NOT NULL,
    attended integer NOT NULL,
    cancelled integer NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- What one appointment counts for.
CREATE FUNCTION statistics_line_of(
    status text, starts_at timestamptz, ends_at timestamptz, organisation_id uuid, time_zone text
) RETURNS TABLE (starts_on date, organisation_id uuid, active integer, active_minutes integer, attended integer, cancelled integer)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1 AS $$
    SELECT ($2 AT TIME ZONE $5)::date,
           coalesce($4, '00000000-0000-0000-0000-000000000000'),
           ($1 = 'active')::integer,
           CASE WHEN $1 = 'active' THEN floor(extract(epoch FROM $3 - $2) / 60)::integer ELSE 0 END,
           ($1 = 'attended')::integer,
           ($1 = 'cancelled')::integer
$$;

-- The cells to which appointments of a clinician on a day belong.
CREATE FUNCTION statistics_cells_of(starts_on date, clinician_id uuid, organisation_id uuid)
    RETURNS TABLE (grain text, starts_on date, clinician_id uuid, organisation_id uuid)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 4 AS $$
    VALUES ('day', $1, $2, $3),
           ('month', date_trunc('month', $1::timestamp)::date, $2, $3),
           ('department day', $1, '00000000-0000-0000-0000-000000000000'::uuid, '00000000-0000-0000-0000-000000000000'::uuid),
           ('department month', date_trunc('month', $1::timestamp)::date, '00000000-0000-0000-0000-000000000000'::uuid,
            '00000000-0000-0000-0000-000000000000'::uuid)
$$;

-- Folds the lines into their cells, in the order of these. One transaction at a time does; others have nothing to wait for.
CREATE FUNCTION statistics_fold() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- The key is the letters COUNTS. A snapshot that is older than the lock would miss what somebody else has folded meanwhile.
    IF current_setting('transaction_isolation') <> 'read committed' OR NOT pg_try_advisory_xact_lock(74008012674131) THEN
        RETURN;
    END IF;
    WITH lines AS (
        DELETE FROM statistics_changes RETURNING *
    )
    INSERT INTO statistics_cells AS cell
    SELECT cells.grain, lines.department_id, cells.starts_on, cells.clinician_id, cells.organisation_id,
           sum(lines.active), sum(lines.active_minutes), sum(lines.attended), sum(lines.cancelled)
    FROM lines, statistics_cells_of(lines.starts_on, lines.clinician_id, lines.organisation_id) AS cells
    GROUP BY 1, 2, 3, 4, 5
    ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT (grain, department_id, starts_on, clinician_id, organisation_id) DO UPDATE SET
        active = cell.active + excluded.active,
        active_minutes = cell.active_minutes + excluded.active_minutes,
        attended = cell.attended + excluded.attended,
        cancelled = cell.cancelled + excluded.cancelled;
END
$$;

-- Leaves the lines of a statement, one for each row: most statements write one, and to group that takes longer than to count it. The
-- rows that a statement wrote count with the sign 1, those that it found with -1.
CREATE FUNCTION statistics_count() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sign CONSTANT integer := TG_ARGV[0];
    lines bigint;
BEGIN
    INSERT INTO statistics_changes
        (department_id, starts_on, clinician_id, organisation_id, active, active_minutes, attended, cancelled)
    SELECT counted.department_id, line.starts_on, counted.clinician_id, line.organisation_id,
           sign * line.active, sign * line.active_minutes, sign * line.attended, sign * line.cancelled
    FROM counted, statistics_settings, statistics_line_of(status, starts_at, ends_at, counted.organisation_id, time_zone) AS line;
    GET DIAGNOSTICS lines = ROW_COUNT;
    -- Every 256th line is a reason to fold. More would make reports slower than they make writing faster.
    IF (CASE WHEN lines > 0 THEN currval('statistics_changes_id_seq') % 256 < lines END) THEN
        PERFORM statistics_fold();
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER statistics_insert AFTER INSERT ON appointments REFERENCING NEW TABLE AS counted
    FOR EACH STATEMENT EXECUTE FUNCTION statistics_count('1');
CREATE TRIGGER statistics_delete AFTER DELETE ON appointments REFERENCING OLD TABLE AS counted
    FOR EACH STATEMENT EXECUTE FUNCTION statistics_count('-1');
CREATE TRIGGER statistics_update_new AFTER UPDATE ON appointments REFERENCING NEW TABLE AS counted
    FOR EACH STATEMENT EXECUTE FUNCTION statistics_count('1');
CREATE TRIGGER statistics_update_old AFTER UPDATE ON appointments REFERENCING OLD TABLE AS counted
    FOR EACH STATEMENT EXECUTE FUNCTION statistics_count('-1');

CREATE FUNCTION statistics_forget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE statistics_cells, statistics_changes;
    RETURN NULL;
END
$$;
CREATE TRIGGER statistics_truncate AFTER TRUNCATE ON appointments
    FOR EACH STATEMENT EXECUTE FUNCTION statistics_forget();

-- The cells as they should be, counted anew.
CREATE VIEW statistics_recount AS
SELECT cells.grain, days.department_id, cells.starts_on, cells.clinician_id, cells.organisation_id,
       sum(days.active)::integer AS active, sum(days.active_minutes)::integer AS active_minutes,
       sum(days.attended)::integer AS attended, sum(days.cancelled)::integer AS cancelled
FROM (
    SELECT department_id, line.starts_on, clinician_id, line.organisation_id, sum(line.active) AS active,
           sum(line.active_minutes) AS active_minutes, sum(line.attended) AS attended, sum(line.cancelled) AS cancelled
    FROM appointments, statistics_settings,
         statistics_line_of(status, starts_at, ends_at, appointments.organisation_id, time_zone) AS line
    GROUP BY 1, 2, 3, 4
) AS days, statistics_cells_of(days.starts_on, days.clinician_id, days.organisation_id) AS cells
GROUP BY 1, 2, 3, 4, 5;

INSERT INTO statistics_cells SELECT * FROM statistics_recount ORDER BY 1, 2, 3, 4, 5;
