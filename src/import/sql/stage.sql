-- Temporary tables for the valid rows of both files and for data derived from them. All are dropped at the
-- end of the transaction.
CREATE TEMPORARY TABLE import_patients (
    index bigint NOT NULL,
    id uuid NOT NULL,
    nhs_number text NOT NULL,
    name text NOT NULL,
    date_of_birth date NOT NULL,
    postcode text NOT NULL,
    -- Null if the row does not have the member.
    email text,
    phone text,
    address_lines text[]
) ON COMMIT DROP;

CREATE TEMPORARY TABLE import_rows (
    index bigint NOT NULL,
    id uuid NOT NULL,
    nhs_number text NOT NULL,
    status text NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    clinician text NOT NULL,
    -- The nil UUID if the row has only the name.
    clinician_ref uuid NOT NULL,
    -- The clinician's own department, if the row names another than the appointment's.
    clinician_department text,
    department text NOT NULL,
    postcode text NOT NULL
) ON COMMIT DROP;

-- Clinicians as the file names them, with their resolved IDs.
CREATE TEMPORARY TABLE import_people (
    department text NOT NULL,
    clinician text NOT NULL,
    clinician_ref uuid NOT NULL,
    clinician_department text,
    first_index bigint NOT NULL,
    department_id uuid,
    own_department_id uuid,
    clinician_id uuid,
    namesakes bigint NOT NULL DEFAULT 0,
    -- The stored name, if it differs in case or outer spaces.
    recorded_as text,
    -- Why the row is refused.
    verdict text
) ON COMMIT DROP;

-- Departments as the file names them, with their resolved IDs.
CREATE TEMPORARY TABLE import_departments (
    department text NOT NULL,
    first_index bigint NOT NULL,
    department_id uuid,
    recorded_as text,
    verdict text
) ON COMMIT DROP;

-- The departments and clinicians that this import adds.
CREATE TEMPORARY TABLE import_added (id uuid NOT NULL) ON COMMIT DROP;

-- Appointments to write, and the reasons against the others.
CREATE TEMPORARY TABLE import_appointments (
    index bigint NOT NULL,
    id uuid NOT NULL,
    patient_id uuid,
    clinician_id uuid,
    department_id uuid,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    postcode text NOT NULL,
    status text NOT NULL,
    -- Null for new rows without a conflict.
    verdict text,
    -- For a repetition, the first row with the same ID.
    first_index bigint,
    -- Whether another row of the file has the same clinician or patient at an overlapping time.
    is_contended boolean NOT NULL DEFAULT false
) ON COMMIT DROP;
