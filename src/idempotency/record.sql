-- More than one at a time, so that the table never grows by what has expired; and few, so that nobody waits for it. What
-- somebody else is about to take away, or to take over, is left to them.
WITH expired AS (
    SELECT principal, operation, key FROM idempotency_keys
    WHERE expires_at <= $5 ORDER BY expires_at LIMIT 10 FOR UPDATE SKIP LOCKED
), forgotten AS (
    DELETE FROM idempotency_keys AS known USING expired
    WHERE (known.principal, known.operation, known.key) = (expired.principal, expired.operation, expired.key)
)
UPDATE idempotency_keys SET entity_id = $1 WHERE (principal, operation, key) = ($2, $3, $4)
