DROP TABLE appointments;
DROP FUNCTION appointments_keep_history();
DROP TABLE patients;
DROP TABLE clinician_posts;
DROP TABLE clinicians;
DROP TABLE departments;
DROP TABLE organisations;
-- btree_gist stays: it may have been there before, and others may use it.
