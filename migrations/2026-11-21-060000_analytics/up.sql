-- What analysts read with tools of their own: psql, a notebook, Metabase. There are only views here, and each view and column
-- says what it is, where those tools show it.
--
-- Nobody is named: no names, numbers, addresses, postcodes, days of birth or free text. Yet whoever knows when somebody was where
-- can find that person again, so all of this stays personal data (UK GDPR, recital 26) and has a grant of its own: see
-- `panda analytics`.

-- By these people are told apart. They are random, because the ids of the API are not: those tell when somebody was registered, and
-- would lead from here to the record. Each existing row gets a number of its own, for which the table is written anew.
ALTER TABLE patients ADD COLUMN analytics_key uuid NOT NULL DEFAULT gen_random_uuid();
ALTER TABLE clinicians ADD COLUMN analytics_key uuid NOT NULL DEFAULT gen_random_uuid();

CREATE SCHEMA analytics;
COMMENT ON SCHEMA analytics IS 'Appointments for analysis: read-only views without names, numbers, addresses or free text. They are about persons all the same.';

-- Whose clocks and calendar are meant: those of the kept counts. It is a view, for a function would read with the rights of the
-- analyst, who has none.
CREATE VIEW analytics.calendar AS SELECT time_zone FROM statistics_settings;
COMMENT ON VIEW analytics.calendar IS 'One row: whose clocks and calendar the other views go by.';
COMMENT ON COLUMN analytics.calendar.time_zone IS 'The time zone, by its name in the IANA database.';

-- No view here hides rows, so none is a security barrier, which would only keep the planner from using indexes. The columns that
-- are not shown cannot be reached: whatever an analyst calls is given the values of the columns that are.
--
-- What is recorded always has a patient, a clinician and a department. They are joined from the left all the same, because the
-- planner leaves out such a join when none of its columns is asked for.
CREATE VIEW analytics.appointments AS
SELECT
    patient.analytics_key AS patient_key,
    clinician.analytics_key AS clinician_key,
    department.code AS department_code,
    organisation.ods_code AS organisation_ods_code,
    appointment.starts_at,
    local.start::date AS local_date,
    extract(isodow FROM local.start)::smallint AS iso_weekday,
    extract(hour FROM local.start)::smallint AS local_hour,
    floor(extract(epoch FROM appointment.ends_at - appointment.starts_at) / 60)::integer AS duration_minutes,
    -- A view has no argument for the instant, so it is the present one: that at which the transaction began. An appointment is missed
    -- from its end on, as everywhere else (`Status::kind`).
    CASE WHEN appointment.status = 'active' AND appointment.ends_at <= now() THEN 'MISSED' ELSE upper(appointment.status) END AS status,
    age_band(patient.date_of_birth, local.start::date) AS age_band,
    lead_time_band(booking.local_date, local.start::date, booking.is_known) AS lead_time_band,
    CASE WHEN booking.is_known THEN booking.local_date END AS booked_on,
    appointment.arrived_late,
    upper(appointment.cancelled_by) AS cancelled_by
FROM appointments AS appointment
    CROSS JOIN analytics.calendar
    CROSS JOIN LATERAL (SELECT appointment.starts_at AT TIME ZONE calendar.time_zone) AS local(start)
    CROSS JOIN LATERAL (
        SELECT appointment.created_at < appointment.starts_at, (appointment.created_at AT TIME ZONE calendar.time_zone)::date
    ) AS booking(is_known, local_date)
    LEFT JOIN patients AS patient ON patient.id = appointment.patient_id
    LEFT JOIN clinicians AS clinician ON clinician.id = appointment.clinician_id
    LEFT JOIN departments AS department ON department.id = appointment.department_id
    LEFT JOIN organisations AS organisation ON organisation.id = appointment.organisation_id;
COMMENT ON VIEW analytics.appointments IS 'One row for each appointment, whatever became of it. Days and hours are those of analytics.calendar.';
COMMENT ON COLUMN analytics.appointments.patient_key IS 'Which patient it was for: see analytics.patients. Random, and found nowhere outside of this schema.';
COMMENT ON COLUMN analytics.appointments.clinician_key IS 'Which clinician it was with: see analytics.clinicians. Random, and found nowhere outside of this schema.';
COMMENT ON COLUMN analytics.appointments.department_code IS 'The department as recorded at booking, wherever the clinician works by now: see analytics.departments.';
COMMENT ON COLUMN analytics.appointments.organisation_ods_code IS 'Where it takes place: see analytics.organisations. Null where that was not recorded.';
COMMENT ON COLUMN analytics.appointments.starts_at IS 'The instant at which it begins. A tool shows it in its own time zone, so use local_date and local_hour to group by.';
COMMENT ON COLUMN analytics.appointments.local_date IS 'The day on which it begins.';
COMMENT ON COLUMN analytics.appointments.iso_weekday IS 'The weekday on which it begins: 1 is Monday, 7 is Sunday.';
COMMENT ON COLUMN analytics.appointments.local_hour IS 'The hour in which it begins, from 0 to 23. When the clocks go back, one hour of that night comes twice.';
COMMENT ON COLUMN analytics.appointments.duration_minutes IS 'How long it is booked for, in minutes.';
COMMENT ON COLUMN analytics.appointments.status IS 'ACTIVE, ATTENDED, CANCELLED or MISSED. Missed is what has ended while it was active: the boundary is the beginning of the transaction that asks.';
COMMENT ON COLUMN analytics.appointments.age_band IS 'The patient''s age in completed years on local_date: AGE_0_TO_15, AGE_16_TO_24, AGE_25_TO_34, AGE_35_TO_44, AGE_45_TO_54, AGE_55_TO_64, AGE_65_TO_74, AGE_75_TO_84 or AGE_85_AND_OVER.';
COMMENT ON COLUMN analytics.appointments.lead_time_band IS 'Days from booking to local_date: SAME_DAY, ONE_DAY, DAYS_2_TO_7, DAYS_8_TO_14, DAYS_15_TO_21, DAYS_22_TO_28, DAYS_29_AND_OVER, or UNKNOWN for what was recorded after it had begun.';
COMMENT ON COLUMN analytics.appointments.booked_on IS 'The day on which it was booked. Null for what was recorded after it had begun, as imported appointments are.';
COMMENT ON COLUMN analytics.appointments.arrived_late IS 'Whether the patient who attended came late. Null for other appointments, and where an import did not say.';
COMMENT ON COLUMN analytics.appointments.cancelled_by IS 'Who cancelled it: PATIENT or PROVIDER. Null for other appointments, and where that was not recorded.';

