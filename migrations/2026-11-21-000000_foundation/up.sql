-- The five records of PANDA. Every rule that concurrent requests could break is a constraint here.

-- Equality of a uuid inside a GiST exclusion constraint; a contrib module that ships with every PostgreSQL.
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE organisations (
    id uuid PRIMARY KEY,
    ods_code text NOT NULL CONSTRAINT organisations_ods_code_taken UNIQUE,
    name text NOT NULL,
    kind text NOT NULL,
    postcode text NOT NULL,
    address_lines text[] NOT NULL DEFAULT '{}',
    time_zone text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT organisations_address_lines_present CHECK (array_position(address_lines, NULL) IS NULL)
);
CREATE INDEX organisations_by_name ON organisations (name, id);

CREATE TABLE departments (
    id uuid PRIMARY KEY,
    code text NOT NULL CONSTRAINT departments_code_taken UNIQUE,
    name text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
-- Names are kept exactly as given and compared in NFC.
CREATE UNIQUE INDEX departments_name_taken ON departments (normalize(name, NFC));
CREATE INDEX departments_by_name ON departments (name, id);

CREATE TABLE clinicians (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    department_id uuid NOT NULL CONSTRAINT clinicians_department REFERENCES departments ON DELETE RESTRICT,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX clinicians_by_name ON clinicians (name, id);
CREATE INDEX clinicians_by_department ON clinicians (department_id, name, id);

-- Where a clinician works, from a day to a day, both included; no last day means until further notice.
CREATE TABLE clinician_posts (
    id uuid PRIMARY KEY,
    clinician_id uuid NOT NULL CONSTRAINT clinician_posts_clinician REFERENCES clinicians ON DELETE CASCADE,
    organisation_id uuid NOT NULL CONSTRAINT clinician_posts_organisation REFERENCES organisations ON DELETE RESTRICT,
    starts_on date NOT NULL,
    ends_on date,
    CONSTRAINT clinician_posts_forwards CHECK (ends_on IS NULL OR ends_on >= starts_on),
    CONSTRAINT clinician_posts_overlap EXCLUDE USING gist (
        clinician_id WITH =, organisation_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&
    )
);
CREATE INDEX clinician_posts_by_organisation ON clinician_posts (organisation_id, clinician_id);

CREATE TABLE patients (
    id uuid PRIMARY KEY,
    nhs_number text NOT NULL CONSTRAINT patients_nhs_number_taken UNIQUE,
    name text NOT NULL,
    date_of_birth date NOT NULL,
    postcode text NOT NULL,
    address_lines text[] NOT NULL DEFAULT '{}',
    email text,
    phone text,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT patients_nhs_number_form CHECK (nhs_number ~ '^[0-9]{10}$'),
    CONSTRAINT patients_address_lines_present CHECK (array_position(address_lines, NULL) IS NULL)
);
CREATE INDEX patients_by_name ON patients (name, id);
CREATE INDEX patients_by_date_of_birth ON patients (date_of_birth, id);
CREATE INDEX patients_by_created_at ON patients (created_at, id);
-- The outward code is the part before the space.
CREATE INDEX patients_by_postcode ON patients (postcode text_pattern_ops);

-- "Missed" is derived: active, and past its end. It is never stored.
CREATE TABLE appointments (
    id uuid PRIMARY KEY,
    patient_id uuid NOT NULL CONSTRAINT appointments_patient REFERENCES patients ON DELETE RESTRICT,
    clinician_id uuid NOT NULL CONSTRAINT appointments_clinician REFERENCES clinicians ON DELETE RESTRICT,
    -- As recorded at booking, whatever the clinician's department becomes.
    department_id uuid NOT NULL CONSTRAINT appointments_department REFERENCES departments ON DELETE RESTRICT,
    organisation_id uuid CONSTRAINT appointments_organisation REFERENCES organisations ON DELETE RESTRICT,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    postcode text NOT NULL,
    status text NOT NULL,
    -- When and by whom is null for facts that were imported, which do not say.
    attended_at timestamptz,
    arrived_late boolean,
    cancelled_at timestamptz,
    cancelled_by text,
    cancellation_reason text,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT appointments_duration CHECK (ends_at - starts_at BETWEEN interval '5 minutes' AND interval '24 hours'),
    CONSTRAINT appointments_status CHECK (status IN ('active', 'attended', 'cancelled')),
    CONSTRAINT appointments_attended_facts CHECK (status = 'attended' OR (attended_at IS NULL AND arrived_late IS NULL)),
    CONSTRAINT appointments_cancelled_facts CHECK (
        status = 'cancelled' OR (cancelled_at IS NULL AND cancelled_by IS NULL AND cancellation_reason IS NULL)
    ),
    CONSTRAINT appointments_clinician_busy EXCLUDE USING gist (
        clinician_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&
    ) WHERE (status <> 'cancelled'),
    CONSTRAINT appointments_patient_busy EXCLUDE USING gist (
        patient_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&
    ) WHERE (status <> 'cancelled')
);
CREATE INDEX appointments_by_starts_at ON appointments (starts_at, id);
CREATE INDEX appointments_by_created_at ON appointments (created_at, id);
CREATE INDEX appointments_by_patient ON appointments (patient_id, starts_at, id);
CREATE INDEX appointments_by_clinician ON appointments (clinician_id, starts_at, id);
CREATE INDEX appointments_by_department ON appointments (department_id, starts_at, id);
CREATE INDEX appointments_by_organisation ON appointments (organisation_id, starts_at, id)
    WHERE organisation_id IS NOT NULL;

-- History is never rewritten: what was attended or cancelled stays so, whoever writes to this table.
CREATE FUNCTION appointments_keep_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'appointment % is % and can no longer change', OLD.id, OLD.status
        USING ERRCODE = 'check_violation', CONSTRAINT = 'appointments_keep_history';
END
$$;
CREATE TRIGGER appointments_keep_history BEFORE UPDATE ON appointments
    FOR EACH ROW WHEN (OLD.status <> 'active') EXECUTE FUNCTION appointments_keep_history();
