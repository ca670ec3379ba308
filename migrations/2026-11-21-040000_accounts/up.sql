-- Who may come in, as what, and from where they are signed in.

CREATE TABLE users (
    id uuid PRIMARY KEY,
    email text NOT NULL,
    display_name text NOT NULL,
    role text NOT NULL,
    locale text NOT NULL,
    -- An account of a patient is nothing without the record, and goes with it.
    patient_id uuid CONSTRAINT users_patient_taken UNIQUE
        CONSTRAINT users_patient REFERENCES patients ON DELETE CASCADE,
    is_active boolean NOT NULL DEFAULT true,
    -- Made by the demo, with a password that everyone knows. Nobody signs in by it elsewhere.
    is_demo boolean NOT NULL DEFAULT false,
    -- Argon2id, in the PHC string format, which holds salt and parameters.
    password_hash text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT users_role CHECK (role IN ('ADMIN', 'STAFF', 'ANALYST', 'PATIENT')),
    CONSTRAINT users_patient_facts CHECK ((role = 'PATIENT') = (patient_id IS NOT NULL))
);
-- Addresses are kept as given and compared without case.
CREATE UNIQUE INDEX users_email_taken ON users (lower(email));
CREATE INDEX users_by_email ON users (email, id);
CREATE INDEX users_by_created_at ON users (created_at, id);

-- What begins with a login, and ends with a logout, with its time, or with whatever makes it doubtful: RFC 9700 calls it
-- a family of refresh tokens.
CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT sessions_user REFERENCES users ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE INDEX sessions_by_user ON sessions (user_id) WHERE ended_at IS NULL;
-- What ended a short while ago is read several times a second, by every server.
CREATE INDEX sessions_by_ended_at ON sessions (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX sessions_by_expires_at ON sessions (expires_at);

CREATE TABLE refresh_tokens (
    -- SHA-256 of the token, which is nowhere else.
    hash bytea PRIMARY KEY,
    session_id uuid NOT NULL CONSTRAINT refresh_tokens_session REFERENCES sessions ON DELETE CASCADE,
    -- The key with which the token's successor is made from the token itself.
    salt bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    -- When its successor took its place.
    rotated_at timestamptz
);
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);
