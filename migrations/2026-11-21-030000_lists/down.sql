DROP INDEX appointments_by_organisation_created_at;
DROP INDEX appointments_by_department_created_at;
DROP INDEX appointments_by_clinician_created_at;
DROP INDEX appointments_by_created_at;
DROP INDEX appointments_by_organisation;
DROP INDEX appointments_by_department;
DROP INDEX appointments_by_clinician;
DROP INDEX appointments_by_starts_at;

CREATE INDEX appointments_by_starts_at ON appointments (starts_at, id);
CREATE INDEX appointments_by_created_at ON appointments (created_at, id);
CREATE INDEX appointments_by_clinician ON appointments (clinician_id, starts_at, id);
CREATE INDEX appointments_by_department ON appointments (department_id, starts_at, id);
CREATE INDEX appointments_by_organisation ON appointments (organisation_id, starts_at, id)
    WHERE organisation_id IS NOT NULL;
