-- The schema of PANDA 0.1.0. This file never changes: a later change of the schema is a migration of its own.
--
-- A database that has the migrations from before 0.1.0 has this schema already. `panda migrate` records this migration
-- there and does not run it (`src/database/migrations/baseline.rs`).
--
-- Each rule that concurrent requests could break is a constraint, an index or a trigger.


-- Extensions

-- Compares uuids inside the GiST exclusion constraints. It is a contrib module, which ships with every PostgreSQL.
CREATE EXTENSION IF NOT EXISTS btree_gist;


-- Names as searches compare them
--
-- Searches find names by fragments. Generated columns store the compared forms beside each name, so they are right for
-- every writer, and indexes can serve them.

-- The one form in which `search_name` compares names: lower case; no marks on Latin, Greek and Cyrillic letters, in
-- every normalisation form; the marks of other scripts; one form of apostrophe, hyphen and space.
--
-- It is not STRICT, because PostgreSQL inlines only functions that are not, and inlining makes it four times as fast.
-- NULL gives NULL all the same. The letter I is replaced first, because lower() changes it into another letter in a
-- Turkish locale.
CREATE FUNCTION search_form(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN btrim(regexp_replace(lower(replace(
    CASE WHEN octet_length(name) = length(name) THEN replace(name, '`', '''') ELSE
        -- White space, hyphens and apostrophes.
        regexp_replace(regexp_replace(regexp_replace(
        -- Letters without a removable mark that people also type without it.
        replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(translate(
        lower(replace(
            normalize(
                regexp_replace(
                    normalize(
                        -- Invisible characters: soft hyphens and direction marks.
                        regexp_replace(name, '[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]', '', 'g'),
                        NFD),
                    -- Marks that follow a Latin, Greek or Cyrillic letter.
                    '([A-Za-z\u00c0-\u02af\u0370-\u052f\u1d00-\u1fff\u2c60-\u2c7f\ua640-\ua69f\ua720-\ua7ff\uab30-\uab6f])[\u0300-\u036f]+',
                    '\1', 'g'),
                NFC),
            'I', 'i')),
        'łøđðħŧıſςɓɗƙƴ', 'loddhtisσbdky'),
        'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), 'ĳ', 'ij'), 'ﬃ', 'ffi'), 'ﬄ', 'ffl'), 'ﬀ', 'ff'), 'ﬁ', 'fi'), 'ﬂ', 'fl'),
        '[\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]', ' ', 'g'),
        '[\u2010-\u2015\u2212]', '-', 'g'),
        '[`\u00b4\u02b9\u02bb\u02bc\u2018\u2019\u201b\u2032]', '''', 'g')
    END,
    'I', 'i')), '[\u0009-\u000d ]+', ' ', 'g'));

-- Each character of a name and each pair of neighbours, prefixed with its place: 0 at the start of the name, 1 at the
-- start of another word, 2 inside a word. Trigrams would not do, because they only serve fragments of three and more
-- letters.
--
-- The cost tells the planner to read the index rather than call this for each name.
CREATE FUNCTION search_keys(name text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
DECLARE
    keys text[] := '{}';
    place text := '0';
    number integer := 0;
    letter text;
BEGIN
    FOREACH letter IN ARRAY string_to_array(name, NULL) LOOP
        number := number + 1;
        keys := keys || ARRAY[place || letter, place || substr(name, number, 2)];
        place := CASE WHEN letter IN (' ', '-', '''') THEN '1' ELSE '2' END;
    END LOOP;
    RETURN keys;
END
$$;

-- The forms in which names and search terms are compared: one form, or up to three if the name has letters that people
-- type in several ways (`ü` as `u` or `ue`, `ə` as `e` or `a`). Each form is folded as NFKC_Casefold (UAX #44): lower
-- case, one width, no Default_Ignorable_Code_Point. Marks on Latin, Greek and Cyrillic letters and hamza are removed;
-- other marks remain. White space becomes a space, commas become `,`, hyphens and middle dots become `-`, and
-- apostrophes become `'`. At most 600 characters remain, because one character can become 18. If nothing would remain
-- to compare, the form is the name in lower case.
--
-- The body refers to pg_catalog only, because pg_restore computes generated columns with an empty search path.
CREATE FUNCTION search_forms(name text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 200 AS $$
DECLARE
    form text;
    forms text[];
BEGIN
    -- The letter I is replaced before lower(), which makes another letter of it in a Turkish locale.
    IF octet_length(name) = length(name) THEN
        form := translate(lower(translate(name, 'I', 'i')), U&'`\0009\000a\000b\000c\000d', '''     ');
        RETURN ARRAY[CASE WHEN translate(form, ' -,''', '') = '' THEN lower(name) ELSE form END];
    END IF;
    -- Every Default_Ignorable_Code_Point.
    form := regexp_replace(name, '[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]', '', 'g');
    -- The apostrophes that NFKC would change into a space and a mark.
    form := translate(form, U&'I\0130\00b4\0384\1fbd\1fbf\1ffd\1ffe', 'ii''''''''''''');
    form := left(normalize(lower(translate(normalize(form, NFKC), 'I', 'i')), NFKC), 600);
    form := translate(form, U&'`\02b9\02bb\02bc\02bd\02be\02bf\02c8\02ca\02cb\055a\05f3\07f4\07f5\2018\2019\201b\2032\2035\a78b\a78c', repeat('''', 21));
    form := translate(form, U&'\0009\000a\000b\000c\000d\0085\1680\2028\2029', repeat(' ', 9));
    form := translate(form, U&'\060c\055d\07f8\1363\1802\1808\3001\a4fe\a60d\a6f5', repeat(',', 10));
    form := translate(form, U&'\00b7\058a\05be\1806\2010\2012\2013\2014\2015\2027\2212\2e17\2e1a\2e31\2e3a\2e3b\2e40\30a0\30fb', repeat('-', 19));
    -- Bengali and Malayalam letters that older texts write as a letter, a virama and a joiner.
    IF form ~ '[\u09ce\u0d54-\u0d56\u0d7a-\u0d7f]' THEN
        form := replace(form, U&'\09ce', U&'\09a4\09cd');
        FOR n IN 1..9 LOOP
            form := replace(form, substr(U&'\0d54\0d55\0d56\0d7a\0d7b\0d7c\0d7d\0d7e\0d7f', n, 1),
                substr(U&'\0d2e\0d2f\0d34\0d23\0d28\0d30\0d32\0d33\0d15', n, 1) || U&'\0d4d');
        END LOOP;
    END IF;
    forms := ARRAY[form];
    IF form ~ '[əǝәŋ]' THEN
        forms := forms || replace(translate(form, 'əǝә', 'aaа'), 'ŋ', 'ng');
    END IF;
    IF form ~ '[äöüøå]' THEN
        forms := forms || replace(replace(replace(replace(replace(form, 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'ø', 'oe'), 'å', 'aa');
    END IF;
    FOR n IN 1..cardinality(forms) LOOP
        -- Marks that follow a letter of Latin, Greek or Cyrillic; hamza, madda and tatweel.
        form := regexp_replace(
            replace(normalize(forms[n], NFD), U&'\0345', 'ι'),
            '([a-z\u00df-\u02af\u0370-\u052f\u1c80-\u1c8f\u1d00-\u1fff\u2c60-\u2c7f\ua640-\ua69f\ua720-\ua7ff\uab30-\uab6f])[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff]+|[\u0621\u0640\u0653-\u0655]',
            '\1', 'g');
        -- Letters that have no mark to take away and are typed as others.
        form := replace(replace(replace(replace(translate(normalize(form, NFC),
            'łøđðħŧıςɓɗƙƴəǝɛɔŋɖƒɣʋɩʊɨʉɲƀƈɠƥƭʈɟɉƶґғқңөұүһәєىیېکڪہھەةۃٱ' || U&'\1c80\1c81\1c82\1c83\1c84\1c85\1c86\1c87\1c88',
            'loddhtiσbdkyeeeondfgviuiunbcgpttjjzггкноуухееيييككههههها' || 'вдосттъѣꙋ'),
            'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th');
        forms[n] := CASE WHEN translate(form, ' -,''', '') = '' THEN lower(name) ELSE form END;
    END LOOP;
    RETURN forms;
END
$$;

-- One text with all spellings of a name, given its forms. First is the usual spelling: no apostrophes, hyphens and
-- commas as spaces. Other spellings follow if they differ: apostrophes as spaces; no hyphens, and no spaces after
-- single letters (O Brien) or in scripts that are written without spaces. A line feed separates spellings, so no
-- fragment matches across two of them. At most 650 characters fit into a row of an index.
CREATE FUNCTION joined_search_forms(forms text[]) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 200 AS $$
DECLARE
    form text;
    spelling text;
    border CONSTANT text := E'\n ';
    joined text;
BEGIN
    FOREACH form IN ARRAY forms LOOP
        FOREACH spelling IN ARRAY ARRAY[
            translate(form, '-,''', '  '),
            translate(form, '-,''', '   '),
            regexp_replace(
                translate(form, ',-''', ' '),
                '([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]|\m[a-z]) +(?=[a-z\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff])',
                '\1', 'g')
        ] LOOP
            spelling := btrim(regexp_replace(spelling, ' +', ' ', 'g'));
            spelling := CASE spelling WHEN '' THEN form ELSE spelling END;
            IF joined IS NULL THEN
                joined := spelling;
            ELSIF position(border || spelling || border IN border || joined || border) = 0 THEN
                joined := joined || border || spelling;
            END IF;
        END LOOP;
    END LOOP;
    RETURN left(joined, 650);
END
$$;


-- Organisations

CREATE TABLE organisations (
    id uuid PRIMARY KEY,
    ods_code text NOT NULL CONSTRAINT organisations_ods_code_taken UNIQUE,
    name text NOT NULL,
    kind text NOT NULL CONSTRAINT organisations_kind CHECK (kind IN (
        'gp_surgery', 'walk_in_centre', 'urgent_care_centre', 'hospital', 'community_clinic', 'mental_health_clinic',
        'dental_practice', 'pharmacy', 'other'
    )),
    postcode text NOT NULL,
    address_lines text[] NOT NULL DEFAULT '{}',
    time_zone text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    -- Programs before `search_text` read this form.
    search_name text COLLATE "C" NOT NULL GENERATED ALWAYS AS (search_form(name)) STORED,
    -- In the order of code points, which is the same everywhere and lets one index serve both prefixes and order.
    search_text text COLLATE "C" NOT NULL GENERATED ALWAYS AS (joined_search_forms(search_forms(name))) STORED,
    CONSTRAINT organisations_address_lines_present CHECK (array_position(address_lines, NULL) IS NULL)
);
CREATE INDEX organisations_by_name ON organisations (name, id);


-- Departments

CREATE TABLE departments (
    id uuid PRIMARY KEY,
    code text NOT NULL CONSTRAINT departments_code_taken UNIQUE,
    name text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    search_name text COLLATE "C" NOT NULL GENERATED ALWAYS AS (search_form(name)) STORED,
    search_text text COLLATE "C" NOT NULL GENERATED ALWAYS AS (joined_search_forms(search_forms(name))) STORED
);
-- Names are stored as given and compared in NFC.
CREATE UNIQUE INDEX departments_name_taken ON departments (normalize(name, NFC));
CREATE INDEX departments_by_name ON departments (name, id);


-- Clinicians and their posts

CREATE TABLE clinicians (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    department_id uuid NOT NULL CONSTRAINT clinicians_department REFERENCES departments ON DELETE RESTRICT,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    search_name text COLLATE "C" NOT NULL GENERATED ALWAYS AS (search_form(name)) STORED,
    -- Identifies the clinician to analysts: see the views below.
    analytics_key uuid NOT NULL DEFAULT gen_random_uuid(),
    search_text text COLLATE "C" NOT NULL GENERATED ALWAYS AS (joined_search_forms(search_forms(name))) STORED
);
CREATE INDEX clinicians_by_name ON clinicians (name, id);
CREATE INDEX clinicians_by_department ON clinicians (department_id, name, id);

-- Where a clinician works, from a day to a day, both included. Without a last day, the post has no end yet.
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


-- Patients

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
    search_name text COLLATE "C" NOT NULL GENERATED ALWAYS AS (search_form(name)) STORED,
    -- Identifies the patient to analysts: see the views below.
    analytics_key uuid NOT NULL DEFAULT gen_random_uuid(),
    search_text text COLLATE "C" NOT NULL GENERATED ALWAYS AS (joined_search_forms(search_forms(name))) STORED,
    CONSTRAINT patients_nhs_number_form CHECK (nhs_number ~ '^[0-9]{10}$'),
    CONSTRAINT patients_address_lines_present CHECK (array_position(address_lines, NULL) IS NULL)
);
CREATE INDEX patients_by_name ON patients (name, id);
CREATE INDEX patients_by_date_of_birth ON patients (date_of_birth, id);
CREATE INDEX patients_by_created_at ON patients (created_at, id);
-- Also serves outward codes: the part before the space.
CREATE INDEX patients_by_postcode ON patients (postcode text_pattern_ops);
-- Few patients have no telephone number or e-mail address; these indexes leave them out.
CREATE INDEX patients_by_phone ON patients (phone) WHERE phone IS NOT NULL;
CREATE INDEX patients_by_email ON patients (lower(email)) WHERE email IS NOT NULL;
-- A search reads the whole pending list of a GIN index, so the lists are kept short.
CREATE INDEX patients_by_search_name ON patients (search_name, id);
CREATE INDEX patients_by_search_key ON patients USING gin (search_keys(search_name)) WITH (gin_pending_list_limit = 256);
CREATE INDEX patients_by_search_text ON patients (search_text, id);
CREATE INDEX patients_by_search_text_key ON patients USING gin (search_keys(search_text)) WITH (gin_pending_list_limit = 256);


-- Appointments

-- "Missed" is never stored: an active appointment is missed from its end on.
CREATE TABLE appointments (
    id uuid PRIMARY KEY,
    patient_id uuid NOT NULL CONSTRAINT appointments_patient REFERENCES patients ON DELETE RESTRICT,
    clinician_id uuid NOT NULL CONSTRAINT appointments_clinician REFERENCES clinicians ON DELETE RESTRICT,
    -- As recorded at booking. It stays when the clinician's department changes.
    department_id uuid NOT NULL CONSTRAINT appointments_department REFERENCES departments ON DELETE RESTRICT,
    organisation_id uuid CONSTRAINT appointments_organisation REFERENCES organisations ON DELETE RESTRICT,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    postcode text NOT NULL,
    status text NOT NULL,
    -- Null for imported facts, which do not say when or by whom.
    attended_at timestamptz,
    arrived_late boolean,
    cancelled_at timestamptz,
    cancelled_by text CONSTRAINT appointments_cancelled_by CHECK (cancelled_by IN ('patient', 'provider')),
    cancellation_reason text,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    -- Whether the postcode was taken from the organisation. If so, it changes when the appointment moves to another
    -- organisation. Null if the row does not say: imports write null. Such a postcode counts as derived if it equals
    -- that of the organisation when the appointment moves.
    postcode_derived boolean,
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

-- An index serves every list of appointments, with each filter and in each order.
--
-- The status precedes the order, so a list of one rare status does not read the others. A list of several statuses
-- merges one scan of each. Columns after the id are not part of the order: the index compares them with a list's
-- bounds, so rows outside the bounds are not visited.
CREATE INDEX appointments_by_starts_at ON appointments (status, starts_at, id);
CREATE INDEX appointments_by_patient ON appointments (patient_id, starts_at, id);
CREATE INDEX appointments_by_clinician ON appointments (clinician_id, status, starts_at, id);
CREATE INDEX appointments_by_department ON appointments (department_id, status, starts_at, id, organisation_id);
CREATE INDEX appointments_by_organisation ON appointments (organisation_id, status, starts_at, id)
    WHERE organisation_id IS NOT NULL;

CREATE INDEX appointments_by_created_at ON appointments (status, created_at, id, starts_at);
CREATE INDEX appointments_by_clinician_created_at ON appointments (clinician_id, status, created_at, id, starts_at);
CREATE INDEX appointments_by_department_created_at ON appointments (department_id, status, created_at, id, starts_at, organisation_id);
CREATE INDEX appointments_by_organisation_created_at ON appointments (organisation_id, status, created_at, id, starts_at)
    WHERE organisation_id IS NOT NULL;

-- For the most frequent list: all appointments by start, of every status. One scan reads it; merging one scan per
-- status took twice as long. The condition is always true, but only statements that repeat it use this index. Otherwise
-- the planner would search it from end to end for a single status.
CREATE INDEX appointments_by_starts_at_of_any_status ON appointments (starts_at, id)
    WHERE status IN ('active', 'attended', 'cancelled');

-- For appointments that changed since an instant.
CREATE INDEX appointments_by_updated_at ON appointments (updated_at, id);

-- Attended and cancelled appointments never change, whichever program writes.
CREATE FUNCTION appointments_keep_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'appointment % is % and can no longer change', OLD.id, OLD.status
        USING ERRCODE = 'check_violation', CONSTRAINT = 'appointments_keep_history';
END
$$;
CREATE TRIGGER appointments_keep_history BEFORE UPDATE ON appointments
    FOR EACH ROW WHEN (OLD.status <> 'active') EXECUTE FUNCTION appointments_keep_history();

-- A program that does not know `postcode_derived` changes the postcode and leaves that column as it is. Then the
-- postcode counts as given, unless it equals that of the organisation. Programs that know the column never change a
-- derived postcode otherwise.
CREATE FUNCTION appointments_postcode_given() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.postcode_derived := EXISTS (
        SELECT FROM organisations AS o WHERE o.id = NEW.organisation_id AND o.postcode = NEW.postcode
    );
    RETURN NEW;
END
$$;
CREATE TRIGGER appointments_postcode_given BEFORE UPDATE ON appointments
    FOR EACH ROW WHEN (OLD.postcode_derived AND NEW.postcode_derived AND NEW.postcode <> OLD.postcode)
    EXECUTE FUNCTION appointments_postcode_given();


-- Accounts, sessions and refresh tokens

CREATE TABLE users (
    id uuid PRIMARY KEY,
    email text NOT NULL,
    display_name text NOT NULL,
    role text NOT NULL CONSTRAINT users_role CHECK (role IN ('ADMIN', 'STAFF', 'ANALYST', 'PATIENT')),
    locale text NOT NULL,
    -- A patient's account is deleted with the patient's record.
    patient_id uuid CONSTRAINT users_patient_taken UNIQUE
        CONSTRAINT users_patient REFERENCES patients ON DELETE CASCADE,
    is_active boolean NOT NULL DEFAULT true,
    -- Whether the demo made it, with a published password. Only the demo accepts such accounts.
    is_demo boolean NOT NULL DEFAULT false,
    -- Argon2id in the PHC string format, which contains salt and parameters.
    password_hash text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    -- Whether a user or an administrator chose the locale. Otherwise it is the locale of the request that added the
    -- account, and serves requests that name no language.
    locale_is_chosen boolean NOT NULL DEFAULT false,
    CONSTRAINT users_patient_facts CHECK ((role = 'PATIENT') = (patient_id IS NOT NULL))
);
-- Addresses are stored as given and compared without case.
CREATE UNIQUE INDEX users_email_taken ON users (lower(email));
CREATE INDEX users_by_email ON users (email, id);
CREATE INDEX users_by_created_at ON users (created_at, id);

-- A session begins with a login. It ends with a logout, when it expires, or when it is revoked. RFC 9700 calls it a
-- family of refresh tokens.
CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT sessions_user REFERENCES users ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE INDEX sessions_by_user ON sessions (user_id) WHERE ended_at IS NULL;
-- Each server reads the sessions that ended recently several times a second.
CREATE INDEX sessions_by_ended_at ON sessions (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX sessions_by_expires_at ON sessions (expires_at);

CREATE TABLE refresh_tokens (
    -- SHA-256 of the token, which is not stored.
    hash bytea PRIMARY KEY,
    session_id uuid NOT NULL CONSTRAINT refresh_tokens_session REFERENCES sessions ON DELETE CASCADE,
    -- The key that derives the token's successor from the token.
    salt bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    -- When the successor replaced it.
    rotated_at timestamptz
);
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);


-- Idempotency keys

-- Which request created which entity, for as long as the request may be repeated.
CREATE TABLE idempotency_keys (
    principal text NOT NULL,
    operation text NOT NULL,
    key text NOT NULL,
    -- SHA-256 of the input that came with the key.
    input_hash bytea NOT NULL,
    -- An entity of the kind that the operation creates. Null only inside the transaction that creates it, where no
    -- other sees it.
    entity_id uuid,
    -- From this instant on the row has no effect. Later writers delete such rows.
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (principal, operation, key)
);
CREATE INDEX idempotency_keys_by_expires_at ON idempotency_keys (expires_at);


-- The version of reference data
--
-- Servers cache clinicians, departments and organisations. Each committed change to these tables replaces a version;
-- before a server uses its cache, it compares the version in this one row.

-- The version is random and not a count, because a count could repeat after a backup was restored.
CREATE TABLE reference_version (
    is_only boolean PRIMARY KEY DEFAULT true CONSTRAINT reference_version_only CHECK (is_only),
    version uuid NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO reference_version DEFAULT VALUES;

-- Replaces the version, once in each transaction.
--
-- It uses the schema of the changed table, because the search path is the writer's.
CREATE FUNCTION reference_changed() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- A rollback to a savepoint undoes this setting together with the update.
    IF current_setting('panda.reference_changed', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
        EXECUTE format('UPDATE %I.reference_version SET version = gen_random_uuid()', TG_TABLE_SCHEMA);
        PERFORM set_config('panda.reference_changed', pg_current_xact_id()::text, true);
    END IF;
    RETURN NULL;
END
$$;

-- All writers update the same row, so row triggers are deferred: a transaction locks the row only when it commits, and
-- does not wait for a long import. TRUNCATE cannot be deferred, but it locks the whole table anyway.
--
-- ENABLE ALWAYS makes them fire for sessions with session_replication_role = replica too.
CREATE CONSTRAINT TRIGGER reference_written AFTER INSERT OR DELETE ON clinicians DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION reference_changed();
CREATE CONSTRAINT TRIGGER reference_updated AFTER UPDATE ON clinicians DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION reference_changed();
CREATE TRIGGER reference_truncated AFTER TRUNCATE ON clinicians
    FOR EACH STATEMENT EXECUTE FUNCTION reference_changed();
ALTER TABLE clinicians ENABLE ALWAYS TRIGGER reference_written, ENABLE ALWAYS TRIGGER reference_updated,
    ENABLE ALWAYS TRIGGER reference_truncated;

CREATE CONSTRAINT TRIGGER reference_written AFTER INSERT OR DELETE ON departments DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION reference_changed();
CREATE CONSTRAINT TRIGGER reference_updated AFTER UPDATE ON departments DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION reference_changed();
CREATE TRIGGER reference_truncated AFTER TRUNCATE ON departments
    FOR EACH STATEMENT EXECUTE FUNCTION reference_changed();
ALTER TABLE departments ENABLE ALWAYS TRIGGER reference_written, ENABLE ALWAYS TRIGGER reference_updated,
    ENABLE ALWAYS TRIGGER reference_truncated;

CREATE CONSTRAINT TRIGGER reference_written AFTER INSERT OR DELETE ON organisations DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION reference_changed();
CREATE CONSTRAINT TRIGGER reference_updated AFTER UPDATE ON organisations DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION reference_changed();
CREATE TRIGGER reference_truncated AFTER TRUNCATE ON organisations
    FOR EACH STATEMENT EXECUTE FUNCTION reference_changed();
ALTER TABLE organisations ENABLE ALWAYS TRIGGER reference_written, ENABLE ALWAYS TRIGGER reference_updated,
    ENABLE ALWAYS TRIGGER reference_truncated;


-- Bands of age and lead time
--
-- The API and the views for analysts both count patients and waiting times by these bands. The bodies are SQL-standard,
-- because a body in a string is read in the search path of the caller, where an analyst may have a function `age`.

-- Completed years on a day, in the bands of the GP Patient Survey. A person born on 29 February completes a year on 1
-- March if the year has no 29 February.
CREATE FUNCTION age_band(born_on date, day date) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (ARRAY['AGE_0_TO_15', 'AGE_16_TO_24', 'AGE_25_TO_34', 'AGE_35_TO_44', 'AGE_45_TO_54', 'AGE_55_TO_64',
                  'AGE_65_TO_74', 'AGE_75_TO_84', 'AGE_85_AND_OVER'])
        [1 + width_bucket(extract(year FROM age(day::timestamp, born_on::timestamp))::integer,
                          ARRAY[16, 25, 35, 45, 55, 65, 75, 85])];

-- Days from booking to appointment, in the bands of NHS England's "Appointments in General Practice". Appointments that
-- were recorded after they had begun, such as imported ones, have no known booking day.
CREATE FUNCTION lead_time_band(booked_on date, day date, is_known boolean) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN is_known THEN
        (ARRAY['SAME_DAY', 'ONE_DAY', 'DAYS_2_TO_7', 'DAYS_8_TO_14', 'DAYS_15_TO_21', 'DAYS_22_TO_28', 'DAYS_29_AND_OVER'])
            [1 + width_bucket(day - booked_on, ARRAY[1, 2, 8, 15, 22, 29])]
    ELSE 'UNKNOWN' END;


-- Statistics
--
-- Counts of appointments by kind, day and month, so that reports need not count rows.
--
-- Each write to `appointments` adds a line for each row to `statistics_changes`, in the same transaction. A count is
-- the sum of its cell and of the lines for that cell, so it is exact at every instant. Writers only insert lines, so
-- they never wait for each other. From time to time, one of them folds all lines into the cells.

-- The time zone that defines days and months. `panda statistics rebuild --time-zone` changes it.
CREATE TABLE statistics_settings (
    is_only boolean PRIMARY KEY DEFAULT true CONSTRAINT statistics_settings_only CHECK (is_only),
    time_zone text NOT NULL
);
INSERT INTO statistics_settings (time_zone) VALUES ('Europe/London');

-- Appointments by the local day of their start, or by the month of that day (as its first day). A cell is of one
-- clinician in one department at one organisation (the nil UUID if none), or of a whole department (both are nil).
CREATE TABLE statistics_cells (
    grain text COLLATE "C" NOT NULL,
    department_id uuid NOT NULL,
    starts_on date NOT NULL,
    clinician_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    -- Counted by the stored status, because whether an active appointment is missed depends on the instant of the
    -- question.
    active integer NOT NULL,
    active_minutes integer NOT NULL,
    attended integer NOT NULL,
    cancelled integer NOT NULL,
    PRIMARY KEY (grain, department_id, starts_on, clinician_id, organisation_id),
    CONSTRAINT statistics_cells_grain CHECK (grain IN ('day', 'month', 'department day', 'department month'))
-- Free space for updates in the same page, which leave the indexes alone.
) WITH (fillfactor = 70);

-- For counts over all departments.
CREATE INDEX statistics_cells_by_start ON statistics_cells (grain, starts_on);

-- Differences that are not folded into the cells yet, by day.
CREATE TABLE statistics_changes (
    id bigint GENERATED ALWAYS AS IDENTITY,
    department_id uuid NOT NULL,
    starts_on date NOT NULL,
    clinician_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    active integer NOT NULL,
    active_minutes integer NOT NULL,
    attended integer NOT NULL,
    cancelled integer NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- The counts of one appointment.
CREATE FUNCTION statistics_line_of(
    status text, starts_at timestamptz, ends_at timestamptz, organisation_id uuid, time_zone text
) RETURNS TABLE (starts_on date, organisation_id uuid, active integer, active_minutes integer, attended integer, cancelled integer)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1 AS $$
    SELECT ($2 AT TIME ZONE $5)::date,
           coalesce($4, '00000000-0000-0000-0000-000000000000'),
           ($1 = 'active')::integer,
           CASE WHEN $1 = 'active' THEN floor(extract(epoch FROM $3 - $2) / 60)::integer ELSE 0 END,
           ($1 = 'attended')::integer,
           ($1 = 'cancelled')::integer
$$;

-- The cells that count the appointments of a clinician on a day.
CREATE FUNCTION statistics_cells_of(starts_on date, clinician_id uuid, organisation_id uuid)
    RETURNS TABLE (grain text, starts_on date, clinician_id uuid, organisation_id uuid)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 4 AS $$
    VALUES ('day', $1, $2, $3),
           ('month', date_trunc('month', $1::timestamp)::date, $2, $3),
           ('department day', $1, '00000000-0000-0000-0000-000000000000'::uuid, '00000000-0000-0000-0000-000000000000'::uuid),
           ('department month', date_trunc('month', $1::timestamp)::date, '00000000-0000-0000-0000-000000000000'::uuid,
            '00000000-0000-0000-0000-000000000000'::uuid)
$$;

-- Folds all lines into their cells, in the order of the cells. One transaction at a time does so; others return at
-- once.
CREATE FUNCTION statistics_fold() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- The key is the letters COUNTS. A snapshot from before the lock would miss what another transaction has folded
    -- since.
    IF current_setting('transaction_isolation') <> 'read committed' OR NOT pg_try_advisory_xact_lock(74008012674131) THEN
        RETURN;
    END IF;
    WITH lines AS (
        DELETE FROM statistics_changes RETURNING *
    )
    INSERT INTO statistics_cells AS cell
    SELECT cells.grain, lines.department_id, cells.starts_on, cells.clinician_id, cells.organisation_id,
           sum(lines.active), sum(lines.active_minutes), sum(lines.attended), sum(lines.cancelled)
    FROM lines, statistics_cells_of(lines.starts_on, lines.clinician_id, lines.organisation_id) AS cells
    GROUP BY 1, 2, 3, 4, 5
    ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT (grain, department_id, starts_on, clinician_id, organisation_id) DO UPDATE SET
        active = cell.active + excluded.active,
        active_minutes = cell.active_minutes + excluded.active_minutes,
        attended = cell.attended + excluded.attended,
        cancelled = cell.cancelled + excluded.cancelled;
END
$$;

-- Adds the lines of a statement, one for each row: most statements write one row, and grouping would cost more than it
-- saves. New rows count with the sign 1, old rows with -1.
CREATE FUNCTION statistics_count() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sign CONSTANT integer := TG_ARGV[0];
    lines bigint;
BEGIN
    INSERT INTO statistics_changes
        (department_id, starts_on, clinician_id, organisation_id, active, active_minutes, attended, cancelled)
    SELECT counted.department_id, line.starts_on, counted.clinician_id, line.organisation_id,
           sign * line.active, sign * line.active_minutes, sign * line.attended, sign * line.cancelled
    FROM counted, statistics_settings, statistics_line_of(status, starts_at, ends_at, counted.organisation_id, time_zone) AS line;
    GET DIAGNOSTICS lines = ROW_COUNT;
    -- Folds at every 256th line. A larger number costs reports more than it saves writers.
    IF (CASE WHEN lines > 0 THEN currval('statistics_changes_id_seq') % 256 < lines END) THEN
        PERFORM statistics_fold();
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER statistics_insert AFTER INSERT ON appointments REFERENCING NEW TABLE AS counted
    FOR EACH STATEMENT EXECUTE FUNCTION statistics_count('1');
CREATE TRIGGER statistics_delete AFTER DELETE ON appointments REFERENCING OLD TABLE AS counted
    FOR EACH STATEMENT EXECUTE FUNCTION statistics_count('-1');
CREATE TRIGGER statistics_update_new AFTER UPDATE ON appointments REFERENCING NEW TABLE AS counted
    FOR EACH STATEMENT EXECUTE FUNCTION statistics_count('1');
CREATE TRIGGER statistics_update_old AFTER UPDATE ON appointments REFERENCING OLD TABLE AS counted
    FOR EACH STATEMENT EXECUTE FUNCTION statistics_count('-1');

CREATE FUNCTION statistics_forget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE statistics_cells, statistics_changes;
    RETURN NULL;
END
$$;
CREATE TRIGGER statistics_truncate AFTER TRUNCATE ON appointments
    FOR EACH STATEMENT EXECUTE FUNCTION statistics_forget();

-- The cells, counted from the appointments.
CREATE VIEW statistics_recount AS
SELECT cells.grain, days.department_id, cells.starts_on, cells.clinician_id, cells.organisation_id,
       sum(days.active)::integer AS active, sum(days.active_minutes)::integer AS active_minutes,
       sum(days.attended)::integer AS attended, sum(days.cancelled)::integer AS cancelled
FROM (
    SELECT department_id, line.starts_on, clinician_id, line.organisation_id, sum(line.active) AS active,
           sum(line.active_minutes) AS active_minutes, sum(line.attended) AS attended, sum(line.cancelled) AS cancelled
    FROM appointments, statistics_settings,
         statistics_line_of(status, starts_at, ends_at, appointments.organisation_id, time_zone) AS line
    GROUP BY 1, 2, 3, 4
) AS days, statistics_cells_of(days.starts_on, days.clinician_id, days.organisation_id) AS cells
GROUP BY 1, 2, 3, 4, 5;


-- Views for analysts
--
-- Analysts read these views with psql, a notebook or Metabase, which show the comments. The views contain no names,
-- numbers, addresses, postcodes, dates of birth or free text. A person can still be found by the times of visits, so
-- the rows stay personal data (UK GDPR, recital 26) and need a grant: see `panda analytics`.
--
-- `analytics_key` identifies people here. It is random, because the API's ids contain the time of registration and lead
-- to the record.

CREATE SCHEMA analytics;
COMMENT ON SCHEMA analytics IS 'Appointments for analysis: read-only views without names, numbers, addresses or free text. They are about persons all the same.';

-- The time zone of the counts. It is a view, because a function would read with the rights of the analyst, who has
-- none.
CREATE VIEW analytics.calendar AS SELECT time_zone FROM statistics_settings;
COMMENT ON VIEW analytics.calendar IS 'One row: whose clocks and calendar the other views go by.';
COMMENT ON COLUMN analytics.calendar.time_zone IS 'The time zone, by its name in the IANA database.';

-- No view hides rows, so none is a security barrier, which would keep the planner from using indexes. Hidden columns
-- cannot be read: functions that an analyst calls only get values of the shown columns.
--
-- Each appointment has a patient, a clinician and a department. The joins are left joins all the same, because the
-- planner drops a left join if no column of it is selected.
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
    -- A view has no argument for the instant, so it uses the start of the transaction. An appointment is missed from
    -- its end on, as in `Status::kind`.
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


-- Which programs may run on this schema

-- `panda migrate` raises the bound before a migration that removes what older programs use.
CREATE TABLE schema_compatibility (
    is_only boolean PRIMARY KEY DEFAULT true CONSTRAINT schema_compatibility_only CHECK (is_only),
    -- A schema version, YYYYMMDDnn. Programs of older schema versions are not ready.
    oldest_program integer NOT NULL DEFAULT 0
);
INSERT INTO schema_compatibility DEFAULT VALUES;
