-- Deletes ten expired keys for each new one, so that the table does not grow by expired keys and no request
-- waits long. `SKIP LOCKED` leaves out the keys that other transactions are deleting or replacing.
WITH expired AS (
    SELECT principal, operation, key FROM idempotency_keys
    WHERE expires_at <= $5 ORDER BY expires_at LIMIT 10 FOR UPDATE SKIP LOCKED
), forgotten AS (
    DELETE FROM idempotency_keys AS known USING expired
    WHERE (known.principal, known.operation, known.key) = (expired.principal, expired.operation, expired.key)
)
UPDATE idempotency_keys SET entity_id = $1 WHERE (principal, operation, key) = ($2, $3, $4)
