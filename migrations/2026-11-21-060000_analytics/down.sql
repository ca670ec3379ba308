DROP VIEW analytics.missed_by_month, analytics.organisations, analytics.departments, analytics.clinicians, analytics.patients,
    analytics.appointments, analytics.calendar;
DROP SCHEMA analytics;
ALTER TABLE clinicians DROP COLUMN analytics_key;
ALTER TABLE patients DROP COLUMN analytics_key;
