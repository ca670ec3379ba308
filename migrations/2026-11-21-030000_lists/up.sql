-- Every list of appointments is answered by an index, whatever is filtered and however it is ordered.
--
-- The status comes before the order, so that the few appointments of one status need not be searched for among the many
-- of another; a list of several statuses is merged from as many scans. What follows the id has no part in the order: lists
-- that are bounded by it as well compare it in the index, and visit no row that is out of bounds.

DROP INDEX appointments_by_starts_at;
DROP INDEX appointments_by_created_at;
DROP INDEX appointments_by_clinician;
DROP INDEX appointments_by_department;
DROP INDEX appointments_by_organisation;

CREATE INDEX appointments_by_starts_at ON appointments (status, starts_at, id);
CREATE INDEX appointments_by_clinician ON appointments (clinician_id, status, starts_at, id);
CREATE INDEX appointments_by_department ON appointments (department_id, status, starts_at, id, organisation_id);
CREATE INDEX appointments_by_organisation ON appointments (organisation_id, status, starts_at, id)
    WHERE organisation_id IS NOT NULL;

CREATE INDEX appointments_by_created_at ON appointments (status, created_at, id, starts_at);
CREATE INDEX appointments_by_clinician_created_at ON appointments (clinician_id, status, created_at, id, starts_at);
CREATE INDEX appointments_by_department_created_at ON appointments (department_id, status, created_at, id, starts_at, organisation_id);
CREATE INDEX appointments_by_organisation_created_at ON appointments (organisation_id, status, created_at, id, starts_at)
    WHERE organisation_id IS NOT NULL;
