-- Example queries of the schema `analytics`, for psql, a notebook or Metabase:
--
--     panda analytics grant panda_analyst        # prints the password and the line for psql
--     psql 'postgresql://panda_analyst@…' -f examples/analysts.sql
--
-- A rate is always missed / (attended + missed). Over several rows, both are summed first. The figures are
-- exact and about individuals, so do not publish small ones.

-- Which age band has the highest rate of missed appointments?
SELECT age_band,
    count(*) FILTER (WHERE status = 'MISSED') AS missed,
    round(100.0 * count(*) FILTER (WHERE status = 'MISSED') / count(*), 1) AS did_not_attend_percent
FROM analytics.appointments
WHERE status IN ('ATTENDED', 'MISSED')
GROUP BY age_band
ORDER BY did_not_attend_percent DESC;

-- Does the rate rise with the wait?
SELECT lead_time_band,
    round(avg(local_date - booked_on), 1) AS mean_days,
    count(*) AS attended_or_missed,
    round(100.0 * count(*) FILTER (WHERE status = 'MISSED') / count(*), 1) AS did_not_attend_percent
FROM analytics.appointments
WHERE status IN ('ATTENDED', 'MISSED') AND lead_time_band <> 'UNKNOWN'
GROUP BY lead_time_band
ORDER BY mean_days;

-- On which weekdays and at which hours are appointments missed?
SELECT iso_weekday, local_hour,
    count(*) FILTER (WHERE status = 'MISSED') AS missed,
    round(100.0 * count(*) FILTER (WHERE status = 'MISSED') / count(*), 1) AS did_not_attend_percent
FROM analytics.appointments
WHERE status IN ('ATTENDED', 'MISSED')
GROUP BY iso_weekday, local_hour
ORDER BY iso_weekday, local_hour;

-- Which patients have missed three or more appointments within a year, and may need other help?
SELECT patient_key, patients.age_band AS age_band_today, count(*) AS missed, sum(duration_minutes) AS missed_minutes,
    max(local_date) AS last_missed_on
FROM analytics.appointments JOIN analytics.patients USING (patient_key)
WHERE status = 'MISSED' AND starts_at >= now() - interval '1 year'
GROUP BY patient_key, patients.age_band
HAVING count(*) >= 3
ORDER BY missed DESC, patient_key
LIMIT 20;

-- Are appointments after a missed one missed more often?
SELECT previous_status,
    count(*) AS appointments,
    round(100.0 * count(*) FILTER (WHERE status = 'MISSED') / count(*), 1) AS did_not_attend_percent
FROM (
    SELECT status, lag(status) OVER (PARTITION BY patient_key ORDER BY starts_at) AS previous_status
    FROM analytics.appointments
    WHERE status IN ('ATTENDED', 'MISSED')
) AS visits
WHERE previous_status IS NOT NULL
GROUP BY previous_status
ORDER BY did_not_attend_percent DESC;

-- How many hours did each department lose in each of the last twelve months, and at which rate?
SELECT month, departments.name AS department,
    round(sum(missed_minutes) / 60.0, 1) AS hours_lost,
    round(100.0 * sum(missed) / nullif(sum(attended + missed), 0), 1) AS did_not_attend_percent
FROM analytics.missed_by_month JOIN analytics.departments USING (department_code)
WHERE month BETWEEN current_date - interval '1 year' AND current_date
GROUP BY month, department_code, departments.name
ORDER BY month, hours_lost DESC;