CREATE VIEW analytics.patients AS
SELECT patient.analytics_key AS patient_key, age_band(patient.date_of_birth, (now() AT TIME ZONE calendar.time_zone)::date) AS age_band
FROM patients AS patient CROSS JOIN analytics.calendar;
COMMENT ON VIEW analytics.patients IS 'One row for each patient, with or without appointments.';
COMMENT ON COLUMN analytics.patients.patient_key IS 'Which patient it is, for as long as the record exists. Random, and found nowhere outside of this schema.';
COMMENT ON COLUMN analytics.patients.age_band IS 'The age today, in the bands of analytics.appointments, which has the age at the time.';

CREATE VIEW analytics.clinicians AS
SELECT clinician.analytics_key AS clinician_key, department.code AS department_code
FROM clinicians AS clinician LEFT JOIN departments AS department ON department.id = clinician.department_id;
COMMENT ON VIEW analytics.clinicians IS 'One row for each clinician, with or without appointments.';
COMMENT ON COLUMN analytics.clinicians.clinician_key IS 'Which clinician it is, for as long as the record exists. Random, and found nowhere outside of this schema.';
COMMENT ON COLUMN analytics.clinicians.department_code IS 'The department to which the clinician belongs today: see analytics.departments.';

CREATE VIEW analytics.departments AS SELECT code AS department_code, name FROM departments;
COMMENT ON VIEW analytics.departments IS 'One row for each department.';
COMMENT ON COLUMN analytics.departments.department_code IS 'The short code by which the service knows the department.';
COMMENT ON COLUMN analytics.departments.name IS 'What the department is called.';

CREATE VIEW analytics.organisations AS SELECT ods_code AS organisation_ods_code, name, upper(kind) AS kind FROM organisations;
COMMENT ON VIEW analytics.organisations IS 'One row for each organisation.';
COMMENT ON COLUMN analytics.organisations.organisation_ods_code IS 'The code of the Organisation Data Service.';
COMMENT ON COLUMN analytics.organisations.name IS 'What the organisation is called.';
COMMENT ON COLUMN analytics.organisations.kind IS 'What kind of place it is, as the API writes it: HOSPITAL, GP_SURGERY and so on.';

CREATE VIEW analytics.missed_by_month AS
SELECT *, missed::numeric / nullif(attended + missed, 0) AS did_not_attend_rate, missed::numeric / nullif(booked, 0) AS share_of_booked
FROM (
    SELECT department_code, clinician_key, date_trunc('month', local_date::timestamp)::date AS month,
        count(*) AS booked,
        count(*) FILTER (WHERE status = 'ATTENDED') AS attended,
        count(*) FILTER (WHERE status = 'MISSED') AS missed,
        count(*) FILTER (WHERE status = 'CANCELLED') AS cancelled,
        count(*) FILTER (WHERE status = 'ACTIVE') AS upcoming,
        coalesce(sum(duration_minutes) FILTER (WHERE status = 'MISSED'), 0) AS missed_minutes
    FROM analytics.appointments
    GROUP BY department_code, clinician_key, month
) AS counted;
COMMENT ON VIEW analytics.missed_by_month IS 'What became of the appointments of each clinician, department and month; a month without appointments has no row. The figures are exact: do not publish small ones.';
COMMENT ON COLUMN analytics.missed_by_month.department_code IS 'The department as recorded at booking: see analytics.departments.';
COMMENT ON COLUMN analytics.missed_by_month.clinician_key IS 'Which clinician: see analytics.clinicians.';
COMMENT ON COLUMN analytics.missed_by_month.month IS 'The first day of the month in which the appointments begin.';
COMMENT ON COLUMN analytics.missed_by_month.booked IS 'All appointments: attended, missed, cancelled and upcoming.';
COMMENT ON COLUMN analytics.missed_by_month.attended IS 'Appointments to which the patient came, on time or late.';
COMMENT ON COLUMN analytics.missed_by_month.missed IS 'Appointments that have ended, to which the patient did not come and which nobody cancelled.';
COMMENT ON COLUMN analytics.missed_by_month.cancelled IS 'Appointments that were cancelled, by whomever.';
COMMENT ON COLUMN analytics.missed_by_month.upcoming IS 'Appointments that are active and have not ended.';
COMMENT ON COLUMN analytics.missed_by_month.missed_minutes IS 'How long the missed appointments were booked for, in minutes.';
COMMENT ON COLUMN analytics.missed_by_month.did_not_attend_rate IS 'missed / (attended + missed), from 0 to 1; cancellations are not in it. Null where nothing was attended or missed. Over several rows, sum both first: rates cannot be averaged.';
COMMENT ON COLUMN analytics.missed_by_month.share_of_booked IS 'missed / booked, from 0 to 1.';
