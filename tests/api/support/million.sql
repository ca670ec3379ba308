-- A million appointments relative to 2 March 2026, 09:00, with the skew of a real health service:
-- * 20 departments. The 18th closed years ago. The 19th has no missed or cancelled appointments, and the 20th
--   has had none for years.
-- * 9 organisations. The 9th closed years ago. The first, with three in ten appointments, closed last month.
--   Neither has later appointments.
-- * 400 clinicians. The 399th left years ago.
-- * 100,000 patients with ten appointments each, except the first, who has some hundreds.
-- * 60,000 of the appointments are future and active. Rows are stored in the order of their starts, as is
--   typical when people book ahead.

SET synchronous_commit = off;
SET maintenance_work_mem = '256MB';
-- Disables a million foreign-key checks.
SET session_replication_role = replica;

INSERT INTO departments SELECT md5('department' || n)::uuid, 'D' || 100 + n, 'Department ' || 100 + n, 1, made, made
    FROM generate_series(1, 20) AS n, (VALUES (timestamptz '2021-01-01')) AS at(made);
INSERT INTO organisations SELECT md5('organisation' || n)::uuid, 'ORG' || n, 'Organisation ' || n, 'hospital', 'CF14 4XW', '{}',
        'Europe/London', 1, made, made
    FROM generate_series(1, 9) AS n, (VALUES (timestamptz '2021-01-01')) AS at(made);
INSERT INTO clinicians SELECT md5('clinician' || n)::uuid, 'Clinician ' || 1000 + n, md5('department' || (n - 1) % 20 + 1)::uuid, 1, made, made
    FROM generate_series(1, 400) AS n, (VALUES (timestamptz '2021-01-01')) AS at(made);
INSERT INTO patients SELECT md5('patient' || n)::uuid, number, 'Patient ' || n, '1980-05-17', 'CF10 1EP', '{}', NULL, NULL, 1, made, made
    FROM (VALUES (timestamptz '2021-01-01')) AS at(made), (
        SELECT body::text || digit AS number, row_number() OVER (ORDER BY body) AS n
        FROM generate_series(900000000, 900119999) AS body, LATERAL (
            SELECT (11 - sum(body / (10 ^ (9 - i))::integer % 10 * (11 - i)) % 11) % 11 AS digit FROM generate_series(1, 9) AS i
        ) AS check_digit
        WHERE digit < 10
    ) AS numbered
    WHERE n <= 100000;

-- Building an index once is faster than updating it per row. The two exclusion constraints are dropped: their
-- indexes would take longer than all the rest, and no list can use them, because they have no order.
ALTER TABLE appointments DROP CONSTRAINT appointments_clinician_busy, DROP CONSTRAINT appointments_patient_busy;
CREATE TEMPORARY TABLE dropped AS
    SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition
    FROM pg_index WHERE indrelid = 'appointments'::regclass AND NOT indisprimary;
DO $$ BEGIN EXECUTE (SELECT 'DROP INDEX ' || string_agg(name, ', ') FROM dropped); END $$;

WITH days AS MATERIALIZED (
    SELECT slot, slot > 900 AS is_recent, CASE
            WHEN slot < 2350 THEN timestamptz '2021-03-02T08:00:00Z' + slot * interval '1119 minutes'
            ELSE timestamptz '2026-03-02T09:00:00Z' + (slot - 2349) * interval '860 minutes'
        END AS begins_at
    FROM generate_series(0, 2499) AS slot
), people AS MATERIALIZED (
    SELECT n, is_recent, n % 16 * interval '5 minutes' AS later,
        md5('clinician' || CASE WHEN n = 399 AND is_recent THEN 398 ELSE n END)::uuid AS clinician,
        md5('department' || CASE WHEN n % 20 = 18 AND is_recent THEN 17 WHEN n % 20 = 0 THEN 20 ELSE n % 20 END)::uuid AS department,
        md5('organisation' || CASE WHEN n % 10 = 9 AND is_recent THEN 8 WHEN n % 10 > 2 THEN n % 10 ELSE 1 END)::uuid AS organisation,
        n % 20 = 19 OR n % 20 = 0 AND is_recent AS is_punctual
    FROM generate_series(1, 400) AS n, (VALUES (true), (false)) AS either(is_recent)
), visitors AS MATERIALIZED (
    SELECT array_agg(md5('patient' || n)::uuid ORDER BY n) AS patients FROM generate_series(1, 100000) AS n
)
INSERT INTO appointments
SELECT lpad((slot * 400 + n)::text, 32, '0')::uuid,
    patients[CASE WHEN n = 7 AND slot % 8 = 0 THEN 1 ELSE 1 + (slot * 7919 + n * 251) % 100000 END],
    clinician, department, CASE WHEN n % 10 > 2 OR slot < 2300 THEN organisation END, begins_at + later, begins_at + later + interval '30 minutes', 'CF14 4XW',
    CASE
        WHEN slot >= 2350 THEN 'active'
        WHEN is_punctual OR (slot * 31 + n * 17) % 100 >= 20 THEN 'attended'
        WHEN (slot * 31 + n * 17) % 100 < 10 THEN 'active'
        ELSE 'cancelled'
    END,
    NULL, NULL, NULL, NULL, NULL, 1,
    begins_at + later - (slot * 13 + n * 7) % 60 * interval '1 day',
    begins_at + later
FROM visitors, days JOIN people USING (is_recent)
ORDER BY slot, n;

DO $$
DECLARE definition text;
BEGIN
    FOR definition IN SELECT d.definition FROM dropped AS d LOOP EXECUTE definition; END LOOP;
END $$;
