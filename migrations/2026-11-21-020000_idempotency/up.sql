-- Which request has created what, for as long as it may be repeated.
CREATE TABLE idempotency_keys (
    principal text NOT NULL,
    operation text NOT NULL,
    key text NOT NULL,
    -- SHA-256 of the input that came with the key.
    input_hash bytea NOT NULL,
    -- Of the kind that the operation creates. Null only within the transaction that creates it, where nobody else looks.
    entity_id uuid,
    -- From this instant on the row means nothing; whoever writes another one takes some of those away.
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (principal, operation, key)
);
CREATE INDEX idempotency_keys_by_expires_at ON idempotency_keys (expires_at);
