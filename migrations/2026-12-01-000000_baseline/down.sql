DROP TABLE schema_compatibility;

DROP VIEW analytics.missed_by_month, analytics.organisations, analytics.departments, analytics.clinicians, analytics.patients,
    analytics.appointments, analytics.calendar;
DROP SCHEMA analytics;

-- The triggers go with the tables that they are on.
DROP VIEW statistics_recount;
DROP TABLE idempotency_keys, refresh_tokens, sessions, users, appointments, patients, clinician_posts, clinicians, departments, organisations;
DROP FUNCTION appointments_keep_history, appointments_postcode_given;
DROP FUNCTION joined_search_forms, search_forms, search_keys, search_form;

DROP FUNCTION statistics_forget, statistics_count, statistics_fold, statistics_cells_of, statistics_line_of;
DROP TABLE statistics_changes, statistics_cells, statistics_settings;
DROP FUNCTION lead_time_band, age_band;

DROP FUNCTION reference_changed;
DROP TABLE reference_version;
-- btree_gist stays: it may have been there before, and other schemas may use it.
